"""What every event has, and the register of their tags."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

REGISTRY: dict[str, type["Event"]] = {}


def words(**options: Any) -> Any:
    """A field that holds what somebody wrote."""
    return field(metadata={"words": True}, **options)


@dataclass(frozen=True, kw_only=True)
class Event:
    """`step` is the step of the pack that was taken, `stage` where the case is afterwards.

    `on` is the local day on which it took effect, where that differs from when it was recorded:
    a letter received on Friday and typed in on Monday, an answer signed for last week.

    Of an event that is `within` a group no history tells, neither the office's nor the
    petitioner's: who decides what among the members is theirs.
    """

    tag: ClassVar[str] = ""
    office_only: ClassVar[bool] = False
    within: ClassVar[bool] = False

    step: str
    stage: str
    on: date | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        REGISTRY[cls.tag] = cls
