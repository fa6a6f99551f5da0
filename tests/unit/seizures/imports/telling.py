"""Stands for a reader that tells what it was given."""

import json
import os
import sys

sys.stdout.write(json.dumps({"environment": dict(os.environ)}))
