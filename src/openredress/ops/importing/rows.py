"""From a row of the file to a case as it would have been filed, or to why it cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from openredress.cases.actions import EarlierCase, EarlierRecord, Filing
from openredress.core.engine import MAX_TEXT
from openredress.parties.details import LONGEST

from .branches import NotFound, Tree
from .files import Row
from .folding import folded
from .maps import ImportMap, Part, When

YEARS = range(1900, 2101)
LONGEST_SOURCE = 200

#: What may be odd about a row that is loaded all the same, for the summary: one, several.
ODDITIES = {
    "no-text": "has no text; the case says so",
    "no-filing-time": "has no time of filing; filed at the time of import, the case says so",
    "closed-before-filed": "closed before it was filed; closed when filed, a note says so",
    "closed-in-future": "closed in the future; closed at the time of import, a note says so",
    "closed-undated": "closed without a time; closed when filed, a note says so",
    "filed-in-future": "filed in the future; kept as it stands",
    "empty-level": "names a narrow item without the broad one; it is kept in the text only",
    "unknown-value": "has a value that the map does not know; the default was taken",
    "short-row": "has fewer cells than the header; the missing ones are empty",
    "control-characters": "had control characters in it; they were left out",
    "unreadable-characters": "has characters that are not of the encoding of the file",
}


class Rejected(ValueError):  # noqa: N818  it is shown to the operator by this name
    """A row that cannot be loaded, and why."""


@dataclass(frozen=True)
class Sentences:
    """What the import itself writes into a case, in the language of the case."""

    no_text: str
    no_filing_time: str
    closed_before_filed: str
    closed_in_future: str
    closed_undated: str
    from_earlier: str
    answer_so_far: str


def sentences(language: str) -> Sentences:
    with translation.override(language):
        return Sentences(
            no_text=_("(no text in the source)"),
            no_filing_time=_(
                "The earlier system does not say when it was filed. The time of the import stands "
                "for it."
            ),
            closed_before_filed=_(
                "The earlier system says that it was closed at %(time)s, before it was filed. "
                "The closing is recorded at the time of filing."
            ),
            closed_in_future=_(
                "The earlier system says that it was closed at %(time)s, which is still to come. "
                "The closing is recorded at the time of the import."
            ),
            closed_undated=_(
                "The earlier system says that it was closed, and not when. The closing is "
                "recorded at the time of filing."
            ),
            from_earlier=_("From the earlier system:"),
            answer_so_far=_("Answer so far"),
        )


@dataclass(frozen=True)
class Reader:
    """Reads rows by a map. `at` is the time of the import."""

    map: ImportMap
    at: datetime
    says: Sentences
    office: Tree | None
    matter: Tree | None
    place: Tree | None

    def case(self, row: Row) -> tuple[EarlierCase, tuple[str, ...]]:
        """The case, and what is odd about it. Raises `Rejected`."""
        if row.fault:
            raise Rejected(row.fault)
        odd = list(row.odd)
        filed_at = self._filed_at(row, odd)
        record, answer_so_far = self._record(row, filed_at, odd)
        text = self._text(row, answer_so_far, odd)
        case = EarlierCase(
            source=self.source_of(row),
            filed_at=filed_at,
            filing=Filing(
                text=text,
                wish=_joined(row, self.map.wish),
                place_words=_joined(row, self.map.place_words),
                office=self._item(self.office, row, odd),
                matter=self._item(self.matter, row, odd),
                place=self._item(self.place, row, odd),
                language=self.map.language,
                channel=self._channel(row, odd),
                identity=self._identity(row),
            ),
            record=record,
        )
        _refuse_too_long(case)
        return case, tuple(dict.fromkeys(odd))

    def source_of(self, row: Row) -> str:
        """What names this row for ever: the source and its id there, else its place in the file."""
        own = row.cells[self.map.id] if self.map.id else str(row.number)
        if not own:
            raise Rejected(f"There is no id in the column “{self.map.id}”.")
        source = f"{self.map.source}:{own}"
        if len(source) > LONGEST_SOURCE:
            raise Rejected(f"The id is longer than {LONGEST_SOURCE} characters.")
        return source

    def _filed_at(self, row: Row, odd: list[str]) -> datetime:
        found = self._time(row, self.map.filed_at)
        if found is None:
            odd.append("no-filing-time")
            return self.at
        if found > self.at:
            odd.append("filed-in-future")
        return found

    def _time(self, row: Row, when: When | None) -> datetime | None:
        if when is None or not row.cells[when.column]:
            return None
        return parsed(row.cells[when.column], when, self.map.zone)

    def _record(
        self, row: Row, filed_at: datetime, odd: list[str]
    ) -> tuple[EarlierRecord | None, str]:
        """What became of it; while it is open there, what was answered so far."""
        answer = _joined(row, self.map.answer)
        closed_at = self._time(row, self.map.closed_at)
        if closed_at is None and not self._is_closed(row):
            return None, answer
        at, note = self._closing(row, filed_at, closed_at, odd)
        return EarlierRecord(at, self._outcome(row, odd), answer, note), ""

    def _is_closed(self, row: Row) -> bool:
        if self.map.closed_when is None:
            return False
        column, values = self.map.closed_when
        return folded(row.cells[column]) in values

    def _closing(
        self, row: Row, filed_at: datetime, closed_at: datetime | None, odd: list[str]
    ) -> tuple[datetime, str]:
        if closed_at is None:
            odd.append("closed-undated")
            return filed_at, self.says.closed_undated
        said = {"time": row.cells[self.map.closed_at.column] if self.map.closed_at else ""}
        if closed_at < filed_at:
            odd.append("closed-before-filed")
            return filed_at, self.says.closed_before_filed % said
        if closed_at > max(self.at, filed_at):
            odd.append("closed-in-future")
            return max(self.at, filed_at), self.says.closed_in_future % said
        return closed_at, ""

    def _outcome(self, row: Row, odd: list[str]) -> str:
        choice = self.map.outcome
        if choice is None:
            return ""
        if not choice.knows(row.cells[choice.column]):
            odd.append("unknown-value")
        return choice.of(row.cells[choice.column])

    def _channel(self, row: Row, odd: list[str]) -> str:
        choice = self.map.channel
        if choice is None:
            return "import"
        if not choice.knows(row.cells[choice.column]):
            odd.append("unknown-value")
        return choice.of(row.cells[choice.column])

    def _text(self, row: Row, answer_so_far: str, odd: list[str]) -> str:
        text = _joined(row, self.map.text)
        if not text:
            odd.append("no-text")
            text = self.says.no_text
        kept = [_joined(row, self.map.keep)]
        if answer_so_far:
            kept.append(f"{self.says.answer_so_far}: {answer_so_far}")
        if "no-filing-time" in odd:
            kept.append(self.says.no_filing_time)
        kept = [line for line in kept if line]
        if not kept:
            return text
        return "\n".join((text, "", self.says.from_earlier, *kept))

    def _item(self, tree: Tree | None, row: Row, odd: list[str]) -> int | None:
        if tree is None:
            return None
        try:
            found, gap = tree.find(tuple(row.cells[c] for c in tree.branch.levels))
        except NotFound as error:
            raise Rejected(str(error)) from error
        if gap:
            odd.append("empty-level")
        return found if found and found > 0 else None  # A dry run made nothing.

    def _identity(self, row: Row) -> dict[str, str] | None:
        """`None` where the map names no contacts; else sealed, empty or not, row for row."""
        if self.map.petitioner is None:
            return None
        return {name: row.cells[column] for name, column in self.map.petitioner.items()}


def parsed(value: str, when: When, zone: ZoneInfo) -> datetime:
    """The moment that is written here; a time without a zone is local. Raises `Rejected`."""
    found = _understood(value, when)
    if found is None:
        like = f" It is read as {' or '.join(when.formats)}." if when.formats else ""
        raise Rejected(f"“{value}” in the column “{when.column}” is not a date.{like}")
    if found.year not in YEARS:
        raise Rejected(f"“{value}” in the column “{when.column}” lies in an impossible year.")
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _understood(value: str, when: When) -> datetime | None:
    for form in when.formats:
        try:
            return datetime.strptime(value, form)  # noqa: DTZ007  the zone is that of the map
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _joined(row: Row, parts: Iterable[Part]) -> str:
    """The parts that are not empty, one below the other, each under its heading."""
    lines = (
        f"{part.heading}: {row.cells[part.column]}" if part.heading else row.cells[part.column]
        for part in parts
        if row.cells[part.column]
    )
    return "\n".join(lines)


def _refuse_too_long(case: EarlierCase) -> None:
    answer = case.record.answer if case.record else ""
    texts = (case.filing.text, case.filing.wish, case.filing.place_words, answer)
    if any(len(text) > MAX_TEXT for text in texts):
        raise Rejected(f"A text is longer than {MAX_TEXT} characters.")
    for name, text in (case.filing.identity or {}).items():
        if len(text) > LONGEST[name]:
            raise Rejected(
                f"The {name} of the petitioner is longer than {LONGEST[name]} characters."
            )
