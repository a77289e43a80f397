"""The rungs of mediation as a pack lays them down: who mediates, for how long, and what comes next.

Nothing here knows a case; what happens on the rungs is in `mediating`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .text import Text

if TYPE_CHECKING:
    from .procedure import Citation


class Mediator(StrEnum):
    """What kind of office stands on a rung."""

    MEDIATOR = "mediator"  # a mediator close by: of the neighbourhood, the village, the workshop
    COMMITTEE = "committee"  # a committee whose task is mediation
    TOWNSHIP = "township"  # the office above both, which works on a written report
    COMPETENT = "competent"  # the office that answers anyway: no mediation, the ordinary procedure


@dataclass(frozen=True)
class MediationRung:
    """One rung. `days` is how long it has, 0 for the last one, which has the limits of the
    procedure. Where `report_days` is not 0 whoever fails here owes the next rung a report in
    writing, within so many days.
    """

    kind: Mediator
    name: Text
    days: int
    citation: "Citation"
    report_days: int = 0


@dataclass(frozen=True)
class MediationRules:
    """Mediation in a procedure. It is there while a case is in one of the `stages`; a settlement
    ends as the steps `decide` and `serve` do. Until the `cooling_days` after the second
    confirmation are over, either side can take it back.
    """

    stages: frozenset[str]
    decide: str
    serve: str
    cooling_days: int
    rungs: tuple[MediationRung, ...]
    citation: "Citation"
    cooling_citation: "Citation"
