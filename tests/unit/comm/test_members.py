"""Members: who may let whom in and out, from when on they read, and that it acts with the next request."""

from typing import Any

import pytest

from cen.principal import Tier
from cen.problems import Invalid
from comm import leaving, membership
from comm import room as rooms
from comm.errors import Overtaken
from comm.model import Consent, State
from comm.operation import Facts, Head
from comm.people import Person
from comm.seats import Delegation, Membership, Role, Standing, everybody, seat_of
from tests.unit.comm.world import BRAZIL, COLLEAGUE_CO, Room, World, counted, room, text, warning
from tests.unit.seizures.builders import CENMAT, NCP, OFFICER, OFFICER_CO, RILO_WE, SERVICE, person

CODES = {"administration": "BR"}


def test_a_member_added_later_sees_from_then_or_from_the_start(heron: Room) -> None:
    heron.send(OFFICER, text("Before."))
    heron.add("BR", sees="joining")
    heron.send(OFFICER, text("After."))
    assert heron.numbers(BRAZIL) == [2]
    assert heron.call("GET", "/messages/1", BRAZIL).status == 404
    late = heron.add("ncp-fr")
    assert (late["id"], late["name"], late["sees_from"]) == ("FR:ncp-fr", "ncp-fr", 1)
    assert heron.numbers(NCP) == [1, 2]


def test_only_coordinators_let_others_in(heron: Room) -> None:
    assert heron.call("POST", "/members", OFFICER, CODES).json["code"] == "coordinators_only"
    heron.add("officer-fr", role="coordinator")
    assert heron.call("POST", "/members", OFFICER, CODES).status == 201
    assert heron.call("POST", "/members", NCP, {"administration": "CL"}).json["code"] == "coordinators_only"


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"person": "one_of"}),
        ({"administration": "FR", "person": "officer-fr"}, {"person": "one_of"}),
        ({"administration": "AQ"}, {"administration": "no_such_administration"}),
        ({"administration": "FRA"}, {"administration": "unknown_code"}),
        ({"person": "nobody"}, {"person": "no_such_person"}),
        ({"person": "reader-gb"}, {"person": "no_such_person"}),
        ({"person": "cenmat"}, {"person": "no_administration"}),
        ({"person": "a b"}, {"person": "wrong_format"}),
        ({"administration": "BR", "role": "chief"}, {"role": "enum"}),
        ({"administration": "BR", "sees": "all"}, {"sees": "literal_error"}),
    ],
)
def test_who_cannot_be_let_in(heron: Room, body: dict[str, Any], errors: dict[str, str]) -> None:
    answer = heron.call("POST", "/members", RILO_WE, body)
    assert (answer.status, answer.errors) == (422, errors)


def test_nobody_is_let_in_twice_but_a_role_can_change(heron: Room) -> None:
    assert heron.call("POST", "/members", RILO_WE, {"administration": "FR"}).json["code"] == "already_member"
    assert heron.add("FR", role="observer")["role"] == "observer"
    assert heron.call("POST", "/messages", OFFICER, text()).json["code"] == "observers_read"
    assert heron.call("POST", "/members", RILO_WE, {"person": "rilo-we"}).json["code"] == "already_member"


def test_an_expulsion_acts_with_the_next_request(heron: Room) -> None:
    heron.send(OFFICER, text())
    assert heron.numbers(OFFICER_CO) == [1]
    assert heron.expel("CO").json == {"id": "CO", "standing": "expelled"}
    for method, path, body in (
        ("GET", "/messages", None),
        ("GET", "/messages/1", None),
        ("GET", "", None),
        ("GET", "/board", None),
        ("POST", "/messages", text()),
        ("POST", "/messages/1/receipt", {}),
    ):
        assert heron.call(method, path, OFFICER_CO, body).status == 404
    assert heron.call("DELETE", "/members/CO", RILO_WE).json["code"] == "no_such_member"


def test_messages_after_a_loss_have_another_key(world: World, heron: Room) -> None:
    heron.send(OFFICER, text())
    heron.expel("CO")
    heron.send(OFFICER, text())
    generations = [world.item(heron.id, f"M#{n:08d}")["generation"]["N"] for n in (1, 2)]
    assert generations == ["1", "2"]
    assert heron.numbers(OFFICER) == [1, 2]


