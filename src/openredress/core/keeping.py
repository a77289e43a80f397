"""What holds about keeping and erasing whatever a pack says, and where it says nothing."""

from collections.abc import Mapping
from typing import Any

from .procedure import (
    AtOnce,
    Basis,
    Citation,
    Limit,
    LimitKind,
    Period,
    Procedure,
    Retention,
    Span,
    Unit,
)

#: The limit within which an office answers who asks for erasure; it runs in every procedure.
ERASURE = "erasure"
ERASURE_NAME = {"en": "Answer the request to erase", "zh": "答复删除申请"}
ASKING = "erasure-asked"
ANSWER_STEPS = frozenset({
    "erasure-granted", "erasure-refused", "erasure-taken-back", "forgotten",
})  # fmt: skip

_DAYS = {Span.DAYS: 1, Span.MONTHS: 30, Span.YEARS: 365}


def roughly(period: Period) -> int:
    """Its days, near enough to tell which of two is longer."""
    return period.amount * _DAYS[period.unit]


def answer_limit(amount: int, unit: Unit, citation: Citation) -> Limit:
    """The limit within which an office answers who asks for erasure."""
    return Limit(
        id=ERASURE,
        kind=LimitKind.DUTY,
        name=ERASURE_NAME,
        amount=amount,
        unit=unit,
        runs_from=frozenset({ASKING}),
        stops_at=ANSWER_STEPS,
        citation=citation,
    )


def retention_of(procedure: Procedure) -> Retention:
    """What the pack says, or what holds where it says nothing: kept until somebody sets a rule."""
    return procedure.retention or _SILENT


_INSTITUTION = Citation(
    {"en": "Set by the institution", "zh": "由本单位规定"},
    {
        "en": "What is not needed any more is erased, the petitioner is told before, and a request "
        "to erase is answered within a month.",
        "zh": "不再需要的内容予以删除，删除前告知信访人；申请删除的，一个月内答复。",
    },
    Basis.PRACTICE,
)

_MORE: Mapping[str, Any] = {
    "must_keep": {
        "en": "What was asked and how it was answered is kept, so that the office can be held to "
        "it.",
        "zh": "诉求和答复须留存备查，以便监督单位履行职责。",
    },
    "doors": (),
}

_SILENT = Retention(
    keep=None,
    warn=Period(3, Span.MONTHS),
    citation=_INSTITUTION,
    by_outcome={},
    longer=None,
    times=0,
    answer=answer_limit(1, Unit.MONTHS, _INSTITUTION),
    at_once=frozenset(AtOnce),
    **_MORE,
)
