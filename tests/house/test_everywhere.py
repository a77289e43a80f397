"""What holds on every page of the product, in both languages, with a whole town in it."""

import ast
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import get_origin, get_type_hints
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import transaction
from django.utils import timezone, translation
from tests.cast import who
from tests.house import line
from tests.house.reading import Page
from tests.house.tour import PURPOSE, Seen, a_picture, walk
from tests.signin import provider

from openredress.cases import wording
from openredress.cases.models import Case, JournalEntry
from openredress.coordination.models import Meeting
from openredress.core import events
from openredress.core.facts import Outcome
from openredress.core.procedure import Basis, Follow, Role, Unit
from openredress.core.refusals import Code
from openredress.core.routing import Because
from openredress.duty.models import Roster
from openredress.offices.calendars import calendar_for
from openredress.offices.models import Helper, Matter, Office, Place, Staff
from openredress.ops import demo, messages
from openredress.ops.demo import post
from openredress.parties import sides
from openredress.parties.models import OtherSide
from openredress.procedures import library
from openredress.procedures.wording import amount_text, basis_text, follow_text, role_text
from openredress.reception.models import Arrival, Booking, HeadDay, Room
from openredress.rounds.models import Kit, Round, RoundChange
from openredress.signin.models import Record

# Without a test that asks for it, no test database is made at all.
pytestmark = pytest.mark.django_db

SOURCE = Path(__file__).resolve().parents[2] / "src" / "openredress"
LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True)
class Town:
    """Every page as it was shown, and everything in it that somebody wrote or named."""

    pages: tuple[tuple[Seen, Page], ...]
    written: str

    def shown_in(self, language: str) -> list[tuple[Seen, Page]]:
        return [(seen, page) for seen, page in self.pages if page.language == language]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        list(demo.load(timezone.now()))
        pages = tuple((seen, Page(seen.html)) for seen in walk(LANGUAGES))
        written = " ".join(everything_written())
        transaction.set_rollback(True)
    return Town(pages, written)


def everything_written():
    """The words of people, names, and holidays of a country in the language of that country."""
    for words in JournalEntry.objects.values_list("words", flat=True):
        for text in (words or {}).values():
            yield " ".join((" ".join(text) if isinstance(text, list) else str(text)).split())
    for office in Office.objects.all():
        yield f"{office.name_en} {office.name_zh} {office.address} {office.phone} {office.hours}"
    for model in (Matter, Place):
        yield from (f"{row.name_en} {row.name_zh}" for row in model.objects.all())
    yield from (f"{person.name} {person.username}" for person in Staff.objects.all())
    yield from Roster.objects.values_list("room", flat=True)
    yield from Meeting.objects.values_list("place", flat=True)
    yield from Room.objects.values_list("where", flat=True)
    yield from HeadDay.objects.values_list("who", flat=True)
    yield from (f"{row.asks} {row.answer}" for row in Arrival.objects.all())
    yield from Booking.objects.values_list("language", flat=True)
    yield from (f"{row.where} {row.who} {row.languages}" for row in Round.objects.all())
    yield from RoundChange.objects.values_list("reason", flat=True)
    yield from (f"{kit.reason} {kit.uid}" for kit in Kit.objects.all())
    for side in OtherSide.objects.values_list("case_id", flat=True):
        named = sides.of_case(side)
        assert named is not None
        yield f"{named.kept.name} {named.kept.called}"
    yield repr(post.LETTERS)  # E-mail that is set aside is sealed; this is what the story sends.
    for case in Case.objects.filter(level=1):
        yield " ".join(who(case).given().values())
    for helper in Helper.objects.all():
        yield f"{helper.goes_by} {helper.good_at_en} {helper.good_at_zh} {helper.meets_en}"
    yield from Record.objects.values_list("note", flat=True)
    yield f"{PURPOSE} {provider.NAME}"
    for names in calendar_for("GB-ENG").rest_days.values():
        yield names["en"]


def wrong(town, check):
    """What the check finds, by page; pages without a finding are left out."""
    return {str(seen): found for seen, page in town.pages if (found := check(seen, page))}


