"""What stands on the shelves: reference documents, links to other organisations, experts and laboratories."""
