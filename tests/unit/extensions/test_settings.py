"""Descriptions of settings: what may be entered, and what counts when a plugin has changed since."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.extensions.model import (
    MAX_TEXT,
    OfferKind,
    PluginSetup,
    Setting,
    SettingKind,
    SettingValue,
    check_values,
)
from core.shared.errors import InvalidInputError
from core.shared.ids import OrganisationId
from tests.fakes.extensions import MemoryVault

SEAL = MemoryVault().seal

URL = Setting(name="url", label="Address", kind=SettingKind.URL)
KEY = Setting(name="key", label="API key", secret=True)
HOURS = Setting(name="hours", label="Hours", kind=SettingKind.NUMBER, default=24)
NOTE = Setting(name="note", label="Note", required=False)
SETTINGS = (URL, KEY, HOURS, NOTE)


def a_setup(**given: SettingValue) -> PluginSetup:
    setup = PluginSetup(organisation_id=OrganisationId(UUID(int=1)), kind=OfferKind.PROCTORING_PROVIDER, name="acme")
    setup.revise(SETTINGS, {"url": "https://vendor.example", "key": "s3cret", "hours": 48, **given}, seal=SEAL)
    return setup


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (SettingKind.TEXT, "", "Enter It."),
        (SettingKind.TEXT, None, "Enter It."),
        (SettingKind.TEXT, "two\nlines", "must be one line"),
        (SettingKind.TEXT, "nul\0", "must be one line"),
        (SettingKind.TEXT, "x" * (MAX_TEXT + 1), "at most 2000 characters"),
        (SettingKind.URL, "vendor.example", "must be an address"),
        (SettingKind.URL, "javascript:alert(1)", "must be an address"),
        (SettingKind.URL, "ftp://vendor.example", "must be an address"),
        (SettingKind.URL, "https://user:word@vendor.example", "must be an address"),
        (SettingKind.URL, "https://[", "must be an address"),
        (SettingKind.NUMBER, "24", "must be a whole number"),
        (SettingKind.NUMBER, True, "must be a whole number"),
        (SettingKind.SWITCH, "yes", "either on or off"),
    ],
)
def test_what_is_wrong_with_a_value_is_said(kind: SettingKind, value: SettingValue | None, words: str) -> None:
    problem = Setting(name="it", label="It", kind=kind).problem_with(value)

    assert problem is not None
    assert words in problem


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SettingKind.TEXT, "Zoë"),
        (SettingKind.URL, "http://127.0.0.1:8001/vendor"),
        (SettingKind.NUMBER, 0),
        (SettingKind.SWITCH, False),
    ],
)
def test_a_right_value_is_taken(kind: SettingKind, value: SettingValue) -> None:
    assert Setting(name="it", label="It", kind=kind).problem_with(value) is None


def test_only_a_listed_choice_is_taken() -> None:
    setting = Setting(name="it", label="It", kind=SettingKind.CHOICE, choices=(("a", "First"), ("b", "Second")))

    assert setting.problem_with("a") is None
    assert setting.problem_with("First") == "Choose one of the listed values for It."


def test_a_setting_that_nobody_describes_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError) as raised:
        check_values(SETTINGS, {"url": "https://vendor.example", "key": "k", "hours": 1, "colour": "red"})

    assert [problem.field for problem in raised.value.problems] == ["colour"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Setting(name="with space", label="It"),
        lambda: Setting(name="it", label=""),
        lambda: Setting(name="it", label="It", kind=SettingKind.CHOICE),
        lambda: Setting(name="it", label="It", choices=(("a", "A"),)),
        lambda: Setting(name="it", label="It", secret=True, kind=SettingKind.NUMBER),
    ],
)
def test_a_description_that_makes_no_sense_is_not_made(make: object) -> None:
    assert callable(make)
    with pytest.raises(InvalidInputError):
        make()


def test_secrets_are_sealed_and_kept_apart_from_what_is_shown() -> None:
    setup = a_setup()

    assert setup.values == {"url": "https://vendor.example", "hours": 48}
    assert setup.sealed == {"key": SEAL("s3cret")}


def test_a_secret_left_empty_stays_and_does_not_count_as_changed() -> None:
    setup = a_setup()

    changed = setup.revise(SETTINGS, {"url": "https://other.example", "key": "", "hours": 48, "note": None}, seal=SEAL)

    assert changed == ("url",)
    assert setup.sealed == {"key": SEAL("s3cret")}


def test_a_secret_never_entered_is_asked_for() -> None:
    setup = PluginSetup(organisation_id=OrganisationId(UUID(int=1)), kind=OfferKind.PROCTORING_PROVIDER, name="acme")

    with pytest.raises(InvalidInputError) as raised:
        setup.revise(SETTINGS, {"url": "https://vendor.example", "hours": 1, "key": ""}, seal=SEAL)

    assert [problem.text for problem in raised.value.problems] == ["Enter API key."]
    assert setup.values == {}


def test_an_optional_value_can_be_taken_away_again() -> None:
    setup = a_setup(note="Call first")

    changed = setup.revise(SETTINGS, {"url": "https://vendor.example", "hours": 48, "note": ""}, seal=SEAL)

    assert changed == ("note",)
    assert "note" not in setup.values


def test_after_an_update_of_the_plugin_its_new_defaults_count_and_dropped_settings_are_passed_over() -> None:
    setup = a_setup(note="Call first")
    minutes = Setting(name="minutes", label="Minutes", kind=SettingKind.NUMBER, default=30)

    in_force = setup.in_force((URL, KEY, minutes))

    setup.check((URL, KEY, minutes))
    assert in_force == {"url": "https://vendor.example", "minutes": 30}


def test_what_is_not_set_up_whole_cannot_be_switched_on_but_always_off() -> None:
    setup = a_setup()
    setup.switch(on=True, settings=SETTINGS)
    account = Setting(name="account", label="Account")

    with pytest.raises(InvalidInputError):
        setup.switch(on=True, settings=(*SETTINGS, account))

    assert setup.switch(on=False, settings=()) is True
    assert setup.switch(on=False, settings=()) is False
