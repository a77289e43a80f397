"""Offices, the places and matters they answer for, and the staff who hold posts there."""

import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openredress.core.procedure import Role

code_validator = RegexValidator(
    r"^[a-z0-9][a-z0-9-]*$",
    _("Use small letters, digits and hyphens, beginning with a letter or digit."),
)


class Named(models.Model):
    """Something with a name in each language; one of the two is enough."""

    code = models.CharField(_("code"), max_length=80, unique=True, validators=[code_validator])
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, else in the other one."""
        chinese = (get_language() or "").startswith("zh")
        names = (self.name_zh, self.name_en) if chinese else (self.name_en, self.name_zh)
        return names[0] or names[1] or self.code


class Place(Named):
    """A named place: a province, a county, a township, a village, a site."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        verbose_name = _("place")
        ordering = ["id"]


class Matter(Named):
    """What a grievance can be about, from broad to narrow. `words` are other words for it, by which
    suggestions find it before there are cases to learn from.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)

    class Meta:
        verbose_name = _("matter")
        ordering = ["id"]


class Office(Named):
    """An accountable unit in a tree of levels.

    `procedure`, `calendar` and `time_zone` left blank are those of the office above. An office
    that names no places covers those of the office above; one that `registers` takes cases in.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    registers = models.BooleanField(_("registers cases"), default=False)
    procedure = models.CharField(_("procedure"), max_length=80, blank=True)
    calendar = models.CharField(_("calendar"), max_length=20, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    places = models.ManyToManyField(Place, blank=True, related_name="offices")
    matters = models.ManyToManyField(Matter, blank=True, related_name="offices")
    custodian = models.BooleanField(
        _("a second person must agree before a name is opened"), default=False
    )
    reprisals_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("reads reports of reprisal that no office above can"),
    )  # fmt: skip
    # What kind of mediator it is, as in `openredress.core.rungs`; "" where it does not mediate.
    mediates = models.CharField(_("mediates"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("office")
        ordering = ["id"]


def same_everywhere(password: str) -> str:
    """One way of writing it: keyboards compose the same signs from different characters."""
    return unicodedata.normalize("NFKC", password)


class OfficialCalendar(models.Model):
    """The official days of rest by which deadlines are counted, as of when they were last adopted.
    `days` is as in `openredress.offices.standing`.
    """

    code = models.CharField(max_length=20, primary_key=True)
    days = models.JSONField()
    adopted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("official calendar")

    def __str__(self) -> str:
        return self.code


class CalendarChange(models.Model):
    """A change of working days: by an office for what it and those below register, or, where
    `office` is empty, of the official calendar `code`, whose days `before` are kept.

    `added` are days of rest by date, as in {"2026-05-04": {"en": "Fair day"}}. `hours` are opening
    hours from the day `hours_since` on, [] for those of the office above. The worker moves
    the deadlines of open cases; `reached` is the key of the last case that it looked at, `newest`
    that of the newest one when the change was made.
    """

    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="calendar_changes")
    code = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    added = models.JSONField(default=dict)
    removed = models.JSONField(default=list)
    hours = models.JSONField(null=True)
    hours_since = models.DateField(null=True)
    before = models.JSONField(null=True)
    reached = models.BigIntegerField(default=0)
    newest = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of a calendar")
        indexes = [
            models.Index("id", name="calendar_to_recount", condition=models.Q(done_at=None)),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours=None, hours_since=None)
                | models.Q(hours__isnull=False, hours_since__isnull=False),
                name="hours_from_a_day_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, username: str, password: str | None = None, **extra: object) -> "Staff":
        staff = self.model(username=username, **extra)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """A person who works at one or more offices and signs in."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Where the daily digest of a head goes, and the word to a helper that something changed, and in
    # which language. Nothing else is sent there.
    digest_email = models.EmailField(_("daily digest to"), blank=True)
    digest_language = models.CharField(max_length=10, blank=True)

    USERNAME_FIELD = "username"
    objects = StaffManager()

    class Meta:
        verbose_name = _("staff")

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(
            raw_password if raw_password is None else same_everywhere(raw_password)
        )

    def check_password(self, raw_password: str) -> bool:
        return super().check_password(same_everywhere(raw_password))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.username


class Post(models.Model):
    """A role that somebody holds at an office."""

    ROLES = [
        (Role.CLERK.value, _("Intake clerk")),
        (Role.OFFICER.value, _("Case officer")),
        (Role.HEAD.value, _("Head of office")),
        (Role.SUPERVISOR.value, _("Supervisor")),
        (Role.OPERATOR.value, _("Operator")),
        (Role.HELPER.value, _("Helper")),
    ]

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="posts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=ROLES)

    class Meta:
        verbose_name = _("post")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "office", "role"], name="one_post_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.staff} – {self.get_role_display()}, {self.office}"


#: What helpers speak, sign languages among them, by the codes of BCP 47.
LANGUAGES = {
    "cmn": _("Mandarin Chinese"),
    "yue": _("Cantonese"),
    "en": _("English"),
    "bo": _("Tibetan"),
    "ug": _("Uyghur"),
    "mn": _("Mongolian"),
    "kk": _("Kazakh"),
    "ko": _("Korean"),
    "za": _("Zhuang"),
    "ii": _("Yi"),
    "pl": _("Polish"),
    "ur": _("Urdu"),
    "hi": _("Hindi"),
    "csl": _("Chinese Sign Language"),
    "bfi": _("British Sign Language"),
}


class Helper(models.Model):
    """Somebody whom an office offers to help people file and follow, as everybody may read it: what
    they go by, what they speak, what they are good at and where they are met. Nothing of any case.
    `post` is their place on the list of that office; whoever loses it helps nobody any more.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="helper")
    goes_by = models.CharField(_("the name they go by"), max_length=80)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    good_at_en = models.CharField(
        _("what they are good at, in English"), max_length=300, blank=True
    )
    good_at_zh = models.CharField(
        _("what they are good at, in Chinese"), max_length=300, blank=True
    )
    meets_en = models.CharField(_("where and when, in English"), max_length=300, blank=True)
    meets_zh = models.CharField(_("where and when, in Chinese"), max_length=300, blank=True)
    is_listed = models.BooleanField(_("stands on the public list"), default=True)

    class Meta:
        verbose_name = _("helper")

    def __str__(self) -> str:
        return self.goes_by

    @property
    def good_at(self) -> str:
        return _in_language(self.good_at_en, self.good_at_zh)

    @property
    def spoken(self) -> tuple[str, ...]:
        """What the languages are called; one that this release does not know stands for itself."""
        return tuple(str(LANGUAGES.get(code, code)) for code in self.languages)

    @property
    def meets(self) -> str:
        return _in_language(self.meets_en, self.meets_zh)


def _in_language(english: str, chinese: str) -> str:
    """In the language of the page, else in the other one."""
    is_chinese = (get_language() or "").startswith("zh")
    return (chinese or english) if is_chinese else (english or chinese)
