"""What pictures cost: drawing them, finding what is alike, a page of the catalogue; and what their hashes bear."""
