"""Confirmations, the quiz and the notice."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cen import codes
from cen.problems import StaleVersion
from cpdb.learning.notice import LANGUAGES, notice
from cpdb.learning.progress import Nearness, QuizBranch, QuizProgress, answered
from cpdb.learning.quiz import choices
from tests.unit.cpdb.files import opened, photo, written
from tests.unit.cpdb.test_catalogue import OUTSIDER, picture
from tests.unit.cpdb.world import World
from tests.unit.seizures.builders import (
    CENMAT,
    COLLEAGUE,
    LIMITED,
    NCP,
    OFFICER,
    OFFICER_CO,
    OFFICER_DE,
    READER_GB,
)

SEEN = {"country": "CO", "locode": "COCTG", "seen_on": "2026-03-14", "comment": "The same box."}


def confirm(cloud: World, id: str, caller: Any = OFFICER_CO, **said: Any) -> Any:
    return cloud.call("POST", f"/v1/pictures/{id}/seen", caller, {**SEEN, **said})


def test_administrations_confirm_where_they_met_the_same(cloud: World) -> None:
    id = cloud.upload()
    made = confirm(cloud, id)
    assert (made.status, made.json["id"], made.json["administration"]) == (201, "2026-03-14.CO.COCTG", "CO")
    assert confirm(cloud, id, seen_on="2026-03-01", locode=None).status == 201
    assert confirm(cloud, id, OFFICER).status == 201
    shown = cloud.call("GET", f"/v1/pictures/{id}/seen", READER_GB).json
    assert [one["id"] for one in shown["items"]] == ["2026-03-14.FR.COCTG", "2026-03-14.CO.COCTG", "2026-03-01.CO.CO"]
    assert shown["items"][1]["comment"] == "The same box."
    assert cloud.shown(id)["seen"] == 3
    cloud.keeper(id)
    assert [row["seen"] for row in cloud.call("GET", "/v1/pictures", READER_GB).json["items"]] == [3]
    assert cloud.actions(id)[-3:] == ["seen"] * 3
    first = cloud.call("GET", f"/v1/pictures/{id}/seen", READER_GB, query={"limit": "2"}).json
    rest = cloud.call("GET", f"/v1/pictures/{id}/seen", READER_GB, query={"limit": "2", "cursor": first["next"]}).json
    assert [one["id"] for one in rest["items"]] == ["2026-03-01.CO.CO"]


def test_the_same_place_and_day_count_once(cloud: World) -> None:
    id = cloud.upload()
    confirm(cloud, id)
    again = confirm(cloud, id, comment=None)
    assert (again.status, again.json["code"]) == (409, "already_seen")
    assert cloud.shown(id)["seen"] == 1


def test_a_confirmation_can_be_taken_back_by_who_made_it(cloud: World) -> None:
    id = cloud.upload()
    made = confirm(cloud, id).json
    path = f"/v1/pictures/{id}/seen/{made['id']}"
    assert cloud.call("DELETE", path, OFFICER).status == 404
    assert cloud.call("DELETE", f"/v1/pictures/{id}/seen/whatever", OFFICER_CO).json["code"] == "no_such_confirmation"
    assert cloud.call("DELETE", path, OFFICER_CO).json == made
    assert cloud.call("DELETE", path, OFFICER_CO).status == 404
    assert cloud.shown(id)["seen"] == 0
    assert confirm(cloud, id).status == 201


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"seen_on": "2026-03-21"}, {"seen_on": "future_date"}),
        ({"seen_on": "0001-01-01"}, {"seen_on": "too_early"}),
        ({"seen_on": "1999-12-31"}, {"seen_on": "too_early"}),
        ({"seen_on": "14.03.2026"}, {"seen_on": "wrong_date"}),
        ({"country": "FR"}, {"locode": "other_country"}),
        ({"country": "XX"}, {"country": "unknown_code"}),
        ({"comment": "Told by Mr John Smith"}, {"comment": "personal_data"}),
        ({"who": "me"}, {"who": "unknown_field"}),
    ],
)
def test_what_is_wrong_with_a_confirmation_is_named(cloud: World, said: Any, errors: dict[str, str]) -> None:
    id = cloud.upload()
    answer = confirm(cloud, id, **said)
    assert (answer.status, answer.errors) == (422, errors)
    assert cloud.shown(id)["seen"] == 0


@pytest.mark.parametrize("caller", [READER_GB, LIMITED, CENMAT, OUTSIDER])
def test_only_members_who_enter_confirm(cloud: World, caller: Any) -> None:
    assert confirm(cloud, cloud.upload(tlp="CLEAR"), caller).status == 403


def test_where_customs_met_it_is_for_customs(cloud: World) -> None:
    id = cloud.upload(tlp="CLEAR")
    confirm(cloud, id)
    assert cloud.shown(id, OUTSIDER)["seen"] == 1
    assert cloud.call("GET", f"/v1/pictures/{id}/seen", OUTSIDER).status == 403


def test_a_confirmation_is_for_who_could_see_the_picture_when_it_was_given(cloud: World) -> None:
    id = cloud.upload(tlp="AMBER")
    said = {"country": "DE", "locode": None, "comment": "In a shed of ours."}
    assert confirm(cloud, id, OFFICER_DE, **said).status == 201
    assert cloud.change(id, {"tlp": "GREEN"}, NCP).status == 200
    assert confirm(cloud, id, OFFICER_CO).status == 201
    path = f"/v1/pictures/{id}/seen"
    shown = {
        who: [one["administration"] for one in cloud.call("GET", path, caller).json["items"]]
        for who, caller in (("CO", OFFICER_CO), ("DE", OFFICER_DE), ("FR", OFFICER), ("LIMITED", LIMITED))
    }
    assert shown == {"CO": ["CO"], "DE": ["DE", "CO"], "FR": ["DE", "CO"], "LIMITED": shown["LIMITED"]}
    assert "_face" not in cloud.call("GET", path, OFFICER_DE).text
    mine = cloud.call("DELETE", f"{path}/2026-03-14.DE.DE", OFFICER_DE)
    assert (mine.status, "_face" in mine.json) == (200, False)


def test_what_is_not_ready_cannot_be_confirmed(cloud: World) -> None:
    id = cloud.enter(written(photo()))
    assert confirm(cloud, id, COLLEAGUE).status == 409


def test_many_who_confirm_at_once_are_all_counted(cloud: World, monkeypatch: pytest.MonkeyPatch) -> None:
    id = cloud.upload()
    save, others = type(cloud.store).save, iter([(OFFICER, "2026-03-01"), (COLLEAGUE, "2026-03-02")])

    def overtaken(store: Any, *arguments: Any) -> None:
        if other := next(others, None):
            assert confirm(cloud, id, other[0], seen_on=other[1]).status == 201
        save(store, *arguments)

    monkeypatch.setattr(type(cloud.store), "save", overtaken)
    assert confirm(cloud, id).status == 201
    assert cloud.shown(id)["seen"] == 3


def test_who_is_overtaken_again_and_again_is_asked_to_come_back(cloud: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(*_: Any) -> None:
        raise StaleVersion("overtaken")

    id = cloud.upload()
    monkeypatch.setattr(type(cloud.store), "save", stale)
    assert confirm(cloud, id).status == 503


# The quiz


def ask(cloud: World, caller: Any = READER_GB, **query: str) -> Any:
    answer = cloud.call("GET", "/v1/pictures/quiz", caller, query=query)
    assert answer.status == 200, answer.text
    return answer.json


def reply(cloud: World, question: Any, caller: Any = READER_GB, **given: str) -> Any:
    said = {"place": "road_vehicle.fuel_tank", "method": "built_cavity", **given}
    return cloud.call("POST", f"/v1/pictures/quiz/{question['id']}/answer", caller, said)


def test_a_question_is_asked_answered_and_counted(cloud: World) -> None:
    id = cloud.upload(caption={"en": "Fuel tank with a box"})
    question = ask(cloud)
    assert opened(cloud.content(question["picture"])).size == (160, 120)
    assert "road_vehicle.fuel_tank" in [one["code"] for one in question["places"]]
    assert "built_cavity" in [one["code"] for one in question["methods"]]
    feedback = reply(cloud, question, place="road_vehicle.tyres").json
    assert (feedback["place"], feedback["method"], feedback["picture"]) == ("near", "right", id)
    assert feedback["answer"]["place"] == {"code": "road_vehicle.fuel_tank", "label": "Fuel tank"}
    progress = cloud.call("GET", "/v1/pictures/quiz/progress", READER_GB).json
    assert progress == feedback["progress"]
    assert (progress["answered"], progress["place_near"], progress["method_right"], progress["streak"]) == (1, 1, 1, 0)
    assert reply(cloud, ask(cloud)).json["progress"]["streak"] == 1
    assert cloud.call("GET", "/v1/pictures/quiz/progress", OFFICER_CO).json["answered"] == 0


def test_a_question_does_not_hold_its_answer(cloud: World) -> None:
    id = cloud.upload(caption={"en": "Zinnwald tank"}, category="drugs", mode="3")
    text = cloud.call("GET", "/v1/pictures/quiz", READER_GB).text
    for secret in (id, "Zinnwald", "drugs", '"answer"', '"concealment"'):
        assert secret not in text
    token = base64.urlsafe_b64decode(ask(cloud)["id"] + "==")
    assert id.encode() not in token
    assert id[:10].encode() not in token


def test_a_question_is_answered_once_by_who_was_asked(cloud: World) -> None:
    cloud.upload()
    question = ask(cloud)
    assert reply(cloud, question, OFFICER_CO).json["code"] == "no_such_question"
    assert reply(cloud, {"id": "made-up"}).json["code"] == "no_such_question"
    assert reply(cloud, question).status == 200
    again = reply(cloud, question)
    assert (again.status, again.json["code"]) == (409, "already_answered")
    assert cloud.call("GET", "/v1/pictures/quiz/progress", READER_GB).json["answered"] == 1


def test_a_question_grows_too_old_and_goes_with_its_picture(cloud: World) -> None:
    id = cloud.upload()
    old, question = ask(cloud), ask(cloud)
    cloud.call("DELETE", f"/v1/pictures/{id}")
    assert reply(cloud, question).json["code"] == "no_such_question"
    cloud.clock.pass_by(hours=2)
    assert reply(cloud, old).json["code"] == "no_such_question"


def test_a_question_goes_with_its_answer(cloud: World) -> None:
    id = cloud.upload()
    question = ask(cloud)
    assert cloud.change(id, {"concealment": {"method": None}}).status == 200
    answer = reply(cloud, question)
    assert (answer.status, answer.json["code"]) == (404, "no_such_question")


@pytest.mark.parametrize(
    "said",
    [
        {"concealment": {"place": "vessel.hull"}},
        {"concealment": {"place": "other", "method": "swallowed"}},
        {"concealment": {"place": "vessel.hull", "method": "other"}},
        {"tlp": "AMBER"},
    ],
)
def test_only_pictures_for_everybody_with_an_answer_are_asked_about(cloud: World, said: Any) -> None:
    cloud.upload(**said)
    answer = cloud.call("GET", "/v1/pictures/quiz", OFFICER)
    assert (answer.status, answer.json["code"]) == (404, "nothing_to_ask")


def test_an_outsider_is_asked_about_what_is_clear(cloud: World) -> None:
    cloud.upload()
    assert cloud.call("GET", "/v1/pictures/quiz", OUTSIDER).status == 404
    cloud.upload(written(photo(seed=3)), tlp="CLEAR")
    assert reply(cloud, ask(cloud, OUTSIDER), OUTSIDER).status == 200


def test_what_the_catalogue_has_not_forgotten_yet_is_not_asked_about(cloud: World) -> None:
    id = cloud.upload()
    assert cloud.change(id, {"tlp": "AMBER"}).status == 200
    assert cloud.call("GET", "/v1/pictures/quiz", OFFICER_CO).status == 404


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from([code.code for code in codes.children("concealment_place", None)]))
def test_choices_hold_the_right_one_among_others_of_its_depth(seed: int, top: str) -> None:
    below = [one.code for one in codes.children("concealment_place", top)] or [top]
    for code in (top, below[-1]):
        found = [one["code"] for one in choices("concealment_place", code, "en", Random(seed))]  # noqa: S311
        assert code in found
        assert len(found) == len(set(found)) == 4
        assert not {"none", "other"} & (set(found) - {code})
        assert {one.count(".") for one in found} == {code.count(".")}


NEARNESS = st.sampled_from(["right", "near", "wrong"])


@given(st.lists(st.tuples(NEARNESS, NEARNESS, st.sampled_from(["vessel", "post"])), max_size=12))
def test_progress_counts_what_was_answered(given_: list[tuple[Nearness, Nearness, str]]) -> None:
    progress = QuizProgress()
    for place, method, branch in given_:
        progress = answered(progress, "t", place=place, method=method, branch=branch)
    both = [place == "right" and method == "right" for place, method, _ in given_]
    assert (progress.answered, progress.both_right) == (len(given_), sum(both))
    assert progress.place_near == sum(place == "near" for place, _, _ in given_)
    runs = "".join("1" if one else "0" for one in both).split("0")
    assert (progress.streak, progress.longest_streak) == (len(runs[-1]), max(map(len, runs)))
    assert sum(one.answered for one in progress.branches.values()) == len(given_)
    assert all(isinstance(one, QuizBranch) for one in progress.branches.values())


def test_progress_of_two_answers_at_once_loses_none(cloud: World) -> None:
    cloud.upload()
    one, other = ask(cloud), ask(cloud)
    done = False

    def interrupt(_: int) -> None:
        nonlocal done
        cloud.records.before = None
        done = reply(cloud, other).status == 200

    cloud.records.before = interrupt
    assert reply(cloud, one).json["progress"]["answered"] == 2
    assert done


# The notice


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(1)> \" ' & {{7*7}}"
BOX = {"left": 0.25, "top": 0.5, "width": 0.5, "height": 0.25}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notice_is_a_page_that_needs_and_can_do_nothing(cloud: World, lang: str) -> None:
    said = {"caption": {lang: HOSTILE}, "notes": [{"box": BOX, "text": {lang: HOSTILE}}]}
    id = cloud.upload(written(photo(400, 200)), category="drugs", mode="3", **said)
    confirm(cloud, id)
    answer = cloud.call("GET", f"/v1/pictures/{id}/notice", READER_GB, query={"lang": lang})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = Page(answer.text)
    assert {"script", "img", "a", "link", "iframe", "form", "object"} & {tag for tag, _ in page.tags} == set()
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert page.words.count(HOSTILE) == 2
    assert {"TLP:GREEN", id} <= set(re.findall(r"TLP:\w+|[0-9A-Z]{26}", page.words))
    assert {"en": "Fuel tank", "fr": "Réservoir de carburant"}[lang] in page.words
    (image,) = (attributes for tag, attributes in page.tags if tag == "image")
    data = base64.b64decode(str(image["href"]).removeprefix("data:image/jpeg;base64,"))
    assert opened(data).size == (400, 200)
    (frame,) = (attributes for tag, attributes in page.tags if tag == "rect")
    assert [frame[name] for name in ("x", "y", "width", "height")] == ["100", "100", "200", "50"]


def test_the_policy_of_a_notice_allows_its_style_by_hash_and_its_picture(cloud: World) -> None:
    answer = cloud.call("GET", f"/v1/pictures/{cloud.upload()}/notice", READER_GB)
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{known}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_notice_falls_back_to_a_language_there_is() -> None:
    one = picture(1, caption={"es": "Depósito"}, concealment={"place": "vessel.hull", "cover_load_hs": "080390"})
    text = notice(one, b"", (10, 10), "now", "fr")
    assert "Depósito" in text
    assert "080390" in text
    assert "<ol>" not in text


def test_what_is_not_ready_is_not_printed(cloud: World) -> None:
    id = cloud.enter(written(photo()))
    assert cloud.call("GET", f"/v1/pictures/{id}/notice").status == 409
