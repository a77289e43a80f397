"""Events: what happened to a case, in the past tense.

Tags are stable and fields are only ever added, with a default, so that a journal written today
can be replayed by every later version. What people wrote (`words`) is kept beside the rest of an
event: the chain covers a salted digest of it, so that it can be erased by law and the chain still
holds.
"""

from .deadlines import DeadlineMoved as DeadlineMoved
from .deadlines import ExtensionGranted as ExtensionGranted
from .deadlines import ExtensionRefused as ExtensionRefused
from .deadlines import ExtensionRequested as ExtensionRequested
from .deadlines import LimitBreached as LimitBreached
from .deadlines import LimitEscalated as LimitEscalated
from .deadlines import LimitReminded as LimitReminded
from .deadlines import Paused as Paused
from .deadlines import RemedyOverdue as RemedyOverdue
from .deadlines import Resumed as Resumed
from .deadlines import RightLapsed as RightLapsed
from .event import REGISTRY as REGISTRY
from .event import Event as Event
from .event import words as words
from .files import FileAdded as FileAdded
from .files import FileScanned as FileScanned
from .files import FilesErased as FilesErased
from .files import FilesGiven as FilesGiven
from .files import OfficeFileAdded as OfficeFileAdded
from .files import OriginalOpened as OriginalOpened
from .handling import Accepted as Accepted
from .handling import Closed as Closed
from .handling import Decided as Decided
from .handling import Declined as Declined
from .handling import DetailsChanged as DetailsChanged
from .handling import EarlierRecordImported as EarlierRecordImported
from .handling import FactsAdded as FactsAdded
from .handling import Filed as Filed
from .handling import MessageWritten as MessageWritten
from .handling import NoteWritten as NoteWritten
from .handling import NotFixed as NotFixed
from .handling import PetitionerAsked as PetitionerAsked
from .handling import Promise as Promise
from .handling import Rated as Rated
from .handling import Redirected as Redirected
from .handling import Registered as Registered
from .handling import RemedyCompleted as RemedyCompleted
from .handling import ReviewAnswered as ReviewAnswered
from .handling import ReviewAsked as ReviewAsked
from .handling import RoutingObjected as RoutingObjected
from .handling import Served as Served
from .handling import Transferred as Transferred
from .handling import Withdrawn as Withdrawn
from .keeping import ErasureAsked as ErasureAsked
from .keeping import ErasureGranted as ErasureGranted
from .keeping import ErasureRefused as ErasureRefused
from .keeping import ErasureTakenBack as ErasureTakenBack
from .keeping import Forgotten as Forgotten
from .keeping import HoldLifted as HoldLifted
from .keeping import HoldPlaced as HoldPlaced
from .keeping import IdentityErased as IdentityErased
from .keeping import KeptLonger as KeptLonger
from .keeping import RetentionWarned as RetentionWarned
from .protection import ExclusionAsked as ExclusionAsked
from .protection import ExclusionRefused as ExclusionRefused
from .protection import ExclusionSentUp as ExclusionSentUp
from .protection import IdentityAsked as IdentityAsked
from .protection import IdentityGranted as IdentityGranted
from .protection import IdentityOpened as IdentityOpened
from .protection import IdentityRefused as IdentityRefused
from .protection import MeasureTaken as MeasureTaken
from .protection import Readmitted as Readmitted
from .protection import ReceiptReplaced as ReceiptReplaced
from .protection import Recused as Recused
from .protection import ReplacementAsked as ReplacementAsked
from .protection import ReplacementGranted as ReplacementGranted
from .protection import ReplacementRefused as ReplacementRefused
from .stored import dump as dump
from .stored import load as load
