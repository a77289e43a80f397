"""A gateway for SMS and chat of our own, in this process: it keeps what it is given over HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest


@pytest.fixture
def gateway(settings):
    """Where SMS and chat go: `gateway.messages` as (number, text); `gateway.status` refuses."""

    class Sink:
        def __init__(self):
            self.messages, self.status, self.asked = [], 200, 0

    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            sink.asked += 1
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if sink.status == 200:
                sink.messages.append((unquote(self.path.rpartition("/")[2]), body["message"]))
            self.send_response(sink.status)
            self.end_headers()

        def log_message(self, *said):
            """Nothing of it belongs into the report of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = f"json://127.0.0.1:{server.server_port}"
    settings.SMS_URL, settings.CHAT_URL = there + "/sms/{contact}", there + "/chat/{contact}"
    settings.QUIET_HOURS, settings.TIME_ZONE = "21:00-08:00", "Asia/Shanghai"
    yield sink
    server.shutdown()
    server.server_close()
