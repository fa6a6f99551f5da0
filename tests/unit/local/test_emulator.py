"""What is mended before the emulator starts."""

import json
from pathlib import Path

from local.emulator import forget_positions


def test_it_does_not_take_new_records_of_a_stream_for_old_ones(tmp_path: Path) -> None:
    kept = tmp_path / "lambda.json"
    forget_positions(kept)  # of a cloud that never ran
    functions = {"functions": {"a": 1}}
    kept.write_text(json.dumps({"format": 1, "payload": {**functions, "dynamodb_stream_positions": {"x": 7}}}))
    for _ in range(2):
        forget_positions(kept)
        assert json.loads(kept.read_text()) == {"format": 1, "payload": functions}
