"""Trends that say how far they can be trusted: estimates of what is still to come, like with like, and what is new."""
