"""`python -m benchmarks.suggestions`: how often suggestions are right, and what one costs.

On the real complaint sets that lie beside the checkout; says so where they are absent.
"""

import sys
import time
from pathlib import Path

from openredress.ops.suggestions import _read, _told
from openredress.suggestions.beginning import of_names
from openredress.suggestions.model import Example, Model
from openredress.suggestions.training import train

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SETS = [
    ("tipdm2020_a2_messages", ("title", "detail"), "label", "dup_group"),
    ("tipdm2020_a2_titles", ("title",), "label", "split_key"),
    ("cfpb_narratives_11class", ("narrative",), "product", ""),
]


def main() -> None:
    if not DATA.is_dir():
        sys.exit("The shared complaint data do not lie beside this checkout: nothing was measured.")
    for name, texts, label, group in SETS:
        examples = _read(DATA / f"{name}.csv.gz", texts, label, group)
        model, measured = train(examples)
        stored = model.to_bytes()
        print(f"{name}: {_told(measured, as_json=False)}")
        print(f"  stored {len(stored) / 1e6:.1f} MB; {_each(Model.from_bytes(stored), examples)}")
    print(f"By the names of matters alone: {_by_names()}")


def _each(model: Model, examples: list[Example]) -> str:
    """Processor time of one suggestion, its words included."""
    some = [e.text for e in examples[:1000]]
    model.guesses(some[0])
    began = time.process_time()
    for text in some:
        model.guesses(text)
    spent = (time.process_time() - began) / len(some)
    return f"{1000 * spent:.2f} ms a text of {sum(map(len, some)) // len(some)} characters"


def _by_names() -> str:
    """The matters of a real tree by name; right is a matter under the class of the message."""
    import csv
    import gzip

    with gzip.open(DATA / "tipdm2020_a1_taxonomy.csv.gz", "rt") as lines:
        tree = [tuple(row.values()) for row in csv.DictReader(lines)]
    model = of_names(Example("\n".join(path), i) for i, path in enumerate(tree))
    with gzip.open(DATA / "tipdm2020_a2_messages.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    found = [(model.guesses(f"{r['title']}\n{r['detail']}", 1), r["label"]) for r in rows]
    right = [tree[guesses[0].matter][0] == label for guesses, label in found if guesses]
    share, of_those = len(right) / len(rows), sum(right) / len(right)
    return f"{len(tree)} names; suggested for {share:.2f} of texts, right in {of_those:.2f}"


if __name__ == "__main__":
    main()
