"""What entering gives back: a private page of figures for each administration, and what a record's quality is made of.

`cells` are the figures of an administration and a month, folded from one line for each record; `tallying` keeps them
true to the records, `service` puts the page together, `store` keeps lines and cells in a table of their own.
"""
