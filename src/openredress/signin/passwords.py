"""What a password may be, by NIST SP 800-63B-4, section 3.1.1: long, unknown to guessers, anything
else is up to the person. No rules about signs and capitals, and no yearly change.
"""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from openredress.offices.models import Staff, same_everywhere

#: With a second step, and where the password stands alone.
SHORTEST, SHORTEST_ALONE = 8, 15
LONGEST = 1000


class Argon2id(Argon2PasswordHasher):
    """RFC 9106, section 4, the second recommended choice: 64 MiB for each password checked."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 4


class Length:
    """Eight characters beside a second step, fifteen alone; a thousand at most."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        length, shortest = len(same_everywhere(password)), self._shortest(user)
        if length < shortest:
            raise ValidationError(self._too_short(shortest), code="password_too_short")
        if length > LONGEST:
            raise ValidationError(
                gettext("This password is too long. It can have %(most)d characters.")
                % {"most": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return gettext(
            "Several words that do not belong together make a good password. Spaces and every "
            "script are welcome."
        )

    def _shortest(self, user: Staff | None) -> int:
        from .factors import has_second_factor

        return SHORTEST if user and user.pk and has_second_factor(user) else SHORTEST_ALONE

    def _too_short(self, shortest: int) -> str:
        told = ngettext(
            "This password is too short. It needs at least %(shortest)d character.",
            "This password is too short. It needs at least %(shortest)d characters.",
            shortest,
        ) % {"shortest": shortest}
        if shortest == SHORTEST:
            return told
        return told + " " + gettext("Once the second step is set up, eight are enough.")


class Guessable:
    """Refuses what guessers try first: the commonest passwords, the same again and again, and
    little more than names that stand on the sign-in page.
    """

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(CommonPasswordValidator().passwords)

    def validate(self, password: str, user: Staff | None = None) -> None:
        plain = same_everywhere(password).casefold().strip()
        if plain in self._common or _once(plain) in self._common or len(set(plain)) < 5:
            raise ValidationError(
                gettext("This password is one of the first that a guesser tries."),
                code="password_too_common",
            )
        rest = _without(plain, _names(user))
        if rest != plain and sum(sign.isalpha() for sign in rest) < SHORTEST // 2:
            raise ValidationError(
                gettext("This password is little more than a name that a guesser knows."),
                code="password_too_similar",
            )

    def get_help_text(self) -> str:
        return gettext("It must not be a common password or the name of you or your institution.")


def _once(plain: str) -> str:
    """ "abcabcabc" is "abc" three times; what does not repeat is itself."""
    again = (plain + plain).find(plain, 1)
    return plain[:again]


def _names(user: Staff | None) -> Iterable[str]:
    whole = [settings.INSTITUTION, "OpenRedress"]
    whole += [user.username, user.name] if user else []
    return sorted(set(_parts(whole)), key=len, reverse=True)


def _parts(whole: Iterable[str]) -> Iterator[str]:
    for name in whole:
        folded = same_everywhere(name).casefold()
        for part in (folded, *re.split(r"[\W_]+", folded)):
            if len(part) >= (2 if not part.isascii() else 3):
                yield part


def _without(plain: str, names: Iterable[str]) -> str:
    for name in names:
        plain = plain.replace(name, "")
    return plain
