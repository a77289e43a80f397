"""Choosing files on a form: one field for any number of them, each taken or refused by itself."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openredress.attachments import kinds
from openredress.attachments.receiving import Arrived
from openredress.core.refusals import Refusal
from openredress.web.templatetags.openredress import listed

from .wording import refusal_text


class FilesInput(forms.FileInput):
    """A field for several files; what browsers are told of kinds only helps to choose."""

    allow_multiple_selected = True

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"multiple": True, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> Any:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].update(
            {"accept": kinds.accept(), "data-largest": settings.FILE_MAX_BYTES}
        )
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


def what_is_taken() -> str:
    """Kinds, sizes and how many, told before anything is chosen."""
    most = ngettext(
        "At most %(count)d file of up to %(size)d MB.",
        "At most %(count)d files of up to %(size)d MB each.",
        settings.FILES_MAX,
    ) % {"count": settings.FILES_MAX, "size": settings.FILE_MAX_BYTES // 1024**2}
    families = [
        (_("Photos and pictures: %(kinds)s."), "picture"),
        (_("Documents: %(kinds)s."), "document"),
        (_("Recordings: %(kinds)s."), "recording"),
    ]
    taken = [
        text % {"kinds": listed(kind.short for kind in kinds.allowed() if kind.family == family)}
        for text, family in families
        if any(kind.family == family for kind in kinds.allowed())
    ]
    return " ".join([most, *taken])


class FilesField(forms.Field):
    """Files as they arrived. Whether they are taken is not decided by the form."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Files"))
        kwargs.setdefault("help_text", lazy(what_is_taken, str)())
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[Arrived]:
        return [each for each in value or [] if isinstance(each, Arrived)]


class KeepOriginal(forms.BooleanField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Keep the untouched original too, locked away"),
            required=False,
            help_text=gettext_lazy(
                "Photos and documents hold hidden details: where and when they were made, with "
                "which device, by whom. We take them out. Tick this only if they prove something: "
                "the original is then kept locked, whoever opens it has to say what for, and you "
                "see it on the page of your case."
            ),
        )


class FilesForm(forms.Form):
    """Photos, documents and recordings."""

    files = FilesField()
    keep_original = KeepOriginal()

    def take_each(self, take: Callable[[Arrived, bool], object]) -> int:
        """Offers each file to `take`; what is refused becomes an error of the field, under its
        name, and the others stay. Answers how many were taken.
        """
        return take_each(self, "files", take, bool(self.cleaned_data.get("keep_original")))


def take_each(
    form: forms.Form, field: str, take: Callable[[Arrived, bool], object], keep_original: bool
) -> int:
    taken = 0
    for arrived in form.cleaned_data.get(field) or []:
        done = take(arrived, keep_original)
        if isinstance(done, Refusal):
            form.add_error(field, not_taken(arrived.name, done))
        else:
            taken += 1
    return taken


def not_taken(name: str, refusal: Refusal) -> str:
    said = {"name": name[:120], "reason": refusal_text(refusal)}
    return _("“%(name)s” was not taken. %(reason)s") % said


class OfficeFilesForm(forms.Form):
    """Files of the office, which the petitioner sees once they are sent."""

    files = FilesField()
