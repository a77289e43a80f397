"""How Django connects to the databases that the operator named."""

from typing import Any

import dj_database_url

#: Seconds for which a connection is kept: a new one costs about 11 ms of processor time.
KEPT_FOR = 600
#: A standby that is away is not waited for any longer, in seconds.
PATIENCE = 2


def main(url: str) -> dict[str, Any]:
    return _kept(url)


def standby(url: str) -> dict[str, Any]:
    """What is asked there before the wall has said who reads is asked as nobody: the connection
    begins under the role of the wall.
    """
    found = _kept(url)
    begins = {"connect_timeout": PATIENCE, "options": "-c role=openredress_reader"}
    return {**found, "OPTIONS": begins | found.get("OPTIONS", {})}


def _kept(url: str) -> dict[str, Any]:
    return dict(dj_database_url.parse(
        url, engine="openredress.ops.postgresql", conn_max_age=KEPT_FOR, conn_health_checks=True
    ))  # fmt: skip
