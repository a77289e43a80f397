"""The line we do not cross, as rules that look at the product.

Each rule yields breaches, and a breach names the sentence of docs/security/line.md it breaks. The
rules take what they look at as an argument, so that `test_line` can show each of them something
forbidden and see that it is found.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.db import models
from django.utils import translation
from tests.house.words import AS_PACKAGE, AS_SIGN, AS_WORD, PERSON

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "openredress"
PAGE = REPOSITORY / "docs" / "security" / "line.md"
SENTENCES = {
    int(number): " ".join(text.split())
    for number, text in re.findall(
        r"^(\d)\. (\*\*.+?)(?=^\d\. |^## )", PAGE.read_text(encoding="utf-8"), re.M | re.S
    )
}


@dataclass(frozen=True)
class Breach:
    """What stands where, and the sentence that forbids it."""

    where: str
    what: str
    sentence: int

    def __str__(self) -> str:
        return f"{self.where}: “{self.what}” breaks: {SENTENCES[self.sentence]}"


# Words ------------------------------------------------------------------------------------

#: Where a word means something else: the full name of the place, and why it may stand there.
EXCUSED = {
    "event rated.score": "what a petitioner gives to an answer, the only score there is",
    "form RateForm.score": "as rated.score",
    "page field rate-score": "as rated.score",
}


def spelt(name: str) -> str:
    """A name as its words: `riskScore`, `risk-score` and `Risk score` are `risk_score`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def of_words(where: str, *texts: str) -> Iterator[Breach]:
    """What is forbidden in any of these names or labels, in English or Chinese."""
    if where in EXCUSED:
        return
    for text in filter(None, texts):
        for found in (AS_WORD, AS_SIGN):
            given = spelt(text) if found is AS_WORD else text
            yield from (Breach(where, text, s) for s, rule in found.items() if rule.search(given))


def in_both(text: Any) -> list[str]:
    """What a lazy text says in each language."""
    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append(str(text or ""))
    return said


# Tables and events ------------------------------------------------------------------------


def of_model(model: type[models.Model]) -> Iterator[Breach]:
    name = model.__name__
    yield from of_words(f"table {name}", name, *in_both(model._meta.verbose_name))
    for field in model._meta.get_fields():
        if getattr(field, "column", None):
            labels = in_both(field.verbose_name)
            yield from of_words(f"column {name}.{field.name}", field.column, *labels)
            for value, label in field.choices or ():
                yield from of_words(f"column {name}.{field.name}", str(value), *in_both(label))


#: What can hold a mark on somebody. Sealed bytes and moments cannot.
MARKS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField,
         models.FloatField, models.DecimalField, models.JSONField)  # fmt: skip
#: The marks there are on the tables of persons, and what they are.
KNOWN_MARKS = {
    "Petitioner.key_id": "the name of the key it is sealed with",
    "Petitioner.version": "how often the petitioner corrected their own details",
    "EarlierDetails.version": "the version that was replaced",
    "Receipt.number": "which receipt of the case it is, counted from 1",
    "Member.key_id": "as Petitioner.key_id",
    "GroupWord.key_id": "as Petitioner.key_id",
    "GroupWord.number": "which word of a representative to the members it is, counted from 1",
    "Invitation.number": "which invitation of the case it is, counted from 1",
    "OtherSide.key_id": "as Petitioner.key_id",
    "OtherSide.letter": "which letter to the other side it is, counted from 1",
    "WordAlone.key_id": "as Petitioner.key_id",
    "WordAlone.number": "which word said alone in the case it is, counted from 1",
    "Proxy.key_id": "as Petitioner.key_id",
    "Proxy.number": "which one the petitioner has named in the case it is, counted from 1",
    "EndedProxy.number": "as Proxy.number",
    "LostReceipt.case_number": "the case that somebody typed, until the worker has answered",
    # A message to a member, or to the other side, hangs on their row, so that it goes when they do;
    # each goes within a month, and no request reads those to them but their own page.
    "Notice.kind": "what a message tells: the same word for all who are told of it",
    "Notice.once": "which digest of staff it is, so that it is sent once; empty for everybody else",
    "Notice.about": "the place in the journal of what it tells",
    "Notice.channel": "the way one message goes; which ways somebody chose is sealed with them",
    "Notice.details": "which version of the petitioner's contact a message goes to",
    "Notice.language": "the language in which one message is written",
    "Notice.tries": "how often one message was tried to be sent",
    "Notice.state": "what became of one message",
    "Notice.failure": "why one message could not be sent, without the address",
}


