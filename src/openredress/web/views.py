from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from openredress.core.clock import Day, DayReason
from openredress.web.forms import CheckboxSelectMultiple, DateInput, RadioSelect, ReceiptCodeInput


def home(request):
    return render(request, "home.html")


class _StyleForm(forms.Form):
    """One field of each kind, for the style page only; its words are not translated."""

    name = forms.CharField(
        label="Your name",
        required=False,
        help_text="Only the office that answers you sees it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(
        label="What happened?",
        help_text="Write it as you would tell a neighbour.",
        max_length=4000,
        widget=forms.Textarea(attrs={"data-count": True, "rows": 6}),
    )
    place = forms.ChoiceField(label="Where?", choices=[("", "Choose a place"), ("1", "Linhe")])
    who = forms.ChoiceField(
        label="Do you want to give your name?",
        help_text="Your grievance is handled either way.",
        choices=[("named", "Yes"), ("anonymous", "No, I want to stay unnamed")],
        widget=RadioSelect(hints={"named": "The office can call you back."}),
    )
    needs = forms.MultipleChoiceField(
        label="What would help you?",
        required=False,
        choices=[("sign", "A sign interpreter"), ("step", "A room without steps")],
        widget=CheckboxSelectMultiple,
    )
    since = forms.DateField(label="Since when?", widget=DateInput)
    code = forms.CharField(label="Receipt code", widget=ReceiptCodeInput)
    saved = forms.BooleanField(label="I have saved my receipt", help_text="You need it to return.")


def style(request):
    """Every component on one page, to look at and to test; absent outside development."""
    if not settings.DEBUG:
        raise Http404
    messages.success(request, "Your message was added to the case.")
    today = timezone.localdate()
    days = [Day(today, 0, DayReason.EVENT)]
    for offset in range(1, 22):
        on, number = today + timedelta(days=offset), sum(1 for day in days if day.number) + 1
        resting = on.weekday() > 4
        reason = DayReason.WEEKEND if resting else DayReason.COUNTED
        days.append(Day(on, 0 if resting else number, reason))
    context = {
        "form": _StyleForm({"text": "It has not rained.", "who": "named"}),
        "empty_form": _StyleForm(prefix="empty"),
        "code": "4821930571620483",
        "today": today,
        "due_dates": [today + timedelta(days=n) for n in (-3, 0, 2, 12)],
        "days": days,
        "citation": {
            "law": {"en": "Regulations on Petitions"},
            "article": {"en": "Article 22"},
            "text": {"en": "The office shall accept or decline within fifteen days."},
        },
        "desk": "desk" in request.GET,
    }
    return render(request, "web/style.html", context)
