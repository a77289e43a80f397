"""People who come together: whom the alert reaches, and when it goes on.

A standard that the institution keeps towards visitors. It knows an office, an hour and how many
people stand at the door, and nobody's name: who does not file leaves nothing here.
"""

from datetime import datetime, timedelta

from .alerts import Place, Rung
from .standard import Capacity


def ladder(office: int, above: tuple[int, ...]) -> tuple[Place, ...]:
    """Whom the alert reaches, in order: who is on duty, the head, then office by office above."""
    places = [Place(Rung.DUTY, office), Place(Rung.HEAD, office)]
    return (*places, *(Place(Rung.ABOVE, o) for o in above))


def first_rung(who: Capacity) -> int:
    """The last rung that is reached at once: whoever has to come is not told late."""
    return 0 if who is Capacity.OFFICER else 1


def climbs_at(due_at: datetime, now: datetime, climbs: int, *, is_coming: bool) -> datetime:
    """When the alert goes one rung up, unless somebody has gone out to the people by then.

    While nobody says that they are coming, that is every `climbs` minutes. Once somebody is, it is
    when the time within which they had to be there is over; from then on nothing holds it up.
    """
    if now >= due_at:
        return now + timedelta(minutes=climbs)
    return due_at if is_coming else min(now + timedelta(minutes=climbs), due_at)
