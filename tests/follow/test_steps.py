"""Each step that a pack gives to the petitioner, taken on its own page."""

from collections import deque
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import DECISION, START, Drive, accepted, served

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor, Post
from openredress.core.procedure import Act, Procedure, Role
from openredress.offices.models import Office
from openredress.procedures import library

PACKS = {name: procedure for name, (procedure, _text) in library().items()}
OURS = [
    (pack, step.id)
    for pack, procedure in PACKS.items()
    for step in procedure.steps.values()
    if Role.PETITIONER in step.actors and step.act is not Act.FILE
]
REASON = "It is as I say."
ENTERED: dict[Act, dict[str, Any]] = {
    Act.MESSAGE: {"text": REASON},
    Act.ADD_FACTS: {"text": REASON},
    Act.NOT_FIXED: {"reason": REASON},
    Act.GO_UP: {"reason": REASON},
    Act.REQUEST_EXTENSION: {"amount": 1, "reason": REASON},
    Act.RATE: {"score": 4, "comment": REASON},
    Act.WITHDRAW: {"reason": REASON},
}


class Ladder:
    """Four offices under any pack, and people who may do everything in them."""

    def __init__(self, pack: str) -> None:
        self.procedure: Procedure = PACKS[pack]
        top = Office.objects.create(code="top", name_en="Top", procedure=pack)
        middle = Office.objects.create(code="middle", name_en="Middle", parent=top)
        self.desk = Office.objects.create(
            code="desk", name_en="Desk", parent=middle, registers=True
        )
        self.low = Office.objects.create(code="low", name_en="Low", parent=middle)

    def anybody(self, level: int) -> Actor:
        """Another person on each level: whoever decided below may not decide above."""
        posts = tuple(
            Post(office, role)
            for office in Office.objects.values_list("pk", flat=True)
            for role in (Role.CLERK, Role.OFFICER, Role.HEAD)
        )
        return Actor(Role.OFFICER, staff=100 + level, posts=posts)

    def way_to(self, stages: frozenset[str]) -> list[str]:
        """The shortest row of steps to one of the stages."""
        start = self.procedure.entry(1).id
        ways, todo = {start: list[str]()}, deque([start])
        while todo:
            stage = todo.popleft()
            if stage in stages:
                return ways[stage]
            for step, following in self._onward(stage):
                if following not in ways:
                    ways[following] = [*ways[stage], step]
                    todo.append(following)
        raise AssertionError(f"no way to {sorted(stages)}")

    def _onward(self, stage: str):
        for step in self.procedure.steps.values():
            if stage not in step.stages or step.act is Act.FILE:
                continue
            level = self.procedure.level_after(self.procedure.stages[stage].level)
            yield step.id, level.entry if step.act is Act.GO_UP else step.to.get(stage, stage)

    def drive_to(self, stages: frozenset[str]) -> Drive:
        filing = actions.Filing(REASON, office=self.desk.pk)
        filed = actions.file_case(filing, Actor(Role.PETITIONER), START)
        drive = Drive(None, filed.case, filed.code, START)
        for name in self.way_to(stages):
            drive.now += timedelta(hours=1)
            step = self.procedure.steps[name]
            ours = step.actors == {Role.PETITIONER} or step.act in ENTERED
            actor = drive.petitioner if ours else self.anybody(drive.case.level)
            params = {**ENTERED, **self._done()}.get(step.act, {})
            done = actions.take(drive.case.number, actor, name, params, drive.now)
            assert isinstance(done, Case), (name, done)
            drive.case = done
        return drive

    def _done(self) -> dict[Act, dict[str, Any]]:
        sending = {"office": self.low.pk, "reason": REASON}
        return {
            Act.TRANSFER: sending,
            Act.ASSIGN: sending,
            Act.OBJECT: {"reason": REASON},
            Act.DECLINE: {"reason": REASON},
            Act.REDIRECT: {"doors": tuple(self.procedure.doors)[:1], "reason": REASON},
            Act.ASK: {"text": REASON},
            Act.DECIDE: DECISION,
            Act.SERVE: {"how": "post"},
        }


def form_of(step: str, version: int, **entered: Any) -> dict[str, Any]:
    data = {f"{step}-{name}": value for name, value in entered.items()}
    return {**data, f"{step}-seen_version": version}


@pytest.mark.parametrize(("pack", "step"), OURS)
def test_it_takes_every_step_of_the_petitioner(db, follow, pack, step):
    ladder = Ladder(pack)
    known = ladder.procedure.steps[step]
    drive = ladder.drive_to(known.stages)
    client = follow(drive)
    path = f"/case/{drive.case.number}/{step}/"
    assert path in client.get("/case/").content.decode()

    asked = client.get(path).content.decode()
    assert str(known.does["en"]).replace("'", "&#x27;") in asked
    assert str(known.citation.article["en"]) in asked

    form = form_of(step, drive.case.version, **ENTERED[known.act])
    done = client.post(path, form)
    assert done.status_code == 302, done.content.decode()
    page = client.get(done["Location"])
    assert 'class="notice success"' in page.content.decode()
    current = page.context["page"].tabs[-1]
    assert current.is_shown
    if known.act is Act.GO_UP:
        assert current.number != drive.case.number
    everything = client.get(f"/case/{drive.case.number}/").context["page"].history
    assert known.citation in [line.citation for line in everything if line.is_mine]


