"""The server of the laptop: one request at a time, for this machine only."""

import os
from socketserver import TCPServer
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from .store import Store


class Quiet(WSGIRequestHandler):
    """Writes no log: nobody reads it, and addresses tell what was done when."""

    def log_message(self, format: str, *args: object) -> None:
        pass


class Here(WSGIServer):
    """Asks no name server for the name of this machine: there is no network."""

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        host, port = self.server_address[:2]
        self.server_name, self.server_port = str(host), int(port)
        self.setup_environ()


def serve(store: Store, port: int) -> None:
    """Serves until it is stopped. Raises `Busy`."""
    with store.alone():
        application = _application(store)
        with make_server("127.0.0.1", port, application, Here, Quiet) as server:
            server.serve_forever()


def _application(store: Store):  # type: ignore[no-untyped-def]  # as Django gives it
    os.environ["DJANGO_SETTINGS_MODULE"] = "openredress.field.laptop.settings"
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    ways = store.kit["ways"]
    settings.FIELD_FOLDER = str(store.folder)
    settings.INSTITUTION = store.kit["institution"]
    settings.TIME_ZONE = store.kit["zone"]
    # What can be chosen is what the installation offers that the kit comes from.
    settings.EMAIL_HOST = "offered" if "email" in ways else ""
    settings.SMS_URL = "offered" if "sms" in ways else ""
    settings.CHAT_URL, settings.CHAT_NAME = "offered" if "chat" in ways else "", store.kit["chat"]
    settings.LETTERS = "letter" in ways
    django.setup()
    return get_wsgi_application()
