"""A filing as its author reads it: before it is handed in, and on the receipt."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from openredress.cases.access import File
from openredress.cases.actions import Filing, destination
from openredress.cases.wording import because_text, channel_text
from openredress.core.clock import Clock, ClockState
from openredress.core.procedure import LimitKind
from openredress.core.routing import Because, Destination
from openredress.notices.channels import NAMES
from openredress.offices.institution import institution
from openredress.offices.models import Matter, Place
from openredress.web.templatetags.openredress import plain_date

from .choices import Tree


@dataclass(frozen=True)
class Row:
    """One line of "check your answers". `slug` is the page where it can be changed."""

    label: str
    value: str
    slug: str = ""
    note: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class Suggestion:
    """Where a case would go and why, in words."""

    office: str
    because: str
    registrar: str = ""
    beside: tuple[str, ...] = ()


def suggestion(goal: Destination) -> Suggestion:
    offices = institution().rows
    return Suggestion(
        office=offices[goal.office].name,
        because=because_text(goal.because),
        registrar=offices[goal.registrar].name if goal.registrar != goal.office else "",
        beside=tuple(offices[office].name for office in goal.co_handlers),
    )


def registrar(goal: Destination) -> str:
    """The office that takes it in, whichever is to answer."""
    return institution().rows[goal.registrar].name


def rows(filing: Filing) -> list[Row]:
    return [*_of_the_case(filing), *_of_the_person(filing)]


def _of_the_case(filing: Filing) -> Iterator[Row]:
    yield Row(_("What happened"), filing.text, "what-happened")
    yield Row(_("What you ask for"), filing.wish or _("Nothing entered"), "what-happened")
    place = "\n".join(filter(None, [_path(Place, filing.place), filing.place_words]))
    yield Row(_("Where"), place or _("No place given"), "where")
    yield Row(_("What it is about"), _path(Matter, filing.matter) or _("Not known"), "about-what")
    files = "\n".join(received.added.name for received in filing.files)
    yield Row(_("Files"), files or _("None"), "files", is_missing=not files)
    goal = destination(filing)
    found = suggestion(goal)
    is_chosen = goal.because is Because.CHOSEN
    because = _("You chose this office.") if is_chosen else found.because
    yield Row(_("Which office should answer"), found.office, "office", because)
    kept_out = filing.keep_out or _("Nobody named")
    yield Row(_("Who must not see it"), kept_out, "keep-out", is_missing=not filing.keep_out)


def _of_the_person(filing: Filing) -> Iterator[Row]:
    given = filing.identity or {}
    yield Row(_("For whom"), _whom(filing), "for-whom")
    if filing.on_behalf:
        yield _given(_("Their name"), given.get("name"), "for-them")
        yield _given(_("Who you are to them"), given.get("helper_relation"), "for-them")
    own = given.get("helper_name" if filing.on_behalf else "name")
    yield _given(_("Your name"), own, "who-you-are")
    yield _given(_("Telephone number"), given.get("phone"), "who-you-are")
    yield _given(_("E-mail address"), given.get("email"), "who-you-are")
    yield _given(_("Postal address"), given.get("address"), "who-you-are")
    if given.get("chat"):
        yield _given(_("Where you are reached by chat"), given["chat"], "who-you-are")
    yield Row(_("How you are told of what happens"), _ways(given.get("tell_by", "")), "who-you-are")
    yield _given(_("Things that would give you away"), given.get("revealing"), "who-you-are")


def _ways(tell_by: str) -> str:
    chosen = [str(NAMES[way]) for way in tell_by.split()]
    return "\n".join([_("On your page"), *chosen])


def _given(label: str, value: str | None, slug: str) -> Row:
    return Row(label, value or _("Not given"), slug, is_missing=not value)


def _whom(filing: Filing) -> str:
    return _("For someone else, who agrees") if filing.on_behalf else _("For yourself")


def rows_at_the_counter(filing: Filing) -> list[Row]:
    """The same for reading aloud: without what was not given, with what only a clerk enters."""
    found = [row for row in rows(filing) if not row.is_missing]
    if not any((filing.identity or {}).values()):
        found.append(Row(_("Name and contact"), _("None. You stay without a name.")))
    found.append(Row(_("How it came to us"), channel_text(filing.channel)))
    if filing.received_on:
        found.append(Row(_("Received on"), plain_date(filing.received_on)))
    return [*found, Row(_("Language"), str(get_language_info(filing.language)["name_local"]))]


def _path(model: type[Any], key: int | None) -> str:
    tree = Tree.of(model)
    return " › ".join(r.name for r in tree.path(tree.rows[key])) if key in tree.rows else ""


def owed(file: File) -> tuple[Clock, ...]:
    """What the answering office owes from now on, the next first."""
    running = (ClockState.RUNNING, ClockState.LATE, ClockState.PAUSED)
    found = (
        clock
        for clock in file.situation.clocks
        if clock.limit.kind is LimitKind.DUTY and clock.state(file.now) in running
    )
    return tuple(sorted(found, key=lambda clock: clock.due_at()))
