"""Plays the scripts through the real actions, in the order of time, and lets time act between."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, Q

from openredress.attachments.models import Attachment
from openredress.attachments.taking import Received, take_in
from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.events import Promise
from openredress.core.procedure import Procedure
from openredress.core.refusals import Refusal
from openredress.notices import sending
from openredress.notices.models import Notice
from openredress.offices.models import Matter, Office, Place, Staff
from openredress.offices.tree import actor_of
from openredress.parties import receipts
from openredress.procedures import library

from .drawings import draw
from .ground import Institution
from .script import PETITIONER, Happening, Row, happenings

IDENTITY = (
    "name", "phone", "email", "address", "helper_name", "helper_relation", "tell_by",
)  # fmt: skip
A_HUNDRED = 100


class ScriptError(RuntimeError):
    """A script asks for what the procedure refuses. The message names the case and the step."""


@dataclass(frozen=True)
class Kept:
    """A receipt that is shown to whoever tries the demonstration."""

    number: str
    code: str
    en: str
    zh: str


def play(
    scripts: list[tuple[Institution, Row]], now: datetime, say: Callable[[str], None]
) -> list[Kept]:
    """Plays every script up to `now`. Returns the receipts that are to be shown."""
    stage = Stage(scripts)
    plan = sorted(h for institution, case in scripts for h in happenings(institution, case, now))
    before = plan[0].at if plan else now
    for done, happening in enumerate(plan, start=1):
        let_time_act(before, happening.at)
        before = happening.at
        stage.play(happening)
        if done % A_HUNDRED == 0:
            say(f"  {done} of {len(plan)} steps")
    let_time_act(before, now)
    actions.publish_overdue(now)
    tell(now)
    return stage.kept


def tell(now: datetime) -> None:
    """Puts what happened lately on the ways that petitioners chose, as the worker would have done.
    What is older has long been posted.
    """
    Notice.objects.filter(queued_at__lt=now - timedelta(days=7)).delete()
    sending.send_due(now, batch=A_HUNDRED * A_HUNDRED)


def let_time_act(since: datetime, until: datetime) -> None:
    """Sweeps at each moment at which something falls due, as the worker would have done."""
    before = None
    while True:
        firsts = Case.objects.aggregate(
            first=Min("act_at", filter=Q(act_at__lte=until)),
            forget=Min("forget_act_at", filter=Q(forget_act_at__lte=until)),
        )
        due = min(filter(None, firsts.values()), default=None)
        if due is None:
            return
        moment = min(max(due + timedelta(seconds=15), since), until)
        failed = (*actions.sweep(moment).failed, *actions.forget(moment).failed)
        if failed or due == before:
            raise ScriptError(f"The sweep of {due} did not move on: {failed}")
        before = due


def _drawn(case: Row) -> Iterator[Received]:
    """The photos and papers that the case is filed with."""
    for file in case.get("files", ()):
        paper = draw(file["draw"], file.get("lines", ()))
        received = take_in(paper, file["name"], keep_original=file.get("original", False))
        if isinstance(received, Refusal):
            raise ScriptError(f"{case['key']}: {file['name']} was refused: {received.code}")
        yield received


class Stage:
    """The cases so far, by the keys of their scripts."""

    def __init__(self, scripts: list[tuple[Institution, Row]]) -> None:
        self.scripts = {case["key"]: (institution, case) for institution, case in scripts}
        if len(self.scripts) != len(scripts):
            raise ScriptError("Two scripts have the same key.")
        self.offices = dict(Office.objects.values_list("code", "id"))
        self.matters = dict(Matter.objects.values_list("code", "id"))
        self.places = dict(Place.objects.values_list("code", "id"))
        self.actors = {staff.username: actor_of(staff) for staff in Staff.objects.all()}
        self.numbers: dict[tuple[str, int], str] = {}
        self.suggested: dict[str, int] = {}
        self.kept: list[Kept] = []

    def play(self, happening: Happening) -> None:
        done = self._file(happening) if happening.step == "file" else self._take(happening)
        if isinstance(done, Refusal):
            raise ScriptError(
                f"{happening.key}: {happening.step} at {happening.at:%Y-%m-%d %H:%M} was refused: "
                f"{done.code} {done.field} {dict(done.params)}"
            )

    def _file(self, happening: Happening) -> Refusal | None:
        _, case = self.scripts[happening.key]
        if "about" in case:
            return self._report(happening, case)
        filing = replace(self._filing(case, happening.at), files=tuple(_drawn(case)))
        self.suggested[happening.key] = actions.destination(filing).office
        actor = self.actors.get(happening.by) or Actor.petitioner("")
        filed = actions.file_case(filing, actor, happening.at)
        if isinstance(filed, Refusal):
            return filed
        self._keep(happening, case, filed.case.number, filed.code)
        return None

    def _report(self, happening: Happening, case: Row) -> Refusal | None:
        """A report of reprisal about the case of another script."""
        report = actions.Report(
            text=case["text"].strip(),
            wish=case.get("wish", ""),
            about=self.numbers[case["about"], 1],
            language=case["language"],
            identity={name: case[name] for name in IDENTITY if name in case},
        )
        filed = actions.file_report(report, Actor.petitioner(""), happening.at)
        if isinstance(filed, Refusal):
            return filed
        if filed.case.office_id != self.offices[case["to"]]:
            raise ScriptError(f"{happening.key}: the report came to {filed.case.office}.")
        self._keep(happening, case, filed.case.number, filed.code)
        return None

    def _keep(self, happening: Happening, case: Row, number: str, code: str) -> None:
        self.numbers[happening.key, 1] = number
        receipts.confirm_saved(number, happening.at)
        if shown := case.get("receipt"):
            self.kept.append(Kept(number, code, shown["en"], shown["zh"]))

    def _filing(self, case: Row, at: datetime) -> actions.Filing:
        waited = case.get("received")
        return actions.Filing(
            text=case["text"].strip(),
            wish=case.get("wish", ""),
            place_words=case.get("place_words", ""),
            office=self.offices[case["chosen"]] if "chosen" in case else None,
            matter=self.matters[case["matter"]] if "matter" in case else None,
            place=self.places[case["place"]] if "place" in case else None,
            language=case["language"],
            channel=case.get("channel", "web"),
            on_behalf="helper_name" in case,
            read_back=case.get("channel") in ("visit", "telephone"),
            received_on=(at - timedelta(days=waited)).date() if waited else None,
            identity={name: case[name] for name in IDENTITY if name in case},
        )

    def _take(self, happening: Happening) -> Case | Refusal:
        number, at = self._number(happening), happening.at
        if happening.by == PETITIONER:
            actor = Actor.petitioner(self.numbers[happening.key, 1])
        else:
            actor = self.actors[happening.by]
        beside = self._beside(happening, number, actor)
        if beside is not None:
            return beside
        step, give = self._step(happening), self._enclosed(happening, number, actor)
        params = self._params(happening)
        return actions.take(number, actor, step, params, at, give=give)

    def _beside(self, happening: Happening, number: str, actor: Actor) -> Case | Refusal | None:
        """What no pack names; `None` where it is a step of the pack."""
        at, params = happening.at, happening.params
        acts: dict[str, Callable[[], Case | Refusal]] = {
            "note": lambda: actions.write_note(number, actor, params["text"], at),
            "hold": lambda: actions.hold(number, actor, now=at, **params),
            "ask-erasure": lambda: actions.ask_erasure(number, actor, now=at, **params),
            "confirm-remedy": lambda: actions.confirm_remedy(number, actor, now=at, **params),
            "object-to-remedy": lambda: actions.object_to_remedy(number, actor, now=at, **params),
            "open-answer": lambda: actions.receive_answer(number, actor, at),
            "try-service": lambda: actions.try_service(number, actor, now=at, **params),
            "open-identity": lambda: _case_of(
                actions.open_identity(number, actor, params["purpose"], at)
            ),
        }
        act = acts.get(happening.step)
        return act() if act else None

    def _enclosed(self, happening: Happening, number: str, actor: Actor) -> tuple[int, ...]:
        """Files of the office that go with the step, added to the case first."""
        before = Attachment.objects.filter(case__number=number).count()
        drawn = happening.params.get("enclose", ())
        for file in drawn:
            paper = draw(file["draw"], file.get("lines", ()))
            done = actions.add_file(
                number, actor, paper, file["name"], happening.at, of_office=True
            )
            if isinstance(done, Refusal):
                raise ScriptError(f"{happening.key}: {file['name']} was refused: {done.code}")
        return tuple(range(before + 1, before + 1 + len(drawn)))

    def _number(self, happening: Happening) -> str:
        """The number of the case at this level, found through the link once it went up."""
        wanted = (happening.key, happening.level)
        if wanted not in self.numbers:
            below = self.numbers[happening.key, happening.level - 1]
            self.numbers[wanted] = Case.objects.get(origin__number=below).number
        return self.numbers[wanted]

    def _step(self, happening: Happening) -> str:
        """The step of this name or, in packs that call it otherwise, of this kind."""
        institution, case = self.scripts[happening.key]
        pack = "reprisal" if "about" in case else institution.procedure
        procedure: Procedure = library()[pack][0]
        if happening.step in procedure.steps:
            return happening.step
        found = [step.id for step in procedure.steps.values() if step.act == happening.step]
        if len(found) != 1:
            raise ScriptError(f"{happening.key}: which step is {happening.step}?")
        return found[0]

    def _params(self, happening: Happening) -> Mapping[str, Any]:
        params = {k: v for k, v in happening.params.items() if k != "enclose"}
        for name in ("office", "competent"):
            if name in params:
                params[name] = self.offices[params[name]]
        if "co_handlers" in params:
            params["co_handlers"] = tuple(self.offices[code] for code in params["co_handlers"])
        if happening.step in ("transfer", "assign"):
            params["by_hand"] = params["office"] != self.suggested[happening.key]
        if "remedies" in params:
            promised = params["remedies"]
            params["remedies"] = tuple(
                Promise(self.offices[r["office"]], r["due_on"], r["kind"]) for r in promised
            )
            params["remedy_texts"] = tuple(r["text"] for r in promised)
            params["remedy_amounts"] = tuple(r["amount"] for r in promised)
        return params


def _case_of(opened: actions.Opened | Refusal) -> Case | Refusal:
    return opened if isinstance(opened, Refusal) else opened.case
