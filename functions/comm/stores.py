"""What the routes and workers of this context work on, each part opened at its first use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cen.settings import settings
from comm.store import CommStore, open_store

if TYPE_CHECKING:
    from cen.uploads import Quarantine
    from comm.bucket import FileStore
    from comm.people import Person, Pool
    from comm.ring import Vault
    from comm.workbooks import Workbooks


@dataclass(frozen=True, slots=True)
class Stores:
    """`store` is there at once; the others are loaded by who needs them."""

    store: CommStore
    open_vault: "Callable[[], Vault]"
    open_people: "Callable[[], Pool]"
    open_quarantine: "Callable[[], Quarantine]"
    open_files: "Callable[[], FileStore]"
    open_workbooks: "Callable[[], Workbooks]"

    @property
    def vault(self) -> "Vault":
        return self.open_vault()

    def find_person(self, name: str) -> "Person | None":
        return self.open_people().find(name)

    def find_account(self, id: str) -> "Person | None":
        """A person, or a machine client of the register."""
        from comm.people import of_entry

        entry = self.store.account(id)
        return of_entry(entry) if entry and entry.get("kind") != "person" else self.open_people().of_id(id)

    @property
    def quarantine(self) -> "Quarantine":
        return self.open_quarantine()

    @property
    def files(self) -> "FileStore":
        return self.open_files()

    @property
    def workbooks(self) -> "Workbooks":
        return self.open_workbooks()


def _vault() -> "Vault":
    from comm.vault import open_vault

    return open_vault()


def _people() -> "Pool":
    from comm.people import open_people

    return open_people()


def _quarantine() -> "Quarantine":
    from cen.s3 import client
    from cen.uploads import Quarantine

    return Quarantine(client(), settings.uploads_bucket)


def _files() -> "FileStore":
    from comm.bucket import open_files

    return open_files()


def _workbooks() -> "Workbooks":
    from comm.workbooks import open_workbooks

    return open_workbooks()


def open_rooms() -> Stores:
    return Stores(open_store(), _vault, _people, _quarantine, _files, _workbooks)
