"""From rows of lists to the views that pages are made of."""

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping

from adapters.sql.bookings.mappings import details_of
from core.bookings.model import Account, EntryStatus, Line, LineKind, PaymentStatus, RequestStatus
from core.bookings.views import (
    BookingRow,
    BookingView,
    DeadlineKind,
    DeadlineRow,
    EntryRow,
    EntryView,
    MessageView,
    RequestRow,
    RequestView,
)
from core.shared.money import Money, total

_WORDS = {LineKind.ENTRY_FEE: "Entry fee", LineKind.LATE_FEE: "Late fee"}


def booking_row(row: RowMapping) -> BookingRow:
    amounts = {
        name: Money(amount=row[name], currency=row["currency"]) for name in ("owed", "paid", "waived", "refunded")
    }
    account = Account(**amounts)
    return BookingRow(
        session_id=row["session_id"],
        entrant_id=row["entrant_id"],
        entrant_name=row["entrant_name"],
        entrant_number=row["entrant_number"],
        exam_name=row["exam_name"],
        centre_name=row["centre_name"],
        centre_number=row["centre_number"],
        starts_at=row["starts_at"],
        time_zone=row["time_zone"],
        candidates=row["candidates"],
        payment=account.status,
        account=account,
    )


def booking_view(row: RowMapping, fees: Sequence[RowMapping]) -> BookingView:
    """The lines come to what the booking's account says is owed: what was kept for withdrawn entries is one of them."""
    shown, currency = booking_row(row), row["currency"]
    lines = []
    for fee in fees:
        each = Money(amount=fee["amount"], currency=currency)
        lines.append((_WORDS[LineKind(fee["kind"])], int(fee["number"]), each, each.times(fee["number"])))
    kept = shown.account.owed - total((line[3] for line in lines), currency=currency)
    if kept.amount:
        lines.append(("Kept for withdrawn entries", 1, kept, kept))
    return BookingView(
        row=shown,
        entry_fee=Money(amount=row["price"], currency=currency),
        fee_lines=tuple(lines),
        total=shown.account.owed,
    )


def standing(lines: Sequence[Line], status: EntryStatus, *, currency: str) -> tuple[Account, PaymentStatus]:
    """An entry's account and its payment status. A withdrawn one owes nothing more; whether it counts as refunded is
    seen only when what was open has lapsed."""
    account = Account.of(lines, currency=currency)
    if status is EntryStatus.ENTERED:
        return account, account.status
    lapsed = account.lapsed()
    return lapsed, lapsed.status if account.paid.amount else account.status


def entry_row(row: RowMapping, lines: Sequence[Line], *, currency: str) -> EntryRow:
    status = EntryStatus(row["status"])
    account, payment = standing(lines, status, currency=currency)
    return EntryRow(
        entry_id=row["id"],
        candidate_id=row["candidate_id"],
        number=row["number"],
        name=details_of(row).name,
        id_number=row["id_number"],
        email=row["email"],
        status=status,
        payment=payment,
        open=account.open,
    )


def entry_view(row: RowMapping, lines: Sequence[Line], *, currency: str) -> EntryView:
    status = EntryStatus(row["status"])
    account, payment = standing(lines, status, currency=currency)
    return EntryView(
        entry_id=row["id"],
        session_id=row["session_id"],
        entrant_id=row["entrant_id"],
        candidate_id=row["candidate_id"],
        number=row["number"],
        details=details_of(row),
        status=status,
        entered_at=row["entered_at"],
        late=row["late"],
        account=account,
        payment=payment,
        lines=tuple(lines),
        version=row["version"],
    )


def request_row(row: RowMapping) -> RequestRow:
    return RequestRow(
        id=row["id"],
        subject=row["subject"],
        status=RequestStatus(row["status"]),
        centre_name=row["centre_name"],
        entrant_name=row["entrant_name"],
        session_id=row["session_id"],
        last_at=row["last_at"],
    )


def request_view(row: RowMapping, messages: Sequence[RowMapping], names: Mapping[str, str]) -> RequestView:
    return RequestView(
        row=request_row(row),
        centre_id=row["centre_id"],
        entrant_id=row["entrant_id"],
        about=row["about"],
        messages=tuple(
            MessageView(
                at=message["at"],
                author=names.get(message["by"], "A person no longer here"),
                from_centre=message["from_centre"],
                text=message["text"],
            )
            for message in messages
        ),
    )


def deadline_row(row: RowMapping, affected: RowMapping | None) -> DeadlineRow:
    return DeadlineRow(
        session_id=row["session_id"],
        kind=DeadlineKind(row["kind"]),
        at=row["at"],
        time_zone=row["time_zone"],
        exam_name=row["exam_name"],
        centre_name=row["centre_name"],
        centre_number=row["centre_number"],
        # PostgreSQL sums whole numbers to larger ones, which come as decimals.
        entrants=int(affected["entrants"]) if affected else 0,
        candidates=int(affected["candidates"]) if affected else 0,
        unpaid=int(affected["unpaid"]) if affected else 0,
    )
