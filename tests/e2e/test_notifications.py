"""Messages end to end: from what people do to the mail they get, and what they choose to get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.permissions import Role
from core.extensions.model import OfferKind, PluginSetup
from core.notifications.model import MessageKind
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import ProctorBookingId
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, Proctoring
from core.proctoring.promises import tell
from core.shared.ids import new_id
from core.shared.paging import PageRequest
from core.shared.time import TimeWindow, utc
from tests.e2e.world import START, Browser, Someone, World
from tests.integration.mail.smtp_server import Answers, MailServer, mail_server


def switch_on(world: World, name: str, **values: str | int) -> None:
    """A channel, as the administrator's page of plugins would."""
    setup = PluginSetup(
        organisation_id=world.awarding_body(),
        kind=OfferKind.NOTIFICATION_CHANNEL,
        name=name,
        enabled=True,
        values=dict(values),
    )
    with world.container.open_unit()() as unit:
        unit.plugin_setups.add(setup)
        unit.commit()


def switch_on_mail(world: World, server: MailServer) -> None:
    switch_on(world, "email", host="localhost", port=server.port, security="none", sender="exams@awarding.example")


def reject(world: World, *, by: Someone, code: Code = Code.REJECTED_CAPACITY) -> ProctoredTest:
    """A test whose booking was activated by somebody and then rejected."""
    test = ProctoredTest(
        id=ProctoredTestId(new_id()),
        organisation_id=by.organisation_id,
        title="B2 First, morning",
        proctoring=Proctoring.LIVE,
        provider="simulator",
        ratio=8,
        time_zone="Europe/London",
        window=TimeWindow(start=utc(2026, 12, 8, 9), end=utc(2026, 12, 8, 12)),
    )
    booking = ProctorBooking(
        id=ProctorBookingId(new_id()),
        test_id=test.id,
        organisation_id=by.organisation_id,
        title=test.title,
        provider="simulator",
    )
    window = TimeWindow(start=utc(2026, 12, 8, 8), end=utc(2026, 12, 8, 13))
    scheduled = booking.schedule(title=test.title, provider="simulator", window=window, by=f"person:{by.id}", now=START)
    rejected = booking.reject(code, by="job:proctoring.send", now=START)
    with world.container.open_unit()() as unit:
        unit.tests.add(test)
        unit.proctor_bookings.add(booking)
        unit.booking_log.append(scheduled, rejected)
        tell(unit, booking, rejected)
        unit.commit()
    return test


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def texts(server: MailServer) -> list[str]:
    return [str(taken.message.get_content()) for taken in server.taken]


