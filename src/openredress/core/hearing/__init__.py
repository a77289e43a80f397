"""Hearings: who may ask, who sits, when it is, what each side puts in, what was found.

The Chinese regulations let a serious or complex matter be heard (Art. 31), and do not count the
time of it at the re-review (Art. 36). How it is done they leave open; the pack says it.
"""

from .asking import ask as ask
from .asking import can_begin as can_begin
from .asking import cancel as cancel
from .asking import order as order
from .asking import refuse as refuse
from .course import current as current
from .course import goes_on as goes_on
from .course import may_be_heard as may_be_heard
from .course import rule_of as rule_of
from .finding import dissent as dissent
from .finding import find as find
from .finding import hearing_seat_present as hearing_seat_present
from .finding import hold_back as hold_back
from .finding import publish as publish
from .minutes import annotate_minutes as annotate_minutes
from .minutes import confirm_minutes as confirm_minutes
from .minutes import correct_minutes as correct_minutes
from .minutes import falls_due as falls_due
from .minutes import may_record as may_record
from .minutes import minutes_until as minutes_until
from .minutes import moments as moments
from .minutes import record as record
from .notice import LONGEST as LONGEST
from .notice import LONGEST_TITLE as LONGEST_TITLE
from .notice import allow_late as allow_late
from .notice import announce as announce
from .notice import announce_companion as announce_companion
from .notice import can_put as can_put
from .notice import documents_until as documents_until
from .notice import earliest as earliest
from .notice import must_be_closed as must_be_closed
from .notice import put_documents as put_documents
from .notice import wish_closed as wish_closed
from .panel import Member as Member
from .panel import answer_objection as answer_objection
from .panel import can_sit as can_sit
from .panel import deny_interest as deny_interest
from .panel import is_chair as is_chair
from .panel import name_panel as name_panel
from .panel import object_to as object_to
from .panel import sitting as sitting
from .standstill import pausing as pausing
