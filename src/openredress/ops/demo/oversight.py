"""What higher offices do in the demonstration: somebody is urged, says why they were late, and a
meeting is called for what one office cannot settle.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from openredress.cases import actions
from openredress.cases.models import Breach, Case
from openredress.coordination import actions as coordination
from openredress.coordination import series
from openredress.coordination.actions import NotCalled
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.core.series import Every, Rhythm
from openredress.offices.models import Office, Post
from openredress.offices.tree import actor_of, below

from .ground import Institution

WORDS = {
    "zh": {
        "urge": "该事项已逾期，请说明办理情况，并尽快书面答复信访人。",
        "why": "现场勘查人员抽调参加汛期值守，勘查推迟了两周。已安排本周完成。",
        "question": "该事项涉及两个单位的职责，界线不清，难以单独解决，需要共同研究。",
        "place": "第二会议室",
    },
    "en": {
        "urge": "This is late. Say how it stands, and answer the person in writing.",
        "why": "The surveyor was away for two weeks and nobody stood in. It is done this week.",
        "question": "Two services each answer for a part of it, and neither can settle it alone.",
        "place": "Committee room 2",
    },
}


def tell(institutions: Sequence[Institution], now: datetime) -> None:
    for institution in institutions:
        root = Office.objects.get(code=institution.root)
        post = Post.objects.select_related("staff").filter(office=root, role="supervisor").first()
        if post is not None:
            words = WORDS["zh" if institution.language.startswith("zh") else "en"]
            _supervise(root, actor_of(post.staff), words, now)


def _supervise(root: Office, supervisor: Actor, words: dict[str, str], now: datetime) -> None:
    offices = below(root.pk)
    late = Breach.objects.filter(
        office__in=offices, ended_on=None, case__is_open=True, case__is_reprisal=False,
        case__blocked=[], case__blocked_offices=[], case__exclusion_asked=False,
    ).select_related("case").order_by("due_on")  # fmt: skip
    missed = [row for row in late[:20] if _handler(row.office_id) is not None]
    if missed:
        first = missed[0]
        until = (now + timedelta(days=10)).date()
        _must(actions.urge(first.case.number, supervisor, words["urge"], until, now))
        why, last = words["why"], missed[-1]
        handler = _handler(last.office_id)
        if handler is not None and last.case.office_id == last.office_id:
            _must(actions.explain_breach(last.case.number, handler, last.seq, why, now))
    _meet(root, supervisor, offices, words, now)


#: How many days before a meeting its agenda closes.
CLOSES_BEFORE = 4


def _meet(
    root: Office, supervisor: Actor, offices: frozenset[int], words: dict[str, str], now: datetime
) -> None:
    """A series of meetings, every four weeks from in ten days on, with a case before the first."""
    rows = Case.objects.filter(
        office__in=offices, is_open=True, is_reprisal=False, exclusion_asked=False, blocked=[],
        blocked_offices=[], served_on=None, outcome="", level=1,
    ).order_by("pk")  # fmt: skip
    case = next((c for c in rows if _handler(c.office_id) is not None), None)
    other = next((o for o in sorted(offices) if case and o != case.office_id and _handler(o)), None)
    if case is None or other is None:
        return
    rhythm = Rhythm((now + timedelta(days=10)).date(), 4, Every.WEEKS)
    there = [case.office_id, other]
    plan = series.Plan(root.pk, there, rhythm, time(9, 30), CLOSES_BEFORE, words["place"])
    begun = series.begin(supervisor, plan, now)
    if isinstance(begun, NotCalled):
        raise RuntimeError(f"the series was not begun: {begun}")
    meeting = begun.meetings.get()
    handler = _handler(case.office_id)
    assert handler is not None
    question = words["question"]
    _must(coordination.put_on(handler, meeting.pk, [case.number], [other], question, now))


def _handler(office: int) -> Actor | None:
    post = Post.objects.select_related("staff").filter(office=office, role="officer").first()
    return actor_of(post.staff) if post else None


def _must(done: object) -> None:
    if isinstance(done, Refusal):
        raise RuntimeError(f"refused: {done.code} {done.field}")
