"""Hostile bodies: each is refused with a problem of its own, and no other exception ever leaves the parser."""

import base64
import json
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from cen.body import MAX_BYTES, MAX_DEPTH, MAX_ERRORS, parse, text_of, validated
from cen.fields import Faults, Model
from cen.problems import Invalid, Malformed, TooLarge, UnsupportedMediaType

SUITE = Path(__file__).parents[2] / "data" / "jsontestsuite_even.zip"


def event(body: str | None, content_type: str = "application/json", *, encoded: bool = False) -> dict[str, Any]:
    return {"headers": {"Content-Type": content_type}, "body": body, "isBase64Encoded": encoded}


def encoded(raw: bytes) -> dict[str, Any]:
    return event(base64.b64encode(raw).decode(), encoded=True)


# Texts


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/merge-patch+json",
        "Application/JSON ; charset=utf-8",
        "application/json;",
    ],
)
def test_json_is_taken_in_every_spelling_of_its_media_type(content_type: str) -> None:
    assert text_of(event("{}", content_type)) == "{}"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/jsonx",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
    ],
)
def test_other_media_types_are_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        text_of(event("{}", content_type))


@pytest.mark.parametrize("headers", [None, {}, {"Accept": "application/json"}])
def test_a_body_without_media_type_is_refused(headers: dict[str, str] | None) -> None:
    with pytest.raises(UnsupportedMediaType):
        text_of({"headers": headers, "body": "{}"})


def test_header_names_are_taken_in_any_case() -> None:
    assert text_of({"headers": {"content-TYPE": "application/json"}, "body": "[]"}) == "[]"


def test_a_missing_body_is_an_empty_text_which_is_not_json() -> None:
    assert text_of(event(None)) == ""
    with pytest.raises(Malformed):
        parse("")


def test_base64_is_decoded() -> None:
    assert text_of(encoded('{"a": "é"}'.encode())) == '{"a": "é"}'


@pytest.mark.parametrize("body", ["a", "====", "e30", "{}", "e30=\n", "é", "\ud800", "e3 0="])
def test_bad_base64_is_malformed(body: str) -> None:
    with pytest.raises(Malformed):
        text_of(event(body, encoded=True))


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff",
        b'{"a": "\xe9"}',
        "{}".encode("utf-16"),
        b"\xed\xa0\x80",  # half of a surrogate pair
        b"\xc0\xaf",  # an over-long slash
        b"\xf4\x90\x80\x80",  # beyond Unicode
    ],
)
def test_what_is_not_utf_8_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        text_of(encoded(raw))


