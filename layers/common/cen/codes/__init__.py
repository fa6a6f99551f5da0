"""Code lists: countries, places, goods, units and the system's own vocabularies, looked up in one read-only file.

The lists are the tables in `data/`; `python -m cen.codes.build` makes the file. An unknown list raises
`UnknownCodeList`, a file that was not built `CodesNotBuilt`.
"""

from cen.codes.lookup import children, exists, get, label, lists, named, names
from cen.codes.model import Code, CodeList, CodesNotBuilt, UnknownCodeList
from cen.codes.nearest import nearest
from cen.codes.search import search

__all__ = [
    "Code",
    "CodeList",
    "CodesNotBuilt",
    "UnknownCodeList",
    "children",
    "exists",
    "get",
    "label",
    "lists",
    "named",
    "names",
    "nearest",
    "search",
]
