"""What can be promised: kinds of remedies, amounts of money, and what a pack says about both the
petitioner's word on what was done and who settles it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from .procedure import Basis, Citation, Procedure, RemedyRules
from .refusals import Code, Refusal


class Kind(StrEnum):
    """What a remedy is. What fits none of them is said in its text."""

    MONEY = "money"  # a sum is paid
    REPAIR = "repair"  # something is mended, rebuilt or put in order
    APOLOGY = "apology"  # somebody apologises
    RULE = "rule"  # a rule or a practice is changed
    REINSTATEMENT = "reinstatement"  # a post, a place, a right or a benefit is given back
    HELP = "help"  # help in hardship
    OTHER = "other"


@dataclass(frozen=True)
class Money:
    """A sum. It is written as in "1200.00 CNY"."""

    value: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.value:.2f} {self.currency}"


_WRITTEN = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,2})?) ([A-Z]{3})")


def money(text: str) -> Money | None:
    """The sum that is written; `None` for what is no sum above nothing."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    try:
        value = Decimal(found[1])
    except InvalidOperation:
        return None
    return Money(value, found[2]) if value > 0 else None


def refused(kinds: Sequence[str], amounts: Sequence[str]) -> Refusal | None:
    """Whether these kinds and amounts can be promised: money says how much, and nothing else does.

    Who promises money without a sum promises nothing that could be kept.
    """
    if any(kind not in set(Kind) for kind in kinds):
        return Refusal(Code.UNKNOWN_KIND, "remedies")
    if len(kinds) != len(amounts):
        return Refusal(Code.BAD_AMOUNT, "remedies")
    fits = all(
        (money(amount) is not None) if kind == Kind.MONEY else amount == ""
        for kind, amount in zip(kinds, amounts, strict=True)
    )
    return None if fits else Refusal(Code.BAD_AMOUNT, "remedies")


_USUAL = RemedyRules(
    answer_days=30,
    settle_days=15,
    citation=Citation(
        {"en": "Rule of OpenRedress", "zh": "本系统规则"},
        {
            "en": "Whether a remedy was done is asked of whoever it was promised to. What they say "
            "was not done is settled by the head of the office or by the office above.",
            "zh": "落实事项是否已经落实，应当征询信访人。信访人认为未落实的，"
            "由单位负责人或者上级单位核实处理。",
        },
        Basis.PRACTICE,
    ),
)


def rules_of(procedure: Procedure) -> RemedyRules:
    """What the pack says about remedies, or what holds where it says nothing."""
    return procedure.remedies or _USUAL
