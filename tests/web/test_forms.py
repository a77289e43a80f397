"""What a person with a screen reader is told by every form of the product."""

from itertools import product

import pytest
from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy

from openredress.web.forms import (
    CheckboxSelectMultiple,
    DateInput,
    LongChoices,
    LongSelect,
    LongSelectMultiple,
    RadioSelect,
    Renderer,
    Written,
    offer,
)
from openredress.web.templatetags.openredress import error_summary


class Grievance(forms.Form):
    default_renderer = Renderer
    name = forms.CharField(
        required=False,
        label="Your name",
        help_text="Only the office sees it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(
        label="What happened?",
        max_length=50,
        widget=forms.Textarea(attrs={"data-count": True}),
    )
    who = forms.ChoiceField(
        label="Who are you?",
        choices=[("me", "I write for myself"), ("other", "I help someone")],
        widget=RadioSelect(hints={"other": "The receipt is theirs."}),
    )
    since = forms.DateField(label="Since when?", required=False, widget=DateInput)
    saved = forms.BooleanField(label="I have saved it", required=False)


def group(name, data=None):
    return Grievance(data)[name].as_field_group()


def test_it_ties_label_hint_and_input_by_id():
    html = group("name")
    assert '<label class="label" for="id_name">Your name' in html
    assert 'id="id_name_helptext">Only the office sees it.' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'autocomplete="name"' in html


def test_it_marks_the_optional_and_not_the_required():
    assert "(optional)" in group("name")
    assert "(optional)" not in group("text")
    assert "(optional)" not in group("saved")


def test_it_lets_a_search_form_leave_out_the_word_optional():
    form = Grievance()
    form.mark_optional = False
    assert "(optional)" not in str(form)


def test_it_describes_an_error_and_says_that_it_is_one():
    html = group("text", {})
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_text_error"' in html
    assert '<p class="error" id="id_text_error"><span class="visually-hidden">Error:</span>' in html


def test_it_asks_a_choice_in_a_fieldset_whose_choices_have_hints():
    html = group("who", {})
    assert html.count("<fieldset") == 1
    assert '<legend class="label">Who are you?' in html
    assert '<label for="id_who_1">I help someone</label>' in html
    assert 'id="id_who_1_hint">The receipt is theirs.' in html
    assert 'aria-describedby="id_who_1_hint"' in html


@pytest.mark.parametrize("data", [None, {}])
def test_it_never_repeats_an_id(data):
    ids = [part.split('"')[0] for part in str(Grievance(data)).split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_it_sends_days_in_one_format_whatever_the_language():
    with translation.override("zh-hans"):
        form = Grievance({"since": "2026-02-26"})
        assert 'type="date" name="since" value="2026-02-26"' in str(form["since"])


def test_it_counts_characters_only_where_there_is_a_limit():
    assert 'data-count-for="id_text"' in group("text")
    assert "data-count-for" not in group("name")


def test_it_lists_every_error_with_a_link_to_its_field():
    form = Grievance({})
    form.add_error(None, "The office is closed.")
    assert error_summary(form, None)["errors"] == [
        {"text": "The office is closed.", "anchor": ""},
        {"text": "What happened: this needs an answer", "anchor": "id_text"},
        {"text": "Who are you: this needs an answer", "anchor": "id_who_0"},
    ]


def test_it_names_the_field_also_where_the_desk_says_in_its_own_words_that_it_is_empty():
    class Step(forms.Form):
        default_renderer = Renderer
        reasons = forms.CharField(
            error_messages={"required": gettext_lazy("Fill this in; it cannot stay empty.")}
        )

    assert [error["text"] for error in error_summary(Step({}))["errors"]] == [
        "Reasons: this needs an answer"
    ]


def test_it_leaves_words_written_for_the_field_alone():
    class Polite(forms.Form):
        default_renderer = Renderer
        text = forms.CharField(error_messages={"required": gettext_lazy("Tell us what happened.")})

    assert error_summary(Polite({}))["errors"][0]["text"] == "Tell us what happened."


def test_it_has_no_summary_without_errors():
    assert error_summary(Grievance())["errors"] == []


CHOICES = [("", "Choose …"), (1, "A & B"), (2, "<b>C</b>"), ("E & F", [('"3"', "D"), (5, "G")])]
WRITTEN = LongChoices((CHOICES[0],), Written(CHOICES[1:]))


@pytest.mark.parametrize(("usual", "long", "field", "chosen"), [
    (forms.Select, LongSelect, forms.ChoiceField, ("", "2", 2, "7", '"3"', None)),
    (forms.SelectMultiple, LongSelectMultiple, forms.MultipleChoiceField,
     ([], ["2", '"3"'], [2, 5], None)),
])  # fmt: skip
def test_a_choice_among_very_many_says_the_same_as_a_usual_one(usual, long, field, chosen):
    for begun, required, offered in product(chosen, (True, False), (CHOICES, WRITTEN)):
        shown = []
        for kind, given in ((usual, CHOICES), (long, offered)):
            widget = kind(attrs={"size": 6})
            asked = field(choices=given, widget=widget, required=required, initial=begun)
            shown.append(str(type("F", (forms.Form,), {"f": asked})()["f"]))
        told = [_plain(each) for each in shown]
        assert told[0] == told[1]
        assert (" required" in shown[0]) is (" required" in shown[1])


def _plain(shown):
    """Without spaces, whatever stands first in the tag of the field."""
    tag, rest = shown.split(">", 1)
    return sorted(tag.replace(" required", "").split()), "".join(rest.split())


def test_what_is_offered_takes_the_place_of_a_usual_choice():
    class Asked(forms.Form):
        default_renderer = Renderer
        one = forms.ChoiceField(required=False)
        some = forms.MultipleChoiceField(widget=forms.SelectMultiple(attrs={"size": 6}))
        ticked = forms.MultipleChoiceField(widget=CheckboxSelectMultiple())

    form = Asked({"one": "5", "some": ["1", '"3"'], "ticked": ["2"]})
    offer(form.fields["one"], WRITTEN.written, "None")
    for name in ("some", "ticked"):
        offer(form.fields[name], WRITTEN.written)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"one": "5", "some": ["1", '"3"'], "ticked": ["2"]}
    assert str(form["one"]).startswith('<select name="one"')
    assert '<option value="">None</option>' in str(form["one"])
    assert 'size="6"' in str(form["some"])
    assert " multiple" in str(form["some"])
    assert str(form["ticked"]).count('type="checkbox"') == 4
    assert not Asked({"one": "6"}).is_valid()
