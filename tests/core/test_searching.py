"""What a text is found by, and what nobody can be found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openredress.cases.folding import fold
from openredress.core.searching import (
    as_query,
    asked_for,
    deletions,
    distance,
    extract,
    may_be_meant,
    stem,
    terms,
)
from openredress.core.unsearchable import left_out


def words(text, own=(), known=()):
    gone = left_out(text, own, known, fold)
    return [term.word for term in terms(text, fold, gone)]


def test_chinese_is_found_by_each_two_characters_and_english_by_words():
    assert words("夜间噪声, the noise at 3") == ["夜间", "间噪", "噪声", "the", "noise", "at", "3"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("噪聲擾民", "噪声扰民"),
        ("Café", "cafe"),
        ("ＬＩＦＴ", "lift"),
        ("bodies", "body"),
        ("lifts", "lift"),
    ],
)
def test_two_ways_of_writing_it_are_one(one, other):
    assert [t.word for t in terms(one, fold)] == [t.word for t in terms(other, fold)]


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫张伟民，住在石桥村。", "张伟民"),
        ("本人李小满，来信反映路灯不亮。", "李小满"),
        ("联系人：赵云", "赵云"),
        ("村里的王主任说没有钱。", "王"),
        ("反映高老师乱收费。", "高"),
        ("路灯不亮。\n陈思远\n", "陈思远"),
        ("Please call Anna Smith about the lamp.", "anna smith"),
        ("the clerk, Mr Bean, sent me away", "bean"),
        ("Kowalski never answered us.", "kowalski"),
        ("write to anna@example.org", "anna example org"),
        ("call 0138 0000 0001 or 13800000001", "0138 0000 0001 13800000001"),
        ("身份证110101199003070000", "110101199003070000"),
    ],
)
def test_a_name_or_a_contact_in_a_text_is_not_found(text, name):
    found = set(words(text))
    assert found.isdisjoint({term.word for term in terms(name, fold)} - {"0"}), found


def test_what_the_petitioner_sealed_is_not_found_in_their_text():
    text = "The lamp is out since thornbury fell, 石桥村的独臂电工。"
    assert "thornbury" in words(text)
    found = words(text, own=("thornbury", "独臂电工"))
    assert "thornbury" not in found
    assert {"独臂", "臂电", "电工"}.isdisjoint(found)
    assert {"lamp", "石桥"} <= set(found)


def test_a_place_with_a_capital_is_found_and_a_word_the_text_has_in_small_letters_too():
    assert words("The lamp in Mill Lane") == ["the", "lamp", "in", "mill", "lane"]
    assert words("at Yunchuan, today", known={"yunchuan"}) == ["at", "yunchuan", "today"]
    assert words("Lamps are out. We need lamps; Lamps burn.")[0] == "lamp"


def test_short_numbers_are_found_and_long_ones_never():
    assert words("building 12, line 305") == ["building", "12", "line", "305"]
    assert words("account 6222021234567") == ["account"]


def test_quotes_make_a_phrase_and_chinese_is_one():
    asked = asked_for('"street lamp" broken 拖欠工资', fold)
    assert [one.words for one in asked] == [
        ("street", "lamp"),
        ("broken",),
        ("拖欠", "欠工", "工资"),
    ]
    assert as_query(asked, lambda word: ()) == (
        "('street' <-> 'lamp') & ('broken') & (('拖欠' <-> '欠工' <-> '工资') | ('拖欠' & '工资'))"
    )


@given(st.text())
def test_no_query_can_break_out_of_its_words(typed):
    query = as_query(asked_for(typed, fold), lambda word: ())
    for part in query.split("'")[1::2]:
        assert part.isalnum() or all(sign.isalnum() for sign in part), part
    assert set("".join(query.split("'")[::2])) <= set(" &|<->():*")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nosie", "noise"), ("nois", "noise"), ("noisee", "noise"), ("compensatoin", "compensation"),
     ("allowence", "allowance")],
)  # fmt: skip
def test_a_mistake_is_forgiven(typed, meant):
    assert may_be_meant(typed, meant)
    assert set(deletions(typed)) & set(deletions(meant))


def test_another_word_is_another_word():
    assert not may_be_meant("road", "river")
    assert distance("kitten", "sitting") == 3


def test_a_plural_is_taken_off_and_no_other_ending():
    assert [stem(w) for w in ("bills", "buses", "cries", "status", "glass", "bus")] == [
        "bill", "buse", "cry", "status", "glass", "bus",
    ]  # fmt: skip


def test_an_extract_marks_what_was_asked_for():
    pieces = extract("x " * 60 + "the lamps are out at night", {"lamp", "night"}, fold)
    assert [p.text for p in pieces if p.is_found] == ["lamps", "night"]
    assert pieces[0].text == "…"
    assert extract("nothing", {"lamp"}, fold) == ()
