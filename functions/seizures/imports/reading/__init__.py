"""From the bytes of a file to rows of cells, with nothing trusted on the way."""
