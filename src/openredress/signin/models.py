"""What is kept about signing in. None of it says from where, or with which machine."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from openredress.offices.models import Staff


class Session(AbstractBaseSession):
    """A browser that is signed in, or on its way. `session_key` is a hash of what its cookie says,
    so a stolen database signs nobody in. Rows of somebody go when their password, their posts or
    their standing change: the database itself sees to that, see the first migration.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, null=True, related_name="+")
    since_at = models.DateTimeField()
    used_at = models.DateTimeField()
    label = models.CharField(_("name for this sign-in"), max_length=60, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        indexes = [models.Index(fields=["staff"], name="signin_session_of_staff")]

    @classmethod
    def get_session_store_class(cls):
        from .sessions import SessionStore

        return SessionStore


class Record(models.Model):
    """One thing that happened to an account, for the person whose account it is."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("You signed in")
        WRONG_PASSWORD = "wrong-password", _("A wrong password was typed for your account")
        WRONG_FACTOR = "wrong-factor", _("Your password was right, and the second step failed")
        PASSWORD_CHANGED = "password-changed", _("Your password was changed")
        FACTOR_ADDED = "factor-added", _("A second step was set up")
        FACTOR_REMOVED = "factor-removed", _("A second step was removed")
        CODES_MADE = "codes-made", _("New recovery codes were made")
        ENDED = "ended", _("You were signed out elsewhere")
        RESET = "reset", _("The operator took your second step away")
        LINKED = "linked", _("The operator tied your account to the directory")
        ADMITTED = "admitted", _("The operator let you try to sign in somewhere new")

    class How(models.TextChoices):
        NONE = "", ""
        PASSWORD = "password", _("with your password alone")
        PASSKEY = "webauthn", _("with a passkey")
        APP = "totp", _("with a code from your app")
        RECOVERY = "recovery_codes", _("with a recovery code")
        DIRECTORY = "directory", _("through your institution’s directory")
        KNOWN = "known", _("where you had signed in before")
        UNKNOWN = "unknown", _("where you had not signed in before")

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    how = models.CharField(max_length=20, choices=How.choices, blank=True)
    #: Who did it where it was not the person, and why: written by the operator.
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("sign-in record")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["staff", "-at"], name="signin_record_latest")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Failures(models.Model):
    """How often in a row signing in failed, for an account or for one browser that knows it.

    `key` is a keyed hash, so the table does not say which names were tried.
    """

    key = models.BinaryField(max_length=32, primary_key=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("failed tries")

    def __str__(self) -> str:
        return str(self.count)


class DirectoryLink(models.Model):
    """Who an account belongs to in the institution's directory, as the operator said."""

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="directory_link")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)

    class Meta:
        verbose_name = _("directory link")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_of_a_person")
        ]

    def __str__(self) -> str:
        return self.subject
