"""The shared browser meets the product on the live server."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.journey
def test_a_stranger_is_led_to_the_sign_in_page_and_nothing_is_broken_there(page: "Page") -> None:
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/")
    assert "/sign-in/" in page.url
    assert page.locator("form").count() > 0
    assert troubles == []
