"""HTML as plain text, and plain text without what nobody can see.

Nothing is fetched, run or kept as HTML. The target of a link is written beside its words, because
the two are often not the same.
"""

import re
import unicodedata

from lxml import etree

#: Bytes of HTML that are looked at; a person writes less.
LONGEST_HTML = 2_000_000
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tr", "ul",
})  # fmt: skip
#: What is never shown to whoever reads the mail.
UNSEEN = frozenset({"head", "script", "style", "template", "title", "noscript", "svg", "object"})


def of_html(html: str) -> str:
    """What a reader would see, quotations marked with ">" as in plain mail."""
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(html.encode("utf-8", "replace")[:LONGEST_HTML], parser)
    except etree.LxmlError:
        return ""
    return "" if root is None else tidy(_Text().of(root))


class _Text:
    """Walks the tree without recursion, however deep it is."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.unseen = self.quoted = 0

    def of(self, root: etree._Element) -> str:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                self._begins(element, element.tag)
            else:
                self._ends(element, element.tag)
        return "".join(self.found)

    def _begins(self, element: etree._Element, tag: str) -> None:
        self.unseen += tag in UNSEEN
        self.quoted += tag == "blockquote"
        if tag in BLOCKS:
            self._new_line()
        self._say(element.text)

    def _ends(self, element: etree._Element, tag: str) -> None:
        target = (element.get("href") or "").strip()[:300] if tag == "a" else ""
        if target.startswith(("http://", "https://")) and target != (element.text or "").strip():
            self._say(f" <{target}>")
        self.unseen -= tag in UNSEEN
        self.quoted -= tag == "blockquote"
        if tag in BLOCKS and tag != "br":
            self._new_line()
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text and not self.unseen:
            self.found.append(re.sub(r"\s+", " ", text))

    def _new_line(self) -> None:
        self.found.append("\n" + "> " * min(self.quoted, 3))


def tidy(text: str) -> str:
    """Without control signs, signs that turn the direction of writing, and needless empty lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = "".join(sign for sign in text if sign in "\n\t" or not _is_hidden(sign))
    lines = [_without_marks(line.strip(" ")) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _without_marks(line: str) -> str:
    """A line of quotation marks alone is an empty one."""
    return "" if not line.strip("> ") else line


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") or sign in HIDDEN


#: Directions of writing that are forced, and signs of no width but the joiners of some scripts.
HIDDEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
