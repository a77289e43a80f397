"""What messages say: texts with placeholders, which an institution can put into its own words.

A placeholder is {name} and nothing else. There is no template language, so that a text can reach
nothing but the few values it is given; whatever else stands between braces is an error.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.core import beside, news

from .kinds import Message
from .models import Template

EMAIL, SHORT, LETTER = "email", "short", "letter"


@dataclass(frozen=True)
class Text:
    """A text as it comes with the program. `title` and `where` are for whoever edits it."""

    name: str
    title: str | Promise
    text: str | Promise
    placeholders: tuple[str, ...]
    subject: str | Promise = ""
    longest: int = 2000


_FRAME = ("what", "page", "institution", "contact")

FRAMES = (
    Text(
        EMAIL,
        gettext_lazy("E-mail"),
        gettext_lazy(
            "{what}\n\n"
            "To read it, open {page} and enter the code of your receipt. It does not stand here, "
            "because others may see this message.\n\n"
            "You can choose on your page how you are told, or not at all.\n\n"
            "{institution}\n{contact}"
        ),
        _FRAME,
        gettext_lazy("There is news for you"),
    ),
    Text(
        SHORT,
        gettext_lazy("Text message and chat message"),
        gettext_lazy("{what} Read it with the code of your receipt: {page}"),
        _FRAME,
        longest=300,
    ),
    Text(
        LETTER,
        gettext_lazy("Letter"),
        gettext_lazy(
            "{what}\n\n"
            "You can read it with the code of your receipt at {page}, or at the counter that gave "
            "you the receipt. It does not stand here, because others may open this letter.\n\n"
            "You can choose on your page how you are told, or not at all.\n\n"
            "{institution}\n{contact}"
        ),
        _FRAME,
        gettext_lazy("There is news for you"),
    ),
)

#: Nothing here may tell that somebody complained: it is read on telephones that lie on tables.
WHATS = (
    Text(news.ANSWER, gettext_lazy("An answer is there"),
         gettext_lazy("An answer for you is ready to be read."), ()),
    Text(news.ASKED, gettext_lazy("The office asks something"),
         gettext_lazy("You are asked something. Please look when you can."), ()),
    Text(news.ERASED_SOON, gettext_lazy("It will be erased"),
         gettext_lazy("Something of yours that is kept here will be erased soon. Download it if "
                      "you want to have it later."), ()),
    Text(news.ENDED, gettext_lazy("The office is done"),
         gettext_lazy("The office is done. You can read everything as before."), ()),
    Text(news.ACCEPTED, gettext_lazy("It was accepted"),
         gettext_lazy("It was accepted: an office will answer you."), ()),
    Text(news.HEARING, gettext_lazy("A hearing"),
         gettext_lazy("It is about a hearing. Your page says when and where, and what you can do."),
         ()),
    Text(news.DATE_MOVED, gettext_lazy("A date moved"),
         gettext_lazy("A date that matters to you is another one now."), ()),
    Text(news.REMEDY, gettext_lazy("Something promised was done"),
         gettext_lazy("Something that was promised to you was done. Please look whether it is "
                      "right."), ()),
    Text(news.VISIT, gettext_lazy("A visit that was booked"),
         gettext_lazy("It is about the time at which you are expected. Your page says when and "
                      "where, or that it had to be changed."), ()),
    Text(news.LATE, gettext_lazy("Something is late"),
         gettext_lazy("Something that was owed to you was not done in time. Your page says what "
                      "follows."), ()),
    Text(news.REQUEST_ANSWERED, gettext_lazy("A request was answered"),
         gettext_lazy("Something that you asked for was answered."), ()),
    Text(news.LET, gettext_lazy("Somebody was let in with the receipt"),
         gettext_lazy("With your receipt somebody was let act for you, or asked to help. If it was "
                      "not you, open your page and take it back."), ()),
    Text(news.SENT_ON, gettext_lazy("Another office has it"),
         gettext_lazy("It is with another office now. Your page says which."), ()),
    Text(news.REGISTERED, gettext_lazy("It was registered"),
         gettext_lazy("What you handed in was registered."), ()),
    Text(news.MESSAGE, gettext_lazy("The office wrote"),
         gettext_lazy("There is a message for you."), ()),
    Text(news.LOOKED, gettext_lazy("Somebody looked at the name"),
         gettext_lazy("Somebody opened what is kept closed about you. Your page says who and what "
                      "for."), ()),
)  # fmt: skip

#: For those beside the petitioner: members of a group, and the other side of a mediation.
BESIDE = (
    Text(beside.SPOKESMAN, gettext_lazy("Who speaks for the group"),
         gettext_lazy("It is about who speaks for you. You have a say in it."), ()),
    Text(beside.REPORT, gettext_lazy("A report to the members"),
         gettext_lazy("Whoever speaks for you has told you something."), ()),
    Text(beside.OFFER, gettext_lazy("A settlement is offered"),
         gettext_lazy("Something is offered to you. You say yes or no for yourself, until {day}. "
                      "If you say nothing, nothing binds you."), ("day",)),
    Text(beside.OFFER_ENDS, gettext_lazy("The last day to answer comes near"),
         gettext_lazy("What was offered to you can be answered until {day}. If you have answered, "
                      "nothing is left to do."), ("day",)),
    Text(beside.OFFER_OVER, gettext_lazy("A settlement is concluded"),
         gettext_lazy("What was offered can be answered no more. Your page says what holds for "
                      "you."), ()),
    Text(beside.CONSENT, gettext_lazy("Mediation goes on elsewhere"),
         gettext_lazy("It goes on in another place, if you want it to. You are asked anew."), ()),
    Text(beside.MEETING, gettext_lazy("A meeting was set or moved"),
         gettext_lazy("There is a time at which you are expected, or another one than before. Your "
                      "page says when and where."), ()),
    Text(beside.RECORD, gettext_lazy("A record or a report"),
         gettext_lazy("What was said is written down. You can read it."), ()),
    Text(beside.AGREEMENT, gettext_lazy("An agreement to answer"),
         gettext_lazy("Something was written down that you can agree to or refuse."), ()),
    Text(beside.COOLING, gettext_lazy("Both sides have confirmed"),
         gettext_lazy("Both sides have said yes. You can still think it over: your page says until "
                      "when."), ()),
    Text(beside.TAKEN_BACK, gettext_lazy("An agreement was taken back"),
         gettext_lazy("A yes was taken back. Nothing binds you."), ()),
    Text(beside.SETTLED, gettext_lazy("The agreement binds"),
         gettext_lazy("What both sides agreed to holds from now on."), ()),
    Text(beside.OVER, gettext_lazy("Mediation is over"),
         gettext_lazy("Nobody goes between the two sides any more. Your page says what follows."),
         ()),
)  # fmt: skip

TEXTS: Mapping[str, Text] = {text.name: text for text in (*FRAMES, *WHATS, *BESIDE)}


@dataclass(frozen=True)
class Wording:
    """A text as it stands now, in one language. `is_own` is true where the institution wrote it."""

    subject: str
    text: str
    is_own: bool = False


def wording(name: str, language: str) -> Wording:
    own = Template.objects.filter(code=name, language=language).first()
    if own is not None:
        return Wording(own.subject, own.text, True)
    return default(name, language)


def default(name: str, language: str) -> Wording:
    with translation.override(language):
        return Wording(str(TEXTS[name].subject), str(TEXTS[name].text))


# Placeholders ------------------------------------------------------------------------------

_BRACES = re.compile(r"\{([^{}]*)\}")
_LONE = re.compile(r"[{}]")


def faults(text: str, allowed: Collection[str]) -> Iterator[str]:
    """What is wrong with the braces of a text, in words; nothing where all is well."""
    for found in dict.fromkeys(_BRACES.findall(text)):
        if found not in allowed:
            yield _("There is no placeholder {%(name)s}. %(known)s") % {
                "name": found, "known": known(allowed)}  # fmt: skip
    if _LONE.search(_BRACES.sub("", text)):
        yield _("There is a brace without its other half. %(known)s") % {"known": known(allowed)}


def known(allowed: Collection[str]) -> str:
    """The placeholders that can be used, as a sentence."""
    if not allowed:
        return _("This text has no placeholders.")
    names = ", ".join(f"{{{name}}}" for name in allowed)
    return _("You can use: %(names)s.") % {"names": names}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced. What is put in is not looked at again."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)


# Messages ----------------------------------------------------------------------------------


def message(
    what: str, frame: str, language: str, values: Mapping[str, str] | None = None
) -> Message:  # fmt: skip
    """What is sent when `what` happened. It knows nothing of any case but what is in `values`: a
    day, for what has to be answered by one.
    """
    said = fill(wording(what, language).text, values or {})
    return framed(said, wording(frame, language), language)


def framed(what: str, frame: Wording, language: str) -> Message:
    with translation.override(language):
        values = {
            "what": what,
            "page": page(),
            "institution": str(settings.INSTITUTION),
            "contact": str(settings.CONTACT),
        }
    text = fill(frame.text, values)
    return Message(_one_line(fill(frame.subject, values)), _tidy(text) + "\n")


def page() -> str:
    """Where the code of a receipt is entered, or the way there where no address is set."""
    if settings.URL:
        return str(settings.URL).rstrip("/") + reverse("petitioner:open")
    return _("“Follow my case” on the page of %(institution)s") % {
        "institution": settings.INSTITUTION
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Without the gaps that an empty placeholder leaves."""
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip()
