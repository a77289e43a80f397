"""Where an office goes and when, the kits that were taken along, and what came of them.

A round names a place and nobody who comes there. What was taken down is a case like any other; that
it came by a kit stands apart, behind the wall. Only `rounds.actions` writes here.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openredress.cases.models import Case
from openredress.core.reception import Need
from openredress.offices.models import Office, Place, Staff
from openredress.parties.models import UnderMasterKey


class Round(models.Model):
    """A visit of an office to a place, made public beforehand."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="rounds")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    where = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    who = models.CharField(max_length=200, blank=True)
    languages = models.CharField(max_length=120, blank=True)
    offers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    revision = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("round")
        ordering = ["on", "begins", "id"]
        indexes = [models.Index("on", "id", name="rounds_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="round_begins_first"),
            models.CheckConstraint(condition=~Q(where="") | Q(place__isnull=False),
                                   name="round_is_somewhere"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.where_to} {self.on}"

    @property
    def where_to(self) -> str:
        """The place, in the language of the page, and where there."""
        named = self.place.name if self.place else ""
        return " · ".join(part for part in (named, self.where) if part)

    @property
    def needs(self) -> list[Need]:
        return [need for need in Need if need in self.offers]


class RoundChange(models.Model):
    """A round that was moved or cancelled, with the reason as everybody reads it. `was_on` and the
    hours are what had been made public before.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    is_cancelled = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    was_on = models.DateField()
    was_begins = models.TimeField()
    was_ends = models.TimeField()

    class Meta:
        verbose_name = _("change of a round")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="round_change_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.reason}"


class Kit(UnderMasterKey):
    """What somebody takes along to a round: a public key that devices seal to, whose private half
    (`data_key`, wrapped) never leaves here, and case numbers set aside for it.
    """

    uid = models.CharField(max_length=40, unique=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="kits")
    holder = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    public = models.BinaryField(max_length=65)
    numbers = ArrayField(models.CharField(max_length=20))
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("kit of a round")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(revoked_at=None) | ~Q(reason=""),
                                   name="kit_revoked_for_a_reason"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.uid

    @property
    def key_context(self) -> bytes:
        return f"openredress key of kit {self.uid}".encode()


class Arrived(models.Model):
    """A record that a device brought and that is in a case now. The record itself is not kept."""

    uid = models.CharField(max_length=80, unique=True)
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="arrived")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    revision = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("record of a round")

    def __str__(self) -> str:
        return self.uid


class Held(models.Model):
    """A record that could not be taken in by itself. `line` is what came, sealed, until somebody
    has taken it in or has written down what became of it (`settled`).
    """

    uid = models.CharField(max_length=80, unique=True)
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="held")
    line = models.TextField(blank=True)
    why = models.CharField(max_length=20)
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    settled = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("record of a round that waits")
        ordering = ["id"]
        indexes = [models.Index("kit", name="rounds_waiting", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return self.uid
