"""Sealing and opening: what a thief of the database gets, and what happens without the key."""

import os
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import PASSWORD, accepted, file, who

from openredress import wall
from openredress.cases import actions
from openredress.cases.models import Case, JournalEntry
from openredress.core.refusals import Code, Refusal
from openredress.ops import home
from openredress.parties import identities, keys
from openredress.parties.details import LABELS, LONGEST, Details
from openredress.parties.models import EarlierDetails, Petitioner, identity_key_context

GIVEN = {
    "name": "Zhang Weiming 张伟明", "phone": "0000-5551234", "email": "weiming@example.org",
    "address": "17 Persimmon Lane", "helper_name": "Ouyang Meihua",
    "helper_relation": "sister-in-law", "revealing": "The only baker in the village",
}  # fmt: skip


@pytest.fixture
def own_keys(tmp_path, monkeypatch):
    """An installation's own keys, to lose and to break."""
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path))
    return tmp_path / "keys"


def somebody(case, **given):
    with transaction.atomic():
        identities.change(case, given)


# What lies in the database ------------------------------------------------------------------


def stolen() -> bytes:
    """Every row of every table, as a thief would read it: as text, and the bytes in it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t.*, t::text FROM "{table}" t')
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, memoryview) else b""
                    found += [str(value).encode(), raw, raw.hex().encode()]
    return b"\n".join(found)


def test_a_stolen_database_holds_nothing_of_who_filed(cast, client):
    case = file(cast, identity=GIVEN).case
    client.post("/file/")
    client.post("/file/who-you-are/", {"name": GIVEN["name"], "revealing": GIVEN["revealing"]})
    drive = accepted(cast, identity=GIVEN)
    opened = actions.open_identity(
        drive.case.number, cast.actor("roads-officer"), "To call back.", drive.now
    )
    assert opened.details == Details(**GIVEN)
    actions.change_details(
        case.number, cast.actor("clerk"), {"phone": "0000-7776543"}, (), timezone.now()
    )
    database = stolen()
    assert case.number.encode() in database
    for value in (*GIVEN.values(), "0000-7776543", "Weiming", "张伟明"):
        for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert value.encode(code) not in database
            assert value.encode(code).hex().encode() not in database
        assert value.encode("unicode-escape") not in database


def test_the_row_of_who_gave_nothing_looks_like_any_other(cast):
    various = (None, {}, {"name": "Li"}, GIVEN, {"phone": "0000", "email": "a@b.cn"})
    cases = [file(cast, identity=given).case for given in various]
    rows = Petitioner.objects.filter(case__in=cases)
    assert len(rows) == len(cases)
    assert {len(bytes(row.sealed)) for row in rows} == {512 + 12 + 16}
    assert {len(bytes(row.data_key)) for row in rows} == {32 + 12 + 16}
    assert len({bytes(row.sealed)[-40:] for row in rows}) == len(cases)


@pytest.mark.django_db
@given(
    st.builds(
        Details,
        **{name: st.text(max_size=min(longest, 80)) for name, longest in LONGEST.items()},
    ),
    st.integers(min_value=1, max_value=10**6),
)
def test_what_was_sealed_is_what_is_opened(details, version):
    key, number = bytes(range(32)), "2026-000001-5"
    sealed = identities._closed(key, number, version, details)
    row = Petitioner(sealed=sealed, version=version)
    wrapped = keys.keeper().wrap(key, identity_key_context(number))
    row.key_id, row.data_key = wrapped
    assert identities._opened(row, number) == details
    assert (len(sealed) - 28) in (512, 2048, 8192)
    assert identities._closed(key, number, version, details) != sealed


def test_no_field_takes_more_than_can_be_sealed():
    assert LONGEST.keys() == Details.__dataclass_fields__.keys()
    # How somebody wants to be told says nothing of who they are, and is shown to them alone.
    assert LONGEST.keys() - LABELS.keys() == {"tell_by"}
    for name, longest in LONGEST.items():
        assert getattr(Details(**{name: "字" * longest}), name)
        with pytest.raises(ValueError, match=name):
            Details(**{name: "x" * (longest + 1)})


# The wrong key, no key, and tampering ---------------------------------------------------------


PAGES = ("/desk/", "/desk/cases/{n}/", "/desk/cases/{n}/details/", "/desk/names/", "/file/")


def test_without_the_key_every_page_works_and_says_that_names_stay_closed(
    cast, client, own_keys, settings
):
    drive = accepted(cast, identity=GIVEN)
    key_id = keys.keeper().key_id()
    (own_keys / "identity.key").rename(own_keys.parent / "taken")
    client.post("/case/open/", {"code": drive.code})
    page = client.get(f"/case/{drive.case.number}/")
    assert page.status_code == 200
    assert "nobody here can open it" in page.content.decode()
    client.login(username="roads-officer", password=PASSWORD)
    for path in PAGES[:2] + PAGES[4:]:
        assert client.get(path.format(n=drive.case.number)).status_code == 200, path
    said = client.post(f"/desk/cases/{drive.case.number}/identity/", {"identity-purpose": "x"})
    assert said.status_code == 422
    assert f"the key they were sealed with ({key_id}) is not on this machine" in _text(said)
    assert not JournalEntry.objects.filter(tag="identity-opened").exists()
    # People can go on filing, under a key that is made anew.
    later = file(cast, identity={"name": "Li Na"}).case
    assert who(later).name == "Li Na"
    # The key comes back beside the new one, and everything opens again.
    (own_keys.parent / "taken").rename(own_keys / "identity-back.key")
    assert who(drive.case) == Details(**GIVEN)
    assert who(later).name == "Li Na"


def test_a_wrong_key_opens_nothing_and_is_named(cast, own_keys):
    case = accepted(cast, identity=GIVEN).case
    right = keys.keeper().key_id()
    (own_keys / "identity.key").write_bytes(os.urandom(home.KEY_BYTES))
    with pytest.raises(keys.KeyMissing, match=right):
        who(case)
    refused = actions.open_identity(
        case.number, cast.actor("roads-officer"), "To call.", timezone.now()
    )
    assert refused == Refusal(Code.IDENTITY_KEY_MISSING, params={"key": right})
    # Even if the row were made to name the wrong key.
    Petitioner.objects.update(key_id=keys.keeper().key_id())
    with pytest.raises(keys.Altered):
        who(case)


@pytest.mark.parametrize("column", ["sealed", "data_key"])
def test_one_changed_bit_is_noticed(cast, column):
    case = accepted(cast, identity=GIVEN).case
    row = Petitioner.objects.get(case=case)
    whole = bytes(getattr(row, column))
    for place in (0, 12, len(whole) // 2, len(whole) - 1):
        broken = bytearray(whole)
        broken[place] ^= 1
        Petitioner.objects.filter(pk=row.pk).update(**{column: bytes(broken)})
        with pytest.raises(keys.Altered):
            who(case)
    for shorter in (b"", whole[:11], whole[:-1]):
        Petitioner.objects.filter(pk=row.pk).update(**{column: shorter})
        with pytest.raises(keys.Altered):
            who(case)
    refused = actions.open_identity(
        case.number, cast.actor("roads-officer"), "To call.", timezone.now()
    )
    assert refused == Refusal(Code.IDENTITY_ALTERED)
    assert not JournalEntry.objects.filter(tag="identity-opened").exists()


def test_an_identity_cannot_be_moved_to_another_case(cast):
    """Who can write to the database but has no key cannot put a name to somebody else's case."""
    one, other = (file(cast, identity={"name": name}).case for name in ("Li Na", "Wang Fang"))
    row = Petitioner.objects.get(case=one)
    Petitioner.objects.filter(case=other).update(
        sealed=row.sealed, data_key=row.data_key, key_id=row.key_id
    )
    with pytest.raises(keys.Altered):
        who(other)