def path_in(text: str, start: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:8000({start}\S*)", text)
    assert found, text
    return found[1]


def test_somebody_new_gets_a_mail_whose_link_sets_a_password(world: World, server: MailServer) -> None:
    switch_on_mail(world, server)
    planner = world.person(Role.PLANNER, email="ada@centre.example", password=None)

    world.run_jobs()
    browser = world.client()
    link = path_in(texts(server)[0], "/set-password/")
    browser.post(link, {"password": "three green umbrellas"})

    assert server.taken[0].recipients == ["ada@centre.example"]
    assert world.client().log_in(planner.email, "three green umbrellas").status_code == 302


def test_while_the_mail_server_is_down_the_mail_waits_and_its_state_is_shown(world: World) -> None:
    administrator = world.client_as(Role.ADMINISTRATOR)
    with mail_server(Answers(instead={"data": "451 4.3.0 Try again"})) as server:
        switch_on_mail(world, server)
        world.person(Role.PLANNER, name="Ada Nowak", password=None)
        world.run_jobs()
        waiting = administrator.get("/admin/messages").text
        server.answers.instead.clear()
        world.clock.advance(hours=2)
        world.run_jobs()
        delivered = administrator.get("/admin/messages").text

        assert "The mail server answered 451." in waiting
        assert "It is tried again." in waiting
        assert "Ada Nowak" in delivered
        assert "The mail server answered 451." not in delivered
        assert len({taken.recipients[0] for taken in server.taken}) == len(server.taken)


def test_a_mail_whose_tries_are_used_up_says_so_until_its_job_is_run_again(world: World) -> None:
    administrator = world.client_as(Role.ADMINISTRATOR)
    with mail_server(Answers(instead={"data": "451 4.3.0 Try again"})) as server:
        switch_on_mail(world, server)
        world.person(Role.PLANNER, password=None)
        for _ in range(9):
            world.run_jobs()
            world.clock.advance(minutes=30)
        given_up = administrator.get("/admin/messages").text
        dead = world.container.job_desk().dead(PageRequest()).items
        server.answers.instead.clear()
        for job in dead:
            administrator.post(f"/admin/jobs/{job.id}/run-again")
        waiting = administrator.get("/admin/messages").text
        world.run_jobs()
        delivered = administrator.get("/admin/messages").text

    assert given_up.count("There are no more tries.") == len(dead) > 0
    assert "It is tried again." not in given_up
    assert "There are no more tries." not in waiting
    assert "It is tried again." in waiting
    assert "The mail server answered 451." not in delivered


def test_a_mail_asked_for_before_any_channel_is_there_is_sent_once_there_is_one(
    world: World, server: MailServer
) -> None:
    world.person(Role.PLANNER, email="early@centre.example", password=None)
    world.run_jobs()

    switch_on_mail(world, server)
    world.clock.advance(hours=2)
    world.run_jobs()

    assert [taken.recipients for taken in server.taken] == [["early@centre.example"]]


def test_a_rejection_is_told_to_whoever_activated_with_a_link_to_the_test(world: World, server: MailServer) -> None:
    scheduler = world.person(Role.PROCTORING_SCHEDULER, email="sam@centre.example")
    world.run_jobs()
    switch_on_mail(world, server)

    reject(world, by=scheduler)
    world.run_jobs()

    told = [taken for taken in server.taken if "rejected" in str(taken.message["Subject"])]
    assert [taken.recipients for taken in told] == [["sam@centre.example"]]
    text = str(told[0].message.get_content())
    assert "Whose move it is: the planner of the test centre" in text
    assert world.client(scheduler).get(path_in(text, "/deliver/")).status_code == 200
    assert world.client(scheduler).get(path_in(text, "/account/")).status_code == 200


def test_the_whole_desk_is_told_what_needs_attention_but_not_who_chose_otherwise(
    world: World, server: MailServer
) -> None:
    switch_on_mail(world, server)
    listening, silent = (world.person(Role.SERVICE_DESK, email=f"{name}@body.example") for name in ("ann", "bob"))
    world.client(silent).post("/account/notifications", {})

    reject(world, by=world.person(Role.PROCTORING_SCHEDULER), code=Code.REJECTED_SEND_FAILED)
    world.run_jobs()

    told = [taken.recipients for taken in server.taken if "Needs attention" in str(taken.message["Subject"])]
    assert told == [[listening.email]]


# What people choose


def test_a_person_sees_their_own_kinds_all_wanted_and_keeps_what_they_chose(world: World) -> None:
    scheduler = world.client_as(Role.PROCTORING_SCHEDULER)

    before = scheduler.get("/account/notifications").text
    scheduler.post("/account/notifications", {"booking_rejected": "y"})
    after = scheduler.get("/account/notifications").text

    assert checked(before) == ["booking_confirmed", "booking_rejected"]
    assert checked(after) == ["booking_rejected"]


def test_a_kind_that_is_not_ones_own_is_neither_shown_nor_changed(world: World) -> None:
    scheduler = world.person(Role.PROCTORING_SCHEDULER)
    world.client(scheduler).post("/account/notifications", {"booking_confirmed": "y", "booking_rejected": "y"})

    page = world.client(scheduler).get("/account/notifications").text

    assert "booking_needs_attention" not in page
    chosen = world.container.notifications_reader().choices(scheduler.id)
    assert chosen == {MessageKind.BOOKING_CONFIRMED: True, MessageKind.BOOKING_REJECTED: True}


def test_who_can_get_none_is_told_so(world: World) -> None:
    assert "Nothing to choose" in world.client_as(Role.PLANNER).get("/account/notifications").text


def checked(page: str) -> list[str]:
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    return [re.findall(r'name="(\w+)"', box)[0] for box in boxes if "checked" in box]


# Who may look


def test_only_those_who_run_jobs_see_the_messages(world: World) -> None:
    assert world.client_as(Role.SERVICE_DESK).get("/admin/messages").status_code == 200
    assert world.client_as(Role.PROCTORING_SCHEDULER).get("/admin/messages").status_code == 403
    assert world.client().get("/admin/messages").status_code == 302


def test_outside_the_demo_there_is_no_mailbox(world: World) -> None:
    assert world.client_as(Role.ADMINISTRATOR).get("/demo/mailbox").status_code == 404


# The demo's mailbox


@pytest.fixture
def demo(empty_house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("EXAMHALL_DEMO", "true")
    (tmp_path / "demo.db").write_bytes(empty_house.read_bytes())
    world = World(tmp_path / "demo.db")
    switch_on(world, "inbox", folder=str(world.container.settings().mailbox))
    yield world
    world.close()


def visitor(demo: World) -> Browser:
    return demo.client()


def test_the_demos_mailbox_shows_everybody_every_mail_with_its_links(demo: World) -> None:
    empty = visitor(demo).get("/demo/mailbox").text
    demo.person(Role.PLANNER, name="Łucja <Żółć>", password=None)
    demo.run_jobs()

    page = visitor(demo).get("/demo/mailbox").text
    letter = visitor(demo).get(re.findall(r'href="(/demo/mailbox/\w+)"', page)[0]).text

    assert "No mail yet" in empty
    assert "Łucja &lt;Żółć&gt;" in page
    link = re.findall(r'<a href="http://127\.0\.0\.1:8000(/set-password/[^"]+)"', letter)[0]
    assert visitor(demo).get(link).status_code == 200


def test_a_letter_that_is_not_in_the_mailbox_is_not_found(demo: World) -> None:
    assert visitor(demo).get("/demo/mailbox/nothing").status_code == 404
    assert visitor(demo).get("/demo/mailbox?after=nonsense").status_code == 422
