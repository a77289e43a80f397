"""Writes docs/develop/reference.md: what the core calls things, read from the code itself.

What has no explanation in the code is named by `undocumented`, and fails the suite.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

from django.conf import settings

from openredress.core.access import Permission
from openredress.core.events import REGISTRY, Event
from openredress.core.procedure import Act, Procedure, Role, StageKind
from openredress.core.refusals import Code
from openredress.procedures import library

PAGE = Path(__file__).resolve().parents[3] / "docs" / "develop" / "reference.md"
HEAD = """\
# Reference of codes

<!-- Written by `python -m openredress.ops.reference`; change the code and not this page. -->

What stands in journals, packs and addresses. None of it is ever renamed; fields are only added.
"""


def page() -> str:
    parts = (_events(), _refusals(), *map(_enum, ENUMS), _packs())
    return HEAD + "".join(f"\n{part}" for part in parts)


def undocumented() -> list[str]:
    """What has no explanation: an event without a docstring, a code without its comment."""
    events = [f"event {tag}" for tag, kind in REGISTRY.items() if not _meaning(kind)]
    codes = [f"{enum.__name__} {code}" for enum in ENUMS for code, text in _comments(enum).items()
             if not text]  # fmt: skip
    texts = [f"Code {code}" for code, text in _refusal_texts().items() if not text]
    return [*events, *codes, *texts]


ENUMS: tuple[type[StrEnum], ...] = (Permission, Act, Role, StageKind)
TITLES = {
    Permission: "Permissions",
    Act: "Acts: the kinds of step a pack can name",
    Role: "Roles",
    StageKind: "Kinds of stage",
}


def _events() -> str:
    text = """\
## Events

Every event also has `step` (of the pack), `stage` (where the case is afterwards) and `on` (the
day on which it took effect, where that is not the day on which it was recorded). *Words* are what
somebody wrote; they can be erased by law, and the chain still holds.
"""
    return text + "".join(_event(tag, kind) for tag, kind in sorted(REGISTRY.items()))


def _event(tag: str, kind: type[Event]) -> str:
    own = [item for item in fields(kind) if item.name not in ("step", "stage", "on")]
    data = ", ".join(f"`{i.name}` ({_type(i.type)})" for i in own if not i.metadata.get("words"))
    words = ", ".join(f"`{i.name}`" for i in own if i.metadata.get("words"))
    lines = [f"\n### `{tag}`\n", _meaning(kind)]
    lines += ["Only the offices see it."] if kind.office_only else []
    lines += [f"\nFields: {data}"] if data else []
    lines += [f"\nWords: {words}"] if words else []
    return "\n".join(lines) + "\n"


def _type(hint: Any) -> str:
    name = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", name)


def _meaning(kind: type[Event]) -> str:
    """The docstring of the event; a dataclass without one is given its signature by Python."""
    text = inspect.cleandoc(kind.__dict__.get("__doc__") or "")
    return "" if text.startswith(f"{kind.__name__}(") else text


def _refusals() -> str:
    rows = "".join(f"| `{code}` | {text} |\n" for code, text in _refusal_texts().items())
    return f"## Refusals\n\n| code | what the reader is told |\n|---|---|\n{rows}"


def _refusal_texts() -> dict[Code, str]:
    if not settings.configured:
        settings.configure(USE_I18N=False)  # The texts as they are in the code, in English.
    from django.utils import translation

    from openredress.cases import wording

    with translation.override("en"):
        return {code: wording.refusal_template(code) for code in Code}


def _enum(enum: type[StrEnum]) -> str:
    rows = "".join(f"| `{code}` | {text} |\n" for code, text in _comments(enum).items())
    return f"## {TITLES[enum]}\n\n| code | meaning |\n|---|---|\n{rows}"


def _comments(enum: type[StrEnum]) -> dict[str, str]:
    """What the comment on the line of each code says."""
    found = re.findall(r'^    \w+ = "([^"]+)"(?:  # (.*))?$', inspect.getsource(enum), re.MULTILINE)
    said = dict(found)
    return {str(code): said.get(str(code), "") for code in enum}


def _packs() -> str:
    packs = [procedure for procedure, _text in library().values()]
    return "## Packs\n" + "".join(line for pack in packs for line in _pack(pack))


def _pack(pack: Procedure) -> Iterator[str]:
    yield f"\n### `{pack.id}`, version {pack.version}\n\n{pack.name['en']}\n\n"
    for title, codes in (("Stages", pack.stages), ("Steps", pack.steps), ("Doors", pack.doors)):
        yield f"{title}: " + ", ".join(f"`{code}`" for code in codes) + "\n\n"
    yield "| limit | kind | length | rests on |\n|---|---|---|---|\n"
    for limit in pack.limits.values():
        length = f"{limit.amount} {limit.unit.replace('-', ' ')}"
        yield f"| `{limit.id}` | {limit.kind} | {length} | {limit.citation.article['en']} |\n"
