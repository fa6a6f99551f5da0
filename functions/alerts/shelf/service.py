"""What can be done with entries of the shelves, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alerts import guards
from alerts.errors import NotTheOffice, stale
from alerts.model import AlertConfirmation
from alerts.offices import publisher_for
from alerts.readers import Reader
from alerts.search.words import asked_for
from alerts.shelf.entry import Entry, content, cover, has_words, may_see, own, place_of, shelf, texts
from alerts.shelf.errors import NoSuchEntry
from alerts.shelf.model import Collection, DocumentEntry, ExpertEntry, Kind, LinkEntry, State
from alerts.shelf.query import ShelfQuery
from alerts.walk import newest
from cen import jsontext
from cen.act import Act, Replay
from cen.audit import Entry as AuditEntry
from cen.audit import entry_for
from cen.body import model_of
from cen.etag import matches
from cen.ids import is_id, new_id
from cen.paging import Key, Page
from cen.patch import changed_paths, patched
from cen.problems import FieldError, Invalid, PreconditionRequired

if TYPE_CHECKING:
    from alerts.shelf.store import ShelfStore

# A page of what is filtered looks at four times as many entries at the most: more than most shelves hold.
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Placed:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    entry: Entry
    replayed: bool = False


def put_on(
    store: "ShelfStore",
    act: Act,
    kind: Kind,
    given: DocumentEntry | LinkEntry | ExpertEntry,
    server: Mapping[str, Any] | None = None,
    expires: int | None = None,
) -> Placed:
    """`server`: what the server adds for this kind. `expires`: when it is forgotten if nothing more comes."""
    publisher = publisher_for(act, given.publisher)
    _may_put(kind, publisher, given)
    fields = given.model_dump(mode="json", exclude_none=True, include=set(kind.content.model_fields))
    told = _checked(act, kind, fields, given.confirm, {})
    made = {"id": new_id(act.now), "version": 1, "publisher": publisher, "created_at": act.at, "updated_at": act.at}
    inside = {"author": act.caller.id}
    entry = Entry(kind.collection, jsontext.dumps({**made, **fields, **(server or {})}), inside, expires)
    try:
        store.create(entry, _said(act, "added", entry, **told), act)
    except Replay as done:
        return Placed(read(store, act, kind, done.id), replayed=True)
    return Placed(entry)


def _may_put(kind: Kind, publisher: str, given: DocumentEntry | LinkEntry | ExpertEntry) -> None:
    """RILOs and CENMaT keep the shelves; a contact point enters its own country's experts and laboratories."""
    country = publisher.removeprefix("administration:")
    if country == publisher:
        return
    if kind.collection is not Collection.EXPERTS:
        raise NotTheOffice("The library and the links are kept by RILOs and CENMaT. Send them what should stand here.")
    if isinstance(given, ExpertEntry) and given.country != country:
        says = "A contact point enters its own country's."
        raise Invalid("Some fields are not valid.", errors=[FieldError("country", "other_country", says)])


def read(store: "ShelfStore", act: Act, kind: Kind, id: str) -> Entry:
    entry = store.read(kind.collection, id) if is_id(id) else None
    if entry is None or _forgotten(entry, act) or not may_see(cover(entry.fields), Reader.of(act.caller)):
        raise NoSuchEntry("There is no such entry, or it is not open to you.")
    return entry


def _forgotten(entry: Entry, act: Act) -> bool:
    return entry.expires is not None and entry.expires <= act.now.timestamp()


def listed(
    store: "ShelfStore", act: Act, query: ShelfQuery, places: list[str], start: Key | None
) -> Page[dict[str, Any]]:
    """Newest first. With words or filters a page looks at some hundred entries; `next` goes on."""
    reader, asked = Reader.of(act.caller), asked_for(query.q or "")

    def rows(partition: str, after: str | None, limit: int) -> Any:
        page = store.rows(partition, after, limit)
        return [(str(item["sk"]), item) for item in page.items], page.next is not None

    def keep(item: Mapping[str, Any]) -> dict[str, Any] | None:
        fields: dict[str, Any] = jsontext.loads(str(item["row"]))
        gone = int(item.get("expires_at", 0)) and int(item["expires_at"]) <= act.now.timestamp()
        if gone or not may_see(cover(fields), reader) or not has_words(item, asked):
            return None
        return fields if query.meets(fields) else None

    filtered = bool(query.question().keys() - {"state"})
    return newest(rows, places, start, query.limit, keep, _CHUNK if filtered else None)


