"""What is learned from the cases of the installation, stored, and taken back."""

from datetime import timedelta

import pytest
from tests.cast import START, file
from tests.suggestions.test_training import DAMP, ROADS, WORDS, cases

from openredress.offices.models import Matter
from openredress.suggestions import stored
from openredress.suggestions.model import Example
from openredress.suggestions.models import RoutingModel
from openredress.suggestions.suggesting import suggest
from openredress.suggestions.training import train


@pytest.fixture(autouse=True)
def nothing_remembered():
    stored._trained.cache_clear()
    stored._of_names.cache_clear()


def learned(cast):
    """A model of invented cases about the matters of the cast."""
    keys = {ROADS: cast.matters["roads"].pk, DAMP: cast.matters["damp"].pk}
    known = [Example(e.text, keys[e.matter]) for e in cases() if e.matter in keys]
    return train(known, tuple(stored.names()))


def test_it_learns_from_what_the_clerk_left_or_corrected(cast):
    left = file(cast, text="Potholes everywhere.").must("clerk", "register")
    corrected = file(cast, text="Mould on the wall.")
    corrected.must("clerk", "register", matter=cast.matters["damp"].pk)
    file(cast, text="Nobody has looked at this one.")
    assert {(e.text, e.matter) for e in stored.examples()} == {
        ("Potholes everywhere.", cast.matters["roads"].pk),
        ("Mould on the wall.", cast.matters["damp"].pk),
    }
    assert len(stored.examples(at_most=1)) == 1
    assert left.case.matter_id == cast.matters["roads"].pk


def test_names_serve_until_there_is_a_model(cast):
    (one,) = suggest("Damp and mould in every room")
    assert (one.name, one.per_cent, one.is_sure) == ("Damp and mould", None, False)
    assert one.office == "Housing Repairs"


def test_words_of_a_matter_find_it(cast):
    Matter.objects.filter(code="roads").update(words=["路灯", "street lamp"])
    assert suggest("门口的路灯三个月不亮")[0].matter == cast.matters["roads"].pk


def test_a_trained_model_states_how_often_it_is_right(cast):
    stored.keep(*learned(cast), START)
    (one,) = suggest("墙面发霉，房屋渗水，房东不管")
    assert one.matter == cast.matters["damp"].pk
    assert one.is_sure
    assert 80 <= one.per_cent <= 100


def test_an_earlier_model_and_the_names_can_be_taken_up_again(cast):
    first = stored.keep(*learned(cast), START)
    second = stored.keep(*learned(cast), START + timedelta(days=1))
    assert RoutingModel.objects.get(is_current=True) == second
    assert stored.use(first.pk)
    assert RoutingModel.objects.get(is_current=True) == first
    assert stored.use(None)
    assert not RoutingModel.objects.filter(is_current=True).exists()
    assert not stored.use(999_999)
    assert suggest("墙面发霉") == ()


def test_a_matter_that_is_gone_is_not_suggested(cast):
    stored.keep(*learned(cast), START)
    cast.matters["damp"].delete()
    assert suggest("墙面发霉，房屋渗水，房东不管") == ()


def test_the_path_to_a_narrow_matter_is_told(cast):
    Matter.objects.create(
        code="potholes", name_en="Potholes", name_zh="坑洼", parent=cast.matters["roads"]
    )
    assert suggest("A street of potholes")[0].name == "Roads › Potholes"


def test_words_of_invented_cases_do_not_overlap():
    """What the other tests stand on."""
    assert not set(WORDS[ROADS]) & set(WORDS[DAMP])
