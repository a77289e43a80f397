"""From what a device brings to cases: opened, checked by the form, taken in one by one."""

import base64
import binascii
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from openredress.core.access import Actor
from openredress.core.field import Kind, Record, merged, read_all
from openredress.core.receipt import read_code
from openredress.incoming.reading import Enclosed
from openredress.parties.keys import CannotOpen
from openredress.rounds import box
from openredress.rounds.actions import Came, Given, NotHere, Outcome, Why, enclosed, opener, take_in
from openredress.rounds.models import Held, Kit
from openredress.web.limits import TooMany

from .taking import TakeDownOnRound, is_text

log = logging.getLogger(__name__)
VERIFIER = re.compile(r"[0-9a-f]{64}")


@dataclass
class Merged:
    """What became of a file. `strange` counts lines that are no records, of which the last may
    have been cut, and `foreign` drafts of kits that the reader has nothing to do with; `failed`
    those during which something broke, and which are to be sent again.
    """

    came: list[Came] = field(default_factory=list)
    strange: int = 0
    foreign: int = 0
    failed: int = 0

    def of(self, outcome: str) -> list[Came]:
        return [each for each in self.came if each.outcome == outcome]

    @property
    def filed(self) -> list[Came]:
        return self.of(Outcome.FILED)

    @property
    def cases(self) -> list[str]:
        """Each case once: files are taken in one by one."""
        return list(dict.fromkeys(each.number for each in self.filed))

    @property
    def known(self) -> list[Came]:
        return self.of(Outcome.KNOWN)

    @property
    def held(self) -> list[Came]:
        return self.of(Outcome.HELD)


def merge_text(actor: Actor, text: str, now: datetime) -> Merged:
    records, strange = read_all(text)
    found = merge(actor, records, now)
    found.strange = strange
    return found


def merge(actor: Actor, records: Iterable[Record], now: datetime) -> Merged:
    """Each draft in a transaction of its own: what broke off in the middle is carried on by
    sending the same once more.
    """
    found = Merged()
    for draft in merged(records):
        try:
            found.came.append(take_in(actor, draft, reading, now))
        except NotHere:
            found.foreign += 1
        except (CannotOpen, TooMany) as error:
            log.warning("A record of a round waits on its device: %s", type(error).__name__)
            found.failed += 1
        except Exception as error:
            # One draft that something is wrong with does not keep the others out. It stays on
            # the device, and the page says so.
            log.error("A record of a round could not be taken in: %s", type(error).__name__)
            found.failed += 1
    return found


def reading(kit: Kit, record: Record) -> Given | Why:
    """What a record says, checked by the form as it is now."""
    try:
        content = opener(kit)(record)
    except box.Unreadable:
        return Why.UNREADABLE
    return _READ[record.kind](content)


def _receipt(content: dict[str, Any]) -> Given | Why:
    verifier = content.get("verifier")
    if not isinstance(verifier, str) or not VERIFIER.fullmatch(verifier):
        return Why.UNREADABLE
    return Given(verifier=verifier)


def _filing(content: dict[str, Any]) -> Given | Why:
    receipt, form = _receipt(content), form_of(content)
    if isinstance(receipt, Why):
        return receipt
    return replace(receipt, filing=form.filing()) if form.is_valid() else Why.FORM


def _addition(content: dict[str, Any]) -> Given | Why:
    code, text = content.get("code"), content.get("text")
    if not isinstance(code, str) or read_code(code) is None or not is_text(text):
        return Why.FORM
    return Given(code=code, text=str(text))


def _file(content: dict[str, Any]) -> Given | Why:
    try:
        data = base64.b64decode(str(content["data"]), validate=True)
    except (KeyError, binascii.Error):
        return Why.FILE
    return Given(file=Enclosed(str(content.get("name", "")), data))


_READ = {
    Kind.FILING: _filing, Kind.RECEIPT: _receipt, Kind.ADDITION: _addition, Kind.FILE: _file,
}  # fmt: skip


def form_of(content: dict[str, Any]) -> TakeDownOnRound:
    """The answers in the form as it is now, checked."""
    answers = content.get("answers")
    given = answers if isinstance(answers, dict) else {}
    form = TakeDownOnRound({str(k): str(v) for k, v in given.items()})
    form.is_valid()
    return form


def opened(row: Held) -> dict[str, Any] | None:
    """What a record that waits says; `None` where it cannot be opened."""
    records, _strange = read_all(row.line)
    try:
        return opener(row.kit)(records[0])
    except (box.Unreadable, IndexError):
        return None


def file_held(actor: Actor, row: Held, form: TakeDownOnRound, now: datetime) -> Came:
    """Takes in a filing that waited, with what somebody put right in `form`."""
    records, _strange = read_all(row.line)

    def corrected(kit: Kit, record: Record) -> Given | Why:
        found = reading(kit, record)
        if record.kind is not Kind.FILING or found is Why.UNREADABLE:
            return found
        verifier = opener(kit)(record)["verifier"]
        return Given(form.filing(), verifier)

    (draft,) = merged(records)
    came = take_in(actor, draft, corrected, now, has_looked=True)
    if came.outcome is Outcome.FILED:
        merge(actor, [r for each in enclosed(row.uid) for r in read_all(each.line)[0]], now)
    return came
