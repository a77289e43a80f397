"""The demonstration: what it promises to whoever opens it, on whatever day they do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from tests.cast import who

from openredress.cases.models import Case, JournalEntry, PromisedRemedy
from openredress.cases.verification import verify
from openredress.core.clock import calculate
from openredress.core.procedure import Act
from openredress.core.receipt import is_case_number
from openredress.incoming.models import SetAsideMail
from openredress.offices.models import Matter, Office, Place, Post, Staff
from openredress.ops import demo
from openredress.ops.demo import ground, leaflet, play, script
from openredress.parties import members, proxies, receipts, sides
from openredress.procedures import library

#: A Monday, noon in Shanghai and early morning in London.
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db

INSTITUTIONS = [ground.read(demo.data() / f"{name}.toml") for name in demo.INSTITUTIONS]

#: A Sunday, days in and after the long holidays, a night, New Year.
DAYS = [
    datetime(2026, 2, 20, 1, 0, tzinfo=UTC),
    datetime(2026, 2, 24, 0, 10, tzinfo=UTC),
    datetime(2026, 4, 7, 8, 0, tzinfo=UTC),
    datetime(2026, 5, 6, 2, 0, tzinfo=UTC),
    datetime(2026, 10, 4, 12, 0, tzinfo=UTC),
    datetime(2026, 10, 8, 3, 0, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """The demonstration as it stands once it was loaded, and the lines that were printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = []
        lines = list(demo.load(NOW, said.append))
        yield lines, said
        transaction.set_rollback(True)


def every_case():
    return [(i, case) for i in INSTITUTIONS for case in script.read(demo.data(), i.root)]


def told(now):
    for institution, case in every_case():
        yield institution, case, list(script.happenings(institution, case, now))


def test_there_are_at_least_sixty_cases_in_both_languages(town):
    first = Case.objects.filter(level=1)
    english = first.filter(language="en").count()
    chinese = first.filter(language="zh-hans").count()
    assert english + chinese == first.count() >= 60
    assert english >= 20
    assert chinese > english


@pytest.mark.parametrize("pack", ["cn-2022", "uk-lgsco-2024"])
def test_every_stage_of_the_procedure_is_there(town, pack):
    procedure, _ = library()[pack]
    present = set(Case.objects.filter(pack__pack=pack).values_list("stage", flat=True))
    assert set(procedure.stages) - present == set()


def test_something_is_late_at_every_step_and_something_is_due_today(town):
    late = Case.objects.filter(is_open=True, next_due_at__lte=NOW)
    limits = set(late.values_list("next_limit", flat=True))
    assert {"register", "accept", "decide", "review", "acknowledge", "stage-1", "remedy"} <= limits
    soon = Case.objects.filter(next_due_at__gt=NOW, next_due_at__lte=NOW + timedelta(days=1))
    assert {"register", "accept", "decide"} <= set(soon.values_list("next_limit", flat=True))


def test_breaches_are_in_the_journal_from_the_day_on_which_they_happened(town):
    breaches = JournalEntry.objects.filter(tag="limit-breached")
    assert breaches.count() >= 10
    for breach in breaches:
        due_on = date.fromisoformat(breach.data["due_on"])
        assert timedelta(0) <= breach.at.date() - due_on <= timedelta(days=1)
    assert not Case.objects.filter(act_at__lte=NOW).exists()


def test_what_makes_a_case_interesting_is_there(town):
    assert Case.objects.exclude(pending_limit="").count() >= 3  # Extensions wait for an answer.
    assert Case.objects.filter(question=True).exists()
    assert Case.objects.filter(is_open=False, rating__isnull=False).exists()
    assert Case.objects.exclude(co_handlers=[]).exists()
    assert PromisedRemedy.objects.filter(completed_at=None, due_on__lt=NOW.date()).exists()
    assert PromisedRemedy.objects.exclude(completed_at=None).exists()
    tags = set(JournalEntry.objects.values_list("tag", flat=True))
    assert {
        "routing-objected", "extension-granted", "extension-refused", "paused", "not-fixed",
        "right-lapsed", "note-written", "identity-opened", "review-answered", "withdrawn",
    } <= tags  # fmt: skip
    channels = set(Case.objects.values_list("channel", flat=True))
    assert {"web", "visit", "telephone", "letter", "email"} <= channels
    assert set(SetAsideMail.objects.values_list("reason", flat=True)) == {"automatic"}
    by_mail = JournalEntry.objects.filter(tag="message-written", data__channel="email")
    assert by_mail.count() == 2


