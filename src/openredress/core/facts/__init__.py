"""Facts: what is known of a case, which is exactly what its journal tells when replayed."""

from .known import EVERYTHING as EVERYTHING
from .known import IDENTITY as IDENTITY
from .known import Agenda as Agenda
from .known import Breach as Breach
from .known import Changes as Changes
from .known import Demand as Demand
from .known import ErasureRequest as ErasureRequest
from .known import Escalation as Escalation
from .known import Facts as Facts
from .known import Hold as Hold
from .known import IdentityRequest as IdentityRequest
from .known import KeptFile as KeptFile
from .known import Memory as Memory
from .known import Outcome as Outcome
from .known import Pending as Pending
from .known import Recusal as Recusal
from .known import Remedy as Remedy
from .known import Reminder as Reminder
from .known import Replacement as Replacement
from .known import Themed as Themed
from .replaying import apply as apply
from .replaying import replay as replay
