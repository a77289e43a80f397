"""What a pack says about hearings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .procedure import Citation, Role

#: The ground on which a pack lets a clock stand still for a hearing.
GROUND = "hearing"


@dataclass(frozen=True)
class Sitting:
    """At which `levels` there can be a hearing, and who may ask for one or order it.

    A request is answered within `answer_days`; a notice comes `notice_days` before at least; each
    side has `minutes_days` for the minutes; `panel` people sit at least. From the notice until its
    end a hearing is not counted at the levels `not_counted`, on the authority of `count_citation`.
    With `decision_answers` the decision has to say what it makes of the finding.
    """

    asked_by: "frozenset[Role]"
    levels: frozenset[int]
    answer_days: int
    notice_days: int
    minutes_days: int
    panel: int
    citation: "Citation"
    not_counted: frozenset[int] = frozenset()
    count_citation: "Citation | None" = None
    decision_answers: bool = False
