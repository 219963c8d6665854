"""An administrator sets a vendor up for a test centre, tries it, and switches it on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from core.access.permissions import Role
from core.extensions.model import OfferKind, PluginSetup
from core.proctoring.model.test import ProctoredTestId
from core.shared.ids import OrganisationId, new_id
from plugins.simulator.vendor.accounts import Account
from plugins.simulator.vendor.server import SimulatorServer
from tests.e2e.world import Browser, World

KEY = "centre-key-of-the-test"


@pytest.fixture
def vendor() -> Iterator[SimulatorServer]:
    with SimulatorServer(accounts=[Account(name="centre", api_key=KEY, capacity=37)]) as server:
        yield server


def pages_of(organisation_id: OrganisationId, name: str = "simulator") -> str:
    return f"/admin/plugins/{organisation_id}/proctoring_provider/{name}"


def settings(url: str, *, api_key: str = KEY) -> dict[str, object]:
    return {
        "setting_base_url": f" {url} ",
        "setting_api_key": api_key,
        "setting_notice_secret": "",
        "setting_minimum_lead_hours": "48",
        "setting_onboarding_minutes": "15",
    }


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def setup_of(world: World, organisation_id: OrganisationId) -> PluginSetup:
    found: PluginSetup | None = world.container.extensions_reader().setup(
        organisation_id, OfferKind.PROCTORING_PROVIDER, "simulator"
    )
    assert found is not None
    return found


@pytest.mark.feature("X05")
def test_a_vendor_is_set_up_tried_and_switched_on(world: World, vendor: SimulatorServer) -> None:
    centre = world.centre("Northgate College")
    browser = world.client_as(Role.ADMINISTRATOR)

    saved = browser.post(pages_of(centre), settings(vendor.url), follow=True)
    tried = browser.post(f"{pages_of(centre)}/try", follow=True)
    switched = browser.post(f"{pages_of(centre)}/switch", {"on": "yes"}, follow=True)

    assert "Saved." in words(saved.text)
    assert "The vendor answered: 37 proctors are free" in words(tried.text)
    assert "Switched on." in words(switched.text)
    provider = world.container.vendors().of(centre, "simulator")
    assert provider.capabilities.onboarding_before.total_seconds() == 15 * 60
    assert [line for line in world.trail() if line.startswith("plugin")] == ["plugin_set_up", "plugin_switched_on"]


def test_the_page_of_a_vendor_shows_where_its_notices_go(world: World) -> None:
    centre = world.centre()
    browser = world.client_as(Role.ADMINISTRATOR)

    page = browser.get(pages_of(centre)).text
    channel = browser.get(f"/admin/plugins/{world.awarding_body()}/notification_channel/email").text

    address = f"http://127.0.0.1:8000/vendors/simulator/{centre}/notices"
    assert f"<code>{address}</code>" in page
    assert "/notices" not in channel


def test_every_address_given_to_others_leads_to_a_page(world: World) -> None:
    addresses = world.container.page_addresses()
    given = {
        addresses.proctored_test(ProctoredTestId(new_id())): "GET",
        addresses.choices(): "GET",
        addresses.set_password("secret"): "GET",
        addresses.vendor_notices("simulator", world.centre()): "POST",
    }

    router = world.app.url_map.bind("127.0.0.1:8000")

    for address, method in given.items():
        assert router.match(address.removeprefix("http://127.0.0.1:8000"), method=method)


def test_a_secret_is_stored_sealed_and_never_shown_again(world: World, vendor: SimulatorServer) -> None:
    centre = world.centre()
    browser = world.client_as(Role.ADMINISTRATOR)
    browser.post(pages_of(centre), settings(vendor.url))

    form = browser.get(pages_of(centre)).text
    browser.post(pages_of(centre), settings("https://moved.example", api_key=""))

    setup = setup_of(world, centre)
    assert KEY not in form + repr(setup)
    assert "Leave this empty to keep it" in words(form)
    assert world.container.vault().open(setup.sealed["api_key"]) == KEY
    assert setup.values["base_url"] == "https://moved.example"


FORMER_KEY, NEW_KEY = "f" * 32, "n" * 32


def test_a_key_is_replaced_by_saving_each_page_once(world: World, vendor: SimulatorServer) -> None:
    centre, administrator = world.centre(), world.person(Role.ADMINISTRATOR)
    before = world.beside({"EXAMHALL_SECRET_KEY": FORMER_KEY})
    before.client(administrator).post(pages_of(centre), settings(vendor.url))
    before.close()

    between = world.beside({"EXAMHALL_SECRET_KEY": NEW_KEY, "EXAMHALL_FORMER_SECRET_KEYS": FORMER_KEY})
    saved = between.client(administrator).post(pages_of(centre), settings(vendor.url, api_key=""))
    between.close()

    after = world.beside({"EXAMHALL_SECRET_KEY": NEW_KEY})
    opened = after.container.vault().open(setup_of(after, centre).sealed["api_key"])
    after.close()
    assert (saved.status_code, opened) == (302, KEY)


def test_after_a_lost_key_the_page_says_what_must_be_entered_again(world: World, vendor: SimulatorServer) -> None:
    centre, administrator = world.centre(), world.person(Role.ADMINISTRATOR)
    browser = world.client(administrator)
    browser.post(pages_of(centre), settings(vendor.url))
    browser.post(f"{pages_of(centre)}/switch", {"on": "yes"})

    lost = world.beside({"EXAMHALL_SECRET_KEY": NEW_KEY})
    browser = lost.client(administrator)
    page = words(browser.get(f"/admin/plugins/{centre}").text)
    form = words(browser.get(pages_of(centre)).text)
    kept = browser.post(pages_of(centre), settings(vendor.url, api_key=""))
    browser.post(pages_of(centre), settings(vendor.url))
    again = words(browser.get(f"/admin/plugins/{centre}").text)
    lost.close()

    assert "Cannot be read: enter it again" in page
    assert "API key cannot be read any more." in page
    assert "Test the connection" not in page
    assert "The stored one cannot be read any more." in form
    assert (kept.status_code, "Enter API key." in words(kept.text)) == (422, True)
    assert "Cannot be read" not in again
    assert "Test the connection" in again


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(world: World) -> None:
    centre = world.centre()
    browser = world.client_as(Role.ADMINISTRATOR)

    answer = browser.post(pages_of(centre), settings("not an address", api_key=""))

    assert answer.status_code == 422
    text = words(answer.text)
    assert "Enter API key." in text
    again = browser.post(pages_of(centre), settings("not an address"))
    assert again.status_code == 422
    assert "must be an address like" in words(again.text)
    assert world.container.extensions_reader().setups(centre) == []


def test_wrong_credentials_are_told_by_the_trial(world: World, vendor: SimulatorServer) -> None:
    centre = world.centre()
    browser = world.client_as(Role.ADMINISTRATOR)
    browser.post(pages_of(centre), settings(vendor.url, api_key="another-key"))

    answer = browser.post(f"{pages_of(centre)}/try", follow=True)

    assert "refused the credentials" in words(answer.text)


def test_what_is_not_set_up_is_not_switched_on(world: World) -> None:
    centre = world.centre()
    browser = world.client_as(Role.ADMINISTRATOR)

    answer = browser.post(f"{pages_of(centre)}/switch", {"on": "yes"}, follow=True)

    assert "cannot be switched on before its settings are complete" in words(answer.text)


def test_a_vendor_is_switched_off_again(world: World, vendor: SimulatorServer) -> None:
    centre = world.centre()
    browser = world.client_as(Role.ADMINISTRATOR)
    browser.post(pages_of(centre), settings(vendor.url))
    browser.post(f"{pages_of(centre)}/switch", {"on": "yes"})

    answer = browser.post(f"{pages_of(centre)}/switch", {"on": "no"}, follow=True)

    assert "Switched off." in words(answer.text)
    assert not setup_of(world, centre).enabled


@pytest.mark.feature("X06")
def test_a_plugin_that_was_removed_is_named_and_its_settings_stay_readable(world: World) -> None:
    centre = world.centre()
    with world.container.open_unit()() as unit:
        unit.plugin_setups.add(
            PluginSetup(
                organisation_id=centre,
                kind=OfferKind.PROCTORING_PROVIDER,
                name="acme",
                enabled=True,
                values={"base_url": "https://acme.example"},
            )
        )
        unit.commit()
    browser = world.client_as(Role.ADMINISTRATOR)

    page = browser.get(f"/admin/plugins/{centre}")
    form = browser.get(pages_of(centre, "acme"))

    assert "The plugin acme is not installed." in words(page.text)
    assert "https://acme.example" in page.text
    assert "is not installed" in words(form.text)
    assert browser.post(f"{pages_of(centre, 'acme')}/switch", {"on": "no"}).status_code == 302


def test_the_plugins_found_are_listed_with_what_they_offer(world: World) -> None:
    browser = world.client_as(Role.ADMINISTRATOR)

    text = words(browser.get("/admin/plugins").text)

    for offered in (
        "Proctoring vendor: Vendor simulator",
        "Notification channel: E-mail",
        "Export format: Data File (CSV)",
        "Export format: Data File (XLSX)",
    ):
        assert offered in text


def test_channels_are_offered_to_the_awarding_body_and_vendors_to_centres(world: World) -> None:
    browser = world.client_as(Role.ADMINISTRATOR)

    body, centre = (browser.get(f"/admin/plugins/{one}").text for one in (world.awarding_body(), world.centre()))

    assert ("E-mail" in body, "Vendor simulator" in body) == (True, False)
    assert ("E-mail" in centre, "Vendor simulator" in centre) == (False, True)


def test_the_awarding_body_switches_a_format_off_and_on_again(world: World) -> None:
    browser = world.client_as(Role.ADMINISTRATOR)
    address = f"/admin/plugins/{world.awarding_body()}/export_format/csv/switch"
    formats = world.container.formats()

    before = formats.get("csv")
    off = browser.post(address, {"on": "no"}, follow=True)
    between = formats.get("csv")
    on = browser.post(address, {"on": "yes"}, follow=True)

    assert "Switched off." in words(off.text)
    assert "Switched on." in words(on.text)
    assert (before is None, between is None, formats.get("csv") is None) == (False, True, False)
    assert [line for line in world.trail() if line.startswith("plugin")] == [
        "plugin_switched_off",
        "plugin_switched_on",
    ]


@pytest.mark.parametrize("kind", ["export_format", "nonsense"])
def test_an_address_with_another_kind_is_not_found(world: World, kind: str) -> None:
    browser: Browser = world.client_as(Role.ADMINISTRATOR)

    assert browser.get(f"/admin/plugins/{world.centre()}/{kind}/simulator").status_code == 404
