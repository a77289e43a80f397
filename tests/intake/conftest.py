"""Walking through the public form over HTTP, as a browser without JavaScript does."""

import re
from dataclasses import dataclass, field

import pytest
from django.urls import reverse

STORY = "The road to our village is broken.\nChildren fall on the way to school."
#: What somebody answers who files for themselves and gives a name.
ANSWERS = {
    "what-happened": {"text": STORY, "wish": "Mend it before winter."},
    "where": {"place_words": "By the old mill"},
    "about-what": {},
    "office": {"way": "suggested"},
    "for-whom": {"whom": "myself"},
    "who-you-are": {"name": "Zhang Wei", "phone": "13800001111"},
}


@dataclass
class Walk:
    """One browser on its way through the form."""

    client: object
    headers: dict = field(default_factory=dict)

    def get(self, slug, query=""):
        return self.client.get(f"/file/{slug}/{query}", headers=self.headers)

    def post(self, slug, query="", **given):
        return self.client.post(f"/file/{slug}/{query}", given, headers=self.headers)

    def begin(self):
        assert self.client.post(reverse("intake:start")).status_code == 302
        return self

    def answer(self, **changes):
        """Answers every question, with some answers changed: `where={"place": "3"}`."""
        changes = {slug.replace("_", "-"): given for slug, given in changes.items()}
        for slug in dict.fromkeys([*ANSWERS, *changes]):
            answer = self.post(slug, **changes.get(slug, ANSWERS.get(slug, {})))
            assert answer.status_code == 302, answer.content.decode()
        return self

    def send(self):
        return self.post("check")

    def code(self):
        """The code as the receipt page shows it."""
        page = self.get("receipt").content.decode()
        return re.search(r'id="code">([\d ]+)<', page).group(1)


@pytest.fixture
def walk(client, cast):
    return Walk(client).begin()


@pytest.fixture
def potholes(cast):
    """A narrower matter under roads."""
    from openredress.offices.models import Matter

    return Matter.objects.create(
        code="potholes", name_en="Potholes", name_zh="路面坑洼", parent=cast.matters["roads"]
    )
