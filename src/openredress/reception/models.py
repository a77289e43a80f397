"""When people are received, what is booked, which number is called, and who went out to a group.

Nobody who comes is named here, and nothing here can be counted for one of them. A booking knows an
hour and what was asked for; that it belongs to a case stands apart, behind the wall. Bookings and
numbers are erased soon after their day. Only `reception.actions` writes here.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openredress.cases.models import Case
from openredress.core.reception import Need
from openredress.core.standard import Capacity, Check
from openredress.offices.models import Office, Staff


class Room(models.Model):
    """Where an office receives people, for how long each, and how many at a time."""

    office = models.OneToOneField(Office, models.PROTECT, related_name="reception_room")
    where = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    seats = models.PositiveSmallIntegerField(default=1)
    offers = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        verbose_name = _("reception")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, seats__gte=1), name="some_time"),
        ]

    def __str__(self) -> str:
        return str(self.office)

    @property
    def needs(self) -> list[Need]:
        return [n for n in Need if n in self.offers or n is Need.COMPANION]


class Hours(models.Model):
    """Part of a weekday (0 is Monday) on which the office receives people."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()

    class Meta:
        verbose_name = _("reception hours")
        ordering = ["weekday", "begins"]
        constraints = [
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="begins_first"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="day_of_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.begins}–{self.ends}"


class HeadDay(models.Model):
    """A day on which somebody who answers for the office receives people themselves. `who` is
    their name and post, as it is made public.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="days")
    who = models.CharField(max_length=120)
    on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("reception day")
        ordering = ["on", "begins", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="day_begins_first"),
            models.CheckConstraint(condition=Q(minutes__gte=5), name="some_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.on}"


class Booking(models.Model):
    """A time that somebody comes. `code_hash` opens one that was made without a receipt; `reason`
    is why the office could not keep it.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings")
    head_day = models.ForeignKey(HeadDay, models.PROTECT, null=True, blank=True, db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    needs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    language = models.CharField(max_length=60, blank=True)
    code_hash = models.BinaryField(null=True, unique=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("booking")
        indexes = [models.Index("room", "starts_at", name="bookings_of_room")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="starts_first"),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.starts_at}"


class BookedCase(models.Model):
    """That a booking belongs to a case; there for those to whom the case is."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="booked_case")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("case of a booking")

    def __str__(self) -> str:
        return f"{self.booking}"


class Ticket(models.Model):
    """A number of the day. Who holds it is nowhere; it is erased when the day is over."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="tickets", db_index=False)
    on = models.DateField()
    number = models.PositiveIntegerField()
    called_at = models.DateTimeField(null=True, blank=True)
    counter = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("number in the waiting room")
        constraints = [
            models.UniqueConstraint(fields=["room", "on", "number"], name="one_number_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Arrival(models.Model):
    """People who came together, and how the office met them. Of the people there is their number
    and what they asked for, and nothing else. `who` had to come out to them by `due_at`.

    `reached` is the rung that the alert stands on and `climbs_at` when it goes on. `coming` is who
    of the staff said that they are coming, `came` who did, in which capacity.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    arrived_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    asks = models.TextField(blank=True)
    who = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Capacity])
    due_at = models.DateTimeField()
    climbs = models.PositiveSmallIntegerField()
    reached = models.SmallIntegerField(default=-1)
    climbs_at = models.DateTimeField(null=True, blank=True)
    coming = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    coming_at = models.DateTimeField(null=True, blank=True)
    came = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    came_as = models.CharField(max_length=20, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    checks = ArrayField(
        models.CharField(max_length=20, choices=[(c.value, c.value) for c in Check]),
        default=list,
        blank=True,
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("arrival of a group")
        indexes = [
            models.Index("office", "arrived_at", name="arrivals_of_office"),
            models.Index(
                "climbs_at", name="arrivals_that_climb", condition=Q(met_at=None, ended_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="somebody_came"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.arrived_at}"

    @property
    def is_late(self) -> bool:
        """Whether whoever had to come was there after their time; `False` while nobody came."""
        return self.met_at is not None and self.met_at > self.due_at


class ArrivalRung(models.Model):
    """Whom the alert of an arrival reached, and when."""

    arrival = models.ForeignKey(Arrival, models.CASCADE, related_name="rungs")
    number = models.PositiveSmallIntegerField()
    rung = models.CharField(max_length=10)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reached_at = models.DateTimeField()
    nobody_there = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("rung of an arrival")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["arrival", "number"], name="reached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.arrival} {self.number}"
