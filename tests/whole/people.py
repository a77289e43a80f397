"""The people of the whole way, each in front of a browser of their own.

They find what they press by its place, its field or its address and never by its words, so that
the same way is walked in every language.
"""

import re
from typing import Any

from tests import both_factors
from tests.cast import PASSWORD

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}")


class Petitioner:
    """Somebody at an old telephone, without scripts."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.number = ""
        self.code = ""

    def begin(self) -> None:
        """From the front page, as somebody comes who was told the address."""
        self.page.goto("/")
        self.page.locator("main a[href='/file/']").click()
        self.go_on()

    def go_on(self) -> None:
        self.page.locator("main form.form-page .button, main form.form-page .button-danger").click()

    def write(self, **entered: str) -> None:
        for name, text in entered.items():
            self.page.fill(f"main [name={name}]", text)

    def choose(self, name: str, value: object) -> None:
        """Presses the label, as people do: the whole row is the target."""
        control = self.page.locator(f"main [name={name}][value='{value}']")
        self.page.locator(f"label[for={control.get_attribute('id')}]").click()

    def select(self, name: str, value: object) -> None:
        self.page.select_option(f"main [name={name}]", str(value))

    def at(self, slug: str) -> None:
        assert self.page.url.split("?")[0].endswith(f"/{slug}/"), self.page.url

    def keep_the_receipt(self) -> None:
        """Writes the code down, says so, and is at the page of the case."""
        self.code = self.page.locator("#code").inner_text()
        self.page.locator("label[for=id_saved]").click()
        self.go_on()
        self.number = self.look()

    def open(self, code: str) -> None:
        """With the code, on another day or another device."""
        self.page.goto("/")
        self.page.locator("main a[href='/case/open/']").click()
        self.write(code=code)
        self.go_on()

    def look(self) -> str:
        """The case as it stands now; its number."""
        self.page.goto("/case/")
        shown = self.page.locator("p.progress.number").inner_text()
        return re.search(r"[0-9]{4}-[0-9]{6,}-[0-9]", shown)[0]

    def take(self, step: str, **entered: str) -> None:
        """Presses the link of the step, fills in its page and sends it."""
        self._way(step).first.click()
        self.write(**{f"{step}-{name}": text for name, text in entered.items()})
        self.go_on()
        self.page.locator(".notice.success").wait_for()
        self.number = self.look()

    def can_take(self, step: str) -> bool:
        return self._way(step).count() > 0

    def _way(self, step: str) -> Any:
        return self.page.locator(f"[aria-labelledby=ways] a[href$='/{step}/']")

    def due(self) -> list[str]:
        """The days by which an office owes something, as the page says them."""
        cards = self.page.locator(".card.next .clock-date")
        return [MOMENT.match(day.get_attribute("datetime"))[0] for day in cards.all()]

    @property
    def is_chinese(self) -> bool:
        return self.page.locator("html").get_attribute("lang") == "zh-hans"

    def doors(self) -> int:
        return self.page.locator("#doors ~ .card").count()


class Worker:
    """Somebody at a desk, signed in with a password and a code."""

    def __init__(self, page: Any, who: str) -> None:
        self.page = page
        page.goto("/desk/")
        both_factors.in_a_browser(page, who, PASSWORD)
        page.wait_for_url(re.compile(r"^[^?]*/desk/$"))

    def open(self, number: str) -> None:
        """From the queue, where the case has to stand."""
        self.page.goto("/desk/")
        self.page.locator(f"table.queue a[href='/desk/cases/{number}/']").click()

    def take(self, number: str, step: str, **entered: Any) -> None:
        """Opens the case and the step, enters what it asks for, and presses its button."""
        self.page.goto(f"/desk/cases/{number}/")
        panel = self.page.locator(f"#step-{step}")
        if panel.get_attribute("open") is None:
            panel.locator("> summary").click()
        for name, value in entered.items():
            self._enter(panel, f"[name={step}-{name}]", value)
        panel.locator("form > button").click()
        self.page.locator(".notice.success").wait_for()

    def _enter(self, panel: Any, selector: str, value: Any) -> None:
        kind = panel.locator(selector).first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            choice = panel.locator(f"{selector}[value='{value}']").get_attribute("id")
            panel.locator(f"label[for={choice}]").click()
        elif kind.startswith("select"):
            panel.locator(selector).select_option(str(value))
        else:
            panel.locator(selector).fill(str(value))
