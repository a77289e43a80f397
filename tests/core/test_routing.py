"""One office, always, and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core.routing import Because, OfficeMap, OfficeRule, Wish, route

CITY, COUNTY, PETITIONS, ROADS, TOWN, OTHER_COUNTY, OTHER_ROADS, WATER = range(1, 9)
# Places: 1 city > 2 county > 3 town; 4 the other county. Matters: 1 roads > 2 potholes; 3 water.
OFFICES = OfficeMap(
    {
        rule.id: rule
        for rule in [
            OfficeRule(CITY, None, frozenset({1}), frozenset(), True),
            OfficeRule(COUNTY, CITY, frozenset({2})),
            OfficeRule(PETITIONS, COUNTY, frozenset(), frozenset(), True),
            OfficeRule(ROADS, COUNTY, frozenset(), frozenset({1})),
            OfficeRule(TOWN, COUNTY, frozenset({3}), frozenset({2})),
            OfficeRule(OTHER_COUNTY, CITY, frozenset({4})),
            OfficeRule(OTHER_ROADS, OTHER_COUNTY, frozenset(), frozenset({1})),
            OfficeRule(WATER, CITY, frozenset(), frozenset({3})),
        ]
    }
)

TABLE = [
    # wish, office, registrar, because, co-handlers
    (Wish(office=TOWN), TOWN, PETITIONS, Because.CHOSEN, ()),
    (Wish(office=PETITIONS), PETITIONS, PETITIONS, Because.CHOSEN, ()),
    (Wish(office=OTHER_ROADS), OTHER_ROADS, CITY, Because.CHOSEN, ()),
    (Wish(office=99), CITY, CITY, Because.NOBODY_NAMED, ()),
    (Wish(), CITY, CITY, Because.NOBODY_NAMED, ()),
    (Wish(matters=(1,), places=(2, 1)), ROADS, PETITIONS, Because.MATTER_AND_PLACE, ()),
    (Wish(matters=(1,), places=(4, 1)), OTHER_ROADS, CITY, Because.MATTER_AND_PLACE, ()),
    (Wish(matters=(2, 1), places=(3, 2, 1)), TOWN, PETITIONS, Because.MATTER_AND_PLACE, ()),
    (Wish(matters=(2, 1), places=(4, 1)), OTHER_ROADS, CITY, Because.MATTER_AND_PLACE, ()),
    (Wish(matters=(1,), places=(3, 2, 1)), ROADS, PETITIONS, Because.MATTER_AND_PLACE, ()),
    (Wish(matters=(3,)), WATER, CITY, Because.MATTER, ()),
    (Wish(matters=(1,)), CITY, CITY, Because.SEVERAL_PLACES, ()),
    (Wish(matters=(9,), places=(3, 2, 1)), PETITIONS, PETITIONS, Because.PLACE, ()),
    (Wish(places=(4, 1)), CITY, CITY, Because.PLACE, ()),
    (Wish(matters=(9,)), CITY, CITY, Because.NOBODY_NAMED, ()),
]


@pytest.mark.parametrize(("wish", "office", "registrar", "because", "others"), TABLE)
def test_it_goes_where_it_should(wish, office, registrar, because, others):
    found = route(OFFICES, wish)
    assert (found.office, found.registrar) == (office, registrar)
    assert (found.because, found.co_handlers) == (because, others)


def test_offices_that_are_as_competent_handle_it_together():
    both = OfficeMap({**OFFICES.offices, 9: OfficeRule(9, COUNTY, frozenset(), frozenset({1}))})
    found = route(both, Wish(matters=(1,), places=(2, 1)))
    assert (found.office, found.co_handlers) == (ROADS, (9,))


@st.composite
def office_maps(draw: st.DrawFn) -> OfficeMap:
    count = draw(st.integers(1, 8))
    small = st.frozensets(st.integers(1, 5), max_size=3)
    rules = {}
    for number in range(1, count + 1):
        parent = draw(st.none() | st.integers(1, count + 2))
        rules[number] = OfficeRule(number, parent, draw(small), draw(small), draw(st.booleans()))
    return OfficeMap(rules)


paths = st.lists(st.integers(1, 6), max_size=4, unique=True).map(tuple)
wishes = st.builds(Wish, st.none() | st.integers(1, 12), paths, paths)


@settings(max_examples=300, deadline=None)
@given(office_maps(), wishes)
def test_there_is_always_one_office_and_one_that_registers(offices, wish):
    """Whatever the tree: several roots, parents that are gone, even a circle."""
    found = route(offices, wish)
    assert found.office in offices.offices
    assert found.registrar in offices.offices
    assert found.because in Because
    assert found.office not in found.co_handlers
    assert set(found.co_handlers) <= set(offices.offices)


@given(office_maps(), wishes)
def test_the_same_wish_goes_to_the_same_office(offices, wish):
    assert route(offices, wish) == route(offices, wish)


@given(office_maps(), wishes)
def test_a_choice_is_kept(offices, wish):
    if wish.office in offices.offices:
        assert route(offices, wish).office == wish.office
