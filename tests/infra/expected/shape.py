"""How a context's file says what its stack holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What every API function may do and is told.
API: Mapping[str, set[str]] = {
    "dynamodb:GetItem": {"foundation Accounts"},
    "kms:Decrypt": {"Key", "foundation Key"},
    "secretsmanager:GetSecretValue": {"foundation CursorSecret"},
}
ASKED = {"CEN_STAGE", "CEN_ACCOUNTS_TABLE", "CEN_CURSOR_SECRET_ARN"}
FOR_CALLERS = (20, 1024, 512)  # the gateway waits 29 s
WRITES = {name: {"Key"} for name in ("kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")}


@dataclass(frozen=True, slots=True)
class Function:
    """`may`: resources by action; `told`: names of its environment; `size`: seconds, and megabytes of memory and disk;
    `layers`: besides the shared one; `on_one_machine`: what it is told besides in the local stage."""

    handler: str
    may: Mapping[str, set[str]]
    told: set[str]
    size: tuple[int, int, int] = FOR_CALLERS
    layers: Sequence[str] = ()
    on_one_machine: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Queue:
    """`batch`: messages that its function is handed at once; `away`: seconds that a message is worked on."""

    batch: int
    away: int
    at_once: int = 5


@dataclass(frozen=True, slots=True)
class Expected:
    """`functions`, `queues`, `projections`, `unrecoverable` (tables without backups): by the id of the construct.
    `exceptions`: from the rule set, beside those that every stack with functions makes. `wildcards`: ends of resources
    that a policy may name with a `*`."""

    stack: str
    functions: Mapping[str, Function]
    queues: Mapping[str, Queue] = field(default_factory=dict)
    tables: int = 0
    projections: Sequence[str] = ()
    unrecoverable: Sequence[str] = ()
    outboxes: int = 0
    schedules: int = 0
    keys: int = 1
    exceptions: set[str] = field(default_factory=set)
    wildcards: Sequence[str] = ()


def hears(*queues: str) -> dict[str, set[str]]:
    actions = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage")
    return {f"sqs:{action}": set(queues) for action in actions}


def publisher(context: str, table: str = "RecordsTable") -> Function:
    stream = {f"{table} stream"}
    may = {
        "dynamodb:DescribeStream": stream,
        "dynamodb:GetRecords": stream,
        "dynamodb:GetShardIterator": stream,
        "dynamodb:ListStreams": {"*"},
        "events:PutEvents": {"foundation Bus"},
        "kms:Decrypt": {"Key"},
        "kms:GenerateDataKey": {"Key"},
        "sqs:SendMessage": {"OutboxDeadLetters"},
    }
    told = {"CEN_STAGE", "CEN_EVENT_BUS", "CEN_OUTBOX_DEAD_LETTERS"}
    return Function(f"{context}.outbox", may, told, (60, 512, 512))