def places(act: Act, kind: Kind, state: State = State.READY) -> list[str]:
    """Where the list stands that is asked for."""
    reader = Reader.of(act.caller)
    if state is State.READY:
        return [shelf(kind.collection, place_of(reader))]
    if not reader.offices:
        fault = FieldError("state", "not_yours", "What is not ready is for those who put it there.")
        raise Invalid("Some parameters are not valid.", errors=[fault])
    return [shelf(kind.collection, office) for office in sorted(reader.offices)]


def change(store: "ShelfStore", act: Act, kind: Kind, id: str, patch: Mapping[str, Any]) -> Entry:
    """Applies a merge patch to the content. Needs `If-Match`."""
    if act.if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have changed.")
    before = mine(store, act, kind, id)
    fields = before.fields
    standing = content(kind, fields)
    merged = patched(kind.entry, standing, patch, (*kind.never_empty, "publisher"))
    given = _given(act, kind, fields, merged)
    after_fields = given.model_dump(mode="json", exclude_none=True, include=set(kind.content.model_fields))
    told = _checked(act, kind, after_fields, given.confirm, dict(texts(kind, standing)))
    changed = changed_paths(standing, after_fields)
    if not changed:
        return before
    kept = {name: value for name, value in fields.items() if name not in kind.content.model_fields}
    after = rewritten(before, act.at, {**kept, **after_fields})
    store.save(before, after, _said(act, "changed", after, changed=changed, **told), act)
    return after


def _given(
    act: Act, kind: Kind, fields: Mapping[str, Any], merged: Mapping[str, Any]
) -> DocumentEntry | LinkEntry | ExpertEntry:
    """The changed content, checked as if it were entered. What is no content does not change here."""
    for name in ("publisher", "content_type", "size"):
        if name in merged:
            raise Invalid("Some fields are not valid.", errors=[FieldError(name, "fixed", "This does not change.")])
    file = fields.get("file")
    whole = {**merged, **({"content_type": file["content_type"], "size": file["size"]} if file else {})}
    given = model_of(kind.entry, jsontext.dumps(whole), whole, {"today": act.now.date()})
    _may_put(kind, fields["publisher"], given)
    return given


def remove(store: "ShelfStore", act: Act, kind: Kind, id: str) -> Entry:
    """Nothing of it stays but that there was an entry, and who did what. Doing it again changes nothing."""
    before = store.read(kind.collection, id) if is_id(id) else None
    if before is not None and cover(before.fields).state is State.REMOVED and own(cover(before.fields), _reader(act)):
        return before
    before = mine(store, act, kind, id)
    kept = {name: before.fields[name] for name in ("id", "publisher", "created_at")}
    bare = replace(before, inside={"author": before.inside["author"]}, expires=None)
    after = rewritten(bare, act.at, {**kept, "version": before.fields["version"], "state": State.REMOVED})
    store.save(before, after, _said(act, "removed", after), act)
    return after


def mine(store: "ShelfStore", act: Act, kind: Kind, id: str) -> Entry:
    """The entry, if the caller may change it and has seen it as it is."""
    entry = read(store, act, kind, id)
    known = cover(entry.fields)
    if not own(known, _reader(act)):
        raise NotTheOffice("Only the office that put it there, or CENMaT, changes this.")
    if act.if_match is not None and not matches(act.if_match, known.version):
        raise stale(known.version)
    return entry


def rewritten(before: Entry, at: str, fields: Mapping[str, Any]) -> Entry:
    """The next version, with these fields."""
    document = jsontext.dumps({**fields, "version": before.fields["version"] + 1, "updated_at": at})
    return replace(before, document=document)


def _reader(act: Act) -> Reader:
    return Reader.of(act.caller)


def _checked(
    act: Act, kind: Kind, fields: Mapping[str, Any], confirm: AlertConfirmation | None, known: Mapping[str, str]
) -> dict[str, Any]:
    return guards.overridden(texts(kind, fields), confirm, _reader(act), known)


def _said(act: Act, action: str, entry: Entry, **more: Any) -> AuditEntry:
    return entry_for(act.caller, action, act.at, entry.fields["version"], act.request_id, **more)
