"""The same matter, already here? Cases that are like the one that is open."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from openredress.cases.access import File
from openredress.cases.likeness import Alike, Compared, compared
from openredress.core.access import Permission

from .causes_forms import WhyForm
from .door import Desk, at_the_desk
from .rows import Row, rows_of


@dataclass(frozen=True)
class LikeRow:
    """One case that is like the open one; `words` are what both say."""

    row: Row
    words: tuple[str, ...]


@dataclass(frozen=True)
class AlikePage:
    number: str
    subject: str
    is_compared: bool
    copies: tuple[LikeRow, ...]
    causes: tuple[LikeRow, ...]
    can_link: bool
    form: WhyForm

    @property
    def has_any(self) -> bool:
        return bool(self.copies or self.causes)


@require_safe
@at_the_desk
def alike(desk: Desk, number: str) -> HttpResponse:
    """What is likely the same, and what likely has the same cause, among what the reader sees."""
    file = desk.open(number)
    if not is_compared(file):
        raise Http404
    return desk.show("desk/alike.html", _page(desk, file))


def is_compared(file: File) -> bool:
    """Reports of reprisal are compared with nothing, and what was forgotten has no words."""
    return not (file.facts.is_reprisal or file.facts.is_forgotten)


def _page(desk: Desk, file: File) -> AlikePage:
    found = compared(desk.actor, file)
    rows = _rows(desk, found)
    return AlikePage(
        number=file.case.number,
        subject=file.case.subject,
        is_compared=found.is_compared,
        copies=tuple(rows[each.case.pk] for each in found.copies),
        causes=tuple(rows[each.case.pk] for each in found.causes),
        can_link=file.may(Permission.LINK),
        form=WhyForm(prefix="links"),
    )


def _rows(desk: Desk, found: Compared) -> dict[int, LikeRow]:
    alike: tuple[Alike, ...] = (*found.copies, *found.causes)
    rows = rows_of([each.case for each in alike], desk.now, desk.actor)
    return {each.case.pk: LikeRow(row, each.words) for each, row in zip(alike, rows, strict=True)}