@pytest.mark.parametrize("character", ["a", "é", "\u20ac", "\U0001f600", "\ud800"])
def test_the_limit_counts_bytes(character: str) -> None:
    size = len(character.encode("utf-8", "surrogatepass"))
    text_of(event(character * (MAX_BYTES // size)))
    with pytest.raises(TooLarge):
        text_of(event(character * (MAX_BYTES // size + 1)))


def test_the_limit_holds_for_what_base64_decodes_to() -> None:
    with pytest.raises(TooLarge):
        text_of(encoded(b" " * 300_000))


@given(
    st.one_of(st.none(), st.text(), st.text(alphabet='{}[]",:\\ue0123456789-+.')),
    st.one_of(st.just("application/json"), st.text()),
    st.booleans(),
)
def test_no_event_raises_anything_but_a_problem(body: str | None, content_type: str, is_encoded: bool) -> None:
    with suppress(Malformed, TooLarge, UnsupportedMediaType):
        parse(text_of(event(body, content_type, encoded=is_encoded)))


# JSON


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"a": 1, "a": 1}', "a"),
        ('{"a": {"b": [{"c": 1, "d": 2, "c": 3}]}}', "c"),
        ('[[[{"country": "FR", "country": "BE"}]]]', "country"),
        ('{"a": 1, "\\u0061": 2}', "a"),
        ('{"": 1, "": 2}', ""),
    ],
)
def test_a_key_twice_in_one_object_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(Malformed, match="stands twice") as caught:
        parse(text)
    assert repr(named) in caught.value.detail


def test_the_same_key_in_two_objects_is_fine() -> None:
    assert parse('[{"a": 1}, {"a": {"a": 2}}]') == [{"a": 1}, {"a": {"a": 2}}]


def test_a_long_key_is_not_repeated_whole_in_the_answer() -> None:
    key = "k" * 10_000
    with pytest.raises(Malformed) as caught:
        parse(f'{{"{key}": 1, "{key}": 2}}')
    assert len(caught.value.detail) < 200


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1" * 400 + ".0"])
@pytest.mark.parametrize("around", ["%s", '{"a": %s}', "[1, %s]"])
def test_numbers_that_are_none_or_infinite_are_refused(number: str, around: str) -> None:
    with pytest.raises(Malformed):
        parse(around % number)


@pytest.mark.parametrize("number", ["9" * 5_000, "-" + "9" * 5_000])
def test_integers_of_thousands_of_digits_are_refused(number: str) -> None:
    with pytest.raises(Malformed):
        parse(f'{{"amount": {number}}}')


@pytest.mark.parametrize(
    "text",
    ['"\\ud800"', '"\ud800"', '{"\\udfff": 1}', '{"a": ["\\ud83d x \\ude00"]}', '["\ud83d\ude00"]', '"\\uD800é"'],
)
def test_half_of_a_surrogate_pair_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="surrogate"):
        parse(text)


def test_a_whole_surrogate_pair_is_one_character() -> None:
    assert parse('"\\ud83d\\ude00"') == "\U0001f600"


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_nesting_is_bounded_before_the_parser_runs(opening: str) -> None:
    with pytest.raises(Malformed, match="nested deeper"):
        parse(opening * 100_000)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_the_deepest_allowed_nesting_is_exact(opening: str, closing: str) -> None:
    deepest = opening * (MAX_DEPTH - 1) + "1" + closing * (MAX_DEPTH - 1)
    parse(f"[{deepest}, [], {deepest}]")
    with pytest.raises(Malformed, match="nested deeper"):
        parse(f"[[{deepest}]]")


def test_the_limits_are_those_of_the_contract() -> None:
    assert (MAX_BYTES, MAX_DEPTH, MAX_ERRORS) == (262_144, 16, 50)


@pytest.mark.parametrize("text", ["[" * 50, '\\"' + "[" * 50, "\\\\" + "{" * 50])
def test_brackets_in_strings_are_no_nesting(text: str) -> None:
    assert parse(json.dumps([text])) == [text]


def test_many_brackets_side_by_side_are_no_nesting() -> None:
    assert parse("[" + ",".join(["[]"] * 100) + "]") == [[]] * 100


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20 + '"' + '\\"' * 100_000,
        '["' + '\\"' * 100_000,
        "[" * 20 + '"\\' * 100_000,
        '"' * 200_000 + "[" * 20,
        "]" * 20 + "[" * 200_000,
        "{" * 20 + "\\\n" * 100_000,
    ],
    ids=["no end", "no end, flat", "escapes", "quotes", "closings first", "line ends"],
)
def test_hostile_strings_are_refused_in_linear_time(text: str) -> None:
    started = time.process_time()
    with pytest.raises(Malformed):
        parse(text)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text", ["", " ", "\ufeff{}", "{", "{}{}", "{'a': 1}", '{"a": 1,}', "\x00", '"\n"', "01", "+1"]
)
def test_what_is_not_json_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


# Where it is wrong


@pytest.mark.parametrize(
    ("text", "path", "code", "place"),
    [
        ('{"a": 1, "a": 1}', "a", "duplicate_key", {}),
        ('{"a": {"b": [0, {"c": {"a": 1}, "d": 2, "c": 3}]}}', "a.b.1.c", "duplicate_key", {}),
        ('{"note": "x\\": y", "": {"a": 1, "\\u0061": 2}}', ".a", "duplicate_key", {}),
        ('{"lines": [{"amount": 1}, {"amount": NaN}]}', "lines.1.amount", "not_a_number", {}),
        ('[1, {"a": -Infinity}]', "1.a", "not_a_number", {}),
        ("NaN", "", "not_a_number", {}),
        ('{"lines": [{"amount": 1e400}]}', "lines.0.amount", "number_too_large", {}),
        ('{"amount": ' + "9" * 5_000 + "}", "", "number_too_large", {"line": 1, "column": 4_313}),
        ('{"x": [], "a": ' + "[" * 16 + "]" * 16 + "}", "a" + ".0" * 15, "too_deep", {}),
        ("[" * 500, "", "too_deep", {"line": 1, "column": 202}),
        ('{"a": 1,}', "", "syntax", {"line": 1, "column": 9}),
        ('{\n "é": "éé" "b"}', "", "syntax", {"line": 2, "column": 12}),
        ('{"a": NaN,}', "", "syntax", {"line": 1, "column": 7}),
        ("", "", "syntax", {"line": 1, "column": 0}),
        ('{"a":\n "\ud800"}', "", "half_surrogate", {"line": 2, "column": 3}),
        ('{"a": "\\ud800"}', "", "half_surrogate", {"line": 1, "column": 14}),
    ],
)
def test_what_is_wrong_is_named_at_its_place(text: str, path: str, code: str, place: dict[str, int]) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    (error,) = caught.value.errors
    assert (error.path, error.code, error.more) == (path, code, place)
    assert error.message.endswith(".")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_words_for_numbers_are_refused_in_words_of_their_own(number: str) -> None:
    with pytest.raises(Malformed, match="NaN and Infinity are no JSON values"):
        parse(f'{{"amount": {number}}}')


