"""Reading a page the way the rules of the house look at it."""

import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip
#: Elements whose text is not prose on a page.
SILENT = {"script", "style", "title"}
#: What people wrote, and what is in another language on purpose.
QUOTED = {"textarea", "blockquote", "code", "kbd"}


class Page(HTMLParser):
    """One page of HTML: its landmarks, its fields, and its words without those people wrote."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.language = ""
        self.title = ""
        self.headings = 0
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.fields: list[tuple[str, str, bool]] = []
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.words: list[str] = []
        self._open: list[tuple[str, str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        language = given.get("lang", self._open[-1][1] if self._open else "")
        quoted = (self._open[-1][2] if self._open else False) or self._is_quoted(tag, given)
        if tag == "html":
            self.language = language
        self.headings += tag == "h1"
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.named.add(given["for"])
        self._note_field(tag, given)
        self._note_what_it_loads(tag, given)
        if language in ("", self.language) and not quoted:
            self.words += [given[n] for n in ("title", "alt", "aria-label", "placeholder")
                           if given.get(n)]  # fmt: skip
        if tag not in VOID:
            self._open.append((tag, language, quoted))

    def _is_quoted(self, tag: str, given: dict[str, str]) -> bool:
        return tag in QUOTED or "as-written" in given.get("class", "").split()

    def _note_field(self, tag: str, given: dict[str, str]) -> None:
        hidden = given.get("type") in ("hidden", "submit", "button") or "hidden" in given
        if tag in ("input", "select", "textarea") and not hidden:
            labelled = bool(given.get("aria-label") or given.get("aria-labelledby"))
            inside = any(opened == "label" for opened, _lang, _quoted in self._open)
            self.fields.append((given.get("id", ""), given.get("name", ""), labelled or inside))

    def _note_what_it_loads(self, tag: str, given: dict[str, str]) -> None:
        self.addresses += [given[n] for n in ("src", "href", "action", "srcset", "data", "poster")
                           if n in given]  # fmt: skip
        handlers = [n for n in given if n == "style" or n.startswith("on")]
        if handlers or tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"<{tag} {' '.join(handlers)}>")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language, quoted = self._open[-1] if self._open else ("", "", False)
        if tag == "title":
            self.title += data
        if tag not in SILENT and not quoted and language in ("", self.language) and data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def unlabelled(self) -> list[str]:
        return [name or key for key, name, labelled in self.fields
                if not labelled and key not in self.named]  # fmt: skip

    @property
    def foreign(self) -> list[str]:
        """What it would load from, or link to, elsewhere."""
        return [a for a in self.addresses if re.match(r"(https?:)?//", a)]
