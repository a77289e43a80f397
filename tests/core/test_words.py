"""The terms of a text, spelled out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openredress.core.words import terms

TABLE = [
    ("路灯", ["路", "灯", "路灯"]),
    ("修路灯", ["修", "路", "灯", "修路", "路灯", "修路灯"]),
    ("Broken street light", ["broken", "street", "broken street", "light", "street light"]),
    ("路灯 lamp 坏", ["路", "灯", "路灯", "lamp", "坏"]),
    # Words on two sides of a comma are not one term.
    ("damp, mould", ["damp", "mould"]),
    # Numbers say nothing of a matter.
    ("flat 12, 3 weeks", ["flat", "weeks"]),
    ("it's", ["it's"]),
    # Full-width letters are the same letters.
    ("ＢＵＳ", ["bus"]),
    # A masked name of a place.
    ("A3区路", ["区", "路", "区路"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "found"), TABLE)
def test_it_finds_the_terms(text, found):
    assert terms(text) == found


@given(st.text())
def test_any_text_has_terms_without_spaces_at_their_ends(text):
    assert all(term == term.strip() != "" for term in terms(text))
