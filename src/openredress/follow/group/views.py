"""What members of a group see and do on their pages."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.actions import Receipted
from openredress.cases.models import Case
from openredress.cases.wording import local, refusal_text
from openredress.core import group as rules
from openredress.core.beside import MEMBERS
from openredress.core.procedure import Act
from openredress.core.refusals import Refusal
from openredress.notices.sent import to_member
from openredress.parties import members
from openredress.parties.membership import close_membership

from .. import beside
from ..steps import step_of
from ..told import LATEST
from .entrance import Attendance, with_member
from .forms import AnswerForm, MandateForm, SayForm, StandForm, WordsForm
from .pages import group_page

Act_ = Callable[[dict[str, Any]], Case | Refusal]
LOOKING = ["GET", "HEAD", "POST"]


@require_http_methods(LOOKING)
@with_member
def page(request: HttpRequest, at: Attendance) -> HttpResponse:
    if request.method == "POST":
        return redirect("group:page")
    context = {"page": group_page(at), "join": _join_page(request), "nav": "follow"}
    return render(request, "follow/group.html", context)


def _join_page(request: HttpRequest) -> str:
    site = (settings.URL or request.build_absolute_uri("/")).rstrip("/")
    return site + reverse("group:join")


def asked(
    request: HttpRequest, at: Attendance, form: forms.Form, act: Act_, done: str, **texts: Any
) -> HttpResponse:
    """One form on a page of its own. `texts` are its title, what it means, and its button."""
    if form.is_valid():
        result = act(form.cleaned_data)
        if not isinstance(result, Refusal):
            messages.success(request, done)
            return redirect("group:page")
        field = result.field if result.field in form.fields else None
        form.add_error(field, refusal_text(result))
    context = {"form": form, "number": at.member.number, "nav": "follow", **texts}
    return render(request, "follow/group_form.html", context)


def sent(request: HttpRequest) -> Any:
    """What was sent by this form, and not by the one that opened an ended session again."""
    return request.POST if request.method == "POST" and "send" in request.POST else None


@require_http_methods(LOOKING)
@with_member
def say(request: HttpRequest, at: Attendance) -> HttpResponse:
    """A member changes what they say and what the office may see of it."""
    known, kept = at.file.facts.group, at.member.kept
    shown = known.allowed.get(at.member.token, ()) if known else ()
    form = SayForm(sent(request), initial={"say": kept.say, "name": kept.name, "shown": shown})
    return asked(
        request, at, form,
        lambda given: actions.change_member(
            at.member, given["name"].strip(), given["say"], given["shown"], at.now
        ),
        _("Kept."),
        title=_("What you say, and what the office sees"), button=_("Keep this"),
        lead=_("What you do not show stays locked. Other members never see it."),
    )  # fmt: skip


@require_http_methods(LOOKING)
@with_member
def standing(request: HttpRequest, at: Attendance) -> HttpResponse:
    """A member is ready to represent the group."""
    if actions.stands_as(at.member, at.file.facts):
        return redirect("group:page")
    form = StandForm(sent(request), initial={"calls": at.member.kept.name})
    return asked(
        request, at, form,
        lambda given: actions.stand(at.member, given["calls"].strip(), given["about"], at.now),
        _("You are ready to represent the group. The members decide."),
        title=_("Be ready to represent the group"), button=_("I am ready"),
        lead=_(
            "Members who trust you give you a mandate. Once more than half of them have, you speak "
            "for the group. You report to them, and each can take their mandate back at any time."
        ),
    )  # fmt: skip


@require_POST
@with_member
def stand_down(request: HttpRequest, at: Attendance) -> HttpResponse:
    return answered(request, actions.stand_down(at.member, at.now),
                 _("You do not represent the group, and are no longer ready to."))  # fmt: skip


def answered(request: HttpRequest, done: Case | Refusal, text: str) -> HttpResponse:
    if isinstance(done, Refusal):
        messages.error(request, refusal_text(done))
    else:
        messages.success(request, text)
    return redirect("group:page")


@require_http_methods(LOOKING)
@with_member
def mandate(request: HttpRequest, at: Attendance, number: int) -> HttpResponse:
    """A member gives a mandate, or limits the one they gave."""
    found = {s.number: s for s in _spoken(at)}.get(number)
    known = at.file.facts.group
    if found is None or known is None:
        raise Http404
    given = known.mandates.get((number, at.member.token_for("mandate", number)))
    initial = {"scope": given.scope if given else rules.SCOPES,
               "until": given.until if given else None}  # fmt: skip
    return asked(
        request, at, MandateForm(sent(request), initial=initial),
        lambda entered: actions.give_mandate(
            at.member, number, entered["scope"], entered["until"], at.now
        ),
        _("You gave the mandate. You can change it or take it back here at any time."),
        title=_("Give %(calls)s a mandate") % {"calls": found.calls}, button=_("Give this mandate"),
        lead=_(
            "Nobody is shown who gave a mandate and who did not: neither the office nor the "
            "members, nor whoever you give it to."
        ),
    )  # fmt: skip


def _spoken(at: Attendance) -> Any:
    page = group_page(at)
    return (*page.chosen, *page.ready)


@require_POST
@with_member
def take_back(request: HttpRequest, at: Attendance, number: int) -> HttpResponse:
    return answered(request, actions.take_mandate_back(at.member, number, at.now),
                 _("You took your mandate back."))  # fmt: skip


@require_http_methods(LOOKING)
@with_member
def letter(request: HttpRequest, at: Attendance) -> HttpResponse:
    """A representative writes to the office for the group."""
    if not group_page(at).may_write:
        raise Http404
    hint = _("The office reads it, and so does every member.")
    form = WordsForm(_("What you write for the group"), hint, sent(request))
    return asked(
        request, at, form, lambda given: actions.write_for_group(at.member, given["text"], at.now),
        _("It is in the case. The office and the members see it there."),
        title=_("Write to the office for the group"), button=_("Send"),
        lead=_("You cannot agree to anything for the members: each of them does that alone."),
    )  # fmt: skip


@require_http_methods(LOOKING)
@with_member
def report(request: HttpRequest, at: Attendance) -> HttpResponse:
    """A representative tells the members what came of it."""
    if not actions.stands_as(at.member, at.file.facts):
        raise Http404
    form = WordsForm(_("What you tell the members"),
                     _("Only members read it. The office does not."), sent(request))  # fmt: skip
    return asked(
        request, at, form, lambda given: actions.report_back(at.member, given["text"], at.now),
        _("The members see it on their pages."),
        title=_("Report to the members"), button=_("Tell the members"),
        lead=_("What was said, what was answered, and what comes next."),
    )  # fmt: skip


@require_http_methods(LOOKING)
@with_member
def dissent(request: HttpRequest, at: Attendance) -> HttpResponse:
    """A member does not agree, and has it written down."""
    form = WordsForm(_("What you do not agree with"),
                     _("The office and the members read it. They are not told who wrote it, so "
                       "leave out what would give you away."), sent(request))  # fmt: skip
    return asked(
        request, at, form, lambda given: actions.dissent(at.member, given["text"], at.now),
        _("It stands in the case, without your name."),
        title=_("Say that you do not agree"), button=_("Have it written down"),
        lead=_("You stay a member. Nobody is told who does not agree."),
    )  # fmt: skip


@require_http_methods(LOOKING)
@with_member
def settlement(request: HttpRequest, at: Attendance, case: str, number: int) -> HttpResponse:
    """A member agrees to what is offered, or refuses it."""
    offers = {(o.case, o.number): o for o in group_page(at).settlements}
    offered = offers.get((case, number))
    if offered is None:
        raise Http404
    if not offered.is_open:
        messages.error(request, _("There is nothing to answer any more: its last day is over."))
        return redirect("group:page")
    form = AnswerForm(sent(request), initial={"agrees": offered.mine})
    return asked(
        request, at, form,
        lambda given: actions.answer_settlement(
            at.member, case, number, at.now, agrees=given["agrees"] == "yes"
        ),
        _("Your answer is kept. Until the last day you can change it."),
        title=_("Your answer to what is offered"), button=_("Keep my answer"), offered=offered,
        lead=_(
            "You answer for yourself alone. Nobody can answer for you, and nobody is shown what "
            "you answered: only how many agreed."
        ),
    )  # fmt: skip


@require_http_methods(LOOKING)
@with_member
def step(request: HttpRequest, at: Attendance, step: str) -> HttpResponse:
    """A member goes on with the case, whatever others do."""
    known = step_of(at.file, step)
    if known is None or known.act not in actions.GOING_ON:
        raise Http404
    label = _("Why") if known.act is Act.GO_UP else _("What is not put right")
    form = WordsForm(label, _("The office reads it. Leave out what would give you away."),
                     sent(request))  # fmt: skip
    return asked(
        request, at, form, lambda given: actions.go_on(at.member, step, given["text"], at.now),
        _("It is done, and it stands in the history of the case."),
        title=local(known.name), button=local(known.name), lead=local(known.does),
    )  # fmt: skip


@require_http_methods(LOOKING)
@with_member
def notices(request: HttpRequest, at: Attendance) -> HttpResponse:
    """How a member is told. The petitioner chose it for the whole of their case."""
    if at.member.is_first:
        return redirect("petitioner:notices", at.file.case.number)
    one = beside.Beside(
        MEMBERS, at.member.number, at.member.kept, reverse("group:page"),
        to_member(at.member.pk, LATEST),
    )  # fmt: skip
    return beside.page(request, one, lambda wanted: actions.tell_member(at.member, wanted))


@require_POST
@with_member
def refuse_replacement(request: HttpRequest, at: Attendance) -> HttpResponse:
    """Whoever holds the receipt says that it is not lost."""
    return beside.refused(request, at.member, "group:page")


# Leaving -----------------------------------------------------------------------------------


@require_http_methods(LOOKING)
@with_member
def leave(request: HttpRequest, at: Attendance) -> HttpResponse:
    """A member goes. What was kept of them is erased at once."""
    if sent(request) is not None:
        done = actions.leave_group(at.member, at.now)
        if not isinstance(done, Refusal):
            text = _("You no longer take part. What was kept of you as a member is erased.")
            messages.success(request, text)
            return _gone(redirect("petitioner:case" if at.member.is_first else "petitioner:open"))
        messages.error(request, refusal_text(done))
    context = {"number": at.member.number, "is_first": at.member.is_first, "nav": "follow"}
    return render(request, "follow/group_leave.html", context)


@require_http_methods(LOOKING)
@with_member
def alone(request: HttpRequest, at: Attendance) -> HttpResponse:
    """A member goes on alone: with a case of their own that nothing links to this one."""
    if at.member.is_first:
        raise Http404  # The case is theirs.
    form = WordsForm(_("What happened, and what you ask for"),
                     _("This is the text of your own case. Change it as you wish."),
                     sent(request), initial={"text": at.member.kept.say})  # fmt: skip
    if form.is_valid():
        language = get_language() or at.file.facts.language
        done = actions.go_alone(at.member, form.cleaned_data["text"], language, at.now)
        if isinstance(done, Receipted):
            context = {"code": done.code, "number": done.case.number, "nav": "follow",
                       "is_alone": True}  # fmt: skip
            return _gone(render(request, "follow/group_receipt.html", context))
        form.add_error("text", refusal_text(done))
    context = {
        "form": form, "number": at.member.number, "nav": "follow", "is_danger": True,
        "title": _("Go on alone"), "button": _("Leave, and file a case of my own"),
        "lead": _(
            "You leave this case and get one of your own, with a number and a receipt of its own. "
            "Nothing written anywhere links the two. Whoever sees both may still guess it "
            "from the day or from what you write. Its time limits begin today; those of this case "
            "go on for whoever stays."
        ),
    }  # fmt: skip
    return render(request, "follow/group_form.html", context)


def _gone(response: HttpResponse) -> HttpResponse:
    response.ends_membership = True  # type: ignore[attr-defined]
    close_membership(response)
    return response


# What is the petitioner's, and what everybody can take with them ----------------------------


@require_POST
@with_member
def invitation(request: HttpRequest, at: Attendance) -> HttpResponse:
    """The petitioner makes a new invitation, or closes the door."""
    opens = "close" not in request.POST
    done = actions.change_invitation(at.member, at.now, is_open=opens)
    text = (
        _("There is a new invitation. The one before opens nothing any more.") if opens
        else _("Nobody can join by an invitation now. You can open it again.")
    )  # fmt: skip
    return answered(request, done, text)


@require_http_methods(LOOKING)
@with_member
def invitation_sheet(request: HttpRequest, at: Attendance) -> HttpResponse:
    """The invitation to print and hand on."""
    page = group_page(at)
    if not page.invitation:
        raise Http404
    context = {"page": page, "join": _join_page(request), "nav": "follow",
               "address": f"{_join_page(request)}#{page.invitation}"}  # fmt: skip
    return render(request, "follow/group_invitation.html", context)


@require_http_methods(LOOKING)
@with_member
def download(request: HttpRequest, at: Attendance) -> HttpResponse:
    """Everything that is kept of a member, for themselves."""
    page, kept = group_page(at), at.member.kept
    held = {
        "case": page.number,
        "name": kept.name,
        "say": kept.say,
        "shown": list(page.shown),
        "told": {
            "email": kept.email, "phone": kept.phone, "chat": kept.chat,
            "by": kept.tell_by.split(), "of": kept.tell_of.split(), "language": kept.language,
        },
        "called": kept.calls,
        "speaks_up_for": kept.about,
        "mandates": [
            {"for": s.calls, "scope": list(s.mine), "until": str(s.until or "")}
            for s in (*page.chosen, *page.ready) if s.mine
        ],
        "answers": [
            {"offered": o.terms, "answer": o.mine} for o in page.settlements if o.mine
        ],
    }  # fmt: skip
    text = json.dumps(held, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"{members.MEMBER}-{page.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
