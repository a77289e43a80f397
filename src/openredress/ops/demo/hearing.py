"""Hearings in the demonstration: a public one that is announced, and one whose minutes both sides
have annotated.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from openredress.cases import actions
from openredress.cases.actions import Filing, Receipted
from openredress.cases.journal import entries_of
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.facts import Hearing, replay
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.models import Matter, Office, Place, Staff
from openredress.offices.tree import actor_of

from .play import Kept

ZONE = ZoneInfo("Asia/Shanghai")
#: Who sits: the head of the petition office in the chair, a supervisor, and somebody from outside.
PANEL = ("cn-petitions-head", "cn-supervisor")


@dataclass(frozen=True)
class Story:
    """A case that is heard. `days` ago it was filed; `ahead` is when it is heard, in days from the
    notice, which is given twelve days after the filing.
    """

    text: str
    language: str
    matter: str
    place: str
    office: str
    officer: str
    head: str
    days: int
    ahead: int
    asks: str
    needs: str
    why: str
    invited: str
    notice: dict[str, Any]


ANNOUNCED = Story(
    text="村里进城的老桥去年封了，绕行要多走十一公里，孩子上学、老人看病都不方便。\n"
    "交通部门说要等新桥，可新桥什么时候修、修在哪里，问了三次说法都不一样。请公开说清楚，并先开一条便道。",
    language="zh-hans", matter="village-road", place="linjiang-qingxi",
    office="linjiang-transport", officer="cn-transport", head="cn-transport-head",
    days=14, ahead=9,
    asks="三次答复都不一样，涉及四个村的人出行，请当面把依据拿出来说清楚。",
    needs="有两位老人听力不好，请准备扩音。", why="涉及面广，事实有争议，有必要公开听取意见。",
    invited="林若川，公路工程师",
    notice={
        "is_public": True, "title": "清溪镇老桥封闭后的绕行与新桥选址",
        "venue": "清溪镇政府二楼会议室", "arranged": "已备扩音设备，一楼入口无台阶。",
        "reason": "涉及多个村，公开听取意见。",
    },
)  # fmt: skip
ANNOTATED = Story(
    text="Since spring the wholesale market behind our flats unloads between two and five in the "
    "morning.\nI work nights in the hospital and my neighbours have small children. We were told "
    "twice that it would stop, and nothing changed.",
    language="en", matter="night-noise", place="linjiang-chengguan",
    office="linjiang-city", officer="cn-city", head="cn-city-head", days=38, ahead=9,
    asks="The bureau says that nobody unloads at night. We have counted for three weeks.",
    needs="An interpreter for English.", why="The two sides say opposite things about the facts.",
    invited="Zhuo Yi, acoustics engineer",
    notice={
        "is_public": False, "venue": "County Petition Office, room 3",
        "arranged": "An interpreter for English.", "title": "",
        "reason": "It is about people's homes, and nobody else is concerned.",
    },
)  # fmt: skip
MINUTES = (
    "The petitioner showed a list of 61 lorries on 19 nights. The bureau showed its own three "
    "visits, all before midnight, and said that the market has leave until ten in the evening. The "
    "engineer asked where the microphone of the bureau stood; it stood at the front gate."
)
PETITIONER_SAYS = (
    "The minutes leave out that the manager of the market was invited and did not come, and that I "
    "offered the recordings of all 19 nights."
)
OFFICE_SAYS = (
    "The bureau adds that a fourth visit, at three in the morning, is set for this week at the "
    "back gate."
)


class NotHeardError(RuntimeError):
    """An act of a hearing was refused, which is a bug of the demonstration."""


def tell(now: datetime) -> list[Kept]:
    """Answers the receipts of the two cases."""
    first, code = _heard(ANNOUNCED, now)
    second, other = _heard(ANNOTATED, now)
    _minutes(second, now)
    return [
        Kept(first.number, code, "a case that is heard in public in some days",
             "即将公开听证的事项"),
        Kept(second.number, other, "a case that was heard; both sides wrote beside the minutes",
             "已经听证的事项，双方都在笔录后附了意见"),
    ]  # fmt: skip


def _actor(name: str) -> Actor:
    return actor_of(Staff.objects.get(username=name))


def _heard(story: Story, now: datetime) -> tuple[Case, str]:
    """Files the case, has it accepted, and goes on until the notice."""
    at = now - timedelta(days=story.days)
    filed = actions.file_case(
        Filing(
            text=story.text, language=story.language,
            matter=Matter.objects.get(code=story.matter).pk,
            place=Place.objects.get(code=story.place).pk,
        ),
        Actor(Role.PETITIONER), at,
    )  # fmt: skip
    assert isinstance(filed, Receipted), filed
    case, office = filed.case, Office.objects.get(code=story.office)
    sent = {"office": office.pk, "reason": office.name}
    for who, step, given in (
        ("cn-clerk", "register", {}), ("cn-clerk", "transfer", sent), (story.officer, "accept", {}),
    ):  # fmt: skip
        at += timedelta(days=1)
        _must(actions.take(case.number, _actor(who), step, given, at))
    number, petitioner, head = case.number, Actor.petitioner(case.number), _actor(story.head)
    at += timedelta(days=1)
    _must(actions.ask_hearing(number, petitioner, story.asks, story.needs, at))
    at += timedelta(days=3)
    _must(actions.order_hearing(number, head, story.why, at))
    staff = [Staff.objects.get(username=name).pk for name in PANEL]
    _must(actions.name_panel(number, head, staff, [story.invited], at))
    for seat, name in enumerate((*PANEL, PANEL[0]), start=1):
        _must(actions.deny_interest(number, _actor(name), seat, at))
    at += timedelta(days=5)
    on = (at + timedelta(days=story.ahead)).astimezone(ZONE).date()
    starts_at = datetime.combine(on, time(9), ZONE)
    _must(actions.announce_hearing(number, head, {**story.notice, "starts_at": starts_at}, at))
    return case, filed.code


def _hearing(case: Case) -> Hearing:
    return replay(entries_of(case)).hearings[-1]


def _minutes(case: Case, now: datetime) -> None:
    """It was held and written down, and each side wrote beside it in time."""
    found, number = _hearing(case), case.number
    assert found.starts_at is not None
    ended = found.starts_at + timedelta(hours=2)
    given = {
        "began_at": found.starts_at, "ended_at": ended, "petitioner": True, "companion": True,
        "office_came": True, "present": tuple(s.number for s in found.seats), "minutes": MINUTES,
    }  # fmt: skip
    at = ended + timedelta(hours=3)
    _must(actions.record_hearing(number, _actor(PANEL[0]), given, at))
    at += timedelta(days=2)
    _must(actions.annotate_hearing_minutes(
        number, Actor.petitioner(number), PETITIONER_SAYS, at))  # fmt: skip
    _must(actions.annotate_hearing_minutes(
        number, _actor(ANNOTATED.officer), OFFICE_SAYS, at + timedelta(days=1)))  # fmt: skip


def _must(done: Case | Refusal) -> None:
    if isinstance(done, Refusal):
        raise NotHeardError(f"{done.code} {done.field} {done.params}")
