"""What stands on a receipt."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest

from openredress.cases.access import case_for, chain_for
from openredress.cases.wording import local
from openredress.core.access import Actor
from openredress.core.clock import Clock
from openredress.core.deposit import Proof
from openredress.proof.deposits import proof_of
from openredress.wall import seen_by

from .drafts import OpenDraft
from .summary import owed


@dataclass(frozen=True)
class Sheet:
    """A receipt to show and print. The code stands behind the `#` of the address, the part that
    a browser keeps to itself, so that no log of any server holds it."""

    number: str
    code: str
    page: str
    filed_at: datetime
    time_zone: str
    office: str
    stage: str
    law: str
    clocks: tuple[Clock, ...]
    today: date

    @property
    def address(self) -> str:
        return f"{self.page}#{self.code}"


def sheet(request: HttpRequest, draft: OpenDraft, now: datetime) -> Sheet:
    actor = Actor.petitioner(draft.number)
    with seen_by(actor):
        file = chain_for(actor, now)[0]
    return Sheet(
        number=draft.number,
        code=draft.code,
        page=_site(request) + "/case/",
        filed_at=file.facts.filed_at,
        time_zone=file.facts.time_zone,
        office=file.case.office.name,
        stage=local(file.stage.plain),
        law=local(file.procedure.law),
        clocks=owed(file),
        today=file.situation.today,
    )


def proof_of_filing(draft: OpenDraft, now: datetime) -> Proof:
    actor = Actor.petitioner(draft.number)
    with seen_by(actor):
        return proof_of(case_for(actor, draft.number, now))


def _site(request: HttpRequest) -> str:
    return (settings.URL or request.build_absolute_uri("/")).rstrip("/")
