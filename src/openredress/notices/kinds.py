"""The kinds of notice. Whoever knows what one says registers how it is put into words.

A message says that something happened, and never what a grievance is about, whom it names or
under which number it stands: mailboxes are read by others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .models import Notice


@dataclass(frozen=True)
class Message:
    """What is sent, as plain text."""

    subject: str
    text: str


#: The message in the language that is active; `None` where there is nothing to tell any more.
#: It may write what the message needs, such as a code, in the transaction that it is called in.
Words = Callable[[Notice, datetime], Message | None]

KINDS: dict[str, Words] = {}


#: What became of a notice: it was handed over, or given up.
SENT, FAILED = "sent", "failed"
#: Told in the transaction that ends a notice, where somebody has to know what became of it.
Ended = Callable[[Notice, str, datetime], None]

ENDED: dict[str, Ended] = {}


def kind(name: str) -> Callable[[Words], Words]:
    """Registers the words of a kind of notice."""

    def register(words: Words) -> Words:
        if name in KINDS:
            raise ValueError(f"there are words for {name} already")
        KINDS[name] = words
        return words

    return register


def ended(name: str) -> Callable[[Ended], Ended]:
    """Registers who is told what became of a kind of notice."""

    def register(told: Ended) -> Ended:
        ENDED[name] = told
        return told

    return register
