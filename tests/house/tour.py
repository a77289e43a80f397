"""A walk past every page of the product, in the demonstration town, as whoever may see it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time as hour
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import get_cookie_signer
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image
from tests.field import records as brought
from tests.signin import authenticator
from tests.signin.provider import Directory, directory

from openredress.attachments.models import Attachment
from openredress.cases import actions
from openredress.cases.access import case_for
from openredress.cases.models import Case, Hearing, Helping, Mediation, PromisedRemedy, SetAside
from openredress.coordination.models import Item
from openredress.core import deposit
from openredress.core.access import Actor
from openredress.core.causes import Plan
from openredress.core.facts import Facts
from openredress.core.field import written
from openredress.core.procedure import Role
from openredress.core.receipt import code_from
from openredress.core.replacement import WAITS
from openredress.duty.models import Shift, Swap
from openredress.field.laptop.store import Store
from openredress.field.merging import merge
from openredress.incoming.models import SetAsideMail
from openredress.mailroom import aside
from openredress.notices.models import Notice
from openredress.offices.models import CalendarChange, Helper, Matter, Office, Post, Staff
from openredress.offices.tree import actor_of
from openredress.ops.demo.ground import PASSWORD
from openredress.parties import acting, identities, lost, members, receipts
from openredress.parties.models import Member, Proxy
from openredress.parties.session import COOKIE, SALT
from openredress.procedures import library
from openredress.proof import checkpoints, keys
from openredress.proof.deposits import proof_of
from openredress.reception import actions as reception
from openredress.reception import times
from openredress.reception.actions.booking import Wish
from openredress.reception.models import Arrival, BookedCase
from openredress.rounds import actions as rounds
from openredress.rounds.kit import signed
from openredress.rounds.models import Kit
from openredress.signin import records
from openredress.signin.models import Record
from openredress.web import limits
from openredress.worker import duties
from openredress.worker.models import Run

STORY = "The road to our village is broken."
PURPOSE = "To agree on a visit."


@dataclass(frozen=True)
class Stop:
    """A page, and how it is come to. `entered` is sent if given; what it changes is undone.

    `written_in` is the language of the case that is shown, "" if none is.
    """

    name: str
    client: Client
    path: str
    entered: dict[str, Any] | None = None
    written_in: str = ""

    def ask(self, language: str) -> HttpResponse:
        headers = {"accept-language": language}
        with transaction.atomic():
            if self.entered is None:
                return self.client.get(self.path, headers=headers)
            answer = self.client.post(self.path, self.entered, headers=headers)
            transaction.set_rollback(True)
        return answer


@dataclass(frozen=True)
class Seen:
    """What a stop showed in one language, made from `template`."""

    stop: Stop
    language: str
    status: int
    template: str
    html: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.stop.name} ({self.stop.path}) in {self.language}"


def walk(languages: tuple[str, ...]) -> Iterator[Seen]:
    """Every stop in every language. The demonstration has to be loaded."""
    cache.clear()
    limits.forget_all()
    tours = (
        public, filing, reporting, taking_down, following, together, losing, replacing, proving,
        on_duty, at_the_desk, protecting, signing_in, receiving, going_out, mediating,
    )  # fmt: skip
    for tour in tours:
        for stop in tour():
            for language in languages:
                answer = stop.ask(language)
                template = answer.templates[0].name if answer.templates else ""
                html = answer.content.decode()
                yield Seen(stop, language, answer.status_code, template, html)


def public() -> Iterator[Stop]:
    anybody, packs = Client(), library()
    pages = ["/", "/how-long/", "/procedures/", "/case/open/", "/case/", "/staff/sign-in/",
             "/staff/inactive/", "/no/such/page/", "/case/close/", "/overdue/", "/file/check/",
             *(f"/procedures/{pack}/" for pack in packs), "/rights/", "/rights/cn-2022/",
             "/rights/uk-lgsco-2024/",
             *(f"/how-long/?procedure={pack}" for pack in packs),
             "/how-long/?procedure=cn-2022&limit=accept&start=2026-01-28",
             "/how-long/?procedure=cn-2022&limit=decide&start=2026-12-20",
             "/how-long/?procedure=wb-ess10&limit=tell-project-unit&start=2026-01-28",
             "/how-long/?procedure=uk-lgsco-2024&limit=x&start=x"]  # fmt: skip
    for path in pages:
        yield Stop("public", anybody, path)
    yield Stop("wrong code", anybody, "/case/open/", {"code": "1234"})
    yield Stop("unknown code", anybody, "/case/open/", {"code": "0" * 20})
    yield Stop("ended session", anybody, "/case/2026-000001-5/message/", {"message-text": "x"})
    yield Stop("wrong password", anybody, "/staff/sign-in/", {"login": "x", "password": "y"})


def filing() -> Iterator[Stop]:
    """The form with every question that can come up, then what follows it."""
    client = Client()
    yield Stop("filing: before", client, "/file/")
    client.post("/file/")
    yield Stop("filing: error", client, "/file/what-happened/", {"text": ""})
    broad = Matter.objects.filter(children__isnull=False, parent=None).first()
    answers = {
        "what-happened": {"text": STORY, "wish": "Mend it."},
        "where": {"place_words": "By the old mill"},
        "about-what": {"matter": broad.pk},
        "more-exactly": {"narrower": ""},
        "files": {"files": SimpleUploadedFile("road.png", a_picture()), "keep_original": "on"},
        "office": {"way": "myself"},
        "choose-office": {"office": Post.objects.filter(role="officer").first().office_id},
        "keep-out": {"keep_out": "Mr Li of the roads bureau."},
        "for-whom": {"whom": "other"},
        "for-them": {"them": "Li Na", "relation": "neighbour", "agreed": "on"},
        "who-you-are": {"name": "Zhang Wei", "phone": "0000-5555"},
    }
    for slug, given in answers.items():
        yield Stop(f"filing: {slug}", client, f"/file/{slug}/")
        if slug == "files":
            assert client.post("/file/files/", {**given, "add": "1"}).status_code == 200
            yield Stop("filing: a file", client, "/file/files/")
        assert client.post(f"/file/{slug}/", {} if slug == "files" else given).status_code == 302, (
            slug
        )
    yield Stop("filing: begun", client, "/file/")
    yield Stop("filing: check", client, "/file/check/")
    yield Stop("filing: delete", client, "/file/draft/deletion/")
    assert client.post("/file/check/")["Location"] == "/file/receipt/"
    yield Stop("filing: receipt", client, "/file/receipt/")
    yield Stop("filing: not saved", client, "/file/receipt/", {})
    yield Stop("filing: waits", client, "/file/")


def a_picture(width: int = 40) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, 30), "gray").save(out, "PNG")
    return out.getvalue()


def reporting() -> Iterator[Stop]:
    """A report of reprisal, from the page of a case to the receipt, and at the counter."""
    client, case = Client(), Case.objects.filter(is_reprisal=False, office__code="linjiang").first()
    yield Stop("report: before", client, "/protection/")
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    yield Stop("report: about a case", client, "/protection/")
    other = Client()
    other.post("/protection/")
    yield Stop("report: about no case", other, "/protection/what-happened/")
    yield Stop("report: error", other, "/protection/what-happened/", {"text": ""})
    client.post("/protection/")
    yield Stop("report: what happened", client, "/protection/what-happened/")
    assert client.post("/protection/what-happened/", {"text": STORY}).status_code == 302
    for name in ("who-reads/", "check/", "draft/deletion/", ""):
        yield Stop(f"report: {name}", client, f"/protection/{name}")
    assert client.post("/protection/check/")["Location"] == "/protection/receipt/"
    yield Stop("report: receipt", client, "/protection/receipt/")
    yield Stop("report: not saved", client, "/protection/receipt/", {})
    clerk, form = staff("cn-clerk"), "/desk/take-down/report/"
    yield Stop("report: counter", clerk, form)
    yield Stop("report: counter error", clerk, form, {"text": ""})
    said = {"text": STORY, "channel": "visit", "language": "zh-hans"}
    own = Office.objects.get(code="linjiang-petitions").pk
    yield Stop("report: not here", clerk, form, {**said, "office": own})
    said["office"] = Office.objects.get(code="linjiang-qingxi").pk
    assert clerk.post(form, said).status_code == 302
    yield Stop("report: read back", clerk, f"{form}read-back/", written_in="zh-hans")
    assert clerk.post(f"{form}read-back/", {"confirmed": "on"}).status_code == 302
    yield Stop("report: hand over", clerk, f"{form}receipt/", written_in="zh-hans")


def protecting() -> Iterator[Stop]:
    """What the office above does with a report of reprisal."""
    report = Case.objects.filter(is_reprisal=True, about__isnull=False, language="zh-hans").first()
    person, here = staff("cn-review"), f"/desk/cases/{report.number}/"
    say = {"written_in": report.language}
    yield Stop("reports", person, "/desk/reports/")
    yield Stop("report", person, here, **say)
    for path in ("original/", "protection/"):
        yield Stop(f"report: {path}", person, here + path, **say)
    for path in ("move/", "exclusion/"):
        yield Stop(f"protect: {path} error", person, f"{here}protection/{path}", {}, **say)
    yield Stop("protect: error", person, f"{here}protect/", {}, **say)


def staff(username: str) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(username=username))
    return client


def taking_down() -> Iterator[Stop]:
    clerk = staff("cn-clerk")
    yield Stop("take down", clerk, "/desk/take-down/")
    yield Stop("take down: error", clerk, "/desk/take-down/", {"text": ""})
    yield Stop("take down: no clerk", staff("cn-officer"), "/desk/take-down/")
    picture = {"files": SimpleUploadedFile("road.png", a_picture()), "add": "1"}
    assert clerk.post("/desk/take-down/", {"text": "", **picture}).status_code == 200
    yield Stop("take down: a file", clerk, "/desk/take-down/")
    said = {"text": STORY, "channel": "letter", "language": "zh-hans", "on_behalf": "on",
            "them": "Li Na", "relation": "neighbour", "agreed": "on"}  # fmt: skip
    assert clerk.post("/desk/take-down/", said).status_code == 302
    yield Stop("read back", clerk, "/desk/take-down/read-back/", written_in="zh-hans")
    yield Stop("not read back", clerk, "/desk/take-down/read-back/", {}, written_in="zh-hans")
    assert clerk.post("/desk/take-down/read-back/", {"confirmed": "on"}).status_code == 302
    yield Stop("hand over", clerk, "/desk/take-down/receipt/", written_in="zh-hans")


def one_of_each() -> Iterator[Case]:
    """One case at each stage of each procedure, the one with the longest journal."""
    cases = Case.objects.select_related("root", "pack", "office")
    yield from cases.order_by("pack_id", "stage", "-version", "pk").distinct("pack_id", "stage")


def following() -> Iterator[Stop]:
    shown: set[tuple[Any, ...]] = set()
    for case in one_of_each():
        holder = Client()
        session = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
        holder.cookies[COOKIE] = session
        file = case_for(Actor.petitioner(case.root.number), case.number, timezone.now())
        mine = [s for s in file.procedure.steps.values() if Role.PETITIONER in s.actors]
        inner = [f"{step.id}/" for step in mine if step.act != "file"]
        inner += [f"days/{clock.limit.id}/" for clock in file.situation.clocks]
        inner += ["decision/"] if file.facts.served_on else []
        stops = [(case.stage, "")]
        for path in inner:
            # A step that can be taken and one that cannot are different pages.
            can = any(path == f"{step.id}/" for step in file.steps)
            if (case.pack_id, path, can) not in shown:
                shown.add((case.pack_id, path, can))
                stops.append((path, path))
        stops.append(("details", "details/"))
        stops.append(("files", "files/"))
        stops.append(("exclusion", "exclusion/"))
        stops += [("erasure", "erasure/"), ("longer", "longer/")]
        for name, path in stops:
            here = f"/case/{case.number}/{path}"
            yield Stop(f"petitioner: {name}", holder, here, written_in=case.language)


def together() -> Iterator[Stop]:
    """A group: the petitioner lets others join, somebody does, and everything that members do."""
    open_ones = Case.objects.filter(level=1, is_open=True, is_reprisal=False, stage="accepted")
    case = open_ones.exclude(journal__tag="group-opened").filter(pack__pack="cn-2022").first()
    first, one, say = Client(), Client(), {"written_in": case.language}
    first.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    here = f"/case/{case.number}/group/"
    yield Stop("group: to open", first, here)
    yield Stop("group: error", first, here, {"about": ""})
    assert first.post(here, {"about": STORY}).status_code == 302
    known = case_for(Actor.petitioner(case.root.number), case.number, timezone.now()).facts.group
    code = members.invitation_code(case.root.number, known.invitation)
    yield Stop("group: join", one, "/group/join/")
    yield Stop("group: no invitation", one, "/group/join/", {"code": "0" * 20})
    assert one.post("/group/join/", {"code": code}).status_code == 302
    yield Stop("group: to join", one, "/group/join/say/")
    yield Stop("group: join error", one, "/group/join/say/", {"shown": "x"})
    assert one.post(
        "/group/join/say/", {"say": STORY, "name": "Li", "shown": "say"}
    ).status_code == (302)
    yield Stop("group: receipt", one, "/group/receipt/")
    one.post("/group/receipt/")
    yield Stop("group: standing", one, "/group/standing/")
    one.post("/group/standing/", {"send": "1", "calls": "Li", "about": STORY})
    for client in (first, one):
        client.post("/group/mandates/1/", {"send": "1", "scope": ["speak", "receive"]})
    one.post("/group/report/", {"send": "1", "text": STORY})
    officer, today = somebody_at(case), timezone.now().date()
    actions.offer_settlement(
        case.number, actor_of(officer), today + timedelta(days=9), today + timedelta(days=60),
        STORY, timezone.now(),
    )  # fmt: skip
    told = {"choose": "1", "ways": "email", "topics": "settlements", "language": "en"}
    with override_settings(EMAIL_HOST="localhost"):
        yield Stop("group: notices", one, "/group/notices/", **say)
        yield Stop("group: notices error", one, "/group/notices/", {**told, "email": "li"}, **say)
    inner = ["", "say/", "mandates/1/", "letter/", "report/", "dissent/", "leaving/", "alone/",
             f"settlements/{case.number}/1/"]  # fmt: skip
    for path in inner:
        yield Stop(f"group: {path}", one, f"/group/{path}", **say)
        if path not in ("", "leaving/"):
            wrong = {"send": "1", "shown": "x"}
            yield Stop(f"group: {path} error", one, f"/group/{path}", wrong, **say)
    for path in ("", "invitation/print/", "leaving/"):
        yield Stop(f"group: first, {path}", first, f"/group/{path}", **say)
    yield Stop("group: alone", one, "/group/alone/", {"send": "1", "text": STORY}, **say)
    member, now, late = Member.objects.filter(case=case.root).latest("pk"), timezone.now(), Client()
    entered = {"code": lost.make_code(case.root_id, now - WAITS, member=member.pk)}
    assert actions.enter_code(entered["code"], now - WAITS) is not None
    yield Stop("group: somebody asks for a receipt", one, "/group/", **say)
    assert late.post("/receipt/code/", entered)["Location"] == "/receipt/collection/"
    assert late.post("/receipt/collection/")["Location"] == "/receipt/new/"
    yield Stop("group: new receipt", late, "/receipt/new/")
    yield Stop("group: new receipt error", late, "/receipt/new/", {})
    yield Stop("group: over", Client(), "/group/say/", {"send": "1", "say": STORY})
    person, clerk = Client(), Client()
    person.force_login(officer)
    at = f"/desk/cases/{case.number}/group/"
    yield Stop("desk: group", person, at, **say)
    clerks = Post.objects.filter(office=case.registrar, role="clerk").first()
    clerk.force_login(clerks.staff)
    yield Stop("desk: group, clerk", clerk, at, **say)
    other = open_ones.exclude(journal__tag="group-opened").filter(registrar=case.registrar).first()
    begin = f"/desk/cases/{other.number}/group/opening/"
    yield Stop("desk: group to open", clerk, begin, written_in=other.language)
    yield Stop("desk: group to open, error", clerk, begin, {}, written_in=other.language)
    yield Stop("desk: group error", clerk, f"{at}signatures/", {}, **say)
    yield Stop("desk: group receipt", clerk, f"{at}receipts/", {"how": "counter"}, **say)
    assert first.post("/group/leaving/", {"send": "1"}).status_code == 302
    yield Stop("group: left", first, here)


def losing() -> Iterator[Stop]:
    """A receipt that was lost: asked for by e-mail, refused, waited for and collected."""
    anybody, now = Client(), timezone.now()
    yield Stop("lost: no mail", anybody, "/receipt/lost/")
    with override_settings(EMAIL_HOST="localhost"):
        yield Stop("lost", anybody, "/receipt/lost/")
        yield Stop("lost: error", anybody, "/receipt/lost/", {"number": "1", "email": "x"})
        case = Case.objects.filter(level=1, is_open=True).first()
        given = {"number": case.number, "email": "nobody@example.org"}
        yield Stop("lost: asked", anybody, "/receipt/lost/", given)
    yield Stop("code", anybody, "/receipt/code/")
    yield Stop("code: none", anybody, "/receipt/code/", {"code": "0" * 20})
    entered = {"code": lost.make_code(case.root_id, now - WAITS)}
    yield Stop("code: too late", anybody, "/receipt/code/", entered)
    entered = {"code": lost.make_code(case.root_id, now)}
    yield Stop("code: asked", anybody, "/receipt/code/", entered)
    assert actions.enter_code(entered["code"], now - WAITS) is not None
    holder = Client()
    session = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    holder.cookies[COOKIE] = session
    yield Stop("lost: the holder", holder, f"/case/{case.number}/", written_in=case.language)
    assert anybody.post("/receipt/code/", entered)["Location"] == "/receipt/collection/"
    yield Stop("collect", anybody, "/receipt/collection/")
    assert anybody.post("/receipt/collection/")["Location"] == "/receipt/new/"
    yield Stop("collected", anybody, "/receipt/new/")
    yield Stop("collected: not saved", anybody, "/receipt/new/", {})
    code = anybody.get("/receipt/new/").context["sheet"].code
    receipts.replace(case.root_id, 3, now)
    yield Stop("replaced", anybody, "/case/open/", {"code": code})
    for _ in range(12):
        anybody.post("/case/open/", {"code": code_from(7)})
    yield Stop("paused", anybody, "/case/open/", {"code": code_from(7)})


def replacing() -> Iterator[Stop]:
    """A receipt that was lost, replaced at the counter, with a second person and without."""
    waits = Case.objects.filter(level=1, is_open=True, office__posts__role="head").order_by("pk")
    case = next(c for c in waits if not identities.open_for(c.root).is_anonymous)
    clerk, head = (
        Post.objects.filter(office=office, role=role).first().staff
        for office, role in ((case.registrar, "clerk"), (case.office, "head"))
    )
    person, second, say = Client(), Client(), {"written_in": case.language}
    person.force_login(clerk)
    second.force_login(head)
    here, given = "/desk/new-receipt/", {"number": case.number, "checked": PURPOSE}
    yield Stop("replace", person, here)
    yield Stop("replace: error", person, here, {"number": "2026-999999-0"})
    yield Stop("replace: no clerk", second, here)
    Office.objects.filter(pk=case.registrar_id).update(custodian=True)
    assert person.post(here, given).status_code == 302
    yield Stop("replace: to ask", person, f"{here}confirmation/", **say)
    assert person.post(f"{here}confirmation/").status_code == 302
    yield Stop("replace: waits", person, f"/desk/cases/{case.number}/", **say)
    yield Stop("replace: to agree", second, f"/desk/cases/{case.number}/", **say)
    answer = f"/desk/cases/{case.number}/replacement/"
    yield Stop("replace: answer error", second, answer, {}, **say)
    assert person.post(here, given).status_code == 302
    yield Stop("replace: refused", person, f"{here}confirmation/", {}, **say)
    Office.objects.filter(pk=case.registrar_id).update(custodian=False)
    yield Stop("replace: confirm", person, f"{here}confirmation/", **say)
    assert person.post(f"{here}confirmation/")["Location"] == f"{here}receipt/"
    yield Stop("replaced: print", person, f"{here}receipt/", written_in=case.language)


def proving() -> Iterator[Stop]:
    """A proof of filing: to have, and what the public page says of genuine and other ones."""
    case, anybody, holder = Case.objects.filter(level=2).first(), Client(), Client()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    yield Stop("checkpoints: none yet", anybody, "/proof/checkpoints/")
    for _day in range(2):
        checkpoints.make(timezone.now())
    yield Stop("checkpoints", anybody, "/proof/checkpoints/")
    yield Stop("proof", holder, "/case/proof/")
    yield Stop("proof to print", holder, f"/case/{case.number}/proof/sheet/")
    file = case_for(Actor.petitioner(case.root.number), case.number, timezone.now())
    text = deposit.as_file(proof_of(file, with_content=True))
    # As it was signed, and with another number, other words, another key; and half of it.
    proofs = [text, deposit.as_word(deposit.read(text)), text.replace(case.number, "2020-000001-1"),
              text.replace('"salt": "', '"salt": "00'), text.replace(keys.current().id, "00000000"),
              text[:99]]  # fmt: skip
    yield Stop("check a proof", anybody, "/proof/")
    yield Stop("check no proof", anybody, "/proof/", {})
    for number, sent in enumerate(proofs):
        yield Stop(f"check a proof: {number}", anybody, "/proof/", {"text": sent})


def somebody_at(case: Case) -> Staff:
    """Who handles the case, or may read it where nobody there does."""
    posts = Post.objects.select_related("staff").filter(office=case.office)
    found = posts.filter(role__in=("head", "officer", "clerk")).order_by("-role").first()
    return found.staff if found else Staff.objects.get(username="cn-supervisor")


def at_the_desk() -> Iterator[Stop]:
    lists = [
        "",
        "extensions/",
        "names/",
        "remedies/",
        "overdue/",
        "registered/",
        "closed/",
        "search/",
        "search/?q=路灯 lamp&state=open",
        "unattended/",
        "keeping/",
        "reports/",
        "mail/",
        "exclusions/",
        "alerts/",
        "unserved/",
        "letters/",
        "texts/",
        "supervision/",
        "breaches/",
        "meetings/",
        "issues/",
        "hearings/",
        "head/",
        "head/late/",
        "head/alerts/",
        "head/remedies/",
        "remedies/kept/",
        "remedies/kept/due/",
        "head/extensions/",
        "head/work/",
        "duty/",
        "find/?number=1",
    ]
    for who in ("cn-clerk", "cn-head", "cn-supervisor", "cn-operator", "uk-clerk", "uk-head"):
        person = staff(who)
        for path in lists:
            yield Stop(f"{who}: list", person, f"/desk/{path}")
    yield from operating()
    yield from serving()
    yield from mailing()
    nobody = Client()
    nobody.force_login(Staff.objects.create_user("without-post", "x"))
    yield Stop("no post", nobody, "/desk/")
    for case in one_of_each():
        person, here = Client(), f"/desk/cases/{case.number}/"
        person.force_login(somebody_at(case))
        yield Stop(f"desk: {case.stage}", person, here, written_in=case.language)
        if not (case.is_forgotten or case.is_reprisal):
            yield Stop("alike", person, f"{here}alike/", written_in=case.language)
        if case.journal.filter(tag__in=("decided", "declined", "redirected")).exists():
            yield Stop("letter", person, f"{here}decision/", written_in=case.language)
        if not case.is_forgotten:
            yield Stop("keeping", person, f"{here}keeping/", written_in=case.language)
    waiting = Case.objects.exclude(pending_limit="").first()
    person, here = Client(), f"/desk/cases/{waiting.number}/"
    person.force_login(somebody_at(waiting))
    for step in ("grant-extension", "decide"):
        yield Stop("desk: error", person, f"{here}{step}/", {}, written_in=waiting.language)
    yield Stop("desk: note", person, f"{here}note/", {}, written_in=waiting.language)
    yield from supervising()
    yield from meeting()
    yield from one_hearing()
    yield from one_cause()
    yield from keeping_promises()
    yield from somebody_excluded(waiting)
    yield from keeping_and_erasing()
    yield from with_files(waiting)
    yield Stop("identity", person, f"{here}identity/", {"identity-purpose": PURPOSE},
               written_in=waiting.language)  # fmt: skip
    yield from a_second_person(waiting)


def mailing() -> Iterator[Stop]:
    """E-mail that waits, of a case and of none, what was decided, and where to answer."""
    clerk, row = (
        staff("cn-clerk"),
        SetAsideMail.objects.filter(office__code__startswith="l").first(),
    )
    case = Case.objects.filter(channel="email", level=1).first()
    here = f"/desk/mail/{row.uid}/"
    yield Stop("mail", clerk, here)
    yield Stop("mail: error", clerk, f"{here}discarding/", {"because": ""})
    with transaction.atomic():
        SetAsideMail.objects.filter(pk=row.pk).update(case=case, sealed=b"altered")
        yield Stop("mail: altered", clerk, here)
        actor = actor_of(Post.objects.filter(office=row.office, role="clerk").first().staff)
        aside.discard(actor, row.uid, "Advertising.", timezone.now())
        yield Stop("mail: decided", clerk, "/desk/mail/")
        transaction.set_rollback(True)
    yield Stop("mail: a case", clerk, f"/desk/cases/{case.number}/", written_in=case.language)
    holder = Client()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    with override_settings(REPLY_ADDRESS="redress@example.org", EMAIL_HOST="localhost"):
        yield Stop("details: reply address", holder, f"/case/{case.number}/details/",
                   written_in=case.language)  # fmt: skip


def acting_for_somebody() -> Iterator[Stop]:
    """The case as whoever acts for its petitioner sees it, and as the petitioner does."""
    row = Proxy.objects.select_related("case").first()
    them, number = Client(), row.case.number
    began = int(timezone.now().timestamp())
    them.cookies[acting.COOKIE] = get_cookie_signer(salt=acting.COOKIE + acting.SALT).sign(
        f"{row.pk}/{began}"
    )
    yield Stop("proxy: the case", them, f"/case/{number}/", written_in=row.case.language)
    yield Stop("proxy: not theirs", them, f"/case/{number}/details/")
    holder = Client()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(number)
    yield Stop("proxy: who acts", holder, f"/case/{number}/proxy/")


def helped_by_somebody() -> Iterator[Stop]:
    """A helper: on the public list, at the desk, on the case of whoever chose them; their head."""
    row = Helping.objects.filter(accepted_at__isnull=False, staff__isnull=False).first()
    helper, head, holder = staff("cn-helper"), staff("cn-petitions-head"), Client()
    yield Stop("helpers: all", Client(), "/helpers/")
    yield Stop("helpers: of an office", Client(), "/helpers/linjiang-petitions/")
    yield Stop("helpers: none", Client(), "/helpers/linjiang-housing/")
    yield Stop("helping", helper, "/desk/helping/")
    yield Stop("helping: error", helper, "/desk/helping/address/", {"digest-email": "x"})
    yield Stop("helping: the case", helper, f"/case/{row.number}/", written_in=row.case.language)
    yield Stop("helping: not theirs", helper, f"/case/{row.number}/details/")
    yield Stop("helping: no such case", helper, "/case/2026-999999-0/")
    yield Stop("helpers: kept", head, "/desk/helpers/")
    yield Stop("helpers: error", head, "/desk/helpers/", {})
    post = Helper.objects.get(post__staff__username="cn-helper").pk
    yield Stop("helpers: one", head, f"/desk/helpers/{post}/")
    yield Stop("helpers: one, error", head, f"/desk/helpers/{post}/", {"goes_by": ""})
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(row.root)
    yield Stop("helper: who helps", holder, f"/case/{row.number}/helper/")


def serving() -> Iterator[Stop]:
    """An answer on its way: tried at the desk, opened on the page; letters; texts of messages."""
    case = Case.objects.filter(unserved_since__isnull=False, is_reprisal=False, level=1).first()
    person, holder, operator = Client(), Client(), staff("cn-operator")
    person.force_login(somebody_at(case))
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    say = {"written_in": case.language}
    yield Stop("unserved: a try", person, f"/desk/cases/{case.number}/service/")
    yield Stop("unserved: error", person, f"/desk/cases/{case.number}/service/", {})
    yield Stop("answer: waits", holder, f"/case/{case.number}/", **say)
    yield Stop("answer: to open", holder, f"/case/{case.number}/answer/")
    yield Stop("helper: to choose", holder, f"/case/{case.number}/helper/")
    yield Stop("helper: error", holder, f"/case/{case.number}/helper/", {"keep": "1"})
    yield Stop("proxy: to name", holder, f"/case/{case.number}/proxy/")
    yield Stop("proxy: error", holder, f"/case/{case.number}/proxy/", {"keep": "1"})
    yield Stop("proxy: code", holder, f"/case/{case.number}/proxy/",
               {"name": "Li", "scope": ["write"], "form": "tour", "keep": "1"})  # fmt: skip
    yield from acting_for_somebody()
    yield from helped_by_somebody()
    yield Stop("notices", holder, f"/case/{case.number}/notices/")
    yield Stop("notices: error", holder, f"/case/{case.number}/notices/",
               {"ways": ["letter", "x"], "choose": "1"})  # fmt: skip
    for name, language in (("email", "en"), ("short", "zh-hans"), ("answer", "en")):
        here = f"/desk/texts/{name}/{language}/"
        yield Stop("text", operator, here)
        yield Stop("text: error", operator, here, {"text": "{name}", "keep": "1"})
    letters = Notice.objects.filter(channel="letter")
    letter = letters.select_related("of_case").first()
    person.force_login(somebody_at(letter.of_case))
    yield Stop("letters", person, "/desk/letters/")
    letters.update(state="printed")
    yield Stop("letters: printed", person, "/desk/letters/")
    letters.update(state="sent", ended_at=timezone.now())
    yield Stop("letters: posted", person, "/desk/letters/")
    letters.update(state="waits", ended_at=None)


def meeting() -> Iterator[Stop]:
    """A coordination meeting that the demonstration has called: agenda, then minutes on its day."""
    above = staff("cn-supervisor")
    item = Item.objects.select_related("meeting").filter(
        meeting__office__code__startswith="yunchuan"
    ).first()  # fmt: skip
    here, on = f"/desk/meetings/{item.meeting_id}/", f"/desk/meetings/items/{item.pk}/"
    yield Stop("meeting", above, here)
    yield Stop("meeting: call", above, "/desk/meetings/call/")
    yield Stop("meeting: call, error", above, "/desk/meetings/call/", {"call-place": "x"})
    yield Stop("meeting: series", above, "/desk/meetings/series/")
    yield Stop("meeting: series, error", above, "/desk/meetings/series/", {"series-count": "0"})
    yield Stop("meeting: item", above, f"{here}items/")
    yield Stop("meeting: item, error", above, f"{here}items/", {"item-cases": "2026-1"})
    yield Stop("meeting: cancel", above, f"{here}cancellation/")
    yield Stop("meeting: off", above, f"{on}removal/", {})
    yield Stop("meeting: minutes", above, f"{on}minutes/")
    yield Stop("meeting: minutes, error", above, f"{on}minutes/", {"confirm": "1"})
    case = Case.objects.get(pk=item.cases[0])
    holder = Client()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    yield Stop("meeting: petitioner", holder, f"/case/{case.number}/", written_in=case.language)


def receiving() -> Iterator[Stop]:
    """Being heard in person: booked, called, taken down, and met at the door."""
    anybody, holder, person = Client(), Client(), Client()
    kept = BookedCase.objects.select_related("case__root", "booking__room__office").first()
    case, room = kept.case, kept.booking.room
    code = room.office.code
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    head = Post.objects.filter(office=room.office, role="head").first()
    person.force_login(head.staff)
    offices, say = f"/reception/offices/{code}/", {"written_in": case.language}
    for path in ("/reception/", offices, f"{offices}screen/", f"{offices}booking/"):
        yield Stop("reception", anybody, path)
    day = times.days(room, timezone.now(), has_receipt=False)[0]
    chosen = {"on": str(day.on), "time": day.times[0].key}
    yield Stop("reception: a day", anybody, f"{offices}booking/?on={day.on}")
    yield Stop("reception: booked", anybody, f"{offices}booking/", chosen)
    yield Stop("reception: no time", anybody, f"{offices}booking/", {"on": str(day.on)})
    booked = reception.book(room, Wish(day.on, day.times[0].key), timezone.now())
    yield Stop("my booking: code", anybody, "/reception/booking/")
    yield Stop("my booking: none", anybody, "/reception/booking/", {"code": "0" * 20})
    yield Stop("my booking", anybody, "/reception/booking/", {"code": booked.code})
    mine = f"/case/{case.number}/"
    for path in ("", "visits/", f"visits/{code}/", f"visits/{code}/?on={day.on}"):
        yield Stop("visit", holder, mine + path, **(say if not path else {}))
    yield Stop("visit: no time", holder, f"{mine}visits/{code}/", {"on": str(day.on)})
    about = case.journal.get(tag="statement-taken").seq
    yield Stop("statement: add", holder, f"{mine}statements/{about}/annotation/", {"text": ""})
    here = f"/desk/cases/{case.number}/"
    said = {"text": STORY, "received_by": "x", "language": "en"}
    yield Stop("statement", person, f"{here}statement/")
    yield Stop("statement: error", person, f"{here}statement/", {"text": ""})
    yield Stop("statement: read back", person, f"{here}statement/", said, written_in="en")
    yield Stop("statement: unread", person, f"{here}statement/", {**said, "keep": "1"},
               written_in="en")  # fmt: skip
    yield Stop("statement: sheet", person, f"{here}statements/{about}/", **say)
    desk, own = "/desk/reception/", f"/desk/reception/offices/{code}/"
    for path in (desk, f"{own}hours/", f"{own}days/", f"{own}groups/"):
        yield Stop("reception: desk", person, path)
    yield Stop("reception: slip", person, f"{own}numbers/", {})
    yield Stop("reception: hours, error", person, f"{own}hours/", {"day0": "x"})
    yield Stop("reception: day, error", person, f"{own}days/", {"begins": "x"})
    yield Stop("reception: off", person, f"{desk}bookings/{kept.booking_id}/cancellation/", {})
    yield Stop("group: error", person, f"{own}groups/", {"size": "2"})
    arrived = reception.arrive(actor_of(head.staff), room.office_id, 60, "", timezone.now())
    yield Stop("group: waits", person, f"{desk}groups/{arrived.pk}/")
    yield Stop("group: nobody", person, f"{desk}groups/{arrived.pk}/met/", {})
    yield Stop("group: no answer", person, f"{desk}groups/{arrived.pk}/answer/", {})
    before = Arrival.objects.exclude(ended_at=None).filter(office=room.office).first()
    yield Stop("group: met", person, f"{desk}groups/{before.pk}/")


def going_out() -> Iterator[Stop]:
    """Rounds: planned, moved, a kit taken out, brought back, and what waits of it."""
    anybody, person, now = Client(), Client(), timezone.now()
    post = Post.objects.filter(office__code="petitions", role="clerk").first()
    post = post or Post.objects.filter(role="clerk").first()
    person.force_login(post.staff)
    actor, on = actor_of(post.staff), (now + timedelta(days=3)).date()
    hours, here = (hour(9), hour(12)), "/desk/rounds/"
    plan = rounds.Plan(None, "Dormitory 3", on, *hours, "Two officers", "Hakka", ["sign"])
    made = rounds.plan(actor, post.office_id, plan, now)
    rounds.move(actor, made.pk, on, hour(10), hour(12), "The bus comes later.", now)
    kit = rounds.take_kit(actor, made.pk, now)
    yield Stop("rounds", anybody, "/rounds/")
    yield Stop("rounds: telephone", person, "/field/")
    for path in ("", "plan/", "upload/", "held/", "paper/", f"{made.pk}/", f"{made.pk}/move/",
                 f"{made.pk}/cancellation/", f"{made.pk}/kit/",
                 f"kits/{kit.uid}/revocation/"):  # fmt: skip
        yield Stop("rounds: desk", person, f"{here}{path}")
    yield Stop("rounds: plan, error", person, f"{here}plan/", {"on": "x"})
    yield Stop("rounds: nothing", person, f"{here}upload/", {})
    broken = brought.filing(kit, 0, now, text="")
    merge(actor, [broken], now)
    lines = "\n".join(map(written, [broken, brought.filing(kit, 1, now)]))
    sent = SimpleUploadedFile("round.jsonl", lines.encode())
    yield Stop("rounds: brought back", person, f"{here}upload/", {"file": sent})
    yield Stop("rounds: waiting", person, f"{here}held/")
    yield Stop("rounds: one waits", person, f"{here}held/filing:{broken.draft}/")
    yield Stop("rounds: settled, error", person, f"{here}held/filing:{broken.draft}/settling/", {})
    yield from on_a_laptop(kit)
    rounds.revoke(actor, kit.uid, "Left on the bus.", now)
    rounds.cancel(actor, made.pk, "Storm.", now)
    yield Stop("rounds: cancelled", anybody, "/rounds/")
    yield Stop("rounds: revoked", person, f"{here}{made.pk}/")


def mediating() -> Iterator[Stop]:
    """A dispute on its second rung, as each of the two sides and the mediator see it; one that is
    settled; and one that is about to begin.
    """
    case = Mediation.objects.get(ended="").case
    say, holder, other, now = {"written_in": "zh-hans"}, Client(), Client(), timezone.now()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.number)
    mine, desk = f"/case/{case.number}/mediation/", f"/desk/mediations/{case.number}/"
    committee, answers = staff("cn-committee"), staff("cn-officer")
    yield Stop("mediation: petitioner", holder, mine, **say)
    yield Stop("mediation: no words", holder, f"{mine}words/", {}, **say)
    yield Stop("mediations", committee, "/desk/mediations/")
    yield Stop("mediations: none", staff("cn-mediator"), "/desk/mediations/")
    yield Stop("mediation: mediator", committee, desk, **say)
    yield Stop("mediation: letter", committee, f"{desk}letter/", {}, **say)
    for act in ("consent", "meeting", "words", "along", "handing-on", "agreement"):
        yield Stop(f"mediation: {act}, error", committee, f"{desk}{act}/", {}, **say)
    yield Stop("mediation: record", answers, f"/desk/cases/{case.number}/mediation/", **say)
    actor = actor_of(Staff.objects.get(username="cn-committee"))
    letter = actions.invite_other_side(case.number, actor, now)
    other.post("/case/open/", {"code": letter})
    yield Stop("mediation: letter opened", other, "/mediation/letter/")
    other.post("/mediation/letter/")
    yield Stop("mediation: receipt", other, "/mediation/receipt/")
    other.post("/mediation/receipt/")
    day = (now + timedelta(days=9)).date()
    done = actions.draft_agreement(
        case.number, actor, "墙挪三十厘米。", [("other", "挪墙", day)], now
    )
    assert isinstance(done, Case), done
    yield Stop("mediation: other side", other, "/mediation/", **say)
    with override_settings(EMAIL_HOST="localhost"):
        yield Stop("mediation: notices", other, "/mediation/notices/", **say)
    yield Stop("mediation: no answer", other, "/mediation/answer/", {}, **say)
    yield Stop("mediation: drafted", committee, desk, **say)
    assert isinstance(actions.leave_mediation(case.number, "other", now), Case)
    yield Stop("mediation: over", other, "/mediation/", **say)
    settled, tenant = Mediation.objects.get(ended="settled").case, Client()
    tenant.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(settled.number)
    yield Stop("mediation: settled", tenant, f"/case/{settled.number}/mediation/", written_in="en")
    fresh = Case.objects.filter(stage="accepted", pack__pack="cn-2022", mediation=None, level=1)
    rows = fresh.filter(registrar__code="linjiang-petitions").select_related("root")
    begins = next(c for c in rows if not facts_of(c).is_shared and not c.blocked_offices)
    asker, clerk = Client(), staff("cn-clerk")
    asker.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(begins.number)
    here = f"/case/{begins.number}/mediation/"
    yield Stop("mediation: begin", asker, here)
    yield Stop("mediation: begin, error", asker, here, {"send": "1"})
    there = f"/desk/cases/{begins.number}/mediation/"
    yield Stop("mediation: on paper", clerk, there)
    yield Stop("mediation: on paper, error", clerk, there, {})


def facts_of(case: Case) -> Facts:
    return case_for(Actor.petitioner(case.root.number), case.number, timezone.now()).facts


def one_hearing() -> Iterator[Stop]:
    """A case that was heard, as each side and the panel see it; one that is announced in public."""
    anybody, holder = Client(), Client()
    yield Stop("hearings: public", anybody, "/hearings/", written_in="zh-hans")
    case = Hearing.objects.get(at="recorded").case
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.number)
    mine, here = f"/case/{case.number}/hearing/", f"/desk/cases/{case.number}/hearing/"
    say = {"written_in": "en"}
    yield Stop("hearing: petitioner", holder, mine, **say)
    yield Stop("hearing: no words", holder, f"{mine}annotation/", {}, **say)
    chair, head = staff("cn-petitions-head"), staff("cn-city-head")
    yield Stop("hearing: chair", chair, here, **say)
    yield Stop("hearing: finding, error", chair, f"{here}finding/", {}, **say)
    found = {"finding": "They unload.", "reasons": "Counted.", "votes_for": 3, "votes_against": 0,
             "abstained": 0, "dissent": ""}  # fmt: skip
    by = actor_of(Staff.objects.get(username="cn-petitions-head"))
    assert isinstance(actions.find_at_hearing(case.number, by, found, timezone.now()), Case)
    public = {"public-headline": "Unloading at night", "public-text": "They unload. 13800001111"}
    yield Stop("hearing: preview", head, f"{here}publication/", public, **say)
    above = actor_of(Staff.objects.get(username="cn-city-head"))
    done = actions.publish_finding(
        case.number, above, "Unloading at night", "They unload.", timezone.now()
    )
    assert isinstance(done, Case), done
    key = Hearing.objects.get(case=case).pk
    yield Stop("hearings: finding", anybody, f"/hearings/{key}/", **say)
    other = Hearing.objects.get(at="announced").case
    holder = Client()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(other.number)
    yield Stop("hearing: ahead", holder, f"/case/{other.number}/hearing/", written_in="zh-hans")
    own = f"/desk/cases/{other.number}/hearing/"
    roads = staff("cn-transport-head")
    yield Stop("hearing: held by", roads, own, written_in="zh-hans")
    yield Stop("hearing: notice, error", roads, f"{own}notice/", {}, written_in="zh-hans")
    yield Stop("hearing: panel, error", roads, f"{own}panel/", {}, written_in="zh-hans")


def on_a_laptop(kit: Kit) -> Iterator[Stop]:
    """The pages that `openredress field` shows, from a folder of its own."""
    with TemporaryDirectory() as folder:
        store = Store.begin(signed(kit, "http://127.0.0.1"), Path(folder))
        pages = {"ROOT_URLCONF": "openredress.field.laptop.urls", "FIELD_FOLDER": store.folder}
        with override_settings(**pages):
            somebody, answers = Client(), {"text": STORY, "language": "en"}
            for path in ("/", "/take-down/", "/add/"):
                yield Stop("laptop", somebody, path)
            yield Stop("laptop: error", somebody, "/take-down/", {"text": ""})
            yield Stop("laptop: read back", somebody, "/take-down/", answers, written_in="en")
            yield Stop("laptop: unread", somebody, "/receipt/", answers, written_in="en")
            done = {**answers, "confirmed": "on"}
            yield Stop("laptop: receipt", somebody, "/receipt/", done, written_in="en")
            yield Stop("laptop: no code", somebody, "/add/", {"code": "1", "text": ""})
            kept = {"code": code_from(1), "text": "More."}
            yield Stop("laptop: added", somebody, "/add/", kept)
            yield Stop("laptop: unconfirmed", somebody, "/")


def one_cause() -> Iterator[Stop]:
    """Three cases that are linked, their petitioners told, and a systemic issue about them."""
    above = staff("cn-supervisor")
    supervisor = actor_of(Staff.objects.get(username="cn-supervisor"))
    covered = {office for post in supervisor.posts for office in post.covers}
    rows = Case.objects.filter(office__in=covered, is_open=True, is_reprisal=False, level=1)
    cases = list(rows.filter(blocked=[], blocked_offices=[], cause=None).order_by("pk")[:3])
    one, now = cases[0], timezone.now()
    here = f"/desk/cases/{one.number}/cause/"
    yield Stop("cause: none", above, here, written_in=one.language)
    done = actions.link_cases([c.number for c in cases], supervisor, "One plant.", now)
    assert isinstance(done, tuple), done
    assert isinstance(actions.tell_others(one.number, supervisor, now), tuple)
    yield Stop("cause", above, here, written_in=one.language)
    yield Stop("cause: error", above, f"{here}issue/", {}, written_in=one.language)
    plan = Plan(one.office_id, now.date() + timedelta(9), "The plant", "It gets filters.")
    assert isinstance(actions.open_issue(one.number, supervisor, plan, now), tuple)
    yield Stop("cause: issue", above, here, written_in=one.language)
    yield Stop("cause: list", above, "/desk/issues/", written_in=one.language)
    holder = Client()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(one.root.number)
    published = actions.publish_issue(
        one.number,
        actor_of(Post.objects.filter(office=one.office, role="head").first().staff),
        "The plant",
        STORY,
        now,
        is_public=True,
    )
    assert isinstance(published, tuple), published
    yield Stop("issues: public", Client(), "/issues/")
    yield Stop("cause: publish error", above, f"{here}issue-public/", {}, written_in=one.language)
    yield Stop("cause: petitioner", holder, f"/case/{one.number}/", written_in=one.language)


def keeping_promises() -> Iterator[Stop]:
    """A remedy that was done, as the petitioner and the office see it, said not to be, and one that
    is still owed.
    """
    rows = PromisedRemedy.objects.filter(case__is_reprisal=False, case__is_forgotten=False)
    asked = rows.filter(state="done", answer_by__gte=timezone.now().date()).first()
    case, holder, head = asked.case, Client(), Client()
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.root.number)
    here, say = f"/case/{case.number}/", {"written_in": case.language}
    yield Stop("remedy: asked", holder, here, **say)
    yield Stop("remedy: object", holder, f"{here}remedies/{asked.number}/objection/", **say)
    wrong = {"reason": " "}
    yield Stop("remedy: error", holder, f"{here}remedies/{asked.number}/objection/", wrong, **say)
    actor = Actor.petitioner(case.root.number)
    done = actions.object_to_remedy(case.number, actor, asked.number, STORY, timezone.now())
    assert isinstance(done, Case), done
    yield Stop("remedy: said", holder, here, **say)
    for owed in (asked, rows.filter(state="owed", case__language=case.language).first()):
        about = owed.case
        who = Post.objects.filter(office=about.office, role="head").first().staff
        head.force_login(who)
        at, said = f"/desk/cases/{about.number}/remedies/", {"written_in": about.language}
        yield Stop("remedies of a case", head, at, **said)
        what = "settlement" if owed is asked else "day"
        yield Stop("remedies: error", head, f"{at}{owed.number}/{what}/", {}, **said)


def supervising() -> Iterator[Stop]:
    """A case that was urged and is late, as the supervisor sees it and as the office does."""
    late = Case.objects.filter(breaches__isnull=False, is_open=True, is_reprisal=False)
    above = staff("cn-supervisor")
    supervisor = actor_of(Staff.objects.get(username="cn-supervisor"))
    covered = {office for post in supervisor.posts for office in post.covers}
    late = late.filter(office__in=covered).order_by("pk").first()
    now = timezone.now()
    done = actions.urge(late.number, supervisor, "Answer.", now.date() + timedelta(9), now)
    assert isinstance(done, Case), done
    here = f"/desk/cases/{late.number}/"
    below = Client()
    below.force_login(somebody_at(late))
    for who, person in (("above", above), ("below", below)):
        yield Stop(f"supervision: {who}", person, f"{here}supervision/", written_in=late.language)
    for name in ("urging", "report", "taking-over", "assignment"):
        yield Stop(f"supervision: {name}", above, f"{here}supervision/{name}/", {},
                   written_in=late.language)  # fmt: skip
    yield Stop("supervision: answer", below, f"{here}demands/1/answer/", {},
               written_in=late.language)  # fmt: skip


def operating() -> Iterator[Stop]:
    """The operator's page: before the worker ran, when all is well, and with a case set aside."""
    operator, page = staff("cn-operator"), "/desk/operation/"
    yield Stop("operation: not an operator", staff("cn-clerk"), page)
    yield Stop("operation: silent", operator, page)
    now = timezone.now()
    for duty in duties.DUTIES:
        Run.objects.create(duty=duty.name, began_at=now, done_at=now)
    yield Stop("operation: well", operator, page)
    Run.objects.filter(duty="time").update(
        failing_since=now, fault="KeyError at core/events/stored.py:1"
    )
    case = Case.objects.order_by("pk").first()
    SetAside.objects.create(
        case=case, since=now, retry_at=now, fault="KeyError at core/facts/replaying.py:1"
    )
    yield Stop("operation: failing", operator, page)
    yield Stop("calendars: not for a clerk", staff("cn-clerk"), "/desk/calendars/")
    office = Post.objects.get(staff__username="cn-operator").office
    days, day = f"/desk/calendars/{office.code}/", now.date() + timedelta(days=50)
    sent = {"add-days": f"{day},Fair day,集市日\n{now.date()},x\nsoon,x"}
    yield Stop("calendars", operator, days)
    yield Stop("calendars: looked at", operator, days, sent)
    yield Stop("calendars: error", operator, days, {})
    looked_at = {"change-days": f"{day},Fair day,集市日"}
    yield Stop("calendars: no reason", operator, f"{days}change/", looked_at)
    added = {day.isoformat(): {"en": "Fair day", "zh": "集市日"}}
    change = CalendarChange.objects.create(office=office, made_at=now, added=added)
    yield Stop("calendars: added", operator, days)
    yield Stop("calendars: not taken back", operator, f"{days}removal/", {})
    yield Stop("opening hours", operator, f"{days}hours/")
    yield Stop("opening hours: error", operator, f"{days}hours/", {"hours-day-0": "noon"})
    change.delete()
    SetAside.objects.all().delete()


