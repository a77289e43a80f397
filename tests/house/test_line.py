"""The line we do not cross, held against the product itself. docs/security/line.md says it.

Each rule of `line` looks at everything of its kind. Then each is shown something forbidden, in both
languages, and has to name the sentence that it breaks.
"""

import ast
import importlib
import pkgutil
import re
import tomllib
from dataclasses import fields, make_dataclass

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import URLPattern, URLResolver, get_resolver
from tests.cast import PASSWORD, accepted, file
from tests.house import line

import openredress
from openredress.api.urls import api
from openredress.cases import queries
from openredress.cases.forms import form_for
from openredress.cases.models import Case, JournalEntry
from openredress.core import events
from openredress.ops.cli import openredress as commands
from openredress.ops.reference import walk
from openredress.parties.models import Petitioner
from openredress.procedures import library
from openredress.signin.models import Session
from openredress.suggestions.model import Example
from openredress.wall import READER

SOURCE = line.SOURCE


def told(breaches) -> list[str]:
    return [str(breach) for breach in breaches]


def programs():
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


# Tables and events ------------------------------------------------------------------------


def our_models():
    return [m for m in apps.get_models() if m.__module__.startswith("openredress.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_no_table_has_a_place_for_what_we_do_not_keep(model):
    assert told(line.of_model(model)) == []


def of_persons():
    """The tables of who filed, and every table that hangs on one of them."""
    found = {m for m in our_models() if m._meta.app_label == "parties"}
    while more := {m for m in our_models() if m not in found and any(
        f.related_model in found for f in m._meta.concrete_fields if f.is_relation)}:  # fmt: skip
        found |= more
    return sorted(found, key=lambda m: m.__name__)


@pytest.mark.parametrize("model", of_persons(), ids=lambda m: m.__name__)
def test_nobody_is_marked(model):
    assert told(line.of_person(model)) == []


def about_a_case():
    """Tables that refer to a case; whether requests read them, and whether rows are hidden."""
    read = (
        "SELECT relname, has_table_privilege(%s, oid, 'SELECT'), relrowsecurity FROM pg_class "
        "WHERE relkind = 'r' AND oid IN (SELECT conrelid FROM pg_constraint "
        "WHERE confrelid = 'cases_case'::regclass) ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(read, [READER])
        return cursor.fetchall()


@pytest.mark.django_db
def test_no_table_about_a_case_is_open_to_whoever_is_complained_of():
    found = about_a_case()
    assert {"cases_journalentry", "parties_petitioner"} <= {name for name, *_ in found}
    assert told(line.of_wall(found)) == []


@pytest.mark.parametrize("tag", events.REGISTRY)
def test_no_event_has_a_place_for_what_we_do_not_keep(tag):
    assert told(line.of_event(tag, events.REGISTRY[tag])) == []


@pytest.mark.django_db
def test_no_index_makes_people_searchable():
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, Petitioner._meta.db_table)
    indexed = {c for found in indexes.values() if found["index"] for c in found["columns"]}
    assert indexed.isdisjoint(line.PERSON)


# Forms and pages --------------------------------------------------------------------------


def our_forms():
    """Every form class, wherever it is written."""
    for found in pkgutil.walk_packages(openredress.__path__, "openredress."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    below = [forms.BaseForm]
    while below:
        kind = below.pop()
        below += kind.__subclasses__()
        # The living style page shows each kind of field to developers and keeps nothing.
        if kind.__module__.startswith("openredress.") and kind.__name__ != "_StyleForm":
            yield kind


def test_no_form_asks_for_what_we_do_not_keep():
    found = list(our_forms())
    assert len(found) > 40
    assert [text for form in found for text in told(line.of_form(form))] == []


@pytest.mark.django_db
def test_no_step_of_any_procedure_asks_for_what_we_do_not_keep(cast):
    """Forms take fields from the procedure; so each is built for each step there is."""
    from openredress.cases.access import case_for

    drive = accepted(cast)
    opened = case_for(drive.petitioner, drive.case.number, drive.now)
    shown = [
        form_for(step, opened)
        for procedure, _text in library().values()
        for step in procedure.steps.values()
        if step.act != "file"
    ]
    assert len(shown) > 50
    assert sorted({text for form in shown for text in told(line.of_form(form))}) == []


# Interface, addresses, parameters, commands -----------------------------------------------


def test_the_interface_neither_takes_nor_tells_what_we_do_not_keep():
    assert told(line.of_interface(api.get_openapi_schema())) == []


def addresses(patterns=None, before=""):
    for found in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(found, URLResolver):
            yield from addresses(found.url_patterns, before + str(found.pattern))
        elif isinstance(found, URLPattern):
            yield before + str(found.pattern)


def test_no_address_is_about_a_person():
    assert [text for route in addresses() for text in told(line.of_address(route))] == []


#: A head shares out what is open among the officers of the own office: how many open cases, by who
#: of the office acted last. No petitioner stands in it, and nothing beyond how many is counted.
#: And whoever asked to open a name is not shown the alert that somebody else has to agree.
SHARED_OUT = {
    ("duty/queries.py", "by__staff"),
    ("cases/open_work.py", "officer"), ("cases/open_work.py", "officer__isnull"),
    ("cases/open_work.py", "by__role__in"), ("desk/head.py", "officer"),
}  # fmt: skip


def not_shared_out(breaches):
    """Without what is excused by name: the file, and what is asked in it."""
    return [b for b in breaches if (b.where.split()[1].split(":")[0], b.what) not in SHARED_OUT]


def test_what_is_excused_is_there_still():
    found = {
        (name, breach.what)
        for name, source in programs()
        for breach in (
            *line.of_query(name, source),
            *(b for n, given in line.parameters_of(source)
              for b in line.of_parameter(f"parameter {name}:{n} {given}", given)),
        )
    }  # fmt: skip
    assert found >= SHARED_OUT


def test_no_address_is_asked_with_a_person():
    read = [
        (f"parameter {name}:{number} {given}", given)
        for name, source in programs()
        for number, given in line.parameters_of(source)
    ]
    assert {"number", "after"} <= {given for _, given in read}
    assert [
        text
        for where, given in read
        for text in told(not_shared_out(line.of_parameter(where, given)))
    ] == []


def test_no_command_takes_a_person():
    for words, command in walk(commands):
        names = [name for p in command.params for name in (p.name or "", *p.opts)]
        assert told(line.of_command(words, names)) == []


# Queries and lists ------------------------------------------------------------------------


def test_nothing_is_filtered_ordered_or_counted_by_person():
    found = [
        text
        for name, source in programs()
        if "/migrations/" not in name
        for text in told(not_shared_out(line.of_query(name, source)))
    ]
    assert found == []


def test_no_list_takes_a_person():
    tree = ast.parse((SOURCE / "cases" / "queries.py").read_text())
    taken = {
        argument.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.args
    }
    assert taken.isdisjoint(line.PERSON)


#: Under which names somebody would try to look for a person.
TRIED = ("q", "s", "search", "query", "find", "filter", "number", "text", "name", "petitioner",
         "phone", "email", "id_number", "person", "who", "staff", "after")  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["clerk", "roads-officer", "roads-head", "city-supervisor"])
def test_no_page_finds_somebody_by_name_or_phone(cast, who):
    """Whatever is typed behind whichever address of the desk: as if nothing had been typed."""
    drive = accepted(cast, identity={"name": "Zhang Weiqiang", "phone": "0000-5555"})
    drive.must("roads-officer", "decide", claim="c", facts="f", reasons="r", finding="d",
               basis="b", outcome="upheld")  # fmt: skip
    client = Client()
    client.login(username=who, password=PASSWORD)
    lists = [a for a in addresses() if a.startswith("desk/") and "<" not in a]
    assert len(lists) >= 8
    for address in lists:
        plain = _page(client, address, {})
        for typed in ("Zhang Weiqiang", "Zhang", "0000-5555"):
            asked = _page(client, address, dict.fromkeys(TRIED, typed))
            assert (drive.case.number in asked) <= (drive.case.number in plain), address
    assert queries.by_number(cast.actor(who), "Zhang Weiqiang") is None


def _page(client, address, query):
    return client.get(f"/{address}", query, follow=True).content.decode()


# What a browser is given, and what the program stands on ----------------------------------


def test_nothing_is_loaded_from_or_sent_to_elsewhere():
    given = [p for kind in ("html", "css", "svg", "txt") for p in SOURCE.rglob(f"*.{kind}")]
    assert len(given) > 60
    for path in given:
        assert told(line.of_template(path.name, path.read_text(encoding="utf-8"))) == []


#: What one script of ours keeps on a device: what staff take down on a round, sealed to a key that
#: is not on it. No petitioner's page loads it.
KEEPS = {"field/static/field/store.js": ["indexedDB"]}


def test_no_script_spies():
    scripts = list(SOURCE.rglob("*.js"))
    assert scripts
    for path in scripts:
        found = [breach.what for breach in line.of_script(path.name, path.read_text("utf-8"))]
        assert found == KEEPS.get(path.relative_to(SOURCE).as_posix(), [])
    users = [p.name for p in SOURCE.rglob("*.html") if "field/store.js" in p.read_text("utf-8")]
    assert users == ["shell.html"]


def test_no_dependency_measures_locates_recognises_or_predicts_people():
    locked = tomllib.loads((line.REPOSITORY / "uv.lock").read_text(encoding="utf-8"))["package"]
    names = {row["name"] for row in locked} - {LEARNS}
    assert [text for name in names for text in told(line.of_dependency(name))] == []


#: Learns what a text is about, and nothing else: the next test keeps it there.
LEARNS = "scikit-learn"


def test_what_learns_is_given_texts_and_matters_alone():
    """An example has a text, a matter and which texts are its copies; nothing of anybody."""
    users = {
        str(path.relative_to(line.SOURCE))
        for path in line.SOURCE.rglob("*.py")
        if re.search(r"^\s*(from|import) sklearn", path.read_text(encoding="utf-8"), re.M)
    }
    assert users == {"suggestions/training.py"}
    assert [field.name for field in fields(Example)] == ["text", "matter", "group"]


# Each rule can fail -----------------------------------------------------------------------


def column(name, label="", field=models.CharField):
    """The rule of tables, shown a table with one more column."""
    with isolate_apps("openredress.cases"):
        options = {"__module__": "openredress.cases.models", "__qualname__": "Forbidden",
                   "Meta": type("Meta", (), {"app_label": "cases"}),
                   name: field(label or None)}  # fmt: skip
        return line.of_model(type("Forbidden", (models.Model,), options))


def mark(field):
    with isolate_apps("openredress.parties"):
        meta = type("Meta", (), {"app_label": "parties"})
        options = {"__module__": "openredress.parties.models", "Meta": meta, "kind": field}
        return line.of_person(type("Petitioner2", (models.Model,), options))


def form(name, label="", choices=()):
    kind = forms.ChoiceField if choices else forms.CharField
    field = kind(label=label, **({"choices": choices} if choices else {}))
    return line.of_form(type("Forbidden", (forms.Form,), {name: field}))


def interface(name, asked_with="number"):
    operation = {"parameters": [{"name": asked_with, "in": "query"}]}
    kinds = {"Told": {"properties": {name: {"title": ""}}}}
    return line.of_interface({"paths": {"/x": {"get": operation}},
                              "components": {"schemas": kinds}})  # fmt: skip


def parameter(source):
    return (b for n, g in line.parameters_of(source) for b in line.of_parameter(f"x:{n}", g))


def query(source):
    return line.of_query("x.py", source)


def page(name, label=""):
    return line.of_field("a page", name, label)


FORBIDDEN = [
    # A column, by its name or by its label.
    (column, ("risk_score",), 1), (column, ("kind", "重点人员"), 1),
    (column, ("x", "Key person"), 1), (column, ("id_number",), 1),
    (column, ("repeat_petitioner",), 1), (column, ("x", "人脸照片"), 1),
    (column, ("ip_address",), 2), (column, ("userAgent",), 2), (column, ("x", "设备"), 2),
    (column, ("latitude",), 2), (column, ("x", "亲属"), 2), (column, ("employer",), 2),
    (column, ("x", "劝返情况"), 3), (column, ("predicted_visit",), 3), (column, ("quota",), 3),
    (column, ("ethnicity",), 4), (column, ("x", "民族"), 4), (column, ("x", "政治面貌"), 4),
    (column, ("military_service",), 4), (column, ("x", "舆情"), 5), (column, ("sentiment",), 5),
    (column, ("detained_at",), 6), (column, ("x", "训诫"), 6),
    (column, ("reprisal_dismissed",), 7), (column, ("notify_the_accused",), 8),
    # A mark on a person, however innocent its name.
    (mark, (models.BooleanField(),), 1), (mark, (models.CharField(max_length=9),), 1),
    (mark, (models.IntegerField(),), 1), (mark, (models.JSONField(),), 1),
    # A table about a case that is open to all.
    (line.of_wall, ([("cases_rumour", True, False)],), 8),
    # An event.
    (line.of_event, ("seen", make_dataclass("Seen", ["gps"])), 2),
    (line.of_event, ("rated", make_dataclass("Rated", ["score_of_petitioner", "suspect"])), 1),
    # A form, or a field that a page shows.
    (form, ("ethnicity",), 4), (form, ("x", "宗教信仰"), 4), (form, ("x", "Nationality"), 4),
    (form, ("x", "x", [("1", "Veteran")]), 4), (form, ("x", "x", [("g", [("1", "老上访户")])]), 1),
    (form, ("device_id",), 2),
    (line.of_form, (type("Call", (forms.Form,), {"police_called": forms.BooleanField(),
                                                "name": forms.CharField()}),), 6),
    (page, ("details-passport",), 1), (page, ("x", "身份证号"), 1), (page, ("x", "工作单位"), 2),
    # The interface.
    (interface, ("ip_address",), 2), (interface, ("riskLevel",), 1), (interface, ("faith",), 4),
    (interface, ("x", "phone"), 1), (interface, ("x", "race"), 4),
    # An address, a parameter, a command.
    (line.of_address, ("desk/people/",), 1), (line.of_address, ("desk/petitioners/<int:pk>/",), 1),
    (line.of_address, ("desk/<str:phone>/",), 1), (line.of_address, ("desk/watch-list/",), 1),
    (line.of_address, ("desk/forecast/",), 3), (line.of_address, ("staff/locations/track/",), 2),
    (parameter, ('request.GET["name"]',), 1), (parameter, ('x.request.GET.get("phone", "")',), 1),
    (parameter, ('"id_number" in request.GET',), 1), (parameter, ('r.GET.getlist("race")',), 4),
    (line.of_command, (("openredress", "report"), ["--petitioner"]), 1),
    (line.of_command, (("openredress", "blacklist"), []), 1),
    (line.of_command, (("openredress", "import"), ["--ethnicity"]), 4),
    # A query.
    (query, ('Case.objects.filter(petitioner__key_id="x")',), 1),
    (query, ('Case.objects.order_by("-petitioner")',), 1),
    (query, ('Case.objects.values("receipt__case").annotate(n=Count("id"))',), 1),
    (query, ('JournalEntry.objects.values("by__staff").annotate(Count("pk"))',), 1),
    (query, ('Petitioner.objects.filter(name__icontains=typed)',), 1),
    (query, ('Case.objects.annotate(risk_level=Count("id"))',), 1),
    (query, ('cursor.execute("SELECT * FROM cases_case GROUP BY petitioner")',), 1),
    # What is loaded, what spies, what is stood on.
    (line.of_template, ("x.html", '<script src="https://cdn.example.org/x.js">'), 2),
    (line.of_template, ("x.html", "<img alt='' src='//pixel.example.org/1.gif'>"), 2),
    (line.of_template, ("x.html", '<form method="post" action="http://example.org">'), 2),
    (line.of_template, ("x.css", "src: url(https://fonts.example.org/a.woff2)"), 2),
    (line.of_template, ("x.css", '@import "//example.org/x.css"'), 2),
    (line.of_template, ("x.html", '<a href="/" ping="/seen">'), 2),
    (line.of_script, ("x.js", "navigator.geolocation.watchPosition(f)"), 2),
    (line.of_script, ("x.js", "navigator.sendBeacon('/seen')"), 2),
    (line.of_script, ("x.js", "navigator.userAgent"), 2),
    (line.of_dependency, ("sentry-sdk",), 2), (line.of_dependency, ("maxminddb-geoip",), 2),
    (line.of_dependency, ("face-recognition",), 1), (line.of_dependency, ("scikit-learn",), 3),
    (line.of_dependency, ("snownlp",), 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "shown", "sentence"), FORBIDDEN,
    ids=[f"{n}-{s}" for n, (_r, _w, s) in enumerate(FORBIDDEN)],
)  # fmt: skip
def test_what_is_forbidden_is_found_with_the_sentence_it_breaks(rule, shown, sentence):
    found = list(rule(*shown))
    assert sentence in {breach.sentence for breach in found}
    assert line.SENTENCES[sentence] in " ".join(map(str, found))


def test_every_sentence_of_the_line_has_a_rule_that_can_fail():
    assert list(line.SENTENCES) == list(range(1, 9))
    assert {sentence for _rule, _shown, sentence in FORBIDDEN} == set(line.SENTENCES)


INNOCENT = [
    (column, ("office",)), (column, ("number",)), (column, ("x", "道路")), (column, ("proof",)),
    (form, ("revealing", "What would give you away")), (form, ("needs", "A sign interpreter")),
    (line.of_address, ("desk/take-down/",)), (line.of_address, ("desk/cases/<str:number>/",)),
    (parameter, ('request.GET.get("number", "")',)), (line.of_dependency, ("psycopg",)),
    (query, ('Case.objects.filter(office__in=offices).order_by("next_due_at")',)),
    (query, ('row.get("name")',)), (line.of_template, ("x", '<a href="https://example.org">')),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "shown"), INNOCENT, ids=[str(s) for _, s in INNOCENT])
def test_what_is_innocent_is_left_alone(rule, shown):
    assert list(rule(*shown)) == []


def test_every_excuse_excuses_something():
    """An excuse that nothing needs any more would hide the next breach there."""
    names = {f"event {t}.{f}" for t, k in events.REGISTRY.items() for f in k.__dataclass_fields__}
    names |= {f"form {k.__name__}.{f}" for k in our_forms() for f in k.base_fields}
    names |= {f"address {route}" for route in addresses()}
    names |= {f"interface {k}.{p}" for k, d in api.get_openapi_schema()["components"][
        "schemas"].items() for p in d.get("properties", {})}  # fmt: skip
    names |= {f"column {m.__name__}.{f.name}" for m in our_models() for f in m._meta.get_fields()}
    pages = {where for where in line.EXCUSED if where.startswith("page field ")}
    assert set(line.EXCUSED) - names - pages == set()
    assert all(re.search(r"\w{3}", reason) for reason in line.EXCUSED.values())
    marks = {f"{m.__name__}.{f.name}" for m in of_persons() for f in m._meta.concrete_fields}
    assert set(line.KNOWN_MARKS) - marks == set()


# What the product does --------------------------------------------------------------------


@pytest.mark.django_db
def test_a_visit_leaves_no_trace_of_the_visitor(client, cast):
    """Neither address nor browser of who comes is written to any table."""
    file(cast)
    client.get("/", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Tell-Tale/9")
    client.post("/case/open/", {"code": "1" * 20}, REMOTE_ADDR="203.0.113.77",
                HTTP_USER_AGENT="Tell-Tale/9", HTTP_X_FORWARDED_FOR="203.0.113.77")  # fmt: skip
    for model in apps.get_models():
        kept = str(list(model._default_manager.values()))
        assert "203.0.113.77" not in kept
        assert "Tell-Tale" not in kept
    assert Session.objects.count() == 0


@pytest.mark.django_db
def test_going_higher_needs_nobodys_leave(cast):
    """A right with a button: no step of an office stands between the petitioner and review."""
    drive = accepted(cast).must("roads-officer", "decide", claim="c", facts="f", reasons="r",
                                finding="d", basis="b", outcome="not-upheld")  # fmt: skip
    drive.must("roads-officer", "serve", how="post")
    drive.must("petitioner", "ask-review", days=0.01, reason="I disagree.")
    assert Case.objects.get(pk=drive.case.pk).level == 2
    last = JournalEntry.objects.filter(case=drive.case).order_by("seq").last()
    assert last.by["role"] == "petitioner"
