"""Who hears of a correction: the contact points of the record's administration, who have to decide; and who proposed
it, of how it ended. Two things apart: what one must act on, and what one may read."""

from collections.abc import Sequence

from pydantic import BaseModel

from cen import jsontext
from cen.events import NoticeRaised, NoticeSettled


def of_correction(action: str, about: str) -> Sequence[BaseModel]:
    """The events of an audit entry. `about`: JSON text of id, administration and proposer."""
    told = jsontext.loads(about)
    key, subject = f"correction:{told['id']}", f"corrections/{told['id']}"
    if action == "proposed":
        to = f"ncp:{told['administration']}"
        return [NoticeRaised(key=key, to=to, kind="correction.proposed", must_act=True, subject=subject)]
    settled = NoticeSettled(key=key)
    if action not in ("accepted", "declined"):
        return [settled]
    outcome = NoticeRaised(
        key=f"{key}:outcome",
        to=_proposer(told["proposer"]),
        kind=f"correction.{action}",
        must_act=False,
        subject=subject,
    )
    return [settled, outcome]


def _proposer(proposer: dict[str, str]) -> str:
    """The person; of a machine its administration, which reads notices where it does not."""
    if proposer["kind"] == "person":
        return f"person:{proposer['id']}"
    return f"administration:{proposer['party']}"
