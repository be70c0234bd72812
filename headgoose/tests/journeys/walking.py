"""Contexts of the browser that are signed in, and notice whatever goes wrong on their pages."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response, StorageState

LOCALES = {"en": "en-GB", "zh": "zh-CN"}
LIMIT_MS = 15_000


class Walk(Protocol):
    """`walk("county_officer")`: a page signed in as one of the cast; `walk()` as nobody."""

    def __call__(self, part: str = "", language: str = "en", **options: Any) -> "Page":
        """A page in a context of its own."""


def day_from_today(days: int = 0) -> date:
    """A day as the server reckons it; its clock is the world's, not the tests'."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=days)


class Walker:
    """Opens pages and keeps what went wrong on them. Each of the cast is signed in once."""

    def __init__(self, browser: "Browser", address: str, passes: "dict[str, StorageState]") -> None:
        self._browser = browser
        self._address = address
        self._passes = passes
        self._contexts: list[BrowserContext] = []
        self._kept: dict[tuple[str, str, str], Page] = {}
        self.troubles: list[str] = []

    def __call__(self, part: str = "", language: str = "en", **options: Any) -> "Page":
        """A page in a context of its own."""
        if part and part not in self._passes:
            self._passes[part] = self._sign_in(part)
        pass_ = {"storage_state": self._passes[part]} if part else {}
        return self._open(language, **pass_, **options)

    def again(self, part: str, language: str, **options: Any) -> "Page":
        """The page that was opened before for the same part in the same way; it has the styles already."""
        key = (part, language, repr(options))
        if key not in self._kept:
            self._kept[key] = self(part, language, **options)
        return self._kept[key]

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts:
            context.close()

    def _sign_in(self, part: str) -> "StorageState":
        page = self._open("en")
        enter(page, part)
        return page.context.storage_state()

    def _open(self, language: str, **options: Any) -> "Page":
        options.setdefault("reduced_motion", "reduce")
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = self._browser.new_context(base_url=self._address, locale=LOCALES[language], **options)
        context.set_default_timeout(LIMIT_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said.type, said.text))
        page.on("response", self._meet)
        return page

    def _hear(self, page: "Page", kind: str, text: str) -> None:
        # What could not be loaded is told by its response, which says whether it was the page itself.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.troubles.append(f"{page.url}: {text}")

    def _meet(self, response: "Response") -> None:
        asked_for = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not asked_for):
            self.troubles.append(f"{response.status} for {response.url}")


def enter(page: "Page", part: str) -> None:
    """Choose a desk on the demo's sign-in page."""
    page.goto("/demo/")
    page.locator(f"button[name=username][value={part}]").click()
    page.wait_for_url(lambda url: "/demo/" not in url)


def register_newcomer(page: "Page", name: str, start_on: date, how: str = "appointed") -> None:
    """Fill the form over a seat with somebody new, and send it."""
    page.locator("[name=who][value=new]").check()
    if not page.locator("[name=name]").is_visible():
        page.locator("details > summary", has_not=page.locator(".face")).last.click()
    page.locator("[name=name]").fill(name)
    page.locator("[name=sex][value=f]").check()
    page.locator("[name=born_on]").fill("1990-05-06")
    page.locator("[name=start_on]").fill(start_on.isoformat())
    page.locator("[name=how]").select_option(how)
    send(page)


def send(page: "Page") -> None:
    """Press the main button of the form on the page."""
    page.locator("main form.form .actions button.btn").first.click()
