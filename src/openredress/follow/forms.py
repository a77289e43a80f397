"""The one question on the way in: the code of the receipt."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.cases.access import acts_now
from openredress.cases.forms import long_text
from openredress.parties import members, proxies, receipts, sides
from openredress.parties.codes import TwentyDigits
from openredress.parties.keys import CannotOpen
from openredress.parties.members import Opened
from openredress.parties.session import Session


class CodeForm(TwentyDigits):
    """`root_number` is the case that the code opens, once the form is valid."""

    root_number = ""
    receipt = 1
    is_replaced = False
    #: Where it is the receipt of somebody who joined a case.
    member: Opened | None = None
    #: Where it is a code of the other side of a dispute: of their letter, or of their receipt.
    side: sides.Opened | None = None
    #: Where it is the code of whoever acts for the petitioner of a case.
    proxy: proxies.Opened | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether it opens something, and no case."""
        return self.member is not None or self.side is not None

    def take(self, typed: str) -> None:
        opens = receipts.opens_case(typed)
        if opens is not None:
            self.root_number, self.receipt = opens
            return
        try:
            self.member = members.by_code(typed)
            self.side = sides.by_code(typed) if self.member is None else None
            self.proxy = None if self.is_elsewhere else proxies.by_code(typed)
        except CannotOpen:
            raise forms.ValidationError(
                _("What is kept of you is locked, and nobody here can open it now.")
            ) from None
        if self.proxy is not None and not acts_now(
            self.proxy.number, self.proxy.proxy, timezone.now()
        ):
            raise forms.ValidationError(proxy_over_text(is_ended=False))
        if self.is_elsewhere or self.proxy is not None:
            return
        found = receipts.find(typed)
        if found is not None:
            self.root_number, self.receipt = found.case.number, found.number
            return
        if proxies.has_ended(typed):
            raise forms.ValidationError(proxy_over_text(is_ended=True))
        replaced_at = receipts.replaced_at(typed)
        if replaced_at is None:
            self.is_unknown = True
            raise forms.ValidationError(_("No case here opens with this code."))
        self.is_replaced = True
        day = date_format(replaced_at, "DATE_FORMAT")
        message = _(
            "This receipt was replaced by a new one on %(day)s. Only the new one opens the case."
        )
        raise forms.ValidationError(message % {"day": day})

    def session(self) -> Session:
        """What the code opens, from now on."""
        return Session(self.root_number, self.receipt, timezone.now())


def proxy_over_text(*, is_ended: bool) -> str:
    """What whoever acted for a petitioner is told: it was taken back or laid down (`is_ended`), or
    its time is over.
    """
    if is_ended:
        return _(
            "You no longer act for the petitioner: it was taken back, or you laid it down. This "
            "code opens nothing any more. If you should go on, the petitioner can give you a new "
            "one."
        )
    return _(
        "The time for which you acted for the petitioner is over, and this code opens nothing "
        "any more. If you should go on, the petitioner can give you a new one."
    )


class ExclusionForm(forms.Form):
    """Whom the petitioner wants kept out of their case."""

    text = long_text(
        gettext_lazy("Who must not see your case?"),
        rows=3,
        hint=gettext_lazy("A name, a post or an office, in your own words, and why."),
    )
