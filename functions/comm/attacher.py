"""Looks at what was uploaded as attachments."""

from functools import cache

from cen.s3 import client
from cen.settings import settings
from cen.uploads import Quarantine, Receiver, Uploaded
from comm.bucket import open_files
from comm.files.worker import Attacher
from comm.stores import open_rooms


@cache
def _attacher() -> Attacher:
    return Attacher(open_rooms(), Quarantine(client(), settings.uploads_bucket), open_files())


def _hear(uploaded: Uploaded) -> None:
    _attacher()(uploaded)


handler = Receiver("comm", _hear)
