"""What an operator changes about how somebody signs in. The person finds each of them noted."""

from allauth.mfa.models import Authenticator

from openredress.offices.models import Staff

from . import records, sessions
from .models import DirectoryLink, Record


def take_factors_away(staff: Staff, password: str | None, why: str) -> None:
    """Recovery codes go too. `password` is the one to begin with again; None keeps who has none."""
    Authenticator.objects.filter(user=staff).delete()
    if password is not None:
        staff.set_password(password)
        staff.save(update_fields=["password"])
    sessions.end_all(staff)
    records.note(staff, Record.Kind.RESET, by=why)


def tie(staff: Staff, issuer: str, subject: str | None, why: str) -> None:
    """Ties the account to a person of the directory, or to nobody."""
    DirectoryLink.objects.filter(staff=staff).delete()
    if subject is not None:
        DirectoryLink.objects.create(staff=staff, issuer=issuer.rstrip("/"), subject=subject)
    sessions.end_all(staff)
    records.note(staff, Record.Kind.LINKED, by=why)


def sign_out(staff: Staff, why: str) -> int:
    ended = sessions.end_all(staff)
    records.note(staff, Record.Kind.ENDED, by=why)
    return ended


def noted_admission(staff: Staff, why: str) -> None:
    records.note(staff, Record.Kind.ADMITTED, by=why)
