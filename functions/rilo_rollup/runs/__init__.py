"""A run: count the cells that have changed, merge what they are part of, draft what a RILO may want to tell."""
