"""The record of a case as a PDF: to read, to print, to hand to a court.

What the font has no sign for is shown as a box, and a line says so; the JSON holds it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openredress.parties.details import LABELS
from openredress.web.paper import (
    BOX,
    FONT,
    INK,
    LINE,
    PLAIN_SIZE,
    POINT,
    RULE,
    SOFT,
    Sheet,
    wrapping,
)

Plain = Mapping[str, Any]

MARGIN = 20


def pdf(record: Plain) -> bytes:
    """The record that `record.record` made, in the language of the reader."""
    paper = _Paper(record["number"])
    paper.set_title(_("Case %(number)s") % {"number": record["number"]})
    paper.set_lang(record["language"])
    paper.set_creator("OpenRedress")
    paper.set_creation_date(datetime.fromisoformat(record["made_at"]))
    paper.add_page()
    _cover(paper, record)
    for case in record["cases"]:
        _case(paper, case)
    _looks(paper, record["looks"])
    _keeping(paper, record["keeping"])
    if paper.has_boxes:
        paper.soft(_(
            "Some signs could not be printed and stand here as %(box)s. The file for other "
            "programs, which you can download beside this one, has all of them."
        ) % {"box": BOX})  # fmt: skip
    return bytes(paper.output())


class _Paper(Sheet):
    """A sheet that is written from top to bottom."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_text_color(*SOFT)
        self.set_font(FONT, size=8.5)
        said = {"number": self.number, "page": self.page_no(), "pages": "{nb}"}
        self.cell(0, 5, _("Case %(number)s · page %(page)s of %(pages)s") % said, align="C")

    def heading(self, text: str, level: int) -> None:
        """A heading, and a bookmark for it."""
        text = self.printable(text)
        self.ln({0: 0, 1: 5, 2: 3}[level])
        if self.get_y() > self.h - 45:
            self.add_page()
        self.start_section(text, level)
        self._write(text, {0: 20, 1: 15, 2: 12}[level], INK)
        self.ln(1)

    def text_(self, text: str) -> None:
        self._write(self.printable(text), PLAIN_SIZE, INK)

    def soft(self, text: str) -> None:
        self._write(self.printable(text), 9, SOFT)

    def fact(self, label: str, value: Any) -> None:
        """A label and what belongs to it, one under the other; nothing when there is nothing."""
        if value in (None, "", []):
            return
        self.soft(str(label))
        self.text_(str(value))
        self.ln(1)

    def quote(self, text: str) -> None:
        """What somebody wrote, as they wrote it, behind a line."""
        before, top, page = self.l_margin, self.get_y(), self.page
        self.set_left_margin(before + 5)
        self.set_x(before + 5)
        self.text_(text)
        self.set_left_margin(before)
        self.set_draw_color(*RULE)
        if self.page == page:
            self.line(before + 1.5, top + 1, before + 1.5, self.get_y() - 1)
        self.set_x(before)
        self.ln(1)

    def _write(self, text: str, size: float, color: tuple[int, int, int]) -> None:
        self.set_text_color(*color)
        self.set_font(FONT, size=size)
        self.multi_cell(0, size * LINE * POINT, text, align="L", new_x="LMARGIN", new_y="NEXT",
                        wrapmode=wrapping(text))  # fmt: skip


def _cover(paper: _Paper, record: Plain) -> None:
    paper.heading(_("Case %(number)s") % {"number": record["number"]}, 0)
    paper.text_(record["institution"])
    paper.soft(_("Made on %(moment)s. Nobody at the office is told that you have this.") % {
        "moment": _moment(record["made_at"])})  # fmt: skip
    paper.ln(2)
    if record["identity"] is not None:
        paper.heading(_("Who you are, as you gave it"), 1)
        for name, value in record["identity"].items():
            paper.fact(LABELS[name], value)
        if not record["identity"]:
            paper.text_(_("Nothing: you gave no name and no contact, or they were erased."))


def _case(paper: _Paper, case: Plain) -> None:
    said = {"level": case["level"], "number": case["number"]}
    paper.heading(_("%(level)s, case %(number)s") % said, 1)
    paper.fact(_("Where it stands"), f"{case['stage']['name']}\n{case['stage']['plain']}")
    paper.fact(_("Office"), case["office"])
    paper.fact(_("Procedure"), f"{case['procedure']['name']}\n{case['procedure']['law']}")
    paper.fact(_("Filed"), _moment(case["filed_at"]))
    paper.fact(_("Matter"), case["matter"])
    paper.fact(_("Place"), case["place"])
    for label, key in ((_("What you wrote"), "text"), (_("What you asked for"), "wish"),
                       (_("Where"), "place_words")):  # fmt: skip
        if case[key]:
            paper.heading(label, 2)
            paper.quote(case[key])
    _answer(paper, case)
    _clocks(paper, case["clocks"])
    paper.heading(_("Everything that happened"), 2)
    for event in case["events"]:
        _event(paper, event)
    _proof(paper, case["proof"])