def test_a_single_person_of_a_whole_administration_leaves_or_is_expelled(heron: Room) -> None:
    heron.add("BR")
    assert heron.call("DELETE", "/members/FR:officer-fr", NCP).json["code"] == "coordinators_only"
    assert heron.call("DELETE", "/members/FR:officer-fr", OFFICER).json["standing"] == "left"
    assert heron.call("GET", "/messages", OFFICER).status == 404
    assert heron.call("GET", "/messages", NCP).status == 200
    assert heron.expel("CO:colleague-co").status == 200
    assert heron.call("GET", "/messages", COLLEAGUE_CO).status == 404
    assert heron.call("GET", "/messages", OFFICER_CO).status == 200
    assert heron.call("DELETE", "/members/BR:officer-br", OFFICER_CO).status == 403
    assert heron.expel("CL").json["code"] == "no_such_member"
    assert heron.expel("CL:x").json["code"] == "no_such_member"


def test_whoever_was_expelled_can_be_let_in_again(heron: Room) -> None:
    heron.expel("CO")
    heron.send(OFFICER, text())
    heron.add("CO", sees="joining")
    assert heron.numbers(OFFICER_CO) == []
    heron.send(OFFICER, text())
    assert heron.numbers(OFFICER_CO) == [2]


def test_an_operation_keeps_a_coordinator(heron: Room) -> None:
    own = "/members/DE:rilo-we"
    assert heron.call("DELETE", own, RILO_WE).json["code"] == "last_coordinator"
    heron.add("officer-fr", role="coordinator")
    assert heron.call("DELETE", own, RILO_WE).status == 200
    assert heron.call("GET", "", RILO_WE).status == 404
    assert heron.expel("FR", by=OFFICER).json["code"] == "last_coordinator"
    assert heron.expel("CO", by=OFFICER).status == 200


def test_all_who_are_or_were_members_are_listed(heron: Room) -> None:
    heron.expel("CO")
    listed = {one["id"]: one["standing"] for one in heron.call("GET", "/members", OFFICER).json["items"]}
    assert listed == {"CO": "expelled", "DE:rilo-we": "active", "FR": "active"}


def test_a_removed_account_is_refused_with_the_next_request(world: World, heron: Room) -> None:
    def entry(**more: Any) -> None:
        item = {"client_id": {"S": OFFICER.id}, "kind": {"S": "person"}, **more}
        world.dynamo.put_item(TableName="accounts", Item=item)

    def reads(signed_in: int) -> int:
        return heron.call("GET", "/messages", OFFICER, signed_in=signed_in).status

    assert reads(1000) == 200
    entry(active={"BOOL": True}, tokens_from={"N": "1000"})
    assert (reads(1000), reads(1001)) == (401, 200)
    entry(active={"BOOL": False}, tokens_from={"N": "1000"})
    for path in ("", "/messages", "/board", "/audit", "/members", "/drafts"):
        assert heron.call("GET", path, OFFICER, signed_in=2000).status == 401
    for path in ("/v1/operations", "/v1/operations/overseen"):
        assert world.call("GET", path, OFFICER, signed_in=2000).status in (401, 403)
    assert world.call("POST", "/v1/operations", OFFICER, {}, signed_in=2000).status == 422
    assert heron.call("GET", "/messages", NCP).status == 200


def test_everything_about_membership_is_in_the_record(heron: Room) -> None:
    heron.add("BR", sees="joining")
    heron.expel("BR")
    entries = heron.call("GET", "/audit", RILO_WE).json["items"]
    told = sorted((one["action"], one["member"]) for one in entries if "member" in one)
    assert told == [("member_added", "BR"), ("member_added", "CO"), ("member_added", "FR"), ("member_expelled", "BR")]


def test_a_seat_needs_the_administration_and_the_tier_it_was_given_for(heron: Room) -> None:
    moved = person("rilo-we", administration="FR")
    alone = room(heron.world)
    assert alone.call("GET", "", moved).status == 404
    assert seat_of(Delegation(), CENMAT) is None
    member = Delegation(whole=Membership(role=Role.PARTICIPANT, sees_from=1, since="x"))
    assert seat_of(member, OFFICER)
    assert seat_of(member, person("x", Tier.READ_ONLY, "FR")) is None