def keeping_and_erasing() -> Iterator[Stop]:
    """A case that ended: held, asked to be erased, with each error; and what is left of one."""
    case = Case.objects.filter(stage="withdrawn", is_forgotten=False, level=1).first()
    person, holder = Client(), Client()
    person.force_login(somebody_at(case))
    holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(case.number)
    here, mine = f"/desk/cases/{case.number}/", f"/case/{case.number}/"
    say = {"written_in": case.language}
    yield Stop("download", holder, "/case/download/")
    yield Stop("download: error", holder, "/case/download/", {"kind": "pdf", "with_name": "on"})
    yield Stop("erasure: error", holder, f"{mine}erasure/", {}, **say)
    petitioner, now = Actor.petitioner(case.number), timezone.now()
    done = actions.ask_erasure(case.number, petitioner, "everything", "I am afraid.", now)
    assert isinstance(done, Case), done
    for name, client, path in (("asked", holder, mine), ("asked", holder, f"{mine}erasure/"),
                               ("asked", person, here), ("asked", person, f"{here}keeping/"),
                               ("asked", person, "/desk/keeping/")):  # fmt: skip
        yield Stop(f"erasure: {name}", client, path, **say)
    for path in ("hold/", "hold-lifted/", "erasure-granted/", "erasure-refused/"):
        who = person if path.startswith("erasure") else Client()
        if who is not person:
            who.force_login(Staff.objects.get(username="cn-supervisor"))
        yield Stop(f"{path} error", who, f"{here}{path}", {}, **say)
    done = actions.refuse_erasure(case.number, actor_of(somebody_at(case)), PURPOSE, now)
    assert isinstance(done, Case), done
    yield Stop("erasure: refused", holder, mine, **say)
    for left in Case.objects.filter(is_forgotten=True)[:1]:
        person.force_login(somebody_at(left))
        holder.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(left.root.number)
        yield Stop("forgotten", holder, f"/case/{left.number}/")
        yield Stop("forgotten", person, f"/desk/cases/{left.number}/")


