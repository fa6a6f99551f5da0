"""Cells: what is counted of the cases of one administration in one month, and how cells are put together.

A cell is a monoid. Whatever cells are merged, in whatever order, the result is the cell of all their cases.
"""
