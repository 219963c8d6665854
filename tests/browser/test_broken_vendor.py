"""A vendor broken from its own control page, in the browser: what the test's page then says, and what the desk does."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doing import PATIENCE, broken, expect_status, make_ready_test
from tests.browser.looking import OpenPage, violations
from tests.browser.product import LoggedIn, Product

SCHEDULER, DESK = "scheduler@northgate.example", "desk@meridian.example"
_CENTRE = "GB104"


@pytest.fixture
def control(product: Product, open_page: OpenPage) -> Page:
    return open_page(f"{product.vendor}/?account={_CENTRE}")


@pytest.fixture
def scheduler(product: Product, logged_in: LoggedIn, open_page: OpenPage) -> Page:
    return open_page(f"{product.address}/deliver", storage=logged_in(SCHEDULER))


def _expect_told(page: Page, title: str, **answers: str) -> None:
    told = page.locator(".callout", has=page.get_by_role("heading", name=title, exact=True))
    expect(told).to_be_visible(timeout=PATIENCE)
    for term, answer in answers.items():
        named = told.locator(
            ".callout-answers > div", has=page.get_by_text(term.replace("_", " "), exact=True)
        ).get_by_role("definition")
        expect(named).to_contain_text(answer)


@pytest.mark.feature("L13", "L18")
def test_no_free_proctors_are_told_with_whose_move_it_is_and_activating_again_books(
    product: Product, control: Page, scheduler: Page
) -> None:
    make_ready_test(scheduler, product, "Nobody is free")

    with broken(control, "No proctors are free"):
        scheduler.get_by_role("button", name="Activate").click()
        _expect_told(
            scheduler,
            "Rejected: no capacity",
            Whose_move="A planner's",
            Next_step="Choose another time",
            Trying_again_helps="Any time before the minimal time in advance",
        )
    expect_status(scheduler, "Rejected")
    assert violations(scheduler) == []
    scheduler.get_by_role("button", name="Activate again").click()

    expect_status(scheduler, "Confirmed")
    expect(scheduler.locator(".callout")).to_have_count(0)


@pytest.mark.feature("L20", "N03")
def test_credentials_refused_on_a_check_need_attention_until_the_desk_reconciles(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, control: Page, scheduler: Page
) -> None:
    test = make_ready_test(scheduler, product, "Refused on check")

    with broken(control, "Refuses the API key when checking only (401)"):
        scheduler.get_by_role("button", name="Activate").click()
        _expect_told(
            scheduler,
            "Rejected: credentials refused on check",
            Whose_move="An administrator's",
            Next_step="the service desk then reconciles",
        )
    expect_status(scheduler, "Needs attention")
    # Nobody may book again what the vendor may hold already.
    expect(scheduler.get_by_role("button", name="Activate again")).to_have_count(0)

    desk = open_page(f"{product.address}/attention", storage=logged_in(DESK))
    desk.get_by_role("link", name="Refused on check").click()
    expect(desk).to_have_url(test)
    desk.get_by_role("button", name="Reconcile").click()

    expect_status(desk, "Confirmed")
    expect_status(scheduler, "Confirmed")
    desk.get_by_role("link", name="Logs").click()
    expect(desk.locator(".event-title", has_text="it holds the booking, confirmed")).to_have_count(1)


@pytest.mark.feature("L11")
def test_a_booking_whose_reply_was_lost_is_found_again_and_not_made_twice(
    product: Product, control: Page, scheduler: Page
) -> None:
    make_ready_test(scheduler, product, "Lost on the way")

    with broken(control, "Books, then the line drops before the reply"):
        scheduler.get_by_role("button", name="Activate").click()
        expect(scheduler.locator(".event-title", has_text="could not be sent for booking now").first).to_be_visible(
            timeout=PATIENCE
        )
        expect_status(scheduler, "Requested")

    expect_status(scheduler, "Confirmed")
    expect(scheduler.locator(".event-title").first).to_have_text(
        "Lost on the way – Proctor booking for the same timeframe already existed, thus can be declared confirmed"
    )
    control.reload()
    expect(control.get_by_role("row", name="Lost on the way")).to_have_count(1)


@pytest.mark.feature("L22")
def test_the_desk_confirms_by_hand_with_a_reason_and_evidence_only(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, control: Page, scheduler: Page
) -> None:
    make_ready_test(scheduler, product, "Settled by telephone")
    with broken(control, "Declines and does not say why"):
        scheduler.get_by_role("button", name="Activate").click()
        expect_status(scheduler, "Rejected")
    desk = open_page(f"{product.address}/attention", storage=logged_in(DESK))
    desk.get_by_role("link", name="Settled by telephone").click()

    desk.get_by_role("link", name="Confirm by hand").click()
    window = desk.get_by_role("dialog", name="Confirm by hand")
    window.get_by_role("button", name="Declare confirmed").click()
    expect(window.get_by_role("alert")).to_be_focused()
    assert window.get_by_role("alert").get_by_role("link").all_inner_texts() == [
        "Say why you decide this by hand",
        "Say what shows it",
    ]
    assert violations(desk) == []
    window.get_by_label("Reason").fill("The vendor confirmed by telephone.")
    window.get_by_label("Evidence").fill("Ticket 48213")
    window.get_by_role("button", name="Declare confirmed").click()

    expect(desk.get_by_text("The booking is declared confirmed.")).to_be_visible()
    expect_status(desk, "Confirmed")
    expect(desk.locator(".event").first).to_contain_text("manually declared confirmed by a Service Desk agent")
    desk.goto(f"{product.address}/attention")
    expect(desk.get_by_role("row", name="Settled by telephone")).to_have_count(0)
