"""What staff are told after something was done: what happened, and what is due now."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.cases.access import File, case_for
from openredress.cases.history import names
from openredress.cases.wording import event_text, limit_text
from openredress.core.access import SYSTEM
from openredress.core.procedure import Act, Step
from openredress.wall import as_owner
from openredress.web.templatetags.openredress import due_words


def after(step: Step, number: str, seen: int, now: datetime) -> str:
    """After a step; `seen` is the last entry of the journal before it."""
    with as_owner():  # The step may have taken the case to another desk.
        file = case_for(SYSTEM, number, now)
    return f"{_happened(step, file, seen)} {_due(file)}"


def noted() -> str:
    return _("Your note is in the history. The petitioner does not see it.")


def _happened(step: Step, file: File, seen: int) -> str:
    talk = {
        Act.MESSAGE: _("Your message is in the history, where the petitioner reads it."),
        Act.ASK: _("Your question is on the petitioner's page."),
        Act.ADD_FACTS: _("The facts were added to the case."),
    }
    if step.act in talk:
        return talk[step.act]
    name = names()
    new = [entry.event for entry in file.entries if entry.seq > seen]
    return " ".join(event_text(event, name, file.procedure) for event in new)


def _due(file: File) -> str:
    case = file.case
    if case.next_due_on is None:
        return _("Nothing is due in this case now.")
    return _("Next: “%(limit)s” is due on %(day)s (%(words)s).") % {
        "limit": limit_text(file.procedure, case.next_limit),
        "day": date_format(case.next_due_on, "DATE_FORMAT"),
        "words": due_words(case.next_due_on, file.situation.today),
    }