def with_files(case: Case) -> Iterator[Stop]:
    """The files of a case at the desk, and with each error."""
    person, here = Client(), f"/desk/cases/{case.number}/files/"
    person.force_login(Post.objects.filter(office=case.office, role="officer").first().staff)
    petitioner, say = Actor.petitioner(case.root.number), {"written_in": case.language}
    for width, original in ((41, True), (42, False)):
        sent = SimpleUploadedFile("road.png", a_picture(width))
        done = actions.add_file(
            case.number, petitioner, sent, "road.png", timezone.now(), keep_original=original
        )
        assert isinstance(done, Case), done
    yield Stop("files", person, here)
    yield Stop("files: nothing chosen", person, here, {})
    first = Attachment.objects.filter(case=case).order_by("-number")[1].uid
    yield Stop("files: no purpose", person, f"{here}{first}/original/", {})
    yield Stop("desk: with files", person, f"/desk/cases/{case.number}/", **say)


def on_duty() -> Iterator[Stop]:
    """Rosters, each form of them with and without errors, swaps, and alerts."""
    head, clerk, other = staff("cn-petitions-head"), staff("cn-clerk"), staff("cn-clerk-2")
    here = "/desk/duty/offices/linjiang-petitions/"
    for path in ("", "hours/", "shifts/", "absences/"):
        yield Stop("roster", head, f"{here}{path}")
    for path in ("hours/", "shifts/", "absences/"):
        yield Stop("roster: error", head, f"{here}{path}", {"template": "own"})
    yield Stop("roster: own", clerk, here)
    now = timezone.now()
    ahead = Shift.objects.filter(office__code="linjiang-petitions", starts_at__gt=now)
    mine = ahead.filter(lead__username="cn-clerk").first()
    yield Stop("shift", head, f"/desk/duty/shifts/{mine.pk}/")
    yield Stop("shift: error", head, f"/desk/duty/shifts/{mine.pk}/", {})
    yield Stop("swap", clerk, f"/desk/duty/shifts/{mine.pk}/swap/")
    yield Stop("swap: error", clerk, f"/desk/duty/shifts/{mine.pk}/swap/", {})
    theirs = ahead.filter(lead__username="cn-clerk-2").first()
    Swap.objects.create(shift=mine, asked_by=mine.lead, asked_at=now, in_return=theirs,
                        asked_of=Staff.objects.get(username="cn-clerk-2"))  # fmt: skip
    yield Stop("duty: asks", clerk, "/desk/duty/")
    yield Stop("duty: is asked", other, "/desk/duty/")
    yield Stop("duty: key", clerk, "/desk/duty/key/", {})
    yield Stop("duty: away", other, "/desk/duty/")
    yield Stop("alerts", staff("cn-supervisor"), "/desk/alerts/")
    yield Stop("alerts", staff("cn-officer"), "/desk/alerts/")


