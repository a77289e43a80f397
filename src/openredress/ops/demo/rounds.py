"""A round in the demonstration: where the office that registers goes next."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from openredress.offices.models import Office, Place, Post
from openredress.offices.tree import actor_of, below
from openredress.rounds import actions

from .ground import Institution

WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "places": (("qingxi-shiqiao", "村委会一楼活动室"), ("", "城东工业园3号职工宿舍")),
        "who": "接访登记人员一名，住建局、城市管理局各一名",
        "languages": "普通话、客家话", "reason": "当天上午园区停电，改到下午。",
    },
    "en": {
        "places": (("", "Larkfield estate, common room of Block 3"), ("", "The quarry, canteen")),
        "who": "A clerk and somebody from Housing",
        "languages": "English, Polish", "reason": "The hall is used for voting in the morning.",
    },
}  # fmt: skip


def tell(institutions: Sequence[Institution], now: datetime) -> None:
    for institution in institutions:
        words = WORDS["zh" if institution.language.startswith("zh") else "en"]
        root = Office.objects.get(code=institution.root)
        posts = Post.objects.select_related("staff")
        own = posts.filter(role="clerk", office__in=[root.pk, *below(root.pk)])
        clerk = own.order_by("pk").first()
        if clerk is not None:
            _plan(clerk, words, now)


def _plan(clerk: Post, words: dict[str, Any], now: datetime) -> None:
    actor, published = actor_of(clerk.staff), now - timedelta(days=6)
    for days, (code, where) in zip((8, 15), words["places"], strict=True):
        on, place = (now + timedelta(days=days)).date(), Place.objects.filter(code=code).first()
        plan = actions.Plan(
            place.pk if place else None, where, on, time(9), time(11, 30), words["who"],
            words["languages"], ["interpreter", "step-free"],
        )  # fmt: skip
        made = actions.plan(actor, clerk.office_id, plan, published)
    assert made is not None
    actions.move(actor, made.pk, on, time(14), time(16, 30), words["reason"], now)
