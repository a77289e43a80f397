"""Codes of the core in words. Everything a reader sees of a refusal, an event or an outcome."""

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openredress.attachments.kinds import BY_ID
from openredress.core import events
from openredress.core.facts import Outcome
from openredress.core.keeping import ERASURE, ERASURE_NAME
from openredress.core.procedure import Follow, Procedure
from openredress.core.refusals import Code, Refusal
from openredress.core.reprisal import Why
from openredress.core.routing import Because
from openredress.procedures.wording import amount_text, local
from openredress.web.templatetags.openredress import listed

CHANNELS = ("web", "visit", "telephone", "letter", "other", "api", "import")


def outcome_text(outcome: str) -> str:
    return {
        "": _("Not yet decided"),
        Outcome.UPHELD: _("Upheld"),
        Outcome.PARTLY_UPHELD: _("Partly upheld"),
        Outcome.NOT_UPHELD: _("Not upheld"),
        Outcome.SETTLED: _("Settled"),
        Outcome.WITHDRAWN: _("Withdrawn"),
        Outcome.OTHER_REMEDY: _("Another way is open"),
    }[Outcome(outcome) if outcome else ""]


def channel_text(channel: str) -> str:
    return {
        "web": _("Online"),
        "visit": _("In person"),
        "telephone": _("By telephone"),
        "letter": _("By letter"),
        "other": _("In another way"),
        "api": _("Through another service"),
        "import": _("From an earlier system"),
    }.get(channel, channel)


def served_text(how: str) -> str:
    return {
        "in-person": _("Handed over in person"),
        "post": _("By post"),
        "page": _("Read on the petitioner's page"),
        "phone": _("Read out by telephone"),
        "email": _("By e-mail"),
    }.get(how, how)


def ground_text(ground: str) -> str:
    """Why somebody is kept from a case."""
    return {
        "complained-of": _("Complained of"),
        "interest": _("Direct interest"),
    }.get(ground, ground)


def because_text(because: Because) -> str:
    """Why routing found this office."""
    return {
        Because.CHOSEN: _("This office was chosen by the petitioner."),
        Because.MATTER_AND_PLACE: _("This office answers for the matter at this place."),
        Because.MATTER: _("This office answers for the matter."),
        Because.PLACE: _("This office takes in what concerns the place."),
        Because.SEVERAL_PLACES: _(
            "Several offices answer for the matter, each at its own place; the place is needed."
        ),
        Because.NOBODY_NAMED: _("No office names this matter; this office finds the right one."),
    }[because]


def why_text(why: Why) -> str:
    """Why this office reads a report."""
    texts: dict[Why, Callable[[], str]] = {
        Why.ABOVE: lambda: _("It is the nearest office above all that your report is about."),
        Why.NAMED: lambda: _(
            "No office above can read it. This institution has named this office for reports."
        ),
        Why.TOOK_IN: lambda: _(
            "It took your case in and lies above the office that answers. No other can read it."
        ),
        Why.NOBODY: lambda: _(
            "No office can read it now without those it is about. It is kept locked, with its day "
            "and your receipt, until somebody else can."
        ),
    }
    return texts[why]()


def limit_text(procedure: Procedure, limit: str) -> str:
    """The name of a limit of the pack; promised remedies count as one."""
    if limit == "remedy":
        return _("Keep what was promised")
    if limit == ERASURE:
        return local(ERASURE_NAME)
    known = procedure.limits.get(limit)
    return local(known.name) if known else ""


def refusal_text(refusal: Refusal) -> str:
    """Why it cannot be done, and what to do next."""
    params = dict(refusal.params)
    if "due_on" in params:
        params["due_on"] = date_format(date.fromisoformat(str(params["due_on"])), "DATE_FORMAT")
    return refusal_template(refusal.code) % params


def refusal_template(code: Code) -> str:
    """The text of a code, with the places that its parameters fill."""
    return _REFUSALS[code]()


