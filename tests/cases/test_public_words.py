"""Words about a common cause that others read tell nobody who one of them is."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import START, accepted, make_cast

from openredress.cases import actions, public_issues, verification
from openredress.cases.models import Case, PublicIssue
from openredress.core.causes import Plan
from openredress.core.refusals import Code

NOW = START + timedelta(days=9)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def three(cast):
    """Three linked cases, the second from somebody who sealed a name and a telephone number."""
    named = {"name": "Zhao Lanhua", "phone": "13800002222"}
    drives = [accepted(cast), accepted(cast, identity=named), accepted(cast)]
    assert isinstance(link(cast, drives), tuple)
    return drives


def link(cast, drives):
    numbers = [d.case.number for d in drives]
    return actions.link_cases(numbers, cast.actor("roads-officer"), "One plant.", NOW)


def plan_of(cast, plan, title="The plant", days=30):
    return Plan(cast.offices["roads"].pk, (NOW + timedelta(days=days)).date(), title, plan)


def held(drive):
    return drive.case.journal.filter(tag="public-text-held").count()


def publish(cast, drive, title="The plant", text="It has no filters."):
    owner = cast.actor("roads-head")
    return actions.publish_issue(drive.case.number, owner, title, text, NOW, is_public=True)


def test_neither_plan_nor_cause_nor_answer_tells_who_one_of_them_is(cast, three):
    """Asked of every linked case, from whichever of them it is written; each try stands there."""
    one, named, other = three
    number, head = one.case.number, cast.actor("roads-head")
    tries = (
        lambda: actions.open_issue(number, head, plan_of(cast, "Visit LANHUA."), NOW),
        lambda: actions.open_issue(number, head, plan_of(cast, "Filters.", "For Zhao"), NOW),
        lambda: actions.change_issue(number, head, plan_of(cast, "Ask Miss Zhao."), "x", NOW),
        lambda: actions.change_issue(number, head, plan_of(cast, "Filters."), "Zhao came.", NOW),
        lambda: publish(cast, one, text="Call 13800002222."),
        lambda: publish(cast, one, title=f"As in {named.case.number}"),
        lambda: publish(cast, one, text=f"See {other.case.number}."),
        lambda: actions.answer_issue(number, head, "Lanhua was right.", NOW),
    )
    fields = ("plan", "title", "plan", "reason", "text", "title", "text", "text")
    for at, (attempt, field) in enumerate(zip(tries, fields, strict=True)):
        if at == 2:
            done = actions.open_issue(number, head, plan_of(cast, "Filters."), NOW)
            assert isinstance(done, tuple), done
        before = held(named), held(other)
        refused = attempt()
        assert (refused.code, refused.field) == (Code.TELLS_WHO, field), at
        about_other = at == 6
        assert (held(named), held(other)) == (
            before[0] + (not about_other), before[1] + about_other
        ), at  # fmt: skip
    assert held(one) == 0
    assert not PublicIssue.objects.exists()
    # A name inside another word gives nobody away.
    assert isinstance(publish(cast, one, text="The Zhaotong plant."), tuple)
    assert isinstance(actions.answer_issue(number, head, "It has filters.", NOW), tuple)
    assert "It has filters." in public_issues.words_shown(Case.objects.get(number=number).cause)
    assert not [d for _pk, several in verification.verify() for d in several]


def test_who_is_linked_after_it_was_published_is_not_given_away(cast, three):
    one, head = three[0], cast.actor("roads-head")
    assert isinstance(actions.open_issue(
        one.case.number, head, plan_of(cast, "Filters, as Li Qing says."), NOW), tuple)  # fmt: skip
    assert isinstance(publish(cast, one), tuple)
    later = accepted(cast, identity={"name": "Li Qing"})
    plain = accepted(cast)
    assert isinstance(link(cast, [one, plain]), tuple)
    assert PublicIssue.objects.exists()
    assert isinstance(link(cast, [one, later]), tuple)
    assert not PublicIssue.objects.exists()
    assert (held(later), held(plain)) == (1, 0)
    assert "Filters" not in Client().get("/issues/").content.decode()
    # It cannot be published again while the plan says so, and can once it does not.
    assert publish(cast, one).code == Code.PLAN_TELLS_WHO
    done = actions.change_issue(one.case.number, head, plan_of(cast, "Filters."), "Shorter.", NOW)
    assert isinstance(done, tuple), done
    assert isinstance(publish(cast, one), tuple)
    # Whoever says later who they are is not given away either: looked at again each day.
    PublicIssue.objects.update(text="Wu Min says so.")
    row = PublicIssue.objects.get()
    said = three[2]
    actions.change_details(said.case.number, said.petitioner, {"name": "Filters Wang"}, (), NOW)
    public_issues.repeat(row.cause, NOW)
    assert not PublicIssue.objects.exists()
    assert not [d for _pk, several in verification.verify() for d in several]
