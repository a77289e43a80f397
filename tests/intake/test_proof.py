"""Whoever has just filed has the proof from the page of the receipt, and nowhere else there."""

import pytest
from tests.intake.conftest import STORY

from openredress.core.deposit import Verdict, check
from openredress.proof import keys

pytestmark = pytest.mark.django_db


def test_the_receipt_leads_to_the_proof(walk):
    walk.answer().send()
    assert 'href="/file/receipt/proof/"' in walk.get("receipt").content.decode()
    answer = walk.get("receipt/proof")
    found = check(answer.content.decode(), keys.known(), keys.verify)
    assert found.verdict is Verdict.GENUINE
    assert STORY.split()[0] not in answer.content.decode()


def test_once_the_receipt_is_put_away_so_is_the_proof(walk):
    assert walk.get("receipt/proof").status_code == 302
    walk.answer().send()
    walk.post("receipt", saved="on")
    assert walk.get("receipt/proof").status_code == 410
