"""Whether a text that others are going to read gives away who filed a case."""

import re
from collections.abc import Collection

from openredress.core.unsearchable import left_out
from openredress.offices.help_list import called
from openredress.parties import identities, proxies
from openredress.parties.keys import CannotOpen

from .folding import fold
from .models import Case, JournalEntry


def gives_away(case: Case, public: Collection[str]) -> bool:
    """Whether it holds a word that the petitioner sealed, of themselves or of whoever acts for
    them, the name of a helper, or the number of a case of the chain.
    Where it cannot be opened here the answer is yes, so that nothing is published.
    """
    said = fold("\n".join(public))
    numbers = Case.objects.filter(root=case.root_id).values_list("number", flat=True)
    if not said.strip():
        return False
    try:
        own = identities.naming_words(case.root) | proxies.naming_words(case.root.number)
    except CannotOpen:
        return True
    words = (fold(word).strip() for word in own | _helpers(case))
    return any(_stands_in(each, said) for each in (*numbers, *words) if len(each) > 1)


def _helpers(case: Case) -> frozenset[str]:
    """What those go by who were asked to help with it, or help: whoever reads that of somebody on
    a list asks whom they help.
    """
    chosen = JournalEntry.objects.filter(case__root=case.root_id, tag="helper-asked")
    return frozenset(called(chosen.values_list("data__staff", flat=True)).values())


def _stands_in(word: str, text: str) -> bool:
    """A word of letters stands alone, so that Li is not found in Linjiang; Chinese has no gaps."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def telling_parts(text: str) -> tuple[str, ...]:
    """What looks like a name, a contact or a long number in it, for whoever writes it. Nothing that
    is sealed is asked for this.
    """
    spans = sorted(set(left_out(text, (), frozenset(), fold)))
    return tuple(dict.fromkeys(text[start:end].strip() for start, end in spans))
