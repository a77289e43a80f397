"""How somebody beside the petitioner is told of what happens: a member, or the other side.

It is sealed with the rest of what is kept of them. Staff open none of it, for nothing: there are no
letters to them, because somebody would have to read where they live.
"""

from dataclasses import dataclass

from .details import Details

#: Bytes that what is sealed takes at least, so that its length does not tell of a contact.
LEAST = 2048


@dataclass(frozen=True, kw_only=True)
class Told:
    """Contacts, the ways that were chosen, what of, and in which language. "" is what was not
    given. `asked_at` is when somebody who reads the e-mail asked for a new receipt; `mail_closed`
    holds something once that was refused, until there is another contact.
    """

    email: str = ""
    phone: str = ""
    chat: str = ""
    tell_by: str = ""
    tell_of: str = ""
    language: str = ""
    asked_at: str = ""
    mail_closed: str = ""

    @property
    def contacts(self) -> Details:
        return Details(
            email=self.email, phone=self.phone, chat=self.chat, tell_by=self.tell_by
        )  # fmt: skip

    @property
    def on_file(self) -> tuple[str, ...]:
        """Which contacts there are, by the names of the details."""
        return tuple(name for name in ("email", "phone", "chat") if getattr(self, name))
