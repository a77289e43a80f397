"""One cause behind several cases in the demonstration: linked, with an issue that all read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.causes import TOLD_FROM, Plan
from openredress.core.refusals import Refusal
from openredress.offices.models import Office, Post
from openredress.offices.tree import actor_of

from .ground import Institution


@dataclass(frozen=True)
class Cause:
    """`begins` is how the cases begin, in the scripts beside; `owner` is an office, whose officer
    publishes and answers.
    """

    begins: tuple[str, ...]
    owner: str
    why: str
    title: str
    plan: str
    told: str
    answer: str = ""


CAUSES = {
    "yunchuan": Cause(
        begins=("我家在河滨社区5号楼", "新华社区8号楼东边户"),
        owner="linjiang-housing",
        why="两件都反映开始供暖后室温不达标，热源出自同一座换热站。",
        title="城关街道部分楼栋供暖不热",
        plan="对同一换热站所带楼栋逐栋测温，清洗过滤器、调平水力；不达标的按规定退费，不用各家再来申请。",
        told="河滨、新华等社区有居民反映供暖后室温不达标。县住建局正在统一排查，进展在这里公布。",
    ),
    "harbourne": Cause(
        begins=("There is black mould on both bedroom", "We have had a dehumidifier",
                "Water comes through the light fitting"),
        owner="harbourne-repairs",
        why="Three homes of one estate are wet for what looks like one reason: roofs and gutters.",
        title="Damp homes on the Larkspur Estate",
        plan="Survey every roof and gutter of the estate, mend what lets water in, and only then "
             "dry and paint. Nobody has to ask for their own survey.",
        told="Several tenants of the Larkspur Estate have told us that their homes are damp. We "
             "look for the cause in all of the houses, and say here what we find.",
        answer="The survey of the first eight houses is done: in five of them the gutters overflow "
               "into the cavity of the wall. Scaffolding goes up house by house, from the north.",
    ),
}  # fmt: skip


def tell(institutions: Sequence[Institution], now: datetime) -> None:
    for institution in institutions:
        _tell(CAUSES[institution.root], institution.root, now)


def _tell(cause: Cause, root: str, now: datetime) -> None:
    found = [Case.objects.filter(subject__startswith=text).first() for text in cause.begins]
    numbers = [case.number for case in found if case is not None]
    owner = Office.objects.get(code=cause.owner)
    supervisor = _of(Office.objects.get(code=root), "supervisor")
    officer = _of(owner, "officer")
    _must(actions.link_cases(numbers, supervisor, cause.why, now))
    if len(numbers) >= TOLD_FROM:
        _must(actions.tell_others(numbers[0], supervisor, now))
    plan = Plan(owner.pk, (now + timedelta(days=45)).date(), cause.title, cause.plan)
    _must(actions.open_issue(numbers[0], supervisor, plan, now))
    _must(actions.publish_issue(numbers[0], officer, cause.title, cause.told, now, is_public=True))
    if cause.answer:
        _must(actions.answer_issue(numbers[0], officer, cause.answer, now))


def _of(office: Office, role: str) -> Actor:
    posts = Post.objects.select_related("staff").filter(office=office, role=role)
    return actor_of(posts.order_by("pk")[0].staff)


def _must(done: object) -> None:
    if isinstance(done, Refusal):
        raise RuntimeError(f"refused: {done.code} {done.field}")