def test_an_earlier_version_cannot_be_put_back(cast):
    case = file(cast, identity={"phone": "0000-1"}).case
    somebody(case, phone="0000-2")
    before = EarlierDetails.objects.get(petitioner__case=case)
    Petitioner.objects.filter(case=case).update(sealed=before.sealed)
    with pytest.raises(keys.Altered):
        who(case)


# Changing ------------------------------------------------------------------------------------


def test_what_is_not_mentioned_stays_and_the_version_before_is_kept_sealed(cast):
    case = file(cast, identity=GIVEN).case
    number = case.number
    done = actions.change_details(
        number, cast.actor("clerk"), {"phone": "0000-9"}, ("address",), timezone.now()
    )
    assert isinstance(done, Case)
    assert who(case) == Details(**{**GIVEN, "phone": "0000-9", "address": ""})
    entry = JournalEntry.objects.get(case=case, tag="details-changed")
    assert (entry.data["version"], entry.by["role"], entry.words) == (2, "clerk", {})
    earlier = EarlierDetails.objects.get(petitioner__case=case)
    assert (earlier.version, len(bytes(earlier.sealed))) == (1, 512 + 28)


def test_who_is_not_theirs_to_change(cast):
    drive = accepted(cast, identity=GIVEN)
    for name in ("roads-officer", "roads-head", "city-supervisor", "housing-officer"):
        done = actions.change_details(
            drive.case.number, cast.actor(name), {"phone": "0000-9"}, (), drive.now
        )
        assert done == Refusal(Code.NOT_YOURS)
    assert who(drive.case).phone == GIVEN["phone"]


