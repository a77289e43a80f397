"""The outbox: what is to be sent, without the address it goes to and without what it says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: The channel of a letter, which is printed at the desk and not sent by the worker.
BY_LETTER = "letter"


class Notice(models.Model):
    """One message. Address and text are found when it is sent, and kept nowhere.

    `case` is the first case of the chain. `details` is the version of the sealed contact that it
    goes to, `None` for the one on file then. `about` is the place of what it tells in the journal
    of `of_case`, where that matters. `claimed_until` is how long whoever sends it has for that.

    A row without a `channel` tells of an event, and becomes one row for each way that the
    petitioner chose when the worker comes to it: the choice is sealed, and may be none.

    One to a `member` of a group, or to the other `side` of a mediation, goes to the contact that is
    sealed with them, and never by letter: somebody would have to read their address.

    A notice to `staff` has no case; `once` keeps what is sent once, such as a day's digest, from
    being queued twice.
    """

    WAITS, SENT, NOBODY, FAILED = "waits", "sent", "nobody", "failed"
    PRINTED = "printed"
    STATES = [
        (WAITS, _("waits")),
        (PRINTED, _("printed, not yet posted")),
        (SENT, _("handed over")),
        (NOBODY, _("no such contact, or nothing to tell any more")),
        (FAILED, _("was given up")),
    ]

    kind = models.CharField(max_length=40)
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(
        "offices.Staff", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    member = models.ForeignKey(
        "parties.Member", models.CASCADE, null=True, blank=True, related_name="+"
    )
    side = models.ForeignKey(
        "parties.OtherSide", models.CASCADE, null=True, blank=True, related_name="+"
    )
    once = models.CharField(max_length=80, null=True, blank=True, unique=True)
    of_case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="+")
    about = models.PositiveIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=20, default="email", blank=True)
    details = models.PositiveIntegerField(null=True, blank=True)
    language = models.CharField(max_length=10)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=STATES, default=WAITS)
    ended_at = models.DateTimeField(null=True, blank=True)
    #: Kind and number of the last failure, as in "SMTPDataError 451"; never what the server said.
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("notice")
        indexes = [
            models.Index("due_at", name="notices_due", condition=Q(state="waits")),
            models.Index("ended_at", name="notices_ended", condition=Q(ended_at__isnull=False)),
            models.Index("of_case", name="notices_letters", condition=Q(channel=BY_LETTER)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(case=None) ^ Q(staff=None), name="goes_to_somebody"),
            models.CheckConstraint(
                condition=Q(member=None, side=None)
                | (Q(member=None) ^ Q(side=None)) & Q(staff=None) & ~Q(channel=BY_LETTER),
                name="beside_by_no_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} – {self.state}"


class Template(models.Model):
    """A text of a message in the words of this institution, in place of the one that comes with
    the program. `code` and its placeholders are those of `texts`.
    """

    code = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=2000)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("text of a message")
        constraints = [
            models.UniqueConstraint(fields=["code", "language"], name="one_text_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language})"
