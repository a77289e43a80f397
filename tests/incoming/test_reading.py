"""What a mail says, read from mail of every kind, and from what is no mail at all."""

import base64
import time
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.incoming.mails import SENDER, mail, raw

from openredress.core.receipt import code_from
from openredress.incoming import reading
from openredress.incoming.room import plain, quoting
from openredress.incoming.room.parsing import Unreadable
from openredress.incoming.room.reading import read as read_in_the_room


def test_an_ordinary_mail():
    found = reading.read(mail("Nobody came.", files=[("bill.pdf", b"%PDF-1.4")]))
    assert (found.sender, found.subject, found.text) == (SENDER, "The road", "Nobody came.")
    assert found.recipients == ("petitions@example.org",)
    assert [(f.name, f.content) for f in found.files] == [("bill.pdf", b"%PDF-1.4")]
    assert (found.trouble, found.program, found.bounce) == ("", "", "")


CHINESE = "道路一直没有修好，孩子上学时摔倒。"


@pytest.mark.parametrize(
    ("charset", "named"),
    [("gb18030", "gb18030"), ("gbk", "gb2312"), ("big5", "big5"), ("utf-8", "utf-8"),
     ("utf-8", ""), ("gb18030", ""), ("gb18030", "no-such-charset"), ("utf-16", "utf-16"),
     ("iso2022_jp", "iso-2022-jp"), ("hz", "hz-gb-2312")],
)  # fmt: skip
@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable"])
def test_chinese_in_every_charset(charset, named, transfer):
    text = "道路壞了，請修理。" if charset == "big5" else CHINESE
    if charset == "iso2022_jp":
        text = "道路一直"
    content = text.encode(charset)
    if transfer == "base64":
        content = base64.encodebytes(content)
    elif transfer == "quoted-printable":
        content = b"".join(f"={byte:02X}".encode() for byte in content)
    kind = f"text/plain; charset={named}" if named else "text/plain"
    found = reading.read(raw(
        f"From: {SENDER}\nMIME-Version: 1.0\nContent-Type: {kind}\n"
        f"Content-Transfer-Encoding: {transfer}", content,
    ))  # fmt: skip
    assert found.text == text


@pytest.mark.parametrize("charset", ["gb2312", "gb18030", "big5", "utf-8"])
@pytest.mark.parametrize("way", ["b", "q", "bare", "cut"])
def test_chinese_subjects(charset, way):
    text = "關於道路" if charset == "big5" else "关于道路维修的投诉"
    content = text.encode(charset)
    if way == "bare":
        line = b"Subject: " + content
    elif way == "q":
        coded = "".join(f"={byte:02X}" for byte in content)
        line = f"Subject: =?{charset}?Q?{coded}?=".encode()
    else:  # Mailers cut a character in two between encoded words.
        parts = [content] if way == "b" else [content[:5], content[5:]]
        words = [f"=?{charset}?B?{base64.b64encode(part).decode()}?=" for part in parts]
        line = b"Subject: " + "\r\n ".join(words).encode()
    found = reading.read(b"From: a@example.net\r\n" + line + b"\r\n\r\nText\r\n")
    if way == "bare" and charset == "big5":
        assert found.subject  # Big5 and GB18030 cannot be told apart without a name.
    else:
        assert found.subject == text


@pytest.mark.parametrize("disposition", [
    "attachment; filename*=gb18030''%CA%D5%BE%DD.pdf",
    "attachment; filename*=UTF-8''%E6%94%B6%E6%8D%AE.pdf",
    "attachment; filename*0*=UTF-8''%E6%94%B6; filename*1*=%E6%8D%AE.pdf",
    'attachment; filename="=?gb2312?B?ytW+3S5wZGY=?="',
    'attachment; filename="=?UTF-8?Q?=E6=94=B6=E6=8D=AE.pdf?="',
])  # fmt: skip
def test_names_of_files_in_every_way_of_writing_them(disposition):
    found = reading.read(raw(
        'From: a@example.net\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"',
        b"--x\r\n\r\nText\r\n--x\r\nContent-Type: application/pdf\r\nContent-Disposition: "
        + disposition.encode() + b"\r\n\r\n%PDF-\r\n--x--\r\n",
    ))  # fmt: skip
    assert [file.name for file in found.files] == ["收据.pdf"]


