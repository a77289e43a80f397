"""See the package."""

import json
import resource
import sys
from contextlib import suppress

MEMORY = 1024**3
SECONDS = 30
KINDS = frozenset(sys.argv[1:])


def main() -> None:
    _shut()
    data = sys.stdin.buffer.read()
    from openredress.attachments.room.examine import examine
    from openredress.attachments.room.verdict import Refused

    try:
        clean = examine(data, KINDS)
    except Refused as refused:
        _say({"refused": refused.code})
    except MemoryError:
        _say({"refused": "file-too-complex"})
    except RecursionError:
        _say({"refused": "file-too-complex"})
    except Exception:
        # Libraries fail on strange files in as many ways as there are strange files.
        _say({"refused": "file-damaged"})
    else:
        found = {"kind": clean.kind, "size": len(clean.content), "thumb": len(clean.thumbnail)}
        _say(found, clean.thumbnail, clean.content)


def _shut() -> None:
    """No more memory and time than a large photo needs, and no file to write to."""
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS),
              (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))  # fmt: skip
    for limit, most in limits:
        with suppress(ValueError, OSError):  # Not every system keeps every limit.
            resource.setrlimit(limit, (most, most))


def _say(header: dict[str, object], *parts: bytes) -> None:
    out = sys.stdout.buffer
    out.write(json.dumps(header).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()


main()
