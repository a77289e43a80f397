"""Notices that came back. What names one of ours is a report about it: nobody else can name one."""

from datetime import datetime

from openredress.incoming.reading import Mail
from openredress.notices import kinds, names
from openredress.notices.models import Notice


def note(mail: Mail, fingerprint: bytes, now: datetime) -> bool:
    """Notes that the delivery of a notice failed; false where the report names none of ours."""
    from .taking import once

    keys = [key for key in map(names.key_in, (f"<{name}>" for name in mail.notices)) if key]
    with once(fingerprint, now) as first:
        if first is None:
            return True
        notices = Notice.objects.select_for_update().filter(pk__in=keys, state=Notice.SENT)
        returned = list(notices)
        for notice in returned:
            _failed(notice, mail.bounce, now)
        if not returned:
            first.delete()
    return bool(returned)


def _failed(notice: Notice, status: str, now: datetime) -> None:
    """It did not arrive after all, and whoever was told that it had is told so."""
    notice.state, notice.failure = Notice.FAILED, f"came back {status}"[:80]
    notice.save(update_fields=["state", "failure"])
    if told := kinds.ENDED.get(notice.kind):
        told(notice, "returned", now)
