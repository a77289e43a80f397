"""An invented institution of any size: its places, matters, offices and staff.

A city with districts; each has a government, a petition office that takes cases in, and bureaus.
How many there are follows from the number of cases.
"""

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import accumulate
from typing import Any

from openredress.core.access import Actor, Post
from openredress.core.procedure import Role
from openredress.offices import chart
from openredress.offices.models import Matter, Office, Place, Staff
from openredress.offices.models import Post as PostRow
from openredress.procedures import library

Row = dict[str, Any]

#: Cases for which there is one more district, and for which an office has one more officer.
A_DISTRICT, AN_OFFICER = 28_000, 600
TOWNS, VILLAGES = 8, 6
CITY = "city"
#: What stands for a password that nobody can enter.
NONE = "!"

#: Signs of invented places, with how they are read.
SIGNS = {
    "云": "yun", "溪": "xi", "柳": "liu", "松": "song", "岚": "lan", "竹": "zhu", "桐": "tong",
    "杉": "shan", "梅": "mei", "枫": "feng", "荷": "he", "兰": "lan", "鹤": "he", "鹭": "lu",
    "燕": "yan", "雁": "yan", "石": "shi", "泉": "quan", "湖": "hu", "江": "jiang", "沙": "sha",
    "洲": "zhou", "岭": "ling", "峰": "feng", "谷": "gu", "坪": "ping", "湾": "wan", "桥": "qiao",
    "塘": "tang", "田": "tian", "禾": "he", "麦": "mai", "茶": "cha", "棠": "tang", "霞": "xia",
    "虹": "hong", "晨": "chen", "月": "yue", "星": "xing", "明": "ming", "清": "qing", "碧": "bi",
    "翠": "cui", "丹": "dan", "金": "jin", "银": "yin", "玉": "yu", "锦": "jin", "文": "wen",
    "和": "he", "安": "an", "宁": "ning", "康": "kang", "福": "fu", "丰": "feng", "永": "yong",
}  # fmt: skip


@cache
def words() -> Row:
    """The matters and the sentences."""
    data = resources.files(__package__) / "data" / "matters.toml"
    return tomllib.loads(data.read_text(encoding="utf-8"))


def name(chance: random.Random, zh_end: str, en_end: str) -> tuple[str, str]:
    """An invented name of a place or road, in both languages."""
    first, second = chance.sample(list(SIGNS), 2)
    read = (SIGNS[first] + SIGNS[second]).capitalize()
    return f"{first}{second}{zh_end}", f"{read} {en_end}"


def districts(cases: int) -> int:
    return max(2, round(cases / A_DISTRICT))


def build(cases: int, seed: int) -> None:
    """Makes the rows."""
    chance = random.Random(f"ground {seed}")  # noqa: S311
    place: list[Row] = []
    office: list[Row] = []
    matter = list(_matters())
    _city(chance, place, office)
    for number in range(1, districts(cases) + 1):
        _district(chance, f"d{number}", place, office)
    chart.load_rows({"place": place, "matter": matter, "office": office}, library())
    _staff(chance, cases)


def _matters() -> Iterator[Row]:
    for bureau in words()["bureau"]:
        yield {"code": bureau["code"], "zh": bureau["zh"][1], "en": bureau["en"][1]}
        for each in bureau["matter"]:
            code = f"{bureau['code']}-{each['code']}"
            yield {"code": code, "in": bureau["code"], "zh": each["zh"], "en": each["en"]}


def _city(chance: random.Random, place: list[Row], office: list[Row]) -> None:
    zh, en = name(chance, "市", "City")
    place.append({"code": CITY, "zh": zh, "en": en})
    office.append({
        "code": CITY, "zh": f"{zh}人民政府", "en": f"{en} Government", "places": [CITY],
        "procedure": "cn-2022", "calendar": "CN", "time_zone": "Asia/Shanghai",
    })  # fmt: skip
    office += _bureaus(CITY, zh, en)


