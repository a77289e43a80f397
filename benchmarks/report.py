"""The table: each thing beside the floors it stands on."""

from collections.abc import Callable

from .measure import Rate

#: name, what it is, and the floors it is held against.
LINES = [
    ("hello", "floor: a Django view that does nothing, over HTTP", ()),
    ("insert", "floor: insert of case and event, commit (psycopg)", ()),
    ("select", "floor: one case by its number (psycopg)", ()),
    ("bare", "floor: a Django view that inserts the rows of a filing, over HTTP", ("hello",)),
    ("api-file", "filing: POST /api/v1/cases", ("hello", "insert", "bare")),
    (
        "form",
        "filing in the browser: all pages from the first to the receipt",
        ("hello", "api-file"),
    ),
    ("page", "petitioner's page: GET /case/", ("hello", "select")),
    ("api-case", "the same over the API: GET /api/v1/case", ("hello", "select")),
    ("queue", "queue, first page of 50, as officer: GET /desk/", ("hello", "select")),
    ("file_case", "filing without HTTP, one at a time (actions.file_case)", ("insert",)),
    ("take", "a step without HTTP, one at a time (actions.take)", ("insert",)),
    ("sweep", "clock sweep, a case that is due (actions.sweep)", ("insert",)),
    ("sweep-nothing", "clock sweep when nothing is due, in all", ()),
    ("checkpoint", "checkpoint, an entry that it places (proof.checkpoints.make)", ("insert",)),
    ("checkpoint-nothing", "checkpoint when nothing is new, in all", ()),
    ("limits", "day of a limit in working days, processor time (core.clock)", ("days-holidays",)),
    ("days", "the working day of a number, processor time (core.calendar)", ("days-holidays",)),
    ("days-holidays", "the same by the package holidays (get_nth_working_day)", ()),
    ("import", "a row that is imported, processor time (openredress import)", ()),
]

#: What is aimed at: what it is, how it is found, whether more is better, how much, and its unit.
GOALS: list[tuple[str, Callable[[dict[str, Rate]], float], bool, float, str]] = [
    ("filing, of the rate of a bare Django view that inserts the same rows",
     lambda r: r["api-file"].a_second / r["bare"].a_second, True, 0.6, ""),
    ("filing, 95th percentile", lambda r: r["api-file"].p95, False, 45, " ms"),
    ("the working day of a number, times as quick as the package holidays",
     lambda r: r["days"].a_second / r["days-holidays"].a_second, True, 20, ""),
    ("rows imported by one core in a second", lambda r: r["import"].a_second, True, 2000, ""),
    ("sweep when nothing is due", lambda r: r["sweep-nothing"].median, False, 5, " ms"),
    ("memory of the largest process that serves", lambda r: r["memory"].median, False, 150, " MB"),
]  # fmt: skip


def goals(rates: dict[str, Rate]) -> str:
    lines = ["| goal | aimed at | measured | |", "|---|--:|--:|---|"]
    for text, find, more, aim, unit in GOALS:
        value = find(rates)
        is_met = value >= aim if more else value <= aim
        bound = f"{'at least' if more else 'at most'} {aim:,g}{unit}"
        lines.append(
            f"| {text} | {bound} | {value:,.4g}{unit} | {'met' if is_met else 'not met'} |"
        )
    return "\n".join(lines)


def table(rates: dict[str, Rate], about: dict[str, str]) -> str:
    lines = [f"{name}: {text}" for name, text in about.items()]
    lines += [
        "",
        "| what | a second | median ms | p95 ms | times as slow as |",
        "|---|--:|--:|--:|---|",
    ]
    for name, text, against in LINES:
        rate = rates[name]
        ratios = ", ".join(f"{rates[f].a_second / rate.a_second:.1f} {f}" for f in against)
        p95 = f"{rate.p95:.2f}" if rate.p95 else ""
        lines.append(f"| {text} | {rate.a_second:,.0f} | {rate.median:.2f} | {p95} | {ratios} |")
    return "\n".join(lines)
