"""Operations that alerts are written to."""

from typing import Any

from hypothesis import strategies as st

from tests.unit.alerts.world import EVERYBODY, RILO_WE, SERVICE, Operation

ID = "01KM0000000000000000000001"
OTHER = "01KM0000000000000000000002"
ABSENT = "01KM0000000000000000000009"
OURS: dict[str, Any] = {"tlp": "AMBER", "regions": [], "operation": ID}

SEATED = (*EVERYBODY, SERVICE)


@st.composite
def rooms(draw: st.DrawFn) -> Operation:
    """Coordinated by the RILO, with some administrations, some of their people let go, and some single persons."""
    made = Operation()
    for code in draw(st.sets(st.sampled_from(["FR", "DE", "CO", "GB"]), max_size=2)):
        made.wholes[code] = set(draw(st.sets(st.sampled_from([one.id for one in SEATED]), max_size=3)))
    made.add(*draw(st.lists(st.sampled_from(SEATED), max_size=3)))
    made.add(RILO_WE, role="coordinator")
    return made


def expel(operation: Operation, gone: set[str]) -> None:
    """After everything was published: whoever is left is asked for then."""
    for let_go in operation.wholes.values():
        let_go.update(gone)
    operation.persons = {id: one for id, one in operation.persons.items() if id not in gone or id == RILO_WE.id}
