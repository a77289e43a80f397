"""A mail server of our own, in this process, that keeps what it is given."""

import socket

import pytest


@pytest.fixture
def mail(settings):
    """Where e-mail goes: `mail.letters`; `mail.says(address, answer)` makes it refuse one."""
    from email import message_from_bytes
    from email.policy import default

    from aiosmtpd.controller import Controller

    class Sink:
        def __init__(self):
            self.letters, self.answers, self.data_answers = [], {}, []

        def says(self, address, answer):
            self.answers[address] = answer

        async def handle_RCPT(self, server, session, envelope, address, options):
            if address in self.answers:
                return self.answers[address]
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            if self.data_answers:
                return self.data_answers.pop(0)
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        sink.port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    sink.stop = controller.stop
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Redress <redress@example.org>"
    yield sink
    if not controller.loop.is_closed():  # A test may have taken the server away.
        controller.stop(no_assert=True)
