"""The only writer of cases. Each action is one transaction: lock, decide, journal, project.

A refusal comes back as a value and leaves everything as it was.
"""

from .filing import DEFAULT_PACK, Filing, Receipted, destination, file_case
from .identities import (
    Opened,
    answer_identity_request,
    ask_identity,
    change_details,
    needs_second_person,
    open_identity,
)
from .importing import EarlierCase, EarlierRecord, import_cases, imported_already, record_earlier
from .publishing import publish_overdue
from .recusing import (
    ask_exclusion,
    exclude_office,
    exclude_person,
    readmit,
    refuse_exclusion,
    step_aside,
)
from .stepping import higher_office, take, write_note
from .sweeping import Swept, fault_of, sweep, try_again
from .writing import Import

__all__ = [
    "DEFAULT_PACK",
    "EarlierCase",
    "EarlierRecord",
    "Filing",
    "Import",
    "Opened",
    "Receipted",
    "Swept",
    "answer_identity_request",
    "ask_exclusion",
    "ask_identity",
    "change_details",
    "destination",
    "exclude_office",
    "exclude_person",
    "fault_of",
    "file_case",
    "higher_office",
    "import_cases",
    "imported_already",
    "needs_second_person",
    "open_identity",
    "publish_overdue",
    "readmit",
    "record_earlier",
    "refuse_exclusion",
    "step_aside",
    "sweep",
    "take",
    "try_again",
    "write_note",
]
