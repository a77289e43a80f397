"""Search: what is found, by whom, and what nobody finds out by it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import DECISION, START, accepted, file, make_cast
from tests.house.test_wall import reading

from openredress.cases import actions, searching, verification
from openredress.cases.actions.indexing import TOGETHER, index_all
from openredress.cases.models import Case, SearchRow, SearchWord
from openredress.cases.searching import Filters, search
from openredress.core.access import Actor
from openredress.parties.models import Petitioner


@pytest.fixture
def cast(db):
    return make_cast()


def found(cast, who, typed, filters=Filters(), **more):  # noqa: B008  it is frozen
    with reading(cast.actor(who)):
        return search(cast.actor(who), typed, filters, **more)


def numbers(results):
    return [hit.case.number for hit in results.hits]


def test_a_case_is_found_by_its_words_from_the_moment_it_is_filed(cast):
    case = file(cast, text="The culvert is blocked and the road floods.").case
    file(cast, text="A lamp is out.")
    assert numbers(found(cast, "clerk", "culvert floods")) == [case.number]
    assert numbers(found(cast, "clerk", "culvert lamp")) == []


def test_words_wait_on_no_list_that_each_search_would_read(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('found_by_words')")
        for _ in range(5):
            file(cast, text="The culvert is blocked and the road floods.")
        cursor.execute("SELECT gin_clean_pending_list('found_by_words')")
        assert cursor.fetchone() == (0,), "pages of words that had not come into the index"


@pytest.mark.parametrize("typed", ["culvert", "culverin", "高速"])
def test_what_is_asked_for_alone_is_looked_up_once(cast, typed):
    for _ in range(3):
        file(cast, text="The culvert is blocked. 高速路口积水。")
    with CaptureQueriesContext(connection) as told:
        found(cast, "clerk", typed)
    assert sum("openredress_search" in each["sql"] for each in told) == 1


def test_chinese_english_and_both_in_either_script(cast):
    case = file(cast, text="路灯不亮，学生放学看不清路。The streetlight is broken.").case
    for typed in ("路灯", "路燈", "看不清", "路灯 streetlight", "學生放學", "STREETLIGHTS"):
        assert numbers(found(cast, "clerk", typed)) == [case.number], typed
    assert numbers(found(cast, "clerk", '"不亮学生"')) == [], "a comma stands between"


def test_what_is_written_later_is_found_and_what_is_decided(cast):
    drive = accepted(cast)
    drive.must("petitioner", "message", text="The excavator stands there.")
    assert numbers(found(cast, "roads-officer", "excavator")) == [drive.case.number]
    drive.must(
        "roads-officer", "decide", **{**DECISION, "finding": "The contractor must resurface it."}
    )
    assert numbers(found(cast, "roads-officer", "resurface contractor")) == [drive.case.number]


def test_what_only_the_office_reads_is_found_by_nobody(cast):
    drive = accepted(cast)
    actions.write_note(
        drive.case.number, cast.actor("roads-officer"), "Ask the quarrymaster.", drive.now
    )
    assert numbers(found(cast, "roads-officer", "quarrymaster")) == []


def test_nobody_finds_a_case_by_who_filed_it(cast):
    identity = {"name": "Thornbury Wen 温思远", "phone": "0000-1234567", "email": "wen@example.org",
                "revealing": "The only farrier."}  # fmt: skip
    text = (
        "thornbury the farrier writes, 温思远, 0000-1234567, wen@example.org: a culvert is blocked"
    )
    drive = file(cast, text=text, identity=identity)
    for typed in ("thornbury", "farrier", "温思远", "思远", "1234567", "0000-1234567", "example"):
        assert numbers(found(cast, "clerk", typed)) == [], typed
    assert numbers(found(cast, "clerk", "culvert")) == [drive.case.number]
    held = SearchRow.objects.get(pk=drive.case.pk).words
    assert "thornbury" not in held
    assert not SearchWord.objects.filter(word__in=["thornbury", "farrier"]).exists()


def test_a_name_that_is_given_later_is_taken_out(cast):
    drive = file(cast, text="Since pemberton came the culvert is blocked.")
    assert numbers(found(cast, "clerk", "pemberton")) == [drive.case.number]
    root = Actor.petitioner(drive.case.number)
    actions.change_details(drive.case.number, root, {"name": "Pemberton"}, [], drive.now)
    assert numbers(found(cast, "clerk", "pemberton")) == []
    assert numbers(found(cast, "clerk", "culvert")) == [drive.case.number]


def test_what_could_be_a_name_is_answered_only_where_it_stands_in_several_cases(cast):
    file(cast, text="村干部张伟民不作为。")
    answer = found(cast, "clerk", "张伟民")
    assert (answer.hits, answer.could_be_name) == ((), ("张伟民",))
    for _case in range(3):
        file(cast, text="马路坑洼不平。")
    assert len(found(cast, "clerk", "马路").hits) == 3


# Whoever must not see a case ------------------------------------------------------------------


def test_who_is_shut_out_finds_no_case_no_count_and_no_extract(cast):
    for _case in range(2):
        file(cast, text="The culvert is blocked.")
    before = found(cast, "clerk", "culvert", Filters())
    drive = file(cast, text="The culvert was blocked by the zamboni of the clerk.")
    assert found(cast, "clerk", "culvert").count == 3
    actions.exclude_person(
        drive.case.number, cast.actor("city-supervisor"), cast.staff("clerk").pk, "complained-of",
        "It is about them.", drive.now,
    )  # fmt: skip
    after = found(cast, "clerk", "culvert")
    assert after == before
    for typed in ("zamboni", "zambonni", "culvert zamboni"):
        answer = found(cast, "clerk", typed)
        assert (answer.hits, answer.count, answer.corrected, answer.older) == ((), 0, {}, 0), typed
    assert numbers(found(cast, "city-supervisor", "zamboni")) == [drive.case.number]


def test_another_office_finds_nothing(cast):
    file(cast, text="The culvert is blocked.")
    for who in ("housing-officer", "uk-head", "operator"):
        assert found(cast, who, "culvert") == searching.Results(), who


def test_a_report_of_reprisal_is_found_by_nobody(cast):
    drive = accepted(cast)
    report = actions.Report(text="They threatened me about the zamboni.", about=drive.case.number)
    actions.file_report(report, Actor.petitioner(""), drive.now)
    assert not SearchRow.objects.filter(case__is_reprisal=True).exists()
    for who in ("city-supervisor", "clerk", "roads-officer"):
        assert numbers(found(cast, who, "zamboni")) == []


def test_as_nobody_the_database_finds_nothing_whatever_is_asked(cast):
    file(cast, text="The culvert is blocked.")
    scope = [f"o{o.pk}" for o in cast.offices.values()] + [
        f"r{o.pk}" for o in cast.offices.values()
    ]
    with reading():
        assert searching._Index(scope).found("'culvert'", 10)[0] == []


def test_a_wider_scope_than_ones_own_shows_nothing_more(cast):
    """The scope is asked for by the program; the policy decides."""
    file(cast, text="The culvert is blocked.")
    scope = [f"o{o.pk}" for o in cast.offices.values()] + [
        f"r{o.pk}" for o in cast.offices.values()
    ]
    with reading(cast.actor("housing-officer")):
        assert searching._Index(scope).found("'culvert'", 10)[0] == []


def with_savepoint(cursor, statement):
    with transaction.atomic():
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["cases_searchrow", "cases_searchword"])
def test_no_request_reads_the_words_themselves(cast, table):
    with reading(cast.actor("clerk")), connection.cursor() as cursor, pytest.raises(DatabaseError):
        with_savepoint(cursor, f"SELECT * FROM {table}")


def test_what_is_corrected_tells_nothing_of_cases_that_one_may_not_open(cast):
    """A word of a hidden case would not be corrected, and so be known, were it asked for there."""
    file(cast, text="They asked for a bribe.")
    before = found(cast, "clerk", "bribed")
    file(cast, text="Somebody was bribed.", matter=cast.matters["damp"].pk,
         place=cast.places["harbourne"].pk)  # fmt: skip
    assert found(cast, "clerk", "bribed") == before
    assert before.corrected == {"bribed": ("bribe",)}


# Narrowing, ranking, pages --------------------------------------------------------------------


def test_filters_narrow_it_down(cast):
    old = file(cast, START, text="The culvert is blocked.").case
    new = accepted(cast, now=START + timedelta(days=40), text="The culvert is blocked again.").case

    def of(**given):
        return numbers(found(cast, "clerk", "culvert", Filters(**given)))

    assert of() == [new.number, old.number] or set(of()) == {new.number, old.number}
    assert of(stage="accepted") == [new.number]
    assert of(offices=(cast.offices["roads"].pk,)) == [new.number]
    assert of(since=START + timedelta(days=20)) == [new.number]
    assert of(until=START + timedelta(days=20)) == [old.number]
    assert of(late_at=START + timedelta(days=30)) == [old.number]
    assert of(outcome="upheld") == []
    assert of(open=False) == []
    assert set(of(matters=(cast.matters["roads"].pk,), places=(cast.places["linjiang"].pk,))) == {
        old.number, new.number,
    }  # fmt: skip


def test_what_says_more_of_it_comes_first(cast):
    often = file(cast, text="Noise, noise and noise again: the saw at night.").case
    file(cast, text="A long letter about many things. " * 20 + "There is noise.")
    assert numbers(found(cast, "clerk", "noise"))[0] == often.number


def test_small_mistakes_are_forgiven_and_said(cast):
    case = file(cast, text="The compensation for our land was never paid.").case
    answer = found(cast, "clerk", "compensatoin")
    assert numbers(answer) == [case.number]
    assert answer.corrected == {"compensatoin": ("compensation",)}


def test_counts_say_when_they_are_an_estimate_and_older_ones_can_be_reached(cast, monkeypatch):
    monkeypatch.setattr(searching, "RANKED", 4)
    monkeypatch.setattr(searching, "PAGE", 2)
    filed = [file(cast, text=f"The culvert is blocked, {i}.").case.number for i in range(9)]
    first = found(cast, "clerk", "culvert")
    assert (first.count, first.is_exact) == (4, False)
    assert first.about >= 4
    seen, below = [], searching.END
    while True:
        pages = [found(cast, "clerk", "culvert", page=p, below=below) for p in (1, 2)]
        seen += [n for page in pages for n in numbers(page)]
        if not pages[0].older:
            break
        below = pages[0].older
    assert sorted(seen) == sorted(filed), "each once"


def test_the_newest_are_looked_at_first_however_far_apart_they_lie(cast):
    filed = []
    for gap in (0, TOGETHER, 7 * TOGETHER, 40 * TOGETHER, 200 * TOGETHER):
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('cases_case_id_seq', %s)", [gap + 5])
        filed.append(file(cast, text="The culvert is blocked.").case.number)
    answer = found(cast, "clerk", "culvert")
    assert sorted(numbers(answer)) == sorted(filed)
    assert answer.is_exact


# Erased, rebuilt, proved ----------------------------------------------------------------------


def test_what_was_erased_is_found_no_more_and_its_words_are_forgotten(cast):
    drive = file(cast, text="The zamboni blocks the road.").must("petitioner", "withdraw")
    assert SearchWord.objects.filter(word="zamboni").exists()
    file(cast, text="Another road.")
    actions.forget(drive.now + timedelta(days=366 * 2 + 200))
    actions.forget(drive.now + timedelta(days=366 * 5))
    assert Case.objects.get(pk=drive.case.pk).is_forgotten
    assert not SearchRow.objects.filter(pk=drive.case.pk).exists()
    assert not SearchWord.objects.filter(word="zamboni").exists()
    assert SearchWord.objects.filter(word="road").exists()


def test_rebuilding_gives_what_was_there(cast):
    accepted(cast, identity={"name": "Thornbury"}, text="thornbury says the culvert is blocked")
    file(cast, text="路灯不亮。")
    before = list(SearchRow.objects.order_by("pk").values_list("pk", "words", "keys"))
    SearchRow.objects.all().delete()
    assert index_all(lambda count: None) == (2, 0)
    assert list(SearchRow.objects.order_by("pk").values_list("pk", "words", "keys")) == before


def test_verify_misses_words_that_were_kept(cast):
    drive = file(cast).must("petitioner", "withdraw")
    actions.forget(drive.now + timedelta(days=366 * 2 + 200))
    actions.forget(drive.now + timedelta(days=366 * 5))
    SearchRow.objects.create(case=drive.case, words="'road':1A", keys=["b0"])
    told = [d.what for _, found in verification.verify() for d in found]
    assert told == ["words-kept"]


def test_a_name_that_cannot_be_opened_leaves_its_case_out(cast):
    drive = file(cast, identity={"name": "Thornbury"}, text="thornbury: the culvert")
    Petitioner.objects.filter(case=drive.case).update(sealed=b"x" * 600)
    assert index_all(lambda count: None) == (0, 1)
    assert not SearchRow.objects.exists()


def test_moving_on_changes_where_it_is_found(cast):
    drive = file(cast, text="The culvert is blocked.").must("clerk", "register")
    assert numbers(found(cast, "roads-officer", "culvert")) == []
    drive.must("clerk", "transfer", office=cast.offices["roads"].pk, reason="Its road.")
    assert numbers(found(cast, "roads-officer", "culvert")) == [drive.case.number]
    assert f"o{cast.offices['roads'].pk}" in SearchRow.objects.get(pk=drive.case.pk).keys


def test_imported_cases_are_found(cast):
    earlier = actions.EarlierCase(
        "old:1", timezone.now() - timedelta(days=9),
        actions.Filing(text="The culvert is blocked.", office=cast.offices["roads"].pk),
    )  # fmt: skip
    (case,) = actions.import_cases([earlier], timezone.now())
    assert numbers(found(cast, "roads-officer", "culvert")) == [case.number]
