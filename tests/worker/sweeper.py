"""A worker whose days pass in moments: python -m tests.worker.sweeper FIRST LAST HOURS

Does every duty of the real worker at FIRST, then every HOURS later until LAST, and waits for a
database that does not answer. It begins anew wherever it was killed, as a real one does.
"""

import sys
import time
from datetime import datetime, timedelta

from openredress.ops import setup


def main(first: str, last: str, hours: str) -> None:
    setup.start()
    from django.db import InterfaceError, OperationalError, close_old_connections

    from openredress.worker import duties

    now, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    while now <= end:
        try:
            close_old_connections()
            for duty in duties.DUTIES:
                duties.run(duty, now)
        except (OperationalError, InterfaceError):
            time.sleep(0.05)
            continue
        now += timedelta(hours=int(hours))


if __name__ == "__main__":
    main(*sys.argv[1:])
