"""Doing one thing again and again for some seconds, by several at once, and what came of it."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """Times are milliseconds."""

    name: str
    a_second: float
    median: float
    p95: float
    count: int


def rate(
    name: str, make: Callable[[int], Callable[[], None]], clients: int, seconds: float
) -> Rate:
    """`make(i)` gives client i the thing to do. It is done once before it counts.

    Raises what a client raised: a rate over errors says nothing.
    """
    ready, times, errors = threading.Barrier(clients + 1), list[float](), list[BaseException]()

    def work(i: int) -> None:
        try:
            do = make(i)
            do()
        except BaseException as error:
            errors.append(error)
            ready.abort()
            return
        mine = list[float]()
        try:
            ready.wait()
            until = time.perf_counter() + seconds
            while (began := time.perf_counter()) < until:
                do()
                mine.append(time.perf_counter() - began)
        except BaseException as error:
            errors.append(error)
        times.extend(mine)

    threads = [threading.Thread(target=work, args=(i,), daemon=True) for i in range(clients)]
    for thread in threads:
        thread.start()
    try:
        ready.wait()
    except threading.BrokenBarrierError:
        raise errors[0] from None
    began = time.perf_counter()
    for thread in threads:
        thread.join(seconds + 60)
    if errors:
        raise errors[0]
    passed = max(time.perf_counter() - began, seconds)
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)] if ordered else 0
    median = statistics.median(ordered or [0])
    return Rate(name, len(ordered) / passed, median * 1000, p95 * 1000, len(ordered))


def once(name: str, do: Callable[[], int]) -> Rate:
    """Something done once that reports how many pieces it did; times are for one piece."""
    began = time.perf_counter()
    count = max(do(), 1)
    each = (time.perf_counter() - began) / count
    return Rate(name, 1 / each, each * 1000, each * 1000, count)
