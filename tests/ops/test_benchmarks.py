"""The benchmark runs to its end, stops by itself and prints every line of its table."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from benchmarks import flat, measure, report, two_sizes

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def scratch():
    """Not pytest's own folder: another run closes it to the account that runs PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_small_run_prints_the_whole_table_and_leaves_nothing(scratch):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--cases", "24", "--clients", "2", "--seconds", "0.2",
         "--sizes", ""],
        cwd=REPOSITORY, env={**os.environ, "TMPDIR": str(scratch)}, capture_output=True,
        text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [line for _, line, _ in report.LINES if f"| {line} |" not in done.stdout] == []
    assert [goal for goal, *_ in report.GOALS if f"| {goal} |" not in done.stdout] == []
    assert list(scratch.glob("openredress-bench-*")) == []


def test_a_town_in_which_hardly_anything_happened_is_measured_too(scratch):
    folder = two_sizes.filled(scratch / "6", 6, lambda text: None)
    lines = list(flat.lines([folder, folder], 1, "what is like it"))
    assert [line.split("|")[1].strip() for line in lines[2:]] == [
        "what is like it, as who works on it", "what is like it, as the supervisor"
    ]  # fmt: skip


def test_a_rate_over_errors_is_no_rate():
    def broken(client):
        def do():
            raise RuntimeError(f"client {client}")

        return do

    with pytest.raises(RuntimeError, match="client"):
        measure.rate("broken", broken, clients=2, seconds=0.1)
