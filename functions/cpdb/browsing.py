"""Finding pictures: pages of the catalogue, its tree, and the lists of an administration's own."""

from typing import TYPE_CHECKING, Any

from cen.act import Act
from cen.paging import Key, Page
from cen.principal import Tier
from cen.problems import Forbidden
from cpdb.catalogue.find import Found, page
from cpdb.catalogue.keys import FREE
from cpdb.catalogue.question import PictureQuery
from cpdb.catalogue.tree import tree
from cpdb.following import one_case
from cpdb.service import Doors
from cpdb.showing import knows_seizures
from cpdb.visibility import CLEAR, OPEN, Reader, reader, rilo_scope

if TYPE_CHECKING:
    from cpdb.catalogue.index import Catalogue
    from cpdb.store import PictureStore


def find(catalogue: "Catalogue", seizures: Doors, act: Act, query: PictureQuery, start: Key | None) -> Found:
    if query.seizure is not None and not knows_seizures(act):
        raise Forbidden("Seizure records are not open to your tier.")
    seer = reader(act.caller, act.now.date())
    return page(catalogue.read, seer, _either(seizures, query), start["after"] if start else None, query.limit)


def _either(seizures: Doors, query: PictureQuery) -> list[list[str]]:
    """A picture stays with its own record when that is merged, so pictures of a case are those of all its records."""
    if query.seizure in (None, FREE):
        return [query.keys()]
    return [query.keys(id) for id in one_case(seizures(), query.seizure)]


def bound_to(act: Act) -> list[str]:
    """Rights may have changed since a cursor was written."""
    seer = reader(act.caller, act.now.date())
    return [seer.widest, *seer.scopes]


def own(store: "PictureStore", act: Act, query: PictureQuery, start: Key | None) -> Page[dict[str, Any]]:
    """Pictures of the caller's administration that are not ready, or are no longer."""
    administration = act.caller.administration
    if administration is None or act.caller.tier is not Tier.UNRESTRICTED:
        raise Forbidden("Pictures that are not ready are for those who enter them.")
    return store.list_by_status(administration, query.status, start, query.limit)


def counted(catalogue: "Catalogue", act: Act, lang: str) -> dict[str, Any]:
    """The tree with the counts of what the caller may see: one query for each of at most a few scopes."""
    cells = [cell for scope in _scopes(reader(act.caller, act.now.date())) for cell in catalogue.counts(scope)]
    return tree(cells, lang)


def _scopes(seer: Reader) -> list[str]:
    """Each picture is counted in one of these."""
    if seer.outsider:
        return [CLEAR]
    rilos = sorted(seer.rilos | ({seer.region} if seer.region else set()))
    return [OPEN, *([seer.administration] if seer.administration else []), *map(rilo_scope, rilos)]
