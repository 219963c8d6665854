"""Looking at a page as a machine can: what axe finds, and what does not fit."""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# An address in, the page out; `storage` is what a log-in left behind.
OpenPage = Callable[..., Page]

WIDTHS = (320, 768, 1360)
_HEIGHT = 900

# What WCAG 2.2 AA asks for, as far as a machine can tell; the best practices are cheap and help.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rows of one list are built alike: from the ninth on they are left out, which saves most of the time.
_CONTEXT = {"exclude": [[f"{one}:nth-child(n+9)"] for one in ("tbody > tr", ".timeline > li", "option", "optgroup")]}


# A window that is still fading in has colours on their way, which would be findings of the moment. What moves for ever,
# as a spinner does, is not waited for; what is taken out of the page in the middle of its movement has settled too.
_SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter(one => Number.isFinite(one.effect?.getComputedTiming().endTime))
    .map(one => one.finished))"""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds in the page once it has settled."""
    page.evaluate(_SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": rules or _RULES, "resultTypes": ["violations"]}
    # The results of axe are plain data out of the browser.
    found: list[dict[str, Any]] = page.evaluate(
        "([context, options]) => axe.run(context, options).then(results => results.violations)", [_CONTEXT, options]
    )
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def too_wide(page: Page) -> list[str]:
    """A complaint if the page can be pushed sideways."""
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"the page is {over} pixels wider than the window"] if over > 0 else []


def found_at_every_width(page: Page) -> list[str]:
    """All rules in light and the contrast in dark, as the theme changes nothing else, at every width. The page is
    loaded in each theme: colours that are still on their way from one to the other would be no finding."""
    found: list[str] = []
    for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
        if scheme == "dark":
            page.emulate_media(color_scheme="dark")
            page.reload()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": _HEIGHT})
            found += [f"{width} {scheme}: {one}" for one in violations(page, rules) + too_wide(page)]
    page.emulate_media(color_scheme="light")
    return found
