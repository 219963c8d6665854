"""The vendor in memory with a script: what happens while it is asked, and answers that no good vendor gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from core.proctoring.vendor import ProctoringProvider, VendorEvent
from core.proctoring.views import ProviderChoice
from core.shared.errors import UnavailableError
from core.shared.ids import OrganisationId
from tests.fakes.proctoring import FakeProvider, FakeVendor
from tests.fakes.units import MemoryStorage

Answer = TypeVar("Answer")


class ScriptedVendor(FakeVendor):
    """`meanwhile` names, by method, what happens once between the vendor's answer and its being stored; `answers` what
    is said once, by method, without anything being done. `events` are what a scripted notice tells of."""

    def __init__(self, storage: MemoryStorage) -> None:
        super().__init__()
        self.meanwhile: dict[str, Callable[[], object]] = {}
        self.answers: dict[str, object] = {}
        self.events: list[VendorEvent] = []
        self._storage = storage

    def serve(self, method: str, arguments: object, work: Callable[[], Answer]) -> Answer:
        assert self._storage.open_units == 0, "no vendor is called inside a unit"
        try:
            if method in self.answers:
                said: Answer = self.answers.pop(method)  # type: ignore[assignment]  # a script may say anything
                return super().serve(method, arguments, lambda: said)
            return super().serve(method, arguments, work)
        finally:
            self.meanwhile.pop(method, lambda: None)()

    def asked_for(self, method: str) -> list[object]:
        """The arguments of every call of this method."""
        return [arguments for asked, arguments in self.asked if asked == method]


class ScriptedProvider(FakeProvider):
    """Reads the events of its script from a notice whose body is «scripted», and signed ones as ever."""

    vendor: ScriptedVendor

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Sequence[VendorEvent]:
        if body == b"scripted":
            return list(self.vendor.events)
        return super().read_notification(headers, body)


class FakeProviders:
    """The vendors by organisation and name. A reason in place of a vendor is what asking for it raises."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[OrganisationId, str], ProctoringProvider | str] = {}

    def of(self, organisation_id: OrganisationId, name: str) -> ProctoringProvider:
        found = self.by_name.get((organisation_id, name), "plugin_not_installed")
        if isinstance(found, str):
            raise UnavailableError(found, plugin=name)
        return found

    def title(self, name: str) -> str | None:
        return name.capitalize()

    def choices(self, organisation_id: OrganisationId) -> Sequence[ProviderChoice]:
        return [
            ProviderChoice(name=name, title=name.title(), capabilities=provider.capabilities)
            for (owner, name), provider in sorted(self.by_name.items(), key=lambda item: item[0][1])
            if owner == organisation_id and not isinstance(provider, str)
        ]
