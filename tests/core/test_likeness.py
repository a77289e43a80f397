"""What is alike: by what is complained of, never by how or by whom it is written."""

import pytest

from openredress.core.likeness import ENOUGH, Kind, Said, likes
from openredress.core.searching import terms


def words(text):
    return frozenset(term.word for term in terms(text, str.lower))


def said(key, text, matters=(), place=None):
    return Said(key, words(text), matters, place)


PLANT = "The mixing plant beside Lifa estate roars all night and dust covers our balconies."
AGAIN = "Concrete dust on every balcony of Lifa estate: the mixing plant works all night."
LAMP = "A lamp on Mill lane is out since Tuesday and nobody comes to repair it."
ZH_PLANT = "丽发新城小区旁边的搅拌站整夜噪音扰民，粉尘污染严重。"
ZH_AGAIN = "投诉丽发新城附近违建搅拌站，夜里噪音让人睡不着。"
ZH_LAMP = "磨坊路的路灯坏了三个星期，没有人来修理。"


@pytest.mark.parametrize(
    ("one", "same", "other"), [(PLANT, AGAIN, LAMP), (ZH_PLANT, ZH_AGAIN, ZH_LAMP)]
)
def test_another_text_about_the_same_thing_is_found_and_a_third_is_not(one, same, other):
    others = [said(2, same), said(3, other)]
    (found,) = likes(said(1, one), others, [words(t) for t in (one, same, other)])
    assert (found.key, found.kind) == (2, Kind.CAUSE)
    assert {"lifa", "丽发新城"} & set(found.words)


def test_nearly_the_same_text_is_a_copy():
    longer = PLANT + " Please act."
    (found,) = likes(said(1, PLANT), [said(2, longer)], [words(PLANT), words(longer)])
    assert found.kind is Kind.COPY


def test_one_writer_about_two_things_is_never_brought_together():
    """The same phrases around another matter: where the matters are known and differ, nothing;
    where they are not, the phrases that many use count for nothing.
    """
    style = "Esteemed officials, hear me out as a humble citizen, with folded hands I beg of you: "
    plant, lamp = style + PLANT, style + LAMP
    seen = [words(style + f"matter{i} thing{i}") for i in range(ENOUGH)]
    apart = likes(said(1, plant, (7,)), [said(2, lamp, (8,))], [])
    assert apart == ()
    assert likes(said(1, plant), [said(2, lamp)], seen) == ()
    assert likes(said(1, plant), [said(2, AGAIN)], seen)


def test_matters_under_one_roof_may_be_one_matter():
    both = [words(PLANT), words(AGAIN)]
    assert likes(said(1, PLANT, (7, 1)), [said(2, AGAIN, (8, 1))], both)
    assert likes(said(1, PLANT, (7, 1)), [said(2, AGAIN)], both)


def test_the_same_matter_and_place_need_fewer_words():
    """Three words in some twenty each: a cosine between the two thresholds."""
    one = "dust lifa night " + " ".join(f"other{i}" for i in range(18))
    other = "dust lifa night " + " ".join(f"thing{i}" for i in range(18))
    far = likes(said(1, one, (7,), 1), [said(2, other, (7,), 2)], [])
    near = likes(said(1, one, (7,), 1), [said(2, other, (7,), 1)], [])
    assert (len(far), len(near)) == (0, 1)


def test_words_that_english_needs_for_anything_bring_nothing_together():
    one = "The boiler failed each time, and a day went by with three of us in the cold."
    other = "Each day with a lift that stops, and three times a day when we went by."
    assert likes(said(1, one), [said(2, other)], [words(one), words(other)]) == ()


def test_two_words_are_too_few():
    assert likes(said(1, "Lifa dust."), [said(2, "Lifa dust!")], []) == ()


def test_what_is_rare_is_told_by_what_one_may_see_alone():
    """A case outside of `seen` changes neither score nor words."""
    seen = [words(PLANT), words(AGAIN)]
    one = likes(said(1, PLANT), [said(2, AGAIN)], seen)
    assert one == likes(said(1, PLANT), [said(2, AGAIN)], list(seen))
    assert one == likes(said(1, PLANT), [said(2, AGAIN), said(1, PLANT)], seen)
