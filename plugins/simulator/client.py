"""The way to the vendor: one exchange over HTTP, and what each way of failing means."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from examhall import CredentialsRefused, ProviderFault, ProviderUnavailable
from plugins.simulator.reading import parsed

LARGEST_REPLY = 32 * 1024 * 1024
_PASSING = {408, 425, 429}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A reply that was understood: its status, its JSON object, and what is kept of it as evidence."""

    status: int
    body: Mapping[str, object]
    request_id: str
    digest: str


class VendorClient:
    """Asks once and never again: the host repeats what may be repeated. Safe to use from several threads."""

    def __init__(self, base_url: str, api_key: str, *, timeout: float) -> None:
        # Nobody closes a provider, so no connection may outlive its exchange; and a vendor on this machine must not be
        # looked for behind a proxy that the environment names.
        self._http = httpx2.Client(
            base_url=base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {api_key}", "Accept": "application/json"},
            timeout=timeout,
            limits=httpx2.Limits(max_keepalive_connections=0),
            trust_env=False,
            follow_redirects=False,
        )

    def get(
        self, path: str, *, query: Mapping[str, str | int] | None = None, expected: frozenset[int] = frozenset()
    ) -> Exchange:
        return self._ask("GET", path, expected, params=query)

    def post(self, path: str, body: Mapping[str, object], *, expected: frozenset[int] = frozenset()) -> Exchange:
        return self._ask("POST", path, expected, json=body)

    def _ask(
        self,
        method: str,
        path: str,
        expected: frozenset[int],
        *,
        params: Mapping[str, str | int] | None = None,
        json: object = None,
    ) -> Exchange:
        """`expected` are statuses besides 200 that are answers; every other one is a failure."""
        try:
            with self._http.stream(method, path, params=params, json=json) as response:
                raw = _read(response)
        except httpx2.TransportError as error:
            # No connection, no reply in time, a line that dropped before the reply or within it.
            raise ProviderUnavailable(finding=type(error).__name__) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ProviderFault(finding=type(error).__name__) from error
        _check_status(response, expected)
        return Exchange(
            status=response.status_code,
            body=parsed(raw),
            request_id=response.headers.get("X-Request-Id", ""),
            digest=hashlib.sha256(raw).hexdigest(),
        )


def _read(response: httpx2.Response) -> bytes:
    raw = bytearray()
    for chunk in response.iter_bytes():
        raw += chunk
        if len(raw) > LARGEST_REPLY:
            raise ProviderFault(finding="the reply is too large")
    return bytes(raw)


def _check_status(response: httpx2.Response, expected: frozenset[int]) -> None:
    status = response.status_code
    if status == 200 or status in expected:
        return
    if status in {401, 403}:
        raise CredentialsRefused(status=status)
    if status in _PASSING or status >= 500:
        raise ProviderUnavailable(retry_after=_retry_after(response.headers.get("Retry-After", "")), status=status)
    raise ProviderFault(status=status)


def _retry_after(header: str) -> timedelta | None:
    """RFC 9110, section 10.2.3: seconds, or a date. What is neither is no wish at all."""
    if header.isdecimal():
        return timedelta(seconds=min(int(header), 86_400))
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moment - datetime.now(UTC), timedelta(0))
