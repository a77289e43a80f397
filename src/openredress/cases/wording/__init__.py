"""Codes of the core in words. Everything a reader sees of a refusal, an event or an outcome."""

from openredress.procedures.wording import amount_text as amount_text
from openredress.procedures.wording import local as local

from .acting import PROXY_HINTS as PROXY_HINTS
from .acting import PROXY_SCOPES as PROXY_SCOPES
from .acting import proxy_scopes as proxy_scopes
from .codes import CHANNELS as CHANNELS
from .codes import because_text as because_text
from .codes import channel_text as channel_text
from .codes import ground_text as ground_text
from .codes import kind_text as kind_text
from .codes import limit_text as limit_text
from .codes import outcome_text as outcome_text
from .codes import proof_text as proof_text
from .codes import scan_text as scan_text
from .codes import scope_text as scope_text
from .codes import served_text as served_text
from .codes import why_text as why_text
from .codes import words_label as words_label
from .events import Sentence as Sentence
from .events import event_text as event_text
from .group import SCOPES as SCOPES
from .group import SHOWN as SHOWN
from .mail import mail_note as mail_note
from .mediation import ended_text as ended_text
from .mediation import ground_text_of_rung as ground_text_of_rung
from .mediation import owner_text as owner_text
from .mediation import present_text as present_text
from .mediation import side_text as side_text
from .refusals import refusal_template as refusal_template
from .refusals import refusal_text as refusal_text
from .remedies import amount_of_money as amount_of_money
from .remedies import remedy_kind_text as remedy_kind_text
from .remedies import state_text as state_text
from .supervision import citation_of as citation_of
from .supervision import kind_of_demand_text as kind_of_demand_text