def test_a_fault_of_syntax_is_said_in_the_parsers_words() -> None:
    with pytest.raises(Malformed) as caught:
        parse('{"a": 1,}')
    assert caught.value.errors[0].message == "Trailing comma."


@pytest.mark.parametrize(
    "text",
    [
        '{"a": canary}',
        '{"a": "canary',
        "canary",
        '["canary" canary]',
        '{"a": "\\ucanary"}',
        '["canary", NaN]',
        "[1canary]",
    ],
)
def test_what_was_sent_is_not_repeated(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert "canary" not in json.dumps(caught.value.document("req-1"))


@pytest.mark.parametrize(
    "text",
    [
        "[" + "[]," * 87_000 + "[" * 16 + "]" * 17,
        "[" * 15 + "1," * 130_000 + "NaN" + "]" * 15,
        '{"\\":": 1' + "".join(f',"{n}":{{}}' for n in range(22_000)) + ',"1":1}',
    ],
    ids=["depth", "number", "twins"],
)
def test_the_place_is_found_in_time(text: str) -> None:
    assert len(text) < MAX_BYTES + 1_000
    started = time.process_time()
    with pytest.raises(Malformed):
        parse(text)
    assert time.process_time() - started < 4  # a third of a second when alone and not traced


def nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(leaves, max_size=5) | st.dictionaries(st.text(), leaves, max_size=5)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    nested,
    max_leaves=12,
)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict | list) + max(map(depth, inner), default=0)


@given(VALUES.filter(lambda value: depth(value) <= MAX_DEPTH), st.booleans())
def test_every_json_value_within_the_limits_comes_through_unchanged(value: Any, ascii_only: bool) -> None:
    assert parse(json.dumps(value, ensure_ascii=ascii_only)) == value


# JSONTestSuite. Where we refuse what the suite says must parse: a house rule that RFC 8259 leaves to the reader.
STRICTER = {"y_object_duplicated_key_and_value.json": "duplicate keys"}
with zipfile.ZipFile(SUITE) as _archive:
    CASES = {name: _archive.read(name) for name in sorted(_archive.namelist())}


def outcome(raw: bytes) -> str:
    try:
        parse(text_of(encoded(raw)))
    except Malformed:
        return "refused"
    return "parsed"


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("y_")])
def test_what_the_suite_says_must_parse(name: str) -> None:
    assert outcome(CASES[name]) == ("refused" if name in STRICTER else "parsed")


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("n_")])
def test_what_the_suite_says_must_not_parse(name: str) -> None:
    assert outcome(CASES[name]) == "refused"


# Of what the suite leaves open, these lose nothing: a tiny number that rounds to zero, and integers of any length.
ALLOWED = {"i_number_double_huge_neg_exp.json", "i_number_real_underflow.json", "i_number_too_big_pos_int.json"}


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("i_")])
def test_what_the_suite_leaves_open(name: str) -> None:
    assert outcome(CASES[name]) == ("parsed" if name in ALLOWED else "refused")


# Models


class Drug(Model):
    category: Literal["drugs"]
    purity: str | None = None


class Cash(Model):
    category: Literal["currency"]
    amount: Annotated[int, Field(ge=1, le=10)]


class Thing(Model):
    name: Annotated[str, Field(max_length=5)]
    code: Annotated[str, Field(pattern="^[a-z]+$")] = "x"
    count: int = 1
    tags: Annotated[list[str], Field(min_length=1, max_length=2)] = Field(default=["a"])
    lines: list[Annotated[Drug | Cash, Field(discriminator="category")]] = Field(default=[])


def faults(document: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        validated(Thing, json.dumps(document), {})
    return {error.path: error.code for error in caught.value.errors}


def test_a_valid_document_becomes_the_model() -> None:
    thing = validated(Thing, '{"name": "é", "lines": [{"category": "currency", "amount": 3}]}', {})
    assert thing == Thing(name="é", lines=[Cash(category="currency", amount=3)])


@pytest.mark.parametrize("text", ["null", "true", "1", '"a"', "[]", '[{"name": "a"}]'])
def test_a_document_is_an_object(text: str) -> None:
    with pytest.raises(Malformed, match="object"):
        validated(Thing, text, {})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, {"name": "required"}),
        ({"name": "a", "nmae": "b"}, {"nmae": "unknown_field"}),
        ({"name": "abcdef", "code": "A"}, {"name": "too_long", "code": "wrong_format"}),
        ({"name": 1, "count": "2"}, {"name": "string_type", "count": "int_type"}),
        ({"name": "a", "count": True}, {"count": "int_type"}),
        ({"name": "a", "count": 1.5}, {"count": "int_type"}),
        ({"name": None}, {"name": "string_type"}),
        ({"name": "a", "tags": []}, {"tags": "too_few"}),
        ({"name": "a", "tags": ["1", "2", "3"]}, {"tags": "too_many"}),
        ({"name": "a", "tags": ["1", 2]}, {"tags.1": "string_type"}),
        ({"name": "a", "lines": [{}]}, {"lines.0.category": "required"}),
        ({"name": "a", "lines": [{"category": "tea"}]}, {"lines.0.category": "unknown_code"}),
        (
            {"name": "a", "lines": [{"category": "drugs"}, {"category": "currency", "amount": 0}]},
            {"lines.1.amount": "greater_than_equal"},
        ),
        ({"name": "a", "lines": [{"category": "drugs", "amount": 1}]}, {"lines.0.amount": "unknown_field"}),
        ({"name": "a", "lines": [{"category": "currency"}]}, {"lines.0.amount": "required"}),
        ({"name": "a", "lines": 3}, {"lines": "list_type"}),
    ],
)
def test_every_fault_is_named_at_its_place_in_the_document(document: Any, expected: dict[str, str]) -> None:
    assert faults(document) == expected


