"""The case file as it is stored: rows that repeat what the journal says, and the journal.

Only `actions` writes here. Every column of `Case` but its key follows from the journal, the pack
and the calendar; `openredress verify` proves it.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openredress.offices.models import Matter, Office, Place


class PackVersion(models.Model):
    """The text of a pack as cases were filed under it, for ever."""

    digest = models.CharField(max_length=64, primary_key=True)
    pack = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        verbose_name = _("procedure version")

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class Case(models.Model):
    """One grievance at one level. `root` is the first case of the chain (itself, at level 1).

    A report of reprisal is a case of its own; `about` is the first case of what it is about.
    """

    number = models.CharField(_("case number"), max_length=20, unique=True)
    root = models.ForeignKey("self", models.PROTECT, related_name="chain", db_index=True)
    origin = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="went_up"
    )
    level = models.PositiveSmallIntegerField(default=1)
    is_reprisal = models.BooleanField(default=False)
    # No constraint and no index: nothing about the row of a case may tell of a report about it,
    # and checking a foreign key would lock that row while the report is filed.
    about = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, blank=True, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    pack = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    stage = models.CharField(_("stage"), max_length=60)
    is_open = models.BooleanField(default=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="cases", verbose_name=_("office"), db_index=False
    )
    registrar = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    co_handlers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(_("subject"), max_length=160)
    channel = models.CharField(_("channel"), max_length=20)
    language = models.CharField(_("language"), max_length=10)
    source = models.CharField(max_length=200, blank=True)
    filed_at = models.DateTimeField(_("filed"))
    served_on = models.DateField(null=True, blank=True)
    # Since when an answer waits to reach the petitioner.
    unserved_since = models.DateTimeField(null=True, blank=True)
    next_limit = models.CharField(max_length=60, blank=True)
    next_due_on = models.DateField(_("due"), null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    act_at = models.DateTimeField(null=True, blank=True)
    # What was done about that which is late now: rungs of the ladder, and who took it up.
    escalated = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    taken_up_by = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    pending_limit = models.CharField(max_length=60, blank=True)
    identity_waits = models.BooleanField(default=False)
    question = models.BooleanField(default=False)
    exclusion_asked = models.BooleanField(default=False)
    exclusion_office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    exclusion_due_at = models.DateTimeField(null=True, blank=True)
    # No index leads from a person to cases: they are read with the row, and only to shut out.
    blocked = ArrayField(models.BigIntegerField(), default=list, blank=True)
    blocked_offices = ArrayField(models.BigIntegerField(), default=list, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    # `forget_on` is the last day on which it is there, `forget_act_at` when something about that
    # happens next by itself: the petitioner is told, or it is forgotten.
    forget_on = models.DateField(null=True, blank=True)
    forget_act_at = models.DateTimeField(null=True, blank=True)
    hold_review_on = models.DateField(null=True, blank=True)
    erasure_due_on = models.DateField(null=True, blank=True)
    is_forgotten = models.BooleanField(default=False)
    # Cases with the same number here are linked: they are about the same cause.
    cause = models.PositiveBigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField()
    head = models.BinaryField(max_length=32)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("case")
        indexes = [
            models.Index("office", "next_due_at", "id", name="queue_of_office",
                         condition=Q(is_open=True)),
            # For those who see many offices: what is due next is found without sorting all of it.
            models.Index("next_due_at", "id", name="due_next", condition=Q(is_open=True)),
            models.Index("registrar", "next_due_at", "id", name="queue_of_registrar",
                         condition=Q(is_open=True)),
            models.Index(fields=["office", "-id"], name="cases_of_office"),
            # Reports of reprisal are few among many, and everybody's first page asks for them.
            models.Index("office", "next_due_at", "id", name="reports_open",
                         condition=Q(is_reprisal=True, is_open=True)),
            models.Index("act_at", name="what_falls_due", condition=Q(act_at__isnull=False)),
            models.Index("taken_up_by", "next_due_at", "id", name="taken_up",
                         condition=Q(taken_up_by__isnull=False)),
            models.Index("office", name="escalated_of_office", condition=~Q(escalated=[])),
            models.Index("office", name="waits_for_head", condition=~Q(pending_limit="")),
            models.Index("office", "unserved_since", "id", name="unserved",
                         condition=Q(unserved_since__isnull=False)),
            models.Index("registrar", "unserved_since", "id", name="unserved_of_registrar",
                         condition=Q(unserved_since__isnull=False)),
            models.Index("office", name="with_exclusions",
                         condition=Q(is_open=True) & (~Q(blocked=[]) | ~Q(blocked_offices=[]))),
            models.Index("exclusion_office", name="waits_for_exclusion",
                         condition=Q(exclusion_asked=True, is_open=True)),
            models.Index(fields=["office", "registrar"], name="waits_for_second_person",
                         condition=Q(identity_waits=True)),
            models.Index("forget_act_at", "id", name="what_is_to_be_forgotten",
                         condition=Q(forget_act_at__isnull=False)),
            models.Index("office", "forget_on", "id", name="forgotten_next",
                         condition=Q(forget_on__isnull=False)),
            models.Index("office", "hold_review_on", name="on_hold",
                         condition=Q(hold_review_on__isnull=False)),
            models.Index("cause", name="linked_by_cause", condition=Q(cause__isnull=False)),
            models.Index("office", "erasure_due_on", name="erasure_asked",
                         condition=Q(erasure_due_on__isnull=False)),
            # What `Total` leaves out, since it is not for everybody at its office to see.
            models.Index("office", name="counted_one_by_one",
                         condition=~Q(blocked=[]) | ~Q(blocked_offices=[]) | Q(is_reprisal=True)),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint("source", name="imported_once", condition=~Q(source="")),
            models.CheckConstraint(condition=Q(version__gte=1), name="has_a_journal"),
        ]

    def __str__(self) -> str:
        return self.number


class RetentionRule(models.Model):
    """How long the institution keeps ended cases of a procedure, in place of what its pack says.

    `outcome` is "" for all outcomes without a rule of their own. A rule that was replaced stays,
    with the day; `applied_at` is when every case was told by it.
    """

    pack = models.CharField(max_length=80)
    outcome = models.CharField(max_length=20, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10)
    reason = models.TextField()
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rule about keeping")
        constraints = [
            models.UniqueConstraint(fields=["pack", "outcome"], name="one_rule_in_force",
                                    condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(condition=Q(amount__gte=1) & ~Q(reason=""),
                                   name="says_how_long_and_why"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pack} {self.outcome}"


class PromisedRemedy(models.Model):
    """A remedy of a decision: what is to be done, by which office, by which day.

    `promised_on` is the day that was promised first, by which the office is judged, `done_on` the
    one on which it was recorded as done. `state` is one of `facts.State`, `answer_by` the last day
    on which the petitioner can say whether it was done.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="remedies")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=20, default="other")
    amount = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    promised_on = models.DateField()
    due_on = models.DateField()
    completed_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, default="owed")

    class Meta:
        verbose_name = _("remedy")
        ordering = ["case_id", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="remedy_number")]
        indexes = [
            models.Index("office", "due_on", name="remedies_owed",
                         condition=Q(completed_at__isnull=True)),
            models.Index("office", "promised_on", "id", name="remedies_judged"),
            models.Index("office", "promised_on", "id", name="remedies_undone",
                         condition=Q(completed_at__isnull=True)),
            models.Index("promised_on", "id", name="remedies_undone_by_day",
                         condition=Q(completed_at__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case} – {self.number}"


class Demand(models.Model):
    """What an office was asked by another within a case, by which day: an answer or a decision.

    `ended_at` is when it was answered, met or dropped; while it is open there is none.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="demands")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("demand")
        ordering = ["case_id", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="demand_number")]
        indexes = [
            models.Index("office", "due_on", "id", name="demands_open",
                         condition=Q(ended_at__isnull=True)),
            models.Index("due_on", "id", name="demands_by_day", condition=Q(ended_at__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case} – {self.number}"


class Mediation(models.Model):
    """A mediation for those who mediate, who see this row and not the case. `rung` counts from 0;
    `owed_by` is the office that owes a report of a rung before. Who is shut out of the case stands
    here again, because the wall of this table cannot ask for what its readers do not see.
    `meets_at` is the next meeting, and `news_at` when it was set, or another office came in.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="mediation")
    number = models.CharField(max_length=20)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    joint = ArrayField(models.BigIntegerField(), default=list, blank=True)
    owed_by = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    rung = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=20, blank=True)
    meets_at = models.DateTimeField(null=True, blank=True)
    news_at = models.DateTimeField(null=True, blank=True)
    blocked = ArrayField(models.BigIntegerField(), default=list, blank=True)
    blocked_offices = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        verbose_name = _("mediation")
        indexes = [
            models.Index("office", "due_on", "case", name="mediations_of_office",
                         condition=Q(ended="")),
            GinIndex("joint", name="mediations_along", condition=Q(ended="")),
            models.Index("owed_by", name="mediation_reports_owed",
                         condition=Q(owed_by__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Helping(models.Model):
    """Who was asked to help with a case, or helps, for that helper: what they see of it before they
    agree, and by what the wall knows them. `staff` is empty once it is over. Who stands too near to
    the case is kept here again, because the wall of this table cannot ask for what its readers do
    not see: `blocked` people, everybody of the offices that are `apart`, and whoever works at those
    that are `working` on it.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="helping")
    root = models.CharField(max_length=20)
    number = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    staff = models.ForeignKey(
        "offices.Staff", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    scope = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    until = models.DateField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    asks = models.BooleanField(default=False)
    blocked = ArrayField(models.BigIntegerField(), default=list, blank=True)
    apart = ArrayField(models.BigIntegerField(), default=list, blank=True)
    working = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        verbose_name = _("help with a case")
        indexes = [
            models.Index("staff", "asked_at", name="helpings_of_staff",
                         condition=Q(staff__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Breach(models.Model):
    """A day that an office missed: one line of the register. `seq` is its place in the journal.

    `limit` is "remedy" for the promise of the number `remedy`, and `ended_on` the day on which what
    was owed came after all. `explained` is the place of what the office said about it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="breaches")
    seq = models.PositiveIntegerField()
    limit = models.CharField(max_length=60)
    remedy = models.PositiveSmallIntegerField(default=0)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    explained = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("breach")
        ordering = ["case_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="breach_once")]
        indexes = [
            models.Index("office", "due_on", "id", name="breaches_of_office"),
            models.Index("due_on", "id", name="breaches_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case} – {self.limit}"


class Hearing(models.Model):
    """A hearing of a case. `at` is how far it has come. `title` is what a public one is called in
    public, `headline` and `finding` what the public reads of what was found. `panel` are the people
    who work here and sit at it, and `news_at` when they were named or its day was set or given up.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="hearings")
    number = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.CharField(max_length=12)
    starts_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=150, blank=True)
    venue = models.TextField(blank=True)
    headline = models.CharField(max_length=150, blank=True)
    finding = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    panel = ArrayField(models.BigIntegerField(), default=list, blank=True)
    news_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hearing")
        ordering = ["case_id", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="hearing_number")]
        indexes = [
            models.Index("starts_at", "id", name="hearings_ahead", condition=Q(at="announced")),
            models.Index("published_at", "id", name="findings_published",
                         condition=Q(published_at__isnull=False)),
            GinIndex("panel", name="hearings_of_panel", condition=~Q(panel=[])),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case} – {self.number}"


class Total(models.Model):
    """How many cases or promises of an office fall on a moment, or into a month: see `totals`.

    Triggers add a row for each change, so that nobody who writes waits for somebody else; the
    worker adds them up (`is_sum`), and the total is the sum of both. Only cases that nobody is
    shut out of count here, and no reports of reprisal. `office` is the one whose cases they are,
    and `promised_by` the one that promised something in them.
    """

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    promised_by = models.ForeignKey(
        Office, models.CASCADE, null=True, blank=True, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    what = models.CharField(max_length=20)
    is_month = models.BooleanField(default=False)
    at = models.DateTimeField(null=True, blank=True)
    count = models.BigIntegerField()
    is_sum = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("total")
        indexes = [
            models.Index(fields=["office", "what", "is_month", "at"],
                         include=["promised_by", "count"], name="totals_of_office"),
            models.Index(fields=["office"], condition=Q(is_sum=False), name="totals_changed"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["office", "promised_by", "what", "is_month", "at"],
                                    condition=Q(is_sum=True), nulls_distinct=False,
                                    name="total_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what} {self.at or ''}".strip()


class Sheet(models.Model):
    """The totals of an office as they stand from `since` `until` its next day begins, in one row,
    for one state of the institution: see `sheets`, which alone reads and writes it.
    """

    office = models.OneToOneField(
        Office, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.BigIntegerField()
    waiting = models.JSONField()
    promised = models.JSONField()

    class Meta:
        verbose_name = _("sheet of totals")

    def __str__(self) -> str:
        return f"{self.office} {self.since}"


class OverdueFigures(models.Model):
    """What was overdue on one day, as it was published: `counts` are cases by office, as in
    {"12": 3}. An office without an entry had none. `breaches` are the lines of the register that
    year: office, pack and limit, how many, and how many of them the office has explained.
    `remedies` are those promised for a day of the last twelve months, as in `judged.Share`.
    """

    day = models.DateField(primary_key=True)
    made_at = models.DateTimeField()
    counts = models.JSONField()
    breaches = models.JSONField(default=list)
    remedies = models.JSONField(default=list)

    class Meta:
        verbose_name = _("figures of what is overdue")

    def __str__(self) -> str:
        return str(self.day)


class PublicIssue(models.Model):
    """A systemic issue on the public page, in the words of its owner: what its cases say, once
    more, and of the cases only how many there are, 0 where there are too few to say so.
    """

    cause = models.PositiveBigIntegerField(primary_key=True)
    title = models.CharField(max_length=160)
    text = models.TextField()
    plan = models.TextField()
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    cases = models.PositiveIntegerField()
    published_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("public systemic issue")

    def __str__(self) -> str:
        return self.title


class SetAside(models.Model):
    """A case on which time could not act, until somebody looks or it is tried again. It says where
    the program failed, and nothing of what the case says.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="set_aside")
    since = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    retry_at = models.DateTimeField()
    fault = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("case set aside")

    def __str__(self) -> str:
        return f"{self.case}: {self.fault}"


class JournalEntry(models.Model):
    """One sealed entry. A trigger forbids changing or deleting it, but for words that a later
    entry says were erased; see the migrations.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="journal", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.JSONField()
    tag = models.CharField(max_length=40)
    data = models.JSONField()
    words = models.JSONField(null=True)
    salt = models.BinaryField(max_length=16, null=True)
    words_digest = models.BinaryField(max_length=32)
    is_imported = models.BooleanField(default=False)
    previous = models.BinaryField(max_length=32)
    seal = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("event")
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="journal_in_order")]
        ordering = ["case_id", "seq"]

    def __str__(self) -> str:
        return f"{self.case} #{self.seq}"


class SearchRow(models.Model):
    """By which words a case is found, and in which offices: `keys` as in `actions.indexing`.

    Beside the case, because whatever changes a row writes its indexes anew. No request reads this
    table: a function of the database answers, by the policy of the cases.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    words = SearchVectorField()
    keys = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("words of a case")
        # Else words wait on a list that each search reads from end to end.
        indexes = [GinIndex(fields=["words", "keys"], name="found_by_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.case_id}"


class SearchWord(models.Model):
    """A word that stands in some case, with what is left of it without each letter, so that a
    mistake in typing is forgiven.
    """

    word = models.CharField(max_length=40, primary_key=True)
    deletions = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("word that is searched for")
        indexes = [GinIndex(fields=["deletions"], name="words_alike")]

    def __str__(self) -> str:
        return self.word
