"""What is asked of each category of goods beyond what every commodity line has.

Sources of the fields: WCO's commodity forms as far as public, the CITES annual illegal trade report, UN dangerous goods
and the Basel, Montreal and CWC lists. Codes are checked against the lists of `cen.codes`.
"""

from typing import Annotated, Literal

from pydantic import Field

from cen.fields import Amount, CodeOf, Line, Model, Percent, Written

UnNumber = Annotated[str, CodeOf("un_number")]


class Drugs(Model):
    purity_percent: Percent | None = None
    form: Annotated[str, CodeOf("drug_form")] | None = None
    logo: Line | None = None
    colour: Line | None = None


class Precursors(Model):
    purity_percent: Percent | None = None
    inn: Annotated[Line | None, Field(description="International non-proprietary or chemical name")] = None
    cas: Annotated[str, Written(r"^[0-9]{2,7}-[0-9]{2}-[0-9]$", "a CAS number, such as 108-24-7")] | None = None
    table: Annotated[
        Literal["I", "II", "none"] | None, Field(description="Table of the 1988 UN Convention; none: not scheduled")
    ] = None


class Tobacco(Model):
    brand: Line | None = None
    illicit_white: Annotated[bool | None, Field(description="Made legally for smuggling, no legal market")] = None
    counterfeit: bool | None = None


class Alcohol(Model):
    brand: Line | None = None
    strength_percent: Percent | None = None


class Weapons(Model):
    kind: Annotated[str, CodeOf("weapon_kind")] | None = None
    calibre: Line | None = None
    make: Line | None = None
    converted: bool | None = None


class Explosives(Model):
    un_number: UnNumber | None = None
    un_class: Annotated[str, CodeOf("un_class")] | None = None
    improvised: bool | None = None


class Hazardous(Model):
    un_number: UnNumber | None = None
    un_class: Annotated[str, CodeOf("un_class")] | None = None
    waste_code: Annotated[str, Field(description="Basel or Montreal code"), CodeOf("waste_code")] | None = None


class Nuclear(Model):
    isotope: Annotated[str, Written(r"^[A-Z][a-z]?-[0-9]{1,3}m?$", "an isotope, such as Cs-137")] | None = None
    activity_becquerel: Amount | None = None
    un_number: UnNumber | None = None


class Cites(Model):
    taxon: Annotated[Line | None, Field(description="Scientific name")] = None
    appendix: Annotated[str, CodeOf("cites_appendix")] | None = None
    term: Annotated[str, CodeOf("cites_term")] | None = None
    source: Annotated[str, CodeOf("cites_source")] | None = None
    purpose: Annotated[str, CodeOf("cites_purpose")] | None = None


class Ipr(Model):
    right_holder: Line | None = None
    brand: Line | None = None
    product: Line | None = None


class Medicines(Model):
    active_substance: Line | None = None
    brand: Line | None = None
    counterfeit: bool | None = None


class Currency(Model):
    instrument: Annotated[str, CodeOf("currency_instrument")] | None = None
    declared: bool | None = None


class Cultural(Model):
    period: Line | None = None
    provenance: Annotated[str, CodeOf("country")] | None = None
    material: Line | None = None


class Strategic(Model):
    control_list: Annotated[Line | None, Field(description="As EU dual-use, Wassenaar, NSG, MTCR, CWC")] = None
    control_entry: Line | None = None
    un_number: UnNumber | None = None


class Revenue(Model):
    brand: Line | None = None
    product: Line | None = None


class Other(Model):
    product: Line | None = None
