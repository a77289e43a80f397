"""The table: each thing beside the floors it stands on."""

from .measure import Rate

#: name, what it is, and the floors it is held against.
LINES = [
    ("hello", "floor: a Django view that does nothing, over HTTP", ()),
    ("insert", "floor: insert of case and event, commit (psycopg)", ()),
    ("select", "floor: one case by its number (psycopg)", ()),
    ("api-file", "filing: POST /api/v1/cases", ("hello", "insert")),
    ("page", "petitioner's page: GET /case/", ("hello", "select")),
    ("api-case", "the same over the API: GET /api/v1/case", ("hello", "select")),
    ("queue", "queue, first page of 50, as officer: GET /desk/", ("hello", "select")),
    ("file_case", "filing without HTTP, one at a time (actions.file_case)", ("insert",)),
    ("take", "a step without HTTP, one at a time (actions.take)", ("insert",)),
    ("sweep", "clock sweep, a case that is due (actions.sweep)", ("insert",)),
    ("sweep-nothing", "clock sweep when nothing is due, in all", ()),
    ("checkpoint", "checkpoint, an entry that it places (proof.checkpoints.make)", ("insert",)),
    ("checkpoint-nothing", "checkpoint when nothing is new, in all", ()),
]


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
