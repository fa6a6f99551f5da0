"""Tells whom it concerns what happened to pictures."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from cen.events import NoticeRaised, PictureChanged, RedactionAsked
from cen.outbox import publisher


def describe(image: Mapping[str, Any]) -> Sequence[BaseModel]:
    """The events of an audit item. Who uploaded a picture that was rejected may read why."""
    id = image["pk"]["S"].removeprefix("PIC#")
    entry = json.loads(image["entry"]["S"])
    version, action = entry["version"], entry["action"]
    administration = image["administration"]["S"]
    told: list[BaseModel] = [
        PictureChanged(picture_id=id, version=version, action=action, administration=administration)
    ]
    if "drawing" in image:
        told.append(RedactionAsked(picture_id=id))
    if "tell" in image:
        told.append(
            NoticeRaised(
                key=f"picture:{id}:rejected",
                to=f"person:{image['tell']['S']}",
                kind="picture.rejected",
                must_act=False,
                subject=f"pictures/{id}",
            )
        )
    return told


handler = publisher("cpdb", describe)
