"""Whether agendas say what the journals of their cases do."""

from collections.abc import Iterator

from openredress.cases.models import Case, JournalEntry

from .models import Item

#: What an item has to be when its case says this last.
STANDS = {
    "put-on-agenda": (False, False), "jointly-decided": (True, False),
    "taken-off-agenda": (False, True),
}  # fmt: skip


def differences() -> Iterator[tuple[str, str]]:
    """Number of a case, and what is wrong with the item that it is on."""
    rows = JournalEntry.objects.filter(tag__in=STANDS).order_by("case_id", "seq")
    said: dict[tuple[int, int], str] = {}
    meetings: dict[tuple[int, int], int] = {}
    for case, tag, item, meeting in rows.values_list(
        "case_id", "tag", "data__item", "data__meeting"
    ):
        said[item, case], meetings[item, case] = tag, meeting
    numbers = dict(Case.objects.filter(pk__in={c for _i, c in said}).values_list("pk", "number"))
    for item in Item.objects.order_by("pk"):
        for case in item.cases:
            tag = said.pop((item.pk, case), "")
            stands = (item.confirmed_at is not None, item.off_at is not None)
            is_there = meetings.get((item.pk, case)) == item.meeting_id
            if STANDS.get(tag) != stands or not is_there:
                yield numbers.get(case, str(case)), f"item {item.pk} of the agenda"
    for (item_key, case), _tag in said.items():
        yield numbers[case], f"item {item_key} of the agenda is gone"
