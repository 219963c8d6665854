"""Somebody changes a row of the database by hand: the command finds it, and the service desk sees it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.e2e.stage import Stage, words
from web.cli import main

WHOLE = "The log is whole and agrees with the booking."


@pytest.fixture
def settings(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command finds the database where the world has it; its file."""
    settings = stage.world.container.settings()
    monkeypatch.setenv("EXAMHALL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMHALL_SECRET_KEY", settings.secret_key)
    return Path(settings.database_url.removeprefix("sqlite:///"))


def examhall(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def meddle(file: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(file)
    with connection:
        assert connection.execute(statement, values).rowcount == 1
    connection.close()


@pytest.mark.feature("N06", "N07")
def test_bookings_that_nobody_meddled_with_are_whole(stage: Stage, settings: Path) -> None:
    test_id = stage.confirmed()

    answer = examhall("bookings", "verify")
    desk = words(stage.desk.get(f"/deliver/{test_id}/log").text)
    planner = words(stage.planner.get(f"/deliver/{test_id}/log").text)

    number = len(stage.entries(test_id))
    assert answer.exit_code == 0
    assert answer.output == f"Verified: 1 bookings with {number} log entries, 0 of them not as they should be.\n"
    assert WHOLE in desk
    assert WHOLE not in planner


@pytest.mark.feature("N07")
def test_a_changed_entry_is_found_by_the_command_and_shown_to_the_service_desk(stage: Stage, settings: Path) -> None:
    untouched, test_id = stage.confirmed(), stage.confirmed()
    booking = stage.booking(test_id)

    meddle(settings, "UPDATE booking_log_entry SET attempt = 7 WHERE booking_id = ? AND sequence = 2", booking.id.bytes)
    every = examhall("bookings", "verify")
    other = examhall("bookings", "verify", untouched)
    page = words(stage.desk.get(f"/deliver/{test_id}/log").text)

    assert every.exit_code == 1
    assert every.stderr == f"Booking {booking.id} of test {test_id}: the content of entry 2 was changed\n"
    assert "1 of them not as they should be" in every.stdout
    assert other.exit_code == 0
    assert "The content of entry 2 was changed." in page
    assert WHOLE not in page


@pytest.mark.feature("N07")
def test_a_state_that_its_log_does_not_tell_is_found(stage: Stage, settings: Path) -> None:
    test_id = stage.sent()
    booking = stage.booking(test_id)

    meddle(settings, "UPDATE proctor_booking SET state = 'confirmed' WHERE id = ?", booking.id.bytes)
    answer = examhall("bookings", "verify", test_id)

    finding = "state is stored as confirmed, the log says sent"
    assert (answer.exit_code, answer.stderr) == (1, f"Booking {booking.id} of test {test_id}: {finding}\n")


@pytest.mark.feature("N06")
def test_a_changed_record_of_the_trail_is_found(stage: Stage, settings: Path) -> None:
    stage.activated()
    whole = examhall("audit", "verify")

    meddle(settings, "UPDATE audit_record SET origin = 'elsewhere' WHERE sequence = 2")
    found = examhall("audit", "verify")

    assert whole.exit_code == 0
    assert (found.exit_code, found.stderr) == (1, "Record 2: its content was changed\n")


def test_a_booking_that_is_not_there_is_said_plainly(settings: Path) -> None:
    answer = examhall("bookings", "verify", "00000000-0000-7000-8000-000000000000")

    assert answer.exit_code == 1
    assert answer.stderr == "There is no such booking.\n"