def test_an_operation_with_no_members_reaches_nobody() -> None:
    gone = Membership(role=Role.PARTICIPANT, sees_from=1, since="x", standing=Standing.LEFT)
    assert list(everybody({})) == []
    assert list(everybody({"FR": Delegation(whole=gone, persons={"a": gone})})) == []
    out = gone.model_copy(update={"standing": Standing.EXPELLED})
    assert list(everybody({"FR": Delegation(whole=out, persons={"a": out})})) == []


def test_with_an_administration_go_its_persons_and_each_can_come_back_alone(heron: Room) -> None:
    heron.add("officer-co", role="coordinator")
    heron.expel("CO")
    for caller in (OFFICER_CO, COLLEAGUE_CO):
        assert heron.call("GET", "/messages", caller).status == 404
    heron.add("officer-co")
    assert heron.call("GET", "/messages", OFFICER_CO).status == 200
    assert heron.call("GET", "/messages", COLLEAGUE_CO).status == 404


def test_who_never_gets_to_write_is_told_to_come_again() -> None:
    pauses: list[float] = []

    def never() -> None:
        raise Overtaken

    with pytest.raises(Exception, match="Nothing was written"):
        rooms.persistently(never, pauses.append)
    assert len(pauses) == rooms.TRIES - 1
    assert 1 < sum(pauses) < 5


def test_a_request_costs_the_same_with_sixty_members(world: World, heron: Room) -> None:
    _, few, _ = counted(lambda: heron.read(OFFICER), world)
    world.dynamo.read_bytes = 0
    heron.read(OFFICER)
    small = world.dynamo.read_bytes
    for code in (
        "AT",
        "BE",
        "BR",
        "CL",
        "DE",
        "DK",
        "ES",
        "FI",
        "GB",
        "GR",
        "HU",
        "IE",
        "IT",
        "LU",
        "NL",
        "NO",
        "PT",
        "SE",
    ):
        heron.add(code)
    world.dynamo.read_bytes = 0
    _, many, _ = counted(lambda: heron.read(OFFICER), world)
    assert few == many == ["BatchGetItem"]
    assert world.dynamo.read_bytes < small + 200


def test_what_is_no_member_is_not_found(heron: Room) -> None:
    for member in ("fr", "FRA", "FR:", "FR:a b", "FR:" + "x" * 65, "*"):
        assert heron.expel(member.replace(" ", "%20")).json["code"] == "no_such_member"


def test_members_are_bounded(world: World, heron: Room) -> None:
    for number in range(40):
        name = f"officer-{number}"
        world.pool.people[name] = Person(name, name, "BR", may_join=True)
        assert heron.call("POST", "/members", RILO_WE, {"person": name}).status == 201
    world.pool.people["more"] = Person("more", "more", "BR", may_join=True)
    assert heron.call("POST", "/members", RILO_WE, {"person": "more"}).errors == {"person": "too_many"}
    assert heron.call("POST", "/members", RILO_WE, {"person": "officer-1", "role": "observer"}).status == 201
    full = Head(heron.id, 1, State.RUNNING, 0, 0, 1, _facts(tuple(f"A{n}" for n in range(100))))
    with pytest.raises(Invalid):
        membership._check_new(Delegation(), None, Membership(role=Role.OBSERVER, sees_from=1, since="x"), full, "FR")


def _facts(writers: tuple[str, ...]) -> Facts:
    days = {"starts_on": "x", "ends_on": "x", "retain_until": "x", "opened_at": "x"}
    kinds: Any = {"regions": (), "categories": (), "form": "full", "consent": Consent.GIVEN}
    return Facts(rilo="WE", opened_by="FR", opener="x", writers=writers, **days, **kinds)


def test_what_waited_for_an_answer_of_somebody_who_is_gone_waits_no_more(world: World, heron: Room) -> None:
    heron.add("officer-br")
    heron.send(RILO_WE, warning(addressees=["CO", "BR", "FR", "BR:officer-br"]))
    heron.expel("BR:officer-br")
    heron.expel("FR:ncp-fr")
    world.later(minutes=5)
    world.tick()
    world.drain()
    assert world.settled() == {f"operation:{heron.id}:warning:1:{one}:1" for one in ("BR", "BR:officer-br")}
    heron.expel("CO")
    world.later(minutes=5)
    world.tick()
    world.drain()
    assert f"operation:{heron.id}:warning:1:CO:1" in world.settled()
    assert f"operation:{heron.id}:warning:1:FR:1" not in world.settled()


