"""Texts of messages in the words of the institution, seen as they will arrive."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openredress.core import news
from openredress.notices import editing, texts
from openredress.notices.kinds import Message
from openredress.notices.texts import BESIDE, FRAMES, TEXTS, WHATS, Text, Wording
from openredress.web.templatetags.openredress import plain_date

from .door import Desk, at_the_desk
from .pages import ListPage, around


@dataclass(frozen=True)
class TextRow:
    """`own` are the languages in which the institution has put it into its own words."""

    name: str
    title: str | Promise
    languages: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class TextsPage(ListPage):
    frames: tuple[TextRow, ...] = ()
    whats: tuple[TextRow, ...] = ()


class TextForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject line"), max_length=120)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, text: Text, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = text
        if not str(text.subject):
            del self.fields["subject"]
        self.fields["text"].help_text = texts.known(text.placeholders)
        if not text.placeholders:
            self.fields["text"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for field, why in editing.faults(self.of, given.get("subject", ""), given.get("text", "")):
            if field in given:  # Else it is empty or too long, which was said already.
                self.add_error(field, why)
        return given

    @property
    def entered(self) -> Wording:
        return Wording(self.cleaned_data.get("subject", ""), self.cleaned_data["text"])


@dataclass(frozen=True)
class TextPage(ListPage):
    """`previews` are messages as they would arrive, as (title, message)."""

    name: str = ""
    title: str | Promise = ""
    language: str = ""
    language_name: str = ""
    is_own: bool = False
    form: TextForm | None = None
    previews: tuple[tuple[str | Promise, Message], ...] = ()


@require_safe
@at_the_desk
def overview(desk: Desk) -> HttpResponse:
    if not editing.may_edit(desk.actor):
        return _for_operators(desk)
    from openredress.notices.models import Template

    own = set(Template.objects.values_list("code", "language"))

    def row(text: Text) -> TextRow:
        known = tuple(
            (code, str(get_language_info(code)["name_local"]), (text.name, code) in own)
            for code, _name in settings.LANGUAGES
        )
        return TextRow(text.name, text.title, known)

    page = TextsPage(**around(desk, "texts"), rows=(), frames=tuple(map(row, FRAMES)),
                     whats=tuple(map(row, (*WHATS, *BESIDE))))  # fmt: skip
    return desk.show("desk/texts.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def text(desk: Desk, which: str, language: str) -> HttpResponse:
    """GET shows a text and how it arrives; POST looks at what was entered, keeps it, or goes back
    to the one that comes with the program.
    """
    if not editing.may_edit(desk.actor):
        return _for_operators(desk)
    if which not in TEXTS or language not in dict(settings.LANGUAGES):
        raise Http404
    of = TEXTS[which]
    if "restore" in desk.request.POST:
        editing.restore(desk.actor, which, language)
        messages.success(desk.request, _("It is the text that comes with the program again."))
        return redirect("desk:text", which, language)
    now = texts.wording(which, language)
    is_sent = desk.request.method == "POST"
    form = TextForm(of, desk.request.POST if is_sent else None,
                    initial={"subject": now.subject, "text": now.text})  # fmt: skip
    if is_sent and not form.is_valid():
        return _show(desk, of, language, form, (), is_own=now.is_own, status=422)
    if is_sent and "keep" in desk.request.POST:
        shown = form.entered
        editing.save(desk.actor, which, language, shown.subject, shown.text, desk.now)
        messages.success(desk.request, _("Kept. Messages say it from now on."))
        return redirect("desk:text", which, language)
    shown = form.entered if is_sent else now
    return _show(desk, of, language, form, _previews(of, shown, language), is_own=now.is_own)


def _previews(of: Text, shown: Wording, language: str) -> tuple[tuple[str | Promise, Message], ...]:
    """The text where it will stand: a sentence in every kind of message, a kind with a sentence."""
    if of in FRAMES:
        what = texts.wording(news.ANSWER, language).text
        return ((of.title, texts.framed(what, shown, language)),)
    with translation.override(language):
        what = texts.fill(shown.text, {"day": str(plain_date(timezone.localdate()))})
    # No letter goes to those beside the petitioner: somebody would read where they live.
    frames = [frame for frame in FRAMES if of not in BESIDE or frame.name != texts.LETTER]
    return tuple(
        (frame.title, texts.framed(what, texts.wording(frame.name, language), language))
        for frame in frames
    )


def _show(
    desk: Desk,
    of: Text,
    language: str,
    form: TextForm,
    previews: tuple[tuple[str | Promise, Message], ...],
    *,
    is_own: bool,
    status: int = 200,
) -> HttpResponse:
    page = TextPage(
        **around(desk, "texts"), rows=(), name=of.name, title=of.title, language=language,
        language_name=str(get_language_info(language)["name_local"]), is_own=is_own, form=form,
        previews=previews,
    )  # fmt: skip
    return desk.show("desk/text.html", page, status)


def _for_operators(desk: Desk) -> HttpResponse:
    page = ListPage(**around(desk, ""), rows=())
    return desk.show("desk/not_an_operator.html", page, status=403)
