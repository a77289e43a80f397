"""How long cases of a procedure are kept, for its public page: the pack's rules and our own."""

from collections.abc import Iterator
from dataclasses import dataclass

from openredress.cases import projection
from openredress.cases.wording import outcome_text
from openredress.core.keeping import retention_of
from openredress.core.procedure import AtOnce, Citation, Procedure, Retention

from .wording import amount_text, period_text


@dataclass(frozen=True)
class KeptLine:
    """`outcome` is "" for all that have no line of their own; without `citation` it is a rule of
    the institution, and `reason` says why.
    """

    outcome: str
    length: str
    citation: Citation | None
    reason: str = ""


@dataclass(frozen=True)
class Kept:
    rules: Retention
    lines: tuple[KeptLine, ...]
    warn: str
    within: str
    longer: str
    identity: bool
    withdrawn: bool


def kept(procedure: Procedure) -> Kept:
    rules = retention_of(procedure)
    return Kept(
        rules=rules,
        lines=tuple(_lines(procedure, rules)),
        warn=period_text(rules.warn),
        within=amount_text(rules.answer.amount, rules.answer.unit),
        longer=period_text(rules.longer.period) if rules.longer else "",
        identity=AtOnce.IDENTITY in rules.at_once,
        withdrawn=AtOnce.WITHDRAWN in rules.at_once,
    )


def _lines(procedure: Procedure, rules: Retention) -> Iterator[KeptLine]:
    """As `core.retention` chooses: a wide rule of the institution goes before all of the pack."""
    ours = projection.rules().get(procedure.id, {})
    by_pack = {**rules.by_outcome, **({"": rules.keep} if rules.keep else {})}
    found = {
        name: KeptLine(outcome_text(name) if name else "", period_text(keep.period), keep.citation)
        for name, keep in ({} if "" in ours else by_pack).items()
    }
    for name, rule in ours.items():
        label = outcome_text(name) if name else ""
        found[name] = KeptLine(label, period_text(rule.period), None, rule.reason)
    yield from (line for name, line in found.items() if name)
    if "" in found:
        yield found[""]
