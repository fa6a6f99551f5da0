"""The life of a record: which step leads from where to where, and whose step it is.

draft ──submit──► submitted ──approve──► published ──verify / query──► (verification; never hides a record)
  ▲  └─(four eyes off)─────────────────────►│
  └── returned ◄──return──┘                 ├──withdraw──► withdrawn
                                            └──merge──► merged ──unmerge──► published, as it was
"""

from dataclasses import dataclass
from enum import Enum

from seizures.errors import WrongState
from seizures.model import Status, Verification
from seizures.record import Record

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.PUBLISHED})


class Party(Enum):
    OWNER = "the administration that entered the record"
    RILO = "the RILO responsible for it"


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    party: Party
    sources: frozenset[Status]
    verifications: frozenset[Verification] = frozenset(Verification)

    def check(self, record: Record) -> None:
        """Raises `WrongState`. Who reads a merged record reads what stands for it, so that may be named."""
        if record.status in self.sources and record.verification in self.verifications:
            return
        if record.merged_into:
            raise WrongState(
                f"Record {record.id} was merged into {record.merged_into}, which stands for it: it cannot be"
                f" {self.action}. Use that one, or undo the merge.",
                current_status=record.status.value,
                verification=record.verification.value,
                merged_into=record.merged_into,
            )
        raise WrongState(
            f"Record {record.id} is {record.status.value} and {record.verification.value}: it cannot be {self.action}.",
            current_status=record.status.value,
            verification=record.verification.value,
        )


SUBMIT = Step("submitted", Party.OWNER, frozenset({Status.DRAFT, Status.RETURNED}))
APPROVE = Step("published", Party.OWNER, frozenset({Status.SUBMITTED}))
RETURN = Step("returned", Party.OWNER, frozenset({Status.SUBMITTED}))
WITHDRAW = Step("withdrawn", Party.OWNER, EDITABLE)
_PUBLISHED = frozenset({Status.PUBLISHED})
VERIFY = Step("verified", Party.RILO, _PUBLISHED, frozenset({Verification.UNVERIFIED, Verification.QUERIED}))
QUERY = Step("queried", Party.RILO, _PUBLISHED, frozenset({Verification.UNVERIFIED, Verification.VERIFIED}))
CORRECT = Step("corrected", Party.OWNER, _PUBLISHED)
MERGE = Step("merged", Party.OWNER, _PUBLISHED)
UNMERGE = Step("unmerged", Party.OWNER, frozenset({Status.MERGED}))
CHANGE = Step("changed", Party.OWNER, EDITABLE)
