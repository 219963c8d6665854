"""What people really type and send: endless titles, other scripts, markup, and the largest test a vendor takes."""

import pytest
from playwright.sync_api import expect

from tests.browser.doing import make_test, upload
from tests.browser.looking import OpenPage, too_wide, violations
from tests.browser.product import LoggedIn, Product

SCHEDULER = "scheduler@northgate.example"
_TITLES = {
    "endless": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2 + " 2026",
    "right to left": "اختبار اللغة الإنجليزية B2، الجلسة الصباحية",
    "markup": "\"B2\" & <script>document.title='broken'</script> {Test title}",
}


@pytest.mark.parametrize("title", _TITLES.values(), ids=_TITLES)
def test_any_title_is_shown_as_typed_and_breaks_no_page(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, title: str
) -> None:
    page = open_page(f"{product.address}/deliver", width=320, storage=logged_in(SCHEDULER))
    test = make_test(page, product, title)

    found = {}
    for place in ("", "/details", "/candidates", "/candidates/file", "/time", "/dry-run", "/log", "/sessions"):
        page.goto(f"{test}{place}")
        assert title in page.locator("main").inner_text() or page.get_by_label("Title").input_value() == title
        found[place] = violations(page) + too_wide(page)
    page.goto(f"{product.address}/deliver?q=B2")
    found["list"] = too_wide(page)

    assert {place: complaints for place, complaints in found.items() if complaints} == {}
    page.goto(test)
    expect(page).to_have_title(f"{title} · Examhall")


def test_five_hundred_candidates_are_taken_paged_and_found(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/deliver", width=390, storage=logged_in(SCHEDULER))
    test = make_test(page, product, "The largest there is")
    lines = [f"L-{number:03},Candidate {number},candidate{number}@example.org,0" for number in range(500)]

    page.goto(f"{test}/candidates/file")
    upload(page, "\n".join(["number,name,email,extra_minutes", *lines]))
    expect(page.get_by_text("500 candidates are added.")).to_be_visible()
    pages = 1
    while page.get_by_role("link", name="Next").count():
        first = page.locator("tbody th").first.inner_text()
        page.get_by_role("link", name="Next").click()
        expect(page.locator("tbody th").first).not_to_have_text(first)
        pages += 1

    assert pages == 10
    assert too_wide(page) == []
    page.get_by_role("searchbox").fill("candidate499@example.org")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
