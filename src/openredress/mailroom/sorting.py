"""Where a mail belongs, and whether it may go there by itself.

A case is found by what only its petitioner was told: the reply address, or the name of a notice in
the thread. Who a mail says it is from decides nothing, because anybody can write that.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from openredress.cases.models import Case
from openredress.incoming import addresses, mailboxes
from openredress.incoming.mailboxes import Mailbox
from openredress.incoming.models import ReplyAddress, TakenMail
from openredress.incoming.reading import Mail
from openredress.notices import names
from openredress.notices.models import Notice
from openredress.web.limits import Limit

#: Mails that one case takes in a day, whoever writes them, before somebody looks at them.
A_DAY, A_DAY_FOR_A_CASE = timedelta(days=1), 30
#: Filings from one sender in an hour. Counted in memory, under hashes that go with the hour.
FILINGS = Limit(5, 3600)
#: A mail may be an answer in so many cases at once.
MOST_CASES = 5


@dataclass(frozen=True)
class Way:
    """The first cases of the chains that a mail is for, or the mailbox of an office; `is_ended` is
    true where the address it was written to has been replaced.
    """

    cases: tuple[Case, ...] = ()
    box: Mailbox | None = None
    is_ended: bool = False


def sort(mail: Mail, box: Mailbox | None, envelope: Collection[str] = ()) -> Way | None:
    """`None` for mail that is not for us."""
    boxes = mailboxes.mailboxes()
    wanted = [*envelope, *mail.recipients]
    rows = _written_to(wanted) or _of_thread(mail)
    box = box or next((b for a in envelope or wanted if (b := mailboxes.named(a, boxes))), None)
    if rows:
        live = [row for row in rows if row.ended_at is None]
        return Way(tuple(row.case for row in live or rows), box, is_ended=not live)
    return Way(box=box) if box else None


def _written_to(wanted: Iterable[str]) -> list[ReplyAddress]:
    found: dict[int, ReplyAddress] = {}
    for address in wanted:
        row = addresses.find(address)
        if row is not None and (row.case_id not in found or row.ended_at is None):
            found[row.case_id] = row
        if len(found) == MOST_CASES:
            break
    return list(found.values())


def _of_thread(mail: Mail) -> list[ReplyAddress]:
    """The case of a notice that the mail answers. The name of a notice is as hard to guess as an
    address, and says as little once the address of its time has been replaced.
    """
    keys = [key for key in map(names.key_in, (f"<{name}>" for name in mail.notices)) if key]
    if not keys:
        return []
    notices = Notice.objects.select_related("case").filter(pk__in=keys, case__isnull=False)
    notice = notices.order_by("-pk").first()
    if notice is None:
        return []
    at = notice.ended_at or notice.due_at
    rows = ReplyAddress.objects.select_related("case").filter(case=notice.case.root_id)
    # The address that was told when the notice went out.
    row = rows.filter(Q(ended_at=None) | Q(ended_at__gte=at)).order_by("pk").first()
    return [row] if row is not None else []


def trouble_of(mail: Mail, way: Way, now: datetime) -> str:
    """Why somebody has to look first, "" where nobody has to."""
    found = mail.trouble or _by_whom(mail)
    if found:
        return found
    if not mail.whole.strip() and not mail.files and not mail.subject:
        return "empty"
    return _in_a_case(way, now) if way.cases else _at_an_office(mail, way)


def _by_whom(mail: Mail) -> str:
    if mail.program:
        return "automatic"
    own = mailboxes.own_addresses(mailboxes.mailboxes())
    sender = mail.sender.lower()
    return "own" if sender in own or addresses.is_one(sender) else ""


def _in_a_case(way: Way, now: datetime) -> str:
    if way.is_ended:
        return "ended"
    for case in way.cases:
        taken = TakenMail.objects.filter(case=case, taken_at__gt=now - A_DAY)
        if taken.count() >= A_DAY_FOR_A_CASE:
            return "too-many"
    return ""


def _at_an_office(mail: Mail, way: Way) -> str:
    if not mail.sender:
        return "no-sender"
    if way.box and way.box.only_replies:
        return "not-for-us"
    return "too-many" if FILINGS.take(mail.sender.lower()).is_over else ""
