"""Delivery: systems are told through a topic, people by mail.

`announce` hears what happened and says whom it concerns: one message to the topic, and for each mailbox an item that
is due. `mail` empties a mailbox into a letter, `clockwork` says which mailbox is to be emptied now, `review` keeps
subscriptions true to the rights their owners have, `reports` hears what became of letters and messages.
"""