def test_every_page_template_is_shown_somewhere(town):
    """A page that nobody looks at is not tested. Left out are those of accidents, of development,
    and the frame of a library whose pages are all written anew here.
    """
    sources = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for folder in SOURCE.glob("*/templates")
        for path in folder.rglob("*.html")
    }
    used = {name for text in sources.values()
            for name in re.findall(r'{% (?:extends|include) "([^"]+)"', text)}  # fmt: skip
    pages = {name for name, text in sources.items() if "{% extends" in text} - used
    accidents = {"403.html", "403_csrf.html", "429.html"}
    elsewhere = {"web/style.html", "allauth/layouts/entrance.html", "allauth/layouts/manage.html"}
    assert pages - {seen.template for seen, _page in town.pages} == accidents | elsewhere


def test_every_page_answers(town):
    """200, or what the page is there to say: not found, not yours, nothing sent, over, check this,
    wait.
    """
    said = Counter(seen.status for seen, _page in town.pages)
    assert set(said) == {200, 403, 404, 405, 410, 422, 429}
    assert said[200] > 0.85 * len(town.pages)


def test_every_page_has_one_heading_a_title_and_its_language(town):
    def check(seen, page):
        language = seen.language
        if seen.template == "desk/decision.html":
            language = seen.stop.written_in  # A letter to the petitioner is in their language.
        return (page.headings != 1 or not page.title.split("–")[0].strip()
                or page.language != language)  # fmt: skip

    assert wrong(town, check) == {}


def test_every_field_has_a_label_and_every_id_is_given_once(town):
    def check(_seen, page):
        return page.unlabelled + [key for key, times in Counter(page.ids).items() if times > 1]

    assert wrong(town, check) == {}


def test_no_page_has_anything_inline_or_from_elsewhere(town):
    assert wrong(town, lambda _seen, page: page.inline + page.foreign) == {}


def test_no_page_asks_for_what_we_do_not_keep(town):
    """The line, held against every field that any page of the town shows."""
    shown = {name for _seen, page in town.pages for _key, name, _is_labelled in page.fields}
    assert len(shown) > 40
    found = {str(b) for name in shown for b in line.of_field(f"page field {name}", name)}
    assert found == set()


# Languages ------------------------------------------------------------------------------


def test_the_catalogues_are_complete():
    assert messages.missing() == []


def test_no_sentence_of_the_program_is_left_in_english(town):
    """No message of the catalogue stands on a Chinese page as it is written in the program."""
    sentences = {
        piece.strip()
        for message in messages.template()
        for text in messages._strings(message.id)
        for piece in messages.PLACEHOLDER.split(text)
        if len(piece.split()) > 3
    }
    assert len(sentences) > 300
    left = {
        (sentence, str(seen))
        for seen, page in town.shown_in("zh-hans")
        for sentence in sentences
        if sentence in "\n".join(page.words)
    }
    assert left == set()


#: Names that are the same in both languages: keys, programs, languages by themselves, procedures.
SAME = {"Alt", "Control", "Option", "Shift", "Tab", "Mac", "Firefox", "Cookie", "OpenRedress",
        "PIN", "JavaScript", "English", "简体中文", "中文", "CPGRAMS", "ESS", "Lok Adalat", "JPEG",
        "PNG", "WebP", "PDF", "Word", "Excel", "PowerPoint", "OpenDocument", "Ogg", "WAV", "FLAC",
        "SHA", "JPG", "WEBP", "DOCX", "XLSX", "PPTX", "ODT", "ODS", "ODP", "TXT",
        "OGG", "JSON", "CSV", "csv", "iCalendar", "ics",
        # Placeholders of the texts of messages.
        "what", "page", "institution", "contact", "name"}  # fmt: skip
#: A small picture of a file, which is no page of its own.
THUMBNAIL = re.compile(r"/files/[0-9a-f]{32}/")
ADDRESS = re.compile(r"https?://\S+")
LATIN = re.compile(r"[A-Za-z][A-Za-z’'-]{2,}(?:[ ,]+[A-Za-z][A-Za-z’'-]*)*")
HAN = re.compile(r"[\u4e00-\u9fff]+")


