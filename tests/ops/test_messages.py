from babel.messages.catalog import Catalog

from openredress.ops import messages


def _extracted(tmp_path, name, source):
    path = tmp_path / name
    path.write_text(source)
    return [(text, context) for _, text, _, context in messages._extract(path)]


def test_it_reads_templates_however_they_are_indented(tmp_path):
    page = """
      <p>it's {% translate "Plain" %} [
          {% blocktranslate trimmed count n=n %}
            One day
            left
          {% plural %}
            {{ n }} days
            left
          {% endblocktranslate %}
        {{ x|default:_("None") }} {% translate "Close" context "verb" %}
    """
    assert _extracted(tmp_path, "page.html", page) == [
        ("Plain", None),
        (("One day left", "%(n)s days left"), None),
        ("None", None),
        ("Close", "verb"),
    ]


def test_it_reads_python(tmp_path):
    source = 'a = _("One")\nb = ngettext("%d day", "%d days", n)\nc = pgettext_lazy("verb", "File")'
    assert _extracted(tmp_path, "x.py", source) == [
        ("One", None),
        (("%d day", "%d days"), None),
        ("File", "verb"),
    ]


def test_it_names_what_a_catalogue_lacks():
    fresh, catalog = Catalog(), Catalog(locale="zh_Hans")
    for text in ("Kept", "Empty", "{n} left", "New"):
        fresh.add(text)
    catalog.add("Kept", "保留")
    catalog.add("Empty", "")
    catalog.add("{n} left", "还有 {m}")
    catalog.add("Gone", "没有了")
    found = list(messages._missing("zh_Hans", catalog, fresh))
    assert [line.split(": ")[1] for line in found] == [
        "not in the catalogue (run `make messages`)",
        "no longer in the program (run `make messages`)",
        "not translated",
        "a placeholder differs",
    ]
