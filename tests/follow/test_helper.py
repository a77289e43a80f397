"""A helper of a list: chosen by the petitioner, bounded by them, and gone when they say so."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import accepted, file, served
from tests.follow.test_proxy import CLOSED, EVERYTHING, THEIRS, WITHOUT, _acts
from tests.helping import agreed, asked, helper_at
from tests.house.test_wall import reading

from openredress.cases import actions, naming, verification
from openredress.cases.access import NotHere, asked_to_help, case_for, chain_for, helped
from openredress.cases.models import Case, Helping, JournalEntry
from openredress.core.access import Actor, Scope
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.desk import facts
from openredress.follow import urls
from openredress.notices.kinds import KINDS
from openredress.notices.models import Notice
from openredress.offices import help_list
from openredress.offices.models import Post
from openredress.parties.models import Petitioner
from openredress.wall import seen_by

pytestmark = pytest.mark.django_db
WANG = {"name": "Wang Fang", "email": "wang@example.org"}


def signed_in(cast, who, language="en"):
    client = Client(headers={"accept-language": language})
    client.force_login(cast.staff(who))
    return client


def helping(drive, name="helper-he"):
    """The helper as the core sees them when they open the case."""
    return drive.cast.actor(name).helping(drive.petitioner.case, drive.now)


def tags(drive):
    return [e.event.tag for e in case_for(drive.petitioner, drive.case.number, drive.now).entries]


def is_sound():
    return not any(found for _pk, found in verification.verify())


def test_a_helper_is_chosen_agrees_writes_and_is_gone(cast, follow):
    drive = accepted(cast, identity=WANG)
    he = helper_at(cast)
    wang, hers, number = follow(drive), signed_in(cast, "helper-he"), drive.case.number
    page = f"/case/{number}/helper/"
    assert "Choose a helper" in wang.get("/case/").content.decode()
    listed = wang.get(page).content.decode()
    assert "Auntie He" in listed
    assert "Chinese Sign Language" in listed
    assert "in the files" not in listed  # What the account is called is not what they go by.
    assert wang.post(page, {"keep": "1"}).status_code == 422
    given = {"keep": "1", "helper": str(he.pk), "scope": ["write"]}
    assert wang.post(page, given).status_code == 302
    assert wang.post(page, given).status_code == 422  # Sent twice, asked once.
    assert "was asked and has not answered" in wang.get(page).content.decode()

    # Asked is not let in.
    desk = hers.get("/desk/helping/").content.decode()
    assert number in desk
    assert "County Roads Bureau" in desk
    assert "broken" not in desk
    for address in (f"/case/{number}/", f"/case/{number}/add-facts/", f"/desk/cases/{number}/"):
        assert hers.get(address).status_code == 404, address
    answer = hers.post(f"/desk/helping/{number}/refusal/", {"reason": " "})
    assert answer.status_code == 422
    assert hers.post(f"/desk/helping/{number}/acceptance/").status_code == 302
    assert "Auntie He of Qingshi Township helps you" in wang.get("/case/").content.decode()

    seen = hers.get(f"/case/{number}/").content.decode()
    assert "You help the petitioner" in seen
    for theirs in ("Who looked at your name", "Wang Fang", "wang@example.org", "How you are told",
                   "Download my case", "signed proof", "withdraw",
                   "A helper for your case"):  # fmt: skip
        assert theirs not in seen, theirs
    address = f"/case/{number}/add-facts/"
    form = hers.get(address).content.decode()
    field = re.search(r'<textarea name="([^"]+)"', form).group(1)
    version = re.search(r'name="([^"]*seen_version)" value="(\d+)"', form)
    sent = {field: "The hole is deeper now.", version.group(1): version.group(2)}
    assert hers.post(address, sent).status_code == 302
    last = JournalEntry.objects.filter(case=drive.case).latest("seq")
    assert last.tag == "facts-added"
    assert last.by == {"role": "helper", "staff": he.post.staff_id,
                       "office": cast.offices["town"].pk}  # fmt: skip
    # Both sides read whose words they are; nobody's account is named.
    for told in (
        wang.get("/case/").content.decode(),
        signed_in(cast, "roads-officer").get(f"/desk/cases/{number}/").content.decode(),
    ):
        assert "Auntie He" in told
        assert "The hole is deeper now." in told
        assert "in the files" not in told
    mine = re.findall(r'<li class="mine">.*?</li>', wang.get("/case/").content.decode(), re.S)
    assert not any("deeper" in line for line in mine)

    assert wang.post(f"{page}end/").status_code == 302
    for address in (f"/case/{number}/", f"/case/{number}/add-facts/", f"/case/{number}/helper/"):
        assert hers.get(address).status_code == 404, address
    lost = hers.post(f"/case/{number}/add-facts/", sent)
    assert (lost.status_code, "The hole is deeper now." in lost.content.decode()) == (404, True)
    main = [
        re.search(r"<main.*</main>", hers.get(f"/case/{n}/").content.decode(), re.S).group(0)
        for n in (number, "2026-999999-0")
    ]
    assert main[0] == main[1]
    assert number not in hers.get("/desk/helping/").content.decode()
    assert Helping.objects.get().staff is None
    assert is_sound()


def test_a_helper_declines_or_steps_down_and_why_is_for_the_petitioner_alone(cast, follow):
    drive = accepted(cast)
    he = helper_at(cast)
    asked(drive, he)
    hers, number = signed_in(cast, "helper-he"), drive.case.number
    wang = follow(drive)
    assert (
        hers.post(f"/desk/helping/{number}/refusal/", {"reason": "I am away."}).status_code == 302
    )
    assert "I am away." in wang.get(f"/case/{number}/helper/").content.decode()
    agreed(drive, he)
    assert hers.post(f"/desk/helping/{number}/end/", {"reason": "I am ill."}).status_code == 302
    assert "I am ill." in wang.get("/case/").content.decode()
    for who in ("roads-officer", "city-supervisor"):
        text = signed_in(cast, who).get(f"/desk/cases/{number}/").content.decode()
        assert "The helper stepped down." in text
        assert "I am ill." not in text
        assert "I am away." not in text
    assert hers.post(f"/desk/helping/{number}/end/", {"reason": "x"}).status_code == 404
    assert is_sound()


def test_no_address_but_those_listed_is_open_to_a_helper_nor_any_other_of_the_desk(cast, at):
    drive, other = accepted(cast, identity=WANG), accepted(cast)
    agreed(drive, helper_at(cast), *EVERYTHING)
    at(drive.now)
    hers = signed_in(cast, "helper-he")
    before = tags(drive)
    filled = {"number": drive.case.number, "limit": "answer", "step": "withdraw", "act": "request",
              "uid": "abc", "code": "roads", "about": 1, "remedy": 1}  # fmt: skip
    for pattern in urls.urlpatterns:
        if pattern.name in WITHOUT | {"proxy-end"} or "number" not in pattern.pattern.converters:
            continue
        given = {name: filled[name] for name in pattern.pattern.converters}
        for send in (hers.get, lambda a: hers.post(a, {"keep": "1", "text": "x", "kind": "json"})):
            answer = send(reverse(f"petitioner:{pattern.name}", kwargs=given))
            text = answer.content.decode() if not answer.streaming else ""
            if pattern.name not in THEIRS:
                assert answer.status_code in (403, 405), (pattern.name, answer.status_code)
            assert "wang@example.org" not in text, pattern.name
            assert "Wang Fang" not in text, pattern.name
            given_other = {**given, "number": other.case.number}
            elsewhere = send(reverse(f"petitioner:{pattern.name}", kwargs=given_other))
            assert elsewhere.status_code in (404, 405), pattern.name
    assert tags(drive) == before
    # An account for nothing else finds nothing else: no list, no search, no case, no name.
    assert hers.get("/desk/").headers["location"] == "/desk/helping/"
    for address in ("search/?q=road", "find/?number=" + drive.case.number, "closed/", "alerts/",
                    "reception/", "duty/", "rounds/", f"cases/{drive.case.number}/", "helpers/",
                    f"cases/{drive.case.number}/decision/", "names/", "mediations/",
                    "hearings/"):  # fmt: skip
        assert hers.get(f"/desk/{address}").status_code == 404, address
    assert hers.get("/desk/new-receipt/").status_code == 403
    assert hers.get("/field/").status_code == 404


def test_each_act_asks_what_was_let(cast):
    drive, he = served(cast), helper_at(cast)
    for let in Scope:
        agreed(drive, he, *(() if let is Scope.FOLLOW else (let.value,)))
        for needed, acts in _acts(drive).items():
            for index, act in enumerate(acts):
                if needed is not None and needed is let:
                    continue
                done = act(helping(drive))
                assert isinstance(done, Refusal), (let, needed, index)
                assert done.code in CLOSED, (let, needed, index, done)
        actions.take_helper_back(drive.case.number, drive.petitioner, drive.now)
    agreed(drive, he, "write")
    done = actions.take(drive.case.number, helping(drive), "add-facts", {"text": "x"}, drive.now)
    assert isinstance(done, Case)
    # Nor does a helper choose, change or end who helps, or who acts.
    before = tags(drive)
    wish = actions.Wish(he.pk, EVERYTHING)
    for done in (
        actions.ask_helper(drive.case.number, helping(drive), wish, drive.now),
        actions.change_helper(drive.case.number, helping(drive), EVERYTHING, None, drive.now),
        actions.take_helper_back(drive.case.number, helping(drive), drive.now),
        actions.end_proxy(drive.case.number, helping(drive), drive.now),
    ):
        assert isinstance(done, Refusal)
    assert tags(drive) == before


def _shut_person(drive, he):
    cast = drive.cast
    actions.exclude_person(drive.case.number, cast.actor("city-supervisor"), he.post.staff_id,
                           "complained-of", "named", drive.now)  # fmt: skip


def _shut_office(drive, he):
    cast = drive.cast
    done = actions.exclude_office(
        drive.case.number, cast.actor("city-supervisor"), cast.offices["town"].pk,
        "complained-of", "named", drive.now)  # fmt: skip
    assert isinstance(done, Case), done


def _comes_to_work(drive, he):
    Post.objects.create(staff=he.post.staff, office=drive.cast.offices["roads"], role="officer")


def _watches(drive, he):
    Post.objects.create(staff=he.post.staff, office=drive.cast.offices["city"], role="supervisor")


def _on_its_list(drive, he):
    Post.objects.create(staff=he.post.staff, office=drive.cast.offices["roads"], role="helper")


def _off_the_list(drive, he):
    help_list.take_off(he)


def _leaves(drive, he):
    he.post.staff.is_active = False
    he.post.staff.save()


NEAR = (_shut_person, _shut_office, _comes_to_work, _watches, _on_its_list, _off_the_list, _leaves)


@pytest.mark.parametrize("comes", NEAR)
def test_whoever_comes_too_near_is_not_chosen_cannot_agree_and_sees_it_no_longer(
    cast, follow, comes
):
    drive, waiting, chosen = accepted(cast), accepted(cast), accepted(cast)
    he = helper_at(cast)
    asked(waiting, he)
    agreed(chosen, he, *EVERYTHING)
    before = helping(chosen)
    hers = signed_in(cast, "helper-he")
    assert hers.get(f"/case/{chosen.case.number}/").status_code == 200
    for each in (drive, waiting, chosen) if comes in (_shut_person, _shut_office) else (drive,):
        comes(each, he)
    now = drive.now
    if comes is not _leaves:
        hers = signed_in(cast, "helper-he")  # Whose posts change is signed out.
    # At every opening.
    assert hers.get(f"/case/{chosen.case.number}/").status_code in (404, 403)
    assert chosen.case.number not in hers.get("/desk/helping/").content.decode()
    actor = cast.actor("helper-he")
    if comes is not _leaves:  # Whoever cannot sign in comes nowhere.
        for who in (helping(chosen),):
            with pytest.raises(NotHere):
                chain_for(who, now)
            done = actions.take(chosen.case.number, who, "add-facts", {"text": "x"}, now)
            assert isinstance(done, Refusal)
        with pytest.raises(NotHere):
            helped(actor, chosen.case.number, now)
        # At agreeing.
        assert isinstance(actions.accept_help(waiting.case.number, actor, now), Refusal)
        assert hers.post(f"/desk/helping/{waiting.case.number}/acceptance/").status_code == 404
    # At choosing: they do not stand on the list, and naming them all the same asks nobody.
    wang = follow(drive)
    page = f"/case/{drive.case.number}/helper/"
    assert "Auntie He" not in wang.get(page).content.decode()
    assert wang.post(page, {"keep": "1", "helper": str(he.pk)}).status_code == 422
    done = actions.ask_helper(drive.case.number, drive.petitioner, actions.Wish(he.pk), now)
    assert done == Refusal(Code.HELPER_TOO_NEAR, "helper")
    # Who chose them is told that they are gone, and not why.
    told = follow(chosen).get("/case/").content.decode()
    assert "sees nothing of" in told
    assert "helps you" not in told
    assert before.kind is Role.HELPER
    assert is_sound()


def test_the_registrar_may_offer_helpers_until_it_answers_itself(cast):
    drive = file(cast)
    he = helper_at(cast, "petitions")
    agreed(drive, he)
    assert drive.case.office_id == cast.offices["petitions"].pk
    assert chain_for(helping(drive), drive.now)
    drive.step("clerk", "register")
    done = drive.step("petitions-officer", "accept", days=0)
    assert isinstance(done, Case), done
    with pytest.raises(NotHere):
        chain_for(helping(drive), drive.now)


def test_behind_the_wall_a_helper_is_shown_their_cases_and_nothing_beside(cast):
    drive, waiting, other = (accepted(cast, identity=WANG) for _ in range(3))
    he = helper_at(cast)
    agreed(drive, he, "write")
    asked(waiting, he)
    helper_at(cast, name="helper-su", goes_by="Su")
    plain = cast.actor("helper-he")
    with reading(plain):  # As they come to the desk.
        assert not Case.objects.exists()
        assert set(Helping.objects.values_list("number", flat=True)) == {
            drive.case.number, waiting.case.number}  # fmt: skip
    with reading(helping(drive)):  # As they open a case.
        assert list(Case.objects.values_list("number", flat=True)) == [drive.case.number]
        assert not JournalEntry.objects.exclude(case=drive.case).exists()
        assert not Petitioner.objects.exists()
        assert not Notice.objects.exists()
    # The application is wrong about which case they open, or who they are: the database is not.
    for forged in (
        plain.helping(waiting.petitioner.case, drive.now),
        plain.helping(other.petitioner.case, drive.now),
        cast.actor("helper-su").helping(drive.petitioner.case, drive.now),
        cast.actor("roads-officer").helping(drive.petitioner.case, drive.now),
    ):
        with reading(forged):
            assert not Case.objects.exists()
            assert not JournalEntry.objects.exists()
    with reading(cast.actor("helper-su")):
        assert not Helping.objects.exists()
    Case.objects.filter(pk=drive.case.pk)
    # Shut out, the database shows nothing, whatever the application believes.
    _shut_person(drive, he)
    with reading(helping(drive)):
        assert not Case.objects.exists()


def test_its_last_day_and_the_level_above(cast):
    drive, he = served(cast), helper_at(cast)
    until = drive.now.date() + timedelta(days=60)
    agreed(drive, he, "further", until=until)
    step = next(s.id for s in case_for(drive.petitioner, drive.case.number, drive.now).steps
                if s.act == "go-up")  # fmt: skip
    above = actions.take(drive.case.number, helping(drive), step, {"reason": "No."}, drive.now)
    assert isinstance(above, Case), above
    assert [f.case.level for f in helped(cast.actor("helper-he"), above.number, drive.now)] == [
        1,
        2,
    ]
    assert len(asked_to_help(cast.actor("helper-he"), drive.now)) == 1
    with reading(helping(drive)):
        assert Case.objects.count() == 2
    assert is_sound()
    drive.now += timedelta(days=70)
    with pytest.raises(NotHere):
        helped(cast.actor("helper-he"), above.number, drive.now)
    assert asked_to_help(cast.actor("helper-he"), drive.now) == []
    # Their day is over, and somebody else can be asked.
    asked(drive, helper_at(cast, name="helper-su"))
    assert tags(drive)[-2:] == ["helper-ended", "helper-asked"]
    assert is_sound()


def test_nobody_of_the_office_has_a_hand_in_it_and_reads_who_helps(cast):
    drive, he = accepted(cast), helper_at(cast)
    wish, number, now = actions.Wish(he.pk), drive.case.number, drive.now
    for who in ("clerk", "roads-officer", "roads-head", "city-supervisor", "operator"):
        actor = cast.actor(who)
        for done in (
            actions.ask_helper(number, actor, wish, now), actions.accept_help(number, actor, now),
            actions.take_helper_back(number, actor, now),
        ):  # fmt: skip
            assert isinstance(done, Refusal), who
            assert done.code is Code.NOT_YOURS, who
    agreed(drive, he, "write")
    shown = facts.details(case_for(cast.actor("roads-officer"), number, now)).helped
    assert (shown.name, len(shown.texts)) == ("Auntie He", 2)
    with seen_by(Actor.petitioner(drive.petitioner.case)):
        assert drive.case.number in {row.number for row in Helping.objects.all()}
    assert Case.objects.get(pk=drive.case.pk).version == len(tags(drive))


def test_the_public_list_and_the_head_who_keeps_it(cast):
    nobody = Client(headers={"accept-language": "en"})
    assert "No office has named a helper yet" in nobody.get("/helpers/").content.decode()
    head, hers = signed_in(cast, "roads-head"), cast.staff("town-officer")
    assert head.post("/desk/helpers/", {"goes_by": "He"}).status_code == 422
    given = {"office": cast.offices["roads"].pk, "username": hers.username, "goes_by": "Old He"}
    answer = head.post("/desk/helpers/", given)
    assert answer.status_code == 302
    assert head.post("/desk/helpers/", given).status_code == 422
    page = answer.headers["location"]
    line = {"goes_by": "Old He", "languages": ["csl"], "good_at_en": "Wages", "is_listed": "on"}
    assert head.post(page, line).status_code == 302
    listed = nobody.get("/helpers/roads/").content.decode()
    assert "Old He" in listed
    assert "Wages" in listed
    assert nobody.get("/helpers/").status_code == 200
    assert nobody.get("/helpers/nowhere/").status_code == 404
    # The head of another office has no hand in it, nor have those who are no head.
    for who in ("housing-head", "roads-officer", "town-officer"):
        assert signed_in(cast, who).get(page).status_code == 404, who
    # To stand on a list adds nothing to what one sees elsewhere at the desk.
    assert {p.role for p in cast.actor("town-officer").posts} == {Role.OFFICER, Role.HELPER}
    reception = signed_in(cast, "town-officer").get("/desk/reception/").content.decode()
    assert "Roads" not in reception
    assert head.post(f"{page}removal/").status_code == 302
    assert "Old He" not in nobody.get("/helpers/").content.decode()


def test_who_is_let_in_with_the_receipt_is_told_to_the_petitioner_and_news_to_the_helper(
    cast, settings
):
    settings.EMAIL_HOST = "localhost"
    drive = accepted(cast, identity={**WANG, "tell_by": "email"})
    he = helper_at(cast)
    he.post.staff.digest_email = "he@example.org"
    he.post.staff.save()
    Notice.objects.all().delete()
    asked(drive, he, "write")
    kinds = list(Notice.objects.order_by("pk").values_list("kind", "case", "staff"))
    assert kinds == [("news-let", drive.case.pk, None), ("helper-news", None, he.post.staff_id)]
    told = KINDS["helper-news"](Notice.objects.get(kind="helper-news"), drive.now)
    for secret in (drive.case.number, "road", "Roads", "Wang"):
        assert secret not in f"{told.subject} {told.text}"
    Notice.objects.all().delete()
    agreed_by = cast.actor("helper-he")
    actions.accept_help(drive.case.number, agreed_by, drive.now)
    assert [n.kind for n in Notice.objects.all()] == ["news-request-answered"]
    Notice.objects.all().delete()
    # Who acts with a code, as well; and the level above tells it no second time.
    given = actions.Authority("Li Na", ("write",))
    actions.name_proxy(drive.case.number, drive.petitioner, given, "f", drive.now)
    assert [n.kind for n in Notice.objects.all()] == ["news-let"]


def test_who_acts_or_helps_is_held_against_words_for_the_public(cast):
    drive = accepted(cast, identity={"name": "Wang Fang"})
    assert not naming.gives_away(drive.case, ["Mended for Li Na, said Auntie He."])
    given = actions.Authority("My daughter Li Na", ("write",))
    actions.name_proxy(drive.case.number, drive.petitioner, given, "f", drive.now)
    assert naming.gives_away(drive.case, ["Mended for Li Na."])
    assert not naming.gives_away(drive.case, ["My road, said a daughter."])
    asked(drive, helper_at(cast))
    assert naming.gives_away(drive.case, ["Auntie He came along."])
    given = actions.Authority("我女儿王小芳", ("write",))
    actions.change_proxy(drive.case.number, drive.petitioner, given, drive.now)
    assert naming.gives_away(drive.case, ["已告知王小芳。"])
    assert not naming.gives_away(drive.case, ["已告知女儿。"])


def test_a_helper_files_together_with_somebody_who_keeps_the_receipt(cast):
    he = helper_at(cast)
    hers = signed_in(cast, "helper-he")
    form = hers.get("/desk/take-down/").content.decode()
    assert "received_on" not in form  # Only an office says when it received something.
    taken = {"text": "The bridge is out.", "channel": "visit", "language": "en",
             "name": "Zhang Wei", "received_on": "2020-01-01",
             "office": f"{cast.offices['roads'].pk}"}  # fmt: skip
    assert hers.post("/desk/take-down/", taken).status_code == 302
    assert not Case.objects.exists()  # Nothing is filed before they said that it is right.
    assert hers.post("/desk/take-down/read-back/", {}).status_code == 200
    assert not Case.objects.exists()
    hers.post("/desk/take-down/read-back/", {"confirmed": "on"})
    entry = JournalEntry.objects.get(tag="filed")
    assert (entry.by["role"], entry.by["staff"]) == ("helper", he.post.staff_id)
    assert entry.data["read_back"]
    assert "on" not in {k for k, v in entry.data.items() if v}
    sheet = hers.get("/desk/take-down/receipt/").content.decode()
    assert "Zhang Wei" not in sheet
    hers.post("/desk/take-down/receipt/")
    # Handed over, they see nothing of it, unless they are chosen.
    number = Case.objects.get().number
    assert number not in hers.get("/desk/take-down/").content.decode()
    for address in (f"/case/{number}/", f"/desk/cases/{number}/"):
        assert hers.get(address).status_code == 404
    file_ = case_for(cast.actor("clerk"), number, Case.objects.get().filed_at)
    assert facts.details(file_).taken_down_by == "Auntie He"
    for other in ("/desk/take-down/report/", "/desk/new-receipt/"):
        assert hers.get(other).status_code == 403
    assert is_sound()


def test_what_a_helper_and_who_chooses_one_see_costs_the_same_however_much_there_is(cast, follow):
    drive, he = accepted(cast), helper_at(cast)
    hers, head, wang = signed_in(cast, "helper-he"), signed_in(cast, "roads-head"), follow(drive)
    pages = ((hers, "/desk/helping/"), (head, "/desk/helpers/"), (head, "/helpers/"),
             (wang, f"/case/{drive.case.number}/helper/"))  # fmt: skip
    counted = []
    for round_ in range(2):
        for n in range(3):
            agreed(accepted(cast), he)
            helper_at(cast, "town", f"town-{round_}-{n}")
            helper_at(cast, "roads", f"roads-{round_}-{n}")
        counts = []
        for client, page in pages:
            with CaptureQueriesContext(connection) as asked_for:
                assert client.get(page).status_code == 200
            counts.append(len(asked_for))
        counted.append(counts)
    assert counted[0] == counted[1]
