"""What finding costs at 10,000 and at 100,000 records, and what a year of records costs to keep findable."""
