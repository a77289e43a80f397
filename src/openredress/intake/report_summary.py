"""A report of reprisal as its author reads it before it is sent: above all, who reads it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openredress.cases.actions import Report, supervision
from openredress.cases.wording import why_text
from openredress.core.reprisal import Supervision, Why
from openredress.offices.models import Office

from .summary import Row


@dataclass(frozen=True)
class Readers:
    """`office` reads it, `because` says why that one, `passed` are told nothing. Nobody reads it
    yet where `is_held`.
    """

    office: str
    because: str
    passed: tuple[str, ...]
    is_held: bool


def readers_of(report: Report) -> Readers:
    return told(supervision(report))


def told(goal: Supervision) -> Readers:
    names = Office.objects.in_bulk([goal.office, *goal.passed])
    return Readers(
        office=names[goal.office].name,
        because=why_text(goal.why),
        passed=tuple(names[office].name for office in sorted(goal.passed)),
        is_held=goal.why is Why.NOBODY,
    )


def rows(report: Report) -> list[Row]:
    """Everything that was entered; `slug` is the name of the page where it can be changed."""
    tell, readers = "report-tell", "report-readers"
    found = [Row(_("What happened"), report.text, tell)]
    found.append(_given(_("What would make you safer"), report.wish, tell))
    if report.about:
        found.append(Row(_("Your case"), report.about))
    elif report.office is not None:
        name = Office.objects.get(pk=report.office).name
        found.append(Row(_("Which office it is about"), name, tell))
    if report.keep_out:
        found.append(Row(_("Who must not see it"), report.keep_out, readers))
    labels = {
        "name": _("Your name"),
        "phone": _("Telephone number"),
        "email": _("E-mail address"),
        "address": _("Postal address"),
        "revealing": _("Things that would give you away"),
    }
    found += [_given(labels[name], report.identity.get(name, ""), tell) for name in labels]
    return found


def _given(label: str, value: str, slug: str) -> Row:
    return Row(label, value or _("Not given"), slug, is_missing=not value)
