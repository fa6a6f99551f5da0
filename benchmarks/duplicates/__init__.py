"""How well duplicates are found, and what looking for them costs."""
