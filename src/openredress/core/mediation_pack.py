"""Reading what a pack says about mediation: its table `[mediation]`."""

from collections.abc import Callable, Iterator, Mapping

from .pack_reader import Reader, Table
from .procedure import Citation, Stage, Step
from .rungs import MediationRules, MediationRung, Mediator
from .text import Text

_KEYS = {"stages", "decide", "serve", "cooling_days", "cite", "cooling_cite", "rung"}
_RUNG = {"kind", "name", "days", "cite", "report_days"}
#: No rung may hold people up for longer.
LONGEST = 92


def read_mediation(
    reader: Reader,
    table: Table,
    stages: Mapping[str, Stage],
    steps: Mapping[str, Step],
    cite: Callable[[Table, str, str], Citation],
) -> MediationRules | None:
    """The table `[mediation]`; `None` where the procedure offers none."""
    row = reader.inner(table, "mediation", "pack")
    if row is None:
        return None
    reader.known(row, _KEYS, "mediation")
    rules = MediationRules(
        stages=frozenset(reader.names(row, "stages", "mediation")),
        decide=reader.string(row, "decide", "mediation"),
        serve=reader.string(row, "serve", "mediation"),
        cooling_days=_days(reader, row, "cooling_days", "mediation"),
        rungs=tuple(_rung(reader, each, cite) for each in reader.tables(row, "rung")),
        citation=cite(row, "mediation", "cite"),
        cooling_citation=cite(row, "mediation", "cooling_cite"),
    )
    for place, reason in _faults(rules, stages, steps):
        reader.report(place, reason)
    return rules


def _rung(
    reader: Reader, found: tuple[str, Table], cite: Callable[[Table, str, str], Citation]
) -> MediationRung:
    _place, row = found
    place = "mediation.rung"
    reader.known(row, _RUNG, place)
    kind = reader.choice(row, "kind", place, Mediator, None)
    return MediationRung(
        kind=kind,
        name=reader.text(row, "name", place),
        days=0 if kind is Mediator.COMPETENT else _days(reader, row, "days", place),
        citation=cite(row, place, "cite"),
        report_days=_days(reader, row, "report_days", place) if "report_days" in row else 0,
    )


def _days(reader: Reader, row: Table, key: str, place: str) -> int:
    found = reader.number(row, key, place)
    if 1 <= found <= LONGEST:
        return found
    reason = {"en": f"Write a number of days from 1 to {LONGEST}.",
              "zh": f"请写 1 到 {LONGEST} 之间的天数。"}  # fmt: skip
    reader.report(f"{place}.{key}", reason)
    return 1


def _faults(
    rules: MediationRules, stages: Mapping[str, Stage], steps: Mapping[str, Step]
) -> Iterator[tuple[str, Text]]:
    kinds = [rung.kind for rung in rules.rungs]
    if kinds[-1:] != [Mediator.COMPETENT] or kinds.count(Mediator.COMPETENT) != 1:
        yield (
            "mediation.rung",
            {
                "en": "The last rung, and no other, is the competent office: nothing ends here.",
                "zh": "最后一级、且只有最后一级，为有权处理的单位：调解不成，事项不得就此终结。",
            },
        )
    if len(kinds) < 2 or len(set(kinds)) != len(kinds):
        yield (
            "mediation.rung",
            {
                "en": "Write at least one rung before the last, and each kind of office once.",
                "zh": "最后一级之前至少写一级，每种单位只写一次。",
            },
        )
    for step in (rules.decide, rules.serve):
        if step not in steps:
            yield "mediation", {"en": f"“{step}” is not a step of this pack.",
                                "zh": f"本程序包中没有步骤“{step}”。"}  # fmt: skip
            return
    for stage in sorted(rules.stages):
        decided = steps[rules.decide].to.get(stage, "")
        if stage not in stages or decided not in steps[rules.serve].to:
            yield (
                "mediation.stages",
                {
                    "en": f"From “{stage}” the steps “{rules.decide}” and “{rules.serve}” do not "
                    "lead on, so no settlement could be kept there.",
                    "zh": f"处于“{stage}”时不能依次作“{rules.decide}”和“{rules.serve}”，"
                    "和解无从落实。",
                },
            )
    if not rules.stages:
        yield "mediation.stages", {"en": "Say in which stages a case can be mediated.",
                                   "zh": "请写明事项在哪些阶段可以调解。"}  # fmt: skip
