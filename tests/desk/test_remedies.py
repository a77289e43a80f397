"""Remedies at the desk: settled by the head or above, moved to another day, judged by the first."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import DECISION, accepted, served

from openredress.cases import actions, judged
from openredress.cases.models import Breach, Case, Demand, PromisedRemedy
from openredress.cases.verification import verify
from openredress.core.events import Promise
from openredress.core.facts import State
from openredress.desk import kept

pytestmark = pytest.mark.django_db


def promised(cast, *, ago=60, days=10, done=None, kind="repair", **more):
    """Served `ago` days before now, for a day `days` after; recorded as done `done` days after."""
    drive = accepted(cast, now=timezone.now() - timedelta(days=ago), **more)
    promise = Promise(cast.offices["roads"].pk, drive.now.date() + timedelta(days=days), kind)
    drive.must("roads-officer", "decide", **DECISION, remedies=(promise,),
               remedy_texts=("Mend it.",))  # fmt: skip
    drive.must("roads-officer", "serve", how="post")
    if done is not None:
        drive.must("roads-officer", "complete-remedy", days=done, number=1, note="Mended.")
    return drive


def contested(cast, **more):
    drive = promised(cast, ago=20, done=2, **more)
    said = actions.object_to_remedy(
        drive.case.number, drive.petitioner, 1, "It is still broken.", drive.now
    )
    assert isinstance(said, Case), said
    return drive


def remedies(drive):
    return f"/desk/cases/{drive.case.number}/remedies/"


def settle(person, drive, **given):
    sent = {f"settle-1-{name}": value for name, value in given.items()}
    return person.post(f"{remedies(drive)}1/settlement/", sent)


def test_the_head_settles_what_the_petitioner_says_is_not_done(cast, sit_down):
    drive = contested(cast)
    head, officer = sit_down("roads-head"), sit_down("roads-officer")
    page = head.get(remedies(drive)).content.decode()
    assert "It is still broken." in page
    assert "Settle it" in page
    assert "Settle it" not in officer.get(remedies(drive)).content.decode()
    assert settle(officer, drive, found="done", reason="x").status_code == 404
    assert drive.case.number in head.get("/desk/supervision/").content.decode()
    empty = settle(head, drive)
    assert empty.status_code == 422
    assert 'href="#id_settle-1-found' in empty.content.decode()
    without_day = settle(head, drive, found="again", reason="I went there.")
    assert without_day.status_code == 422
    assert "I went there." in without_day.content.decode()
    day = timezone.now().date() + timedelta(days=30)
    assert settle(head, drive, found="again", due_on=day, reason="I went there.").status_code == 302
    row = PromisedRemedy.objects.get()
    assert (row.state, row.due_on, row.done_on) == (State.OWED, day, None)
    assert row.promised_on < day
    assert Demand.objects.get().ended_at is not None
    assert not [d for _pk, found in verify() for d in found]


def test_whoever_recorded_it_leaves_it_to_others_to_find_it_done(cast, sit_down):
    drive = promised(cast, ago=20)
    drive.must("roads-head", "complete-remedy", number=1, note="Mended.")
    actions.object_to_remedy(drive.case.number, drive.petitioner, 1, "No.", drive.now)
    own = settle(sit_down("roads-head"), drive, found="done", reason="I saw it.")
    assert own.status_code == 422
    assert "Somebody else has to find that it was" in own.content.decode()
    above = settle(sit_down("city-supervisor"), drive, found="done", reason="I saw it.")
    assert above.status_code == 302
    assert PromisedRemedy.objects.get().state == State.UPHELD


def test_an_objection_that_waits_too_long_is_in_the_register_after_the_end_too(cast, sit_down):
    drive = promised(cast, ago=60, done=2)
    drive.must("roads-officer", "close", note="")
    actions.object_to_remedy(drive.case.number, drive.petitioner, 1, "No.", drive.now)
    actions.sweep(timezone.now())
    assert Breach.objects.filter(limit="demand-1").exists()
    page = sit_down("roads-head").get("/desk/supervision/").content.decode()
    assert remedies(drive) in page


def test_another_day_takes_a_reason_and_the_list_goes_on_by_the_first(cast, sit_down):
    drive = promised(cast, ago=30, days=5)
    head, day = sit_down("roads-head"), timezone.now().date() + timedelta(days=30)
    where = f"{remedies(drive)}1/day/"
    assert head.post(where, {"move-1-due_on": day}).status_code == 422
    given = {"move-1-due_on": day, "move-1-reason": "The rain."}
    assert sit_down("roads-officer").post(where, given).status_code == 404
    assert head.post(where, given).status_code == 302
    assert PromisedRemedy.objects.get().due_on == day
    # Nothing is in time that was not: it counts as not kept, by the day that was promised first.
    assert drive.case.number in head.get("/desk/head/remedies/").content.decode()
    assert "The rain." in head.get(remedies(drive)).content.decode()


def test_who_is_shut_out_reads_and_settles_nothing(cast, sit_down):
    drive, person = contested(cast), sit_down("roads-head")
    done = actions.exclude_person(
        drive.case.number, cast.actor("city-supervisor"), cast.staff("roads-head").pk,
        "complained-of", "Her.", timezone.now(),
    )  # fmt: skip
    assert isinstance(done, Case), done
    for path in (remedies(drive), "/desk/cases/2026-999999-9/remedies/"):
        assert person.get(path).status_code == 404
    assert settle(person, drive, found="done", reason="x").status_code == 404
    assert drive.case.number not in person.get("/desk/remedies/kept/due/").content.decode()


@pytest.fixture
def a_year(cast):
    """Six promises of the roads bureau: two confirmed, one silent, one late, one not done, one
    that the petitioner says is not done.
    """
    drives = [promised(cast, done=2) for _ in range(3)]
    for drive in drives[:2]:
        said = actions.confirm_remedy(drive.case.number, drive.petitioner, 1, drive.now)
        assert isinstance(said, Case), said
    late, never = promised(cast, done=30), promised(cast)
    actions.sweep(timezone.now())
    return [*drives, late, never, _contested(cast)]


def _contested(cast):
    drive = promised(cast, ago=30, done=2)
    said = actions.object_to_remedy(drive.case.number, drive.petitioner, 1, "No.", drive.now)
    assert isinstance(said, Case), said
    return drive


def test_the_share_counts_what_was_kept_by_the_first_day_and_silence_apart(cast, a_year, sit_down):
    head = sit_down("roads-head")
    page = head.get("/desk/remedies/kept/").content.decode()
    assert "County Roads Bureau: 50%" in page
    wanted = {"due": 6, "in-time": 3, "confirmed": 2, "silent": 1, "by-office": 0, "late": 1,
              "open": 1, "contested": 1, "found": 0}  # fmt: skip
    for what, count in wanted.items():
        listed = head.get(f"/desk/remedies/kept/{what}/?office=roads").content.decode()
        assert listed.count('/remedies/">2026') + listed.count('/remedies/">2025') == count, what
    assert head.get("/desk/remedies/kept/due/?office=housing").status_code == 404
    assert head.get("/desk/remedies/kept/other/").status_code == 404
    assert "50%" in head.get("/desk/head/").content.decode()
    assert "50%" in sit_down("city-supervisor").get("/desk/supervision/").content.decode()
    rows = list(csv.DictReader(StringIO(head.get("/desk/remedies/kept.csv").content.decode())))
    assert [(r["office"], r["percent"], r["in-time"], r["silent"]) for r in rows] == [
        ("roads", "50", "3", "1")
    ]


def test_few_offices_stand_on_the_page_and_all_where_that_is_asked(
    cast, a_year, sit_down, monkeypatch
):
    monkeypatch.setattr(kept, "FEW_OFFICES", 0)
    person = sit_down("city-supervisor")
    few, every = (
        person.get(f"/desk/remedies/kept/{more}").content.decode() for more in ("", "?offices=all")
    )
    link, office = 'href="?offices=all"', "County Roads Bureau: 50%"
    assert (link in few, office in few) == (True, False)
    assert (link in every, office in every) == (False, True)
    assert "roads" in person.get("/desk/remedies/kept.csv").content.decode()


def test_the_public_reads_the_share_and_of_few_promises_nothing(cast, a_year):
    actions.publish_overdue(timezone.now())
    page = Client(headers={"accept-language": "en"}).get("/overdue/").content.decode()
    assert "3 of 6" in page
    assert "silence is no yes" in page
    rows = list(csv.DictReader(StringIO(Client().get("/remedies.csv").content.decode())))
    assert (rows[0]["office"], rows[0]["percent_in_time"], rows[0]["contested"]) == (
        "roads", "50", "1"
    )  # fmt: skip


def test_few_promises_and_those_somebody_must_not_know_of_are_not_published(cast, a_year):
    for drive in a_year[:2]:
        actions.ask_exclusion(drive.case.number, drive.petitioner, "Him.", timezone.now())
    actions.publish_overdue(timezone.now())
    page = Client(headers={"accept-language": "en"}).get("/overdue/").content.decode()
    assert f"Fewer than {judged.LEAST} promises" in page
    assert "of 4" not in page
    row = next(csv.DictReader(StringIO(Client().get("/remedies.csv").content.decode())))
    assert (row["percent_in_time"], row["due"]) == ("", "")


def test_kind_and_sum_are_entered_with_the_decision(cast, sit_down):
    drive, officer = accepted(cast), sit_down("roads-officer")
    row = {"remedy_1": "Pay.", "remedy_1_due_on": timezone.now().date() + timedelta(days=30),
           "remedy_1_office": cast.offices["roads"].pk, "remedy_1_kind": "money"}  # fmt: skip
    without = officer.take(drive.case, "decide", **DECISION, **row)
    assert without.status_code == 422
    assert "Say how much is paid." in without.content.decode()
    row |= {"remedy_1_amount": "1200", "remedy_1_currency": "eur"}
    wrong = officer.take(drive.case, "decide", **DECISION, **row | {"remedy_1_kind": "apology"})
    assert "A sum is for money." in wrong.content.decode()
    assert officer.take(drive.case, "decide", **DECISION, **row).status_code == 302
    row = PromisedRemedy.objects.get()
    assert (row.kind, row.amount) == ("money", "1200.00 EUR")
    assert "1,200.00 EUR" in officer.look(drive.case).content.decode()


def test_what_was_done_is_recorded_with_files_that_show_it(cast, sit_down):
    from django.core.files.uploadedfile import SimpleUploadedFile

    drive = served(cast, remedies=(Promise(cast.offices["roads"].pk,
                   timezone.now().date()),), remedy_texts=("Mend it.",))  # fmt: skip
    officer = sit_down("roads-officer")
    step = f"/desk/cases/{drive.case.number}/complete-remedy/"
    given = {"complete-remedy-number": 1, "complete-remedy-note": "Mended.",
             "complete-remedy-files": SimpleUploadedFile("report.txt", b"Mended.")}  # fmt: skip
    assert officer.post(step, given).status_code == 302
    assert "report.txt" in officer.get(remedies(drive)).content.decode()
