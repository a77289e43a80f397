"""A group in the demonstration: nine workers in one case, two of whom speak for them."""

from datetime import datetime, timedelta

from openredress.cases import actions
from openredress.cases.actions import Joined, Joining
from openredress.cases.models import Case
from openredress.core import beside
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.parties import members
from openredress.parties.members import Opened

from .play import Kept

#: How the case begins that the others join; see `data/yunchuan-2-handling.toml`.
BEGINS = "我们九个人在峡口大桥"
ABOUT = "峡口大桥引桥工地绑钢筋的工钱，请一起要回来。参加的人不用留姓名。"
SAYS = (
    "我干了六十七天，只拿到两千。", "考勤我有照片。", "", "我已经回家了，电话能打通。", "",
    "我的工钱是现金说好的，没有合同。", "", "",
)  # fmt: skip
CALLS = ("老赵", "小吴")
REPORT = "劳动监察说已经约谈项目部，下周给说法。大家把考勤照片准备好。"
LETTER = "请问约谈的结果什么时候能告诉我们？"


class NotPlayedError(RuntimeError):
    """An act of the group was refused, which is a bug of the demonstration."""


def tell(now: datetime) -> list[Kept]:
    """Eight join, two stand and are chosen, one writes, one reports. Answers the receipt of a
    member to try.
    """
    case = Case.objects.filter(subject__startswith=BEGINS, is_open=True).first()
    if case is None:
        return []
    at = now - timedelta(days=3)
    _must(actions.open_group(case.number, Actor.petitioner(case.number), ABOUT, at))
    joined = [_join(case.number, n, say, at) for n, say in enumerate(SAYS)]
    everybody = [members.first_of(case.number), *(j.member for j in joined)]
    for number, calls in enumerate(CALLS, start=1):
        _must(actions.stand(joined[number].member, calls, "", at))
        _mandates([one for one in everybody if one], number, at)
    _must(actions.write_for_group(joined[1].member, LETTER, now - timedelta(days=2)))
    _must(actions.report_back(joined[1].member, REPORT, now - timedelta(days=1)))
    wanted = actions.ToldBy(
        ways=("email",), topics=beside.OF_MEMBERS, given={"email": "worker@example.org"}
    )
    refusal = actions.tell_member(joined[0].member, wanted)
    if refusal is not None:
        raise NotPlayedError(refusal.code)
    return [Kept(case.number, joined[0].code, "one of nine workers in one case, with two "
                 "representatives", "九名工人共同信访中的一名成员，有两名代表")]  # fmt: skip


def _join(number: str, which: int, say: str, at: datetime) -> Joined:
    shown = ("say",) if say and which % 2 == 0 else ()
    code = members.invitation_code(number, 1)
    form = f"demonstration {number} {which}"
    done = actions.join_group(code, Joining(form, say=say, shown=shown), at)
    if isinstance(done, Refusal):
        raise NotPlayedError(done.code)
    return done


def _mandates(everybody: list[Opened], number: int, at: datetime) -> None:
    for which, one in enumerate(everybody):
        if which % 4 != number:
            scope = ("speak", "receive", "negotiate")[: 1 + (which + number) % 3]
            _must(actions.give_mandate(one, number, scope, None, at))


def _must(done: Case | Refusal) -> None:
    if isinstance(done, Refusal):
        raise NotPlayedError(f"{done.code} {done.field}")
