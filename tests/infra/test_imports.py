"""Imports: what operators hear of."""

from tests.infra.templates import Assembly


def test_operators_hear_of_a_file_that_we_failed_to_read_and_of_no_other(assembly: Assembly) -> None:
    alarms = assembly.properties("CloudWatch::Alarm").values()
    (alarm,) = (one for one in alarms if str(one.get("MetricName")).startswith("imports_"))
    assert (alarm["MetricName"], alarm["Threshold"], alarm["EvaluationPeriods"]) == ("imports_failed", 1, 1)
    assert (alarm["Namespace"], alarm["Dimensions"]) == ("CEN", [{"Name": "context", "Value": "seizures"}])
