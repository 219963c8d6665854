"""The simulated vendor's control desk, as the demo uses it."""

import json
import urllib.error
import urllib.request


class VendorDesk:
    """Speaks to the control interface of a simulator on this machine. Raises OSError where it does not answer."""

    def __init__(self, address: str) -> None:
        self.address = address

    def open_account(self, name: str, *, api_key: str, notify_url: str, notify_secret: str) -> None:
        account = {"api_key": api_key, "notify_url": notify_url, "notify_secret": notify_secret, "decision_delay": 0}
        self._send("PUT", f"accounts/{name}", account)

    def send_notices_to(self, name: str, address: str) -> None:
        """Of an account that is open; the vendor may have lost its file and know of none."""
        try:
            self._send("PUT", f"accounts/{name}", {"notify_url": address})
        except urllib.error.HTTPError as error:
            error.close()

    def decide_after(self, name: str, *, seconds: float) -> None:
        self._send("PUT", f"accounts/{name}", {"decision_delay": seconds})

    def strike(self, name: str, *, fault: str, key: str) -> None:
        """Have one booking meet a fault from now on."""
        told = {"kind": fault, "keys": [key]}
        if fault == "no_capacity":
            # Not on the question for free proctors, which names no booking.
            told["on"] = ["book"]
        self._send("POST", f"accounts/{name}/faults", told)

    def hold_sessions(self, name: str, *, key: str) -> None:
        """Have every candidate of a booking join and be rated."""
        self._send("POST", f"accounts/{name}/run", {"key": key, "rating": "clear"})

    def _send(self, method: str, path: str, body: object) -> None:
        request = urllib.request.Request(  # noqa: S310 (the address is the simulator's, on this machine)
            f"{self.address}/control/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as reply:  # noqa: S310
            reply.read()
