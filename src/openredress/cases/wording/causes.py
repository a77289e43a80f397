"""Cases with one cause, and the systemic issue about it, as sentences."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.core import events

Name = Callable[[int | None], str]


def _linked(event: events.CauseLinked, name: Name, procedure: object) -> str:
    return _("Linked with other cases about the same cause.")


def _unlinked(event: events.CauseUnlinked, name: Name, procedure: object) -> str:
    return _("Not linked with other cases any more.")


def _told(event: events.OthersTold, name: Name, procedure: object) -> str:
    return _("You are not alone: others complain of the same cause.")


def _opened(event: events.IssueOpened, name: Name, procedure: object) -> str:
    return _(
        "The cause is a systemic issue: %(office)s has to answer everybody who complains of it by "
        "%(day)s, beside the answer to this case."
    ) % {"office": name(event.owner), "day": date_format(event.due_on, "DATE_FORMAT")}


def _changed(event: events.IssueChanged, name: Name, procedure: object) -> str:
    return _("The systemic issue was changed: %(office)s has to answer everybody by %(day)s.") % {
        "office": name(event.owner), "day": date_format(event.due_on, "DATE_FORMAT"),
    }  # fmt: skip


def _answered(event: events.IssueAnswered, name: Name, procedure: object) -> str:
    return _("%(office)s answered everybody who complained of this cause.") % {
        "office": name(event.owner)
    }


def _offered(event: events.JoiningOffered, name: Name, procedure: object) -> str:
    return _("You can join those who complain of the same together, or not.")


def _published(event: events.IssuePublished, name: Name, procedure: object) -> str:
    if not event.is_public:
        return _("%(office)s took the systemic issue off the public page.") % {
            "office": name(event.owner)
        }
    return _("%(office)s published the systemic issue, without any case.") % {
        "office": name(event.owner)
    }


SENTENCES = {
    events.JoiningOffered: _offered,
    events.IssuePublished: _published,
    events.CauseLinked: _linked,
    events.CauseUnlinked: _unlinked,
    events.OthersTold: _told,
    events.IssueOpened: _opened,
    events.IssueChanged: _changed,
    events.IssueAnswered: _answered,
}
