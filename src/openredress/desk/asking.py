"""The name in a case as staff meet it: closed, with what may be done about that.

Nothing here reads who filed. The panel is the same whether or not there is a name.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from openredress.cases.access import File
from openredress.cases.actions import Opened, needs_second_person
from openredress.cases.history import names
from openredress.core import identity
from openredress.core.access import Permission
from openredress.core.facts import IdentityRequest
from openredress.offices.models import Staff
from openredress.parties.details import LABELS
from openredress.procedures.wording import role_text

from .forms import AnswerForm, PurposeForm


class Way(StrEnum):
    """How this reader comes to the name."""

    NONE = "none"
    OPEN = "open"
    ASK = "ask"
    WAIT = "wait"
    GRANTED = "granted"


@dataclass(frozen=True)
class RequestView:
    """Who wants to look, and what for. `form` is for whoever may answer; `None` for their own."""

    seq: int
    staff: str
    role: str
    office: str
    purpose: str
    asked_at: datetime
    form: AnswerForm | None


@dataclass(frozen=True)
class NamePanel:
    """`until` is when what was agreed to lapses, `purpose` what it was agreed to for."""

    way: Way
    form: PurposeForm | None
    purpose: str
    until: datetime | None
    requests: tuple[RequestView, ...]
    can_change: bool


def name_panel(file: File, entered: PurposeForm | None, answer: Any = None) -> NamePanel:
    """The panel; `entered` and `answer` (with its request) are forms to be shown as they were."""
    mine, way = _way(file)
    until = mine.granted_at + identity.GRANT_LASTS if mine and mine.granted_at else None
    is_asking = way in (Way.OPEN, Way.ASK)
    return NamePanel(
        way=way,
        form=(entered or PurposeForm(prefix="identity")) if is_asking else entered,
        purpose=mine.purpose if mine else "",
        until=until,
        requests=tuple(_requests(file, answer)),
        can_change=file.may(Permission.CHANGE_DETAILS),
    )


def way_to_name(file: File) -> Way:
    """How this reader comes to what would tell who filed."""
    return _way(file)[1]


def _way(file: File) -> tuple[IdentityRequest | None, Way]:
    if not file.may(Permission.OPEN_IDENTITY):
        return None, Way.NONE
    if not needs_second_person(file.actor, file.facts):
        return None, Way.OPEN
    mine = identity.request_of(file.situation)
    if mine is None:
        return None, Way.ASK
    return mine, Way.GRANTED if mine.granted_at else Way.WAIT


def _requests(file: File, answer: tuple[int, AnswerForm] | None) -> list[RequestView]:
    waiting = identity.waiting(file.situation)
    if not waiting or not file.may(Permission.ANSWER_IDENTITY_REQUEST):
        return []
    name, people = names(), Staff.objects.in_bulk([r.by.staff for r in waiting])
    return [
        RequestView(
            seq=asked.seq,
            staff=str(people.get(asked.by.staff, "")),
            role=role_text(asked.by.role),
            office=name(asked.by.office),
            purpose=asked.purpose,
            asked_at=asked.asked_at,
            form=None if asked.by.staff == file.actor.staff else _answer_form(asked, answer),
        )
        for asked in waiting
    ]


def _answer_form(asked: IdentityRequest, answer: tuple[int, AnswerForm] | None) -> AnswerForm:
    if answer is not None and answer[0] == asked.seq:
        return answer[1]
    return AnswerForm(prefix=f"answer-{asked.seq}")


@dataclass(frozen=True)
class IdentityPage:
    """What is known of who filed: (label, value) for everything that was given."""

    number: str
    given: tuple[tuple[str, str], ...]
    purpose: str


def identity_page(opened: Opened) -> IdentityPage:
    labels = [(str(LABELS[name]), value) for name, value in opened.details.given().items()]
    shown = tuple((label[:1].upper() + label[1:], value) for label, value in labels)
    return IdentityPage(opened.case.number, shown, opened.purpose)
