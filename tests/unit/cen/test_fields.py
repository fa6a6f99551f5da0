"""The types that models are made of: what text, amounts and codes may hold, and where a fault is reported."""

import json
import unicodedata
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from cen.fields import Amount, CodeOf, Comment, Country, Day, Faults, HsCode, Line, Model, Percent, Prose

LINE, PROSE = TypeAdapter(Line), TypeAdapter(Prose)
AMOUNT, PERCENT = TypeAdapter(Amount), TypeAdapter(Percent)


def fault(adapter: TypeAdapter[Any], value: Any) -> Any:
    """The one error of a value that must be refused."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    (error,) = caught.value.errors(include_url=False)
    return error


# Text

WELCOME = [
    "plain",
    "Café à l'œuvre – 12 €",
    "شحنة من ميناء\u200f (طنجة)\u200e",  # with the marks that order punctuation
    "\u05e0\u05de\u05dc \u05d0\u05e9\u05d3\u05d5\u05d3",
    "Ελλάδα, Україна, 日本, 한국, ไทย, हिन्दी",
    "e\u0301 combined",
    "👮🏽‍♀️ 👨‍👩‍👧 🇫🇷 ❤️",  # joiners, skin tones, a flag, a mark of presentation
    "no\u00a0break, soft\u00adhyphen, می\u200cخواهم, \u061cعربي",
    "<script>alert(1)</script> ' OR 1=1 -- =cmd|' /C calc'!A0",  # text is data: writers escape it
]
UNWELCOME = {
    "null": "\x00",
    "escape": "\x1b",
    "backspace": "\x08",
    "carriage return": "\r",
    "delete": "\x7f",
    "next line": "\x85",
    "other C1": "\x9b",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "embedding left to right": "\u202a",
    "embedding right to left": "\u202b",
    "pop formatting": "\u202c",
    "override left to right": "\u202d",
    "override right to left": "\u202e",
    "isolate left to right": "\u2066",
    "isolate right to left": "\u2067",
    "isolate first strong": "\u2068",
    "pop isolate": "\u2069",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "invisible times": "\u2062",
    "byte order mark": "\ufeff",
    "Mongolian vowel separator": "\u180e",
    "annotation anchor": "\ufff9",
    "annotation separator": "\ufffa",
    "language tag": "\U000e0001",
    "tag letter": "\U000e0067",
    "replaced byte": "\ufffd",
    "private use": "\ue000",
    "private plane": "\U0010fffd",
    "noncharacter": "\uffff",
    "unassigned": "\u0378",
}


@pytest.mark.parametrize("text", WELCOME)
@pytest.mark.parametrize("adapter", [LINE, PROSE])
def test_the_scripts_of_the_world_come_through_unchanged(adapter: TypeAdapter[Any], text: str) -> None:
    assert adapter.validate_python(text) == text


@pytest.mark.parametrize("character", UNWELCOME.values(), ids=UNWELCOME)
@pytest.mark.parametrize("adapter", [LINE, PROSE])
def test_a_character_that_hides_or_reorders_text_is_refused_with_its_place(
    adapter: TypeAdapter[Any], character: str
) -> None:
    error = fault(adapter, f"ab{character}c")
    assert error["type"] == "forbidden_character"
    assert error["ctx"] == {"code": f"{ord(character):04X}", "position": 2}
    assert error["msg"] == f"Character U+{ord(character):04X} at position 2 is not allowed in text."


@pytest.mark.parametrize("adapter", [LINE, PROSE, TypeAdapter(Country)])
@pytest.mark.parametrize("half", [chr(0xD800), chr(0xDFFF)])
def test_half_of_a_surrogate_pair_is_refused(adapter: TypeAdapter[Any], half: str) -> None:
    assert fault(adapter, f"a{half}")["type"] == "string_unicode"


@pytest.mark.parametrize("character", ["\n", "\t"])
def test_prose_may_have_lines_and_a_line_may_not(character: str) -> None:
    text = f"a{character}b"
    assert PROSE.validate_python(text) == text
    assert fault(LINE, text)["type"] == "forbidden_character"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u00a0",
        "\u2003 \u3000",
        "\u3164",
        "\u115f\u1160",
        "\uffa0 \u2800",
        "\u200d",
        "\u200e \u200f",
        "\u00ad\u200c\u061c",
        "\ufe0f",  # a mark of presentation with nothing to present
        "\u0301 \u0301",
    ],
)
@pytest.mark.parametrize("adapter", [LINE, PROSE])
def test_blank_text_is_refused(adapter: TypeAdapter[Any], text: str) -> None:
    assert fault(adapter, text)["type"] == "blank"


def test_lines_that_say_nothing_are_blank_prose() -> None:
    assert fault(PROSE, "\n\t \n")["type"] == "blank"


def test_space_around_text_is_dropped() -> None:
    assert LINE.validate_python("  a  b ") == "a  b"
    assert PROSE.validate_python("\n a\n\nb \n") == "a\n\nb"


@pytest.mark.parametrize(("kind", "longest"), [(Line, 120), (Comment, 2_000), (Prose, 10_000)])
def test_length_is_bounded_in_characters(kind: Any, longest: int) -> None:
    adapter = TypeAdapter(kind)
    assert adapter.validate_python("😀" * longest) == "😀" * longest
    assert fault(adapter, "a" * (longest + 1))["type"] == "string_too_long"


@pytest.mark.parametrize("adapter", [LINE, PROSE])
def test_fillers_are_taken_beside_what_can_be_seen(adapter: TypeAdapter[Any]) -> None:
    for text in ("⠟⠀⠗", "ᅟᅡ", "हिन्दी"):
        assert adapter.validate_python(text) == text


@given(st.text() | st.text("\u200b\u200d\u3164\u2800\u0301 a", max_size=4))
def test_accepted_text_holds_nothing_forbidden_and_is_accepted_again(text: str) -> None:
    try:
        accepted = LINE.validate_python(text)
    except ValidationError:
        return
    assert accepted == accepted.strip() != ""
    categories = {unicodedata.category(character) for character in accepted}
    assert not categories & {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
    assert not categories <= {"Cf", "Mn", "Zs"}
    assert "\ufffd" not in accepted
    assert not any(
        unicodedata.bidirectional(character)[-1] in "EOI" for character in accepted if ord(character) > 0x2000
    )
    assert LINE.validate_python(accepted) == accepted


# Numbers


@pytest.mark.parametrize(
    "amount", ["1", "0.000001", "120.5", "10", "1.50", "999999999999999", "999999999999999.999999", "0.10"]
)
def test_amounts_are_kept_as_they_were_written(amount: str) -> None:
    assert AMOUNT.validate_python(amount) == amount


@pytest.mark.parametrize(
    "amount",
    [
        "",
        " ",
        "-1",
        "+1",
        "-0",
        "1e5",
        "1E5",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "9" * 40,
        "9" * 16,
        "01",
        "00",
        "00.5",
        ".5",
        "1.",
        "1.1234567",
        "1,5",
        "1 000",
        "1_000",
        "0x10",
        " 1",
        "1\n",
        "١٢",  # Arabic-Indic digits
        "1٢",
        "1.５",  # a full-width digit
        "²",
        "½",
        "1.5.5",
        "ten",
    ],
)
def test_other_spellings_of_an_amount_are_refused(amount: str) -> None:
    assert fault(AMOUNT, amount)["type"] == "wrong_format"


@pytest.mark.parametrize("amount", ["0", "0.0", "0.000", "0.000000"])
def test_nothing_is_no_amount(amount: str) -> None:
    assert fault(AMOUNT, amount)["type"] == "not_positive"


@pytest.mark.parametrize("amount", [1, 1.5, True, None, Decimal(1), ["1"]])
def test_an_amount_is_text(amount: Any) -> None:
    assert fault(AMOUNT, amount)["type"] == "wrong_format"


@given(st.decimals(Decimal("0.000001"), Decimal("999999999999999.999999"), places=6))
def test_every_positive_decimal_of_that_size_is_an_amount(number: Decimal) -> None:
    assert Decimal(AMOUNT.validate_python(f"{number:f}")) == number


@given(st.text(alphabet="0123456789.-+eE ٣", max_size=20))
def test_every_amount_is_a_positive_decimal(text: str) -> None:
    try:
        accepted = AMOUNT.validate_python(text)
    except ValidationError:
        return
    assert Decimal(accepted) > 0
    assert f"{Decimal(accepted):f}" == accepted


@pytest.mark.parametrize("percent", ["0", "0.0", "5", "82", "82.5", "99.999", "100", "100.0", "100.000"])
def test_a_percentage_is_from_nought_to_a_hundred(percent: str) -> None:
    assert PERCENT.validate_python(percent) == percent


@pytest.mark.parametrize(
    "percent",
    [
        "",
        "-1",
        "101",
        "100.1",
        "100.0000",
        "1000",
        "82%",
        "82,5",
        "82.",
        ".5",
        "1e1",
        "NaN",
        "٨",
        "8٢",
        "1.12345",
        "5\n",
    ],
)
def test_no_other_percentage(percent: str) -> None:
    assert fault(PERCENT, percent)["type"] == "wrong_format"


# Days

DAY = TypeAdapter(Day)
NO_DAYS = """0|-0|+0|00000|1700006400|1700006400.0|20260314|2026-3-14|2026-03-14T00:00:00|2026-03-14T00:00:00Z
2026-W11-6|26-03-14|+2026-03-14|-2026-03-14|2026/03/14|2026_03_14|2026-02-30|2026-00-10|0000-01-01| 2026-03-14
٢٠٢٦-٠٣-١٤|２０２６-０３-１４|2026–03–14|today|"""


@pytest.mark.parametrize("strict", [True, False])
@given(st.dates())
def test_a_day_is_read_from_json_and_from_a_query(strict: bool, day: date) -> None:
    assert DAY.validate_json(f'"{day.isoformat()}"', strict=strict) == day
    assert DAY.validate_python(day.isoformat(), strict=strict) == day
    assert DAY.validate_python(day, strict=strict) == day


@pytest.mark.parametrize("text", [*NO_DAYS.replace("\n", "|").split("|"), "2026-03-14 ", "2026-03-14\n"])
def test_no_other_text_is_a_day(text: str) -> None:
    assert fault(DAY, text)["type"] == "wrong_date"
    with pytest.raises(ValidationError, match="such as 2026-03-14"):
        DAY.validate_json(json.dumps(text))


@pytest.mark.parametrize("value", [0, 1700006400, 1.0, True, None, ["2026-03-14"], datetime(2026, 3, 14)])  # noqa: DTZ001
def test_a_day_is_text(value: Any) -> None:
    assert fault(DAY, value)["type"] == "date_type"


@given(st.text(alphabet="0123456789-+T:Z._ ", max_size=20))
def test_every_day_is_written_as_it_was_read(text: str) -> None:
    with suppress(ValidationError):
        assert DAY.validate_python(text).isoformat() == text


def test_a_day_is_published_as_a_date() -> None:
    assert DAY.json_schema() == {"type": "string", "format": "date"}


# Codes


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Country, "FR"), (HsCode, "29"), (HsCode, "2939"), (HsCode, "293972"), (Annotated[str, CodeOf("unit")], "KGM")],
)
def test_a_code_of_the_list_is_taken(kind: Any, code: str) -> None:
    assert TypeAdapter(kind).validate_python(code) == code


@pytest.mark.parametrize(
    ("kind", "wrong", "nearest"),
    [
        (Country, "fr", "FR"),
        (Country, "France", "FR"),
        (Country, " FR", "FR"),
        (HsCode, "29397", "293972"),
        (Annotated[str, CodeOf("unit")], "kg", "KGM"),
        (Annotated[str, CodeOf("commodity")], "coke", "drugs.cocaine"),
    ],
)
def test_a_wrong_code_is_refused_with_the_nearest(kind: Any, wrong: str, nearest: str) -> None:
    error = fault(TypeAdapter(kind), wrong)
    assert error["type"] == "unknown_code"
    assert nearest in error["ctx"]["nearest"]
    assert nearest in error["msg"]
    assert error["msg"].startswith("Not a code of the list ")


@pytest.mark.parametrize("wrong", ["", " ", "\x00", "%", "'; DROP TABLE code; --", "{hint}", "*" * 80, "é" * 80])
def test_a_code_like_nothing_is_refused_without_repeating_it(wrong: str) -> None:
    error = fault(TypeAdapter(Country), wrong)
    assert error["type"] == "unknown_code"
    assert "{" not in error["msg"]
    assert error["msg"].removeprefix("Not a code of the list country").count(wrong.strip() or "\x00") == 0


@pytest.mark.parametrize(("value", "kind"), [("X" * 81, "string_too_long"), (1, "string_type"), (None, "string_type")])
def test_what_cannot_be_a_code_is_refused_before_it_is_looked_up(value: Any, kind: str) -> None:
    assert fault(TypeAdapter(Country), value)["type"] == kind


@given(st.text(max_size=90))
def test_any_text_is_a_code_or_is_refused(text: str) -> None:
    with suppress(ValidationError):
        assert TypeAdapter(Country).validate_python(text) == text


def test_a_short_list_is_published_as_its_codes_and_a_long_one_by_its_address() -> None:
    short = TypeAdapter(Annotated[str, CodeOf("direction")]).json_schema()
    assert short["type"] == "string"
    assert "import" in short["enum"]
    long = TypeAdapter(Country).json_schema()
    assert long == {"type": "string", "description": "Code of the list GET /v1/codes/country"}


# Models


class Leg(Model):
    country: Country
    weight: Amount | None = None


class Journey(Model):
    legs: list[Leg]

    def check(self) -> "Journey":
        faults = Faults()
        for position, leg in enumerate(self.legs):
            if leg.weight is None:
                faults.add(("legs", position, "weight"), PydanticCustomError("required", "Say the weight."))
            if leg.country == "FR":
                faults.add(("legs", position, "country"), PydanticCustomError("same", "Already here."))
        faults.raise_if_any(self)
        return self


def test_faults_between_fields_are_reported_where_something_should_change() -> None:
    journey = Journey(legs=[Leg(country="BE", weight="1"), Leg(country="FR")])
    with pytest.raises(ValidationError) as caught:
        journey.check()
    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [
        (("legs", 1, "weight"), "required"),
        (("legs", 1, "country"), "same"),
    ]
    assert caught.value.title == "Journey"


def test_without_faults_nothing_is_raised() -> None:
    journey = Journey(legs=[Leg(country="BE", weight="1")])
    assert journey.check() is journey


@pytest.mark.parametrize(
    "document",
    [{"country": "FR", "extra": 1}, {"country": "FR", "weight": 1}, {"country": 1}, {}, {"Country": "FR"}],
)
def test_a_model_coerces_nothing_and_drops_nothing(document: Any) -> None:
    with pytest.raises(ValidationError):
        Leg.model_validate_json(json.dumps(document))


def test_a_model_does_not_change() -> None:
    leg = Leg(country="FR")
    with pytest.raises(ValidationError, match="frozen"):
        leg.country = "BE"