def test_it_asks_again_and_keeps_what_was_typed(cast, follow):
    drive = served(cast)
    client = follow(drive)
    path = f"/case/{drive.case.number}/ask-more-time/"
    form = form_of("ask-more-time", drive.case.version, amount=45, reason="I was in hospital.")
    page = client.post(path, form).content.decode()
    assert "At most 30 more can be given." in page
    assert "I was in hospital." in page
    assert "<title>Error:" in page
    assert 'href="#id_ask-more-time-amount"' in page

    empty = client.post(path, form_of("ask-more-time", drive.case.version, amount=3))
    assert empty.status_code == 200
    assert "Fill this in; it cannot stay empty." in empty.content.decode()


def test_it_shows_what_is_new_before_it_takes_a_step_and_keeps_the_text(cast, follow):
    drive = accepted(cast)
    client, seen = follow(drive), drive.case.version
    drive.must("roads-officer", "message", text="We were at the road today.")
    client = follow(drive)
    path = f"/case/{drive.case.number}/message/"
    answer = client.post(path, form_of("message", seen, text="Please come."))
    page = answer.content.decode()
    assert "This is new in your case" in page
    assert "We were at the road today." in page
    assert "Please come." in page

    again = answer.context["form"]["seen_version"].value()
    assert client.post(path, form_of("message", again, text="Please come.")).status_code == 302


def test_it_asks_again_when_the_case_has_moved_on_unseen(cast, follow):
    drive = accepted(cast)
    seen = drive.case.version
    drive.must("roads-officer", "decide", **DECISION)
    client = follow(drive)
    path = f"/case/{drive.case.number}/withdraw/"
    page = client.post(path, form_of("withdraw", seen)).content.decode()
    assert "It is now at: Decided, not yet served." in page
    assert DECISION["finding"] not in page


def test_it_does_not_ask_again_for_a_note_it_may_not_show(cast, follow):
    drive = accepted(cast)
    seen = drive.case.version
    actions.write_note(drive.case.number, cast.actor("roads-officer"), "Call.", drive.now)
    path = f"/case/{drive.case.number}/message/"
    answer = follow(drive).post(path, form_of("message", seen, text="Please come."))
    assert answer.status_code == 302


def test_it_sends_a_text_once_when_it_is_sent_twice(cast, follow):
    drive = accepted(cast)
    client = follow(drive)
    path = f"/case/{drive.case.number}/message/"
    form = form_of("message", drive.case.version, text="Please come.")
    assert client.post(path, form).status_code == 302
    assert client.post(path, form).status_code == 200
    lines = client.get("/case/").context["page"].history
    assert len([line for line in lines if line.tag == "message-written"]) == 1


@pytest.mark.parametrize("seen", ["", "0", "-3", "99999", "x"])
def test_it_bears_any_version_that_is_sent(cast, follow, seen):
    drive = accepted(cast)
    path = f"/case/{drive.case.number}/message/"
    answer = follow(drive).post(path, form_of("message", seen, text="Please come."))
    assert answer.status_code in (200, 302)


def test_it_says_why_a_step_cannot_be_taken_now(cast, follow):
    drive = accepted(cast)
    client = follow(drive)
    page = client.get(f"/case/{drive.case.number}/ask-review/").content.decode()
    assert "This cannot be done now" in page
    assert "<textarea" not in page
    form = form_of("ask-review", drive.case.version, reason="I disagree.")
    answer = client.post(f"/case/{drive.case.number}/ask-review/", form)
    assert answer.status_code == 200
    assert "I disagree." in answer.content.decode()


@pytest.mark.parametrize("step", ["decide", "file", "no-such-step"])
def test_it_has_no_page_for_the_steps_of_others(cast, follow, step):
    drive = accepted(cast)
    client: Client = follow(drive)
    assert client.get(f"/case/{drive.case.number}/{step}/").status_code == 404
    assert client.post(f"/case/{drive.case.number}/{step}/").status_code == 404


def test_it_says_what_follows_before_a_case_is_withdrawn(cast, follow):
    drive = accepted(cast)
    page = follow(drive).get(f"/case/{drive.case.number}/withdraw/").content.decode()
    assert "What follows" in page
    assert "Nobody may press you to withdraw." in page
    assert "Yes, withdraw my case" in page


def test_it_names_the_office_that_review_goes_to(cast, follow):
    drive = served(cast)
    page = follow(drive).get(f"/case/{drive.case.number}/ask-review/").content.decode()
    assert "It goes to: Linjiang County." in page


def test_it_shows_a_rating_and_lets_it_be_changed(cast, follow):
    drive = served(cast).must("petitioner", "rate", score=2)
    page = follow(drive).get("/case/").content.decode()
    assert "You rated it 2 of 5." in page
    assert "Change your rating" in page
