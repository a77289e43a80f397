"""The message catalogues, kept with Babel so that no gettext tools are needed.

English is the source. `python -m openredress.ops.messages update` collects every
message from the Python files and the templates into the catalogues; `compile` writes
what Django reads. The files carry no dates and no line numbers: a change in one shows
a change in the words and nothing else.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALES = ("zh_Hans",)
SOURCES = ("**/*.py", "**/templates/**/*.html", "**/templates/**/*.txt")

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms};\\n"

"""


def template() -> Catalog:
    """Every message of the program, without a translation."""
    catalog = Catalog()
    for path in _sources():
        for _line, message, comments, context in _extract(path):
            catalog.add(message, auto_comments=comments, context=context)
    return catalog


def update() -> None:
    """Brings the catalogues to the messages of the program. What is gone from it is dropped."""
    fresh = template()
    for locale in LOCALES:
        catalog = read(locale)
        catalog.update(fresh, no_fuzzy_matching=True)
        for message in catalog:
            message.auto_comments = []
        _write(locale, catalog)


def compile_all() -> None:
    for locale in LOCALES:
        with _path(locale).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(locale))


def missing() -> list[str]:
    """What the catalogues lack, one sentence each; empty when they are complete.

    That is a message not translated, fuzzy, not collected or no longer in the program,
    and a translation whose placeholders are not those of its message.
    """
    fresh = template()
    return [text for locale in LOCALES for text in _missing(locale, read(locale), fresh)]


def read(locale: str) -> Catalog:
    path = _path(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _missing(locale: str, catalog: Catalog, fresh: Catalog) -> Iterator[str]:
    known = {_key(message): message for message in catalog if message.id}
    wanted = {_key(message) for message in fresh if message.id}
    for key in sorted(wanted - known.keys()):
        yield f"{locale}: not in the catalogue (run `make messages`): {key[1]!r}"
    for key in sorted(known.keys() - wanted):
        yield f"{locale}: no longer in the program (run `make messages`): {key[1]!r}"
    for key in sorted(known.keys() & wanted):
        yield from _wrong_with(locale, known[key])


def _wrong_with(locale: str, message: Message) -> Iterator[str]:
    translations = _strings(message.string)
    if message.fuzzy:
        yield f"{locale}: fuzzy: {message.id!r}"
    if not translations or not all(translations):
        yield f"{locale}: not translated: {message.id!r}"
        return
    allowed = [sorted(set(PLACEHOLDER.findall(text))) for text in _strings(message.id)]
    for translation in translations:
        if sorted(set(PLACEHOLDER.findall(translation))) not in allowed:
            yield f"{locale}: a placeholder differs: {message.id!r} -> {translation!r}"


def _key(message: Message) -> tuple[str, str]:
    return (message.context or "", _strings(message.id)[0])


def _strings(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value or ""),)


def _sources() -> Iterator[Path]:
    found = {path for pattern in SOURCES for path in PACKAGE.glob(pattern)}
    yield from sorted(found - {Path(__file__).resolve()})


def _extract(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source)
    options = {"encoding": "utf-8"}
    yield from extract("python", BytesIO(source.encode()), KEYWORDS, options=options)


def _as_python(source: str) -> str:
    """A template as the calls its translate tags stand for, everything else blanked out.

    What is left of the page is indented at will, which Python would refuse to read.
    """
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(source).splitlines())


def _path(locale: str) -> Path:
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"


def _write(locale: str, catalog: Catalog) -> None:
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=96,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    header = HEADER.format(locale=locale, plural_forms=catalog.plural_forms.rstrip(";"))
    path = _path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + body.getvalue().decode().strip() + "\n", encoding="utf-8")


@click.group()
def command() -> None:
    """Collect, check and compile the message catalogues."""


@command.command("update")
def update_command() -> None:
    """Collect every message of the program into the catalogues."""
    update()
    compile_all()
    _report()


@command.command("compile")
def compile_command() -> None:
    """Write what Django reads (django.mo) from the catalogues."""
    compile_all()


@command.command("check")
def check_command() -> None:
    """List what is missing; exit with 1 when something is."""
    sys.exit(1 if _report() else 0)


def _report() -> bool:
    found = missing()
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} to do." if found else "The catalogues are complete.")
    return bool(found)


if __name__ == "__main__":
    command()
