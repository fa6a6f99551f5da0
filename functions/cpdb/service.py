"""What can be done with a picture, and who may do it to which."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cen import jsontext, members
from cen.act import Act, Replay
from cen.audit import Entry as AuditEntry
from cen.audit import entry_for
from cen.body import model_of
from cen.clock import instant
from cen.doors import Seizures
from cen.etag import matches
from cen.ids import is_id, new_id
from cen.paging import Key, Page
from cen.patch import changed_paths, patched
from cen.principal import Tier
from cen.problems import FieldError, Invalid, PreconditionRequired, StaleVersion, Unavailable
from cen.tlp import Tlp, wider
from cpdb import guard, lifecycle, slots
from cpdb.errors import ContactPointNeeded, NoSuchPicture, NotTheOwner, SameAs, SamePicture, SlotTaken, stale
from cpdb.following import check_link, record_of
from cpdb.model import Entry, Kept, PictureEntry, PicturePatch, PictureStatus
from cpdb.record import Picture, content_of, shown_digest
from cpdb.shelf import new_place
from cpdb.standing import PROCESS_WITHIN, moved, widened
from cpdb.visibility import reader

if TYPE_CHECKING:
    from cpdb.store import PictureStore

# Opened only where a picture belongs to a seizure.
type Doors = Callable[[], Seizures]

UPLOAD_WITHIN = timedelta(minutes=15)
_TRIES = 3
# Of a picture that is withdrawn.
_FORGOTTEN: dict[str, Any] = {"pixels": None, "digest": None, "hashes": (), "heir_of": None}
# Without a value these would fall back to the most open answer, or to another kind.
_NEVER_EMPTY = ("tlp", "kind", "concealment")


@dataclass(frozen=True, slots=True)
class Done:
    """`replayed`: the same request had been carried out before, nothing was written now."""

    picture: Picture
    replayed: bool = False


def enter(store: "PictureStore", seizures: Doors, act: Act, entered: PictureEntry) -> Done:
    """A picture that is to be uploaded."""
    administration = own_administration(act)
    told = guard.checked(guard.free_texts(entered), entered.confirm, administration, {})
    held = _held(seizures, administration, entered.seizure_id, Tlp(entered.tlp))
    for _ in range(_TRIES):
        try:
            slot = store.free_slot(act)
            picture = _new(act, administration, entered, held=held, slot=slot)
            store.create(picture, entry(act, "entered", picture, **told), act)
        except SlotTaken:
            continue
        except Replay as done:
            # As it is now: whoever asks again needs no form for what is uploaded or withdrawn.
            return Done(visible(store.read(done.id), act), replayed=True)
        return Done(picture)
    raise Unavailable(retry_after=1)


def _new(act: Act, administration: str, entered: PictureEntry, *, held: bool, slot: int) -> Picture:
    kept = Kept(
        id=new_id(act.now),
        version=1,
        status=PictureStatus.AWAITING_UPLOAD,
        administration=administration,
        rilo=members.rilo_of(administration, act.now.date()),
        uploader=act.caller.id,
        uploader_kind=act.caller.kind,
        content_type=entered.content_type,
        size=entered.size,
        created_at=act.at,
        updated_at=act.at,
        due=instant(act.now + UPLOAD_WITHIN),
        held=held,
        slot=slot,
        slot_until=instant(act.now + slots.KEPT),
    )
    return Picture(content_of(entered), kept)


def _held(seizures: Doors, administration: str, seizure_id: str | None, label: Tlp) -> bool:
    if seizure_id is None:
        return False
    return check_link(record_of(seizures(), seizure_id), administration, label)


def read(store: "PictureStore", act: Act, id: str) -> Picture:
    return visible(store.read(id) if is_id(id) else None, act)


def change(store: "PictureStore", seizures: Doors, act: Act, id: str, patch: PicturePatch) -> Done:
    """Applies a merge patch to what the administration says. Needs `If-Match`: nobody overwrites what they have not
    seen. With another redaction, or for fewer readers, the picture is drawn anew; until then nobody else sees it."""
    if act.if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have changed.")

    def make(picture: Picture) -> "tuple[Picture, AuditEntry] | None":
        lifecycle.check(picture.status, lifecycle.CHANGEABLE, "changed")
        merged = patched(Entry, picture.content, patch.root, _NEVER_EMPTY)
        draft = model_of(Entry, jsontext.dumps(merged), merged, {"today": act.now.date()})
        content = content_of(draft)
        changed = changed_paths(dict(picture.content), content)
        if not changed:
            return None
        known = dict(guard.written_texts(picture.content))
        told = guard.checked(guard.free_texts(draft), draft.confirm, picture.kept.administration, known)
        kept = _kept_changes(act, seizures, picture, content)
        after = moved(picture, picture.changed(act.at, content, **kept), act.now)
        after = widened(store, picture, after)
        action = "redacted" if "redactions" in changed else "changed"
        return after, entry(act, action, after, changed=changed, **told)

    return on_picture(store, act, id, make)


def _kept_changes(act: Act, seizures: Doors, picture: Picture, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the server keeps differently because of what is said differently."""
    label = Tlp(content["tlp"])
    if wider(picture.tlp, label) and "ncp" not in act.caller.roles:
        raise ContactPointNeeded("A national contact point labels a picture for more readers.")
    linked = (content.get("seizure_id"), label) != (picture.seizure_id, picture.tlp)
    kept: dict[str, Any] = {}
    if linked:
        kept["held"] = _held(seizures, picture.kept.administration, content.get("seizure_id"), label)
    before, after = picture.content.get("redactions", []), content.get("redactions", [])
    if before != after:
        if after[: len(before)] != before:
            kept_all = FieldError("redactions", "cannot_be_undone", "What is blackened stays so: add to the list only.")
            raise Invalid("Some fields are not valid.", errors=[kept_all])
        due = instant(act.now + PROCESS_WITHIN)
        kept |= {"status": PictureStatus.PROCESSING, "due": due, "drawing": new_place()}
        boxes = Picture(content, picture.kept).redactions
        kept["digest"] = shown_digest(picture.kept.pixels, boxes) if picture.kept.pixels else None
    return kept


