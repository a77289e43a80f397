"""Rows of one of some offices are those that `__in` finds."""

import pytest
from django.core.exceptions import EmptyResultSet
from tests.cast import accepted, file

from openredress.cases.models import Case
from openredress.offices.models import Office

pytestmark = pytest.mark.django_db


def test_it_finds_what_one_of_them_has(cast):
    there, here = accepted(cast).case, file(cast).case
    for keys in ({there.office_id}, {there.office_id, here.office_id, 0}, {0}, frozenset()):
        for name in ("office", "registrar", "exclusion_office", "root__office"):
            rows = Case.objects.filter(**{f"{name}__among": keys})
            assert set(rows) == set(Case.objects.filter(**{f"{name}__in": keys})), (name, keys)
            others = Case.objects.exclude(**{f"{name}__among": keys})
            assert set(others) == set(Case.objects.exclude(**{f"{name}__in": keys})), (name, keys)
        found = Office.objects.filter(pk__among=keys)
        assert set(found) == set(Office.objects.filter(pk__in=keys))
    with pytest.raises(EmptyResultSet):
        str(Case.objects.filter(office__among=()).query)


def test_nothing_but_whole_numbers_gets_in():
    with pytest.raises(ValueError, match="invalid literal"):
        Case.objects.filter(office__among=["1}'); DROP TABLE cases_case; --"])
