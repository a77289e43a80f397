"""What a petitioner may say about who they are: all of it optional, none of it readable at rest."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Characters that each detail may have.
LONGEST: Mapping[str, int] = {
    "name": 200,
    "phone": 60,
    "email": 254,
    "address": 400,
    "chat": 100,
    "helper_name": 200,
    "helper_relation": 200,
    "revealing": 2000,
    "tell_by": 60,
}

LABELS: Mapping[str, str | Promise] = {
    "name": _("name"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "address": _("postal address"),
    "chat": _("chat"),
    "helper_name": _("name of who files for them"),
    "helper_relation": _("relation to them"),
    "revealing": _("things that would give them away"),
}

#: What stands for a hidden sign where a detail is shown in part. Nothing here shows one in part;
#: a value that holds one was copied from a mask and must never take the place of the real one.
MASKS = frozenset("*•●…█＊")


@dataclass(frozen=True)
class Details:
    """Who a case is from. `revealing` is what would give them away, in their own words; `tell_by`
    are the ways in which they want to be told of what happens, as `notices.channels` names them.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    chat: str = ""
    helper_name: str = ""
    helper_relation: str = ""
    revealing: str = ""
    tell_by: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            if len(getattr(self, field.name)) > LONGEST[field.name]:
                raise ValueError(f"{field.name} is longer than {LONGEST[field.name]} characters")

    @property
    def is_anonymous(self) -> bool:
        """True when nobody could be reached or named by what is kept here."""
        return not any((self.name, self.phone, self.email, self.address, self.chat))

    def given(self) -> dict[str, str]:
        """What was given about who they are, by name, in the order of the fields."""
        return {name: value for name, value in self.sealed().items() if name in LABELS}

    def sealed(self) -> dict[str, str]:
        """All there is to keep, by name."""
        return {name: value for name, value in asdict(self).items() if value}


def is_masked(name: str, value: str) -> bool:
    """Whether this looks like a contact of which a part is hidden."""
    return name in ("phone", "email") and not MASKS.isdisjoint(value)
