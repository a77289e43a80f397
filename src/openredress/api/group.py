"""What members of a group do, with the receipt that is theirs."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from openredress.cases import actions
from openredress.cases.access import NotHere, chain_for
from openredress.core.access import Actor
from openredress.core.beside import MEMBERS
from openredress.follow.group.entrance import Attendance
from openredress.follow.group.joining import JOINING
from openredress.follow.group.pages import GroupPage, Offered, Spokesman, group_page
from openredress.parties import members
from openredress.parties.members import Opened
from openredress.wall import seen_by
from openredress.web.limits import TooMany

from . import schemas, telling
from .beside import Member, keep, must, paused
from .errors import Problem, refused
from .repeating import HEADER, once
from .taking import ANSWERS, SENT

router = Router(tags=["groups"], by_alias=True)
FOUND = {404: schemas.Error, **ANSWERS}
Plain = dict[str, Any]


@router.post(
    "/group/members",
    response={201: schemas.ReceiptGiven, 400: schemas.Error, 413: schemas.Error,
              422: schemas.Error, 429: schemas.Error},
    summary="Join a case",
)  # fmt: skip
def join(
    request: HttpRequest,
    given: schemas.JoiningGiven,
    idempotency_key: str = Header("", alias=HEADER),
) -> Status[Plain]:
    """Joins with the code of an invitation. Nothing else is needed, and nobody sees who takes part.
    Keep the code: nobody can give it to you again. `Idempotency-Key` is as for filing.
    """
    now = timezone.now()

    def joined() -> Plain:
        if JOINING.take(given.invitation).is_over:
            message = _("So many have joined in this hour that you have to try again later.")
            raise Problem(429, "too-many-joined", message, wait=3600)
        joining = actions.Joining(
            secrets.token_urlsafe(18), given.name, given.say, tuple(given.shown)
        )
        try:
            done = must(actions.join_group(given.invitation, joining, now))
        except TooMany as found:
            raise paused(found.seconds) from None
        return {"number": done.member.number, "receipt_code": done.code}

    return Status(201, once(request, now, joined))


@router.get(
    "/group", auth=Member(), response={200: schemas.GroupTold, **ANSWERS},
    summary="What members are told",
)  # fmt: skip
def page(request: HttpRequest) -> Plain:
    """What the page of the member shows whose receipt it is."""
    return _told(_member(request))


@router.delete(
    "/group", auth=Member(), response={200: schemas.LeftTold, **ANSWERS}, summary="Leave the group"
)
def leave(request: HttpRequest) -> Plain:
    """You take part no longer, and what was kept of you is erased. The receipt opens nothing."""
    must(actions.leave_group(_member(request), timezone.now()))
    return {"left": True}


@router.post(
    "/group/say", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Change what you say, and what the office sees",
)  # fmt: skip
def say(request: HttpRequest, given: schemas.SayGiven) -> Plain:
    """All three are kept as they are sent; what is left out is taken out."""
    member = _member(request)
    return _after(member, actions.change_member(
        member, given.name, given.say, given.shown, timezone.now()
    ))  # fmt: skip


@router.post(
    "/group/dissent", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Have it written down that you do not agree",
)  # fmt: skip
def dissent(request: HttpRequest, given: schemas.WrittenGiven) -> Plain:
    """The office and the members read it, without being told whose it is."""
    member = _member(request)
    return _after(member, actions.dissent(member, given.text, timezone.now()))


@router.post(
    "/group/standing", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Be ready to represent the group",
)  # fmt: skip
def stand(request: HttpRequest, given: schemas.StandGiven) -> Plain:
    """Members who trust you give you a mandate; more than half of them choose you."""
    member = _member(request)
    return _after(member, actions.stand(
        member, given.calls.strip(), given.about, timezone.now()
    ))  # fmt: skip


@router.delete(
    "/group/standing", auth=Member(), response={200: schemas.GroupTold, **ANSWERS},
    summary="Represent the group no longer",
)  # fmt: skip
def stand_down(request: HttpRequest) -> Plain:
    """You do not speak for the group, and are no longer ready to."""
    member = _member(request)
    return _after(member, actions.stand_down(member, timezone.now()))


@router.post(
    "/group/mandates/{number}", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Give a mandate, or limit it",
)  # fmt: skip
def mandate(request: HttpRequest, number: int, given: schemas.MandateGiven) -> Plain:
    """What the representative of this number may do for you, in place of what it was before."""
    member = _member(request)
    return _after(member, actions.give_mandate(
        member, number, given.scope, given.until, timezone.now()
    ))  # fmt: skip


@router.delete(
    "/group/mandates/{number}", auth=Member(), response={200: schemas.GroupTold, **ANSWERS},
    summary="Take a mandate back",
)  # fmt: skip
def take_back(request: HttpRequest, number: int) -> Plain:
    """At once, whatever others do. Nobody is told whose mandate it was."""
    member = _member(request)
    return _after(member, actions.take_mandate_back(member, number, timezone.now()))


@router.post(
    "/group/letter", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Write to the office for the group",
)  # fmt: skip
def letter(request: HttpRequest, given: schemas.WrittenGiven) -> Plain:
    """For a representative whose mandate says so. The office and the members read it."""
    member = _member(request)
    return _after(member, actions.write_for_group(member, given.text, timezone.now()))


@router.post(
    "/group/report", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Report to the members",
)  # fmt: skip
def report(request: HttpRequest, given: schemas.WrittenGiven) -> Plain:
    """A representative tells the members, and nobody else, what came of it."""
    member = _member(request)
    return _after(member, actions.report_back(member, given.text, timezone.now()))


@router.post(
    "/group/settlements/{case}/{number}", auth=Member(),
    response={200: schemas.GroupTold, 404: schemas.Error, **SENT},
    summary="Agree to a settlement, or refuse it",
)  # fmt: skip
def settlement(
    request: HttpRequest, case: str, number: int, given: schemas.AgreesGiven
) -> Plain:  # fmt: skip
    """For yourself alone. Until the last day you can answer anew; then silence is a no."""
    member = _member(request)
    offers = {(o.case, o.number) for o in _page(member).settlements}
    if (case, number) not in offers:
        raise Problem(404, "not-found", _("No such settlement was offered here."), "number")
    return _after(member, actions.answer_settlement(
        member, case, number, timezone.now(), agrees=given.agrees
    ))  # fmt: skip


@router.post(
    "/group/steps/{step}", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Go on with the case",
)  # fmt: skip
def step(request: HttpRequest, step: str, given: schemas.WrittenGiven) -> Plain:
    """Asks for review, or says that it is not put right. No other member has to agree; `steps` of
    the group has those that can be taken now.
    """
    member = _member(request)
    return _after(member, actions.go_on(member, step, given.text, timezone.now()))


@router.post(
    "/group/notices", auth=Member(), response={200: schemas.GroupTold, **SENT},
    summary="Choose how you are told",
)  # fmt: skip
def notices(request: HttpRequest, given: schemas.ToldGiven) -> Plain:
    """Of a member only. The petitioner says it by `/case/notices`."""
    member = _member(request)
    if member.is_first:
        message = _("You filed the case: choose it with /case/notices.")
        raise Problem(422, "not-yours", message)
    keep(request, MEMBERS, given, lambda wanted: actions.tell_member(member, wanted))
    return _told(_again(member))


@router.post(
    "/group/replacement-refusal", auth=Member(), response={200: schemas.GroupTold, **ANSWERS},
    summary="Refuse that the receipt of a member be replaced",
)  # fmt: skip
def refuse_replacement(request: HttpRequest) -> Plain:
    """Says, with the receipt in hand, that it is not lost."""
    member = _member(request)
    refusal = actions.refuse_beside(member)
    if refusal is not None:
        raise refused(refusal)
    return _told(_again(member))


# Telling -----------------------------------------------------------------------------------


def _member(request: HttpRequest) -> Opened:
    found: Opened = request.auth  # type: ignore[attr-defined]
    return found


def _again(member: Opened) -> Opened:
    found = members.by_key(member.pk)
    if found is None:
        raise Problem(401, "wrong-receipt", _("No case here opens with this code."))
    return found


def _after(member: Opened, done: Any) -> Plain:
    must(done)
    return _told(_again(member))


def _at(member: Opened) -> Attendance:
    actor = Actor.petitioner(member.number)
    try:
        return Attendance(member, chain_for(actor, timezone.now()))
    except NotHere:
        message = _("No case here opens with this code.")
        raise Problem(401, "wrong-receipt", message) from None


def _page(member: Opened) -> GroupPage:
    with seen_by(Actor.petitioner(member.number)):
        return group_page(_at(member))


def _told(member: Opened) -> Plain:
    with seen_by(Actor.petitioner(member.number)):
        at = _at(member)
        return _plain(group_page(at), ZoneInfo(at.file.facts.time_zone))


def _plain(page: GroupPage, zone: ZoneInfo) -> Plain:
    return {
        "number": page.number, "stage": page.stage, "plain": page.plain,
        "office": {"code": page.office.code, "name": page.office.name},
        "about": page.about, "taking_part": page.tally, "on_paper": page.on_paper,
        "most_representatives": page.most,
        "chosen": [_spokesman(s) for s in page.chosen],
        "ready": [_spokesman(s) for s in page.ready],
        "you_represent": page.stands_as, "you_may_write": page.may_write,
        "reports": [
            {"number": r.number, "calls": r.calls, "at": r.at.astimezone(zone), "text": r.text}
            for r in page.reports
        ],
        "report_by": page.report_by,
        "settlements": [_offered(o) for o in page.settlements],
        "answer": telling.answer_told(page.answer) if page.answer else None,
        "steps": [way.url.rstrip("/").rpartition("/")[2] for way in page.ways],
        "say": page.say, "name_is_kept": bool(page.name), "shown": page.shown,
        "told_by": page.told_by,
        "replaced_from": page.replacing.astimezone(zone) if page.replacing else None,
        "history": [telling.line_told(line, zone) for line in page.history],
    }  # fmt: skip


def _spokesman(one: Spokesman) -> Plain:
    return {
        "number": one.number, "calls": one.calls, "about": one.about, "support": one.support,
        "is_chosen": one.is_chosen, "is_you": one.is_me, "scope": one.scope, "yours": one.mine,
        "until": one.until,
    }  # fmt: skip


def _offered(one: Offered) -> Plain:
    return {
        "case": one.case, "number": one.number, "office": one.office, "terms": one.terms,
        "answer_by": one.answer_by, "due_on": one.due_on, "is_open": one.is_open,
        "yours": one.mine, "agreed": one.agreed, "refused": one.refused, "silent": one.silent,
    }  # fmt: skip