def _district(chance: random.Random, code: str, place: list[Row], office: list[Row]) -> None:
    zh, en = name(chance, "区", "District")
    place.append({"code": code, "in": CITY, "zh": zh, "en": en})
    for town in range(1, TOWNS + 1):
        town_zh, town_en = name(chance, "镇", "Town")
        town_code = f"{code}-t{town}"
        place.append({"code": town_code, "in": code, "zh": town_zh, "en": town_en})
        for village in range(1, VILLAGES + 1):
            ends = chance.choice((("村", "Village"), ("社区", "Community"), ("花园", "Gardens")))
            own_zh, own_en = name(chance, *ends)
            row = {"code": f"{town_code}-v{village}", "in": town_code}
            place.append(row | {"zh": own_zh, "en": own_en})
    office.append({
        "code": code, "in": CITY, "zh": f"{zh}人民政府", "en": f"{en} Government", "places": [code],
    })  # fmt: skip
    office += _bureaus(code, zh, en)


def _bureaus(code: str, zh: str, en: str) -> Iterator[Row]:
    yield {
        "code": f"{code}-petitions", "in": code, "registers": True,
        "zh": f"{zh}信访局", "en": f"{en} Petition Office",
    }  # fmt: skip
    for bureau in words()["bureau"]:
        yield {
            "code": f"{code}-{bureau['code']}", "in": code, "matters": [bureau["code"]],
            "zh": f"{zh}{bureau['zh'][0]}", "en": f"{en} {bureau['en'][0]}",
        }  # fmt: skip


def _staff(chance: random.Random, cases: int) -> None:
    """Clerks, officers and heads of every office, supervisors of the governments, an operator.
    Nobody has a password: `openredress signin` lets somebody in.
    """
    offices = list(Office.objects.order_by("pk"))
    officers = max(2, min(8, round(cases / len(offices) / AN_OFFICER)))
    wanted: list[tuple[str, int, Role]] = []
    for office in offices:
        governs = office.procedure != "" or (not office.matters.exists() and not office.registers)
        counts = {Role.OFFICER: officers, Role.HEAD: 1}
        if office.registers:
            counts[Role.CLERK] = officers + 1
        if governs:
            counts[Role.SUPERVISOR] = 1
        for role, count in counts.items():
            for number in range(1, count + 1):
                wanted.append((f"{office.code}-{role.value}-{number}", office.pk, role))
    wanted.append(("operator", offices[0].pk, Role.OPERATOR))
    Staff.objects.bulk_create(
        Staff(username=username, name=_person(chance), password=NONE) for username, _, _ in wanted
    )
    keys = dict(Staff.objects.values_list("username", "pk"))
    PostRow.objects.bulk_create(
        PostRow(staff_id=keys[username], office_id=office, role=role.value)
        for username, office, role in wanted
    )


def _person(chance: random.Random) -> str:
    return chance.choice("赵钱孙李周吴郑王冯陈褚卫") + "".join(chance.sample(list(SIGNS), 2))


@dataclass(frozen=True)
class Cast:
    """Who acts, by office and role, and what cases can be about and where."""

    actors: dict[tuple[int, Role], list[Actor]]
    matters: list[tuple[int, Row]]
    places: list[tuple[int, str, str]]

    @cached_property
    def often_about(self) -> list[float]:
        """Some matters are complained of far more than others: their weights, added up."""
        return list(accumulate(1 / (1 + i % 7) for i in range(len(self.matters))))

    @cached_property
    def often_at(self) -> list[float]:
        return list(accumulate(1 / (1 + (i * 7919) % 23) for i in range(len(self.places))))

    def one(self, chance: random.Random, office: int, *roles: Role) -> Actor:
        """Somebody who holds one of these roles at the office, the first role there is."""
        found = next(self.actors[office, role] for role in roles if (office, role) in self.actors)
        return chance.choice(found)


def cast() -> Cast:
    """As it stands in the database."""
    actors: dict[tuple[int, Role], list[Actor]] = defaultdict(list)
    for staff, office, role in PostRow.objects.values_list("staff_id", "office_id", "role"):
        post = Post(office, Role(role))
        actors[office, Role(role)].append(Actor(Role.OFFICER, staff=staff, posts=(post,)))
    by_code = dict(Matter.objects.values_list("code", "pk"))
    matters = [
        (by_code[f"{bureau['code']}-{each['code']}"], each)
        for bureau in words()["bureau"] for each in bureau["matter"]
    ]  # fmt: skip
    narrow = Place.objects.filter(children=None).order_by("pk")
    places = list(narrow.values_list("pk", "name_zh", "name_en"))
    return Cast(dict(actors), matters, places)
