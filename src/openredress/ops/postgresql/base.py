"""The engine that the settings name; Django looks for it under this name."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """A connection that is kept is looked at before a request uses it. Django asks the server for
    that, once for each request. A server that ended or restarted has hung up, and the socket says
    so without asking; only where it says anything at all the server is asked.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        heard = select.poll()
        heard.register(self.connection.fileno(), select.POLLIN | select.POLLPRI)
        return not heard.poll(0) or bool(super().is_usable())
