"""The petitioner's page at every stage, in both languages."""

import pytest
from django.urls import reverse
from tests.cast import accepted, file, served


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_smoke(cast, follow, language):
    for drive in (file(cast), accepted(cast), served(cast)):
        client = follow(drive, language)
        answer = client.get(reverse("petitioner:case"))
        assert answer.status_code == 200
        print(answer.content.decode())
