"""OpenRedress beside its peer: started by `benchmarks.peer` and spoken to by lines."""

import json
import os
import sys
import time
from datetime import timedelta
from urllib.parse import quote

os.environ["DJANGO_SETTINGS_MODULE"] = "openredress.settings"
os.environ["OPENREDRESS_HOSTS"] = "testserver"

#: How many cases the other side is told of, that its own may say as much.
TOLD = 1000


def main() -> None:
    from openredress.ops import setup

    setup.start()
    setup.migrate()
    from django.test import Client
    from django.utils import timezone

    from benchmarks import sizes
    from benchmarks.__main__ import _opened, _signed_in
    from openredress.cases.models import Case
    from openredress.offices.models import Staff
    from openredress.ops.generating import run

    if "--filled" not in sys.argv:
        at = timezone.now()
        plan = run.Plan(int(sys.argv[-1]), 1, at.date() - timedelta(days=730), at)
        run.generate(plan, 1, lambda done: None)
    desk, public = Client(), Client()
    officer, supervisor = (
        {"Cookie": _signed_in(Staff.objects.get(username=name))}
        for name in ("d1-housing-officer-1", "city-supervisor-1")
    )
    followed = Case.objects.filter(level=1, version__gt=8).latest("id").number
    case = {"Cookie": _opened(followed)}
    filing = json.dumps({"text": _told(followed)[0], "matter": "housing", "place": "d1"})

    def get(path: str, headers: dict[str, str]) -> None:
        answer = desk.get(path, headers=headers)
        assert answer.status_code == 200, answer.status_code

    def search(words: str) -> None:
        get(f"/desk/search/?q={quote(words)}", supervisor)

    def file() -> None:
        answer = public.post("/api/v1/cases", filing, content_type="application/json")
        assert answer.status_code == 201, answer.content[:300]

    do = {
        "filing": file,
        "following": lambda: get("/case/", case),
        "list of staff": lambda: get("/desk/", officer),
    }

    def asked(what: str) -> None:
        _, _, words = what.partition("search: ")
        search(words) if words else do[what]()

    told = [_told(number) for number in (followed, *_some_of(followed))]
    about = {"cases": Case.objects.count()}
    print(json.dumps({"about": about, "told": told, "follow": case, "file": filing}), flush=True)
    for line in sys.stdin:
        what = line.strip()
        began, cpu = time.perf_counter(), time.process_time()
        # What a sweep finds is made due first, as on the other side, and not counted.
        took = sizes.sweep_when(100 if "100" in what else 0) if "sweep" in what else asked(what)
        took = took or (1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu))
        print(json.dumps(took), flush=True)


def _some_of(followed: str) -> list[str]:
    """The numbers of some cases, old and new alike."""
    from openredress.cases.models import Case

    cases = Case.objects.filter(level=1).exclude(number=followed)
    keys = list(cases.order_by("id").values_list("id", flat=True))
    some = keys[:: max(len(keys) // TOLD, 1)][: TOLD - 1]
    return list(cases.filter(id__in=some).values_list("number", flat=True))


def _told(number: str) -> tuple[str, int]:
    """What a case complains of, and how many steps its petitioner is shown."""
    from django.utils import timezone

    from openredress.cases.access import chain_for
    from openredress.cases.history import history
    from openredress.core.access import Actor
    from openredress.wall import seen_by

    actor = Actor.petitioner(number)
    with seen_by(actor):
        lines = history(chain_for(actor, timezone.now())[0], with_office_notes=False)
    return " ".join(text for _, text in lines[-1].texts), len(lines)


if __name__ == "__main__":
    main()