def test_parts_within_parts():
    inner = EmailMessage(policy=SMTP)
    inner["Subject"], inner["From"] = "收据", "hall@example.org"
    inner.set_content("Here is your bill.")
    inner.add_attachment(b"%PDF-2", maintype="application", subtype="pdf", filename="bill.pdf")
    outer = EmailMessage(policy=SMTP)
    outer["From"] = SENDER
    outer.set_content("See below.")
    outer.add_alternative('<p>See below.<img src="cid:a"></p>', subtype="html")
    outer.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="a", filename="photo.png")
    outer.add_attachment(inner)
    found = reading.read(outer.as_bytes())
    assert found.text == "See below."
    assert [file.name for file in found.files] == ["收据.txt", "bill.pdf"]
    assert found.files[0].content.decode() == "收据\n\nHere is your bill."


def test_html_becomes_text_that_fetches_nothing_and_hides_nothing():
    html = (
        "<html><head><style>p{}</style><script>alert(1)</script></head><body><p>One<br>two</p>"
        '<a href="http://bad.example">https://good.example</a><img src="http://track.example/x">'
        "<blockquote>earlier</blockquote><!-- unseen --></body></html>"
    )
    text = plain.of_html(html)
    assert text == "One\ntwo\nhttps://good.example <http://bad.example>\n> earlier"
    letter = EmailMessage(policy=SMTP)
    letter["From"] = SENDER
    letter.set_content(html, subtype="html")
    assert "track.example" not in reading.read(letter.as_bytes()).whole


@pytest.mark.parametrize("quoted", [
    "On Tue, 3 Feb 2026 at 10:01, Petition Office <redress@example.org> wrote:\n> Your case",
    "On Tue, 3 Feb 2026 at 10:01, The Office of Linjiang\n<redress@example.org> wrote:\n> x",
    "在 2026年2月3日，信访局 <redress@example.org> 写道：\n> 您的信访事项",
    "------------------ 原始邮件 ------------------\n发件人: 信访局\n发送时间: 2026年2月3日\n内容",
    "-----Original Message-----\nFrom: Office\nSent: Tuesday\nText",
    "发件人： 信访局\n日期： 2026-02-03\n收件人： 我\n主题： 信访事项\n\n内容",
    "From: Office <redress@example.org>\nSent: Tuesday\nTo: me\n\nText",
    "> Your case\n> is registered.",
    "Am 03.02.2026 um 10:01 schrieb Office:\n> Text",
])  # fmt: skip
def test_what_was_quoted_is_cut_away_and_kept(quoted):
    assert quoting.divide(f"Nobody came.\nThank you.\n\n{quoted}") == (
        "Nobody came.\nThank you.", quoted,
    )  # fmt: skip


@pytest.mark.parametrize("text", [
    "> When?\nOn Monday.\n> Who?\nThe mayor.", "On Monday I wrote to them: nothing.",
    "> only a quotation", "From: here it is\nbroken", "", "他写道路坏了。",
])  # fmt: skip
def test_nothing_is_cut_where_it_is_not_certain(text):
    assert quoting.divide(text) == (text, "")


def test_codes_and_addresses_do_not_reach_the_case(settings):
    settings.REPLY_ADDRESS = "redress@example.org"
    code = code_from(1234567890123456789)
    grouped = " ".join(code[i : i + 4] for i in range(0, 20, 4))
    reply = "redress+" + "a2" * 16 + "@example.org"
    found = reading.read(mail(f"I have {grouped}, {code}, 12345678901234567890.\n"
                              f"{SENDER.upper()} wrote to {reply}"))  # fmt: skip
    assert found.text == "I have …, …, 12345678901234567890.\n… wrote to …"


@pytest.mark.parametrize(("header", "value"), [
    ("Auto-Submitted", "auto-replied"), ("Auto-Submitted", "auto-generated (vacation)"),
    ("Precedence", "bulk"), ("Precedence", "auto_reply"), ("Return-Path", "<>"),
    ("X-Autoreply", "yes"), ("List-Id", "<news.example.net>"),
])  # fmt: skip
def test_programs_are_told_from_people(header, value):
    assert reading.read(f"{header}: {value}\r\n".encode() + mail()).program
    assert not reading.read(b"Auto-Submitted: no\r\n" + mail()).program


def test_a_report_says_what_failed():
    from tests.incoming.mails import report

    name = "ab" * 24
    found = reading.read(report(f"<{name}@example.org>"))
    assert (found.bounce, found.notices) == ("5.1.1", (name,))
    assert reading.read(report(f"<{name}@example.org>", "delayed", "4.4.1")).bounce == ""


def test_spam_and_what_is_encrypted():
    assert reading.read(b"X-Spam-Flag: YES\r\n" + mail()).trouble == "spam"
    secret = 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="x"'
    found = reading.read(raw(f"From: {SENDER}\nContent-Type: {secret}", b"--x\r\n\r\nVersion: 1"))
    assert found.trouble == "unreadable"
    sealed = "application/pkcs7-mime; smime-type=enveloped-data"
    assert reading.read(raw(f"From: a@b.org\nContent-Type: {sealed}", b"x")).trouble == "unreadable"


