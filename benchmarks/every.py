"""`python -m benchmarks.every SMALL LARGE`: whether any page at all takes longer with more cases.

SMALL and LARGE are folders that `openredress generate` filled. Somebody of each role, a petitioner
and somebody who is nobody here follow the links from where they begin, and of each kind of page
read so many. What they wait for is told of the slowest page of its kind: statements, and the least
of a few times, in milliseconds. `benchmarks.flat` asks the most important pages in turn and
measures more; this one finds what nobody thought of measuring.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.sizes import opened

BEGIN = ("/", "/desk/", "/desk/head/", "/desk/supervision/", "/desk/closed/", "/case/", "/file/")
#: Pages of a kind that one reader reads, and how often each.
EACH, TIMES = 3, 4
#: A page is told of when it takes so many times as long, and so many milliseconds more.
MORE, LONGER = 1.5, 20.0
LINK = re.compile(r'href="(/[^"#]*)"')
#: Links that change what is read next.
NOT_FOLLOWED = ("logout", "signout", "language", "static")

#: Reader and kind of page, and of the slowest: milliseconds, statements, address.
Found = dict[tuple[str, str], tuple[float, int, str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.every", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        with opened(options.folders[0]):
            json.dump([[*key, *told] for key, told in _read().items()], sys.stdout)
        return
    small, large = (_of(folder) for folder in options.folders)
    print(f"{len(large)} kinds of pages by reader; those that take longer:\n")
    print("| page | reader | statements | ms | statements | ms | times |")
    print("|---|---|--:|--:|--:|--:|--:|")
    both = [(large[key], small[key], key) for key in large if key in small]
    for (much, many, at), (little, few, _), (who, kind) in sorted(both, reverse=True):
        if much > MORE * little and much - little > LONGER:
            times = much / max(little, 0.01)
            print(f"| {kind} `{at}` | {who} | {few} | {little:.0f} | {many} | {much:.0f} "
                  f"| {times:.1f} |")  # fmt: skip


def _of(folder: Path) -> Found:
    command = [sys.executable, "-m", "benchmarks.every", "--child", str(folder)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {(who, kind): (ms, count, at) for who, kind, ms, count, at in json.loads(told)}


def _read() -> Found:
    found: Found = {}
    for who, cookie in _readers():
        for kind, ms, statements, path in _walked(cookie):
            found[who, kind] = max(found.get((who, kind), (0.0, 0, "")), (ms, statements, path))
    return found


def _readers() -> Iterator[tuple[str, str]]:
    from benchmarks.__main__ import _opened, _signed_in
    from openredress.cases.models import Case
    from openredress.offices.models import Post

    yield "nobody", ""
    yield "petitioner", _opened(Case.objects.filter(level=1).latest("version").number)
    for role, _text in Post.ROLES:
        post = Post.objects.filter(role=role).order_by("id").first()
        if post is not None:
            yield role, _signed_in(post.staff)


def _walked(cookie: str) -> Iterator[tuple[str, float, int, str]]:
    """Breadth first, so that no list leads away from the other pages."""
    from django.test import Client
    from django.urls import Resolver404, resolve

    client, seen, kinds = Client(), set(BEGIN), Counter[str]()
    left = deque(BEGIN)
    while left:
        path = left.popleft()
        try:
            kind = resolve(path.partition("?")[0]).view_name
        except Resolver404:
            continue
        if kinds[kind] >= EACH or any(word in path for word in NOT_FOLLOWED):
            continue
        kinds[kind] += 1
        answer, ms, statements = _timed(client, path, cookie)
        if answer.status_code == 200:
            yield kind, ms, statements, path
        for link in _links(answer):
            if link not in seen:
                seen.add(link)
                left.append(link)


def _timed(client: Any, path: str, cookie: str) -> tuple[Any, float, int]:
    from django.db import connection

    answer, least, statements = None, float("inf"), 0

    def counted(execute: Any, *asked: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*asked)

    for _ in range(TIMES):
        statements = 0
        with connection.execute_wrapper(counted):
            began = time.perf_counter()
            answer = client.get(path, headers={"Cookie": cookie})
            least = min(least, 1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            break
    return answer, least, statements


def _links(answer: Any) -> list[str]:
    if answer.status_code in (301, 302):
        return [answer["Location"]] if answer["Location"].startswith("/") else []
    if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return []
    return [link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode())]


if __name__ == "__main__":
    main()
