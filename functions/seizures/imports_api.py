"""The API function of the imports."""

from pathlib import Path

from cen.dynamo import table
from cen.http import handler as lambda_handler
from cen.routes import Api
from cen.s3 import client
from cen.settings import settings
from cen.uploads import Form, Quarantine
from seizures.imports.files import ImportFiles, upload_key
from seizures.imports.routes import ImportStores, register
from seizures.imports.store import ImportStore
from seizures.imports.template import Template


def open_stores() -> ImportStores:
    quarantine = Quarantine(client(), settings.uploads_bucket)

    def form(id: str, size: int) -> Form:
        return quarantine.form(upload_key(id), content_type="application/octet-stream", size=size)

    return ImportStores(
        ImportStore(table(settings.table)), ImportFiles(client(), settings.imports_bucket), form, _write
    )


def _write(target: Path, template: Template) -> None:
    from seizures.imports.sheets import write_template  # a second of the processor that only this needs

    write_template(target, template)


api = Api("seizures", open_stores)
register(api)
handler = lambda_handler(api)
