"""What a notice is called, and that nobody else makes such a name."""

from openredress.notices import names


def test_a_name_leads_back_and_nobody_makes_one():
    name = names.name_of(17)
    assert names.key_in(f"<{name}@example.org>") == 17
    assert names.name_of(17) == name
    assert names.name_of(18)[:16] != name[:16]
    forged = ("0" if name[0] != "0" else "1") + name[1:]
    for wrong in (forged, name[:-2], "", "<>", "x" * 48, "ab" * 24, "17"):
        assert names.key_in(wrong) is None
