"""How candidates, entries with their lines, and help requests become rows and back."""

from sqlalchemy import RowMapping

from adapters.sql.bookings.tables import candidate, entry, help_request
from adapters.sql.tracking import Mapping, Row
from core.bookings.model import (
    Candidate,
    CandidateDetails,
    Entry,
    EntryStatus,
    HelpRequest,
    Line,
    LineKind,
    Message,
    RequestStatus,
    fold_document,
)
from core.shared.money import Money
from core.shared.text import fold_name


def name_key(details: CandidateDetails) -> str:
    """The family name first, as lists of candidates are sorted."""
    return fold_name(f"{details.family_name} {details.given_name}")


def document_key(details: CandidateDetails) -> str:
    return fold_document(details.id_number)


def squeezed(text: str) -> str:
    """Without the signs that people put into a number or leave out."""
    return fold_name(text).replace(" ", "")


def _search_key(one: Candidate) -> str:
    """Numbers stand in it both as they are grouped and in one piece, the address as it is, because its signs matter."""
    details = one.details
    parts = (
        fold_name(details.name),
        fold_name(details.id_number),
        squeezed(details.id_number),
        fold_name(one.number),
        squeezed(one.number),
        details.email.casefold(),
    )
    return "\n".join(parts)


def _candidate_row(one: Candidate) -> Row:
    details = one.details
    return {
        "id": one.id,
        "owner_id": one.owner_id,
        "number": one.number,
        "given_name": details.given_name,
        "family_name": details.family_name,
        "date_of_birth": details.date_of_birth,
        "id_number": details.id_number,
        "email": details.email,
        "phone": details.phone,
        "consent": details.consent,
        "name_key": name_key(details),
        "search_key": _search_key(one),
        "document_key": document_key(details),
        "person_key": details.same_person_key,
        "version": one.version,
    }


def details_of(row: RowMapping) -> CandidateDetails:
    return CandidateDetails(
        given_name=row["given_name"],
        family_name=row["family_name"],
        date_of_birth=row["date_of_birth"],
        id_number=row["id_number"],
        email=row["email"],
        phone=row["phone"],
        consent=row["consent"],
    )


def _candidate(row: RowMapping) -> Candidate:
    return Candidate(
        id=row["id"],
        owner_id=row["owner_id"],
        number=row["number"],
        details=details_of(row),
        version=row["version"],
    )


CANDIDATES = Mapping(candidate, to_row=_candidate_row, to_domain=_candidate)


def _entry_row(one: Entry) -> Row:
    return {
        "id": one.id,
        "session_id": one.session_id,
        "centre_id": one.centre_id,
        "entrant_id": one.entrant_id,
        "candidate_id": one.candidate_id,
        "entered_at": one.entered_at,
        "late": one.late,
        "status": one.status.value,
        "withdrawn_at": one.withdrawn_at,
        "version": one.version,
    }


def _entry(row: RowMapping) -> Entry:
    """Without its lines, which the repository adds."""
    return Entry(
        id=row["id"],
        session_id=row["session_id"],
        centre_id=row["centre_id"],
        entrant_id=row["entrant_id"],
        candidate_id=row["candidate_id"],
        entered_at=row["entered_at"],
        late=row["late"],
        status=EntryStatus(row["status"]),
        withdrawn_at=row["withdrawn_at"],
        version=row["version"],
    )


ENTRIES = Mapping(entry, to_row=_entry_row, to_domain=_entry)


def line_row(one: Entry, place: int) -> Row:
    line = one.lines[place]
    return {
        "entry_id": one.id,
        "place": place,
        "id": line.id,
        "kind": line.kind.value,
        "amount": line.amount.amount,
        "currency": line.amount.currency,
        "recorded_at": line.recorded_at,
        "recorded_by": line.recorded_by,
        "note": line.note,
    }


def line_of(row: RowMapping) -> Line:
    return Line(
        id=row["id"],
        kind=LineKind(row["kind"]),
        amount=Money(amount=row["amount"], currency=row["currency"]),
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
        note=row["note"],
    )


def _request_row(request: HelpRequest) -> Row:
    return {
        "id": request.id,
        "centre_id": request.centre_id,
        "entrant_id": request.entrant_id,
        "session_id": request.session_id,
        "subject": request.subject,
        "status": request.status.value,
        "last_at": request.messages[-1].at,
        "version": request.version,
    }


def request_of(row: RowMapping) -> HelpRequest:
    """Without its messages, which the repository adds: one that only tells the time of the last stands for them."""
    return HelpRequest(
        id=row["id"],
        centre_id=row["centre_id"],
        entrant_id=row["entrant_id"],
        session_id=row["session_id"],
        subject=row["subject"],
        messages=[Message(at=row["last_at"], by="", text="…")],
        status=RequestStatus(row["status"]),
        version=row["version"],
    )


REQUESTS = Mapping(help_request, to_row=_request_row, to_domain=request_of)


def message_row(request: HelpRequest, place: int) -> Row:
    message = request.messages[place]
    return {
        "request_id": request.id,
        "place": place,
        "at": message.at,
        "by": message.by,
        "text": message.text,
        "from_centre": message.from_centre,
    }


def message_of(row: RowMapping) -> Message:
    return Message(at=row["at"], by=row["by"], text=row["text"], from_centre=row["from_centre"])
