"""What a process that serves does with its memory."""

import gc
from types import SimpleNamespace

from gunicorn.workers.gthread import ThreadWorker

from openredress.ops.answering import WARM, Worker, settle


def test_what_stays_is_searched_no_more():
    try:
        kept = [[] for _ in range(10_000)]
        settle()
        assert gc.get_freeze_count() > len(kept)
        assert len(gc.get_objects()) < len(kept)
    finally:
        gc.unfreeze()


def test_what_was_read_on_the_way_is_settled_once(monkeypatch):
    monkeypatch.setattr(ThreadWorker, "handle_request", lambda self, req, conn: True)
    worker = Worker.__new__(Worker)
    asked = SimpleNamespace()
    try:
        frozen = []
        for worker.nr in (WARM - 1, WARM, WARM + 1):
            assert worker.handle_request(asked, asked)
            frozen.append(gc.get_freeze_count())
            gc.unfreeze()
        assert [bool(count) for count in frozen] == [False, True, False]
    finally:
        gc.unfreeze()
