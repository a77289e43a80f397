"""What is known of a group: its members as tokens, their representatives, what each agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Mandate:
    """What one member lets a representative do, until the day `until` is over if there is one."""

    scope: tuple[str, ...]
    until: date | None


@dataclass(frozen=True)
class Candidate:
    """A member who is ready to speak for the group. `token` is the one they stood with."""

    number: int
    token: str
    is_standing: bool = True


@dataclass(frozen=True)
class GroupReport:
    """A report of a representative to the members; `seq` is its place in the journal."""

    number: int
    representative: int
    at: datetime
    seq: int
    digest: str


@dataclass(frozen=True)
class Settlement:
    """What an office offered. `answers` are those of members as they are now."""

    number: int
    office: int
    answer_by: date
    due_on: date
    seq: int
    offered_at: datetime
    terms: str
    answers: Mapping[str, bool] = field(default_factory=dict)
    concluded_at: datetime | None = None
    agreed: int = 0
    refused: int = 0
    silent: int = 0
    remedy: int = 0
    kind: str = "other"
    amount: str = ""


@dataclass(frozen=True)
class Group:
    """`allowed` is what the office may see of a member, by token; `signatures` stand on paper, and
    `receipted` of them have a receipt, so that they are members as well. `first` is the token of
    the petitioner. `began` is where the journal of this level says that it was opened, `own` are
    the remedies that had been promised to the petitioner alone before.
    """

    about: str
    first: str
    members: tuple[str, ...]
    began: int = 0
    own: frozenset[int] = frozenset()
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signatures: int = 0
    receipted: int = 0
    sheet_tokens: frozenset[str] = frozenset()
    invitation: int = 1
    is_open: bool = True
    candidates: tuple[Candidate, ...] = ()
    mandates: Mapping[tuple[int, str], Mandate] = field(default_factory=dict)
    seated: tuple[int, ...] = ()
    reports: tuple[GroupReport, ...] = ()
    settlements: tuple[Settlement, ...] = ()

    @property
    def tally(self) -> int:
        """Everybody who takes part, by a receipt of their own or by a signature on paper."""
        return len(self.members) + max(0, self.signatures - self.receipted)

    @property
    def all_agreed(self) -> bool:
        """Whether everybody who takes part now has agreed to one and the same settlement."""
        return any(
            s.concluded_at is not None and sum(s.answers.values()) >= self.tally
            for s in self.settlements
        )

    def candidate(self, number: int) -> Candidate | None:
        return next((c for c in self.candidates if c.number == number), None)

    def settlement(self, number: int) -> Settlement | None:
        return next((s for s in self.settlements if s.number == number), None)