def somebody_excluded(case: Case) -> Iterator[Stop]:
    """Who must not see a case: asked by the petitioner, decided, and with each error."""
    clerk, now = (
        Post.objects.filter(office=case.registrar, role="clerk").first().staff,
        timezone.now(),
    )
    person, here = Client(), f"/desk/cases/{case.number}/"
    person.force_login(clerk)
    say = {"written_in": case.language}
    petitioner = Actor.petitioner(case.root.number)
    assert isinstance(actions.ask_exclusion(case.number, petitioner, "Mr Li.", now), Case)
    yield Stop("exclusion: asked", person, here, **say)
    for path in ("exclusion/", "exclusion-refused/", "readmission/", "recusal/"):
        yield Stop(f"{path} error", person, f"{here}{path}", {}, **say)
    officer = Post.objects.filter(office=case.office, role="officer").first().staff
    done = actions.exclude_person(
        case.number, actor_of(clerk), officer.pk, "complained-of", PURPOSE, now
    )
    assert isinstance(done, Case), done
    yield Stop("exclusion", person, f"{here}exclusion/", **say)
    yield Stop("exclusion: told", person, here, **say)
    done = actions.readmit(case.number, actor_of(clerk), officer.pk, None, PURPOSE, now)
    assert isinstance(done, Case), done


