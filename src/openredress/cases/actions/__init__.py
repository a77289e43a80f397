"""The only writer of cases. Each action is one transaction: lock, decide, journal, project.

A refusal comes back as a value and leaves everything as it was.
"""

from .calendars import NOTICE, adopt_official, change_calendar, recount
from .files import (
    OpenedOriginal,
    Scanned,
    add_file,
    erase_files,
    open_original,
    scan_waiting,
    unreadable_file,
)
from .filing import DEFAULT_PACK, Filing, Receipted, destination, file_case
from .forgetting import (
    Due,
    Forgetting,
    ask_erasure,
    due,
    forget,
    grant_erasure,
    hold,
    keep_longer,
    lift_hold,
    own_details,
    refuse_erasure,
    take_back_erasure,
)
from .identities import (
    Opened,
    answer_identity_request,
    ask_identity,
    change_details,
    needs_second_person,
    open_identity,
)
from .importing import EarlierCase, EarlierRecord, import_cases, imported_already, record_earlier
from .keeping_rules import Rule, apply_rules, end_rule, set_rule
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
    "Due",
    "EarlierCase",
    "EarlierRecord",
    "Entered",
    "Filing",
    "Forgetting",
    "Import",
    "NewReceipt",
    "Opened",
    "OpenedOriginal",
    "Receipted",
    "Rule",
    "Scanned",
    "Swept",
    "add_file",
    "adopt_official",
    "answer_identity_request",
    "answer_lost",
    "answer_replacement",
    "apply_rules",
    "ask_erasure",
    "ask_exclusion",
    "ask_identity",
    "ask_replacement",
    "change_calendar",
    "change_details",
    "collect_receipt",
    "destination",
    "due",
    "end_rule",
    "enter_code",
    "erase_files",
    "exclude_office",
    "exclude_person",
    "fault_of",
    "file_case",
    "forget",
    "give_out_receipt",
    "grant_erasure",
    "higher_office",
    "hold",
    "import_cases",
    "imported_already",
    "keep_longer",
    "lift_hold",
    "needs_second_person",
    "open_identity",
    "open_original",
    "own_details",
    "publish_overdue",
    "readmit",
    "record_earlier",
    "recount",
    "refuse_erasure",
    "refuse_exclusion",
    "refuse_replacement",
    "scan_waiting",
    "set_rule",
    "step_aside",
    "sweep",
    "take",
    "take_back_erasure",
    "try_again",
    "unreadable_file",
    "write_note",
]
