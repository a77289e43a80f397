"""Somebody acts for the petitioner: what they may, what they may not, and when it is over."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import accepted, served

from openredress.cases import actions, verification
from openredress.cases.access import NotHere, case_for, chain_for
from openredress.cases.models import Case
from openredress.core.access import Actor, Permission, Scope
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.desk import facts
from openredress.follow import urls
from openredress.parties import proxies
from openredress.parties.models import EndedProxy, Proxy
from openredress.web import limits

pytestmark = pytest.mark.django_db

EVERYTHING = tuple(scope.value for scope in Scope if scope is not Scope.FOLLOW)
#: What whoever acts for a petitioner may come to, if they were let. Everything else is a wall.
THEIRS = {
    "case", "proxy-end", "days", "decision", "answer", "files", "uploads", "upload", "file",
    "thumbnail", "hearing", "hearing-act", "visits", "visit-booking", "visit-given-up",
    "remedy-confirmation", "remedy-objection", "step",
}  # fmt: skip
#: What asks for no session, or ends it.
WITHOUT = {"open", "close", "about"}


@pytest.fixture(autouse=True)
def nothing_was_tried():
    limits.forget_all()


def named(drive, *scope, until=None, name="my daughter Li", **more):
    """The code of somebody who acts for the petitioner of the case."""
    given = actions.Authority(name, scope, until, **more)
    form = f"form {drive.now} {scope}"
    done = actions.name_proxy(drive.case.number, drive.petitioner, given, form, drive.now)
    assert isinstance(done, actions.Named), done
    return done.code


def opened(code, language="en"):
    client = Client(headers={"accept-language": language})
    answer = client.post("/case/open/", {"code": code})
    assert answer.status_code == 302, answer.content.decode()
    return client


def proxy_of(drive):
    number = Case.objects.get(pk=drive.case.root_id).number
    return Actor.for_petitioner(number, proxies.of_case(number).proxy, drive.now)


def journal(drive):
    return case_for(drive.petitioner, drive.case.number, drive.now).entries


def test_a_petitioner_names_somebody_who_then_writes_under_their_own_flag(cast, at, follow):
    drive = accepted(cast, identity={"name": "Wang Fang", "phone": "13800001111"})
    wang = follow(drive)
    page = f"/case/{drive.case.number}/proxy/"
    assert "act for me" in wang.get("/case/").content.decode()
    form = re.search(r'name="form" value="([^"]+)"', wang.get(page).content.decode()).group(1)
    given = {"name": "my daughter", "scope": ["write"], "form": form, "keep": "1"}
    assert wang.post(page, {**given, "name": " "}).status_code == 422
    sheet = wang.post(page, given).content.decode()
    code = re.sub(r"\D", "", re.search(r'id="code">([\d ]+)<', sheet).group(1))
    again = wang.post(page, given).content.decode()  # Loaded again: the same code, and no other.
    assert re.sub(r"\D", "", re.search(r'id="code">([\d ]+)<', again).group(1)) == code
    assert [e.event.tag for e in journal(drive)].count("proxy-named") == 1

    li = opened(code)
    seen = li.get("/case/").content.decode()
    assert "You act for the petitioner" in seen
    for theirs in ("Who looked at your name", "a telephone number", "How you are told", "daughter",
                   "Download my case", "signed proof", "withdraw"):  # fmt: skip
        assert theirs not in seen, theirs
    address = f"/case/{drive.case.number}/add-facts/"
    version = re.search(r'name="[^"]*seen_version" value="(\d+)"', li.get(address).content.decode())
    field = re.search(r'<textarea name="([^"]+)"', li.get(address).content.decode()).group(1)
    seen_field = re.search(r'name="([^"]*seen_version)"', li.get(address).content.decode()).group(1)
    sent = li.post(address, {field: "The hole is deeper now.", seen_field: version.group(1)})
    assert sent.status_code == 302, sent.content.decode()
    last = journal(drive)[-1]
    assert (last.event.tag, last.by.role, last.by.staff) == ("facts-added", Role.PROXY, None)
    told = wang.get("/case/").content.decode()
    assert "Whoever acts for the petitioner" in told
    assert "The hole is deeper now." in told
    # To those who did not write it, it is nobody's "You".
    mine = re.findall(r'<li class="mine">.*?</li>', told, re.S)
    assert not any("deeper" in line for line in mine)
    assert "deeper" in re.findall(r'<li class="mine">.*?</li>', li.get("/case/").content.decode(),
                                  re.S)[0]  # fmt: skip

    # Taken back: the open page is closed at once, and the code says politely why.
    assert wang.post(f"{page}end/").status_code == 302
    assert li.get("/case/").status_code == 403
    dead = Client().post("/case/open/", {"code": code})
    assert dead.status_code == 200
    assert "您" in dead.content.decode() or "no longer act" in dead.content.decode()
    assert not Proxy.objects.exists()
    assert EndedProxy.objects.count() == 1
    assert wang.get("/case/").status_code == 200
    # An old form that is sent once more names nobody.
    assert wang.post(page, given).status_code == 422
    assert not Proxy.objects.exists()
    assert not any(found for _pk, found in verification.verify())


def _addresses(drive):
    """Every address of a petitioner, with something in each place."""
    filled = {"number": drive.case.number, "limit": "answer", "step": "withdraw", "act": "request",
              "uid": "abc", "code": "roads", "about": 1, "remedy": 1}  # fmt: skip
    for pattern in urls.urlpatterns:
        names = pattern.pattern.converters
        yield (
            pattern.name,
            reverse(f"petitioner:{pattern.name}", kwargs={n: filled[n] for n in names}),
        )


def test_no_address_of_the_petitioner_is_open_to_a_proxy_but_those_listed(cast, at):
    drive = accepted(cast, identity={"name": "Wang Fang", "email": "wang@example.org"})
    at(drive.now)
    li = opened(named(drive, *EVERYTHING))
    before = [e.event.tag for e in journal(drive)]
    tried = set()
    for name, address in _addresses(drive):
        if name in WITHOUT | {"proxy-end"}:
            continue
        for send in (li.get, lambda a: li.post(a, {"keep": "1", "send": "1", "text": "x",
                                                   "choose": "1", "kind": "json"})):  # fmt: skip
            answer = send(address)
            text = answer.content.decode() if not answer.streaming else ""
            if name not in THEIRS:
                assert answer.status_code in (403, 405), (name, answer.status_code)
                assert "stays with the petitioner" in text or answer.status_code == 405, name
            assert "wang@example.org" not in text, name
            assert "Wang Fang" not in text, name
        tried.add(name)
    assert tried >= THEIRS - {"proxy-end"}
    assert [e.event.tag for e in journal(drive)] == before
    # Nor do the pages of a group, the way to another receipt, or a report open with it.
    assert li.get("/group/").status_code == 403
    assert li.post("/case/about/").headers["location"] == "/case/"
    # Withdrawing and rating are the petitioner's, whatever was ticked.
    for step in ("withdraw", "rate"):
        done = actions.take(drive.case.number, proxy_of(drive), step, {}, drive.now)
        assert isinstance(done, Refusal), step


def _acts(drive):
    """What can be done for a petitioner, by what it takes, straight at the actions."""
    number, now = drive.case.number, drive.now
    return {
        Scope.WRITE: [
            lambda a: actions.take(number, a, "message", {"text": "Hello"}, now),
            lambda a: actions.take(number, a, "add-facts", {"text": "More"}, now),
            lambda a: actions.give_up_reception(number, a, 1, now),
        ],
        Scope.RECEIVE: [lambda a: actions.receive_answer(number, a, now)],
        Scope.FURTHER: [
            lambda a: actions.take(number, a, "ask-review", {"reason": "No."}, now),
            lambda a: actions.take(number, a, "not-fixed", {"reason": "No."}, now),
            lambda a: actions.ask_hearing(number, a, "Hear us.", "", now),
        ],
        Scope.AGREE: [
            lambda a: actions.confirm_remedy(number, a, 1, now),
            lambda a: actions.object_to_remedy(number, a, 1, "No.", now),
        ],
        # Nobody can do these for another.
        None: [
            lambda a: actions.ask_exclusion(number, a, "Li", now),
            lambda a: actions.refuse_replacement(a, now),
            lambda a: actions.change_details(number, a, {"name": "X"}, (), now),
            lambda a: actions.choose_notices(number, a, [], now),
            lambda a: actions.ask_erasure(number, a, "everything", "x", now),
            lambda a: actions.take_back_erasure(number, a, now),
            lambda a: actions.keep_longer(number, a, "x", now),
            lambda a: actions.own_details(number, a),
            lambda a: actions.open_group(number, a, "Join us", now),
            lambda a: actions.confirm_statement(number, a, 1, now),
            lambda a: actions.annotate_statement(number, a, 1, "x", now),
            lambda a: actions.begin_mediation(number, a, actions.Wanted(1, "x", "y"), now),
            lambda a: actions.name_proxy(number, a, actions.Authority("z"), "f", now),
            lambda a: actions.change_proxy(number, a, actions.Authority("z", EVERYTHING), now),
            lambda a: actions.write_note(number, a, "note", now),
            lambda a: actions.step_aside(number, a, "mine", now),
            lambda a: actions.take(number, a, "withdraw", {}, now),
            lambda a: actions.take(number, a, "decide", {}, now),
            lambda a: actions.open_original(number, a, 1, "x", now),
        ],
    }


#: A stage is looked at before who asks.
CLOSED = {Code.NOT_YOURS, Code.NO_SUCH_FILE, Code.NOT_IN_THIS_STAGE, Code.UNKNOWN_STEP}


def test_each_act_asks_what_was_let(cast):
    drive = served(cast)
    for let in Scope:
        given = () if let is Scope.FOLLOW else (let.value,)
        named(drive, *given)
        actor = proxy_of(drive)
        for needed, acts in _acts(drive).items():
            for index, act in enumerate(acts):
                if needed is not None and needed is let:
                    continue
                done = act(actor)
                assert isinstance(done, Refusal), (let, needed, index)
                assert done.code in CLOSED, (let, needed, index, done)
        actions.end_proxy(drive.case.number, drive.petitioner, drive.now)
    # Let everything, nothing of it is refused as not theirs; what the stage does not allow is.
    named(drive, *EVERYTHING)
    actor = proxy_of(drive)
    for needed, acts in _acts(drive).items():
        for act in acts if needed else ():
            done = act(actor)
            assert not (isinstance(done, Refusal) and done.code is Code.NOT_YOURS), needed
    done = [e.event.tag for e in journal(drive) if e.by.role is Role.PROXY]
    assert {"message-written", "facts-added", "review-asked"} <= set(done), done


@pytest.mark.parametrize("how", ["taken back", "its day is over", "another one was named",
                                 "of another case", "the petitioner's number alone"])  # fmt: skip
def test_after_its_end_an_actor_that_was_kept_does_nothing(cast, how):
    drive = accepted(cast)
    until = drive.now.date() + timedelta(days=2) if how == "its day is over" else None
    named(drive, *EVERYTHING, until=until)
    actor = proxy_of(drive)
    assert chain_for(actor, drive.now)
    if how == "taken back":
        actions.end_proxy(drive.case.number, drive.petitioner, drive.now)
    if how == "its day is over":
        drive.now += timedelta(days=4)
        actor = Actor.for_petitioner(actor.case, actor.proxy, drive.now)
    if how == "another one was named":
        actions.end_proxy(drive.case.number, drive.petitioner, drive.now)
        drive.now += timedelta(minutes=1)
        named(drive, *EVERYTHING)
    if how == "of another case":
        other = accepted(cast)
        actor = Actor.for_petitioner(other.petitioner.case, 1, drive.now)
        drive = other
    if how == "the petitioner's number alone":
        actor = Actor(Role.PROXY, case=drive.petitioner.case)
    with pytest.raises(NotHere):
        chain_for(actor, drive.now)
    with pytest.raises(NotHere):
        case_for(actor, drive.case.number, drive.now)
    before = len(journal(drive))
    for acts in _acts(drive).values():
        for act in acts:
            assert isinstance(act(actor), Refusal)
    assert isinstance(actions.end_proxy(drive.case.number, actor, drive.now), Refusal)
    assert len(journal(drive)) == before


def test_its_last_day_is_over_when_that_day_is_where_the_office_is(cast, at):
    drive = accepted(cast)
    code = named(drive, until=date(2026, 2, 10))
    last = drive.now.replace(year=2026, month=2, day=10, hour=15, minute=59)  # 23:59 in Shanghai
    at(last)
    assert opened(code).get("/case/").status_code == 200
    at(last + timedelta(minutes=1))
    late = Client().post("/case/open/", {"code": code}, headers={"accept-language": "en"})
    assert "is over" in late.content.decode()
    # Whoever is looked at again is told nothing but that; and somebody else can be named.
    drive.now = last + timedelta(minutes=5)
    assert named(drive, "write") != code
    tags = [e.event.tag for e in journal(drive)]
    assert tags[-2:] == ["proxy-ended", "proxy-named"]
    assert not any(found for _pk, found in verification.verify())
    past = actions.Authority("x", until=date(2026, 2, 1))
    again = actions.change_proxy(drive.case.number, drive.petitioner, past, drive.now)
    assert again.code is Code.DAY_PAST


def test_it_goes_up_with_the_case_and_ends_on_every_level(cast, at):
    drive = served(cast)
    code = named(drive, "further", until=drive.now.date() + timedelta(days=60))
    actor = proxy_of(drive)
    step = next(s.id for s in case_for(drive.petitioner, drive.case.number, drive.now).steps
                if s.act == "go-up")  # fmt: skip
    above = actions.take(drive.case.number, actor, step, {"reason": "Not so."}, drive.now)
    assert isinstance(above, Case)
    assert above.level == 2
    drive.case = above
    first = journal(drive)
    assert (first[0].by.role, first[1].event.tag) == (Role.PROXY, "proxy-named")
    at(drive.now)
    li = opened(code)
    assert li.get(f"/case/{above.number}/").status_code == 200
    assert li.post(f"/case/{above.number}/proxy/end/").status_code == 302  # They lay it down.
    for file in chain_for(drive.petitioner, drive.now):
        assert file.entries[-1].event.tag == "proxy-ended"
        assert file.entries[-1].by.role is Role.PROXY
    assert li.get("/case/").status_code == 403
    assert named(drive, "write")
    assert not any(found for _pk, found in verification.verify())


def test_the_office_reads_that_somebody_acts_and_not_who(cast, at):
    drive = accepted(cast)
    named(drive, "write", until=date(2026, 6, 1))
    officer = cast.actor("roads-officer")
    file = case_for(officer, drive.case.number, drive.now)
    shown = facts.details(file)
    assert shown.acting is not None
    assert shown.acting.name == ""
    assert len(shown.acting.texts) == 2
    assert shown.acting.until == date(2026, 6, 1)
    given = actions.Authority("", ("write",), date(2026, 6, 1), is_shown=True)
    actions.change_proxy(drive.case.number, drive.petitioner, given, drive.now)
    file = case_for(officer, drive.case.number, drive.now)
    assert facts.details(file).acting.name == "my daughter Li"
    # Staff have no hand in it, be they clerk, head or supervisor.
    for who in ("clerk", "roads-officer", "roads-head", "city-supervisor", "operator"):
        actor = cast.actor(who)
        for done in (
            actions.name_proxy(drive.case.number, actor, actions.Authority("x"), "f", drive.now),
            actions.change_proxy(drive.case.number, actor, given, drive.now),
            actions.end_proxy(drive.case.number, actor, drive.now),
        ):
            assert isinstance(done, Refusal), who
            assert done.code is Code.NOT_YOURS, who
    assert not file.may(Permission.NAME_PROXY)


def test_what_is_sealed_of_a_proxy_is_found_out_when_it_is_altered(cast):
    drive, other = accepted(cast), accepted(cast)
    named(drive, "write")
    named(other)
    assert not any(found for _pk, found in verification.verify())
    mine, theirs = Proxy.objects.order_by("pk")
    assert b"daughter" not in bytes(mine.sealed)
    Proxy.objects.filter(pk=theirs.pk).delete()
    Proxy.objects.filter(pk=mine.pk).update(code_hash=theirs.code_hash)
    found = {d.what for _pk, all_ in verification.verify() for d in all_}
    assert found == {"proxy", "proxy altered"}
