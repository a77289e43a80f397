"""A remedy: what was promised, what was done about it, and what the petitioner says of that."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """How a remedy stands. What is done by the word of the office alone is not yet confirmed."""

    OWED = "owed"  # not recorded as done
    DONE = "done"  # done by the word of the office; the petitioner can still say
    CONFIRMED = "confirmed"  # the petitioner says that it was done
    OBJECTED = "objected"  # the petitioner says that it was not, and that is not settled
    UPHELD = "found-done"  # it was found done, against what the petitioner said
    SILENT = "silent"  # the petitioner was asked and said nothing
    UNASKED = "unasked"  # done, and nobody was asked


#: In these states nothing is owed any more.
KEPT = (State.DONE, State.CONFIRMED, State.UPHELD, State.SILENT, State.UNASKED)


@dataclass(frozen=True)
class Remedy:
    """An action promised in a decision or agreement: `number` counts from 1, `office` owes it.

    `promised_on` is the day that was promised first, `due_on` the one that holds now. `done_seq`
    and `done_by` are where the journal says that it was done and who recorded it, `demand` is that
    by which an objection is to be settled. While it is not `is_told` the petitioner does not know
    of it.
    """

    number: int
    text: str
    office: int
    due_on: date
    completed_at: datetime | None = None
    kind: str = "other"
    amount: str = ""
    first_due_on: date | None = None
    is_told: bool = True
    told_on: date | None = None
    done_on: date | None = None
    done_seq: int = 0
    done_by: int | None = None
    answer_days: int = 0
    demand: int = 0
    said: State | None = None

    @property
    def promised_on(self) -> date:
        return self.first_due_on or self.due_on

    @property
    def state(self) -> State:
        if self.completed_at is None:
            return State.OWED
        return self.said or (State.DONE if self.answer_days else State.UNASKED)

    @property
    def answer_by(self) -> date | None:
        """The last day on which the petitioner can say whether it was done; `None` where they were
        not asked or do not know of it.
        """
        if self.completed_at is None or not self.answer_days or not self.is_told:
            return None
        assert self.done_on is not None
        return max(self.done_on, self.told_on or self.done_on) + timedelta(days=self.answer_days)

    @property
    def is_contested(self) -> bool:
        return self.state is State.OBJECTED
