"""`python -m benchmarks.likeness`: how often near-copies and common causes are found, and wrongly.

On the real complaint sets that lie beside the checkout; says so where they are absent. Near-copies
are the groups that the set itself marks (`dup_group`). Common causes nobody has marked there, so
they are marked by a rule that knows nothing of the method: a message belongs to a cause if it names
the thing and says what is wrong with it, by the patterns below. Every second cause was used to
choose the threshold, the others only to be measured.
"""

import csv
import gzip
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from pathlib import Path

import django

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
#: How long before or after a case another one may be and still be shown, in days.
WINDOW = 183

#: What is named, and what is complained of.
CAUSES = (
    ("丽发新城", "搅拌|混凝土|砂石|灰尘|粉尘"),
    ("滨河苑|伊景园", "车位|捆绑|绑定"),
    ("魅力之城", "油烟|夜宵|烧烤|扰民|餐饮"),
    ("辉煌国际", "油烟|餐饮|饭店|烟道|商铺"),
    ("茶场村", "拆迁|征地"),
    ("泉星公园", "规划|优化|景观"),
    ("聚利", "诈骗|控诉|立案"),
    ("58车", "案|贷"),
    ("中茂城|中贸城", "资金|退还|拖欠|欠款|血汗钱"),
    ("聚捷飞迈|捷聚飞迈", "."),
    ("农商行", "月供"),
    ("圣力华苑", "两证"),
    ("咸嘉新村", "托管|无证办学"),
    ("湖开小区", "水"),
    ("星悦荟", "栋证|房产证"),
    ("鑫天鑫城", "供水|水质"),
    ("诺亚山林", "医院"),
    ("汝金城", "虚假"),
    ("领东汇", "麻将"),
    ("805路", "木莲中路"),
    ("温斯顿", "退"),
    ("绿地海外滩", "高铁"),
    ("青青家园|青山新村", "烟道|烟管|住改商"),
    ("新A1区之都|新芙之都", "违建|规划"),
    ("星沙一桥", "堵"),
    ("江山帝景", "隐患"),
)


def _read(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def main() -> None:
    if not DATA.is_dir():
        sys.exit("The shared complaint data do not lie beside this checkout: nothing was measured.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openredress.settings")
    django.setup()
    copies()
    causes()


def _said(key: int, text: str):  # type: ignore[no-untyped-def]
    """What is compared of a text: as it is stored to be found by, without names and numbers."""
    from openredress.cases.folding import fold
    from openredress.core.likeness import Said
    from openredress.core.searching import terms
    from openredress.core.unsearchable import left_out

    gone = left_out(text, (), (), fold)
    return Said(key, frozenset(term.word for term in terms(text, fold, gone)))


def _score(name: str, found: set[tuple[int, int]], true: set[tuple[int, int]]) -> None:
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    print(
        f"{name}: {len(true)} pairs, {len(found)} found, precision {precision:.3f}, "
        f"recall {recall:.3f}"
    )


def copies() -> None:
    """Every pair of messages that the set says are near-copies, and every pair that is found."""
    from openredress.core.likeness import COPY_FROM

    rows = _read("tipdm2020_a2_messages")
    said = [_said(i, row["detail"]).words for i, row in enumerate(rows)]
    groups = defaultdict(list)
    for i, row in enumerate(rows):
        groups[row["dup_group"]].append(i)
    true = {pair for members in groups.values() for pair in combinations(members, 2)}
    found = {
        (i, j)
        for i, j in _sharing(said)
        if len(said[i] & said[j]) >= COPY_FROM * len(said[i] | said[j])
    }
    _score("near-copies (dup_group)", found, true)


def _sharing(said: list[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs that share a word that few say: all others are no near-copies."""
    counts = Counter(word for words in said for word in words)
    by_word = defaultdict(list)
    for i, words in enumerate(said):
        for word in words:
            if counts[word] <= 60:
                by_word[word].append(i)
    seen = set()
    for members in by_word.values():
        for pair in combinations(members, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def causes() -> None:
    from openredress.core.likeness import likes

    rows = _read("tipdm2020_a3_hotissues")
    texts = [f"{row['title']}\n{row['detail']}" for row in rows]
    said = [_said(i, text) for i, text in enumerate(texts)]
    days = [datetime.fromisoformat(row["time"]).toordinal() for row in rows]
    labelled = [_members(texts, named, wrong) for named, wrong in CAUSES]
    spent, asked, told = 0.0, 0, {}
    for i in sorted({i for members in labelled for i in members}):
        near = [s for s in said if abs(days[s.key] - days[i]) <= WINDOW]
        began = time.process_time()
        told[i] = likes(said[i], near, [s.words for s in near])
        spent, asked = spent + time.process_time() - began, asked + 1
    for name, part in (("chosen on", labelled[::2]), ("measured on", labelled[1::2])):
        true = {p for members in part for p in combinations(members, 2)
                if abs(days[p[0]] - days[p[1]]) <= WINDOW}  # fmt: skip
        members = {i for each in part for i in each}
        found = {_pair(i, like.key) for i in members for like in told[i]}
        _score(f"common causes ({name} {len(part)} causes)", found, true)
        _first(members, told, true)
    print(f"One comparison with {len(said)} cases at most: {1000 * spent / asked:.0f} ms")


def _members(texts: list[str], named: str, wrong: str) -> list[int]:
    return [i for i, text in enumerate(texts) if re.search(named, text) and re.search(wrong, text)]


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _first(members: Iterable[int], told, true: set[tuple[int, int]]) -> None:  # type: ignore[no-untyped-def]
    """Of what a page shows first, which is ten."""
    shown = [(i, like.key) for i in members for like in told[i][:10]]
    right = sum(_pair(*pair) in true for pair in shown)
    some = [i for i in members if any(i in pair for pair in true)]
    hit = sum(any(_pair(i, like.key) in true for like in told[i][:10]) for i in some)
    print(f"  the first ten: {right / max(len(shown), 1):.3f} right; "
          f"{hit / max(len(some), 1):.3f} of cases are shown another of their cause")  # fmt: skip


if __name__ == "__main__":
    main()