def test_some_are_anonymous_and_some_file_for_another(town):
    people = [who(case) for case in Case.objects.filter(level=1)]
    assert sum(person.is_anonymous for person in people) >= 8
    assert sum(bool(person.helper_name) for person in people) >= 5


def test_the_proof_finds_no_difference(town):
    assert [found for _, found in verify() if found] == []


def test_time_runs_forwards_in_every_journal(town):
    for case in Case.objects.all():
        times = list(
            JournalEntry.objects.filter(case=case).order_by("seq").values_list("at", flat=True)
        )
        assert times == sorted(times)
        assert times[-1] <= NOW


def test_loading_again_changes_nothing_and_shows_the_same_receipts(town):
    lines, _ = town
    before = (Case.objects.count(), JournalEntry.objects.count(), Staff.objects.count())
    said = []
    assert list(demo.load(NOW + timedelta(days=3), said.append)) == lines
    assert (Case.objects.count(), JournalEntry.objects.count(), Staff.objects.count()) == before
    assert said == []


def test_the_printed_receipts_open_their_cases(town):
    kept = [line.strip()[:24] for line in leaflet.path().read_text().splitlines()[1:]]
    assert len(kept) >= 4
    opened = [
        other.number
        if (other := members.by_code(code) or sides.by_code(code) or proxies.by_code(code))
        else receipts.find(code).case.number
        for code in kept
    ]  # fmt: skip
    assert all(map(is_case_number, opened))


def test_what_is_printed_names_accounts_that_sign_in(town):
    lines, _ = town
    text = "\n".join(lines)
    for username in (
        "cn-clerk",
        "cn-officer",
        "cn-head",
        "cn-supervisor",
        "uk-clerk",
        "uk-officer",
    ):
        assert username in text
        assert Staff.objects.get(username=username).check_password(ground.PASSWORD)
    for first in leaflet.FIRST.values():
        assert Staff.objects.filter(username__in=[u for u, _, _ in first]).count() == len(first)


@pytest.mark.parametrize("model", [Office, Matter, Place])
def test_everything_has_a_name_in_both_languages(town, model):
    assert not model.objects.filter(name_en="").exists()
    assert not model.objects.filter(name_zh="").exists()


def test_every_office_can_be_found_and_reached(town):
    for office in Office.objects.all():
        assert office.address
        assert office.phone
        assert office.hours


def test_each_role_is_held_in_both_institutions(town):
    for institution in INSTITUTIONS:
        offices = [row["code"] for row in institution.offices]
        held = set(Post.objects.filter(office__code__in=offices).values_list("role", flat=True))
        assert held == {"clerk", "officer", "head", "supervisor", "operator", "helper"}


def test_a_refused_step_is_named(town):
    institution, case = every_case()[0]
    broken = {**case, "key": "broken", "then": [{"ago": 0, "do": "close", "by": "cn-officer"}]}
    with pytest.raises(play.ScriptError, match=r"broken: close .* not-in-this-stage"):
        play.play([(institution, broken)], NOW, lambda _: None)


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_whatever_the_day_things_happen_in_order_and_before_now(now):
    for _, case, happenings in told(now):
        times = [h.at for h in happenings]
        assert times == sorted(times), case["key"]
        assert times[-1] < now, case["key"]


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_whatever_the_day_rights_are_used_in_time(now):
    for institution, case, happenings in told(now):
        procedure, _ = library()[institution.procedure]
        calendar = institution.calendar
        for i, happening in enumerate(happenings):
            step = procedure.steps.get(happening.step)
            if step is None or not step.within:
                continue
            limit = procedure.limits[step.within]
            kinds = limit.runs_from
            start = next(h for h in reversed(happenings[:i]) if _is_of(procedure, h.step, kinds))
            extra = 20 if any(h.step == "grant-extension" for h in happenings[:i]) else 0
            due_on = calculate(limit, start.at, calendar).due_on() + timedelta(days=extra)
            assert calendar.local_date(happening.at) <= due_on, case["key"]


def _is_of(procedure, step, kinds):
    if step == "open-answer":  # Whoever opens the answer on their page is served with it.
        step = next(s.id for s in procedure.steps.values() if s.act is Act.SERVE)
    found = procedure.steps.get(step)
    named = set(kinds) | {procedure.steps[k].act.value for k in kinds}
    return step in named or (found is not None and found.id in kinds)


def test_scripts_say_what_somebody_said_and_wished_for():
    for _, case in every_case():
        assert len(case["text"].strip()) > 40, case["key"]
        assert case["language"] in ("en", "zh-hans")
