"""Who hears of a pair: told to contact points, without a word of either record."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from cen.events import NoticeRaised, NoticeSettled
from seizures.duplicates.model import Pair


def of_pair(action: str, about: str) -> list[BaseModel]:
    """The events of an audit entry. `about`: JSON text of the pair as it is since. That records may be of one case is
    news, once a day however many there are; that somebody waits for a word about merging two is a thing to do."""
    told = {
        "found": _found,
        "proposed": _proposed,
        "merged": _merged,
        "dismissed": _dismissed,
        "closed": _settled,
        "unmerged": _unmerged,
    }
    return list(told[action](Pair.model_validate_json(about))) if action in told else []


def _found(pair: Pair) -> Iterator[BaseModel]:
    for owner in pair.owners:
        key = f"duplicates:{owner}:{pair.found_at[:10]}"
        yield _raised(key, f"ncp:{owner}", "duplicate.found", "seizures/duplicates")


def _proposed(pair: Pair) -> Iterator[BaseModel]:
    for owner in pair.owners:
        key = _key(pair, "merge", owner)
        if owner in pair.waiting_for:
            yield _raised(key, f"ncp:{owner}", "duplicate.merge_proposed", _path(pair), must_act=True)
        else:
            yield NoticeSettled(key=key)


def _merged(pair: Pair) -> Iterator[BaseModel]:
    yield from _settled(pair)
    yield from _outcome(pair, "seizure.merged", (f"ncp:{owner}" for owner in pair.owners))


def _unmerged(pair: Pair) -> Iterator[BaseModel]:
    return _outcome(pair, "seizure.unmerged", (f"ncp:{owner}" for owner in pair.owners))


def _dismissed(pair: Pair) -> Iterator[BaseModel]:
    yield from _settled(pair)
    if pair.merge:
        yield from _outcome(pair, "duplicate.dismissed", [_addressee(pair.merge.by)])


def _settled(pair: Pair) -> Iterator[BaseModel]:
    return (NoticeSettled(key=_key(pair, "merge", owner)) for owner in pair.owners)


def _outcome(pair: Pair, kind: str, addressees: Iterable[str]) -> Iterator[BaseModel]:
    for to in addressees:
        yield _raised(_key(pair, str(pair.step), to.replace(":", "-")), to, kind, _path(pair))


def _raised(key: str, to: str, kind: str, subject: str, *, must_act: bool = False) -> NoticeRaised:
    return NoticeRaised(key=key, to=to, kind=kind, must_act=must_act, subject=subject)


def _addressee(party: str) -> str:
    return f"rilo:{party.removeprefix('rilo-')}" if party.startswith("rilo-") else f"ncp:{party}"


def _key(pair: Pair, what: str, whose: str) -> str:
    return f"pair:{pair.id}:{what}:{whose}"


def _path(pair: Pair) -> str:
    return f"seizures/duplicates/{pair.id}"
