"""What is unsound about a procedure, in words for whoever wrote the pack."""

from collections.abc import Callable

from .soundness import Finding
from .text import Text


def _says(en: str, zh: str) -> Callable[[Finding], Text]:
    return lambda finding: {
        "en": en.format(detail=finding.detail),
        "zh": zh.format(detail=finding.detail),
    }


#: What each finding of `soundness.examine` means to the author of the pack.
WORDS: dict[str, Callable[[Finding], Text]] = {
    "no-file-step": _says(
        "There is no step with act “file”: nobody could begin.",
        "没有 act 为“file”的步骤：无人可以提出事项。",
    ),
    "unreachable-stage": _says(
        "An unreachable stage: no step leads to it from where a case begins.",
        "无法到达的阶段：从事项提出起，没有步骤通向这里。",
    ),
    "no-way-out": _says(
        "A cycle without an exit: from here no step leads to an end.",
        "没有出口的循环：从这里没有任何步骤通向办结。",
    ),
    "no-stop": _says(
        "A limit without a stop: say in “stops_at” which step meets it.",
        "期限没有终点：请在“stops_at”中写明哪个步骤算作按期完成。",
    ),
    "no-start": _says(
        "A limit that never runs: say in “runs_from” which step starts it.",
        "期限永不起算：请在“runs_from”中写明从哪个步骤起算。",
    ),
    "no-stage": _says(
        "A step that can never be taken: say in “from” in which stages.",
        "永远无法办理的步骤：请在“from”中写明在哪些阶段可以办理。",
    ),
    "reserved-name": _says(
        "The name “{detail}” is taken by OpenRedress itself: choose another.",
        "名称“{detail}”已由系统使用，请另取名称。",
    ),
    "wrong-act": _says(
        "The step “{detail}” is of another kind than is needed here.",
        "步骤“{detail}”的种类与此处要求不符。",
    ),
    "wrong-level": _says("“{detail}” belongs to another level.", "“{detail}”属于另一层级。"),
    "another-way-up": _says(
        "The level above is asked for by the step “{detail}”; a case goes up by that one only.",
        "上一层级由步骤“{detail}”提出；事项只能通过该步骤进入上一层级。",
    ),
    "leaves-final": _says(
        "A step leads on from the final stage “{detail}”: then it is not final.",
        "有步骤从终结阶段“{detail}”继续：那它就不是终结阶段。",
    ),
    "not-a-right": _says(
        "“{detail}” is a duty; “within” and “lapse” need a limit of kind “right”.",
        '“{detail}”是应尽期限；“within”和“lapse”须对应权利期限（kind = "right"）。',
    ),
    "never-served": _says(
        "There is a step that closes and none with act “serve”: nothing could be closed.",
        "有办结步骤，却没有 act 为“serve”的送达步骤：任何事项都无法办结。",
    ),
    "never-kept": _says(
        "Decisions can promise remedies, yet no step has act “complete-remedy”.",
        "处理意见可以承诺落实事项，却没有 act 为“complete-remedy”的步骤。",
    ),
    "lapse-stays": _says(
        "The lapse leads from “{detail}” to itself: nothing would change, for ever.",
        "期限届满后从“{detail}”又回到原处：永远不会有变化。",
    ),
    "pauses-hours": _says(
        "A limit in hours cannot be paused: pauses are counted in days.",
        "以小时计的期限不能中止：中止按天计算。",
    ),
    "rolls-hours": _says(
        "A limit in hours ends at the hour; it cannot roll to another day.",
        "以小时计的期限到时即止，不能顺延。",
    ),
    "right-in-office-hours": _says(
        "“{detail}” is a right: an office could shorten it by opening longer. Count it in hours, "
        "days or working days.",
        "“{detail}”是权利期限：单位延长开放时间就会使其缩短。请按小时、天或工作日计算。",
    ),
    "ladder-of-a-right": _says(
        "“{detail}” is a right: nobody is late when it is not used, so nothing follows.",
        "“{detail}”是权利期限：不行使不算逾期，因此不能规定逾期后的措施。",
    ),
    "reminder-too-early": _says(
        "A reminder {detail} before the end comes before the limit has begun.",
        "在届满前 {detail} 提醒，早于期限起算。",
    ),
    "early-rung": _says(
        "“{detail}” is for what is late; before the last day only “remind” is possible.",
        "“{detail}”用于逾期之后；届满之前只能“remind”（提醒）。",
    ),
    "ladder-order": _says(
        "The rungs are not in the order in which they happen: the earliest comes first.",
        "各级措施未按发生的先后排列：最早的写在最前。",
    ),
    "rung-twice": _says(
        "The same is done twice at the same time.",
        "同一措施在同一时间写了两次。",
    ),
    "unused-level": _says(
        "Nothing leads up to this level: name the step in “asked_by”.",
        "没有步骤通向这一层级：请在“asked_by”中写明。",
    ),
}
