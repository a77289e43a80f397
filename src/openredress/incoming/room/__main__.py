"""See the package."""

import json
import resource
import sys
from contextlib import suppress

MEMORY = 1024**3
SECONDS = 30


def main() -> None:
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS),
              (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))  # fmt: skip
    for limit, most in limits:
        with suppress(ValueError, OSError):  # Not every system keeps every limit.
            resource.setrlimit(limit, (most, most))
    raw = sys.stdin.buffer.read()
    from openredress.incoming.room.parsing import Unreadable
    from openredress.incoming.room.reading import read

    try:
        told, files = read(raw)
    except (Unreadable, MemoryError, RecursionError):
        told, files = {"trouble": "unreadable"}, []
    out = sys.stdout.buffer
    line = json.dumps(told | {"sizes": [len(file) for file in files]}, ensure_ascii=False)
    out.write(line.encode("utf-8", "replace") + b"\n")
    for file in files:
        out.write(file)
    out.flush()


main()
