"""Nothing stays where a picture was, whoever fails or dies at whatever moment."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cen.problems import Unavailable
from cpdb.images.workshop import Work, Workshop
from cpdb.leaving import ONCE_MORE_AFTER
from cpdb.standing import PROCESS_WITHIN
from tests.unit.cpdb.files import photo, written
from tests.unit.cpdb.test_uploading import interrupted
from tests.unit.cpdb.world import World
from tests.unit.seizures.builders import NCP, OFFICER_CO

PHOTO = written(photo())
CORNER = {"left": 0.0, "top": 0.0, "width": 0.25, "height": 0.5}


class Fails:
    """Something of the cloud, one method of which fails as often as there are errors."""

    def __init__(self, real: Any, method: str, *errors: BaseException) -> None:
        self.real, self.method, self.errors = real, method, list(errors)

    def __getattr__(self, name: str) -> Any:
        if name == self.method and self.errors:
            raise self.errors.pop(0)
        return getattr(self.real, name)


def lying(cloud: World) -> set[str]:
    """Places where something lies."""
    return {key.split("/")[1].removesuffix(".jpeg") for key in cloud.objects()}


def wait(cloud: World, time: timedelta = ONCE_MORE_AFTER) -> None:
    cloud.clock.pass_by(seconds=time.total_seconds() + 1)


def test_what_showed_more_is_gone_though_taking_it_away_failed_at_first(cloud: World) -> None:
    id = cloud.upload(PHOTO)
    cloud.change(id, {"redactions": [CORNER]})
    shelf = Fails(cloud.shelf, "clear", Unavailable())
    with pytest.raises(Unavailable):
        replace(cloud.redrawer, shelf=shelf)(id)  # type: ignore[arg-type]
    assert cloud.shown(id)["status"] == "ready"
    assert len(lying(cloud)) == 2
    cloud.redrawer(id)  # the message comes again
    assert lying(cloud) == {cloud.picture(id).kept.shelf}


def test_what_nobody_takes_away_the_sweeper_does(cloud: World) -> None:
    id = cloud.upload(PHOTO)
    cloud.change(id, {"redactions": [CORNER]})
    shelf = Fails(cloud.shelf, "clear", InterruptedError())
    with pytest.raises(InterruptedError):
        replace(cloud.redrawer, shelf=shelf)(id)  # type: ignore[arg-type]
    assert len(lying(cloud)) == 2
    assert cloud.sweeper()["cleared"] == 0
    wait(cloud)
    assert cloud.sweeper()["cleared"] == 1
    assert lying(cloud) == {cloud.picture(id).kept.shelf}
    assert cloud.sweeper()["cleared"] == 0


def test_a_place_that_cannot_be_cleared_is_in_alarm_and_tried_again(cloud: World) -> None:
    id = cloud.upload(PHOTO)
    cloud.change(id, {"redactions": [CORNER]})
    cloud.redrawer(id)
    wait(cloud)
    with pytest.raises(Unavailable):
        replace(cloud.sweeper, shelf=Fails(cloud.shelf, "clear", Unavailable()))()  # type: ignore[arg-type]
    assert cloud.sweeper()["cleared"] == 1


@pytest.mark.parametrize("again", [True, False])
def test_what_a_drawer_that_dies_puts_there_after_the_withdrawal_is_gone(cloud: World, again: bool) -> None:
    class Withdraws(Workshop):
        def redact(self, *arguments: Any) -> Work:
            assert cloud.call("DELETE", f"/v1/pictures/{id}").status == 200
            return cloud.workshop.redact(*arguments)

    id = cloud.upload(PHOTO)
    cloud.change(id, {"redactions": [CORNER]})
    dies = Fails(cloud.store, "save", InterruptedError())
    with pytest.raises(InterruptedError):
        replace(cloud.redrawer, workshop=Withdraws(), store=dies)(id)  # type: ignore[arg-type]
    assert len(cloud.objects()) == 6
    if again:
        cloud.redrawer(id)
    else:
        wait(cloud)
        cloud.sweeper()
    assert cloud.objects() == []


def test_what_the_sweeper_rejects_leaves_nothing(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    dies = Fails(cloud.store, "save")

    class Dies:
        """Before what it has drawn is said to be ready."""

        def __getattr__(self, name: str) -> Any:
            return getattr(cloud.store, name)

        def save(self, before: Any, after: Any, *more: Any) -> None:
            if after.status == "ready":
                raise InterruptedError
            cloud.store.save(before, after, *more)

    with pytest.raises(InterruptedError):
        replace(cloud.processor, store=Dies())(id, cloud.send(id, PHOTO))  # type: ignore[arg-type]
    assert len(cloud.objects()) == 6
    wait(cloud, PROCESS_WITHIN)
    assert cloud.sweeper()["rejected"] == 1
    assert dies.read(id).kept.shelf
    cloud.keeper(id)
    assert cloud.objects() == []


def test_an_upload_that_is_heard_of_again_does_not_disturb_what_is_being_drawn(cloud: World) -> None:
    id = cloud.enter(PHOTO)
    uploaded = cloud.send(id, PHOTO)
    cloud.processor(id, uploaded)
    cloud.change(id, {"redactions": [CORNER]})
    cloud.processor(id, uploaded)
    assert cloud.shown(id)["status"] == "processing"
    cloud.redrawer(id)
    assert cloud.shown(id)["status"] == "ready"


def test_what_is_drawn_twice_for_fewer_readers_loses_nothing(cloud: World) -> None:
    id = cloud.upload(written(photo(640, 480)))
    large = cloud.content(cloud.shown(id)["renditions"][0]["link"])
    for label in ("AMBER", "AMBER+STRICT"):
        assert cloud.change(id, {"tlp": label}, NCP).status == 200
        cloud.settle(id)
    assert cloud.content(cloud.shown(id)["renditions"][0]["link"]) == large
    assert lying(cloud) == {cloud.picture(id).kept.shelf}


def test_attempts_that_died_leave_nothing_of_a_duplicate(cloud: World) -> None:
    first = cloud.enter(PHOTO)
    other = cloud.enter(PHOTO, OFFICER_CO)

    def publish() -> None:
        cloud.processor(first, cloud.send(first, PHOTO))

    interrupted(cloud, "put", publish)(other, cloud.send(other, PHOTO))
    assert cloud.shown(other, OFFICER_CO)["duplicate_of"] == first
    assert lying(cloud) == {cloud.picture(first).kept.shelf}
