"""A stage is picked by name. The app is imported in the tests, so that collecting them does not start the CDK."""

import pytest


def test_a_stage_is_found_by_its_name() -> None:
    from infra.app import stage_named

    assert stage_named("prod").name == "prod"


def test_a_mistyped_stage_is_told_the_ones_there_are() -> None:
    from infra.app import stage_named

    with pytest.raises(SystemExit, match=r"^There is no stage stagin; there are local, dev, prod\.$"):
        stage_named("stagin")
