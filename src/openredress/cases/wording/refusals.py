"""Why something cannot be done, and what to do next."""

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.core.refusals import Code, Refusal


def refusal_text(refusal: Refusal) -> str:
    """Why it cannot be done, and what to do next."""
    params = dict(refusal.params)
    for name in {"due_on", "earliest", "until"} & params.keys():
        params[name] = date_format(date.fromisoformat(str(params[name])), "DATE_FORMAT")
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
    Code.NOBODY_TOGETHER: lambda: _(
        "None of these cases can be joined now: one of their petitioners has to let others join."
    ),
    Code.NOT_TOLD: lambda: _("Tell each petitioner first that they are not alone."),
    Code.SOMEBODY_SHUT_OUT: lambda: _(
        "Somebody is shut out of these cases and would learn of them: this is not published."
    ),
    Code.NOT_ASKED: lambda: _(
        "Whether this was done cannot be said now: the days for it are over."
    ),
    Code.SAID_ALREADY: lambda: _("That was said already, and stands in the history."),
    Code.NOT_CONTESTED: lambda: _("Nobody says any more that this was not done."),
    Code.OWN_WORK: lambda: _(
        "You recorded it as done yourself. Somebody else has to find that it was: the head, or the "
        "office above."
    ),
    Code.SAME_DAY: lambda: _("This is the day that holds already. Choose another one."),
    Code.UNKNOWN_KIND: lambda: _("Choose what kind of remedy it is from the list."),
    Code.BAD_AMOUNT: lambda: _(
        "Where money is promised, say how much and in which currency; leave it out where it is not."
    ),
    Code.NO_SUCH_CONTACT: lambda: _(
        "There is no contact on file that this way could use. Give one first, whole and legible."
    ),
    Code.NOTHING_TO_SERVE: lambda: _(
        "No answer is on its way in this case now. Open the case again."
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
    Code.NOT_BELOW: lambda: _("Choose an office that you supervise."),
    Code.STAYS_WHERE_IT_IS: lambda: _(
        "A report of reprisal stays with the office that reads it. Urge it, or have it report."
    ),
    Code.NOBODY_ABOVE: lambda: _(
        "No office stands above that one, so the petitioner could no longer ask for review. "
        "Choose another office."
    ),
    Code.DAY_PAST: lambda: _("Choose a day that is still to come."),
    Code.DAY_TOO_FAR: lambda: _("Choose a day within the next %(days)s days."),
    Code.ANSWERED_ALREADY: lambda: _("This was answered already, or is no longer asked for."),
    Code.ON_AGENDA: lambda: _("This case is on the agenda of a meeting already."),
    Code.ONE_CASE: lambda: _("Choose at least one other case. Levels of one case belong together."),
    Code.LINKED_ELSEWHERE: lambda: _(
        "One of these cases is linked with others about another cause. Take it out there first."
    ),
    Code.NOT_LINKED: lambda: _("This case is linked with no other. Link it first."),
    Code.SHUT_OUT_OF_ONE: lambda: _(
        "These cases cannot be linked: who has to act on one of them is shut out of another."
    ),
    Code.CARRIES_ISSUE: lambda: _(
        "This case carries the clock of the systemic issue. It stays linked until that is answered."
    ),
    Code.TOO_FEW: lambda: _(
        "Petitioners are told from %(count)s linked cases on: with fewer, each could guess who the "
        "other is."
    ),
    Code.ISSUE_OPEN: lambda: _("A systemic issue is open about this cause already."),
    Code.NO_ISSUE: lambda: _("No systemic issue is open about this cause."),
    Code.NOT_ON_AGENDA: lambda: _(
        "The case is not on this agenda any more. Open the meeting again."
    ),
    Code.AGENDA_CLOSED: lambda: _(
        "The agenda of this meeting is closed. Choose the next meeting, or have one called."
    ),
    Code.NOT_ATTENDING: lambda: _(
        "Every office that is named, and the one that answers for the case, has to attend this "
        "meeting. Choose among those, or call a meeting with them."
    ),
    Code.BOOKED_ALREADY: lambda: _(
        "A time is booked already. Give that one up first, then choose another."
    ),
    Code.NOT_BOOKED: lambda: _("There is no such time to give up any more."),
    Code.NO_TIME_LEFT: lambda: _("Somebody else took the last place at this time. Choose another."),
    Code.CONFIRMED_ALREADY: lambda: _("The statement was confirmed already. Nothing was changed."),
    Code.NO_SUCH_STATEMENT: lambda: _("There is no such statement. Open the case again."),
    Code.NOT_MET_YET: lambda: _("The meeting is still to come. Minutes are written from that day."),
    Code.GROUP_ALREADY: lambda: _("Others can join this case already."),
    Code.NO_GROUP: lambda: _("Nobody else can join this case."),
    Code.INVITATION_OVER: lambda: _(
        "This invitation does not open anything any more. Ask whoever gave it to you for a new one."
    ),
    Code.NOT_A_MEMBER: lambda: _("You no longer take part in this case."),
    Code.STANDS_ALREADY: lambda: _("You have said already that you are ready to represent."),
    Code.NOT_STANDING: lambda: _("Nobody is ready to represent under this number any more."),
    Code.NO_MANDATE: lambda: _("You have given no such mandate, or its time is over."),
    Code.NOT_REPRESENTING: lambda: _("You do not represent the group now."),
    Code.NOT_IN_MANDATE: lambda: _("The members behind you have not given you a mandate for this."),
    Code.SETTLEMENT_OVER: lambda: _("There is nothing to answer any more: its last day is over."),
    Code.SETTLEMENT_WAITS: lambda: _(
        "A settlement waits for the answers of the members already. Wait for its last day."
    ),
    Code.NOT_ALL_AGREED: lambda: _(
        "Not everybody who takes part has agreed to the settlement, and it binds only those who "
        "did. Go on with the case for the others and decide what they asked for."
    ),
    Code.GROUP_GOES_ON: lambda: _(
        "Others take part in this case, so it is not one person's to end. You can leave the group."
    ),
    Code.NO_HEARING_HERE: lambda: _("The procedure of this case provides no such hearing."),
    Code.HEARING_GOES_ON: lambda: _(
        "A hearing is asked for or goes on. It is answered, and heard to its finding or cancelled "
        "with reasons, before anything is decided."
    ),
    Code.HEARING_STOPS_IT: lambda: _(
        "A hearing is asked for or goes on in this case. Its notice stops the clock, and the clock "
        "runs again when it is over: open the page of the hearing."
    ),
    Code.HEARING_NOT_NOW: lambda: _(
        "The hearing is not at the point at which this is done. Look at the page again."
    ),
    Code.NOTICE_TOO_SHORT: lambda: _(
        "That is too soon: both sides need time to prepare. The earliest day is %(earliest)s."
    ),
    Code.SEAT_NOT_POSSIBLE: lambda: _(
        "Somebody you named cannot sit: they took part in what is heard, left the panel upon an "
        "objection, are named twice, or do not work on this case. Choose from the list."
    ),
    Code.PANEL_TOO_SMALL: lambda: _("%(count)s people have to sit at least, with the chair."),
    Code.NOT_ON_PANEL: lambda: _("That is for those who sit on the panel, and was not done yet."),
    Code.SEAT_UNDECLARED: lambda: _(
        "%(name)s has not declared yet to have no interest in the matter."
    ),
    Code.OBJECTION_WAITS: lambda: _(
        "The petitioner objects to a member of the panel. That is answered first."
    ),
    Code.OBJECTED_ALREADY: lambda: _("You have objected to them already."),
    Code.HEARING_STAYS_CLOSED: lambda: _(
        "Nothing of this hearing can be public: the petitioner wishes it so, or somebody has to be "
        "protected."
    ),
    Code.DOCUMENTS_LATE: lambda: _(
        "Documents could be put in until %(until)s. After that the chair has to allow it: write a "
        "message that says why it is late."
    ),
    Code.MINUTES_WAIT: lambda: _(
        "Each side can still say something about the minutes, until %(until)s."
    ),
    Code.VOTES_WRONG: lambda: _(
        "The votes have to be %(count)s together, with more for the finding than against it."
    ),
    Code.TELLS_WHO: lambda: _(
        "It was kept back: it holds something by which the petitioner would be known, or the "
        "number of the case. Take out names, contacts, addresses and numbers. That it was kept "
        "back stands in the case, and the petitioner reads it."
    ),
    Code.PLAN_TELLS_WHO: lambda: _(
        "It was kept back: the plan or the answer, which everybody would read with it, holds "
        "something by which a petitioner would be known, or the number of a case. Change the plan "
        "first. That it was kept back stands in that case, and its petitioner reads it."
    ),
    Code.GROUP_FULL: lambda: _(
        "So many have joined this case that it takes no more. Whoever wants to can file one of "
        "their own."
    ),
    Code.MEDIATED_ALREADY: lambda: _(
        "This case was mediated already. The ordinary procedure goes on, and what both sides want "
        "can be agreed with the office."
    ),
    Code.MEDIATION_RUNS: lambda: _(
        "This case is being mediated between two sides. Others can join once that is over; whoever "
        "wants to can file a case of their own."
    ),
    Code.NO_MEDIATION: lambda: _("No mediation is under way here any more. Open the page again."),
    Code.NO_MEDIATOR: lambda: _("Nobody mediates at this office. Choose another one."),
    Code.NOT_AGREED: lambda: _(
        "Not everybody whom this needs has agreed to mediation on this rung. Wait for their "
        "answer, or write down what they signed on paper."
    ),
    Code.NO_SUCH_MEETING: lambda: _("There is no meeting to be recorded under this number."),
    Code.MEETING_AHEAD: lambda: _("The meeting is still to come. Write its record afterwards."),
    Code.NO_REPORT_OWED: lambda: _("The report was written already, or none is owed."),
    Code.TOO_OFTEN: lambda: _("This was done so often here that it cannot be done again."),
    Code.AGREEMENT_OVER: lambda: _(
        "There is no such agreement to answer any more. Open the page again to see what there is."
    ),
    Code.AGREEMENT_WAITS: lambda: _(
        "Both sides have confirmed an agreement and can still take it back. Wait for that day."
    ),
    Code.PROXY_THERE: lambda: _(
        "Somebody acts for you already. Change what they may do, or take it back first."
    ),
    Code.HELPER_THERE: lambda: _(
        "You asked a helper already. Take that back first, if you want somebody else."
    ),
    Code.NO_HELPER: lambda: _(
        "This was answered or taken back meanwhile. Open the page again to see how it stands."
    ),
    Code.HELPER_TOO_NEAR: lambda: _(
        "This helper cannot help with your case. Choose somebody else of the list."
    ),
    Code.NO_PROXY: lambda: _("Nobody acts for you any more. Open the page again."),
    Code.AGREEMENT_ANSWERED: lambda: _("It was answered already. Nothing was changed."),
}
