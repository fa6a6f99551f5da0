"""What loading a spreadsheet costs."""
