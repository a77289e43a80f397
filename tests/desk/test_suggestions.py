"""What the words of a case suggest, where the clerk registers it."""

import pytest
from tests.cast import file


@pytest.fixture
def unknown(cast):
    """A case that names no matter."""
    place = cast.places["linjiang"].pk
    return file(cast, text="Damp and mould in every room of the flat.", matter=None, place=place)


def test_the_clerk_sees_matter_office_and_words(unknown, sit_down, cast):
    page = sit_down("clerk").look(unknown.case).content.decode()
    assert "What the words suggest" in page
    assert "<strong>Damp and mould</strong>" in page
    assert "“mould”" in page or "“damp”" in page


def test_nothing_is_chosen_until_the_clerk_takes_it_over(unknown, sit_down, cast):
    clerk, damp = sit_down("clerk"), cast.matters["damp"].pk
    assert f'value="{damp}" selected' not in clerk.look(unknown.case).content.decode()
    address = f"/desk/cases/{unknown.case.number}/register/?matter={damp}"
    assert f'value="{damp}" selected' in clerk.client.get(address).content.decode()
    unknown.case.refresh_from_db()
    assert unknown.case.matter_id is None


@pytest.mark.parametrize("given", ["", "0", "999999", "x", "' OR 1=1"])
def test_a_matter_that_is_not_there_chooses_nothing(unknown, sit_down, given):
    answer = sit_down("clerk").client.get(
        f"/desk/cases/{unknown.case.number}/register/", {"matter": given}
    )
    assert answer.status_code == 200


def test_what_fits_already_is_not_suggested_again(cast, sit_down):
    drive = file(cast, text="Damp and mould.", matter=cast.matters["damp"].pk)
    assert "What the words suggest" not in sit_down("clerk").look(drive.case).content.decode()
