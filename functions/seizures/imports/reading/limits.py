"""Hard maxima of a file, in one place."""

MOST_BYTES = 50_000_000
MOST_ROWS = 100_000
# Titles above the header, and the header.
MOST_LINES_ABOVE = 20
MOST_COLUMNS = 200
# Of a sheet: cells that say something, and the rectangle that they span, which is held in memory whole.
MOST_CELLS = 4_000_000
MOST_AREA = 8_000_000
# Of a workbook unpacked, all its parts together.
MOST_UNPACKED = 400_000_000
MOST_PARTS = 2_000
MOST_ELEMENTS_OF_ROWS = 1_100_000
# Characters of one row, all its cells together.
LONGEST_ROW = 65_536
# What the reader of a workbook may take: bytes of address space, seconds of processor.
READER_BYTES = 768 * 1024 * 1024
READER_SECONDS = 300
