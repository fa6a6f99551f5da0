"""How somebody does in the quiz: for themselves alone, and forgotten a year after their last answer.

QUIZ#<caller>    PROGRESS         counts; expires
                 ANSWER#<once>    that a question was answered; expires
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from cen import jsontext
from cen.act import Act
from cen.dynamo import Cancelled, Item, Table, put
from cen.fields import Model
from cen.problems import Unavailable

KEPT = timedelta(days=365)
_ONCE_KEPT = timedelta(hours=2)  # longer than a question is good for
_TRIES = 4

type Nearness = Literal["right", "near", "wrong"]
Count = Annotated[int, Field(ge=0)]


class QuizBranch(Model):
    """Of questions about one kind of conveyance or place."""

    answered: Count = 0
    place_right: Count = 0
    method_right: Count = 0


class QuizProgress(QuizBranch):
    """`streak`: how many in a row were all right. `branches`: by the first step of the place that was right."""

    place_near: Count = 0
    both_right: Count = 0
    streak: Count = 0
    longest_streak: Count = 0
    last_at: str | None = None
    branches: dict[str, QuizBranch] = {}  # noqa: RUF012 - pydantic copies it


def answered(before: QuizProgress, at: str, *, place: Nearness, method: Nearness, branch: str) -> QuizProgress:
    right = (place == "right", method == "right")
    streak = before.streak + 1 if all(right) else 0
    known = before.branches.get(branch, QuizBranch())
    return QuizProgress(
        answered=before.answered + 1,
        place_right=before.place_right + right[0],
        place_near=before.place_near + (place == "near"),
        method_right=before.method_right + right[1],
        both_right=before.both_right + all(right),
        streak=streak,
        longest_streak=max(before.longest_streak, streak),
        last_at=at,
        branches=before.branches
        | {
            branch: QuizBranch(
                answered=known.answered + 1,
                place_right=known.place_right + right[0],
                method_right=known.method_right + right[1],
            )
        },
    )


@dataclass(frozen=True, slots=True)
class ProgressStore:
    table: Table

    def read(self, act: Act) -> QuizProgress:
        item = self.table.get(pk=f"QUIZ#{act.caller.id}", sk="PROGRESS")
        return _progress(item)

    def add(self, act: Act, once: str, *, place: Nearness, method: Nearness, branch: str) -> QuizProgress | None:
        """The progress with one more answer; None: this question was answered before."""
        owner, now = f"QUIZ#{act.caller.id}", int(act.now.timestamp())
        for _ in range(_TRIES):
            item = self.table.get(pk=owner, sk="PROGRESS")
            after = answered(_progress(item), act.at, place=place, method=method, branch=branch)
            number = int(item["answered"]) if item else 0
            kept: Item = {
                "pk": owner,
                "sk": "PROGRESS",
                "answered": after.answered,
                "doc": jsontext.dumps(after),
                "expires_at": now + int(KEPT.total_seconds()),
            }
            marked: Item = {
                "pk": owner,
                "sk": f"ANSWER#{once}",
                "expires_at": now + int(_ONCE_KEPT.total_seconds()),
            }
            unless = "attribute_not_exists(#pk) OR #answered = :answered"
            try:
                self.table.transact([put(kept, unless, {"answered": number}), put(marked, "attribute_not_exists(#pk)")])
            except Cancelled as cancelled:
                if cancelled.standing[1]:
                    return None
                continue
            return after
        raise Unavailable(retry_after=1)


def _progress(item: Item | None) -> QuizProgress:
    return QuizProgress() if item is None else QuizProgress.model_validate_json(str(item["doc"]))