def a_second_person(case: Case) -> Iterator[Stop]:
    """The name in a case where somebody else has to agree, from asking to opening."""
    clerk = Post.objects.filter(office=case.registrar, role="clerk").first().staff
    head = Post.objects.filter(office=case.office, role="head").first().staff
    Office.objects.filter(pk=case.registrar_id).update(custodian=True)
    here = f"/desk/cases/{case.number}/"
    asker, other = Client(), Client()
    asker.force_login(clerk)
    other.force_login(head)
    say = {"written_in": case.language}
    yield Stop("details", asker, f"{here}details/")
    yield Stop("details: error", asker, f"{here}details/", {"email": "x"})
    yield Stop("to ask", asker, here, **say)
    yield Stop("to ask: error", asker, f"{here}identity-request/", {}, **say)
    now = timezone.now()
    done = actions.ask_identity(case.number, actor_of(clerk), PURPOSE, now)
    assert isinstance(done, Case), done
    asked = done.version
    yield Stop("asked", asker, here, **say)
    yield Stop("names", other, "/desk/names/")
    yield Stop("to agree", other, here, **say)
    yield Stop("to agree: error", other, f"{here}identity-request/{asked}/", {}, **say)
    done = actions.answer_identity_request(case.number, actor_of(head), asked, True, "", now)
    assert isinstance(done, Case), done
    yield Stop("agreed", asker, here, **say)


