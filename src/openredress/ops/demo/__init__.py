"""The demonstration: two invented institutions, the people who work there, and what was asked of
them in the last months.

Everything is played through the same actions as on the pages, with the time moved back, so that
the loaded journals are real ones. Names, places, numbers and grievances are invented.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable

from django.db import transaction

from openredress.offices.models import Office

from . import (
    acting,
    causes,
    duty,
    ground,
    group,
    hearing,
    helping,
    leaflet,
    mediation,
    oversight,
    play,
    post,
    reception,
    rounds,
    script,
)

INSTITUTIONS = ("yunchuan", "harbourne")


def data() -> Traversable:
    return resources.files(__package__) / "data"


def load(now: datetime, say: Callable[[str], None] = lambda _: None) -> Iterable[str]:
    """Loads what is missing, all or nothing. Returns the lines that say who signs in and what to
    try. Raises `play.ScriptError` when a step of a script is refused, which is a bug of the script.
    """
    institutions = [ground.read(data() / f"{name}.toml") for name in INSTITUTIONS]
    missing = [i for i in institutions if not Office.objects.filter(code=i.root).exists()]
    if missing:
        _load(missing, now, say)
    return leaflet.lines(institutions)


def _load(
    institutions: list[ground.Institution], now: datetime, say: Callable[[str], None]
) -> None:
    with transaction.atomic():
        for institution in institutions:
            ground.build(institution)
        helping.offer()
        scripts = [
            (institution, case)
            for institution in institutions
            for case in script.read(data(), institution.root)
        ]
        say(f"Telling the stories of {len(scripts)} cases ...")
        kept = play.play(scripts, now, say)
        kept += group.tell(now)
        if any(i.root == "yunchuan" for i in institutions):
            kept += hearing.tell(now)
            kept += mediation.tell(now)
        oversight.tell(institutions, now)
        causes.tell(institutions, now)
        post.deliver(institutions, now)
        duty.tell(institutions, data(), now)
        reception.tell(institutions, now)
        rounds.tell(institutions, now)
        if any(i.root == "yunchuan" for i in institutions):
            kept += helping.tell(now, tuple(kept))
            kept += acting.tell(now)  # After all others: time runs forwards in every journal.
        leaflet.keep(kept)
