"""A record at rest: what was written is what is read."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given

from seizures.model import Entry
from seizures.record import new_record
from tests.unit.seizures.builders import NOW, act
from tests.unit.seizures.search.corpus import documents


@given(documents())
def test_what_was_just_written_says_what_its_text_says(document: dict[str, Any]) -> None:
    """Without being parsed, and in the same kinds of values: nobody must be able to tell which was read."""
    draft = Entry.model_validate_json(json.dumps(document), context={"today": NOW.date()})
    made = new_record(
        draft, id="01K0000000000000000000000Z", administration="FR", channel="web", at=act().at, actor="x"
    )
    assert repr(made.fields) == repr(json.loads(made.document))
    assert replace(made, document='{"id":"y"}').fields == {"id": "y"}
