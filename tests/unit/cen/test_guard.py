"""Personal data in free text: refused, or confirmed with a reason that names nobody."""

import pytest

from cen.guard import PersonalDataFound, findings, overrides

SAID = "The driver Mr John Miller crossed."


def test_what_is_found_is_named_by_field_and_place_without_its_value() -> None:
    (found,) = findings([("text", SAID), ("title", "Crossing")], ["FR"], {})
    assert (found.path, found.code, found.more["kind"]) == ("text", "personal_data", "person_name")
    assert "Miller" in SAID[found.more["start"] : found.more["end"]]
    assert "Miller" not in found.message


def test_what_was_there_already_is_not_asked_again() -> None:
    assert findings([("text", SAID)], [], {"text": SAID}) == []
    assert findings([("text", SAID)], [], {"other": SAID}) != []


def test_it_is_refused_unless_it_is_confirmed() -> None:
    found = findings([("text", SAID)], [], {})
    with pytest.raises(PersonalDataFound) as refused:
        overrides(found, None, [])
    assert refused.value.errors == tuple(found)
    assert overrides(found, "It is the name of a haulier.", []) == ["person_name in text"]
    assert overrides([], None, []) == overrides([], "Nothing to confirm.", []) == []


def test_the_reason_itself_names_nobody() -> None:
    with pytest.raises(PersonalDataFound) as refused:
        overrides([], SAID, [])
    assert refused.value.errors[0].path == "confirm.personal_data"
