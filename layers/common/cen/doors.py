"""Private doors between contexts: functions that other contexts of this deployment may call, and nobody else.

No context reads another's table. Who needs a record as it is now asks the context that owns it, by these; the answer
is for a machine, so the caller's context decides what a person may see of it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cen.principal import Principal
from cen.problems import Unavailable
from cen.requester import requester

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

READ_AT_ONCE = 100


@cache
def client() -> "LambdaClient":
    import boto3  # only who goes through a door loads it
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 2})
    made: LambdaClient = boto3.client("lambda", config=patience)
    return made


@dataclass(frozen=True, slots=True)
class Door:
    """One function of another context."""

    client: "LambdaClient"
    function: str

    def ask(self, question: Mapping[str, Any]) -> Any:
        """Raises `Unavailable` if the function fails or cannot be reached."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self.client.invoke(FunctionName=self.function, Payload=json.dumps(question).encode())
        except (BotoCoreError, ClientError) as error:
            raise Unavailable from error
        if answer.get("FunctionError"):
            raise Unavailable
        return json.loads(answer["Payload"].read())


@dataclass(frozen=True, slots=True)
class SeenSeizure:
    """A seizure record as it is now, whatever its status or label. `document`: JSON text of the record. `absorbed`: ids
    of the records that were merged into it."""

    id: str
    version: int
    status: str
    verification: str
    administration: str
    rilo: str | None
    tlp: str
    merged_into: str | None
    document: str
    absorbed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SeenSearch:
    """A saved search. `owner`: id of the caller who saved it."""

    id: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A seizure that was reported in an operation by a person, by whose hand the case is made. `version`: of the
    message; `record`: None once it is withdrawn."""

    operation_id: str
    message: int
    version: int
    administration: str
    person: str
    name: str
    record: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """The case of a reported seizure; or `errors` (path, code, message) for which it cannot be made, or cannot follow
    its message. `behind`: it does not say what the message says, as its owner has touched it, or for those errors."""

    id: str = ""
    version: int = 0
    status: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Seizures:
    door: Door

    def draft(self, reported: Reported, request_id: str) -> Drafted:
        """Makes the case as this version of the message says, or brings it up to it; a withdrawn message's goes. What
        was heard of a later version stands. Nothing is answered where there is no case, and is to be none."""
        return Drafted(**self.door.ask({"draft": asdict(reported), "request_id": request_id}))

    def read(self, ids: Sequence[str]) -> list[SeenSeizure]:
        """Those of at most 100 records that there are, in the order asked for: one call."""
        if len(ids) > READ_AT_ONCE:
            raise ValueError(f"at most {READ_AT_ONCE} records at once")
        return [SeenSeizure(**seen) for seen in self.door.ask({"read": list(ids)})["seizures"]]

    def visible(self, ids: Sequence[str], to: Principal) -> list[str]:
        """Those of at most 100 published records that this caller may see as they are now."""
        asked = {"visible": list(ids), "to": requester(to).model_dump_json()}
        return [str(id) for id in self.door.ask(asked)["ids"]]

    def searches(self, ids: Sequence[str]) -> list[SeenSearch]:
        """Those of at most 100 saved searches that there are."""
        return [SeenSearch(**seen) for seen in self.door.ask({"searches": list(ids)})["searches"]]


def seizures(function: str) -> Seizures:
    """`function`: name of the door (`settings.seizures_door`)."""
    return Seizures(Door(client(), function))


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture as it is now, whatever its status or label. `held`: its seizure record is not published, so only its
    own administration may see it."""

    id: str
    version: int
    status: str
    administration: str
    rilo: str | None
    tlp: str
    held: bool


@dataclass(frozen=True, slots=True)
class Pictures:
    door: Door

    def read(self, ids: Sequence[str]) -> list[SeenPicture]:
        """Those of at most 100 pictures that there are, in the order asked for: one call."""
        if len(ids) > READ_AT_ONCE:
            raise ValueError(f"at most {READ_AT_ONCE} pictures at once")
        return [SeenPicture(**seen) for seen in self.door.ask({"read": list(ids)})["pictures"]]


def pictures(function: str) -> Pictures:
    """`function`: name of the door (`settings.cpdb_door`)."""
    return Pictures(Door(client(), function))


@dataclass(frozen=True, slots=True)
class Statistics:
    door: Door

    def draft(self, run: str, rilo: str) -> dict[str, Any] | None:
        """The draft of a situation report that a run wrote for a RILO; None if it wrote none."""
        found: dict[str, Any] | None = self.door.ask({"draft": {"run": run, "rilo": rilo}})["draft"]
        return found

    def filed(self, run: str, rilo: str, *, filed: bool) -> None:
        """Says whether that draft was filed as the report of its month, or people had that in hand already."""
        self.door.ask({"filed": {"run": run, "rilo": rilo, "filed": filed}})

    def supported(self, administration: str) -> dict[str, Any]:
        """What the administration's cases have in common with those of others: `count`, and the `found` ones."""
        found: dict[str, Any] = self.door.ask({"supported": administration})["supported"]
        return found


def statistics(function: str) -> Statistics:
    """`function`: name of the door (`settings.rilo_rollup_door`)."""
    return Statistics(Door(client(), function))


@dataclass(frozen=True, slots=True)
class SeenSeat:
    """A caller's seat in a joint operation at this moment. `rilo`: the office behind the operation; `state`: of it."""

    role: str
    rilo: str
    state: str


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """Somebody who is a member by name. `id`: the `sub` of their tokens."""

    administration: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SeenMembers:
    """Who sits in a joint operation. `wholes`: administrations that are members as a whole, each with the number of its
    people who left or were expelled by name; `persons`: members by name, but those of `wholes`."""

    wholes: Mapping[str, int]
    persons: Sequence[SeenPerson]


@dataclass(frozen=True, slots=True)
class Operations:
    """Who is in a joint operation now. None for who is not, and for an operation that is not there, alike."""

    door: Door

    def seat(self, operation: str, of: Principal) -> SeenSeat | None:
        found = self.door.ask({"seat": operation, **_caller(of)})["seat"]
        return None if found is None else SeenSeat(**found)

    def members(self, operation: str, of: Principal) -> SeenMembers | None:
        """For who has a seat themselves."""
        found = self.door.ask({"members": operation, **_caller(of)})["members"]
        if found is None:
            return None
        return SeenMembers(found["wholes"], [SeenPerson(*person) for person in found["persons"]])


def _caller(of: Principal) -> dict[str, Any]:
    """With the time of the sign-in, as an account may refuse older ones."""
    return {"of": requester(of).model_dump_json(), "signed_in_at": of.signed_in_at}


def operations(function: str) -> Operations:
    """`function`: name of the door (`settings.comm_door`)."""
    return Operations(Door(client(), function))
