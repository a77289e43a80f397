"""Work that goes to several processes, and the memory of those that do much of it."""

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connections

Part = TypeVar("Part")
Done = TypeVar("Done")


def at_once(
    work: Callable[[Part], Done], parts: Iterable[Part], processes: int,
    begin: Callable[[], None] = lambda: None,
) -> Iterator[Done]:  # fmt: skip
    """What `work` makes of each part, as they are done. `begin` is called in each process first."""
    connections.close_all()  # A connection is not shared with a child.
    with multiprocessing.get_context("fork").Pool(processes, begin) as pool:
        yield from pool.imap_unordered(work, parts)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Leaves the search for cycles to whoever works in batches: what a batch makes is in use until
    it is done, and looking through all of it again and again finds nothing. What is there already
    is not looked through at all.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()
