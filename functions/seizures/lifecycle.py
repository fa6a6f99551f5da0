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

    def check(self, status: Status, verification: Verification) -> None:
        """Raises `WrongState`."""
        if status not in self.sources or verification not in self.verifications:
            raise WrongState(
                f"A record that is {status.value} and {verification.value} cannot be {self.action}.",
                current_status=status.value,
                verification=verification.value,
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
