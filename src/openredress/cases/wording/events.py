"""What happened, as one sentence."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openredress.core import events
from openredress.core.procedure import Follow, Procedure
from openredress.procedures.wording import amount_text
from openredress.web.templatetags.openredress import listed, plain_moment

from . import (
    acting,
    causes,
    coordination,
    field,
    group,
    hearing,
    helping,
    mediation,
    reception,
    remedies,
    supervision,
)
from .codes import kind_text, limit_text, outcome_text, proof_text, scope_text, served_text


def event_text(event: events.Event, name: Callable[[int | None], str], procedure: Procedure) -> str:
    """What happened, as one sentence without the words people wrote. `name` names an office."""
    return _EVENTS[type(event)](event, name, procedure)


Sentence = Callable[[events.Event, Callable[[int | None], str], Procedure], str]


def _says(text: Callable[[], str]) -> Sentence:
    return lambda event, name, procedure: text()


def _transferred(event, name, procedure):  # type: ignore[no-untyped-def]
    if event.co_handlers:
        return _("Sent to %(office)s, which leads, together with %(others)s.") % {
            "office": name(event.office),
            "others": listed(name(o) for o in event.co_handlers),
        }
    return _("Sent to %(office)s.") % {"office": name(event.office)}


def _objected(event, name, procedure):  # type: ignore[no-untyped-def]
    said = {"office": name(event.office), "back": name(event.back_to)}
    return _("%(office)s says it is not competent; %(back)s decides where it goes.") % said


def _about_limit(text: Callable[[], str]) -> Sentence:
    def sentence(event, name, procedure):  # type: ignore[no-untyped-def]
        known = procedure.limits.get(event.limit)
        amount = amount_text(event.amount, known.unit) if hasattr(event, "amount") and known else ""
        said = {"limit": limit_text(procedure, event.limit), "amount": amount}
        return text() % said

    return sentence


def _recused(event, name, procedure):  # type: ignore[no-untyped-def]
    """Without the name of a person: the petitioner reads this too."""
    if event.office is not None:
        return _("%(office)s is excluded from this case.") % {"office": name(event.office)}
    if event.step == "recusal":
        return _("Somebody stepped aside and no longer sees this case.")
    return _("Somebody was excluded and no longer sees this case.")


def _measure(event, name, procedure):  # type: ignore[no-untyped-def]
    """What was done for the safety of whoever reported. It names no person: they may read this."""
    other = _("Something was done to protect you.")
    known = {
        "moved": _("To protect you: the case you wrote about was taken to %(office)s."),
        "excluded": _("To protect you: somebody no longer sees the case you wrote about."),
        "contact": _("To protect you: it was laid down who may speak with you."),
        "none": _("The office considered how to protect you and does nothing now."),
    }
    return known.get(event.kind, other) % {"office": name(event.office)}


def _readmitted(event, name, procedure):  # type: ignore[no-untyped-def]
    if event.office is not None:
        return _("%(office)s is no longer excluded.") % {"office": name(event.office)}
    return _("Somebody who was excluded can see this case again.")


def _file_added(event, name, procedure):  # type: ignore[no-untyped-def]
    said = {"number": event.file, "kind": kind_text(event.kind)}
    if event.carried:
        return _("File %(number)s came with it from the level below: %(kind)s.") % said
    return _("File %(number)s was added: %(kind)s.") % said


def _files_given(event, name, procedure):  # type: ignore[no-untyped-def]
    numbers = listed(str(number) for number in event.files)
    text = ngettext(
        "File %(numbers)s goes to the petitioner.",
        "Files %(numbers)s go to the petitioner.",
        len(event.files),
    )
    return text % {"numbers": numbers}


def _file_scanned(event, name, procedure):  # type: ignore[no-untyped-def]
    said = {"number": event.file, "finding": event.finding}
    if event.result == "clean":
        return _("File %(number)s was scanned: nothing harmful was found.") % said
    return _("File %(number)s is kept locked: the virus scanner found %(finding)s.") % said


def _files_erased(event, name, procedure):  # type: ignore[no-untyped-def]
    numbers = listed(str(number) for number in event.files)
    text = ngettext(
        "File %(numbers)s was erased for good.",
        "Files %(numbers)s were erased for good.",
        len(event.files),
    )
    return text % {"numbers": numbers}


def _served(event, name, procedure):  # type: ignore[no-untyped-def]
    said = {"how": served_text(event.how), "proof": proof_text(event.proof)}
    if said["proof"]:
        return _("The answer was served: %(how)s. %(proof)s.") % said
    return _("The answer was served: %(how)s.") % said


def _service_tried(event, name, procedure):  # type: ignore[no-untyped-def]
    """Each way in a sentence of its own: what was sent, what failed, what came back."""
    told = {
        "email": _("A message was sent by e-mail that an answer can be read."),
        "sms": _("A text message was sent that an answer can be read."),
        "chat": _("A chat message was sent that an answer can be read."),
        "post": _("The answer was posted."),
        "in-person": _("The answer was taken to the petitioner."),
        "phone": _("The petitioner was called to read the answer out."),
    }
    missed = {
        "email": _("An e-mail that an answer can be read could not be sent."),
        "sms": _("A text message that an answer can be read could not be sent."),
        "chat": _("A chat message that an answer can be read could not be sent."),
        "post": _("The answer could not be posted."),
        "in-person": _("The answer was taken to the petitioner, who was not met."),
        "phone": _("The petitioner was called to read the answer out, and not reached."),
    }
    if event.result == "returned":
        if event.how != "post":
            return _("A message that an answer can be read came back: it did not arrive.")
        return _("The answer came back from the post.")
    return (told if event.result == "sent" else missed)[event.how]


def _breached(event, name, procedure):  # type: ignore[no-untyped-def]
    return _("Late: “%(limit)s” was due on %(day)s.") % {
        "limit": limit_text(procedure, event.limit),
        "day": date_format(event.due_on, "DATE_FORMAT"),
    }


def _reminded(event, name, procedure):  # type: ignore[no-untyped-def]
    return _("The office was reminded: “%(limit)s” is due on %(day)s.") % {
        "limit": limit_text(procedure, event.limit),
        "day": date_format(event.due_on, "DATE_FORMAT"),
    }


def _escalated(event, name, procedure):  # type: ignore[no-untyped-def]
    limit, office = limit_text(procedure, event.limit), name(event.office)
    said = {"limit": limit, "office": office}
    if event.rung == Follow.TELL_HEAD:
        return _("The head of %(office)s was told that “%(limit)s” is late.") % said
    if event.rung == Follow.TELL_SUPERVISOR and office:
        return _("%(office)s supervises and takes it up: “%(limit)s” is late.") % said
    if event.rung == Follow.TELL_SUPERVISOR:
        return _("“%(limit)s” is late, and no office above could take it up.") % said
    if event.rung == Follow.COUNT_OVERDUE:
        return _("It counts in the public figures of what is late: “%(limit)s”.") % said
    return _("%(office)s was reminded that “%(limit)s” is late.") % said


def _moved(event, name, procedure):  # type: ignore[no-untyped-def]
    said = {
        "limit": limit_text(procedure, event.limit),
        "day": date_format(event.due_on, "DATE_FORMAT"),
        "before": date_format(event.was_due_on, "DATE_FORMAT"),
        "office": name(event.office),
    }
    official = _(
        "“%(limit)s” is due on %(day)s now and no longer on %(before)s: the official days of rest "
        "were announced."
    )
    local_days = _(
        "“%(limit)s” is due on %(day)s now and no longer on %(before)s: %(office)s changed its "
        "days of rest."
    )
    if event.due_at is not None and event.office is not None:
        return _hours_moved(event, said)
    return (official if event.office is None else local_days) % said


def _hours_moved(event, said):  # type: ignore[no-untyped-def]
    """Of a limit that counts while the office is open: which moment, by the clock of the office."""
    moments = {"day": plain_moment(event.due_at), "before": plain_moment(event.was_due_at)}
    return _(
        "“%(limit)s” is due on %(day)s now and no longer on %(before)s: %(office)s changed its "
        "opening hours or its days of rest."
    ) % {**said, **moments}


def _remedy_overdue(event, name, procedure):  # type: ignore[no-untyped-def]
    return _("Remedy %(number)s was to be done by %(day)s and is not.") % {
        "number": event.number,
        "day": date_format(event.due_on, "DATE_FORMAT"),
    }


def _lapsed(event, name, procedure):  # type: ignore[no-untyped-def]
    return _("The time for “%(limit)s” ended on %(day)s.") % {
        "limit": limit_text(procedure, event.limit),
        "day": date_format(event.due_on, "DATE_FORMAT"),
    }


def _details_changed(event, name, procedure):  # type: ignore[no-untyped-def]
    if event.untold:
        return _(
            "What is kept about who filed was changed. The earlier e-mail address was not told, "
            "because the petitioner said that somebody else reads it."
        )
    return _("What is kept about who filed was changed.")


def _replacement_asked(event, name, procedure):  # type: ignore[no-untyped-def]
    if event.how == "counter":
        return _("A new receipt was asked for at the counter, in place of a lost one.")
    return _(
        "A new receipt was asked for, in place of a lost one, with a code that we sent to the "
        "e-mail address on file."
    )


def _replacement_refused(event, name, procedure):  # type: ignore[no-untyped-def]
    return {
        "holder": _("The receipt is not lost, said whoever holds it. It was not replaced."),
        "second-person": _("A second person refused that the receipt be replaced."),
    }.get(
        event.ground,
        _("The receipt was not replaced: nothing is on file that anybody could show to be theirs."),
    )


def _receipt_replaced(event, name, procedure):  # type: ignore[no-untyped-def]
    if event.how == "counter":
        return _("The receipt was replaced at the counter. The earlier one opens nothing more.")
    return _("The receipt was replaced, by e-mail. The earlier one opens nothing more.")


def _erasing(text: Callable[[str], str]) -> Sentence:
    return lambda event, name, procedure: text(scope_text(event.scope))  # type: ignore[attr-defined]


def _on_a_day(text: Callable[[], str], field: str) -> Sentence:
    def sentence(event, name, procedure):  # type: ignore[no-untyped-def]
        return text() % {"day": date_format(getattr(event, field), "DATE_FORMAT")}

    return sentence


def _forgotten(event, name, procedure):  # type: ignore[no-untyped-def]
    if event.ground == "request":
        return _("Everything that was written was erased, with name and contact, as was asked for.")
    return _("Everything that was written was erased, with name and contact: its time was over.")


_EVENTS: dict[type[events.Event], Sentence] = {
    events.Filed: lambda e, name, p: (
        _("Filed. %(office)s takes it in.") % {"office": name(e.office)}  # type: ignore[attr-defined]
        if e.level == 1  # type: ignore[attr-defined]
        else _("Asked of %(office)s.") % {"office": name(e.office)}  # type: ignore[attr-defined]
    ),
    events.Registered: _says(lambda: _("Registered.")),
    events.Transferred: _transferred,
    events.RoutingObjected: _objected,
    events.Accepted: _says(lambda: _("Accepted: this office will answer.")),
    events.Declined: _says(lambda: _("Not accepted.")),
    events.Redirected: _says(lambda: _("Another door is the right one for this.")),
    events.PetitionerAsked: _says(lambda: _("The office asks the petitioner.")),
    events.MessageWritten: lambda e, name, p: (
        _("A message, by e-mail.") if e.channel == "email" else _("A message.")  # type: ignore[attr-defined]
    ),
    events.FactsAdded: _says(lambda: _("Facts were added.")),
    events.NoteWritten: _says(lambda: _("A note for the office.")),
    events.ExtensionRequested: _about_limit(lambda: _("%(amount)s more asked for: “%(limit)s”.")),
    events.ExtensionGranted: _about_limit(lambda: _("%(amount)s more granted: “%(limit)s”.")),
    events.ExtensionRefused: _about_limit(lambda: _("No more time granted: “%(limit)s”.")),
    events.Paused: _about_limit(lambda: _("The clock stands still: “%(limit)s”.")),
    events.Resumed: _about_limit(lambda: _("The clock runs again: “%(limit)s”.")),
    events.Decided: lambda e, name, p: (
        _("Decided: %(outcome)s.") % {"outcome": outcome_text(e.outcome)}  # type: ignore[attr-defined]
    ),
    events.Served: _served,
    events.ServiceTried: _service_tried,
    events.NoticesChosen: _says(lambda: _("The petitioner chose how they want to be told.")),
    events.LetterPrinted: _says(
        lambda: _("A letter to the petitioner was printed, with name and address on it.")
    ),
    events.Closed: _says(lambda: _("Closed.")),
    events.Withdrawn: _says(lambda: _("Withdrawn by the petitioner.")),
    events.NotFixed: _says(
        lambda: _("The petitioner says it is not fixed. The clock starts anew.")
    ),
    events.ReviewAsked: lambda e, name, p: (
        _("%(office)s was asked to look at it: linked case %(number)s.")
        % {"office": name(e.office), "number": e.number}  # type: ignore[attr-defined]
    ),
    events.ReviewAnswered: lambda e, name, p: (
        _("The linked case %(number)s was answered: %(outcome)s.")
        % {"number": e.number, "outcome": outcome_text(e.outcome)}  # type: ignore[attr-defined]
    ),
    events.Rated: lambda e, name, p: (
        _("The answer was rated %(score)s of 5.") % {"score": e.score}  # type: ignore[attr-defined]
    ),
    events.IdentityAsked: _says(
        lambda: _("Somebody asked for leave to open name and contact of the petitioner.")
    ),
    events.IdentityGranted: _says(
        lambda: _("A second person agreed that name and contact be opened.")
    ),
    events.IdentityRefused: _says(
        lambda: _("A second person refused that name and contact be opened.")
    ),
    events.IdentityOpened: _says(lambda: _("Name and contact of the petitioner were opened.")),
    events.ExclusionAsked: _says(lambda: _("The petitioner said who must not see this case.")),
    events.ExclusionSentUp: lambda e, name, p: (
        _("%(office)s answers now who must not see this case.") % {"office": name(e.office)}  # type: ignore[attr-defined]
    ),
    events.ExclusionRefused: _says(
        lambda: _("Nobody is excluded on what the petitioner said about who must not see it.")
    ),
    events.Recused: _recused,
    events.Readmitted: _readmitted,
    events.MeasureTaken: _measure,
    events.DetailsChanged: _details_changed,
    events.ReplacementAsked: _replacement_asked,
    events.ReplacementGranted: _says(
        lambda: _("A second person agreed that the receipt be replaced.")
    ),
    events.ReplacementRefused: _replacement_refused,
    events.ReceiptReplaced: _receipt_replaced,
    events.RetentionWarned: _on_a_day(
        lambda: _("What was written here will be erased after %(day)s."), "until"
    ),
    events.KeptLonger: _on_a_day(
        lambda: _("The petitioner wants it kept, until %(day)s."), "until"
    ),
    events.HoldPlaced: _on_a_day(
        lambda: _("It must not be erased for now. That is looked at again by %(day)s."), "review_on"
    ),
    events.HoldLifted: _says(lambda: _("It may be erased again when its time comes.")),
    events.ErasureAsked: _erasing(
        lambda what: _("The petitioner asks that this be erased: %(what)s.") % {"what": what}
    ),
    events.ErasureTakenBack: _says(
        lambda: _("The petitioner no longer asks that anything be erased.")
    ),
    events.ErasureGranted: _erasing(
        lambda what: _("The office agrees to erase this: %(what)s.") % {"what": what}
    ),
    events.ErasureRefused: _says(lambda: _("The office does not erase it now.")),
    events.IdentityErased: _says(lambda: _("Name and contact of the petitioner were erased.")),
    events.Forgotten: _forgotten,
    events.FileAdded: _file_added,
    events.OfficeFileAdded: _file_added,
    events.FilesGiven: _files_given,
    events.FileScanned: _file_scanned,
    events.OriginalOpened: lambda e, name, p: (
        _("The untouched original of file %(number)s was opened.") % {"number": e.file}  # type: ignore[attr-defined]
    ),
    events.FilesErased: _files_erased,
    events.LimitBreached: _breached,
    events.LimitReminded: _reminded,
    events.LimitEscalated: _escalated,
    events.DeadlineMoved: _moved,
    events.RemedyOverdue: _remedy_overdue,
    events.RightLapsed: _lapsed,
    events.EarlierRecordImported: _says(lambda: _("What an earlier system says became of it.")),
    **supervision.SENTENCES,  # type: ignore[dict-item]
    **coordination.SENTENCES,  # type: ignore[dict-item]
    **group.SENTENCES,  # type: ignore[dict-item]
    **reception.SENTENCES,  # type: ignore[dict-item]
    **field.SENTENCES,  # type: ignore[dict-item]
    **causes.SENTENCES,  # type: ignore[dict-item]
    **remedies.SENTENCES,  # type: ignore[dict-item]
    **hearing.SENTENCES,
    **mediation.SENTENCES,  # type: ignore[dict-item]
    **acting.SENTENCES,  # type: ignore[dict-item]
    **helping.SENTENCES,  # type: ignore[dict-item]
}
