"""Mediation in the demonstration: a wall between neighbours at the second rung, and a deposit that
a landlord and a tenant have settled.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from openredress.cases import actions
from openredress.cases.actions import Came, Filing, Receipted, Wanted
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.facts import OTHER, PETITIONER
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.models import Matter, Office, Place, Staff
from openredress.offices.tree import actor_of

from .play import Kept

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Story:
    """`days` ago it was filed; it is accepted three days later, and mediated from then on."""

    text: str
    language: str
    days: int
    about: str
    name: str
    called: str


WALL = Story(
    text="邻居去年砌院墙，占了我家半米宅基地，我家排水沟被堵，下雨就积水。\n说过几次，越说越僵。",
    language="zh-hans", days=12,
    about="院墙往我家这边多砌了大约半米，排水沟堵了。希望把墙挪回去，或者一起把沟改好。",
    name="石桥村六组 冯家", called="隔壁老邓家",
)  # fmt: skip
DEPOSIT = Story(
    text="I teach at a school in Qingxi and rented a flat until June. The landlord keeps my "
    "deposit of 3,000 for a stain that was there when I came.",
    language="en", days=24,
    about="The deposit for the flat above the bakery. The stain was there before; I have pictures.",
    name="The landlord of the flat above the bakery", called="Your tenant until June",
)  # fmt: skip


class NotPlayedError(RuntimeError):
    """An act of the mediation was refused, which is a bug of the demonstration."""


def tell(now: datetime) -> list[Kept]:
    """Answers the receipts of both sides of the one, and of the petitioner of the other."""
    wall, first = _begun(WALL, now)
    other = _come(wall, now - timedelta(days=8), "demonstration wall")
    _at_second_rung(wall, now)
    deposit, second = _begun(DEPOSIT, now)
    _settled(deposit, now)
    return [
        Kept(wall.number, first, "a dispute between neighbours, at the second rung of mediation",
             "邻里纠纷，正在第二级调解"),
        Kept(wall.number, other, "the other side of that dispute", "同一纠纷的对方"),
        Kept(deposit.number, second, "a deposit that a landlord and a tenant have settled",
             "房东与租客已达成调解协议"),
    ]  # fmt: skip


def _actor(name: str) -> Actor:
    return actor_of(Staff.objects.get(username=name))


def _must(done: Any) -> Any:
    if isinstance(done, Refusal):
        raise NotPlayedError(f"{done.code} {done.field}")
    return done


def _begun(story: Story, now: datetime) -> tuple[Case, str]:
    """Files the case, has it accepted, and asks for mediation."""
    at = now - timedelta(days=story.days)
    place = Place.objects.get(code="qingxi-shiqiao").pk
    matter = Matter.objects.get(code="property-management").pk
    filing = Filing(text=story.text, language=story.language, matter=matter, place=place)
    filed = actions.file_case(filing, Actor(Role.PETITIONER), at)
    assert isinstance(filed, Receipted), filed
    number, office = filed.case.number, Office.objects.get(code="linjiang-housing")
    sent = {"office": office.pk, "reason": office.name}
    for who, step, given in (
        ("cn-clerk", "register", {}), ("cn-clerk", "transfer", sent), ("cn-officer", "accept", {}),
    ):  # fmt: skip
        at += timedelta(hours=20)
        _must(actions.take(number, _actor(who), step, given, at))
    begins = Office.objects.get(code="shiqiao-mediators").pk
    wanted = Wanted(begins, story.about, story.name, called=story.called)
    at += timedelta(hours=2)
    return _must(actions.begin_mediation(number, Actor.petitioner(number), wanted, at)), filed.code


def _come(case: Case, at: datetime, form: str) -> str:
    """The other side gets the letter and opens it."""
    letter = _must(actions.invite_other_side(case.number, _actor("cn-mediator"), at))
    came: Came = _must(actions.open_letter(letter, form, at))
    return came.code


def _both_agree(case: Case, at: datetime) -> None:
    for side in (PETITIONER, OTHER):
        _must(actions.answer_mediation(case.number, side, at, agrees=True))


def _at_half_past_nine(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(ZONE).date(), time(9, 30), ZONE)


def _at_second_rung(case: Case, now: datetime) -> None:
    number, village = case.number, _actor("cn-mediator")
    _both_agree(case, now - timedelta(days=7))
    _must(actions.hand_mediation_on(
        number, village, "双方都愿意继续谈。差别在于墙挪多少：一方要求半米，一方只肯二十厘米。",
        now - timedelta(days=5),
    ))  # fmt: skip
    _both_agree(case, now - timedelta(days=4))
    committee = _actor("cn-committee")
    _must(actions.write_to_mediator(
        number, PETITIONER, "挪三十厘米我也能接受，但沟一定要通。", now - timedelta(days=3),
        goes_on=False,
    ))  # fmt: skip
    meets = _at_half_past_nine(now + timedelta(days=3))
    _must(actions.set_mediation_meeting(
        number, committee, meets, "清溪镇综治中心一楼调解室", now - timedelta(days=2)
    ))  # fmt: skip


def _settled(case: Case, now: datetime) -> None:
    """They met, agreed on two points, and did not take it back."""
    number, village = case.number, _actor("cn-mediator")
    at = now - timedelta(days=19)
    _come(case, at, "demonstration deposit")
    _both_agree(case, at)
    meets = _at_half_past_nine(at + timedelta(days=2))
    _must(actions.set_mediation_meeting(number, village, meets, "Shiqiao village hall", at))
    met = meets + timedelta(hours=2)
    _must(actions.record_mediation_meeting(
        number, village, 1, ("petitioner", "other", "mediator", "interpreter"),
        "Both looked at the pictures of the day the tenant moved in. The stain is on them.", met,
    ))  # fmt: skip
    day = (now + timedelta(days=6)).date()
    _must(actions.draft_agreement(
        number, village, "The landlord pays back 2,600. The tenant leaves 400 for the new paint.",
        [("other", "The landlord pays 2,600 back.", day),
         ("petitioner", "The tenant hands over the last key.", day)], met,
    ))  # fmt: skip
    for side in (PETITIONER, OTHER):
        _must(actions.answer_agreement(number, side, 1, met, agrees=True))
    actions.sweep(met + timedelta(days=5))
