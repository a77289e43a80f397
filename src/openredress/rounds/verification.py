"""Whether what came from rounds is in the journals, and the other way round."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from openredress.cases.models import JournalEntry

from .models import Arrived

#: Number of the case, kit, and what the clock of the device said.
Told = tuple[str, str, datetime]


def differences() -> Iterator[tuple[str, str]]:
    """Number of a case, and what is wrong with what came into it from a round."""
    rows = JournalEntry.objects.filter(tag="brought-from-round")
    told: Counter[Told] = Counter(
        (number, data["kit"], datetime.fromisoformat(data["told_at"]))
        for number, data in rows.values_list("case__number", "data").iterator()
    )
    kept: Counter[Told] = Counter(
        Arrived.objects.values_list("case__number", "kit__uid", "told_at").iterator()
    )
    for number, kit, _at in sorted((told - kept).elements()):
        yield number, f"a record of the kit {kit} is gone"
    for number, kit, _at in sorted((kept - told).elements()):
        yield number, f"a record of the kit {kit} that the journal does not tell of"