@pytest.mark.parametrize("masked", ["138****1111", "•••1234", "138…1111", "w***@example.org"])
def test_a_masked_value_is_never_sealed(cast, masked):
    drive = accepted(cast, identity=GIVEN)
    name = "email" if "@" in masked else "phone"
    done = actions.change_details(
        drive.case.number, drive.petitioner, {name: masked}, (), drive.now
    )
    assert done == Refusal(Code.MASKED, name)
    with pytest.raises(ValueError, match="masked"):
        somebody(drive.case, **{name: masked})
    assert who(drive.case) == Details(**GIVEN)


def test_the_form_never_holds_what_is_on_file(cast, client):
    """What no form shows, no form can save back."""
    drive = accepted(cast, identity=GIVEN)
    client.post("/case/open/", {"code": drive.code})
    mine = f"/case/{drive.case.number}/details/"
    pages = [client.get(mine)]
    client.login(username="clerk", password=PASSWORD)
    pages.append(client.get(f"/desk/cases/{drive.case.number}/details/"))
    for page in pages:
        assert page.status_code == 200
        for value in GIVEN.values():
            assert value not in _text(page)
        assert not re.search(r'<input type="(text|email)"[^>]* value="[^"]', _text(page))
    # Sending the empty form changes nothing; sending one field changes that one.
    assert "Enter what is new" in _text(client.post(mine, {"phone": ""}))
    assert client.post(mine, {"phone": "0000-42", "name": ""}).status_code == 302
    assert who(drive.case) == Details(**{**GIVEN, "phone": "0000-42"})
    assert client.post(mine, {"remove": ["revealing"]}).status_code == 302
    assert who(drive.case).revealing == ""
    assert "138****1111" in _text(client.post(mine, {"phone": "138****1111"}))
    assert who(drive.case).phone == "0000-42"


# One room ------------------------------------------------------------------------------------


def test_only_the_action_and_the_petitioners_page_open_an_identity():
    room = Path(identities.__file__)
    source = room.parents[1]
    opening = re.compile(r"(?<!def )\b(open_for|kinds_on_file|email_of|reach|decrypt)\(")
    callers = {
        f"{path.relative_to(source)}: {name}"
        for path in source.rglob("*.py")
        if path != room
        for name in opening.findall(path.read_text(encoding="utf-8"))
    }
    assert callers == {
        "cases/actions/identities.py: open_for",
        # The petitioner's own download, with the receipt at hand.
        "cases/actions/forgetting.py: open_for",
        "cases/actions/replacing.py: open_for",
        "notices/sending.py: email_of",
        # Whom to tell and where: to send, to print a letter on record, to show them their choice.
        "notices/sending.py: reach",
        "notices/spreading.py: reach",
        "cases/actions/service.py: reach",
        "follow/told.py: reach",
        "follow/pages.py: kinds_on_file",
        # Files, what staff sign in with, and drafts: each under keys of its own.
        "attachments/sealing.py: decrypt",
        "attachments/tray.py: decrypt",
        # Members of a group, each under a key of their own.
        "parties/members.py: decrypt",
        # Who acts for a petitioner, likewise.
        "parties/proxies.py: decrypt",
        # The other side of a dispute, and what either side said alone.
        "parties/sides.py: decrypt",
        "signin/factors.py: decrypt",
        "signin/sealing.py: decrypt",
        "intake/drafts.py: decrypt",
        # What a device sealed on a round, with the key of its kit.
        "rounds/box.py: decrypt",
        "parties/keys.py: decrypt",
        # E-mail that a clerk decides about; and the number of a notice, which is nobody's name.
        "mailroom/aside.py: decrypt",
        "notices/names.py: decrypt",
    }


def test_behind_the_wall_staff_read_not_even_what_is_sealed(cast):
    drive = accepted(cast, identity=GIVEN)
    officer = cast.actor("roads-officer")

    def counts(actor):
        with transaction.atomic():
            wall.tell(wall.view_of(actor) if actor else wall.NOBODY, wall.READER)
            found = Case.objects.count(), Petitioner.objects.count()
            wall.tell(wall.NOBODY, wall.OWNER)
        return found

    assert counts(None) == (0, 0)
    assert counts(officer) == (1, 0)
    assert counts(drive.petitioner) == (1, 1)


def _text(page) -> str:
    return page.content.decode()
