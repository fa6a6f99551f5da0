"""Searching with a picture that is not in the catalogue: it is uploaded, hashed, and forgotten."""
