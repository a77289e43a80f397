"""The order of the questions, and what the answers amount to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openredress.cases.actions import Filing

from . import choices, forms
from .telling import tell_by

Answers = Mapping[str, str]


def _always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Page:
    """One question. A page that `follows` another is asked only after certain answers to it."""

    slug: str
    heading: str | Promise
    form: type[forms.Question]
    applies: Callable[[Answers], bool] = _always
    follows: str = ""

    @property
    def template(self) -> str:
        return f"intake/questions/{self.slug}.html"


def _has_narrower(answers: Answers) -> bool:
    return bool(choices.narrower_matters(answers.get("matter", "")))


def _chooses_office(answers: Answers) -> bool:
    return answers.get("way") == forms.WhichWay.MYSELF


def is_on_behalf(answers: Answers) -> bool:
    return answers.get("whom") == forms.ForWhom.OTHER


PAGES = (
    Page("what-happened", _("What is your grievance?"), forms.WhatHappened),
    Page("where", _("Where did it happen?"), forms.Where),
    Page("about-what", _("What is it about?"), forms.AboutWhat),
    Page("more-exactly", _("What is it about, more exactly?"), forms.MoreExactly, _has_narrower,
         "about-what"),
    Page("files", _("Do you have photos, papers or recordings of it?"), forms.Files),
    Page("office", _("Which office should answer?"), forms.WhichWay),
    Page("choose-office", _("Choose the office"), forms.WhichOffice, _chooses_office, "office"),
    Page("keep-out", _("Is there somebody who must not see this?"), forms.KeepOut),
    Page("for-whom", _("For whom are you filing?"), forms.ForWhom),
    Page("for-them", _("The person you are helping"), forms.ForThem, is_on_behalf, "for-whom"),
    Page("who-you-are", _("Who are you?"), forms.WhoYouAre),
)  # fmt: skip
BY_SLUG = {page.slug: page for page in PAGES}


def asked(answers: Answers) -> list[Page]:
    """The pages that these answers lead through."""
    return [page for page in PAGES if page.applies(answers)]


def after(page: Page, answers: Answers, is_change: bool) -> Page | None:
    """The page that follows; `None` for the check. A change goes back to the check at once,
    unless the new answer raises a question of its own."""
    pages = asked(answers)
    following = pages[pages.index(page) + 1] if page != pages[-1] else None
    if is_change and following is not None and following.follows != page.slug:
        return None
    return following


def before(page: Page, answers: Answers, is_change: bool) -> Page | None:
    """The page to go back to; `None` for where one came from: the start, or the check."""
    pages = asked(answers)
    position = pages.index(page)
    if position == 0 or (is_change and not page.follows):
        return None
    return pages[position - 1]


def first_wrong(answers: Answers) -> Page | None:
    """The first page whose answers would not pass; `None` when all is ready to be filed."""
    return next(
        (page for page in asked(answers) if not page.form(answers, answers=answers).is_valid()),
        None,
    )


def page_of(field: str) -> Page:
    """The page that asks for a field a refusal names; the story for anything else."""
    return next((page for page in PAGES if field in page.form.base_fields), PAGES[0])


def filing(answers: Answers, channel: str = "web") -> Filing:
    """What is handed in, from answers that are valid."""
    given: dict[str, Any] = {}
    for page in asked(answers):
        form = page.form(answers, answers=answers)
        form.is_valid()
        given |= form.cleaned_data
    return Filing(
        text=given.get("text", ""),
        wish=given.get("wish", ""),
        place_words=given.get("place_words", ""),
        office=key_of(given.get("office")),
        matter=key_of(given.get("narrower")) or key_of(given.get("matter")),
        place=key_of(given.get("place")),
        language=get_language() or "en",
        channel=channel,
        on_behalf=is_on_behalf(answers),
        identity=identity(given, is_on_behalf(answers)),
        keep_out=given.get("keep_out", ""),
    )


def identity(given: Mapping[str, Any], on_behalf: bool) -> dict[str, str]:
    """The fields of `Details`: with a helper, the name asked last is the helper's."""
    kept = ("phone", "email", "address", "chat", "revealing")
    contact = {**{name: given.get(name) or "" for name in kept}, "tell_by": tell_by(given)}
    if not on_behalf:
        return {"name": given.get("name", ""), **contact}
    return {
        "name": given.get("them", ""),
        "helper_name": given.get("name", ""),
        "helper_relation": given.get("relation", ""),
        **contact,
    }


def key_of(value: Any) -> int | None:
    return int(value) if value else None
