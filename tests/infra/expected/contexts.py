"""All contexts, in the order of their deployment."""

from tests.infra.expected.alerts import ALERTS
from tests.infra.expected.comm import COMM
from tests.infra.expected.cpdb import CPDB
from tests.infra.expected.directory import DIRECTORY
from tests.infra.expected.reference import REFERENCE
from tests.infra.expected.rilo_rollup import RILO_ROLLUP
from tests.infra.expected.seizures import SEIZURES

ALL = (SEIZURES, ALERTS, CPDB, RILO_ROLLUP, COMM, DIRECTORY, REFERENCE)
BY_STACK = {expected.stack: expected for expected in ALL}
FUNCTIONS = {f"{expected.stack}/{id}": made for expected in ALL for id, made in expected.functions.items()}
QUEUES = {f"{expected.stack}/{id}": made for expected in ALL for id, made in expected.queues.items()}
BY_HANDLER = {made.handler: made for made in FUNCTIONS.values()}
