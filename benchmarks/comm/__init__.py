"""What an operation's messages cost: calls, units and CPU, and that none of it grows with their number."""