def test_no_english_word_is_left_on_a_chinese_page(town):
    """Whatever is in Latin letters there was written by somebody, or is the same in Chinese."""
    assert left_over(town, "zh-hans", LATIN) == {}


def test_no_chinese_word_stands_on_an_english_page(town):
    assert left_over(town, "en", HAN) == {}


def left_over(town, language, script):
    return {
        found: str(seen)
        for seen, page in town.shown_in(language)
        for text in page.words
        for found in script.findall(ADDRESS.sub("", text))
        if found not in town.written and found not in SAME
    }


TAGS = re.compile(r"{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}", re.DOTALL)
CLASSES = re.compile(r"{% block (?:body|layout)_class %}[\w -]*{% endblock %}")
#: Templates whose words are not for people who use the product, and names.
UNTRANSLATED = {"web/style.html"}
NAMES = {"OpenRedress", "S"}


def templates():
    for folder in SOURCE.glob("*/templates"):
        for path in sorted(folder.rglob("*.html")):
            name = path.relative_to(folder).as_posix()
            if name not in UNTRANSLATED:
                yield name, path.read_text(encoding="utf-8")


def test_no_template_says_anything_past_the_catalogue():
    """Letters between the tags of a page, or in an attribute that is read out, are untranslated."""
    found = {}
    for name, source in templates():
        page = Page(TAGS.sub("", CLASSES.sub("", source)))
        said = [w.strip(" –") for w in [*page.words, page.title]]
        if left := [w for w in said if re.search(r"[^\W\d_]", w) and w not in NAMES]:
            found[name] = left
    assert found == {}


#: What a call gives to a reader, where it is a text in itself.
SHOWN = {"label", "help_text", "empty_label", "invalid", "required", "message"}


def test_no_form_says_anything_past_the_catalogue():
    """The living style page alone may: it is for developers, and absent outside development."""
    found = []
    for path in SOURCE.rglob("*.py"):
        if path.is_relative_to(SOURCE / "ops") or path == SOURCE / "web" / "views.py":
            continue  # What an operator reads in a terminal is in English.
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in SHOWN:
                texts = [node.value]
            elif isinstance(node, ast.Dict):
                texts = [v for k, v in zip(node.keys, node.values, strict=True)
                         if isinstance(k, ast.Constant) and k.value in SHOWN]  # fmt: skip
            else:
                continue
            found += [
                f"{path.name}:{text.lineno}"
                for text in texts
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value
            ]
    assert found == []


# Codes in words ---------------------------------------------------------------------------


def in_both(text) -> tuple[str, str]:
    with translation.override("en"):
        english = text()
    with translation.override("zh-hans"):
        return english, text()


def test_every_refusal_has_its_text_in_both_languages():
    for code in Code:
        english, chinese = in_both(lambda c=code: wording.refusal_template(c))
        assert english
        assert HAN.search(chinese), code


def test_every_event_has_its_sentence_in_both_languages():
    """Each is told with everything it may be told with; none falls back on a code."""
    assert set(wording.events._EVENTS) == set(events.REGISTRY.values())
    procedure = library()["cn-2022"][0]
    for tag, kind in events.REGISTRY.items():
        event = example(kind)
        english, chinese = in_both(lambda e=event: wording.event_text(e, str, procedure))
        assert english, tag
        assert HAN.search(chinese), tag


def example(kind):
    """An event with something in every field that has to be filled in."""
    known = {"limit": "decide", "outcome": "upheld", "how": "post"}
    values = {int: 1, str: "x", date: date(2026, 1, 28), datetime: timezone.now(), tuple: ()}
    hints = {name: get_origin(hint) or hint for name, hint in get_type_hints(kind).items()}
    wanted = [item.name for item in fields(kind) if item.default is item.default_factory is MISSING]
    return kind(**{name: known.get(name, values.get(hints[name])) for name in wanted})


