"""Helpers in the demonstration: a few on the list of each institution, and one whom a petitioner
chose.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from openredress.cases import actions
from openredress.cases.access import NotHere, chain_for
from openredress.cases.models import Case
from openredress.core.access import Actor, stands_too_near
from openredress.core.refusals import Refusal
from openredress.offices.models import Helper, Post
from openredress.offices.tree import actor_of

from .acting import NotPlayedError
from .play import Kept

#: By the account: what they go by, what they speak, what they are good at, where they are met.
LINES = {
    "cn-helper": (
        "何阿姨", ["cmn", "csl"],
        "Reading and writing letters; pensions and land; Chinese Sign Language",
        "代读代写、养老和土地问题，会中国手语",
        "Tuesdays and Fridays 9–11, women’s federation room at the township hall",
        "每周二、周五上午9—11点，镇政府妇联办公室",
    ),
    "cn-helper-two": (
        "老马", ["cmn", "yue", "en"],
        "Unpaid wages, work accidents", "欠薪、工伤",
        "Saturdays 14–17, union room at the county workers’ club",
        "每周六下午2—5点，县工人俱乐部工会室",
    ),
    "uk-helper": (
        "Priya", ["en", "hi", "ur", "bfi"],
        "Damp homes, benefits, filling in forms; British Sign Language",
        "房屋潮湿、福利、填写表格，会英国手语",
        "Mondays 10–12, Harbour Library", "每周一上午10—12点，海港图书馆",
    ),
}  # fmt: skip


def offer() -> None:
    """Writes what everybody reads of those who have an account."""
    for post in Post.objects.select_related("staff").filter(role="helper"):
        line = LINES.get(post.staff.username)
        if line is not None:
            goes_by, languages, good_en, good_zh, meets_en, meets_zh = line
            Helper.objects.create(
                post=post, goes_by=goes_by, languages=languages, good_at_en=good_en,
                good_at_zh=good_zh, meets_en=meets_en, meets_zh=meets_zh,
            )  # fmt: skip


def tell(now: datetime, kept: Iterable[Kept]) -> list[Kept]:
    """The petitioner of one open case chose a helper, who agreed and wrote for them."""
    codes = {one.number: one for one in kept}
    cases = Case.objects.filter(
        number__in=codes, is_open=True, level=1, is_reprisal=False, language="zh-hans",
        changed_at__lt=now - timedelta(hours=3),
    )  # fmt: skip
    helper = Helper.objects.filter(post__staff__username="cn-helper").first()
    for case in cases.order_by("-pk") if helper else ():
        assert helper is not None
        actor = actor_of(helper.post.staff)
        at = max(now - timedelta(days=1), case.changed_at + timedelta(minutes=10))
        if _is_near(actor, case, at) or not _play(helper, actor, case, at):
            continue
        known = codes[case.number]
        return [Kept(case.number, known.code, "whose petitioner chose a helper, who wrote for them "
                     "(sign in as cn-helper)", "信访人选择了协助员，由协助员代写")]  # fmt: skip
    return []


def _is_near(actor: Actor, case: Case, at: datetime) -> bool:
    try:
        chain = chain_for(Actor.petitioner(case.number), at)
    except NotHere:
        return True
    top = chain[-1].facts
    return bool(top.proxy or len(chain) > 1) or stands_too_near(actor, top)


def _play(helper: Helper, actor: Actor, case: Case, at: datetime) -> bool:
    petitioner = Actor.petitioner(case.number)
    wish = actions.Wish(helper.pk, ("write", "further"), at.date() + timedelta(days=90))
    if isinstance(actions.ask_helper(case.number, petitioner, wish, at), Refusal):
        return False
    agreed = actions.accept_help(case.number, actor, at + timedelta(minutes=40))
    then = at + timedelta(hours=1)
    text = {"text": "我和信访人一起看了材料，补充一点：照片是上个月拍的，现在比照片上更严重。"}
    wrote = actions.take(case.number, actor.helping(case.number, then), "add-facts", text, then)
    for done in (agreed, wrote):
        if isinstance(done, Refusal):
            raise NotPlayedError(done.code)
    return True
