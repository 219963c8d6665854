"""Looking at a page as a machine can: what axe finds, and what does not fit."""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# An address in, the page out; `storage` is what a log-in left behind.
OpenPage = Callable[..., Page]

WIDTHS = (320, 768, 1360)
_BETWEEN = WIDTHS[1]
_HEIGHT = 900

# What WCAG 2.2 AA asks for, as far as a machine can tell; the best practices are cheap and help.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OF_THE_THEME = ["color-contrast"]
# Rows of one list are built alike: from the ninth on they are left out, which saves most of the time.
_CONTEXT = {"exclude": [[f"{one}:nth-child(n+9)"] for one in ("tbody > tr", ".timeline > li", "option", "optgroup")]}


# A window that is still fading in has colours on their way, which would be findings of the moment, and a colour that
# has arrived may set what inherits it on its way. What moves for ever, as a spinner does, is not waited for, nor what
# stands still because nobody sees it, as in a menu that is closed; what is taken out of the page in the middle of its
# movement has settled too.
_SETTLED = """async () => {
    const moving = () => document.getAnimations().filter(one => one.playState === "running"
        && Number.isFinite(one.effect?.getComputedTiming().endTime)
        && one.effect.target?.checkVisibility({ contentVisibilityAuto: true }));
    for (let found = moving(); found.length; found = moving())
        await Promise.allSettled(found.map(one => one.finished));
}"""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds in the page once it is there and has settled."""
    page.wait_for_load_state()
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
    """All rules where the page looks as on a phone and where it looks as on a desk; what the theme changes in dark, at
    a desk, where most of it is seen; at every width whether it fits. Nothing moves meanwhile, so that colours need no
    time from one theme to the other."""
    found: list[str] = []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        found += [f"{width}: {one}" for one in too_wide(page)]
        if width != _BETWEEN:
            found += [f"{width} light: {one}" for one in violations(page)]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark: {one}" for one in violations(page, _OF_THE_THEME)]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found
