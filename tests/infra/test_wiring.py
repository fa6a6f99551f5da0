"""Nothing hangs in the air: every event is heard, every queue is worked off, every setting is set somewhere."""

import inspect
from typing import Any

from pydantic import BaseModel

from cen import events
from cen.settings import Settings
from tests.infra.templates import Assembly, listed

EVENTS = {
    name
    for name, kind in inspect.getmembers(events, inspect.isclass)
    if issubclass(kind, BaseModel) and kind.__module__ == events.__name__
}


def test_every_event_is_heard_and_everything_heard_is_an_event(assembly: Assembly) -> None:
    heard = {
        name for rule in assembly.properties("Events::Rule").values() for name in rule["EventPattern"]["detail-type"]
    }
    # The mail service tells by the default bus what became of letters.
    assert {name for name in heard if not name.startswith("Email ")} == EVENTS


def test_every_queue_is_worked_off_or_keeps_what_failed(assembly: Assembly) -> None:
    worked = {_name(source["EventSourceArn"]) for source in assembly.properties("Lambda::EventSourceMapping").values()}
    for name in assembly.of("SQS::Queue"):
        id = name.partition("/")[2]
        assert id in worked or "DeadLetters" in id, name


def test_every_setting_is_told_to_some_function(assembly: Assembly) -> None:
    told = {
        name
        for function in assembly.properties("Lambda::Function").values()
        for name in function["Environment"]["Variables"]
    }
    asked = {f"CEN_{name.upper()}" for name, kind in inspect.getmembers(Settings) if isinstance(kind, property)}
    here = told if assembly.stage == "local" else told | {"CEN_OWN_ENDPOINTS"}
    assert asked | {"CEN_STAGE"} == here


def _name(arn: Any) -> str:
    return str(listed(arn["Fn::GetAtt"])[0])
