"""What stands behind routes that only have to be reached."""

import io
from pathlib import Path
from typing import Any

from cen.uploads import Form
from seizures.imports.files import ImportFiles
from seizures.imports.routes import ImportStores
from seizures.imports.store import ImportStore
from seizures.imports.template import Template
from tests.unit.seizures.fakes import EmptyTable


class MemoryS3:
    """Objects by key."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put_object(self, *, Key: str, Body: Any, **_: Any) -> dict[str, Any]:  # noqa: N803 - as S3 calls them
        self.objects[Key] = Body if isinstance(Body, bytes) else Body.read()
        return {}

    def get_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        return {"Body": _Body(self.objects[Key])}

    def generate_presigned_url(self, _: str, Params: Any, **__: Any) -> str:  # noqa: N803
        return f"https://files.example/{Params['Key']}"


class _Body(io.BytesIO):
    def iter_lines(self) -> Any:
        return iter(self.read().splitlines())


def empty_stores() -> ImportStores:
    def write(target: Path, _: Template) -> None:
        target.write_bytes(b"PK")

    table: Any = EmptyTable()
    client: Any = MemoryS3()
    return ImportStores(ImportStore(table), ImportFiles(client, "imports"), lambda *_: Form("", {}, ""), write)
