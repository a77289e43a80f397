"""Meetings and what is on their agenda. Only `coordination.actions` writes here.

What is asked of a meeting and what it agreed stand in the journal of each case, and are read there:
nothing that was written about a case is kept here once the minutes are confirmed. A meeting itself
says nothing of any case; an item is there for those to whom every case of it is there.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openredress.core.series import Every, Rhythm
from openredress.offices.models import Office


class Series(models.Model):
    """Meetings of an office that come again, until `ended_at`. The worker calls the next one."""

    EVERY = [(Every.WEEKS.value, _("weeks")), (Every.MONTHS.value, _("months"))]

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    attending = ArrayField(models.BigIntegerField(), default=list)
    first_on = models.DateField()
    count = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=10, choices=EVERY)
    begins = models.TimeField()
    closes_before = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("series of meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, closes_before__gte=1), name="series_goes_on"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.first_on}"

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.first_on, self.count, Every(self.every))


class Meeting(models.Model):
    """A meeting that an office has called, by itself or as the next of a series. Cases are put on
    its agenda until `closes_on`.
    """

    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="meetings", db_index=False
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    attending = ArrayField(models.BigIntegerField(), default=list)
    meets_at = models.DateTimeField()
    meets_on = models.DateField()
    closes_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("coordination meeting")
        indexes = [models.Index("office", "meets_on", name="meetings_of_office")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__lt=models.F("meets_on")), name="agenda_closes_before"
            ),
            models.UniqueConstraint(fields=["series", "meets_on"], name="once_a_day_of_a_series"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.meets_on}"


class Item(models.Model):
    """One or several cases that are settled together. What the minutes will say is a draft here
    until it is confirmed, and then stands in the journals alone.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    cases = ArrayField(models.BigIntegerField())
    decision = models.TextField(blank=True)
    lead = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    co_handlers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    due_on = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("item of an agenda")
        constraints = [
            models.CheckConstraint(condition=~Q(cases=[]), name="about_some_case"),
            models.CheckConstraint(
                condition=(Q(confirmed_at=None) & Q(off_at=None)) | Q(decision=""),
                name="no_draft_once_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} – {self.pk}"
