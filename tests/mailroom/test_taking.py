"""Mail becomes a message or a filing, once, and what may not is kept for somebody to decide."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from tests.attachments.samples import jpeg
from tests.cast import DECISION, START, accepted, file, who
from tests.incoming.mails import SENDER, raw, report
from tests.incoming.mails import mail as mail_of

from openredress.attachments.blobs import store
from openredress.attachments.models import Attachment
from openredress.cases.access import chain_for
from openredress.cases.models import Case
from openredress.core import events
from openredress.core.access import Actor
from openredress.incoming import addresses
from openredress.incoming.models import SetAsideMail, TakenMail
from openredress.mailroom import aside, telling
from openredress.mailroom.taking import Outcome
from openredress.notices import sending
from openredress.notices.models import Notice
from openredress.parties import receipts


def mail_(text, to, **more):
    return mail_of(text, to=to, **more)


def last(case):
    """The newest entries of the highest level of a chain."""
    files = chain_for(Actor.petitioner(case.root.number), START + timedelta(days=400))
    return [entry.event for entry in files[-1].entries]


def reasons():
    return list(SetAsideMail.objects.order_by("pk").values_list("reason", flat=True))


def sent(mail, now=START):
    """What the worker sends now."""
    before = len(mail.letters)
    sending.send_due(now)
    telling.tell_due(now)
    return mail.letters[before:]


def code_in(text):
    """The receipt code in what somebody was sent."""
    lines = ("".join(filter(str.isdigit, line)) for line in text.splitlines())
    return next((digits for digits in lines if len(digits) == 20), "")


# Into a case -----------------------------------------------------------------------------


def test_an_answer_becomes_a_message_of_the_petitioner(post, cast, mail):
    drive = accepted(cast, identity={"email": SENDER})
    to = addresses.reply_to(drive.case)
    text = "Nobody came.\n\nOn Tue, 3 Feb 2026, Petition Office <x@y.org> wrote:\n> Soon."
    assert post(mail_(text, to, subject="Re: Your case"), now=drive.now) is Outcome.WRITTEN
    written = last(drive.case)[-1]
    assert isinstance(written, events.MessageWritten)
    assert (written.text, written.channel) == ("Nobody came.", "email")
    assert written.quoted.startswith("On Tue, 3 Feb")
    (letter,) = sent(mail, drive.now)
    assert letter["To"] == SENDER
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "is in your case now" in " ".join(letter.get_content().split())


def test_it_answers_a_question(post, cast):
    drive = accepted(cast, identity={"email": SENDER})
    drive.must("roads-officer", "ask", text="Which road?")
    assert Case.objects.get(pk=drive.case.pk).question
    post(mail_("The one to the school.", addresses.reply_to(drive.case)), now=drive.now)
    assert not Case.objects.get(pk=drive.case.pk).question


def test_it_goes_to_the_level_that_is_open(post, cast):
    drive = accepted(cast)
    to = addresses.reply_to(drive.case)
    drive.must("roads-officer", "decide", **{**DECISION, "outcome": "not-upheld"})
    drive.must("roads-officer", "serve", how="post").must("petitioner", "ask-review", reason="No.")
    assert post(mail_("One more thing.", to), now=drive.now) is Outcome.WRITTEN
    files = chain_for(drive.petitioner, drive.now)
    assert isinstance(files[-1].entries[-1].event, events.MessageWritten)
    assert not any(isinstance(e.event, events.MessageWritten) for e in files[0].entries)


def test_files_come_with_it_cleaned_and_counted(post, cast, mail):
    drive = accepted(cast, identity={"email": SENDER})
    files = [("hole.jpg", jpeg()), ("virus.exe", b"MZ\0\0"), ("hole again.jpg", jpeg())]
    assert post(mail_("See.", addresses.reply_to(drive.case), files=files), now=drive.now)
    *_before, added, written = last(drive.case)
    assert isinstance(added, events.FileAdded)
    assert added.name == "hole.jpg"
    assert written.files_refused == 2  # One of no kind that is taken, one that was there already.
    (letter,) = sent(mail, drive.now)
    assert "Some of its files could not be taken" in " ".join(letter.get_content().split())


def test_no_file_is_left_in_the_store_of_what_was_not_taken(post, cast):
    drive = accepted(cast)
    to, before = addresses.reply_to(drive.case), set(names_in_store())
    files = [("hole.jpg", jpeg()), ("again.jpg", jpeg())]
    post(mail_("See.", to, files=files), now=drive.now)
    (kept,) = Attachment.objects.all()
    new = set(names_in_store()) - before
    assert {name.rpartition("/")[2].partition(".")[0] for name in new} == {kept.uid}


def names_in_store(folder=""):
    if not store().exists(folder):
        return
    folders, files = store().listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for inner in folders:
        yield from names_in_store(f"{folder}/{inner}".strip("/"))


def test_a_long_text_is_kept_whole_as_a_file(post, cast):
    drive = accepted(cast)
    text = "The road is broken. " * 4000
    assert post(mail_(text, addresses.reply_to(drive.case)), now=drive.now) is Outcome.WRITTEN
    *_before, added, written = last(drive.case)
    assert (added.name, added.kind) == ("message.txt", "txt")
    assert added.size > len(text) - 100
    assert len(written.text) == 49_000


def test_the_same_mail_is_taken_once_whatever_way_it_comes(post, cast):
    drive = accepted(cast)
    came = mail_("Nobody came.", addresses.reply_to(drive.case))
    assert post(came, now=drive.now) is Outcome.WRITTEN
    count = len(last(drive.case))
    assert post(came, now=drive.now) is Outcome.AGAIN
    again = b"Received: by another\r\n" + came.replace(b"\r\n", b"\n")
    assert post(again, "petitions@example.org", now=drive.now) is Outcome.AGAIN
    assert len(last(drive.case)) == count
    assert Case.objects.count() == 1


def test_who_it_says_it_is_from_decides_nothing(post, cast, mail):
    """With the address anybody writes, and the petitioner is told; without it nobody does."""
    drive = accepted(cast, identity={"email": SENDER})
    forged = mail_("I withdraw everything.", addresses.reply_to(drive.case),
                   sender="mayor@example.com")  # fmt: skip
    assert post(forged, now=drive.now) is Outcome.WRITTEN
    (letter,) = sent(mail, drive.now)
    assert letter["To"] == SENDER  # And not to whom the mail says it is from.
    assert Case.objects.get(pk=drive.case.pk).is_open
    with_address = mail_("Let me in.", "redress@example.org", sender=SENDER)
    assert post(with_address, now=drive.now) is Outcome.ASIDE
    assert reasons() == ["not-for-us"]


def test_a_thread_is_followed_by_what_only_its_reader_knows(post, cast, mail):
    drive = accepted(cast, identity={"email": SENDER})
    post(mail_("One.", addresses.reply_to(drive.case)), now=drive.now)
    (letter,) = sent(mail, drive.now)
    answer = mail_("Two.", "petitions@example.org", In_Reply_To=str(letter["Message-ID"]))
    assert post(answer, now=drive.now + timedelta(hours=2)) is Outcome.WRITTEN
    assert last(drive.case)[-1].text.endswith("Two.")
    # The Message-ID of a petitioner's own mail is in other people's mailboxes, and proves nothing.
    other = mail_("Three.", "petitions@example.org", In_Reply_To="<known@example.net>")
    assert post(other, now=drive.now) is Outcome.FILED
    # Once the address was replaced, neither it nor the thread of its time leads to the case.
    addresses.renew(drive.case, drive.now + timedelta(hours=3))
    late = mail_("Four.", "petitions@example.org", In_Reply_To=str(letter["Message-ID"]))
    assert post(late, now=drive.now + timedelta(hours=4)) is Outcome.ASIDE
    assert reasons() == ["ended"]


def test_a_loop_ends_and_a_flood_waits(post, cast, mail):
    drive = accepted(cast, identity={"email": SENDER})
    to = addresses.reply_to(drive.case)
    for number in range(32):
        post(mail_(f"Number {number}.", to), now=drive.now + timedelta(minutes=number))
    written = [e for e in last(drive.case) if isinstance(e, events.MessageWritten)]
    assert len(written) == 30
    assert reasons() == ["too-many", "too-many"]
    assert Notice.objects.filter(kind__startswith="mail-written").count() == 1


@pytest.mark.parametrize(("headers", "reason"), [
    ({"Auto_Submitted": "auto-replied"}, "automatic"), ({"Precedence": "list"}, "automatic"),
    ({"Return_Path": "<>"}, "automatic"), ({"X_Spam_Flag": "YES"}, "spam"),
])  # fmt: skip
def test_programs_and_spam_are_set_aside_and_answered_by_nobody(post, cast, mail, headers, reason):
    drive = accepted(cast, identity={"email": SENDER})
    for to in (addresses.reply_to(drive.case), "petitions@example.org"):
        assert post(mail_("I am away.", to, **headers), now=drive.now) is Outcome.ASIDE
    assert reasons() == [reason, reason]
    assert sent(mail, drive.now) == []


def test_mail_of_our_own_is_no_loop(post, cast, mail):
    drive = accepted(cast)
    own = addresses.reply_to(drive.case)
    for sender in ("redress@example.org", "petitions@example.org", own):
        post(mail_("Hello.", "petitions@example.org", sender=sender))
    assert reasons() == ["own"] * 3
    assert sent(mail) == []


def test_a_notice_that_came_back_is_noted(post, cast, mail):
    drive = accepted(cast, identity={"email": SENDER})
    post(mail_("One.", addresses.reply_to(drive.case)), now=drive.now)
    (letter,) = sent(mail, drive.now)
    name = str(letter["Message-ID"])
    assert post(report(name, "delayed"), "redress@example.org", now=drive.now) is Outcome.ASIDE
    notice = Notice.objects.get(kind="mail-written")
    assert notice.state == Notice.SENT
    assert post(report(name), "redress@example.org", now=drive.now) is Outcome.RETURNED
    notice.refresh_from_db()
    assert (notice.state, notice.failure) == (Notice.FAILED, "came back 5.1.1")
    foreign = report(f"<{'ab' * 24}@example.org>")
    assert post(foreign, "redress@example.org", now=drive.now) is Outcome.ASIDE
    assert reasons() == ["automatic", "automatic"]


# New filings -----------------------------------------------------------------------------


def test_mail_to_an_office_is_filed_with_number_and_code(post, cast, mail):
    came = mail_("道路一直没有修好。", "petitions@example.org", subject="修路",
                 files=[("hole.jpg", jpeg())])  # fmt: skip
    assert post(came) is Outcome.FILED
    case = Case.objects.get()
    assert (case.channel, case.language, case.office.code) == ("email", "zh-hans", "petitions")
    assert case.subject == "修路"
    assert (case.matter, case.place) == (None, None)  # For the clerk, and not guessed.
    assert who(case).given() == {"email": SENDER}
    (letter,) = sent(mail)
    assert (letter["To"], letter["Content-Language"]) == (SENDER, "zh-hans")
    text = letter.get_content()
    assert case.number in text
    assert receipts.find(code_in(text)).case == case
    assert letter["Reply-To"] == addresses.reply_to(case)


def test_a_code_that_did_not_arrive_opens_nothing(post, cast, mail):
    post(mail_("Broken.", "petitions@example.org"))
    mail.data_answers = ["451 try later"]
    sending.send_due(START)
    first = receipts.Receipt.objects.get().code_hash
    sending.send_due(START + timedelta(minutes=2))
    assert receipts.Receipt.objects.get().code_hash != first
    assert len(mail.letters) == 1


def test_nothing_of_the_sender_is_readable_in_the_database(post, cast, mail):
    post(mail_(f"Write to {SENDER}.", "petitions@example.org"))
    post(mail_("I am away.", "petitions@example.org", Precedence="bulk"))
    sent(mail)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            found = " ".join(row for (row,) in cursor.fetchall())
            assert "zhang.wei" not in found.lower(), table
            assert "192.0.2.77" not in found, table
            assert b"zhang.wei".hex() not in found, table


def test_time_counts_from_the_day_on_which_it_came(post, cast):
    day = (START - timedelta(days=3)).date()
    post(mail_("Broken.", "petitions@example.org"), received_on=day)
    filed = last(Case.objects.get())[0]
    assert filed.on == day


def test_without_a_sender_somebody_looks_first(post, cast, mail):
    assert post(mail_("Broken.", "petitions@example.org", sender="")) is Outcome.ASIDE
    assert reasons() == ["no-sender"]
    assert sent(mail) == []


def test_one_sender_files_five_times_an_hour_by_themselves(post, cast):
    for number in range(7):
        post(mail_(f"Number {number}.", "petitions@example.org"))
    assert Case.objects.count() == 5
    assert reasons() == ["too-many"] * 2


def test_mail_that_is_for_nobody_is_refused(post, cast):
    assert post(mail_("Hello.", "other@example.org"), "other@example.org") is Outcome.NOBODY
    assert not TakenMail.objects.exists()


def test_a_receipt_reply_does_not_show_the_code_to_the_office(post, cast, mail):
    post(mail_("Broken.", "petitions@example.org"))
    (letter,) = sent(mail)
    quoted = "\n".join("> " + line for line in letter.get_content().splitlines())
    post(mail_(f"Thanks.\n\n{quoted}", str(letter["Reply-To"]), subject="Re: x"))
    written = last(Case.objects.get())[-1]
    assert code_in(letter.get_content())
    assert "Thanks." in written.text
    assert code_in(written.quoted) == ""


# Set aside -------------------------------------------------------------------------------


def test_what_cannot_be_read_is_told_once_in_their_language(post, cast, mail):
    head = f"From: {SENDER}\nTo: petitions@example.org\nSubject: Help\nMIME-Version: 1.0\n"
    for number in range(3):
        post(raw(f"{head}Message-ID: <{number}@x.net>\nContent-Type: multipart/encrypted; "
                 'boundary="x"', b"--x\r\n\r\nVersion: 1\r\n--x--"))  # fmt: skip
    assert reasons() == ["unreadable"] * 3
    (letter,) = sent(mail)
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["Content-Language"] == "en"
    assert "could not be read" in letter.get_content()
    assert letter["To"] == SENDER


def test_what_is_too_large_is_set_aside_by_its_beginning(post, cast, mail, settings):
    came = mail_("Broken.", "petitions@example.org", files=[("film.mp4", b"0" * 500_000)])
    cut = came[: 256 * 1024]
    assert post(cut, is_cut=True, size=90_000_000) is Outcome.ASIDE
    row = SetAsideMail.objects.get()
    assert (row.reason, row.size) == ("too-large", 90_000_000)
    (letter,) = sent(mail)
    assert "too large" in letter.get_content()


def test_a_clerk_lets_it_become_a_case(post, cast, mail):
    post(mail_("Broken.", "petitions@example.org", Precedence="bulk"))
    row = SetAsideMail.objects.get()
    assert aside.take_it(cast.actor("roads-officer"), row.uid, START).code == "not-yours"
    done = aside.take_it(cast.actor("clerk"), row.uid, START)
    assert (done.decision, bytes(done.sealed)) == ("filed", b"")
    assert Case.objects.get().channel == "email"
    assert aside.take_it(cast.actor("clerk"), row.uid, START).code == "changed-meanwhile"


def test_a_clerk_says_why_it_is_discarded(post, cast):
    post(mail_("Buy now.", "petitions@example.org", Precedence="bulk"))
    row = SetAsideMail.objects.get()
    clerk = cast.actor("clerk")
    assert aside.discard(clerk, row.uid, " ", START).field == "because"
    assert aside.discard(clerk, row.uid, "Advertising.", START).decision == "discarded"
    row.refresh_from_db()
    assert (row.because, bytes(row.sealed)) == ("Advertising.", b"")


def test_mail_to_an_address_that_was_ended_is_added_by_nobody(post, cast):
    drive = accepted(cast)
    before = addresses.reply_to(drive.case)
    addresses.renew(drive.case, drive.now)
    post(mail_("It is me.", before), now=drive.now)
    row = SetAsideMail.objects.get()
    assert aside.take_it(cast.actor("clerk"), row.uid, drive.now).code == "missing"


def test_what_the_program_fails_on_is_kept(post, cast, monkeypatch, caplog):
    monkeypatch.setattr("openredress.mailroom.writing.file", lambda *given: 1 / 0)
    with caplog.at_level(logging.ERROR):
        assert post(mail_("Broken.", "petitions@example.org")) is Outcome.ASIDE
    assert reasons() == ["failed"]
    monkeypatch.undo()
    done = aside.take_it(cast.actor("clerk"), SetAsideMail.objects.get().uid, START)
    assert done.decision == "filed"


def test_a_full_room_takes_nothing_and_loses_nothing(post, cast, monkeypatch):
    monkeypatch.setattr(aside, "MOST_BYTES", 100)
    with pytest.raises(aside.NoRoom):
        post(mail_("Broken.", "petitions@example.org", Precedence="bulk"))
    assert not TakenMail.objects.exists()


def test_whoever_is_shut_out_of_a_case_sees_no_mail_for_it(post, cast):
    drive = file(cast)
    to = addresses.reply_to(drive.case)
    post(mail_("I am away.", to, Precedence="bulk"), now=drive.now)
    assert len(aside.waiting(cast.actor("clerk"))) == 1
    from openredress.cases import actions

    who_ = cast.staff("clerk").pk
    boss = cast.actor("city-supervisor")
    done = actions.exclude_person(drive.case.number, boss, who_, "complained-of", "x", drive.now)
    assert isinstance(done, Case), done
    assert aside.waiting(cast.actor("clerk")) == []


def test_an_answer_that_came_back_was_not_told(post, cast, mail):
    """The message that the answer can be read is part of serving it; the journal says it failed."""
    drive = accepted(cast, identity={"email": SENDER, "tell_by": "email"})
    drive.must("roads-officer", "decide", **DECISION)
    told = sent(mail, drive.now)
    assert any(isinstance(e, events.ServiceTried) for e in last(drive.case))
    post(report(str(told[-1]["Message-ID"])), "redress@example.org", now=drive.now)
    tried = [e for e in last(drive.case) if isinstance(e, events.ServiceTried)]
    assert [e.result for e in tried] == ["sent", "returned"]
