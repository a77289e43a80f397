"""What every test stands on: a PostgreSQL of its own, a browser, and honest skips."""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ["tests.gateway", "tests.mail"]

REPOSITORY = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]

# pytest-django's own option would read the settings before this file is loaded; without it,
# the folder and the database can be named here first.
_home = Path(tempfile.mkdtemp(prefix="openredress-tests-"))
_home.chmod(0o711)  # Root runs PostgreSQL as another account, which has to pass through.
(_home / "static").mkdir()
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["OPENREDRESS_HOME"] = str(_home)
os.environ.pop("OPENREDRESS_STATIC", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "openredress.settings"


def _database_url() -> str:
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    from openredress.ops.database import Cluster

    # A test database is thrown away, so nothing waits for the disk.
    return Cluster(_home / "pgdata", fsync="off", full_page_writes="off").hold()


os.environ["DATABASE_URL"] = _database_url()


def pytest_configure(config: pytest.Config) -> None:
    """pytest-django loads Django after this, once it sees that settings have been read."""
    from django.conf import settings

    assert settings.DATABASES
    # Hundreds of accounts are made here; a slow hash would prove nothing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    from openredress.ops import messages
    from tests import both_factors

    messages.compile_all()
    both_factors.always()

    if getattr(config.option, "numprocesses", None):
        # Workers that tests run in parallel make a folder and a database each. With the settings
        # named, pytest-django would read them before this file is loaded there.
        for name in ("DJANGO_SETTINGS_MODULE", "OPENREDRESS_HOME", "DATABASE_URL"):
            os.environ.pop(name)


# A skipped test proves nothing, so continuous integration does not accept one. The shared
# complaint data lie beside some checkouts only; those tests may be skipped.


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    excused = item.get_closest_marker("shared_data") or hasattr(report, "wasxfail")
    if report.skipped and not excused and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as a failure here: {report.longrepr}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real complaint files beside the checkout. Mark the test `shared_data` as well."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared complaint data do not lie beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def nothing_tried_before():
    """What earlier tests tried too often is no business of the next one, nor in which language
    they read, nor which words and procedures of cases that are gone were noted already. Before a
    test, because what a module stands on is rolled back, and after it, because it is made first.
    """
    _forget()
    yield
    _forget()


def _forget() -> None:
    from django.utils import translation

    from openredress.cases.actions import filing, indexing
    from openredress.web import limits

    limits.forget_all()
    translation.deactivate()
    indexing._known.clear()
    filing._kept.clear()


@pytest.fixture
def cast(db):
    """The standing cast of offices and staff; see tests/cast.py."""
    from tests.cast import make_cast

    return make_cast()


# A real browser -------------------------------------------------------------------------


def _system_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the whole run. Playwright runs an event loop in this thread, in which
    Django refuses to touch the database. Django's own switch is an environment variable, which
    servers started later would inherit, and rightly call unsafe; so the question is answered."""
    from django.utils import asyncio as django_asyncio
    from playwright.sync_api import Error, sync_playwright

    def no_running_loop():
        raise RuntimeError("the loop in this thread is Playwright's")

    with sync_playwright() as playwright:
        asked, django_asyncio.get_running_loop = django_asyncio.get_running_loop, no_running_loop
        try:
            browser = playwright.chromium.launch(
                executable_path=_system_browser(), args=BROWSER_ARGUMENTS
            )
        except Error as error:
            pytest.skip(f"no Chromium to drive: {error.message.splitlines()[0]}")
        with _clicks_that_wait():
            yield browser
        browser.close()
        django_asyncio.get_running_loop = asked


@contextlib.contextmanager
def _clicks_that_wait() -> Iterator[None]:
    """Playwright's click ends when the next page begins to arrive. On a busy machine the line
    after it would count what is not there yet, so here a click ends when the page has arrived.
    """
    from playwright.sync_api import Locator, Page

    def waiting(act):
        def act_and_wait(where, *given, **named):
            done = act(where, *given, **named)
            (where if isinstance(where, Page) else where.page).wait_for_load_state()
            return done

        return act_and_wait

    with pytest.MonkeyPatch.context() as patch:
        for kind in (Locator, Page):
            for name in ("click", "press"):
                patch.setattr(kind, name, waiting(getattr(kind, name)))
        yield


@pytest.fixture
def browser(chromium, live_server):
    """A function that opens a fresh browser profile on the live server, as often as needed.

    browser(locale="zh-CN", javascript=False, width=360) returns a page.
    """
    contexts = []

    def new_page(*, locale: str = "en", javascript: bool = True, width: int = 1280, **more):
        context = chromium.new_context(
            base_url=live_server.url,
            locale=locale,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            **more,
        )
        context.set_default_timeout(30_000)  # Waiting longer costs nothing where all is well.
        contexts.append(context)
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(browser):
    """A page in English, with JavaScript, at the width of a desk."""
    return browser()
