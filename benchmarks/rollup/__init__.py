"""What statistics cost."""
