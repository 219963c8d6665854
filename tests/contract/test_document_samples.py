"""The samples of the documents do what the text around them says."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from standardwebhooks.webhooks import Webhook

from examhall import (
    CandidateJoined,
    ChannelOffer,
    CredentialsRefused,
    Letter,
    LetterRefused,
    NotificationChannel,
    ProviderFault,
    ProviderUnavailable,
    VendorEvent,
)
from examhall.checks import offer_problems
from examhall.testing import NotificationChannelContract
from plugins.simulator.vendor.accounts import Account
from plugins.simulator.vendor.server import SimulatorServer
from tests.documents import sample

# What a sample defines has no type until it is run.
Ask = Callable[[str, str], Mapping[str, object]]
Read = Callable[[str, Mapping[str, str], bytes], Sequence[VendorEvent]]
Offers = Callable[[], Sequence[ChannelOffer]]


class TestFolderChannel(NotificationChannelContract):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "letters"

    @pytest.fixture
    def channel(self, folder: Path) -> NotificationChannel:
        return built(folder)

    @pytest.fixture
    def unreachable(self, tmp_path: Path) -> NotificationChannel:
        (tmp_path / "file").write_text("no folder")
        return built(tmp_path / "file")

    @pytest.fixture
    def unwelcome(self, letter: Letter) -> Letter:
        return Letter(key=letter.key, to_name="", to_address="two\nlines", subject="", text="")

    @pytest.fixture
    def delivered(self, folder: Path) -> Callable[[Letter], int]:
        return lambda letter: len(list(folder.glob(f"{letter.key}.txt")))


def built(folder: Path) -> NotificationChannel:
    (offer,) = cast("Offers", sample("channel")["examhall_notification_channels"])()
    assert list(offer_problems(offer)) == []
    return offer.build({"folder": str(folder)})


def test_the_refusal_of_the_sample_channel_is_the_ports() -> None:
    assert sample("channel")["LetterRefused"] is LetterRefused


@pytest.fixture(scope="module")
def vendor() -> Iterator[SimulatorServer]:
    with SimulatorServer(accounts=[Account(name="docs", api_key="docs-key")]) as server:
        yield server


ask = cast("Ask", sample("asking")["ask"])


def test_asking_over_http_gives_the_vendors_answer(vendor: SimulatorServer) -> None:
    assert ask(f"{vendor.url}/v1/account", "docs-key")["account"] == "docs"


def test_asking_with_a_wrong_key_is_refused(vendor: SimulatorServer) -> None:
    with pytest.raises(CredentialsRefused):
        ask(f"{vendor.url}/v1/account", "another")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "too_many_requests", "delay": 7}, ProviderUnavailable),
        ({"kind": "server_error"}, ProviderUnavailable),
        ({"kind": "half_reply"}, ProviderUnavailable),
        ({"kind": "garbage"}, ProviderFault),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_asking_tells_faults_apart(vendor: SimulatorServer, fault: dict[str, object], error: type[Exception]) -> None:
    import httpx2

    faults = f"{vendor.url}/control/accounts/docs/faults"
    httpx2.post(faults, json=fault, trust_env=False).raise_for_status()
    try:
        with pytest.raises(error):
            ask(f"{vendor.url}/v1/account", "docs-key")
    finally:
        httpx2.delete(faults, trust_env=False).raise_for_status()


def test_asking_where_nobody_listens_is_a_passing_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(ProviderUnavailable):
        ask(f"http://127.0.0.1:{port}/", "docs-key")


SECRET = "whsec_" + base64.b64encode(b"a secret of the samples").decode()
TOLD = {"id": "evt_1", "time": "2030-01-05T10:00:00+01:00", "key": "k", "candidate": "0001", "session": "ses_1"}
read = cast("Read", sample("notices")["read"])


def signed(body: str) -> Mapping[str, str]:
    now = datetime.now(UTC)
    signature = Webhook(SECRET).sign("evt_1", now, body)
    return {"webhook-id": "evt_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


def test_a_signed_notice_is_read() -> None:
    body = json.dumps(TOLD)

    assert read(SECRET, signed(body), body.encode()) == [
        CandidateJoined(
            event_id="evt_1", at=datetime(2030, 1, 5, 9, tzinfo=UTC), key="k", candidate_number="0001", session="ses_1"
        )
    ]


def test_a_notice_with_another_signature_is_refused() -> None:
    with pytest.raises(CredentialsRefused):
        read(SECRET, signed("{}"), json.dumps(TOLD).encode())


@pytest.mark.parametrize("body", ["", "[]", "{}"])
def test_a_signed_notice_that_says_nothing_is_a_fault(body: str) -> None:
    with pytest.raises(ProviderFault):
        read(SECRET, signed(body), body.encode())
