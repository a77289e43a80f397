import pytest

from openredress.offices.chart import BadChart, Loaded, load
from openredress.offices.models import Office

pytestmark = pytest.mark.django_db

CHART = """
[[place]]
code = "linjiang"
zh = "临江县"
[[matter]]
code = "roads"
en = "Roads"
[[office]]
code = "county"
zh = "临江县人民政府"
procedure = "cn-2022"
time_zone = "Asia/Shanghai"
places = ["linjiang"]
[[office]]
code = "petitions"
in = "county"
zh = "县信访局"
registers = true
[[office]]
code = "transport"
in = "county"
zh = "县交通运输局"
matters = ["roads"]
"""


def test_it_loads_a_chart_and_doubles_nothing():
    assert load(CHART, ["cn-2022"]) == Loaded(made=5, changed=0)
    assert load(CHART, ["cn-2022"]) == Loaded(made=0, changed=0)
    assert load(CHART.replace("县信访局", "县信访工作局"), ["cn-2022"]) == Loaded(0, 1)
    office = Office.objects.get(code="transport")
    assert office.parent.code == "county"
    assert [matter.code for matter in office.matters.all()] == ["roads"]


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('code = "roads"', 'code = "Roads!"', "matter Roads!", "small letters"),
        ('zh = "县信访局"', "", "office petitions", "Give it a name"),
        ('in = "county"', 'in = "nowhere"', "office petitions", "nowhere"),
        ('"cn-2022"', '"cn-1995"', "office county", "cn-1995"),
        ('"Asia/Shanghai"', '"Asia/Nowhere"', "office county", "time zone"),
        ('matters = ["roads"]', 'matters = ["rivers"]', "office transport", "rivers"),
        ("registers = true", "registers = true\ncolour = 3", "office petitions", "colour"),
        ('time_zone = "Asia/Shanghai"', 'calendar = "XX"', "office county", "XX"),
        ("[[place]]", "[[plaice]]", "plaice", "not known"),
        ("[[place]]", "[[place", "TOML", ""),
    ],
)
def test_it_refuses_a_bad_chart_whole_and_says_where(old, new, place, reason):
    with pytest.raises(BadChart) as refused:
        load(CHART.replace(old, new, 1), ["cn-2022"])
    assert any(p.place == place and reason in p.reason for p in refused.value.problems), (
        refused.value.problems
    )
    assert Office.objects.count() == 0


def test_it_refuses_a_circle():
    load(CHART, ["cn-2022"])
    with pytest.raises(BadChart, match="within itself"):
        load(CHART.replace('code = "county"', 'code = "county"\nin = "petitions"', 1), ["cn-2022"])
    assert Office.objects.get(code="county").parent is None
