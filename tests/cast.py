"""The standing cast: two institutions, one person for each role, and ways to drive a case.

    city (信访: cn-2022) ── county ── petitions (registers), roads, housing, town
    borough (uk-lgsco-2024) ── relations (registers), repairs

Everybody's password is `PASSWORD`. Names of people are their user names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.models import Matter, Office, Place, Post, Staff
from openredress.offices.tree import actor_of
from openredress.parties import identities
from openredress.parties.details import Details

PASSWORD = "a-password-for-tests"
#: A Wednesday before China's New Year of 2026, noon in Shanghai.
START = datetime(2026, 1, 28, 4, 0, tzinfo=UTC)

OFFICES = [
    # code, English, Chinese, parent, registers, more
    ("city", "Yunchuan City", "云川市", None, True,
     {"procedure": "cn-2022", "time_zone": "Asia/Shanghai"}),
    ("county", "Linjiang County", "临江县", "city", False, {}),
    ("petitions", "County Petition Office", "县信访局", "county", True, {}),
    ("roads", "County Roads Bureau", "县交通运输局", "county", False, {}),
    ("housing", "County Housing Bureau", "县住建局", "county", False, {}),
    ("town", "Qingshi Township", "青石镇", "county", False, {}),
    ("borough", "Harbourne Borough Council", "哈本区议会", None, False,
     {"procedure": "uk-lgsco-2024", "time_zone": "Europe/London"}),
    ("relations", "Customer Relations", "客户关系组", "borough", True, {}),
    ("repairs", "Housing Repairs", "房屋维修组", "borough", False, {}),
]  # fmt: skip

STAFF = [
    ("city-officer", "city", "officer"), ("city-supervisor", "city", "supervisor"),
    ("county-officer", "county", "officer"), ("county-head", "county", "head"),
    ("clerk", "petitions", "clerk"), ("petitions-officer", "petitions", "officer"),
    ("roads-officer", "roads", "officer"), ("roads-head", "roads", "head"),
    ("housing-officer", "housing", "officer"), ("housing-head", "housing", "head"),
    ("town-officer", "town", "officer"),
    ("uk-clerk", "relations", "clerk"), ("uk-relations", "relations", "officer"),
    ("uk-officer", "repairs", "officer"), ("uk-head", "repairs", "head"),
    ("uk-council", "borough", "officer"), ("operator", "city", "operator"),
]  # fmt: skip

#: A decision that says everything a decision has to say.
DECISION = {
    "claim": "The road to be mended.",
    "facts": "The road is broken over 40 metres.",
    "reasons": "The office maintains this road.",
    "finding": "The road will be mended.",
    "basis": "Highways rules, section 3",
    "outcome": "upheld",
}


@dataclass
class Cast:
    """Offices, matters and places by code; `actor(name)` is that person as the core sees them."""

    offices: dict[str, Office] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actor_of(self.staff(name))

    def staff(self, name: str) -> Staff:
        return Staff.objects.get(username=name)


def make_cast() -> Cast:
    cast = Cast()
    for code, english, chinese, parent, registers, more in OFFICES:
        cast.offices[code] = Office.objects.create(
            code=code, name_en=english, name_zh=chinese, registers=registers,
            parent=cast.offices.get(parent or ""), **more,
        )  # fmt: skip
    for code, english, chinese, parent in [
        ("yunchuan", "Yunchuan", "云川", None), ("linjiang", "Linjiang", "临江", "yunchuan"),
        ("qingshi", "Qingshi", "青石", "linjiang"), ("harbourne", "Harbourne", "哈本", None),
    ]:  # fmt: skip
        cast.places[code] = Place.objects.create(
            code=code, name_en=english, name_zh=chinese, parent=cast.places.get(parent or "")
        )
    for code, english, chinese in [
        ("roads", "Roads", "道路"), ("housing", "Housing", "住房"),
        ("damp", "Damp and mould", "房屋潮湿"),
    ]:  # fmt: skip
        cast.matters[code] = Matter.objects.create(code=code, name_en=english, name_zh=chinese)
    for office, place in [("city", "yunchuan"), ("county", "linjiang"), ("town", "qingshi"),
                          ("borough", "harbourne")]:  # fmt: skip
        cast.offices[office].places.add(cast.places[place])
    for office, matter in [("roads", "roads"), ("housing", "housing"), ("repairs", "damp")]:
        cast.offices[office].matters.add(cast.matters[matter])
    for name, office, role in STAFF:
        staff = Staff.objects.create_user(name, PASSWORD, name=name)
        Post.objects.create(staff=staff, office=cast.offices[office], role=role)
    return cast


@dataclass(frozen=True)
class Whole:
    """A file that has arrived."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def chunks(self) -> Iterator[bytes]:
        yield self.content


@dataclass
class Drive:
    """One case, driven through the real actions; `days` pass before each step."""

    cast: Cast
    case: Case
    code: str
    now: datetime

    @property
    def petitioner(self) -> Actor:
        return Actor.petitioner(Case.objects.get(pk=self.case.root_id).number)

    def step(self, who: str, step: str, days: float = 1, **params: Any) -> Case | Refusal:
        """Takes a step as `who` ("petitioner" or a name of the cast) and follows a linked case."""
        self.now += timedelta(days=days)
        actor = self.petitioner if who == "petitioner" else self.cast.actor(who)
        done = actions.take(self.case.number, actor, step, params, self.now)
        if isinstance(done, Case):
            self.case = done
        return done

    def add(self, name: str, content: bytes, who: str = "petitioner", **more: Any) -> "Drive":
        """Adds a file that has to be taken: of the petitioner or, as somebody else, of the office
        unless `of_office` says otherwise.
        """
        actor = self.petitioner if who == "petitioner" else self.cast.actor(who)
        more.setdefault("of_office", who != "petitioner")
        added = actions.add_file(self.case.number, actor, Whole(content), name, self.now, **more)
        assert isinstance(added, Case), added
        self.case = added
        return self

    def must(self, who: str, step: str, days: float = 1, **params: Any) -> "Drive":
        """As `step`, for a step that has to succeed."""
        done = self.step(who, step, days, **params)
        assert isinstance(done, Case), done
        return self


def file(cast: Cast, now: datetime = START, **given: Any) -> Drive:
    """Files a case about the county's road, unless told otherwise."""
    given.setdefault(
        "text", "The road to our village is broken.\nChildren fall on the way to school."
    )
    if "matter" not in given and "office" not in given:
        given.update(matter=cast.matters["roads"].pk, place=cast.places["linjiang"].pk)
    filed = actions.file_case(actions.Filing(**given), Actor(Role.PETITIONER), now)
    assert isinstance(filed, actions.Receipted), filed
    return Drive(cast, filed.case, filed.code, now)


def who(case: Case) -> Details:
    """Who the case is from, opened behind everybody's back."""
    return identities.open_for(case.root)


def accepted(cast: Cast, **given: Any) -> Drive:
    """A case that the roads bureau has accepted."""
    drive = file(cast, **given).must("clerk", "register")
    drive.must("clerk", "transfer", office=cast.offices["roads"].pk, reason="It mends this road.")
    return drive.must("roads-officer", "accept")


def served(cast: Cast, **decision: Any) -> Drive:
    """A case that was decided and served."""
    drive = accepted(cast).must("roads-officer", "decide", **{**DECISION, **decision})
    return drive.must("roads-officer", "serve", how="post")
