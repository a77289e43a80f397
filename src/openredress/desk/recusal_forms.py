"""Forms about who must not see a case: stepping aside, excluding, letting in again."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.core import recusal
from openredress.core.facts import Recusal
from openredress.offices.institution import institution
from openredress.offices.models import Office, Post, Staff
from openredress.offices.tree import office_map
from openredress.web.forms import RadioSelect, Written, offer

Group = tuple[str, list[tuple[str, str]]]


class AsideForm(forms.Form):
    """Why somebody steps aside."""

    reason = long_text(
        _("Your interest, in a few words"),
        rows=2,
        hint=_("Read by those who decide who sees the case. The petitioner is not told your name."),
    )


class ExclusionForm(forms.Form):
    """Who is to be excluded. A choice is a person ("p7") or everybody of an office ("o3")."""

    who = forms.ChoiceField(
        label=_("Who"), error_messages={"required": _("Choose a person or an office.")}
    )
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            (recusal.COMPLAINED_OF, _("They are complained of")),
            (recusal.INTEREST, _("They have a direct interest")),
        ],
        widget=RadioSelect(),
        error_messages={"required": _("Choose the ground.")},
    )
    reason = long_text(
        _("Reason"),
        rows=3,
        hint=_("Read by those who may exclude, not by the petitioner and not by whom you exclude."),
    )

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = offered(file)
        offer(self.fields["who"], Written(groups), gettext("Choose …"))

    @property
    def person(self) -> int | None:
        return _key(self.cleaned_data["who"], "p")

    @property
    def office(self) -> int | None:
        return _key(self.cleaned_data["who"], "o")


class RefusalForm(forms.Form):
    """Why nobody is excluded on what the petitioner asked."""

    reason = long_text(_("Why not, for the petitioner"), rows=3)


class ReadmissionForm(forms.Form):
    who = forms.ChoiceField(
        label=_("Who"), error_messages={"required": _("Choose a person or an office.")}
    )
    reason = long_text(_("Reason"), rows=2)

    def __init__(self, file: File, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = named(file.facts.recusals)
        self.fields["who"].choices = [("", gettext("Choose …")), *names.items()]  # type: ignore[attr-defined]

    @property
    def person(self) -> int | None:
        return _key(self.cleaned_data["who"], "p")

    @property
    def office(self) -> int | None:
        return _key(self.cleaned_data["who"], "o")


def _key(choice: str, kind: str) -> int | None:
    return int(choice[1:]) if choice.startswith(kind) else None


def choice_of(shut: Recusal) -> str:
    return f"p{shut.staff}" if shut.staff is not None else f"o{shut.office}"


def named(recusals: Sequence[Recusal]) -> dict[str, str]:
    """Who is excluded, by choice: names of people and offices, in one query."""
    people = Staff.objects.in_bulk([r.staff for r in recusals if r.staff is not None])
    offices = institution().rows
    return {
        choice_of(r): str(people[r.staff]) if r.staff is not None else offices[r.office].name
        for r in recusals
    }


def offered(file: File) -> list[Group]:
    """Whom this reader can exclude: people by office, and each office as a whole.

    A head is offered the own people; others everybody of the institution, the office that answers
    first.
    """
    facts = file.facts
    widely = recusal.excludes_widely(file.situation)
    offices = _institution(facts.office) if widely else [facts.office]
    names = institution().rows
    posts = Post.objects.filter(office__in=offices).select_related("staff").order_by("staff__name")
    people: dict[int, dict[int, Post]] = {}
    for post in posts:
        if post.staff_id not in facts.blocked:
            people.setdefault(post.office_id, {}).setdefault(post.staff_id, post)
    return [
        (names[office].name, [*_whole(file, names[office], widely), *_people(people.get(office))])
        for office in offices
        if office not in facts.blocked_offices
    ]


def _whole(file: File, office: Office, widely: bool) -> Iterable[tuple[str, str]]:
    if widely and office.pk != file.facts.office:
        yield f"o{office.pk}", gettext("Everybody at %(office)s") % {"office": office.name}


def _people(found: dict[int, Post] | None) -> Iterable[tuple[str, str]]:
    for post in (found or {}).values():
        yield f"p{post.staff_id}", f"{post.staff} – {post.get_role_display()}"


def _institution(office: int) -> list[int]:
    """Every office under the same root, this one first."""
    offices = office_map()
    root = offices.upwards(office)[-1]
    same = [o for o in offices.offices if offices.upwards(o)[-1] == root and o != office]
    return [office, *sorted(same)]
