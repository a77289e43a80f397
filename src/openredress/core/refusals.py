"""Refusals: why a step cannot be taken. A value with a code, put into words when shown."""

import dataclasses
from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    UNKNOWN_STEP = "unknown-step"
    NOT_IN_THIS_STAGE = "not-in-this-stage"
    NOT_YOURS = "not-yours"
    TOO_LATE = "too-late"
    MISSING = "missing"
    TOO_LONG = "too-long"
    SAME_OFFICE = "same-office"
    ALREADY_OBJECTED = "already-objected"
    NOTHING_TO_EXTEND = "nothing-to-extend"
    EXTENSION_PENDING = "extension-pending"
    NO_EXTENSION_PENDING = "no-extension-pending"
    EXTENSION_TOO_LONG = "extension-too-long"
    EXTENSIONS_USED_UP = "extensions-used-up"
    OWN_REQUEST = "own-request"
    NOTHING_TO_PAUSE = "nothing-to-pause"
    ALREADY_PAUSED = "already-paused"
    NOT_PAUSED = "not-paused"
    PAUSES_USED_UP = "pauses-used-up"
    UNKNOWN_GROUND = "unknown-ground"
    UNKNOWN_OUTCOME = "unknown-outcome"
    UNKNOWN_DOOR = "unknown-door"
    NO_SUCH_REMEDY = "no-such-remedy"
    REMEDY_DATE_PAST = "remedy-date-past"
    REMEDIES_OPEN = "remedies-open"
    NOT_SERVED = "not-served"
    DATE_IN_FUTURE = "date-in-future"
    DATE_TOO_EARLY = "date-too-early"
    ANOTHER_PERSON = "another-person"
    BAD_RATING = "bad-rating"
    ALREADY_WENT_UP = "already-went-up"
    NO_HIGHER_OFFICE = "no-higher-office"
    CHANGED_MEANWHILE = "changed-meanwhile"
    NOT_IMPORTED = "not-imported"
    BLOCKED_RECIPIENT = "blocked-recipient"
    NOBODY_LEFT = "nobody-left"
    EXCLUSION_WAITS = "exclusion-waits"
    NO_EXCLUSION_ASKED = "no-exclusion-asked"
    EXCLUDED_ALREADY = "excluded-already"
    NOT_EXCLUDED = "not-excluded"
    HAS_THE_CASE = "has-the-case"
    STANDS_ABOVE = "stands-above"
    NOT_OF_YOUR_OFFICE = "not-of-your-office"
    UNKNOWN_PERSON = "unknown-person"
    SECOND_PERSON_NEEDED = "second-person-needed"
    SECOND_PERSON_WAITS = "second-person-waits"
    SECOND_PERSON_SAME = "second-person-same"
    IDENTITY_REQUEST_OVER = "identity-request-over"
    IDENTITY_KEY_MISSING = "identity-key-missing"
    IDENTITY_ALTERED = "identity-altered"
    EMAIL_CLOSED = "email-closed"
    REPLACEMENT_WAITS = "replacement-waits"
    REPLACEMENT_OVER = "replacement-over"
    NOTHING_ON_FILE = "nothing-on-file"
    MASKED = "masked"
    NOTHING_CHANGED = "nothing-changed"


@dataclasses.dataclass(frozen=True)
class Refusal:
    """`params` fill the text of the code; `field` names the entry that has to change, if any."""

    code: Code
    field: str = ""
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
