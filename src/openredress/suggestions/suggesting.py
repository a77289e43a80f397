"""A suggestion as it is shown: a matter, the office that would answer, and why."""

from dataclasses import dataclass

from openredress.core.routing import Because, route
from openredress.offices.institution import institution
from openredress.offices.models import Matter

from . import stored
from .model import Guess

#: From this confidence on a suggestion is shown by itself, below it as one of several.
SURE = 0.8
#: What is less likely than this is not shown.
POSSIBLE = 0.1


@dataclass(frozen=True)
class Suggested:
    """`per_cent` is how many of a hundred such suggestions were right, `None` where not measured;
    `office` is empty where no office names the matter at that place."""

    matter: int
    name: str
    office: str
    per_cent: int | None
    words: tuple[str, ...]
    is_sure: bool


def suggest(text: str, place: int | None = None) -> tuple[Suggested, ...]:
    """What the text seems to be about, likeliest first; empty where nothing can be said.

    `place` is the key of a place, where one is known.
    """
    guesses = [
        g
        for g in stored.current().guesses(text)
        if g.confidence is None or g.confidence >= POSSIBLE
    ]
    if guesses and (guesses[0].confidence or 0) >= SURE:
        guesses = guesses[:1]
    known = institution().matter_rows
    return tuple(_shown(g, known[g.matter], place) for g in guesses if g.matter in known)


def _shown(guess: Guess, matter: Matter, place: int | None) -> Suggested:
    confidence = guess.confidence
    return Suggested(
        matter.pk,
        path_name(matter),
        _office(matter.pk, place),
        None if confidence is None else round(100 * confidence),
        guess.words,
        confidence is not None and confidence >= SURE,
    )


def path_name(matter: Matter) -> str:
    """The name with those above it, the broadest first."""
    known = institution()
    path = known.wish(None, matter.pk, None).matters
    return " › ".join(known.matter_rows[pk].name for pk in reversed(path))


def _office(matter: int, place: int | None) -> str:
    known = institution()
    goal = route(known.offices, known.wish(None, matter, place))
    if goal.because in (Because.MATTER, Because.MATTER_AND_PLACE):
        return known.rows[goal.office].name
    return ""
