"""Invented institutions: as the pages would have made them, and never among real cases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone
from tests.cast import file

from openredress.cases import actions, verification
from openredress.cases.actions.generating import GENERATED, Shared, Where, write_invented
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.offices.models import Office, Post
from openredress.ops.generating import command, ground, loading, run, stories

SEED = 11
COUNT = 400


@pytest.fixture
def plan():
    now = timezone.now()
    return run.Plan(COUNT, SEED, now.date() - timedelta(days=730), now)


def generated(plan):
    run.generate(plan, 1, lambda count: None)


@pytest.mark.django_db
def test_every_journal_is_one_that_verify_accepts(plan):
    generated(plan)
    assert Case.objects.count() == COUNT
    assert [found for _, found in verification.verify() if found] == []


@pytest.mark.django_db
def test_cases_are_at_many_stages_of_many_ages_in_both_languages(plan):
    generated(plan)
    stages = set(Case.objects.values_list("stage", flat=True))
    assert {"final", "accepted", "withdrawn", "redirected", "under-review"} <= stages
    assert set(Case.objects.values_list("language", flat=True)) == {"zh-hans", "en"}
    first = Case.objects.order_by("filed_at").values_list("filed_at", flat=True)[0]
    assert plan.until - first > timedelta(days=700)
    assert not Case.objects.filter(filed_at__gt=plan.until).exists()
    assert Case.objects.filter(level=2).exclude(origin=None).exists()
    assert Case.objects.filter(act_at__lte=plan.until).count() == 0, "time has acted already"


@pytest.mark.django_db
def test_no_invented_case_can_be_taken_for_a_real_one(plan):
    generated(plan)
    first = Case.objects.filter(level=1)
    assert first.exclude(source__startswith=GENERATED).count() == 0


@pytest.mark.django_db
def test_what_is_filed_next_gets_the_next_number(plan):
    generated(plan)
    filed = actions.file_case(actions.Filing(text="A real one."), Actor.petitioner(""), plan.until)
    assert (
        filed.case.pk
        == max(Case.objects.exclude(pk=filed.case.pk).values_list("pk", flat=True)) + 1
    )


@pytest.mark.django_db
def test_nothing_is_invented_where_something_is(cast):
    file(cast)
    before = (Case.objects.count(), Office.objects.count(), Post.objects.count())
    refused = CliRunner().invoke(command, ["--cases", "5"])
    assert refused.exit_code == 2
    assert "empty installation" in refused.output
    assert (Case.objects.count(), Office.objects.count(), Post.objects.count()) == before


@pytest.mark.django_db
def test_an_office_alone_is_enough_to_refuse():
    Office.objects.create(code="real", name_en="A real office")
    assert run.what_is_there() == "an office"


@pytest.mark.django_db
def test_every_index_and_reference_is_there_again_also_after_a_failure(plan):
    before = _built()
    generated(replace(plan, cases=5))
    assert _built() == before
    meanwhile = []
    with pytest.raises(ZeroDivisionError):
        _fail_while_loading(meanwhile)
    assert len(meanwhile) < len(before) - 40
    assert _built() == before


def _fail_while_loading(found):
    with loading.built_at_the_end():
        found += _built()
        raise ZeroDivisionError


def _built():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_get_constraintdef(oid), convalidated FROM pg_constraint UNION ALL
            SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index"""
        )
        return sorted(row for row in cursor.fetchall() if row[0])


@pytest.mark.django_db
def test_in_bulk_it_is_written_as_the_pages_would_have_written_it(plan):
    """The same stories told step by step to the actions give the same journals and rows."""
    ground.build(plan.cases, plan.seed)
    cast, shared = ground.cast(), Shared()
    numbers = [n for n in range(60) if len(_told(cast, plan, n).moves) == 1][:25]
    for n in numbers:
        pk = 5_000_000 + n  # Beyond what other tests have filed before.
        write_invented(iter([_told(cast, plan, n)]), [pk], shared, plan.until)
        once, again = Case.objects.get(pk=pk), _played(_told(cast, plan, n), shared, plan.until)
        assert _journal(again) == _journal(once), n
        assert _row(again) == _row(once), n


def _told(cast, plan, n):
    return stories.tell(cast, plan.seed, n, plan.day(n * 6), plan.until)


def _played(story, shared, now):
    goal = actions.destination(story.filing)
    where = Where(goal.registrar, goal.registrar, goal.office)
    filed = actions.file_case(story.filing, story.by(where), story.filed_at)
    number = filed.case.number
    for move in story.moves[0]:
        if move.at >= now:
            break
        _let_time_act(number, move.at)
        case = Case.objects.get(number=number)
        open_remedies = tuple(
            case.remedies.filter(completed_at=None).values_list("number", flat=True)
        )
        where = Where(case.office_id, case.registrar_id, goal.office, open_remedies)
        params = move.params(where)
        if params is None:
            continue
        actor = move.who(where)
        actor = Actor.petitioner(number) if actor.kind is Role.PETITIONER else actor
        taken = actions.take(number, actor, move.step, params, move.at)
        assert isinstance(taken, Case), taken
    _let_time_act(number, now)
    return Case.objects.get(number=number)


def _let_time_act(number, until):
    """As the worker does, soon after each moment at which something falls due."""
    while True:
        case = Case.objects.get(number=number)
        if case.act_at is None or case.act_at > until:
            return
        last = JournalEntry.objects.filter(case=case).latest("seq").at
        actions.sweep(min(max(case.act_at + timedelta(seconds=20), last), until))


def _journal(case):
    rows = JournalEntry.objects.filter(case=case).order_by("seq")
    return [
        (row.seq, row.at, row.recorded_at, row.by, row.tag, {**row.data, "source": ""}, row.words)
        for row in rows
    ]


def _row(case):
    own = {"id", "number", "root", "source", "head"}
    return {
        f.name: getattr(case, f.attname) for f in Case._meta.concrete_fields if f.name not in own
    }


def test_the_same_seed_tells_the_same_stories(plan):
    pick = ground.Cast(
        {}, [(1, ground.words()["bureau"][0]["matter"][0])], [(2, "溪村", "Xi Village")]
    )
    one, same, other = (
        stories.tell(pick, seed, 3, plan.since, plan.until) for seed in (SEED, SEED, SEED + 1)
    )
    assert (one.filed_at, one.filing) == (same.filed_at, same.filing)
    assert replace(other, moves=()).filing != one.filing
