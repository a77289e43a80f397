"""Search by words, over the cases that the reader may open. What is asked is kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from openredress.cases import queries, searching
from openredress.cases.models import PackVersion
from openredress.cases.projection import procedure_of
from openredress.cases.wording import local, outcome_text
from openredress.core.facts import Outcome
from openredress.core.reprisal import REPORTS
from openredress.core.searching import Piece
from openredress.offices.models import Matter, Office, Place
from openredress.web.forms import DateInput, LongSelect

from .door import Desk, at_the_desk
from .forms import Trees
from .pages import ListPage, around
from .rows import Row, rows_of

#: Beyond so many places only those with others below them are offered.
MANY_PLACES = 300
LONGEST_QUERY = 200
MOST_PAGES = searching.RANKED // searching.PAGE


class SearchForm(forms.Form):
    """What is searched for. All but the words narrows it down."""

    q = forms.CharField(
        label=_("Words in the case"),
        required=False,
        max_length=LONGEST_QUERY,
        help_text=_(
            "All of the words are looked for. Put words that follow each other in “quotes”. "
            "Nobody is found by name, telephone or address."
        ),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"), required=False)
    matter = forms.ModelChoiceField(Matter.objects.all(), label=_("Matter"), required=False)
    place = forms.ModelChoiceField(Place.objects.all(), label=_("Place"), required=False)
    state = forms.ChoiceField(
        label=_("Open or ended"),
        required=False,
        widget=LongSelect,
        choices=[
            ("", _("All")), ("open", _("Open")), ("late", _("Overdue")), ("ended", _("Ended")),
        ],
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("Stage"), required=False, widget=LongSelect)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, widget=LongSelect)
    since = forms.DateField(label=_("Filed from"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Filed until"), required=False, widget=DateInput())

    #: What narrows a search down, in the order of the page.
    NARROWING = ("office", "matter", "place", "state", "stage", "outcome", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Trees(MANY_PLACES).offer(self, nothing=_("All"))
        outcomes = [(o.value, outcome_text(o.value)) for o in Outcome]
        self.fields["outcome"].choices = [("", _("All")), *outcomes]  # type: ignore[attr-defined]
        self.fields["stage"].choices = [("", _("All")), *_stages()]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.NARROWING]

    @property
    def is_narrowed(self) -> bool:
        return self.is_bound and any(self.data.get(name) for name in self.NARROWING)

    def filters(self, now: datetime) -> searching.Filters:
        given = self.cleaned_data
        state = given["state"]
        return searching.Filters(
            offices=(given["office"].pk,) if given["office"] else (),
            matters=_with_below(Matter, given["matter"]),
            places=_with_below(Place, given["place"]),
            stage=given["stage"],
            outcome=given["outcome"],
            open={"open": True, "late": True, "ended": False}.get(state),
            since=_midnight(given["since"]),
            until=_midnight(given["until"] and given["until"] + timedelta(days=1)),
            late_at=now if state == "late" else None,
        )


def _stages() -> list[tuple[str, str]]:
    """The stages of every procedure that cases stand under, each name once."""
    # Reports of reprisal are not searched, and that one exists must not show in this list.
    packs = PackVersion.objects.exclude(pack=REPORTS).order_by("pack", "version")
    found: dict[str, str] = {}
    for digest in packs.values_list("digest", flat=True):
        for stage in procedure_of(digest).stages.values():
            found.setdefault(stage.id, local(stage.name))
    return list(found.items())


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _with_below(model: type[Matter] | type[Place], chosen: Any) -> tuple[int, ...]:
    """The chosen item and all below it."""
    if chosen is None:
        return ()
    found, parents = {chosen.pk}, list(model._default_manager.values_list("pk", "parent_id"))
    while more := {pk for pk, parent in parents if parent in found} - found:
        found |= more
    return tuple(sorted(found))


@dataclass(frozen=True)
class HitRow:
    """A case that was found, and the part of it that says so."""

    row: Row
    extract: tuple[Piece, ...]


@dataclass(frozen=True)
class SearchPage(ListPage):
    """`is_asked` once something was searched for; `found` is what came of it."""

    form: Any = None
    is_asked: bool = False
    found: searching.Results = field(default_factory=searching.Results)
    corrected: tuple[tuple[str, str], ...] = ()
    page: int = 1
    before_link: str = ""
    next_link: str = ""
    older_link: str = ""


@require_safe
@at_the_desk
def search(desk: Desk) -> HttpResponse:
    """Cases that say what was typed. The number of a case leads to it."""
    asked = desk.request.GET
    typed = asked.get("q", "").strip()
    case = queries.by_number(desk.actor, typed) if typed else None
    if case is not None:
        return redirect("desk:case", case.number)
    form = SearchForm(asked if asked else None)
    if not typed or not form.is_valid():
        return desk.show("desk/search.html", _page(desk, form), 422 if form.errors else 200)
    page, below = _number(asked.get("page"), 1, MOST_PAGES), _number(asked.get("older"), 0)
    found = searching.search(
        desk.actor, typed, form.filters(desk.now), page, below or searching.END
    )
    return desk.show("desk/search.html", _page(desk, form, found, page))


def _number(typed: str | None, least: int, most: int = searching.END - 1) -> int:
    return min(max(int(typed), least), most) if typed and typed.isdecimal() else least


def _page(
    desk: Desk, form: SearchForm, found: searching.Results | None = None, page: int = 1
) -> SearchPage:
    shown = found or searching.Results()
    rows = rows_of([hit.case for hit in shown.hits], desk.now, desk.actor)
    last = max(1, -(-shown.count // searching.PAGE))
    return SearchPage(
        **around(desk, "search"),
        rows=tuple(HitRow(row, hit.extract) for row, hit in zip(rows, shown.hits, strict=True)),
        form=form,
        is_asked=found is not None,
        found=shown,
        corrected=tuple((typed, ", ".join(words)) for typed, words in shown.corrected.items()),
        page=page,
        before_link=_link(desk, page=page - 1) if page > 1 else "",
        next_link=_link(desk, page=page + 1) if page < last else "",
        older_link=_link(desk, older=shown.older) if page >= last and shown.older else "",
    )


def _link(desk: Desk, **changed: int) -> str:
    """The same search, from elsewhere on."""
    kept: Iterable[tuple[str, Any]] = (
        (name, value) for name, value in desk.request.GET.items()
        if value and name not in changed and not (name == "page" and "older" in changed)
    )  # fmt: skip
    return "?" + urlencode([*kept, *changed.items()])
