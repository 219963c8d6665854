"""The dataset of the candidates of one booking."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.ports import BookingsReader
from core.bookings.views import EntryView
from core.exports.downloads import Differences, Download
from core.exports.model import Cell, Column, ColumnType
from core.exports.ports import DataRow, MakingUnit
from core.sessions.model import TestSessionId
from core.shared.errors import NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.money import Money


class BookingCandidates:
    """A selection names the booking: `session` and `entrant`. A preparation centre sees its own, a test centre those
    for its sessions; anything else is not found."""

    name = "booking_candidates"
    title = "Candidates of a booking"

    def __init__(self, *, reader: BookingsReader) -> None:
        self._reader = reader

    def require(self, actor: Actor) -> None:
        if not (actor.may(Permission.SEE_AVAILABLE_SESSIONS) or actor.may(Permission.MANAGE_SESSIONS)):
            raise NotAllowedError("permission_missing", permission=Permission.MANAGE_SESSIONS.value)

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def gives(self, columns: Collection[str]) -> bool:
        return {one.id for one in self.columns()}.issuperset(columns)

    def sample(self) -> Sequence[Mapping[str, Cell]]:
        return _SAMPLE

    def count(self, actor: Actor, selection: Mapping[str, str], *, now: datetime) -> int:
        del now
        return sum(1 for _ in self._entries(actor, selection))

    def rows(
        self,
        actor: Actor,
        selection: Mapping[str, str],
        columns: Sequence[str],
        *,
        subjects: Iterator[UUID] | None,
        now: datetime,
    ) -> Iterator[DataRow]:
        """A booking goes on being the same booking: repeated, it is downloaded as it stands then."""
        del subjects, now
        for entry in self._entries(actor, selection):
            cells = _cells(entry)
            yield DataRow(subject=entry.entry_id, version=_version(entry), cells=tuple(cells[one] for one in columns))

    def note(self, unit: MakingUnit, download: Download, *, at: datetime) -> None:
        """Nobody is told: whoever downloads entered them, or holds the session."""

    def differences(
        self, actor: Actor, download: Download, stood: Iterator[tuple[UUID, int]], *, now: datetime
    ) -> Differences:
        del now
        entries = self._entries(actor, download.order.selection)
        stands: dict[UUID, int] = {entry.entry_id: _version(entry) for entry in entries}
        return Differences.between(stood, stands)

    def _entries(self, actor: Actor, selection: Mapping[str, str]) -> Iterator[EntryView]:
        try:
            session, entrant = UUID(selection["session"]), UUID(selection["entrant"])
        except (KeyError, ValueError):
            raise NotFoundError("booking") from None
        return self._reader.all_entries(TestSessionId(session), OrganisationId(entrant), actor.scope)


def _version(entry: EntryView) -> int:
    """Rises with the candidate's details, and with what becomes of the entry: lines are only ever added."""
    return entry.version * 1000 + len(entry.lines) * 2 + (entry.status.value == "withdrawn")


def _amount(money: Money) -> Decimal:
    return Decimal(money.written)


def _cells(entry: EntryView) -> dict[str, Cell]:
    details, account = entry.details, entry.account
    return {
        "candidate_number": entry.number,
        "given_name": details.given_name,
        "family_name": details.family_name,
        "date_of_birth": details.date_of_birth,
        "id_number": details.id_number,
        "email": details.email,
        "phone": details.phone or None,
        "consent": details.consent,
        "status": entry.status.value,
        "entered_at": entry.entered_at,
        "late": entry.late,
        "payment": entry.payment.value,
        "owed": _amount(account.owed),
        "paid": _amount(account.paid),
        "waived": _amount(account.waived),
        "refunded": _amount(account.refunded),
        "open": _amount(account.open),
        "currency": account.owed.currency,
    }


def _columns(group: str, *told: tuple[str, str, ColumnType], personal: bool = False) -> tuple[Column, ...]:
    return tuple(Column(id=name, title=title, type=kind, group=group, personal=personal) for name, title, kind in told)


_COLUMNS = (
    *_columns(
        "Candidate",
        ("candidate_number", "Candidate ID number", ColumnType.TEXT),
        ("given_name", "First name", ColumnType.TEXT),
        ("family_name", "Surname", ColumnType.TEXT),
        ("date_of_birth", "Date of birth", ColumnType.DATE),
        ("id_number", "Number of the document", ColumnType.TEXT),
        ("email", "E-mail address", ColumnType.TEXT),
        ("phone", "Telephone", ColumnType.TEXT),
        personal=True,
    ),
    *_columns(
        "Entry",
        ("consent", "Consent given", ColumnType.YES_NO),
        ("status", "Status", ColumnType.TEXT),
        ("entered_at", "Entered at", ColumnType.MOMENT),
        ("late", "Late entry", ColumnType.YES_NO),
    ),
    *_columns(
        "Payment",
        ("payment", "Payment status", ColumnType.TEXT),
        ("owed", "Fee", ColumnType.NUMBER),
        ("paid", "Paid", ColumnType.NUMBER),
        ("waived", "Waived", ColumnType.NUMBER),
        ("refunded", "Refunded", ColumnType.NUMBER),
        ("open", "Still open", ColumnType.NUMBER),
        ("currency", "Currency", ColumnType.TEXT),
    ),
)

_SAMPLE: tuple[Mapping[str, Cell], ...] = tuple(
    {
        "candidate_number": f"90000{place}",
        "given_name": given,
        "family_name": family,
        "date_of_birth": date(2009, 4, 10 + place),
        "id_number": f"AB 12340{place}",
        "email": f"candidate{place}@mail.example",
        "phone": "+44 1632 960000",
        "consent": True,
        "status": "entered",
        "entered_at": datetime(2026, 10, 5, 9, 30, tzinfo=UTC),
        "late": False,
        "payment": payment,
        "owed": Decimal("168.00"),
        "paid": Decimal(paid),
        "waived": Decimal("0.00"),
        "refunded": Decimal("0.00"),
        "open": Decimal("168.00") - Decimal(paid),
        "currency": "GBP",
    }
    for place, (given, family, payment, paid) in enumerate(
        (("Zoë", "Brönte", "paid", "168.00"), ("王", "小明", "unpaid", "0.00"), ("ليلى", "حداد", "part paid", "100.00"))
    )
)
