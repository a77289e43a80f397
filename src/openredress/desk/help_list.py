"""The helpers whom an office offers, kept by its head: who they are in public, and who they are no
longer. What a petitioner lets one of them do is between those two.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from openredress.core.procedure import Role
from openredress.offices import help_list
from openredress.offices.models import LANGUAGES, Helper, Office, Staff
from openredress.web.forms import CheckboxSelectMultiple

from .door import Desk, at_the_desk
from .pages import Tab, tabs


class NewHelperForm(forms.Form):
    """Puts an account on the list. Accounts are made by whoever runs the installation."""

    office = forms.ModelChoiceField(
        label=gettext_lazy("Office that offers them"), queryset=Office.objects.none()
    )
    username = forms.CharField(
        label=gettext_lazy("Their user name"),
        max_length=150,
        help_text=gettext_lazy("The account that they sign in with. The operator makes new ones."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    goes_by = forms.CharField(
        label=gettext_lazy("The name they go by"),
        max_length=80,
        help_text=gettext_lazy("Everybody can read it."),
    )

    def __init__(self, offices: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["office"].queryset = offices
        if offices.count() == 1:
            self.fields["office"].initial = offices.get()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        name = given.get("username", "").strip()
        self.staff = Staff.objects.filter(username=name, is_active=True).first() if name else None
        if name and self.staff is None:
            self.add_error("username", _("There is no account with this name that can sign in."))
        held = {"post__staff": self.staff, "post__office": given.get("office")}
        if self.staff and given.get("office") and Helper.objects.filter(**held).exists():
            self.add_error("username", _("They stand on this list already."))
        return given


class HelperForm(forms.ModelForm):  # type: ignore[type-arg]
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("What they speak, sign languages too"),
        choices=list(LANGUAGES.items()),
        required=False,
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = Helper
        fields = ("goes_by", "languages", "good_at_zh", "good_at_en", "meets_zh", "meets_en",
                  "is_listed")  # fmt: skip


@dataclass(frozen=True)
class HelpersPage:
    here: str
    tabs: tuple[Tab, ...]
    rows: tuple[Helper, ...]
    form: forms.Form


@dataclass(frozen=True)
class HelperPage:
    here: str
    tabs: tuple[Tab, ...]
    row: Helper
    form: forms.Form


def _own(desk: Desk) -> set[int]:
    found = {post.office for post in desk.actor.posts if post.role is Role.HEAD}
    if not found:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def helpers(desk: Desk) -> HttpResponse:
    """Everybody on the lists of the reader's offices."""
    offices = _own(desk)
    sent = desk.request.POST if desk.request.method == "POST" else None
    form = NewHelperForm(Office.objects.filter(pk__in=offices), sent)
    if form.is_valid():
        given = form.cleaned_data
        assert form.staff is not None
        post = help_list.put_on(form.staff, given["office"], given["goes_by"])
        messages.success(desk.request, _("They stand on the list. Say now what everybody reads."))
        return redirect("desk:helper", post)
    rows = Helper.objects.filter(post__office__in=offices).select_related("post__office")
    page = HelpersPage(
        "helpers", tabs(desk, "helpers"),
        tuple(rows.order_by("post__office", "goes_by", "pk")), form,
    )  # fmt: skip
    return desk.show("desk/helpers.html", page, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def helper(desk: Desk, post: int) -> HttpResponse:
    """What everybody reads of one of them."""
    row = _of_mine(desk, post)
    sent = desk.request.POST if desk.request.method == "POST" else None
    form = HelperForm(sent, instance=row)
    if form.is_valid():
        help_list.write_line(form.save(commit=False))
        messages.success(desk.request, _("Kept. Everybody reads it so from now on."))
        return redirect("desk:helpers")
    page = HelperPage("helpers", tabs(desk, "helpers"), _of_mine(desk, post), form)
    return desk.show("desk/helper.html", page, 422 if form.errors else 200)


@require_POST
@at_the_desk
def removal(desk: Desk, post: int) -> HttpResponse:
    """Off the list: they help nobody any more, from this moment on."""
    row = _of_mine(desk, post)
    help_list.take_off(row)
    messages.success(desk.request, _("Taken off the list. They see no case any more."))
    return redirect("desk:helpers")


def _of_mine(desk: Desk, post: int) -> Helper:
    rows = Helper.objects.filter(post__office__in=_own(desk)).select_related("post__office")
    found = rows.filter(pk=post).first()
    if found is None:
        raise Http404
    return found
