"""A draft can be read with the browser that wrote it, and with nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from openredress.intake import drafts
from openredress.intake.models import Draft

NOW = datetime(2026, 1, 28, 4, 0, tzinfo=UTC)
SECRET = "The foreman keeps our wages"

pytestmark = pytest.mark.django_db


def begun(now=NOW):
    draft = drafts.begin(now)
    drafts.remember(draft, {"text": SECRET, "name": "Zhang Wei"}, now)
    return draft


def test_it_gives_back_what_was_entered():
    draft = begun()
    assert drafts.find(draft.token, NOW).answers == {"text": SECRET, "name": "Zhang Wei"}


def test_it_stores_neither_the_words_nor_the_token():
    draft = begun()
    row = Draft.objects.get()
    stored = bytes(row.sealed) + bytes(row.token_hash)
    for secret in (SECRET, "Zhang", draft.token, "text"):
        assert secret.encode() not in stored


def test_it_stores_no_code_of_a_receipt_in_the_clear():
    draft = begun()
    drafts.turn_into_receipt(draft, "2026-000001-5", "12345678901234567890", NOW)
    sealed = bytes(Draft.objects.get().sealed)
    assert b"12345678901234567890" not in sealed
    assert b"2026-000001-5" not in sealed
    assert drafts.find(draft.token, NOW).answers == {}


def test_another_token_finds_nothing():
    begun()
    assert drafts.find("A" * 43, NOW) is None
    assert drafts.find("", NOW) is None


def test_it_ends_a_day_after_the_last_change():
    draft = begun()
    later = NOW + timedelta(hours=23)
    drafts.remember(draft, {"wish": "Pay us"}, later)
    assert drafts.find(draft.token, later + timedelta(hours=23, minutes=59)) is not None
    assert drafts.find(draft.token, later + timedelta(hours=24)) is None


def test_beginning_deletes_a_few_that_have_ended(monkeypatch):
    monkeypatch.setattr(drafts, "SWEPT_AT_ONCE", 3)
    for hour in range(5):
        drafts.begin(NOW + timedelta(minutes=hour))
    drafts.begin(NOW + timedelta(days=2))
    assert Draft.objects.count() == 3


def test_it_keeps_no_trace_of_who_wrote():
    assert {f.name for f in Draft._meta.get_fields()} == {
        "id", "token_hash", "sealed", "expires_at",
    }  # fmt: skip


def test_a_row_put_under_another_token_cannot_be_read():
    """Whoever writes to the database cannot slip one person's answers to another."""
    from cryptography.fernet import InvalidToken

    mine, other = begun(), drafts.begin(NOW)
    sealed = Draft.objects.get(token_hash=drafts._name(mine.token)).sealed
    Draft.objects.filter(token_hash=drafts._name(other.token)).update(sealed=sealed)
    with pytest.raises(InvalidToken):
        drafts.find(other.token, NOW)