def test_the_errors_are_bounded() -> None:
    with pytest.raises(Invalid) as caught:
        validated(Thing, json.dumps({"name": "a", **{f"x{n}": n for n in range(200)}}), {})
    assert len(caught.value.errors) == MAX_ERRORS


@pytest.mark.parametrize(
    "document",
    [
        {"name": "canary canary"},
        {"name": "a", "code": "CANARY"},
        {"name": "a", "count": "canary"},
        {"name": "a", "tags": "canary"},
        {"name": "a", "lines": [{"category": "canary"}]},
        {"name": "a", "lines": [{"category": "drugs", "purity": ["canary"]}]},
    ],
)
def test_the_value_at_fault_is_never_repeated(document: Any) -> None:
    with pytest.raises(Invalid) as caught:
        validated(Thing, json.dumps(document), {})
    assert "canary" not in json.dumps(caught.value.document("req-1")).lower()
    assert caught.value.__cause__ is None


class Voyage(Model):
    place: dict[str, str] = Field(default={})

    @model_validator(mode="after")
    def check(self) -> Self:
        faults = Faults()
        faults.add(("place", "locode"), PydanticCustomError("required", "Say where.", {"nearest": ["FRLEH"]}))
        faults.raise_if_any(self)
        return self


def test_a_fault_may_be_named_where_nothing_was_sent_and_says_what_helps() -> None:
    with pytest.raises(Invalid) as caught:
        validated(Voyage, "{}", {})
    assert [error.document() for error in caught.value.errors] == [
        {"path": "place.locode", "code": "required", "message": "Say where.", "nearest": ["FRLEH"]}
    ]


ANYTHING = st.fixed_dictionaries(
    {},
    optional={
        "name": VALUES,
        "lines": st.lists(
            st.fixed_dictionaries(
                {}, optional={"category": st.sampled_from(["drugs", "currency", 1]), "amount": VALUES}
            )
        ),
        "tags": VALUES,
    },
)


@given(ANYTHING)
def test_paths_name_places_of_the_document(document: dict[str, Any]) -> None:
    """Every path leads to a value that is there, or to a missing or misplaced field of an object that is."""
    try:
        validated(Thing, json.dumps(document), {})
    except Malformed:
        assert depth(document) > MAX_DEPTH
    except Invalid as invalid:
        for error in invalid.errors:
            place: Any = document
            for part in error.path.split(".")[:-1]:
                place = place[int(part)] if isinstance(place, list) else place[part]
            assert isinstance(place, dict | list)


class Plain(Model):
    kind: Literal["text"]
    text: str
    tlp: Literal["RED"] | None = None


class Inner(Model):
    answer: int


class Nested(Model):
    kind: Literal["inner"]
    inner: Inner
    other: int = 0


class Tagged(RootModel[Annotated[Plain | Nested, Field(discriminator="kind")]]):
    pass


@pytest.mark.parametrize(
    ("document", "errors"),
    [
        ({"kind": "text"}, {"text": "required"}),
        ({"kind": "text", "text": 1}, {"text": "string_type"}),
        ({"kind": "text", "text": "text", "tlp": "x"}, {"tlp": "literal_error"}),
        ({"kind": "inner"}, {"inner": "required"}),
        ({"kind": "inner", "inner": {}}, {"inner.answer": "required"}),
        ({"kind": "inner", "inner": {"answer": "x"}}, {"inner.answer": "int_type"}),
        ({"kind": "inner", "inner": {"answer": 1}, "other": "inner"}, {"other": "int_type"}),
    ],
)
def test_a_field_that_is_called_as_the_tag_of_its_union_is_named_as_it_is_written(
    document: dict[str, Any], errors: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        validated(Tagged, json.dumps(document), {})
    assert {error.path: error.code for error in caught.value.errors} == errors
