import pytest


@pytest.fixture
def office(db):
    from openredress.offices.models import Office

    return Office.objects.create(code="roads", name_en="Roads", registers=True)


@pytest.fixture
def li_na(office):
    """An officer with a password and nothing else yet."""
    from tests.signin.steps import PASSWORD

    from openredress.offices.models import Post, Staff

    staff = Staff.objects.create_user("li.na", PASSWORD, name="Li Na")
    Post.objects.create(staff=staff, office=office, role="officer")
    return staff