_REFUSALS: dict[Code, Callable[[], str]] = {
    Code.UNKNOWN_STEP: lambda: _(
        "The procedure of this case has no such step. Open the case again and choose from the list."
    ),
    Code.NOT_IN_THIS_STAGE: lambda: _(
        "This cannot be done at the stage the case is in now. Open the case again to see what can."
    ),
    Code.NOT_YOURS: lambda: _("The procedure gives this step to somebody else."),
    Code.TOO_LATE: lambda: _("The time for this ended on %(due_on)s."),
    Code.MISSING: lambda: _("Fill this in; it cannot stay empty."),
    Code.TOO_LONG: lambda: _("This is too long. Keep it under %(max)s characters."),
    Code.SAME_OFFICE: lambda: _("The case is at this office already. Choose another one."),
    Code.ALREADY_OBJECTED: lambda: _(
        "This office has objected once, and the petition office has decided that it answers. "
        "Accept the case, or ask the office above to decide."
    ),
    Code.NOTHING_TO_EXTEND: lambda: _("No time limit is running that could be extended now."),
    Code.EXTENSION_PENDING: lambda: _(
        "An extension has been asked for already. Wait for the answer to it."
    ),
    Code.NO_EXTENSION_PENDING: lambda: _("No extension is waiting for an answer."),
    Code.EXTENSION_TOO_LONG: lambda: _("At most %(max)s more can be given. Enter less."),
    Code.EXTENSIONS_USED_UP: lambda: _("This limit has been extended as often as the law allows."),
    Code.OWN_REQUEST: lambda: _(
        "You asked for this extension yourself. Somebody else has to answer it."
    ),
    Code.NOTHING_TO_PAUSE: lambda: _("No time limit is running that the law lets you stop."),
    Code.ALREADY_PAUSED: lambda: _("The clock stands still already."),
    Code.NOT_PAUSED: lambda: _("The clock is running; there is nothing to resume."),
    Code.PAUSES_USED_UP: lambda: _("The clock has stood still for the %(max_days)s days allowed."),
    Code.UNKNOWN_GROUND: lambda: _("Choose one of the grounds on which the law stops the clock."),
    Code.UNKNOWN_OUTCOME: lambda: _("Choose the outcome."),
    Code.UNKNOWN_DOOR: lambda: _("Choose where to turn from the list of the procedure."),
    Code.NO_SUCH_REMEDY: lambda: _("Choose a remedy that is still to be done."),
    Code.REMEDY_DATE_PAST: lambda: _("A remedy cannot be promised for a day that has passed."),
    Code.REMEDIES_OPEN: lambda: _(
        "%(count)s of the promised remedies are not done yet. Record them as done first."
    ),
    Code.NOT_SERVED: lambda: _(
        "The answer has not reached the petitioner yet. Record how it was served first."
    ),
    Code.DATE_IN_FUTURE: lambda: _(
        "This day is still to come. Enter the day on which it happened."
    ),
    Code.DATE_TOO_EARLY: lambda: _("This is before the decision was made. Check the day."),
    Code.ANOTHER_PERSON: lambda: _(
        "You decided this case at a lower level. Somebody else has to decide it now."
    ),
    Code.BAD_RATING: lambda: _("Choose one of the five marks."),
    Code.ALREADY_WENT_UP: lambda: _("Review was asked for already; see the linked case."),
    Code.NO_HIGHER_OFFICE: lambda: _(
        "There is no higher office within this institution. The page of the case says where else "
        "you can turn."
    ),
    Code.CHANGED_MEANWHILE: lambda: _(
        "Somebody did something in this case while you were writing. Your text is still here: read "
        "what is new in the history, then send it again."
    ),
    Code.NOT_IMPORTED: lambda: _("Only a case from an earlier system can have an earlier record."),
    Code.BLOCKED_RECIPIENT: lambda: _(
        "This office is kept from the case. Choose another one, or take the exclusion back first."
    ),
    Code.NOBODY_LEFT: lambda: _(
        "Nobody at this office could act: everybody who works there is kept from the case, or "
        "nobody works there yet. Choose another office."
    ),
    Code.EXCLUSION_WAITS: lambda: _(
        "The petitioner has said who must not see this case. An intake clerk or a supervisor has "
        "to answer that first; then the case can be sent on."
    ),
    Code.NO_EXCLUSION_ASKED: lambda: _("There is no such request of the petitioner to answer."),
    Code.EXCLUDED_ALREADY: lambda: _("They are kept from this case already."),
    Code.NOT_EXCLUDED: lambda: _("They are not kept from this case. Open the case again."),
    Code.HAS_THE_CASE: lambda: _(
        "This office answers for the case now. Send the case to another office first, or exclude "
        "the person."
    ),
    Code.STANDS_ABOVE: lambda: _("They supervise this case. Only a supervisor can decide that."),
    Code.NOT_OF_YOUR_OFFICE: lambda: _(
        "A head of office excludes people of the own office. Ask the office that registered the "
        "case to exclude anybody else."
    ),
    Code.UNKNOWN_PERSON: lambda: _("Choose a person from the list."),
    Code.UNKNOWN_MEASURE: lambda: _("Choose what is done."),
    Code.NOTHING_TO_MOVE: lambda: _(
        "No office owes anything in this case now, so it cannot be taken to another one."
    ),
    Code.PASSED_OVER: lambda: _(
        "The report goes past them, and that cannot be taken back: neither by you nor by anybody."
    ),
    Code.TAKEN_DOWN_HERE: lambda: _(
        "This report goes past an office that you work at, so you cannot take it down. Nothing was "
        "kept. Show the person how to send it themselves, or send them to another office."
    ),
    Code.SECOND_PERSON_NEEDED: lambda: _(
        "At this office a second person must agree before a name is opened. Ask, and say what you "
        "need it for; what was agreed to holds for 72 hours and opens it once."
    ),
    Code.SECOND_PERSON_WAITS: lambda: _(
        "You have asked already. A head of the office or a supervisor has to answer first."
    ),
    Code.SECOND_PERSON_SAME: lambda: _("You asked for this yourself. Somebody else has to answer."),
    Code.IDENTITY_REQUEST_OVER: lambda: _("This request has been answered or replaced already."),
    Code.IDENTITY_KEY_MISSING: lambda: _(
        "Names cannot be opened now: the key they were sealed with (%(key)s) is not on this "
        "machine. Tell whoever runs this installation. Nothing was recorded."
    ),
    Code.IDENTITY_ALTERED: lambda: _(
        "This name cannot be opened: what is kept of it was altered or damaged. Tell whoever runs "
        "this installation. Nothing was recorded."
    ),
    Code.EMAIL_CLOSED: lambda: _(
        "Whoever holds the receipt does not want it to be replaced by e-mail. Come to the counter."
    ),
    Code.REPLACEMENT_WAITS: lambda: _(
        "A new receipt has been asked for already. Wait for it, or for the answer to it."
    ),
    Code.REPLACEMENT_OVER: lambda: _(
        "This request was answered, has lapsed, or was never made. Ask again if it is still needed."
    ),
    Code.NOTHING_ON_FILE: lambda: _(
        "This receipt cannot be replaced: whoever filed the case gave neither name nor contact, so "
        "nobody can show that it is theirs. That you asked stands on the page of the case."
    ),
    Code.MASKED: lambda: _(
        "This holds signs that stand for hidden ones. Enter the whole of it, or leave it empty."
    ),
    Code.FILE_KIND: lambda: _(
        "This kind of file is not taken here, whatever its name says. The kinds that are taken "
        "stand above; save or photograph it as one of them."
    ),
    Code.FILE_TOO_BIG: lambda: _(
        "This is larger than %(max)s MB. Send a smaller version, or several parts."
    ),
    Code.FILE_EMPTY: lambda: _("There is nothing in this file. Choose it again."),
    Code.FILE_DAMAGED: lambda: _(
        "This cannot be read: it seems to be damaged or not complete. Open it on your device, save "
        "it anew and send that, or send a photo of it."
    ),
    Code.FILE_TOO_COMPLEX: lambda: _(
        "There is more in this than can be worked through safely. Send a smaller picture, or the "
        "document in several parts."
    ),
    Code.FILE_LOCKED: lambda: _(
        "This is locked with a password. Save it without one and send that."
    ),
    Code.FILE_MACROS: lambda: _(
        "There are small programs (macros) in this document, which could do harm. Save it without "
        "them, or as a PDF, and send that."
    ),
    Code.FILE_INFECTED: lambda: _(
        "The virus scanner found something harmful in this (%(finding)s). It was not kept. Your "
        "device may be infected; a photo of the document taken with another device can be sent."
    ),
    Code.FILE_TWICE: lambda: _("The same file is there already; once is enough."),
    Code.FILES_TOO_MANY: lambda: _(
        "There are %(max)s files already, which is as many as can be kept. Put several pages into "
        "one PDF, or bring the rest to the office."
    ),
    Code.FILES_NO_ROOM: lambda: _(
        "There is no room for more files at this moment. Go on without it: you can add files to "
        "your case at any time later."
    ),
    Code.NO_SUCH_FILE: lambda: _("There is no such file to be had here. Open the case again."),
    Code.FILE_KEY_MISSING: lambda: _(
        "Files cannot be opened now: the key they were sealed with (%(key)s) is not on this "
        "machine. Tell whoever runs this installation."
    ),
    Code.FILE_ALTERED: lambda: _(
        "This file cannot be opened: what is kept of it was altered, damaged or lost. Tell whoever "
        "runs this installation."
    ),
    Code.NOTHING_CHOSEN: lambda: _("Choose a file first."),
    Code.NOTHING_CHANGED: lambda: _("Enter what is new, or choose what is to be taken out."),
    Code.FORGOTTEN: lambda: _("This case was erased. What is left of it can be read, no more."),
    Code.NOT_ENDED: lambda: _(
        "The case is still open. Ask again once it has ended; until then name and contact can be "
        "taken out on the page about them."
    ),
    Code.ERASURE_WAITS: lambda: _(
        "You have asked for it already. The answer will stand on the page of the case."
    ),
    Code.NO_ERASURE_ASKED: lambda: _("There is no request to erase anything that still waits."),
    Code.ERASED_ALREADY: lambda: _("Name and contact are erased already."),
    Code.MUST_BE_KEPT: lambda: _(
        "The procedure does not let this be erased yet. Erase less, or refuse and say why."
    ),
    Code.MORE_THAN_ASKED: lambda: _("The petitioner asked for name and contact only."),
    Code.HELD: lambda: _(
        "The case is on hold and must not be erased. Lift the hold first, or refuse and say why."
    ),
    Code.NOT_HELD: lambda: _("There is no hold on this case. Open the case again."),
    Code.REVIEW_TOO_FAR: lambda: _(
        "Choose a day within %(days)s days on which somebody looks at the hold again."
    ),
    Code.REVIEW_PAST: lambda: _("Choose a day that is still to come."),
    Code.KEPT_ENOUGH: lambda: _(
        "It has been kept longer as often as the procedure allows. Download your case to keep it "
        "yourself."
    ),
    Code.KEPT_WITHOUT_END: lambda: _(
        "No day is set on which the case would be erased, so there is nothing to put off."
    ),
}


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