def withdraw(store: "PictureStore", act: Act, id: str, reason_code: str) -> Done:
    """For good: what the caller then takes off the shelf cannot be made again. Whoever names no version means the
    picture as it is, whatever others are changing of it."""

    def make(picture: Picture) -> "tuple[Picture, AuditEntry] | None":
        if picture.status is PictureStatus.WITHDRAWN:
            return None
        lifecycle.check(picture.status, lifecycle.WITHDRAWABLE, "withdrawn")
        after = picture.changed(
            act.at, status=PictureStatus.WITHDRAWN, guard=None, due=None, lease=None, slot=None, **_FORGOTTEN
        )
        return after, entry(act, "withdrawn", after, reason_code=reason_code)

    for _ in range(_TRIES if act.if_match is None else 0):
        with suppress(StaleVersion):
            return on_picture(store, act, id, make)
    return on_picture(store, act, id, make)


def history(store: "PictureStore", act: Act, id: str, start: Key | None, limit: int) -> Page[dict[str, Any]]:
    """For those who enter for the picture's administration."""
    picture = read(store, act, id)
    if not is_owner(act, picture):
        raise NotTheOwner("The history of a picture is for its administration.")
    return store.history(id, start, limit)


def on_picture(
    store: "PictureStore",
    act: Act,
    id: str,
    make: "Callable[[Picture], tuple[Picture, AuditEntry] | None]",
) -> Done:
    """Reads the picture, checks owner and version, and saves what `make` makes of it, if anything: two calls."""
    if not is_id(id):
        raise NoSuchPicture("There is no such picture.")
    try:
        picture = visible(store.open(id, act), act)
        if not is_owner(act, picture):
            raise NotTheOwner("Only the administration that entered a picture can do this.")
        if act.if_match is not None and not matches(act.if_match, picture.version):
            raise stale(picture.version)
        made = make(picture)
        if made is None:
            return Done(picture)
        after, told = made
        store.save(picture, after, told, act)
    except Replay as done:
        return _replay(store, act, done)
    except SameAs as found:
        raise SamePicture("Another picture of the same pixels was there first. Read this one and try again.") from found
    return Done(after)


def _replay(store: "PictureStore", act: Act, done: Replay) -> Done:
    """The answer of then, if the caller may still see the picture as it is now."""
    visible(store.read(done.id), act)
    return Done(visible(store.version(done.id, done.version), act), replayed=True)


def visible(picture: Picture | None, act: Act) -> Picture:
    """Pictures that are ready, and duplicates, go where their label lets them; others are for those who enter for their
    administration."""
    if picture is None or not may_read(picture, act):
        raise NoSuchPicture("There is no such picture, or it is not open to you.")
    return picture


def may_read(picture: Picture, act: Act) -> bool:
    if picture.status in lifecycle.SHARED:
        return reader(act.caller, act.now.date()).sees(picture.face)
    return is_owner(act, picture)


def is_owner(act: Act, picture: Picture) -> bool:
    """Of the administration that entered the picture, with the right to enter."""
    return act.caller.tier is Tier.UNRESTRICTED and act.caller.administration == picture.kept.administration


def own_administration(act: Act) -> str:
    if act.caller.administration is None:
        raise NotTheOwner("Only a member of an administration enters pictures.")
    return act.caller.administration


def entry(act: Act, action: str, picture: Picture, **more: Any) -> AuditEntry:
    return entry_for(act.caller, action, act.at, picture.version, act.request_id, rilo=picture.kept.rilo, **more)
