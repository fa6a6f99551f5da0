"""What stands behind routes that only have to be reached."""

from pathlib import Path
from typing import Any

from cen.uploads import Form
from seizures.imports.files import ImportFiles
from seizures.imports.routes import ImportStores
from seizures.imports.store import ImportStore
from seizures.imports.template import Template
from tests.unit.seizures.fakes import EmptyTable
from tests.unit.seizures.imports.memory import MemoryS3


def empty_stores() -> ImportStores:
    def write(target: Path, _: Template) -> None:
        target.write_bytes(b"PK")

    table: Any = EmptyTable()
    client: Any = MemoryS3()
    return ImportStores(ImportStore(table), ImportFiles(client, "imports"), lambda *_: Form("", {}, ""), write)
