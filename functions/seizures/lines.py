"""Commodity lines: what was seized, how much, and what it is worth."""

from decimal import Decimal
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cen import codes
from cen.fields import Amount, CodeOf, Faults, HsCode, Line, Model, Written, decimal_text
from seizures import details as of

_FINEST = Decimal("0.000001")


class Reported(Model):
    """What an amount was converted from: it stays beside the amount, with the factor and who says so."""

    amount: Amount
    unit: Annotated[Line, Field(description="As it was written, such as carton")]
    factor: Annotated[
        str, Written(decimal_text(9, 12), 'a decimal number as text: so many units make one, such as "0.45359237"')
    ]
    source: Annotated[Line, Field(description="Where the factor comes from")]


class Quantity(Model):
    """`unit` is a UNECE Recommendation 20 code; the amount stays as reported, whatever it is converted to elsewhere.
    What came in a unit of its own (cartons, pounds of a feed) is converted once, and `reported` says from what."""

    amount: Amount
    unit: Annotated[str, CodeOf("unit")]
    basis: Annotated[str, CodeOf("quantity_basis")] | None = None
    reported: Reported | None = None

    @model_validator(mode="after")
    def _factor_fits(self) -> Self:
        if self.reported is not None:
            converted = Decimal(self.reported.amount) * Decimal(self.reported.factor)
            if abs(converted - Decimal(self.amount)) > _FINEST:
                faults = Faults()
                faults.add(
                    ("reported", "factor"),
                    PydanticCustomError("factor_does_not_fit", "Amount and factor do not make the amount converted."),
                )
                faults.raise_if_any(self)
        return self


class Packages(Model):
    count: Annotated[int, Field(ge=1, le=10_000_000)]
    code: Annotated[str, CodeOf("package")]


class Value(Model):
    amount: Amount
    currency: Annotated[str, CodeOf("currency")]
    basis: Annotated[str, CodeOf("value_basis")] | None = None


class _Line(Model):
    """`type` and `subtype` are steps of the list `commodity` below the category: drugs, cocaine, powder."""

    category: str
    type: Annotated[str, Field(max_length=60)] | None = None
    subtype: Annotated[str, Field(max_length=60)] | None = None
    hs_code: HsCode | None = None
    hs_edition: Literal["2022"] | None = None
    quantity: Quantity
    packages: Packages | None = None
    value: Value | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = Faults()
        parent = self.category
        for name in ("type", "subtype"):
            step = getattr(self, name)
            if step is None:
                continue
            if name == "subtype" and self.type is None:
                faults.add(("type",), PydanticCustomError("required", "A subtype needs its type."))
            elif not codes.exists("commodity", f"{parent}.{step}"):
                faults.add((name,), _unknown_step(parent, step))
                break
            parent = f"{parent}.{step}"
        else:
            families = unit_families(parent)
            if families and unit_family(self.quantity.unit) not in families:
                faults.add(("quantity", "unit"), _unfit_unit(parent, families))
        faults.raise_if_any(self)
        return self


def unit_families(commodity: str) -> list[str]:
    """The kinds of unit a commodity is counted in (`mass`, `count` …), from the nearest step that says so; or none."""
    while commodity:
        found = codes.get("commodity", commodity)
        if found is not None and "units" in found.extra:
            return list(found.extra["units"])
        commodity = commodity.rpartition(".")[0]
    return []


def unit_family(unit: str) -> str | None:
    found = codes.get("unit", unit)
    return None if found is None else found.extra.get("family")


def _unknown_step(parent: str, step: str) -> PydanticCustomError:
    below = f"{parent}."
    nearest = [code.removeprefix(below) for code in codes.nearest("commodity", below + step) if code.startswith(below)]
    context = {"parent": parent, "nearest": nearest, "hint": f"; nearest: {', '.join(nearest)}" if nearest else ""}
    return PydanticCustomError("unknown_code", "Not a kind of {parent} in the list commodity{hint}.", context)


def _unfit_unit(commodity: str, families: list[str]) -> PydanticCustomError:
    context = {"commodity": commodity, "families": ", ".join(families), "allowed": families}
    return PydanticCustomError("unit_does_not_fit", "{commodity} is counted in units of {families}.", context)


class DrugsLine(_Line):
    category: Literal["drugs"]
    details: of.Drugs | None = None


class PrecursorsLine(_Line):
    category: Literal["precursors"]
    details: of.Precursors | None = None


class TobaccoLine(_Line):
    category: Literal["tobacco"]
    details: of.Tobacco | None = None


class AlcoholLine(_Line):
    category: Literal["alcohol"]
    details: of.Alcohol | None = None


class WeaponsLine(_Line):
    category: Literal["weapons"]
    details: of.Weapons | None = None


class ExplosivesLine(_Line):
    category: Literal["explosives"]
    details: of.Explosives | None = None


class HazardousLine(_Line):
    category: Literal["hazardous"]
    details: of.Hazardous | None = None


class NuclearLine(_Line):
    category: Literal["nuclear"]
    details: of.Nuclear | None = None


class CitesLine(_Line):
    category: Literal["cites"]
    details: of.Cites | None = None


class IprLine(_Line):
    category: Literal["ipr"]
    details: of.Ipr | None = None


class MedicinesLine(_Line):
    category: Literal["medicines"]
    details: of.Medicines | None = None


class CurrencyLine(_Line):
    category: Literal["currency"]
    details: of.Currency | None = None


class CulturalLine(_Line):
    category: Literal["cultural"]
    details: of.Cultural | None = None


class StrategicLine(_Line):
    category: Literal["strategic"]
    details: of.Strategic | None = None


class RevenueLine(_Line):
    category: Literal["revenue"]
    details: of.Revenue | None = None


class OtherLine(_Line):
    category: Literal["other"]
    details: of.Other | None = None


AnyLine = Annotated[
    DrugsLine
    | PrecursorsLine
    | TobaccoLine
    | AlcoholLine
    | WeaponsLine
    | ExplosivesLine
    | HazardousLine
    | NuclearLine
    | CitesLine
    | IprLine
    | MedicinesLine
    | CurrencyLine
    | CulturalLine
    | StrategicLine
    | RevenueLine
    | OtherLine,
    Field(discriminator="category"),
]

_KINDS: tuple[type[_Line], ...] = get_args(get_args(AnyLine)[0])
# The model of the details of each category.
DETAILS: dict[str, type[Model]] = {
    get_args(kind.model_fields["category"].annotation)[0]: get_args(kind.model_fields["details"].annotation)[0]
    for kind in _KINDS
}
