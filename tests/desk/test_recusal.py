"""Stepping aside and excluding, on the pages: who is offered what, and what is said to whom."""

import re

import pytest
from django.utils import timezone
from tests.cast import accepted, file

from openredress.cases.models import Case, JournalEntry
from openredress.offices.models import Post, Staff


def path(case: Case, name: str) -> str:
    return f"/desk/cases/{case.number}/{name}/"


def text(answer) -> str:
    return answer.content.decode()


def person(cast, name: str) -> str:
    return f"p{cast.staff(name).pk}"


def exclude(desk, case, who: str, reason: str = "Complained of."):
    given = {"who": who, "ground": "complained-of", "reason": reason}
    data = {f"exclude-{name}": value for name, value in given.items()}
    return desk.post(path(case, "exclusion"), data)


def test_an_officer_steps_aside_and_is_back_at_the_queue(cast, sit_down):
    case, officer = accepted(cast).case, sit_down("roads-officer")
    assert "Step aside: I have a direct interest" in text(officer.look(case))
    empty = officer.post(path(case, "recusal"), {"aside-reason": " "})
    assert empty.status_code == 422
    assert 'id="aside" open' in text(empty)
    done = officer.post(path(case, "recusal"), {"aside-reason": "My brother's firm."})
    assert done["Location"] == "/desk/"
    queue = text(officer.get("/desk/"))
    assert "The case is no longer there for you." in queue
    assert case.number not in queue
    assert officer.look(case).status_code == 404


def test_who_may_exclude_is_shown_where_and_others_get_nowhere(cast, sit_down):
    case = accepted(cast).case
    for who, may in [("roads-head", True), ("clerk", True), ("city-supervisor", True),
                     ("roads-officer", False), ("petitions-officer", False)]:  # fmt: skip
        someone = sit_down(who)
        link = f'href="{path(case, "exclusion")}"'
        assert (link in text(someone.look(case))) == may, who
        assert (someone.get(path(case, "exclusion")).status_code == 200) == may, who
        assert exclude(someone, case, "p0").status_code == (422 if may else 404), who


def test_a_head_is_offered_the_own_people_and_a_clerk_everybody(cast, sit_down):
    case = accepted(cast).case

    def offered(who: str) -> set[str]:
        page = text(sit_down(who).get(path(case, "exclusion")))
        return set(re.findall(r'<option value="([po]\d+)"', page))

    own = {person(cast, "roads-officer"), person(cast, "roads-head")}
    assert offered("roads-head") == own
    housing = {person(cast, "housing-officer"), f"o{cast.offices['housing'].pk}"}
    assert own | housing < offered("clerk")
    # The office that has the case is not shut out whole, and another institution is not named.
    assert f"o{cast.offices['roads'].pk}" not in offered("clerk")
    assert person(cast, "uk-officer") not in offered("clerk")


def test_a_clerk_excludes_and_lets_in_again(cast, sit_down):
    case, clerk, head = accepted(cast).case, sit_down("clerk"), sit_down("roads-head")
    done = exclude(clerk, case, person(cast, "roads-head"), "It is about this head.")
    assert done["Location"] == path(case, "exclusion")
    page = text(clerk.get(path(case, "exclusion")))
    assert "They no longer see this case" in page
    assert "It is about this head." in page
    assert head.look(case).status_code == 404
    again = {"readmit-who": person(cast, "roads-head"), "readmit-reason": "Mistaken for another."}
    assert clerk.post(path(case, "readmission"), again).status_code == 302
    assert head.look(case).status_code == 200
    tags = JournalEntry.objects.filter(case=case).order_by("seq").values_list("tag", flat=True)
    assert list(tags)[-2:] == ["recused", "readmitted"]


def test_names_and_reasons_are_read_by_those_who_may_exclude(cast, sit_down):
    case = accepted(cast).case
    Staff.objects.filter(username="roads-head").update(name="Li Qiang")
    exclude(sit_down("clerk"), case, person(cast, "roads-head"), "Li Qiang took the money.")
    page = text(sit_down("roads-officer").look(case))
    assert "Somebody was excluded" in page
    assert "Li Qiang" not in page
    assert "Li Qiang took the money." in text(sit_down("clerk").look(case))


def test_who_excludes_themselves_is_back_at_the_queue(cast, sit_down):
    case, clerk = accepted(cast).case, sit_down("clerk")
    assert exclude(clerk, case, person(cast, "clerk"))["Location"] == "/desk/"


def test_a_refusal_says_what_to_do(cast, sit_down):
    case, clerk = accepted(cast).case, sit_down("clerk")
    above = exclude(clerk, case, person(cast, "city-supervisor"))
    assert above.status_code == 422
    assert "They supervise this case. Only a supervisor can decide that." in text(above)
    assert "Choose a person or an office." in text(exclude(clerk, case, ""))


def test_a_request_of_the_petitioner_comes_first(cast, sit_down):
    drive = file(cast, timezone.now(), keep_out="Mr Li of the roads bureau.")
    case, clerk = drive.must("clerk", "register", 0).case, sit_down("clerk")
    assert "Say who must not see it" in text(clerk.get("/desk/"))
    page = text(clerk.look(case))
    assert "Mr Li of the roads bureau." in page
    assert "The petitioner has said who must not see this case." in page
    others = sit_down("petitions-officer")
    assert "Mr Li" not in text(others.look(case))
    assert "Say who must not see it" not in text(others.get("/desk/"))
    empty = clerk.post(path(case, "exclusion-refused"), {"refuse-reason": ""})
    assert empty.status_code == 422
    answer = {"refuse-reason": "Nobody of this name works here."}
    assert clerk.post(path(case, "exclusion-refused"), answer).status_code == 302
    assert "Say who must not see it" not in text(clerk.get("/desk/"))
    drive.must("clerk", "transfer", 0, office=cast.offices["roads"].pk, reason="Theirs.")
    assert "Mr Li" not in text(sit_down("roads-head").look(case))


def test_an_office_that_is_excluded_is_not_offered(cast, sit_down):
    drive = file(cast, timezone.now()).must("clerk", "register", 0)
    clerk, roads = sit_down("clerk"), cast.offices["roads"]
    assert f"Suggested: {roads.name}." in text(clerk.look(drive.case))
    exclude(clerk, drive.case, f"o{roads.pk}")
    page = text(clerk.look(drive.case))
    assert f"By matter and place it is {roads.name}, which is excluded from this case." in page
    assert f'<option value="{roads.pk}"' not in page


def test_where_nobody_is_left_a_card_says_so(cast, sit_down):
    case = accepted(cast).case
    clerk = sit_down("clerk")
    for who in ("roads-officer", "roads-head"):
        exclude(clerk, case, person(cast, who))
    assert "Cases in which nobody is left who could act" in text(clerk.get("/desk/"))
    assert case.number in text(clerk.get("/desk/unattended/"))
    second = Staff.objects.create_user("second", None)
    Post.objects.create(staff=second, office=cast.offices["roads"], role="officer")
    assert "nobody is left" not in text(clerk.get("/desk/"))
    assert "Somebody can act in every case" in text(clerk.get("/desk/unattended/"))


@pytest.mark.parametrize("name", ["recusal", "exclusion-refused", "readmission"])
def test_nothing_is_changed_by_get(cast, sit_down, name):
    case = accepted(cast).case
    assert sit_down("clerk").get(path(case, name)).status_code == 405