def _answer(paper: _Paper, case: Plain) -> None:
    answer = case["answer"]
    if answer:
        paper.heading(_("The answer"), 2)
        paper.fact(answer["title"], answer["office"])
        if answer["served_on"]:
            paper.fact(_("Served"), f"{_day(answer['served_on'])} · {answer['served_how']}")
        for part in answer["parts"]:
            paper.fact(part["label"] or _("Note"), part["text"])
        _cite(paper, answer["citation"])
    if case["remedies"]:
        paper.heading(_("What was promised to you"), 2)
    for remedy in case["remedies"]:
        by = _("%(office)s, by %(day)s") % {
            "office": remedy["office"], "day": _day(remedy["due_on"])}  # fmt: skip
        paper.fact(by, "\n".join(filter(None, _remedy(remedy))))
    if case["doors"]:
        paper.heading(_("Where else you can turn"), 2)
    for door in case["doors"]:
        paper.fact(door["name"], " ".join((door["where"], door["how"], door["by_when"])))


def _remedy(remedy: Plain) -> Iterable[str]:
    """What was promised, what was done, and what was said about that, a line each."""
    yield ", ".join(filter(None, (remedy["kind_text"], remedy["amount"])))
    yield remedy["text"]
    if remedy["promised_on"] != remedy["due_on"]:
        said = {"day": _day(remedy["promised_on"])}
        yield _("It was promised for %(day)s first. The office is judged by that day.") % said
    yield from remedy["moved"]
    if remedy["done_at"]:
        yield _("Done on %(day)s") % {"day": _day(remedy["done_at"])}
    yield remedy["note"]
    yield remedy["state_text"]
    yield remedy["objection"]
    yield remedy["settled"]


def _clocks(paper: _Paper, clocks: Iterable[Plain]) -> None:
    if clocks:
        paper.heading(_("Time limits, with their days"), 2)
    for clock in clocks:
        paper.fact(clock["name"], _("Until %(day)s") % {"day": _day(clock["due_on"])})
        _cite(paper, clock["citation"])
        paper.soft(_days(clock["days"]))
        paper.ln(2)


def _days(days: Iterable[Plain]) -> str:
    """Every day in one paragraph; a table of them would be longer than the case."""
    return "; ".join(f"{day['date']} {day['words']}".strip() for day in days)


def _event(paper: _Paper, event: Plain) -> None:
    by = ", ".join(filter(None, (event["by"], event["office"])))
    paper.soft(f"{event['seq']} · {_moment(event['at'])} · {by}")
    paper.text_(event["title"])
    for part in event["texts"]:
        if part["label"]:
            paper.soft(part["label"])
        paper.quote(part["text"])
    if event["erased_at"]:
        paper.soft(_("What was written here was erased on %(day)s.") % {
            "day": _day(event["erased_at"])})  # fmt: skip
    paper.ln(2)


def _looks(paper: _Paper, looks: Iterable[Plain]) -> None:
    paper.heading(_("Who looked at your name"), 1)
    if not looks:
        paper.text_(_("Nobody has opened your name."))
    for look in looks:
        paper.fact(f"{_moment(look['at'])} · {look['office']}", look["title"])
        if look["purpose"]:
            paper.quote(look["purpose"])


def _keeping(paper: _Paper, keeping: Plain) -> None:
    paper.heading(_("How long it is kept"), 1)
    if keeping["forgotten_at"]:
        paper.text_(_("What was written here was erased on %(day)s.") % {
            "day": _day(keeping["forgotten_at"])})  # fmt: skip
    elif keeping["forget_on"]:
        paper.text_(_("Until %(day)s") % {"day": _day(keeping["forget_on"])})
        _cite(paper, keeping["citation"])
        paper.soft(keeping["rule_reason"])
    else:
        paper.text_(_("No time is set yet after which it is erased."))
    if keeping["hold"]:
        paper.fact(keeping["hold"]["office"], keeping["hold"]["reason"])


def _proof(paper: _Paper, proof: Plain) -> None:
    paper.heading(_("Proof of filing"), 2)
    found = proof["deposit"]
    paper.text_(found["statement"])
    paper.soft(f"SHA-256 {found['document_sha256']}\n{found['seal_sha256']}")
    paper.soft(f"{_('Signature')} ({found['key']}): {proof['signature']}")


def _cite(paper: _Paper, citation: Plain | None) -> None:
    if citation:
        paper.soft(f"{citation['article']}: {citation['text']}")


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso[:10]), "DATE_FORMAT")


def _moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    clock = moment.strftime("%H:%M")
    return f"{_day(iso)} {clock}" if get_language() else iso
