"""Reception in the demonstration: hours, a head's day, bookings, numbers, a statement, a group."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta

from openredress.cases import actions as cases
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.offices.models import Office, Post
from openredress.offices.tree import actor_of, below
from openredress.reception import actions, times
from openredress.reception.actions.booking import Wish
from openredress.reception.actions.hours import Part
from openredress.reception.models import Arrival, Room

from .ground import Institution

WORDS = {
    "zh": {
        "where": "一楼接待大厅，东门无台阶入口", "post": "负责人", "language": "客家话",
        "said": "上次的材料里我漏说了一点：晚上十点以后也在施工，孩子没法睡觉。",
        "asks": "希望尽快修好路灯，并说明完工日期。",
        "answer": "已当场说明：本周五前派人查看，查看结果张贴在村口，并书面答复。",
    },
    "en": {
        "where": "Ground floor, reception hall; step-free from the east door", "post": "head",
        "language": "Polish",
        "said": "I left something out: they work after ten at night, too, and the children wake.",
        "asks": "That the lights are mended, and to be told by when.",
        "answer": "Told on the spot: a survey by Friday, its result put up at the hall.",
    },
}  # fmt: skip


def tell(institutions: Sequence[Institution], now: datetime) -> None:
    for institution in institutions:
        words = WORDS["zh" if institution.language.startswith("zh") else "en"]
        root = Office.objects.get(code=institution.root)
        for office in Office.objects.filter(pk__in=[root.pk, *below(root.pk)]).order_by("pk"):
            head = _somebody(office, "head")
            if head is not None:
                _receive(office, head, words, now)


def _somebody(office: Office, role: str) -> Post | None:
    posts = Post.objects.select_related("staff").filter(office=office, role=role)
    found: Post | None = posts.order_by("pk").first()
    return found


def _receive(office: Office, head: Post, words: dict[str, str], now: datetime) -> None:
    actor = actor_of(head.staff)
    room = actions.keep_room(actor, office.pk, words["where"], 30, 2, ["interpreter", "step-free"])
    assert room is not None
    parts = [Part(day, *hours) for day in range(5)
             for hours in ((time(9), time(11, 30)), (time(14, 30), time(17)))]  # fmt: skip
    actions.keep_hours(actor, room, parts)
    who = f"{head.staff.name or head.staff.username} ({words['post']})"
    on = (now + timedelta(days=9)).date()
    actions.announce(actor, room, who, on, time(9), time(11), 20)
    officer = _somebody(office, "officer")
    if officer is not None:
        _hear(room, actor_of(officer.staff), words, now)


def _hear(room: Room, officer: Actor, words: dict[str, str], now: datetime) -> None:
    today = now.astimezone(times.zone_of(room)).date()
    for _number in range(4):
        actions.hand_out(room, today)
    actions.call_next(room, today, "1", now)
    rows = Case.objects.filter(
        office=room.office_id, is_open=True, is_reprisal=False, exclusion_asked=False, blocked=[],
        blocked_offices=[], served_on=None, outcome="",
    )  # fmt: skip
    case = rows.select_related("root").order_by("pk").first()
    if case is None:
        return
    _book(room, case, words, now)
    said = {"text": words["said"], "language": case.language,
            "received_by": str(room.office)}  # fmt: skip
    _must(cases.take_statement(case.number, officer, room.office_id, said, now))
    _group(room, officer, words, now)


def _book(room: Room, case: Case, words: dict[str, str], now: datetime) -> None:
    day = next(iter(times.days(room, now, has_receipt=True)), None)
    if day is not None:
        wish = Wish(day.on, day.times[0].key, ["interpreter"], words["language"])
        petitioner = Actor.petitioner(case.root.number)
        _must(actions.book(room, wish, now, petitioner, case.number))


def _group(room: Room, officer: Actor, words: dict[str, str], now: datetime) -> None:
    """Some people came together three days ago, and an officer was with them in time."""
    came = now - timedelta(days=3)
    arrival = actions.arrive(officer, room.office_id, 12, words["asks"], came)
    assert isinstance(arrival, Arrival), arrival
    assert officer.staff is not None
    met = came + timedelta(minutes=14)
    actions.meet(officer, arrival.pk, officer.staff, "officer", met)
    actions.see_to(officer, arrival.pk, ["water", "seats", "toilets", "way-home"])
    actions.leave(officer, arrival.pk, words["answer"], "", met + timedelta(minutes=40))


def _must(done: object) -> None:
    if isinstance(done, Refusal):
        raise RuntimeError(f"refused: {asdict(done)}")
