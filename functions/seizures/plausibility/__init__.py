"""Rules that make one look twice, as one table (`rules.py`). Errors refuse a record, warnings ask: they say what is
unusual and where. Run by entry, by checks and by imports alike."""

from seizures.plausibility.run import found
from seizures.plausibility.shape import Found, Rule

__all__ = ["Found", "Rule", "found"]
