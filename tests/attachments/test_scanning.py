"""ClamAV, as its protocol says it speaks: a small server here finds EICAR and nothing else."""

import socketserver
import struct
import threading

import pytest
from tests.attachments import samples
from tests.cast import Whole, accepted, file

from openredress.attachments.scanning import Scan, scan
from openredress.cases import actions
from openredress.cases.access import case_for
from openredress.cases.files import visible
from openredress.core.access import SYSTEM
from openredress.core.refusals import Code

LARGEST = 1_000_000


class Clamd(socketserver.StreamRequestHandler):
    """zINSTREAM, pieces behind their length, a length of zero; then an answer."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > LARGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Eicar-Test-Signature FOUND" if samples.EICAR in data else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture
def clamd(settings, tmp_path):
    """A scanner on a socket. `clamd(False)` takes it away, `clamd(True)` brings it back."""
    running = []

    def run(there: bool):
        if running and not there:
            server = running.pop()
            server.shutdown()
            server.server_close()
            (tmp_path / "ctl").unlink()
        elif there:
            server = socketserver.ThreadingUnixStreamServer(str(tmp_path / "ctl"), Clamd)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            running.append(server)

    settings.CLAMD = f"unix://{tmp_path / 'ctl'}"
    run(True)
    yield run
    run(False)


def test_it_says_what_the_scanner_says(clamd, settings):
    assert scan([b"a road", b" that is broken"]) == (Scan.CLEAN, "")
    assert scan([samples.EICAR]) == (Scan.INFECTED, "Eicar-Test-Signature")
    assert scan([bytes(LARGEST)] * 3) == (Scan.WAITING, "")
    clamd(False)
    assert scan([b"x"]) == (Scan.WAITING, "")
    settings.CLAMD = "tcp://127.0.0.1:1"
    assert scan([b"x"]) == (Scan.WAITING, "")
    settings.CLAMD = ""
    assert scan([b"x"]) == (Scan.OFF, "")


def test_over_tcp(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"tcp://127.0.0.1:{server.server_address[1]}"
        assert scan([samples.EICAR]) == (Scan.INFECTED, "Eicar-Test-Signature")
        server.shutdown()


@pytest.mark.django_db
def test_what_is_harmful_is_refused_and_logged_without_who_sent_it(clamd, cast, caplog):
    drive = file(cast)
    refused = actions.add_file(
        drive.case.number, drive.petitioner, Whole(samples.EICAR), "x.txt", drive.now
    )
    assert refused.code == Code.FILE_INFECTED
    assert "Eicar-Test-Signature" in caplog.text
    assert drive.case.number not in caplog.text
    assert "x.txt" not in caplog.text


@pytest.mark.django_db
def test_while_the_scanner_is_down_a_file_is_held_and_not_lost(clamd, cast):
    clamd(False)
    drive = accepted(cast).add("a.txt", b"one").add("b.txt", samples.EICAR)
    number, now = drive.case.number, drive.now

    def seen(who):
        return [(f.can_open, f.state) for f in visible(case_for(who, number, now))]

    officer = cast.actor("roads-officer")
    assert seen(officer) == [(False, "Not yet scanned")] * 2
    assert seen(drive.petitioner) == [(True, "Not yet scanned")] * 2
    assert actions.scan_waiting(now).waiting == 2
    clamd(True)
    done = actions.scan_waiting(now)
    assert (done.clean, done.infected, done.waiting) == (1, 1, 0)
    assert seen(officer) == [
        (True, ""),
        (False, "Kept locked: harmful"),
    ]
    assert seen(drive.petitioner)[1][0] is False
    facts = case_for(SYSTEM, number, now).facts
    assert [f.scan for f in facts.files] == ["clean", "infected"]
    assert actions.scan_waiting(now).infected == 0
    assert actions.scan_waiting(now, again=True).infected == 1
