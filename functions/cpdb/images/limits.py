"""How large an upload may be and what is made of it, shared by the model, the workshop and its child. Plain numbers."""

MOST_BYTES = 26_214_400  # 25 MiB; a phone's picture has 2 to 8
MOST_PIXELS = 30_000_000
SHORTEST_SIDE = 32  # pixels; less shows nothing
MOST_SIDES = 20  # a side may be so many times the other

# Longest sides, and the formats of each. WebP of the large one would cost three times all the others together.
SIZES = {"large": 2000, "medium": 800, "thumbnail": 320}
FORMATS = {"large": ("jpeg",), "medium": ("webp", "jpeg"), "thumbnail": ("webp", "jpeg")}
MOST_REDACTIONS = 40

HASH_BITS = 64

# Between the workshop and its child.
MOST_OUTPUT = 16_777_216  # bytes
LONGEST_MESSAGE = 16_384
