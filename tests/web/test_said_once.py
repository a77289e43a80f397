"""What a template keeps of sentences and addresses is what Django would have said again."""

import pytest
from django.template import Context, Engine, Template
from django.urls import NoReverseMatch, get_script_prefix, set_script_prefix
from django.utils import translation

LANGUAGES = ("en", "zh-hans", "en")
STOCK = Engine(libraries={"i18n": "django.templatetags.i18n"})


def in_each(template) -> list[str]:
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(template.render(Context({"what": "<b>"})))
    return said


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Matter" %}',
        '{% trans "Matter" as said %}({{ said }})',
        '{% translate "Until" context "mediation" %}',
        '{% translate "Until" context what %}',
        '{% translate "5 % of <b> & 3 %%" %}',
        '{% autoescape off %}{% translate "<b>" %}{% endautoescape %}{% translate "<b>" %}',
        '{% translate "Matter"|lower %}',
        '{% translate "Matter" noop %}',
        "{% translate what %}",
        '{% language "zh-hans" %}{% translate "Matter" %}{% endlanguage %}',
    ],
)
def test_a_sentence_is_what_django_says(source):
    source = "{% load i18n %}" + source
    assert in_each(Template(source)) == in_each(STOCK.from_string(source))


def test_a_sentence_is_kept_by_language():
    english, chinese, again = in_each(Template('{% load i18n %}{% translate "Matter" %}'))
    assert (english, chinese, again) == ("Matter", "事由", "Matter")


def test_what_varies_is_never_kept():
    template = Template("{% load i18n %}{% translate what %}")
    said = [template.render(Context({"what": what})) for what in ("Matter", "Place", "<b>")]
    assert said == ["Matter", "Place", "&lt;b&gt;"]


def test_an_address_is_kept_by_where_the_program_is_mounted():
    template = Template("{% url 'home' as home %}{{ home }} {% url 'petitioner:open' %}")
    before = get_script_prefix()
    try:
        said = []
        for prefix in ("/", "/redress/", "/"):
            set_script_prefix(prefix)
            said.append(template.render(Context()))
    finally:
        set_script_prefix(before)
    assert said == ["/ /case/open/", "/redress/ /redress/case/open/", "/ /case/open/"]


@pytest.mark.parametrize("prefix", ["/", "/redress/", "/2026-000001-7/"])
@pytest.mark.parametrize(
    "number", ["2026-000001-7", "2026-000002-5", "7", "0", "2026-1234567-0", "٢٠٢٦", "a b", "<b>"]
)
def test_the_address_of_a_case_is_what_django_says(prefix, number):
    sources = ("{% url 'desk:case' number %}", "{% url 'desk:case' number as it %}{{ it }}")
    before = get_script_prefix()
    try:
        set_script_prefix(prefix)
        for source in sources:
            context = {"number": number}
            said = Template(source).render(Context(context))
            assert said == STOCK.from_string(source).render(Context(context))
    finally:
        set_script_prefix(before)


def test_an_address_that_varies_otherwise_is_worked_out_each_time():
    template = Template(
        "{% url name %} {% url 'desk:step' number step %} {% url 'desk:case' key %}"
    )
    given = {"number": "2026-000001-7", "step": "reply", "name": "home", "key": 7}
    here = "/desk/cases/2026-000001-7"
    assert template.render(Context(given)) == f"/ {here}/reply/ /desk/cases/7/"
    other = template.render(Context({**given, "name": "petitioner:open", "step": "close"}))
    assert other.startswith(f"/case/open/ {here}/close/ ")


def test_a_page_that_is_not_there_is_nothing_or_an_error():
    assert Template("{% url 'no-such' as found %}({{ found }})").render(Context()) == "()"
    with pytest.raises(NoReverseMatch):
        Template("{% url 'no-such' %}").render(Context())
    with pytest.raises(NoReverseMatch):
        Template("{% url 'desk:case' number %}").render(Context({"number": ""}))
