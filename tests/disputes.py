"""A dispute between neighbours that is mediated: the offices on the rungs, and ways to drive it.

town (township) ── village (mediator), committee
far-town (another area) ── far-village (mediator)
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from openredress.cases import actions, verification
from openredress.cases.access import case_for
from openredress.cases.actions import Wanted
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.facts import OTHER, PETITIONER, Facts, Mediation
from openredress.core.refusals import Refusal
from openredress.offices.models import Office, Post, Staff
from tests.cast import Cast, Drive, accepted

OFFICES = [
    ("village", "Willow Village Mediators", "柳树村调解室", "town", "mediator"),
    ("committee", "Qingshi Mediation Committee", "青石镇人民调解委员会", "town", "committee"),
    ("far-town", "Baihe Township", "白河镇", "county", "township"),
    ("far-village", "Ferry Village Mediators", "渡口村调解室", "far-town", "mediator"),
]


def make_mediators(cast: Cast) -> Cast:
    """Who mediates, each office with one officer called as the office."""
    Office.objects.filter(code="town").update(mediates="township")
    for code, english, chinese, parent, kind in OFFICES:
        cast.offices[code] = Office.objects.create(
            code=code, name_en=english, name_zh=chinese, parent=cast.offices[parent], mediates=kind
        )
        staff = Staff.objects.create_user(f"{code}-officer", "a-password-for-tests", name=code)
        Post.objects.create(staff=staff, office=cast.offices[code], role="officer")
    return cast


SAYS = "His wall stands on my land."


@dataclass
class Dispute:
    """One dispute. `now` moves on; `ally` is who mediates now, as a name of the cast."""

    cast: Cast
    drive: Drive
    mediator: str = "village-officer"
    codes: list[str] = field(default_factory=list)

    @classmethod
    def begun(cls, cast: Cast, filed: dict[str, Any] | None = None, **given: Any) -> "Dispute":
        """`filed` is what the case was filed with, `given` what the petitioner says of it."""
        make_mediators(cast)
        text = "My neighbour built a wall on my land."
        dispute = cls(cast, accepted(cast, **{"text": text, **(filed or {})}))
        dispute.begin(**given)
        return dispute

    def begin(self, **given: Any) -> None:
        given = {"about": SAYS, "name": "Sun Daming", "reach": "Willow Village 12",
                 "called": "Your neighbour, Li", **given}  # fmt: skip
        wanted = Wanted(office=self.cast.offices["village"].pk, **given)
        actor = Actor.petitioner(self.number)
        self.must(actions.begin_mediation(self.number, actor, wanted, self.now))

    @property
    def number(self) -> str:
        return self.drive.case.number

    @property
    def now(self) -> datetime:
        return self.drive.now

    def wait(self, **time: float) -> None:
        self.drive.now += timedelta(**time)

    @property
    def actor(self) -> Actor:
        return self.cast.actor(self.mediator)

    @property
    def facts(self) -> Facts:
        return case_for(Actor.petitioner(self.number), self.number, self.now).facts

    @property
    def mediation(self) -> Mediation:
        assert self.facts.mediation is not None
        return self.facts.mediation

    def must(self, done: Any) -> Any:
        assert not isinstance(done, Refusal), done
        if isinstance(done, Case):
            self.drive.case = done
        return done

    def come(self) -> str:
        """The other side is invited and opens the letter."""
        letter = self.must(actions.invite_other_side(self.number, self.actor, self.now))
        came = self.must(actions.open_letter(letter, f"form {len(self.codes)}", self.now))
        self.codes.append(came.code)
        return str(came.code)

    def both_agree(self) -> None:
        for side in (PETITIONER, OTHER):
            self.must(actions.answer_mediation(self.number, side, self.now, agrees=True))

    def draft(self) -> None:
        day = (self.now + timedelta(days=20)).date()
        self.must(actions.draft_agreement(
            self.number, self.actor, "The wall moves by half a metre.",
            [("other", "Moves the wall by half a metre.", day), ("petitioner", "Pays half.", day)],
            self.now,
        ))  # fmt: skip

    def both_confirm(self) -> None:
        number = self.mediation.agreements[-1].number
        for side in (PETITIONER, OTHER):
            self.must(actions.answer_agreement(self.number, side, number, self.now, agrees=True))

    def sweep(self, **time: float) -> None:
        self.wait(**time)
        swept = actions.sweep(self.now)
        assert not swept.failed, swept

    def verified(self) -> None:
        wrong = [d for _key, found in verification.verify(number=self.number) for d in found]
        assert wrong == []
