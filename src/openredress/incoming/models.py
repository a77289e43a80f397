"""Addresses at which cases are written to, mail that was taken, and mail that was set aside."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openredress.parties.models import UnderMasterKey


class ReplyAddress(models.Model):
    """Where a petitioner answers in a case. `case` is the first one of the chain; `label` is the
    part of the address by which the row is found, and makes no address without the key. One that
    was ended stays, so that mail to it is told from mail to an address that never was.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", db_index=False)
    label = models.BinaryField(max_length=10, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reply address")
        indexes = [models.Index("case", name="reply_addresses_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="one_reply_address", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(_("Reply address"))


class TakenMail(models.Model):
    """Mail that was taken, so that it is taken once. `fingerprint` is a keyed hash of it, from
    which nobody without the key learns anything; `case` is the first one of the chain that it
    went to, by which a flood is noticed, and empty where it was set aside.
    """

    fingerprint = models.BinaryField(max_length=32, unique=True)
    case = models.ForeignKey(
        "cases.Case", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField()
    #: Whether the sender was told so by a program: a loop is told once an hour at most.
    is_answered = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mail that was taken")
        indexes = [
            models.Index("taken_at", name="mail_taken_at"),
            models.Index("case", "taken_at", name="mail_taken_for_case",
                         condition=Q(case__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("Mail that was taken"))


class SetAsideMail(UnderMasterKey):
    """Mail that did not become a filing or a message by itself, until a clerk decides.

    `sealed` holds it as it came, without the lines that mail servers added, under a key of its
    own; it is emptied when the mail was decided on, and the row stays to say who decided what.
    `case` is the first one of the chain that it was for, if it was for one; else `office` is
    whose mailbox it came to.
    """

    REASONS = [
        ("automatic", _("It was sent by a program")),
        ("own", _("It came from an address of this installation")),
        ("spam", _("The mail server marked it as spam")),
        ("too-large", _("It is too large")),
        ("unreadable", _("It cannot be read, or it is encrypted")),
        ("empty", _("It says nothing")),
        ("no-sender", _("It has no address that could be answered")),
        ("too-many", _("Too much mail has come for the same case, or from the same sender")),
        ("ended", _("The address that it was sent to has been replaced")),
        ("closed", _("Nothing can be added to the case any more")),
        ("not-for-us", _("It was sent to an address that takes no mail here")),
        ("failed", _("The program failed on it")),
    ]
    DECISIONS = [
        ("filed", _("It became a case")),
        ("written", _("It was added to its case")),
        ("discarded", _("It was discarded")),
    ]

    uid = models.CharField(max_length=32, unique=True)
    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, blank=True, related_name="+")
    #: The address of the mailbox it came to.
    box = models.CharField(max_length=254, blank=True)
    reason = models.CharField(max_length=20, choices=REASONS)
    arrived_at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    sealed = models.BinaryField()
    #: Whether the worker still has to tell the sender that nothing was done yet.
    tell = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "offices.Staff", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decision = models.CharField(max_length=20, choices=DECISIONS, blank=True)
    #: Why it was discarded, in the words of whoever did.
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("mail set aside")
        indexes = [
            models.Index(fields=["key_id", "id"], name="mail_by_key"),
            models.Index("office", "id", name="mail_waits", condition=Q(decided_at__isnull=True)),
            models.Index("id", name="mail_to_be_told", condition=Q(tell=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="")
                | (Q(decided_at__isnull=False) & ~Q(decision="") & Q(sealed=b"")),
                name="decided_mail_is_gone",
            )
        ]

    def __str__(self) -> str:
        return str(_("Mail set aside"))

    @property
    def key_context(self) -> bytes:
        return f"openredress key of mail {self.uid}".encode()