def of_person(model: type[models.Model]) -> Iterator[Breach]:
    """Each column on a table of persons that could mark somebody has its reason above."""
    for field in model._meta.concrete_fields:
        where = f"{model.__name__}.{field.name}"
        if isinstance(field, MARKS) and not field.primary_key and where not in KNOWN_MARKS:
            yield Breach(f"column {where}", "a mark on a person", 1)


def of_wall(tables: Iterable[tuple[str, bool, bool]]) -> Iterator[Breach]:
    """Tables that refer to a case: name, whether requests read them, whether rows are hidden."""
    for name, is_read, is_hidden in tables:
        if is_read and not is_hidden:
            yield Breach(f"table {name}", "rows about a case that nothing hides", 8)


def of_event(tag: str, kind: type) -> Iterator[Breach]:
    for name in kind.__dataclass_fields__:
        yield from of_words(f"event {tag}.{name}", name)


# Forms ------------------------------------------------------------------------------------


def of_form(form: Any) -> Iterator[Breach]:
    """A form class, or a form as it is shown."""
    kind = form if isinstance(form, type) else type(form)
    fields = form.base_fields if isinstance(form, type) else form.fields
    for name, field in fields.items():
        where = f"form {kind.__name__}.{name}"
        yield from of_words(where, name, *in_both(field.label))
        if not isinstance(field, forms.ModelChoiceField):
            for value, label in _choices(field):
                yield from of_words(where, str(value), *in_both(label))
    if any("police" in spelt(name) for name in fields):
        yield from (Breach(f"form {kind.__name__}.{name}", name, 6)
                    for name in fields if name in PERSON)  # fmt: skip


