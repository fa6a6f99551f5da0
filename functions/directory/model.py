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
    """Region and RILO from a day to a day, both included. What no official source confirms is `to_be_confirmed`."""

    wco_region: str
    rilo: str | None
    valid_from: str
    valid_to: str | None
    evidence: str
    to_be_confirmed: bool


class Rilo(BaseModel):
    """`to_be_confirmed` names what is: host, established, members."""

    code: str
    name: str
    name_fr: str
    host_country: str | None
    host_city: str | None
    established: str | None
    to_be_confirmed: list[str]
    members: list[str]


class AdministrationPage(BaseModel):
    items: list[Administration]
    next: str | None


class RiloPage(BaseModel):
    items: list[Rilo]
    next: str | None
