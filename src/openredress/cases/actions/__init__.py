"""The only writer of cases. Each action is one transaction: lock, decide, journal, project.

A refusal comes back as a value and leaves everything as it was.
"""

from .calendars import NOTICE, adopt_official, change_calendar, recount
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
from .replacing import (
    Entered,
    NewReceipt,
    answer_lost,
    answer_replacement,
    ask_replacement,
    collect_receipt,
    enter_code,
    give_out_receipt,
    refuse_replacement,
)
from .stepping import higher_office, take, write_note
from .sweeping import Swept, fault_of, sweep, try_again
from .writing import Import

__all__ = [
    "DEFAULT_PACK",
    "NOTICE",
    "EarlierCase",
    "EarlierRecord",
    "Entered",
    "Filing",
    "Import",
    "NewReceipt",
    "Opened",
    "Receipted",
    "Swept",
    "adopt_official",
    "answer_identity_request",
    "answer_lost",
    "answer_replacement",
    "ask_exclusion",
    "ask_identity",
    "ask_replacement",
    "change_calendar",
    "change_details",
    "collect_receipt",
    "destination",
    "enter_code",
    "exclude_office",
    "exclude_person",
    "fault_of",
    "file_case",
    "give_out_receipt",
    "higher_office",
    "import_cases",
    "imported_already",
    "needs_second_person",
    "open_identity",
    "publish_overdue",
    "readmit",
    "record_earlier",
    "recount",
    "refuse_exclusion",
    "refuse_replacement",
    "step_aside",
    "sweep",
    "take",
    "try_again",
    "write_note",
]
