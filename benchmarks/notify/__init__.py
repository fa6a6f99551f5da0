"""What hearing of things costs: matching saved searches, publishing to many, counting an inbox."""
