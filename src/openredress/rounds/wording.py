"""Rounds in words."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from .actions import Why

_WHY: dict[Why, Callable[[], str]] = {
    Why.UNREADABLE: lambda: _(
        "It cannot be opened: it was not sealed to its kit, or it was altered. Ask the holder for "
        "the file of the device once more, or for the paper if there is one."
    ),
    Why.FORM: lambda: _(
        "Something that was chosen is not there any more, or something is missing. Open it, put "
        "it right, and file it."
    ),
    Why.REFUSED: lambda: _(
        "The procedure does not allow it as the case stands now. Open it, and write to the person "
        "or ask them in."
    ),
    Why.LATE: lambda: _(
        "It says that it was taken down after the kit had been reported lost. Ask the holder "
        "whether they did so; then file it, or write down why not."
    ),
    Why.CODE: lambda: _(
        "The receipt code that was shown opens no case, or was given out for another one. Ask the "
        "holder what was on the paper, and write down what came of it."
    ),
    Why.BEGUN: lambda: _(
        "It broke off before it was read back, as when a battery is empty, so it is no filing and "
        "nobody has a receipt. Ask the person, if they can be found: take it down at the counter "
        "if they wish, then write here what became of it."
    ),
    Why.ENCLOSED: lambda: _(
        "A picture or a paper. It goes into the case with the filing that it belongs to, which has "
        "not been taken in yet."
    ),
    Why.FILE: lambda: _(
        "A picture or a paper that cannot be kept: it is damaged, too big, of a kind that is not "
        "taken, or the case has as many as it can have. Ask the person for it once more."
    ),
}


def why_text(why: str) -> str:
    """Why a record waits, and what to do."""
    return _WHY[Why(why)]()
