"""Routes of learning: confirmations, the quiz, the notice."""

from random import SystemRandom
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cen.access import Permission
from cen.paging import PageQuery
from cen.problems import InvalidCursor
from cen.routes import Api, Reply, Request
from cpdb import lifecycle, service
from cpdb.answers import SeenHere, SeenHerePage
from cpdb.errors import NoSuchQuestion
from cpdb.learning import quiz, seen
from cpdb.learning.notice import HEADERS, notice
from cpdb.learning.progress import ProgressStore, QuizProgress
from cpdb.learning.quiz import BOUND, QuizFeedback, QuizQuestion
from cpdb.model import QuizAnswer, SeenEntry
from cpdb.stores import Stores

type _Of[I] = Request[Stores, I]

_READ, _ENTER = Permission.PICTURE_READ, Permission.PICTURE_ENTER


class Spoken(BaseModel):
    """The language of labels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["en", "fr"] = "en"


def register(api: Api[Stores]) -> None:
    _quiz(api)
    _seen(api)

    @api.route("GET", "/v1/pictures/{id}/notice", permission=_READ, query=Spoken, also="text/html")
    def print_notice(request: _Of[Spoken]) -> Reply:
        """A concealment notice to print: a page of HTML with the picture in it"""
        act, stores = request.act, request.store
        picture = service.read(stores.pictures, act, request.path["id"])
        lifecycle.check(picture.status, lifecycle.CHANGEABLE, "printed")
        shown = ("medium", "jpeg")
        size = next((one.width, one.height) for one in picture.kept.renditions if (one.name, one.format) == shown)
        image = stores.shelf().rendition(str(picture.kept.shelf), *shown)
        return Reply(notice(picture, image, size, act.at, request.input.lang), headers=HEADERS)


def _quiz(api: Api[Stores]) -> None:
    @api.route("GET", "/v1/pictures/quiz", permission=_READ, query=Spoken, answer=QuizQuestion)
    def ask_question(request: _Of[Spoken]) -> Reply:
        """A picture by chance, to say of which place and method of concealment it is"""
        act, stores, chance = request.act, request.store, SystemRandom()
        picture = quiz.ask(stores.pictures, stores.catalogue, act, chance)
        held = quiz.position(picture, act, chance)
        return Reply(
            {
                "id": request.cursors.write(held, act.caller.id, BOUND),
                "picture": stores.shelf().link(str(picture.kept.shelf), "medium", "webp"),
                "expires_at": held["until"],
                **quiz.choices_of(picture, request.input.lang, chance),
            }
        )

    @api.route("GET", "/v1/pictures/quiz/progress", permission=_READ, answer=QuizProgress)
    def read_progress(request: _Of[None]) -> Reply:
        """How one does oneself in the quiz; nobody else sees it"""
        return Reply(_progress(request).read(request.act))

    @api.route(
        "POST",
        "/v1/pictures/quiz/{id}/answer",
        permission=_READ,
        body=QuizAnswer,
        answer=QuizFeedback,
        keyed=False,
    )
    def answer_question(request: _Of[QuizAnswer]) -> Reply:
        """Answer a question of the quiz, once"""
        stores, act = request.store, request.act
        try:
            held = request.cursors.read(request.path["id"], act.caller.id, BOUND)
        except InvalidCursor:
            raise NoSuchQuestion("There is no such question of yours.") from None
        return Reply(quiz.answer(stores.pictures, _progress(request), act, held or {}, request.input))


def _seen(api: Api[Stores]) -> None:
    @api.route(
        "POST", "/v1/pictures/{id}/seen", permission=_ENTER, body=SeenEntry, answer=SeenHere, status=201, keyed=False
    )
    def confirm(request: _Of[SeenEntry]) -> Reply:
        """Confirm that one's administration met the same concealment: once for each day and place"""
        return Reply(seen.confirm(request.store.pictures, request.act, request.path["id"], request.input), 201)

    @api.route("GET", "/v1/pictures/{id}/seen", permission=_READ, query=PageQuery, answer=SeenHerePage)
    def list_seen(request: _Of[PageQuery]) -> Reply:
        """Where and when else it was met, the latest day first"""
        id, caller = request.path["id"], request.act.caller.id
        question = {"seen": id}
        start = request.cursors.read(request.input.cursor, caller, question)
        page = seen.find(request.store.pictures, request.act, id, start, request.input.limit)
        return Reply({"items": page.items, "next": request.cursors.write(page.next, caller, question)})

    @api.route("DELETE", "/v1/pictures/{id}/seen/{confirmation}", permission=_ENTER, answer=SeenHere, keyed=False)
    def take_back(request: _Of[None]) -> Reply:
        """Take back a confirmation of one's own administration"""
        path = request.path
        return Reply(seen.take_back(request.store.pictures, request.act, path["id"], path["confirmation"]))


def _progress[I](request: _Of[I]) -> ProgressStore:
    return ProgressStore(request.store.pictures.table)