def test_who_is_nobody_is_not_expelled_and_who_is_somebody_always_is(world: World, heron: Room) -> None:
    heron.add("BR")
    for number in range(200):
        assert heron.expel(f"FR:ghost{number}").json["code"] == "no_such_member"
    assert heron.expel("BR:officer-fr").json["code"] == "no_such_member"  # of another administration
    for number in range(60):
        name = f"officer-{number}"
        world.pool.people[name] = Person(name, name, "FR", may_join=False)
        assert heron.expel(f"FR:{name}").status == 200
    assert heron.expel("FR:officer-fr").json["standing"] == "expelled"
    assert heron.call("GET", "/messages", OFFICER).status == 404
    assert heron.call("DELETE", "/members/FR:ncp-fr", NCP).json["standing"] == "left"
    listed = {one["id"]: one.get("name") for one in heron.call("GET", "/members", RILO_WE).json["items"]}
    assert (listed["FR:officer-fr"], len(listed)) == ("officer-fr", 66)
    # Those who went take nobody's place.
    world.pool.people["more"] = Person("more", "more", "FR", may_join=True)
    assert heron.add("more")["id"] == "FR:more"


def test_a_machine_client_is_expelled_by_its_id(world: World, heron: Room) -> None:
    feed = {"client_id": {"S": SERVICE.id}, "active": {"BOOL": True}, "administration": {"S": "FR"}}
    world.dynamo.put_item(TableName="accounts", Item=feed | {"name": {"S": "feed"}})
    assert heron.call("GET", "/messages", SERVICE).status == 200
    assert heron.expel(f"FR:{SERVICE.id}").status == 200
    assert heron.call("GET", "/messages", SERVICE).status == 404


def test_so_many_who_went_one_by_one_go_as_a_whole(heron: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "MOST_PERSONS_EVER", 1)
    assert heron.expel("FR:ncp-fr").status == 200
    assert heron.expel("FR:officer-fr").json["code"] == "too_many_gone"
    assert heron.expel("FR").status == 200


def test_another_role_takes_no_sight_away(heron: Room) -> None:
    heron.add("officer-co")
    heron.send(OFFICER, text())
    body = {"person": "officer-co", "role": "coordinator"}
    assert heron.call("POST", "/members", RILO_WE, body).json["sees_from"] == 1
    assert heron.expel("CO:officer-co").status == 200
    assert heron.call("POST", "/members", RILO_WE, body).json["sees_from"] == 2  # let in anew


def test_an_administration_let_in_again_brings_those_who_went_with_it(heron: Room) -> None:
    heron.add("officer-co")
    heron.expel("CO:colleague-co")
    heron.expel("CO")
    heron.add("CO")
    assert heron.call("GET", "/messages", OFFICER_CO).status == 200
    assert heron.call("GET", "/messages", COLLEAGUE_CO).status == 404
    listed = {one["id"]: one["standing"] for one in heron.call("GET", "/members", RILO_WE).json["items"]}
    assert (listed["CO"], listed["CO:colleague-co"], "CO:officer-co" in listed) == ("active", "expelled", False)
    assert heron.expel("CO:officer-co").status == 200
    assert heron.call("GET", "/messages", OFFICER_CO).status == 404


def test_a_contact_point_takes_its_administration_out(heron: Room) -> None:
    assert heron.call("DELETE", "/members/FR", OFFICER).json["code"] == "coordinators_only"
    assert heron.call("DELETE", "/members/CO", NCP).json["code"] == "coordinators_only"
    assert heron.call("DELETE", "/members/FR", NCP).json == {"id": "FR", "standing": "left"}
    assert heron.call("GET", "/messages", OFFICER).status == 404


def test_who_comes_again_is_welcomed_again_and_another_role_is_no_welcome(world: World, heron: Room) -> None:
    heron.add("FR", role="observer")
    heron.expel("CO")
    heron.add("CO")
    world.drain()
    keys = [one.key for one in world.raised("operation.joined") if one.to in ("administration:CO", "administration:FR")]
    assert (len(keys), len(set(keys))) == (3, 3)
