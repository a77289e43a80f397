"""Alerts: what of a case needs a person, and whom it reaches until somebody says "I have it".

Which needs a case has follows from its journal. The ladder goes from whoever is on duty at the
office to its head, and then from office to office above. An alert concerns a case and an office;
it never names who filed, and nothing is counted for the person who acknowledges.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .access import PETITIONERS_SIDE, Permission
from .names import demand_in
from .procedure import Role
from .recusal import COMPLAINED_OF


class Need(StrEnum):
    """What needs a person."""

    FILING = "filing-waits"  # a case has come in and nobody has taken it up
    OBJECTION = "objection"  # an office says that it is not competent
    MESSAGE = "unanswered"  # the petitioner wrote and nobody has answered
    BREACH = "breach"  # a time limit has passed
    DEMAND = "demand-late"  # what an office asked of another was not answered by its day
    EXCLUSION = "exclusion"  # the petitioner asks that somebody be kept out
    NAME = "name-asked"  # somebody wants to open a name and a second person has to agree
    SERVICE = "unserved"  # an answer was given and has not reached the petitioner
    MEDIATION = "mediation"  # a rung of mediation ended without anybody saying so, or its report
    REPRISAL = "reprisal"  # somebody reports that they were harmed for asking


class Rung(StrEnum):
    """Whom an alert has reached."""

    DUTY = "duty"  # who is on duty at the office
    HEAD = "head"  # the head of the office
    ABOVE = "above"  # the office above: who supervises, heads it or is on duty there


@dataclass(frozen=True)
class Told:
    """One entry of a journal, as far as it matters here. `ground` is why somebody was shut out or
    why a mediation went on, `limit` the one that was breached.
    """

    seq: int
    tag: str
    role: str
    ground: str = ""
    is_reprisal: bool = False
    is_imported: bool = False
    limit: str = ""


@dataclass(frozen=True)
class Ask:
    """What the rows of the case say is still open; `demands` are the numbers of those."""

    exclusion: bool = False
    name: bool = False
    is_open: bool = True
    demands: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """A rung of the ladder: whom, and at which office."""

    rung: Rung
    office: int


_STAFF = frozenset({Role.CLERK, Role.OFFICER, Role.HEAD, Role.SUPERVISOR})
#: The acts by which somebody has taken a case up.
TAKEN_UP = frozenset({
    "registered", "transferred", "routing-objected", "accepted", "declined", "redirected",
    "decided", "served", "closed", "withdrawn", "review-asked", "measure-taken",
})  # fmt: skip
#: What answers a petitioner who wrote, said by an office.
ANSWERS = frozenset({
    "message-written", "petitioner-asked", "extension-granted", "extension-refused",
    "remedy-completed", "paused", "resumed",
})  # fmt: skip
_MET_BY: Mapping[Need, frozenset[str]] = {
    Need.FILING: TAKEN_UP,
    Need.OBJECTION: TAKEN_UP,
    Need.MESSAGE: TAKEN_UP | ANSWERS,
    Need.BREACH: TAKEN_UP,
    Need.DEMAND: frozenset(),  # Which demands are open, the rows of the case say.
    Need.EXCLUSION: frozenset({"recused", "exclusion-refused"}),
    Need.NAME: frozenset({"identity-granted", "identity-refused"}),
    Need.SERVICE: frozenset({"served", "not-fixed", "withdrawn", "closed"}),
    # Whoever answers sees to it that it is taken up on the next rung: by any act there.
    Need.MEDIATION: TAKEN_UP
    | frozenset(
        {
            "mediation-consented",
            "mediation-meeting-set",
            "mediation-handed-on",
            "mediation-reported",
            "agreement-drafted",
            "other-side-invited",
            "agreement-bound",
        }
    ),
    Need.REPRISAL: TAKEN_UP,
}
#: What nobody but those named by a permission may learn of; all others who see the case do.
PERMISSIONS: Mapping[Need, Permission] = {
    Need.EXCLUSION: Permission.ANSWER_EXCLUSION,
    Need.NAME: Permission.ANSWER_IDENTITY_REQUEST,
}
#: What a pack may give less time.
URGENT = frozenset({Need.EXCLUSION, Need.REPRISAL})


#: Why a mediation goes on by itself.
MISSED = ("time", "recused")


def permission_for(need: Need) -> Permission:
    return PERMISSIONS.get(need, Permission.VIEW)


def needs(journal: Iterable[Told], ask: Ask) -> dict[Need, int]:
    """What the case needs now, each with the entry that it began with.

    What an earlier system recorded needs nobody today. A pure function of the journal: asked
    again it says the same, whenever and however often.
    """
    found: dict[Need, int] = {}
    name_asked = 0
    for entry in journal:
        if entry.tag == "limit-breached" and demand_in(entry.limit):
            if demand_in(entry.limit) in ask.demands:
                found.setdefault(Need.DEMAND, entry.seq)
            continue
        for need in [n for n in found if _meets(entry, n)]:
            del found[need]
        need_here = _raised_by(entry)
        if need_here is not None and not entry.is_imported:
            found.setdefault(need_here, entry.seq)
        if need_here is Need.NAME:
            name_asked = entry.seq
    if ask.name and name_asked:
        found.setdefault(Need.NAME, name_asked)  # One was answered, and another one waits.
    return {need: seq for need, seq in found.items() if _lasts(need, ask)}


def _raised_by(entry: Told) -> Need | None:
    if entry.tag == "filed" and entry.is_reprisal:
        return Need.REPRISAL
    if entry.tag in ("message-written", "facts-added", "statement-annotated"):
        return Need.MESSAGE if entry.role in PETITIONERS_SIDE else None
    if entry.tag == "mediation-handed-on" and entry.ground not in MISSED:
        return None
    return {
        "mediation-handed-on": Need.MEDIATION,
        "mediation-report-missed": Need.MEDIATION,
        "filed": Need.FILING,
        "transferred": Need.FILING,
        "case-taken-over": Need.FILING,
        "case-reassigned": Need.FILING,
        "routing-objected": Need.OBJECTION,
        "limit-breached": Need.BREACH,
        "decided": Need.SERVICE,
        "exclusion-asked": Need.EXCLUSION,
        "identity-asked": Need.NAME,
    }.get(entry.tag)


def _meets(entry: Told, need: Need) -> bool:
    if entry.tag in ANSWERS and entry.role not in _STAFF:
        return False
    if entry.tag == "recused" and entry.ground != COMPLAINED_OF:
        return False  # Somebody stepped aside, and whom the petitioner means is still there.
    return entry.tag in _MET_BY[need]


def _lasts(need: Need, ask: Ask) -> bool:
    if need is Need.EXCLUSION:
        return ask.exclusion
    if need is Need.NAME:
        return ask.name
    return ask.is_open or need is Need.MESSAGE


def ladder(need: Need, office: int, registrar: int, above: Sequence[int]) -> tuple[Place, ...]:
    """Whom the alert can reach, in order. `above` are the offices over `office`, nearest first.

    What the petitioner asks about who must not see the case goes past the office that answers:
    whom they fear may be on duty there. A second person to agree is the head of either office.
    """
    rungs = [Place(Rung.DUTY, office), Place(Rung.HEAD, office)]
    if need is Need.EXCLUSION:
        rungs = [Place(Rung.DUTY, registrar)]
    elif need is Need.NAME:
        rungs = [Place(Rung.HEAD, o) for o in dict.fromkeys((office, registrar))]
    return (*rungs, *(Place(Rung.ABOVE, o) for o in above))


def next_rungs(
    places: Sequence[Place], reached: int, somebody: Callable[[Place], bool]
) -> tuple[int, ...]:
    """The rungs that the alert passes over and, last, the one it comes to; empty: none is left.

    `reached` is the rung it stands on, -1 before the first. A rung where nobody is there to read
    it holds nothing up.
    """
    for number in range(reached + 1, len(places)):
        if somebody(places[number]):
            return tuple(range(reached + 1, number + 1))
    return ()