def test_no_network_address_and_no_way_it_came_is_kept():
    came = mail(X_Mailer="Phone 7", User_Agent="Phone")
    kept = reading.stripped(came)
    for left in (b"192.0.2.77", b"Received", b"Originating", b"Phone"):
        assert left not in kept
    assert reading.read(kept) == reading.read(came)


def test_the_same_mail_is_known_whatever_way_it_came():
    one = mail()
    other = b"Received: by mx2\r\nDelivered-To: x@example.org\r\n" + one.replace(b"\r\n", b"\n")
    assert reading.fingerprint(one) == reading.fingerprint(other)
    assert reading.fingerprint(one) != reading.fingerprint(mail())
    assert reading.fingerprint(one) != reading.fingerprint(one.replace(b"still", b"ever"))


# What is meant to do harm ----------------------------------------------------------------


def nested(depth: int) -> bytes:
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="b{i}"\r\n\r\n--b{i}\r\n' for i in range(depth)
    )
    return b"From: a@example.net\r\n" + head.encode() + b"\r\ntext"


def forwarded(depth: int) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + b"From: a@b.org\r\n\r\ntext"


HARM = {
    "nested": nested(2000),
    "forwarded": forwarded(2000),
    "parts": b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + b"--x\r\n\r\na\r\n" * 300_000,
    "headers": b"".join(b"X-%d: y\r\n" % i for i in range(300_000)) + b"\r\ntext",
    "one header": b"From: " + b"(" * 3_000_000 + b"\r\n\r\ntext",
    "folded": b"Subject: a\r\n" + b" b\r\n" * 500_000 + b"\r\ntext",
    "words": b"Subject: " + b"=?utf-8?B?YQ==?= " * 200_000 + b"\r\n\r\ntext",
    "type": b"Content-Type: text/plain; " + b"a*0=b;" * 500_000 + b"\r\n\r\ntext",
    "addresses": b"From: " + b"a@b.org," * 500_000 + b"\r\n\r\ntext",
    "html": b"Content-Type: text/html\r\n\r\n" + b"<div><a href='" * 2_000_000,
    "quoted": b"\r\n" + b">" * 10_000_000 + b"\r\n> a" * 500_000,
    "lines": b"\r\n" + b"on a wrote\r\n" * 2_000_000,
    "base64": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=" * 20_000_000,
    "nothing": b"",
    "zeros": b"\0" * 1_000_000,
}


@pytest.mark.parametrize("what", HARM)
def test_what_means_harm_is_over_soon(what):
    began = time.monotonic()
    found = reading.read(HARM[what])
    assert time.monotonic() - began < 45
    assert len(found.whole) <= 500_000
    assert found.trouble in ("", "unreadable")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_fuzzed_mail_never_fails_otherwise(data):
    """Mail of an ordinary mailer, cut, turned round and strewn with bytes; then bytes alone."""
    good = mail("道路", files=[("a.pdf", b"%PDF")], html="<p>道路</p>")
    kind = data.draw(st.sampled_from(["cut", "strewn", "header", "bytes"]))
    if kind == "cut":
        came = good[data.draw(st.integers(0, len(good))) :] + good[: data.draw(st.integers(0, 400))]
    elif kind == "strewn":
        came = bytearray(good)
        for _n in range(data.draw(st.integers(1, 12))):
            came[data.draw(st.integers(0, len(came) - 1))] = data.draw(st.integers(0, 255))
        came = bytes(came)
    elif kind == "header":
        name = data.draw(st.sampled_from([
            "From", "To", "Subject", "Content-Type", "Content-Disposition", "References",
            "Content-Transfer-Encoding", "Return-Path", "Auto-Submitted", "Content-Language",
        ]))  # fmt: skip
        came = name.encode() + b": " + data.draw(st.binary(max_size=200)) + b"\r\n" + good
    else:
        came = data.draw(st.binary(max_size=600))
    try:
        told, files = read_in_the_room(came)
    except Unreadable:
        return
    assert isinstance(told["whole"], str)
    assert len(files) == len(told["names"])


def test_encoded_words_by_the_library_itself_are_read():
    subject = Header("关于道路维修的投诉，" * 8, "gb18030").encode()
    assert (
        reading.read(f"Subject: {subject}\r\n\r\nx".encode()).subject == "关于道路维修的投诉，" * 8
    )
