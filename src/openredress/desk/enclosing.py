"""Files of the office that go to the petitioner with a message, a question or a decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.file_forms import FilesField, not_taken
from openredress.cases.files import givable
from openredress.core.access import Permission
from openredress.core.facts import KeptFile
from openredress.core.procedure import Act, Step
from openredress.core.refusals import Refusal

from .door import Desk

#: Steps with words that the petitioner reads: files can go with them.
TELLING = (Act.MESSAGE, Act.ASK, Act.DECIDE, Act.DECLINE, Act.REDIRECT, Act.COMPLETE_REMEDY)


class GoesWithIt(forms.MultipleChoiceField):
    """Files of the office that the petitioner gets with what is written."""

    def __init__(self, files: Iterable[KeptFile]) -> None:
        super().__init__(
            label=gettext_lazy("Files of the office that go with it"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(file.number), f"{file.number}. {file.name}") for file in files],
        )


def takes_files(step: Step, file: File) -> bool:
    return step.act in TELLING and file.may(Permission.ADD_OFFICE_FILE)


def add_to_form(form: forms.Form, step: Step, file: File) -> None:
    """Puts the fields for files into the form of a step that tells the petitioner something."""
    if not takes_files(step, file):
        return
    ready = givable(file)
    if ready:
        form.fields["give"] = GoesWithIt(ready)
    form.fields["files"] = FilesField(label=gettext_lazy("New files to go with it"))


def given_with(form: forms.Form) -> tuple[int, ...]:
    return tuple(int(number) for number in form.cleaned_data.get("give") or ())


def with_files(desk: Desk, file: File, step: Step) -> tuple[Any, list[str]]:
    """What was entered, with the files that came along as files of the case that go with it, and
    why any of them was not taken. A file that was taken is there to stay, whatever else is still
    to be put right.
    """
    data, number = desk.request.POST, file.case.number
    arrived = desk.request.FILES.getlist(f"{step.id}-files")
    if not arrived or not takes_files(step, file):
        return data, []
    data, refused, before = data.copy(), list[str](), file.facts.version_seq
    for each in arrived:
        done = actions.add_file(number, desk.actor, each, each.name, desk.now, of_office=True)
        if isinstance(done, Refusal):
            refused.append(not_taken(each.name, done))
        else:
            file.look_again()
            data.appendlist(f"{step.id}-give", str(len(file.facts.files)))
    seen = f"{step.id}-seen_version"
    if data.get(seen) == str(before):
        data[seen] = str(file.facts.version_seq)
    return data, refused
