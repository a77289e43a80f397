"""The only writer of cases. Each action is one transaction: lock, decide, journal, project.

A refusal comes back as a value and leaves everything as it was.
"""

from .filing import DEFAULT_PACK, Filing, Receipted, destination, file_case
from .importing import EarlierCase, EarlierRecord, import_cases, imported_already, record_earlier
from .stepping import higher_office, open_identity, take, write_note
from .sweeping import Swept, sweep
from .writing import Import

__all__ = [
    "DEFAULT_PACK",
    "EarlierCase",
    "EarlierRecord",
    "Filing",
    "Import",
    "Receipted",
    "Swept",
    "destination",
    "file_case",
    "higher_office",
    "import_cases",
    "imported_already",
    "open_identity",
    "record_earlier",
    "sweep",
    "take",
    "write_note",
]
