"""django-helpdesk beside OpenRedress; see `python -m benchmarks.peer --help`."""

import subprocess
import sys


def table() -> str:
    """The table of a run of its own."""
    command = [sys.executable, "-m", "benchmarks.peer", "--rounds", "8"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
