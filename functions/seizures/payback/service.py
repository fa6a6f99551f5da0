"""The page of figures of an administration, its nil returns, and what a record's quality is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cen import jsontext
from cen.act import Act
from cen.audit import entry_for
from cen.problems import FieldError, Invalid
from seizures import plausibility, service
from seizures.model import Draft
from seizures.patch import content
from seizures.payback.cells import Cell, months, quantile, total
from seizures.payback.errors import NotNil, NotYourFigures
from seizures.quality import FIELDS, explained, quality

if TYPE_CHECKING:
    from cen.doors import Statistics
    from seizures.payback.store import FigureStore, NilReturns
    from seizures.store import SeizureStore

# Of the month after: until then a month's cases, or a nil return, are awaited.
DUE_DAY = 15
_LONGEST_BACK = 120  # months


@dataclass(frozen=True, slots=True)
class Sources:
    figures: "FigureStore"
    nil: "NilReturns"
    statistics: Callable[[], "Statistics"]


def page(sources: Sources, act: Act, administration: str, count: int) -> dict[str, Any]:
    """An `AdministrationQuality`: two calls and a question to the statistics, however many records there are."""
    _own(act, administration)
    today = act.now.date()
    shown = list(months(today, count))
    cells = sources.figures.cells(administration)
    said = sources.nil.since(administration, shown[-1])
    supported = sources.statistics().supported(administration)
    summed = total([cells[month] for month in shown if month in cells])
    waiting = total(list(cells.values()))
    return {
        "administration": administration,
        "as_of": act.at,
        "months": count,
        "cases": summed.cases,
        "verified": summed.verified,
        **_mean(summed),
        "delay": {name: quantile(summed.days, share) for name, share in _QUANTILES.items()},
        "filled": _filled(summed),
        "open": {"submitted": waiting.submitted, "returned": waiting.returned, "queried": waiting.queried},
        "calendar": [_month(month, cells.get(month, Cell()), said, today) for month in shown],
        "used": {"similar_cases": summed.similar, "alerts_citing": summed.cited, "risk_indicators": supported},
        "aitr": _sheet(administration, cells, today.year - 1),
    }


_QUANTILES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}


def _own(act: Act, administration: str) -> None:
    """Nobody else's business: who is open about what is missing gets better, who is watched does not."""
    if act.caller.administration != administration:
        raise NotYourFigures("These figures are for the administration itself.")


def _mean(cell: Cell) -> dict[str, float]:
    return {"mean_score": round(cell.scores / cell.cases, 1)} if cell.cases else {}


def _filled(cell: Cell) -> list[dict[str, Any]]:
    """The emptiest first."""
    if not cell.cases:
        return []
    shares = [(cell.filled.get(name, 0) / cell.cases, name) for name in FIELDS]
    return [{"field": name, "share": round(share, 3)} for share, name in sorted(shares)]


def _month(month: str, cell: Cell, nil: Mapping[str, str], today: date) -> dict[str, Any]:
    due = _due(month)
    if cell.cases:
        state = "reported"
    elif month in nil:
        state = "nil"
    elif month == today.isoformat()[:7]:
        state = "running"
    else:
        state = "due" if today <= due else "silent"
    median = quantile(cell.days, 0.5)
    return {
        "month": month,
        "due": due.isoformat(),
        "state": state,
        "cases": cell.cases,
        "verified": cell.verified,
        **_mean(cell),
        **({} if median is None else {"median_days": median}),
        "similar": cell.similar,
        "cited": cell.cited,
    }


def _due(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, DUE_DAY)


def _sheet(administration: str, cells: Mapping[str, Cell], year: int) -> dict[str, Any]:
    cases = sum(cell.cites for month, cell in cells.items() if month.startswith(f"{year}-"))
    search = {
        "administration": administration,
        "category": "cites",
        "seized_from": f"{year}-01-01",
        "seized_to": f"{year}-12-31",
    }
    request = {"method": "POST", "path": "/v1/exports", "body": {"format": "aitr", "search": search}}
    return {"year": year, "ready": cases > 0, "cases": cases, "request": request}


def nil_return(figures: "FigureStore", nil: "NilReturns", act: Act, administration: str, month: str) -> dict[str, Any]:
    """Says that there was nothing to report. Of a month that is over, and of which no case is published."""
    _own(act, administration)
    first, *_, last = months(act.now.date(), _LONGEST_BACK)
    if not last <= month < first:
        fault = FieldError("month", "not_over", f"Name a month that is over, from {last} on.")
        raise Invalid("Some fields are not valid.", errors=[fault])
    cell = figures.cell(administration, month)
    if cell.cases:
        raise NotNil("Cases of that month are published.", cases=cell.cases)
    entry = entry_for(act.caller, "nil_return", act.at, 1, act.request_id, comment=month)
    return {"administration": administration, "month": month, "at": nil.make(administration, month, entry)}


def of_record(store: "SeizureStore", act: Act, id: str) -> dict[str, Any]:
    """A `RecordQuality`."""
    record = service.read(store, act, id)
    fields = record.fields
    draft = Draft.model_validate_json(jsontext.dumps(content(fields)))
    entered = date.fromisoformat(fields["created_at"][:10])
    unusual = plausibility.found(draft, record.administration, entered).warnings
    graded = quality(draft, entered, len(unusual), record.verification)
    return explained(graded, [warning.document() for warning in unusual])
