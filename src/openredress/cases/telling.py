"""What petitioners are told of what happens, when they asked to be: the texts of the institution,
which know nothing of any case. What is no news any more when its turn comes is left out.
"""

from datetime import datetime

from openredress.core import news
from openredress.notices import texts
from openredress.notices.channels import EMAIL
from openredress.notices.kinds import Message, kind
from openredress.notices.models import Notice
from openredress.notices.outbox import NEWS

from .models import Case


def _tell(notice: Notice, now: datetime) -> Message | None:
    what, case = notice.kind.removeprefix(NEWS), notice.of_case
    if case is None or _is_over(what, case):
        return None
    frame = texts.EMAIL if notice.channel == EMAIL else texts.SHORT
    return texts.message(what, frame, notice.language)


def _is_over(what: str, case: Case) -> bool:
    if case.is_forgotten:
        return True
    if what == news.ASKED:
        return not case.question
    return False


for _what in news.WEIGHT:
    kind(f"{NEWS}{_what}")(_tell)
