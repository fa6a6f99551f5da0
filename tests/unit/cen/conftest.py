"""The look-up file is built from the tables when it is missing or older than they are."""

import pytest

from cen.codes import build, database, table


@pytest.fixture(scope="session", autouse=True)
def codes_built() -> None:
    sources = [*table.DATA.iterdir(), *table.DATA.parent.glob("*.py")]
    if not database.PATH.exists() or database.PATH.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        build.build()