def kind_text(kind: str) -> str:
    """What kind of file it is; a kind that this release does not know has no other name."""
    known = BY_ID.get(kind)
    return str(known.label) if known else kind


def scan_text(scan: str) -> str:
    """How a file stands with the virus scanner."""
    return {
        "off": _("Not scanned: there is no virus scanner here"),
        "waiting": _("Not yet scanned"),
        "clean": _("Scanned, nothing found"),
        "infected": _("Kept locked: harmful"),
    }[scan]


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
    return (official if event.office is None else local_days) % said


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


def scope_text(scope: str) -> str:
    """What is to be erased."""
    return _("name and contact") if scope == "identity" else _("everything that was written")


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
    events.MessageWritten: _says(lambda: _("A message.")),
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
    events.Served: lambda e, name, p: (
        _("The answer was served: %(how)s.") % {"how": served_text(e.how)}  # type: ignore[attr-defined]
    ),
    events.RemedyCompleted: lambda e, name, p: (
        _("Remedy %(number)s was done.") % {"number": e.number}  # type: ignore[attr-defined]
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
}


def words_label(field: str) -> str:
    """What a text of an event is, for the reader of the history; "" when it needs no label."""
    return {
        "wish": _("What is asked for"),
        "place_words": _("Where"),
        "reason": _("Reason"),
        "claim": _("Claim"),
        "facts": _("Facts"),
        "reasons": _("Reasons"),
        "finding": _("Finding"),
        "basis": _("Legal basis"),
        "purpose": _("Purpose"),
        "checked": _("What was checked"),
        "comment": _("Comment"),
        "answer": _("Answer"),
        "remedy_texts": _("Remedies"),
        "name": _("Name of the file"),
    }.get(field, "")
