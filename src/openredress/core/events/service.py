"""How petitioners are told, and what was tried so that an answer reaches them."""

from dataclasses import dataclass
from typing import ClassVar

from .event import Event, words


@dataclass(frozen=True, kw_only=True)
class NoticesChosen(Event):
    """The petitioner chose how they want to be told of what happens, or that they do not. Which
    ways, is sealed with their contact, as its `version`.
    """

    tag: ClassVar[str] = "notices-chosen"

    version: int


@dataclass(frozen=True, kw_only=True)
class LetterPrinted(Event):
    """A letter was printed for the post, as the petitioner had asked for; whoever printed it read
    name and address on it. `about` is the place in the journal of what the letter tells of.
    """

    tag: ClassVar[str] = "letter-printed"

    about: int


@dataclass(frozen=True, kw_only=True)
class ServiceTried(Event):
    """Something was done so that the answer at `about` in the journal reaches the petitioner.

    `how` is the way: email, sms or chat, by which they are told that it can be read on their page;
    post, in-person or phone, by which it goes to them. `result` is sent, failed or returned.
    """

    tag: ClassVar[str] = "service-tried"

    about: int
    how: str
    result: str
    note: str = words(default="")
