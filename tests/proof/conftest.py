"""A folder of its own for each test, so that keys and kept checkpoints are its own as well."""

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("OPENREDRESS_URL", raising=False)
    return tmp_path / "home"
