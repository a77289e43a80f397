"""Rosters, absences and alerts as they are stored. Only `duty.actions` writes here.

There is no place for why somebody is away, and none that would let acknowledgements be counted by
person: who took an alert is kept while it is in hand, and forgotten with it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openredress.cases.models import Case
from openredress.core.alerts import Need, Rung
from openredress.core.duty import Hours
from openredress.offices.models import Office, Staff


class Roster(models.Model):
    """The hours in which an office keeps somebody on duty, and how they are reached."""

    HOURS = [
        (Hours.OFFICE_HOURS.value, _("In office hours, on working days")),
        (Hours.ALWAYS.value, _("Day and night, every day")),
    ]

    office = models.OneToOneField(
        Office, models.CASCADE, primary_key=True, related_name="duty_roster"
    )
    hours = models.CharField(_("somebody is on duty"), max_length=20, choices=HOURS)
    phone = models.CharField(_("telephone on duty"), max_length=60, blank=True)
    room = models.CharField(_("room on duty"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("duty roster")

    def __str__(self) -> str:
        return str(self.office)

    @property
    def kept(self) -> Hours:
        return Hours(self.hours)


class Shift(models.Model):
    """Who is on duty from when until when: a lead, and others beside them."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="duty_shifts", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lead = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    others = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        verbose_name = _("shift")
        indexes = [models.Index(fields=["office", "ends_at"], name="shifts_of_office")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="shift_ends")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.starts_at:%Y-%m-%d %H:%M}"


class Absence(models.Model):
    """Somebody is away from an office, and who does their work there meanwhile."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="duty_absences", db_index=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    substitute = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("absence")
        indexes = [models.Index(fields=["office", "ends_at"], name="absences_of_office")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="absence_ends"),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("staff")), name="not_for_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} – {self.office}"


class Swap(models.Model):
    """Somebody asks somebody else to take their place on a shift, perhaps for one of theirs."""

    ANSWERS = [
        ("", _("waits for an answer")),
        ("agreed", _("agreed")),
        ("refused", _("refused")),
        ("withdrawn", _("withdrawn")),
    ]

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="swaps")
    in_return = models.ForeignKey(Shift, models.CASCADE, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    asked_of = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=ANSWERS, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("swap")

    def __str__(self) -> str:
        return f"{self.shift}: {self.asked_by} – {self.asked_of}"


class Change(models.Model):
    """Who changed the roster of an office, when, and what. A trigger keeps it as it is."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    what = models.CharField(max_length=30)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of the roster")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class DutyKey(models.Model):
    """What opens the calendar of one person, and tells a program who is on duty. A keyed hash."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="+")
    key_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("duty key")

    def __str__(self) -> str:
        return str(self.staff)


class Alert(models.Model):
    """Something of a case that needs a person, until it is done. It names nobody of the case.

    `seq` is the entry of the journal it began with. `reached` is the rung it stands on, and
    `climbs_at` when it goes on; `acknowledged_at` stops it.
    """

    NEEDS = [(need.value, need.value) for need in Need]

    case = models.ForeignKey(Case, models.CASCADE, related_name="alerts")
    seq = models.PositiveIntegerField()
    need = models.CharField(max_length=20, choices=NEEDS)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    reached = models.SmallIntegerField(default=-1)
    climbs_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        indexes = [
            models.Index("climbs_at", name="alerts_that_climb",
                         condition=Q(settled_at=None, acknowledged_at=None)),
            models.Index("id", name="alerts_open", condition=Q(settled_at=None)),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["case", "need", "seq"], name="raised_once"),
            models.UniqueConstraint(
                fields=["case", "need"], condition=Q(settled_at=None), name="one_open_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(taken_by=None), name="nobody_kept_once_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} – {self.need}"


class AlertRung(models.Model):
    """A rung that an alert came to, or passed over because nobody was there. Kept as it is."""

    RUNGS = [
        (Rung.DUTY.value, _("who is on duty")),
        (Rung.HEAD.value, _("head of office")),
        (Rung.ABOVE.value, _("office above")),
    ]

    # Found by its alert, which `each_rung_once` begins with. With an index by office beside it, a
    # planner that knows no numbers yet read all rungs of the office again for every alert.
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="rungs", db_index=False)
    number = models.SmallIntegerField()
    rung = models.CharField(max_length=10, choices=RUNGS)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    reached_at = models.DateTimeField()
    nobody_there = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("rung")
        ordering = ["alert_id", "number"]
        constraints = [models.UniqueConstraint(fields=["alert", "number"], name="each_rung_once")]

    def __str__(self) -> str:
        return f"{self.alert} → {self.rung}"


class Unread(models.Model):
    """A case whose journal has grown since alerts were last looked at; filled by a trigger."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("unread journal")

    def __str__(self) -> str:
        return str(self.case_id)
