"""Whether a PDF may be handed on as it is: nothing in it acts, and nothing is hidden in it.

It is not enough to read a file as one program would: programs differ in where they look for objects, and a file can be
made so that each finds others. So every place at which an object could begin is read, and what cannot be read whole
(encryption, other packings, an object within another one, more than is reasonable) is refused. A library that repairs
what is broken, as those for PDF do, would see one of several readings.
Source: ISO 32000-2, 7.2 to 7.5 (objects, names, streams), 7.6 (encryption), 12.6 (actions), 12.7.9 (forms).
"""

from cen.pdf.errors import Suspicious
from cen.pdf.names import check

__all__ = ["Suspicious", "check"]
