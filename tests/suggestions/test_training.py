"""Learning from cases, measured on cases that were not seen."""

import random

import pytest

from openredress.suggestions.beginning import of_names
from openredress.suggestions.model import Example, Model
from openredress.suggestions.training import TooFew, train

ROADS, DAMP, SCHOOL = 11, 12, 13
WORDS = {
    matter: text.split()
    for matter, text in {
        ROADS: "路灯不亮 道路坑洼 车辆 积水 broken road potholes street light traffic kerb",
        DAMP: "墙面发霉 房屋渗水 潮湿 房东 damp mould leaking roof landlord repair wall",
        SCHOOL: "学校收费 老师 补课 学生 school fees teacher pupils class exam",
    }.items()
}


def cases(n=60, seed=1):
    chance = random.Random(seed)
    return [
        Example(" ".join(chance.sample(words, 5)) + f" 请尽快处理 {i}", matter)
        for matter, words in WORDS.items()
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def trained():
    return train(cases())


def test_it_learns_and_measures_on_what_it_has_not_seen(trained):
    model, measured = trained
    assert (measured.cases, measured.matters) == (180, 3)
    assert measured.accuracy > 0.95
    (best, *_rest) = model.guesses("房东不管，墙面发霉")
    assert best.matter == DAMP
    assert best.confidence > 0.8
    assert {"墙面", "发霉", "房东"} & set(best.words)


def test_the_words_that_decided_stand_in_the_text(trained):
    text = "The road is full of potholes, and 老师 is late"
    (best, *_rest) = trained[0].guesses(text)
    assert best.matter == ROADS
    assert all(word in text.lower() for word in best.words)


def test_it_says_nothing_of_a_text_that_is_unlike_all_it_has_seen(trained):
    assert trained[0].guesses("Zwölf Boxkämpfer jagen Viktor quer über den Deich") == ()
    assert trained[0].guesses("") == ()


def test_chance_is_measured_as_chance():
    """Labels that have nothing to do with the texts: what was learned by heart does not count."""
    chance = random.Random(2)
    drawn = [Example(e.text, chance.choice([ROADS, DAMP, SCHOOL])) for e in cases()]
    _model, measured = train(drawn)
    assert measured.accuracy < 0.5
    assert measured.calibration < 0.2


def test_copies_do_not_flatter_the_measure():
    """Each text stands there ten times with a label of its own: only by heart could it be right."""
    chance = random.Random(3)
    copied = [
        Example(f"{words} 请处理", matter, group=words)
        for words in (
            "".join(chance.sample("天地玄黄宇宙洪荒日月盈昃辰宿列张", 8)) for _ in range(20)
        )
        for matter in [chance.choice([ROADS, DAMP])]
        for _ in range(10)
    ]
    assert train(copied)[1].accuracy < 0.8
    assert train([Example(e.text, e.matter, str(i)) for i, e in enumerate(copied)])[1].accuracy == 1


def test_it_is_the_same_after_storing(trained):
    model = trained[0]
    again = Model.from_bytes(model.to_bytes())
    for example in cases(5, seed=9):
        assert again.guesses(example.text) == model.guesses(example.text)


def test_what_is_no_model_is_refused():
    with pytest.raises(ValueError, match=r".+"):
        Model.from_bytes(b"no model")


def test_a_rare_matter_is_known_by_its_name():
    names = [Example("噪声扰民 noise nuisance", 99, "name of 99")] * 2
    model, _measured = train(cases(), names)
    assert model.guesses("噪声扰民")[0].matter == 99


@pytest.mark.parametrize("few", [[], cases()[:10], cases(60)[:60]])
def test_too_few_cases_or_one_matter_alone_are_refused(few):
    with pytest.raises(TooFew):
        train(few)


def test_names_suggest_without_a_confidence():
    model = of_names([Example("道路 roads potholes 坑洼", ROADS), Example("房屋潮湿 damp", DAMP)])
    (best, *_rest) = model.guesses("门前道路坑洼不平")
    assert (best.matter, best.confidence) == (ROADS, None)
    assert set(best.words) == {"道路", "坑洼"}
    assert model.guesses("学校乱收费") == ()


def test_empty_words_suggest_nothing():
    model = of_names([Example("Care for the elderly", ROADS), Example("Missed bins", DAMP)])
    assert model.guesses("It was missed for the fifth week")[0].matter == DAMP
    assert model.guesses("I waited for the answer") == ()


def test_without_any_matter_there_is_nothing_to_suggest():
    assert of_names([]).guesses("道路") == ()
