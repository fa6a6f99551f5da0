"""Real seizures for a fresh local cloud, entered through the public API as administrations' own systems would.

`data/README.md` says where the rows come from and how they were chosen; `unodc` and `lemis` turn rows into records.
"""