@pytest.mark.parametrize(
    ("codes", "say"),
    [
        (Outcome, wording.outcome_text),
        (Role, role_text),
        (Basis, basis_text),
        (Follow, follow_text),
        (Because, wording.because_text),
        (wording.CHANNELS, wording.channel_text),
        (("in-person", "post", "page", "phone", "email"), wording.served_text),
        (Unit, lambda unit: amount_text(2, unit)),
    ],
    ids=["outcomes", "roles", "bases", "follows", "because", "channels", "served", "units"],
)
def test_every_code_has_its_words_in_both_languages(codes, say):
    for code in codes:
        english, chinese = in_both(lambda c=code: say(c))
        assert english not in ("", code), code
        assert HAN.search(chinese), code


def test_every_text_of_a_pack_is_in_both_languages():
    for procedure, _text in library().values():
        for text in texts_of(procedure):
            assert text.get("en"), text
            assert HAN.search(text.get("zh", "")) or text["zh"] == text["en"], text


def texts_of(value):
    """Every text anywhere within a procedure; a text is a mapping with the languages as keys."""
    if isinstance(value, Mapping):
        if "en" in value or "zh" in value:
            yield value
            return
        value = tuple(value.values())
    if is_dataclass(value):
        value = tuple(getattr(value, item.name) for item in fields(value))
    if isinstance(value, tuple | list):
        for item in value:
            yield from texts_of(item)


# Looks ------------------------------------------------------------------------------------

#: How many stops of one template are looked at in the browser: those that vary most, more often.
OFTEN = {"desk/case.html": 4, "follow/case.html": 4, "follow/step.html": 3, "desk/decision.html": 2,
         "procedures/calculator.html": 3, "follow/days.html": 2}  # fmt: skip
SITE = "http://redress.test"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.open = true })"


def chosen(town, language):
    """Some stops of each template, spread over what there is of it."""
    by_template = defaultdict(list)
    for seen, _page in town.pages:
        if seen.language == language:
            by_template[seen.template].append(seen)
    for template, found in by_template.items():
        many = OFTEN.get(template, 1)
        yield from found[:: max(1, len(found) // many)][:many]


@pytest.fixture
def show(chromium):
    """show(seen, page) opens a page that was shown before, with its sheets and scripts; whatever
    else it asks for is not there, and is remembered in `show.asked`.
    """
    contexts, now, asked = [], {}, []

    def serve(route):
        path = urlsplit(route.request.url).path
        if route.request.url == now["url"]:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=now["html"])
        elif THUMBNAIL.search(path):
            route.fulfill(content_type="image/png", body=a_picture())
        elif found := finders.find(path.removeprefix("/static/")):
            route.fulfill(path=found)
        else:
            asked.append(route.request.url)
            route.abort()

    def browser(**options):
        context = chromium.new_context(**options)
        context.route("**/*", serve)
        contexts.append(context)
        return context.new_page()

    def show(seen, page):
        now.update(url=SITE + seen.stop.path, html=seen.html)
        page.goto(now["url"])
        page.evaluate(UNFOLD)

    show.browser, show.asked = browser, asked
    yield show
    for context in contexts:
        context.close()


def barriers(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1280, "light"), ("zh-hans", 360, "light"), ("zh-hans", 1280, "dark"),
     ("en", 360, "dark")],
    ids=["en-desk", "zh-telephone", "zh-desk-dark", "en-telephone-dark"],
)  # fmt: skip
def test_no_page_has_a_barrier_or_is_wider_than_its_screen(town, show, language, width, scheme):
    page = show.browser(color_scheme=scheme, viewport={"width": width, "height": 900})
    stops = list(chosen(town, language))
    wrong = {}
    for number, seen in enumerate(stops):
        # What the dark changes are colours, which are the same on pages alike; what a language
        # changes are words, whose marks the reading of every page has looked at.
        looks_closely = number % (1 if language == "en" and scheme == "light" else 3) == 0
        if not looks_closely and width > 360:
            continue
        show(seen, page)
        found = barriers(page) if looks_closely else []
        if not page.evaluate(FITS):
            found.append(("too wide", widest(page)))
        if found:
            wrong[str(seen)] = found
    assert wrong == {}, json.dumps(wrong, indent=1)
    assert show.asked == []


def widest(page):
    return page.evaluate(
        "[...document.querySelectorAll('main *, header *, footer *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth)"
        ".map(e => e.outerHTML.slice(0, 80)).slice(0, 3).join(' ')"
    )
