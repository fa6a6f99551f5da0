"""Routes of the shelves."""
