"""A quiz: a picture, and which place and method of concealment it shows. The question holds no answer: neither the
picture's id, nor its caption or notes, and its link says nothing. Which picture it was stands in the question's id,
veiled and signed like a cursor, for its caller alone.
"""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from cen import codes
from cen.act import Act
from cen.clock import instant
from cpdb.catalogue.keys import QUIZ, within
from cpdb.errors import AlreadyAnswered, NoSuchQuestion, NothingToAsk
from cpdb.learning.progress import Nearness, QuizProgress
from cpdb.model import PictureStatus, QuizAnswer
from cpdb.record import Picture
from cpdb.visibility import reader

if TYPE_CHECKING:
    from cpdb.catalogue.index import Catalogue
    from cpdb.learning.progress import ProgressStore
    from cpdb.store import PictureStore

ANSWER_WITHIN = timedelta(hours=1)
_CHOICES = 4
_SIBLINGS = 2  # among them, if there are that many
_DRAWS = 3
_PLACES, _METHODS = "concealment_place", "concealment_method"
_SILENT = frozenset({"none", "other"})
# What the id of a question is bound to, besides its caller.
BOUND = {"quiz": "question"}


class QuizChoice(BaseModel):
    code: str
    label: str


class QuizQuestion(BaseModel):
    """`id`: for the answer, within an hour. `picture`: a link that is good for minutes. Any code may be answered; one
    of the choices is the picture's."""

    id: str
    picture: str
    expires_at: str
    places: list[QuizChoice]
    methods: list[QuizChoice]


class QuizFeedback(BaseModel):
    """`place`: right, near (the same branch of the tree), or wrong. `picture`: to read on."""

    place: Nearness
    method: Nearness
    answer: dict[str, QuizChoice]
    picture: str
    progress: QuizProgress


def ask(store: "PictureStore", catalogue: "Catalogue", act: Act, chance: Random) -> Picture:
    """A picture that is open to the caller, by chance. Raises `NothingToAsk`."""
    seer = reader(act.caller, act.now.date())
    for _ in range(_DRAWS):
        id = catalogue.draw(within(QUIZ, seer.widest), f"{chance.getrandbits(64):016x}")
        picture = store.read(id) if id else None
        if picture is None:
            break
        # The catalogue may be a moment behind.
        if (
            picture.status is PictureStatus.READY
            and seer.sees(picture.face)
            and picture.content["concealment"].get("method")
        ):
            return picture
    raise NothingToAsk("There is no picture with a place and a method that is open to you.")


def position(picture: Picture, act: Act, chance: Random) -> dict[str, str]:
    """What the id of a question holds: the picture, until when, and a number by which it is answered once."""
    until = instant(act.now + ANSWER_WITHIN)
    return {"picture": picture.id, "until": until, "once": f"{chance.getrandbits(96):024x}"}


def choices_of(picture: Picture, lang: str, chance: Random) -> dict[str, list[dict[str, str]]]:
    concealment = picture.content["concealment"]
    return {
        "places": choices(_PLACES, concealment["place"], lang, chance),
        "methods": choices(_METHODS, concealment["method"], lang, chance),
    }


def choices(list_id: str, code: str, lang: str, chance: Random) -> list[dict[str, str]]:
    """The right one among others of its depth, in any order; siblings first, as they are the harder ones."""
    depth, parent = code.count("."), code.rpartition(".")[0] or None
    siblings = [one.code for one in codes.children(list_id, parent) if one.code not in (code, *_SILENT)]
    others = [one for one in _at_depth(list_id, depth) if one not in (code, *siblings, *_SILENT)]
    chance.shuffle(siblings)
    chance.shuffle(others)
    wrong = [*siblings[:_SIBLINGS], *others, *siblings[_SIBLINGS:]]
    found = [code, *wrong[: _CHOICES - 1]]
    chance.shuffle(found)
    return [choice(list_id, one, lang) for one in found]


def choice(list_id: str, code: str, lang: str) -> dict[str, str]:
    return {"code": code, "label": codes.label(list_id, code, lang)}


def _at_depth(list_id: str, depth: int) -> list[str]:
    level = [one.code for one in codes.children(list_id, None)]
    for _ in range(depth):
        level = [one.code for above in level for one in codes.children(list_id, above)]
    return level


def answer(
    store: "PictureStore", progress: "ProgressStore", act: Act, asked: Mapping[str, str], given: QuizAnswer
) -> dict[str, Any]:
    """A `QuizFeedback`. `asked`: what the id of the question held. Raises `AlreadyAnswered`, and 404 for one that is
    too old or whose picture is gone."""
    picture = store.read(asked["picture"]) if act.at <= asked["until"] else None
    seer = reader(act.caller, act.now.date())
    if picture is None or picture.status is not PictureStatus.READY or not seer.sees(picture.face):
        raise NoSuchQuestion("The question is too old, or its picture is gone. Ask for another.")
    concealment = picture.content["concealment"]
    if concealment.get("method") is None:
        raise NoSuchQuestion("What is said of the picture has changed since. Ask for another.")
    place, method = _nearness(given.place, concealment["place"]), _nearness(given.method, concealment["method"])
    done = progress.add(act, asked["once"], place=place, method=method, branch=concealment["place"].partition(".")[0])
    if done is None:
        raise AlreadyAnswered("This question was answered already. Ask for another.")
    return {
        "place": place,
        "method": method,
        "answer": {
            "place": choice(_PLACES, concealment["place"], "en"),
            "method": choice(_METHODS, concealment["method"], "en"),
        },
        "picture": picture.id,
        "progress": done,
    }


def _nearness(given: str, right: str) -> Nearness:
    if given == right:
        return "right"
    return "near" if given.partition(".")[0] == right.partition(".")[0] else "wrong"
