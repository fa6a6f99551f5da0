"""What hearing of things costs is counted on what is really read and written, and kept within its budget."""

from dataclasses import replace

from benchmarks.notify.report import measure
from benchmarks.notify.searches import Cost


def test_costs_do_not_grow_with_searches_subscribers_or_notices() -> None:
    found = measure((10, 300), (0, 50), (10, 40))
    assert found.within
    assert found.due == 10
    assert "→ ok" in found.text()
    dear = replace(found, matched=[Cost(1, 1, 1), Cost(2, 1, 1)])
    assert not dear.within
    assert "BROKEN" in dear.text()
