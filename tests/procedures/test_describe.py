"""What the command line and the API say about procedures and clocks: plain and complete."""

import json

import pytest

from openredress.core.clock import calculate
from openredress.procedures.describe import describe_calculation, describe_procedure
from tests.core.packs import PACKS, calendar


@pytest.mark.parametrize("pack", sorted(PACKS))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_procedure_is_described_whole(pack, language):
    procedure = PACKS[pack]
    found = json.loads(json.dumps(describe_procedure(procedure, language)))
    for part in ("stages", "steps", "limits", "doors"):
        assert [item["id"] for item in found[part]] == list(getattr(procedure, part))
    assert [level["number"] for level in found["levels"]] == list(procedure.levels)
    assert found["digest"] == procedure.digest
    assert all(item["citation"]["article"] for part in ("steps", "limits") for item in found[part])
    assert found["name"] == procedure.name[language]


@pytest.mark.parametrize("language", ["en", "zh", "zh-hans", "fr"])
def test_a_language_we_lack_is_answered_in_one_we_have(language):
    procedure = PACKS["cn-2022"]
    clock = calculate(procedure.limits["accept"], _day("2026-01-31"), calendar("CN"))
    found = describe_calculation(procedure, clock, language)
    assert found["citation"]["article"] == ("第二十三条" if language[:2] == "zh" else "Art. 23")
    assert ("不计入" in found["days"][0]["words"]) == (language[:2] == "zh")


def _day(text):
    from datetime import date

    return date.fromisoformat(text)
