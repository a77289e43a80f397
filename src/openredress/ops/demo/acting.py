"""Somebody who acts for a petitioner in the demonstration: a daughter, for a father who has no
telephone that shows pages.
"""

from datetime import datetime, timedelta

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.parties import proxies

from .play import Kept

WROTE = "我是他女儿，他不会用手机，这件事由我替他跟进。上次说的照片我下周补交。"
CALLED = "我女儿"


class NotPlayedError(RuntimeError):
    """An act was refused, which is a bug of the demonstration."""


def tell(now: datetime) -> list[Kept]:
    """The petitioner of one open case lets somebody write for them, and they do. Answers the code
    of whoever acts, to try.
    """
    filed_for = Case.objects.filter(
        journal__tag="filed", journal__data__on_behalf=True, is_open=True, level=1,
        is_reprisal=False, language="zh-hans", changed_at__lt=now - timedelta(hours=2),
    )  # fmt: skip
    case = filed_for.order_by("pk").first()
    if case is None:
        return []
    at = max(now - timedelta(days=2), case.changed_at + timedelta(minutes=10))
    given = actions.Authority(CALLED, ("write", "further"), at.date() + timedelta(days=180))
    petitioner = Actor.petitioner(case.number)
    named = actions.name_proxy(case.number, petitioner, given, "demonstration", at)
    if isinstance(named, Refusal):
        raise NotPlayedError(named.code)
    acting = proxies.of_case(case.number)
    assert acting is not None
    then = at + timedelta(hours=1)
    actor = Actor.for_petitioner(case.number, acting.proxy, then)
    wrote = actions.take(case.number, actor, "add-facts", {"text": WROTE}, then)
    if isinstance(wrote, Refusal):
        raise NotPlayedError(wrote.code)
    return [Kept(case.number, named.code, "somebody who acts for a petitioner, with what they were "
                 "let", "受信访人委托的人，只能办理所委托的事")]  # fmt: skip
