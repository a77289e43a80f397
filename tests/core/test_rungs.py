"""The table `[mediation]` of a pack: a wrong one is refused, with its place, in both languages."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from openredress.core.pack import read_pack
from openredress.core.pack_reader import BadPack
from openredress.core.rungs import Mediator
from openredress.procedures import BUILT_IN
from tests.core.packs import PACKS

TEXT = (BUILT_IN / "workplace.toml").read_text(encoding="utf-8")

BROKEN = [
    # what is changed, into what, the place that is named, words of the reason
    ('kind = "competent"', 'kind = "township"', "mediation.rung", "last rung", "最后一级"),
    ('kind = "committee"', 'kind = "mediator"', "mediation.rung", "each kind", "每种单位"),
    ('kind = "committee"', 'kind = "elders"', "mediation.rung.kind", "elders", "elders"),
    ("days = 15", "days = 93", "mediation.rung.days", "from 1 to 92", "1 到 92"),
    ("cooling_days = 3", "cooling_days = 400", "mediation.cooling_days", "from 1", "1 到"),
    ('stages = ["in-hand"]', 'stages = ["filed"]', "mediation.stages", "lead on", "无从落实"),
    ('stages = ["in-hand"]', "stages = []", "mediation.stages", "in which stages", "哪些阶段"),
    ('decide = "decide"', 'decide = "agree"', "mediation", "not a step", "没有步骤"),
    ("cooling_days = 3", "cooling_days = 3\ncolour = 1", "mediation.colour", "", ""),
]


@pytest.mark.parametrize("case", BROKEN, ids=[f"{b[1][:24]}" for b in BROKEN])
def test_a_bad_ladder_is_refused(case):
    old, new, place, english, chinese = case
    begin = TEXT.index("[mediation]")
    text = TEXT[:begin] + TEXT[begin:].replace(old, new, 1)
    with pytest.raises(BadPack) as caught:
        read_pack(text, "mine.toml")
    told = [p for p in caught.value.problems if p.place.startswith(place)]
    assert told, [(p.place, p.reason["en"]) for p in caught.value.problems]
    assert any(english in p.reason["en"] and chinese in p.reason["zh"] for p in told)
    assert all(re.search(r"[\u4e00-\u9fff]", p.reason["zh"]) for p in told)


def test_every_ladder_that_there_is_leads_to_the_office_that_answers():
    offered = {pack: found.mediation for pack, found in PACKS.items() if found.mediation}
    assert set(offered) >= {"cn-2022", "workplace"}
    for rules in offered.values():
        *rungs, last = rules.rungs
        assert (last.kind, last.days) == (Mediator.COMPETENT, 0)
        assert all(rung.days for rung in rungs)


def test_a_ladder_is_over_before_the_answer_is_due():
    """Of the pack for China: all rungs and the time to think it over, within the sixty days."""
    rules, limit = PACKS["cn-2022"].mediation, PACKS["cn-2022"].limits["decide"]
    assert rules is not None
    begins = datetime(2026, 3, 2, tzinfo=UTC)
    longest = sum(rung.days for rung in rules.rungs) + rules.cooling_days
    assert begins + timedelta(days=longest) < begins + timedelta(days=limit.amount)
