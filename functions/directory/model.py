"""What callers are told about themselves, administrations and RILOs."""

from typing import Literal

from pydantic import BaseModel


class Me(BaseModel):
    id: str
    name: str
    kind: Literal["person", "service"]
    tier: str | None
    administration: str | None
    roles: list[str]
    permissions: list[str]


class Administration(BaseModel):
    """A customs administration: code of its customs territory, its WCO region and its RILO today."""

    code: str
    name: str
    name_fr: str
    wco_region: str | None
    rilo: str | None
    memberships: list["Membership"]


class Membership(BaseModel):
    """Of a RILO, from a day to a day. Where the sources are not official, `to_be_confirmed` says so."""

    rilo: str
    valid_from: str
    valid_to: str | None
    to_be_confirmed: bool


class Rilo(BaseModel):
    code: str
    name: str
    name_fr: str
    host_country: str | None
    host_city: str | None
    to_be_confirmed: bool
    members: list[str]


class AdministrationPage(BaseModel):
    items: list[Administration]
    next: str | None


class RiloPage(BaseModel):
    items: list[Rilo]
    next: str | None
