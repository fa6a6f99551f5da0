"""Finding alerts by words."""