def signing_in() -> Iterator[Stop]:
    """What guards the accounts of staff: the first sign-in, then every second step."""
    new, office = Client(), Post.objects.first().office
    somebody = Staff.objects.create_user("new-here", "quiet brown kettle", name="New Here")
    Post.objects.create(staff=somebody, office=office, role="head")
    new.post("/staff/sign-in/", {"login": "new-here", "password": "quiet brown kettle"})
    for path in ("second-factor/needed/", "second-factor/activate/", "passkeys/add/", "password/"):
        yield Stop("first sign-in", new, f"/staff/{path}")
    yield Stop("wrong code", new, "/staff/second-factor/activate/", {"code": "1"})
    yield Stop("no passkey", new, "/staff/passkeys/add/", {"name": "x", "credential": "{}"})
    weak = {"oldpassword": "quiet brown kettle", "password1": "new", "password2": "now"}
    yield Stop("weak password", new, "/staff/password/", weak)
    secret = new.get("/staff/second-factor/activate/").context["form"].secret
    new.post("/staff/second-factor/activate/", {"code": code_for(secret)})
    passkey = somebody.authenticator_set.create(
        type="webauthn", data={"name": "Mac", "credential": {}}
    )
    for path in ("second-factor/", "recovery-codes/", "recovery-codes/new/", "sign-out/",
                 "second-factor/activate/", "second-factor/deactivate/", "resets/",
                 f"passkeys/{passkey.pk}/name/", f"passkeys/{passkey.pk}/removal/"):  # fmt: skip
        yield Stop("second factor", new, f"/staff/{path}")
    passkey.delete()
    yield Stop("the last one", new, "/staff/second-factor/deactivate/")
    records.note(somebody, Record.Kind.RESET, by="Lost her telephone")
    yield Stop("resets", new, "/staff/resets/")
    later = staff("cn-officer")
    for path in ("reauthenticate/", "second-factor/reauthenticate/"):
        yield Stop("asked again", later, f"/staff/{path}")
    Staff.objects.get(username="cn-officer").authenticator_set.create(
        type="webauthn", data=authenticator.stored()
    )
    yield Stop("asked again", later, "/staff/passkeys/reauthenticate/")
    yield Stop("no passkey", later, "/staff/passkeys/reauthenticate/", {"credential": "{}"})
    other = Client()
    other.post("/staff/sign-in/", {"login": "cn-officer", "password": PASSWORD})
    yield Stop("second step", other, "/staff/second-factor/authenticate/")
    yield Stop("wrong code", other, "/staff/second-factor/authenticate/", {"code": "1"})
    yield Stop("a new browser", Client(), "/staff/sign-in/admission/x/")
    yield Stop("run out", Client(), "/staff/sign-in/admission/x/", {})
    with directory() as county:
        yield Stop("directory", Client(), "/staff/sign-in/")
        yield Stop("directory: cancelled", Client(), "/staff/sign-in/directory/back/?error=no")
        yield Stop("directory: unknown", Wanderer(county), "/staff/sign-in/directory/")


class Wanderer(Client):
    """Goes to the directory and comes back, as a browser does."""

    def __init__(self, county: Directory) -> None:
        super().__init__()
        self.county = county

    def get(self, path: str, **more: Any) -> HttpResponse:
        gone = super().get(path, **more)
        asked = dict(parse_qsl(urlsplit(gone["Location"]).query))
        return super().get(self.county.authorize(asked), **more)


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
