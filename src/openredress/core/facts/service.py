"""What is known of an answer on its way to the petitioner."""

from .. import events
from ..journal import Entry
from .known import Changes, Facts, Themed


def _tried(facts: Facts, event: events.ServiceTried, entry: Entry) -> Changes:
    return {"service_tries": facts.service_tries + 1}


CHANGES: Themed = {events.ServiceTried: _tried}
