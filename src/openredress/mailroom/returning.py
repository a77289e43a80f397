"""Notices that came back. What names one of ours is a report about it: nobody else can name one."""

from datetime import datetime

from openredress.incoming.reading import Mail
from openredress.notices import names
from openredress.notices.models import Notice


def note(mail: Mail, fingerprint: bytes, now: datetime) -> bool:
    """Notes that the delivery of a notice failed; false where the report names none of ours."""
    from .taking import once

    keys = [key for key in map(names.key_in, (f"<{name}>" for name in mail.notices)) if key]
    with once(fingerprint, now) as first:
        if first is None:
            return True
        returned = Notice.objects.filter(pk__in=keys, state=Notice.SENT)
        if not returned.update(state=Notice.FAILED, failure=f"came back {mail.bounce}"[:80]):
            first.delete()
            return False
    return True
