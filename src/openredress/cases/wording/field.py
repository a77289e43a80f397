"""What was received on a round, as sentences."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from openredress.core import events
from openredress.web.templatetags.openredress import plain_moment

Name = Callable[[int | None], str]


def _brought(event: events.BroughtFromRound, name: Name, procedure: object) -> str:
    said = {"place": event.place, "moment": plain_moment(event.received_at)}
    if event.kit_revoked:
        return (
            _(
                "It was received on the round to %(place)s, %(moment)s, and arrived here now. The "
                "device had been reported lost in between."
            )
            % said
        )
    return _("It was received on the round to %(place)s, %(moment)s, and arrived here now.") % said


def _given_again(event: events.ReceiptGivenAgain, name: Name, procedure: object) -> str:
    return _("On the round the receipt was given out a second time; the later code counts.")


SENTENCES = {events.BroughtFromRound: _brought, events.ReceiptGivenAgain: _given_again}
