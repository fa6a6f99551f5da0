"""What the templates hold, context by context: a new function, table or exception is noted in its context's file."""
