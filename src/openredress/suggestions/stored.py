"""The model in use: trained and stored, or, before there is one, made of the names of matters."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from openredress.cases.models import Case, JournalEntry
from openredress.core.events import Filed
from openredress.offices.institution import institution

from .beginning import of_names
from .model import Example, Measured, Model
from .models import RoutingModel

#: Training reads the newest cases only: enough to learn from, and matters change.
CASES_AT_MOST = 20_000


def current() -> Model:
    """The model that suggests now. One query, two where none was trained."""
    found = RoutingModel.objects.filter(is_current=True).values_list("pk", flat=True).first()
    return _trained(found) if found is not None else _of_names(tuple(names()))


def keep(model: Model, measured: Measured, now: datetime) -> RoutingModel:
    """Stores the model and takes it into use."""
    with transaction.atomic():
        row = RoutingModel.objects.create(
            made_at=now, measured=measured.as_dict(), body=model.to_bytes()
        )
        use(row.pk)
    return row


def use(number: int | None) -> bool:
    """Takes the model of this number into use, with `None` the names alone; whether it is there."""
    with transaction.atomic():
        if number is not None and not RoutingModel.objects.filter(pk=number).exists():
            return False
        RoutingModel.objects.filter(is_current=True).update(is_current=False)
        RoutingModel.objects.filter(pk=number).update(is_current=True)
    return True


def names() -> Iterator[Example]:
    """What each matter is called in both languages, with the words the institution gave it."""
    for matter in institution().matter_rows.values():
        text = "\n".join((matter.name_en, matter.name_zh, *matter.words))
        yield Example(text, matter.pk, f"name of {matter.pk}")


def examples(at_most: int = CASES_AT_MOST) -> list[Example]:
    """The newest cases whose matter a clerk has seen and left or corrected, with what was written.

    Reviews are left out: their matter is that of the case they come from. So are reports of
    reprisal: nothing of them is to show anywhere below.
    """
    cases = Case.objects.filter(
        level=1, matter__isnull=False, is_reprisal=False, journal__tag="registered"
    )
    cases = cases.filter(is_reprisal=False)  # Of reports of reprisal nothing is learned.
    newest = cases.order_by("-pk").values_list("pk", "matter_id")[:at_most]
    matters = dict(newest)
    filed = JournalEntry.objects.filter(case__in=matters, tag=Filed.tag, words__isnull=False)
    return [
        Example(words["text"], matters[case])
        for case, words in filed.values_list("case_id", "words").iterator()
        if words.get("text")
    ]


@lru_cache(maxsize=1)
def _trained(number: int) -> Model:
    return Model.from_bytes(bytes(RoutingModel.objects.get(pk=number).body))


@lru_cache(maxsize=1)
def _of_names(known: tuple[Example, ...]) -> Model:
    return of_names(known)
