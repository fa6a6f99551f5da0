"""What can be asked of the statistics, and who may start a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from cen import codes
from cen.act import Act, Replay
from cen.ids import is_id
from cen.paging import Key, Page
from cen.problems import FieldError, Invalid
from cen.tlp import Tlp
from rilo_rollup import maps
from rilo_rollup.cells.codec import digest, text_of
from rilo_rollup.cells.fold import COMBINATIONS, COUNTS, FLOWS, SERIES
from rilo_rollup.desk import Desk, expected, scopes_of
from rilo_rollup.errors import NoSuchRun, NoSuchTable, NotYourRegion
from rilo_rollup.keep.runs import RunStore
from rilo_rollup.model import Run, RunRequest
from rilo_rollup.question import Asked, FlowQuestion, InnerQuestion, TableQuestion, asked, named
from rilo_rollup.readers import Reader, Sum, reader_of
from rilo_rollup.runs.conduct import Conductor
from rilo_rollup.tables.answer import Table
from rilo_rollup.tables.catalog import EDITION, TABLES
from rilo_rollup.tables.everybody import K
from rilo_rollup.trends import answer as trending

_ORDER = (Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT)


def tables() -> list[dict[str, Any]]:
    return [
        {"table": id, "title": one.title, "counting_rule": one.counting_rule, "category": one.category}
        for id, one in TABLES.items()
    ]


def table(desk: Desk, act: Act, id: str, question: TableQuestion) -> Table:
    definition = TABLES.get(id)
    if definition is None:
        raise NoSuchTable(f"There are the tables {', '.join(TABLES)}.")
    about = asked(question, act.now.date(), definition.category)
    return desk.table(id, about, _reader(act, about))


def flows(desk: Desk, act: Act, question: FlowQuestion) -> dict[str, Any]:
    about = asked(question, act.now.date())
    reader = _reader(act, about)
    k = max(int(question.k), K if about.clear else 1)
    period = [(about.first, about.last)]
    (legs,), (counts,) = (desk.sums(about.area, period, reader, part) for part in (FLOWS, COUNTS))
    found = maps.flows(legs.tree, counts.tree, about.category, k, clear=about.clear)
    return {**_about("flows", about, reader, [legs, counts], {"k": k}), **found}


def delays(desk: Desk, act: Act, question: InnerQuestion) -> dict[str, Any]:
    about = asked(question, act.now.date())
    reader = _reader(act, about)
    (counts,) = desk.sums(about.area, [(about.first, about.last)], reader, COUNTS)
    return {**_about("delays", about, reader, [counts], {}), **maps.delays(counts.tree, about.category)}


def coverage(desk: Desk, act: Act, question: InnerQuestion) -> dict[str, Any]:
    about = asked(question, act.now.date(), most=trending.MOST_MONTHS)
    reader = _reader(act, about)
    shown = trending.window(about, act.now.date()).asked
    series, whole = desk.by_month(about.area, shown, reader, SERIES)
    found = maps.coverage(series, shown, expected(about), about.category)
    return {**_about("coverage", about, reader, [whole], {}), **found}


def trends(desk: Desk, act: Act, question: InnerQuestion) -> dict[str, Any]:
    today = act.now.date()
    about = asked(question, today, most=trending.MOST_MONTHS)
    reader, window = _reader(act, about), trending.window(about, today)
    series, whole = desk.by_month(about.area, window.series, reader, SERIES)
    counts = desk.sums(about.area, [(about.first, about.last), about.before], reader, COUNTS)
    (combinations,) = desk.sums(about.area, [window.look_back], reader, COMBINATIONS)
    found = trending.trends(about, window, series, [one.tree for one in counts], combinations.tree)
    more = {"cutoff": window.cutoff, "until": window.until.isoformat()}
    return {**_about("trends", about, reader, [whole, *counts, combinations], more), **found}


def _reader(act: Act, about: Asked) -> Reader:
    return reader_of(act.caller, act.now.date(), about.tlp)


def _about(kind: str, about: Asked, reader: Reader, sums: Sequence[Sum], more: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer says of itself."""
    question = {"kind": kind, "edition": EDITION, "scopes": scopes_of(reader), **about.document(), **more}
    label = Tlp.CLEAR if about.clear else max((one.tlp for one in sums), key=_ORDER.index)
    found = {"tlp": label.value, "from": about.first, "to": about.last, **named(about.area)}
    if about.category:
        found |= {"category": about.category, "category_label": codes.label("commodity", about.category)}
    return {
        **found,
        "as_of": max((one.as_of for one in sums if one.as_of), default=None),
        "query_hash": digest(text_of(question))[:32],
        "cells": digest("".join(one.cells for one in sums))[:32],
    }


def start(conductor: Conductor, act: Act, request: RunRequest) -> tuple[Run, bool]:
    """The run, and whether it had been started by the same request before."""
    rilo = _region(act, request)
    try:
        return conductor.start(rilo, act), False
    except Replay as done:
        return read_run(conductor.runs, done.id), True


def _region(act: Act, request: RunRequest) -> str | None:
    caller = act.caller
    if "cenmat" in caller.roles:
        return request.rilo
    if request.rilo is None and len(caller.rilos) == 1:
        return next(iter(caller.rilos))
    if request.rilo is None:
        fault = FieldError("rilo", "required", "Say whose region: you serve in several RILOs.")
        raise Invalid("Some fields are not valid.", errors=[fault])
    if request.rilo not in caller.rilos:
        raise NotYourRegion("Only an officer of that RILO or the management team can start its run.")
    return request.rilo


def read_run(runs: RunStore, id: str) -> Run:
    run = runs.read(id) if is_id(id) else None
    if run is None:
        raise NoSuchRun("There is no such run.")
    said = runs.filed(run)
    filed, not_filed = ([rilo for rilo, one in said.items() if one is which] for which in (True, False))
    return run.model_copy(update={"filed": filed, "not_filed": not_filed})


def list_runs(runs: RunStore, start: Key | None, limit: int) -> Page[Run]:
    return runs.newest(start, limit)