def _choices(field: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in getattr(field, "choices", ()) or ():
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def of_field(where: str, name: str, label: str = "") -> Iterator[Breach]:
    """A field as a page shows it; what stands before the last hyphen is the form's."""
    yield from of_words(where, name.rpartition("-")[2], label)


# Interface, addresses, parameters, commands -----------------------------------------------


def of_interface(schema: dict[str, Any]) -> Iterator[Breach]:
    for path, operations in schema["paths"].items():
        yield from of_address(path)
        for method, operation in operations.items():
            for given in operation.get("parameters", ()):
                where = f"parameter {method.upper()} {path} {given['name']}"
                yield from of_words(where, given["name"])
                if given["in"] == "query":
                    yield from of_parameter(where, given["name"])
    for kind, described in schema["components"]["schemas"].items():
        for name, prop in described.get("properties", {}).items():
            yield from of_words(f"interface {kind}.{name}", name, prop.get("title", ""))


def of_address(route: str) -> Iterator[Breach]:
    for word in re.findall(r"[A-Za-z_-]+", re.sub(r"<\w+:", "<", route)):
        yield from of_words(f"address {route}", word)
    for named in re.findall(r"<(?:\w+:)?(\w+)>", route):
        if named in PERSON:
            yield Breach(f"address {route}", named, 1)


def of_parameter(where: str, name: str) -> Iterator[Breach]:
    """What an address is asked with: nothing that names a person."""
    yield from of_words(where, name)
    if spelt(name) in PERSON:
        yield Breach(where, name, 1)


def parameters_of(source: str) -> Iterator[tuple[int, str]]:
    """What a program reads out of addresses: `request.GET["name"]`, `.get`, `.getlist`, `in`."""
    for node in ast.walk(ast.parse(source)):
        found: Any = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            found = node.args[0] if _is_get(node.func.value) else None
        elif isinstance(node, ast.Subscript):
            found = node.slice if _is_get(node.value) else None
        elif isinstance(node, ast.Compare) and any(map(_is_get, node.comparators)):
            found = node.left
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield node.lineno, found.value


def _is_get(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "GET"


#: Where a command speaks of an account of staff, which somebody has to be able to make.
ACCOUNTS = {"createstaff", "signin"}


def of_command(words: tuple[str, ...], names: Iterable[str]) -> Iterator[Breach]:
    command = " ".join(words)
    yield from of_words(f"command {command}", words[-1])
    for name in names:
        yield from of_words(f"command {command} {name}", name)
        if spelt(name) in PERSON and not ACCOUNTS & set(words):
            yield Breach(f"command {command}", name, 1)


# Queries ----------------------------------------------------------------------------------

ASKING = {"filter", "exclude", "get", "order_by", "values", "values_list", "annotate", "aggregate",
          "distinct", "alias", "Count", "Q", "F", "in_bulk", "get_or_create"}  # fmt: skip
#: A way from cases to who filed, or to who did something.
BY_PERSON = re.compile(
    r"(^|__)(petitioner|earlier|receipt|by|actor|officer|handler)__(?!role$)"
    r"|^(name|phone|email|helper_name|helper_relation)(__\w+)?$"
)
GROUPING = {"values", "annotate", "aggregate", "Count", "distinct", "alias"}
#: What nothing is grouped or counted by, and nothing but a choice of colleagues is ordered by.
PEOPLE = re.compile(
    r"(^|__)(petitioner|receipt|staff|by|actor|officer|handler)(_id)?(__(?!role$)|$)"
)
FILED = re.compile(r"(^-?|__)(petitioner|receipt)(__|$)")
SQL = re.compile(
    r"\b(?:SELECT|UPDATE|DELETE)\b.*\b(?:WHERE|GROUP BY|ORDER BY|PARTITION BY)\b[^;]*"
    r"\b(?:petitioner|helper|phone|email)\b",
    re.S,
)


def of_query(where: str, source: str) -> Iterator[Breach]:
    """Calls that ask the database, and statements in SQL."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in ASKING:
            for text in _asked(node):
                is_grouped = _called(node) in GROUPING and PEOPLE.search(text)
                is_ordered = _called(node) == "order_by" and FILED.search(text)
                if is_grouped or is_ordered or BY_PERSON.search(text.lstrip("-")):
                    yield Breach(f"query {where}:{node.lineno}", text, 1)
                yield from of_words(f"query {where}:{node.lineno}", *text.split("__"))
        elif isinstance(node, ast.Constant) and SQL.search(str(node.value)):
            yield Breach(f"query {where}:{node.lineno}", "SQL by person", 1)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def _asked(node: ast.Call) -> Iterator[str]:
    """Names of fields that a call gives. `.get("name")` of a mapping is none."""
    is_of_mapping = _called(node) == "get"
    for given in node.args:
        if isinstance(given, ast.Constant) and isinstance(given.value, str) and not is_of_mapping:
            yield given.value
    yield from (word.arg for word in node.keywords if word.arg)


# What a browser is given, and what the program stands on ----------------------------------

#: What is loaded or sent to somewhere else. A plain link is followed by whoever wants to.
ELSEWHERE = re.compile(
    r"""<(?:script|img|iframe|link|source|video|audio|embed|object|form|input|button|use)\b[^>]*?
        \b(?:src|href|action|formaction|data|poster|srcset|xlink:href)\s*=\s*["']?\s*(?:https?:)?//
      | url\(\s*["']?\s*(?:https?:)?//
      | @import\s+["'](?:https?:)?//
      | \bping\s*=""",
    re.I | re.X,
)
#: What a script may not do: ask where somebody is or who, keep something, send something by itself.
SPYING = re.compile(
    r"geolocation|getBattery|mediaDevices|userAgent|platform\b|hardwareConcurrency|toDataURL|"
    r"sendBeacon|WebSocket|EventSource|XMLHttpRequest|https?://|localStorage|indexedDB|"
    r"document\.cookie|visibilitychange|mousemove|keylog"
)


def of_template(where: str, text: str) -> Iterator[Breach]:
    yield from (Breach(where, found[0], 2) for found in ELSEWHERE.finditer(text))


def of_script(where: str, text: str) -> Iterator[Breach]:
    yield from (Breach(where, found[0], 2) for found in SPYING.finditer(text))


def of_dependency(name: str) -> Iterator[Breach]:
    yield from (Breach("dependency", name, s) for s, r in AS_PACKAGE.items() if r.search(name))
