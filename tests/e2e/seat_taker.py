"""A process of its own that enters one candidate for each of some sessions, at moments agreed with another process."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.bookings.model import CandidateDetails
from core.bookings.usecases.entering import EnterCandidatesCommand
from core.sessions.model import TestSessionId
from core.shared.errors import ExamhallError
from core.shared.ids import OrganisationId, PersonId, new_id
from web.container import Container, load_settings

APART = 0.1
"""Seconds from one session to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What the process is told on its command line. `school` enters for the `sessions`, one after the other."""

    database_url: str
    data: str
    school: str
    sessions: list[str]

    def written(self) -> str:
        return json.dumps(asdict(self))


def candidate(place: int, school: str) -> CandidateDetails:
    return CandidateDetails(
        given_name=f"Given{place}",
        family_name=f"Of {school}",
        date_of_birth=date(2009, 4, 23),
        id_number=f"ID {place} {school[-4:]}",
        email="name@example.org",
    )


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    errand = Errand(**json.loads(sys.argv[1]))
    container = Container(
        settings=load_settings(
            {
                "EXAMHALL_DATA": errand.data,
                "EXAMHALL_DATABASE_URL": errand.database_url,
                "EXAMHALL_SECRET_KEY": "a secret that only tests use, long enough",
            }
        )
    )
    actor = Actor(
        person_id=PersonId(new_id()),
        organisation_id=OrganisationId(UUID(errand.school)),
        organisation_kind=OrganisationKind.PREPARATION_CENTRE,
        roles=frozenset({Role.PREPARATION_USER}),
    )
    enter = container.enter_candidates()
    say("ready")
    begin = float(sys.stdin.readline())
    for place, session in enumerate(errand.sessions):
        command = EnterCandidatesCommand(
            actor=actor,
            session_id=TestSessionId(UUID(session)),
            candidates=[candidate(place, errand.school)],
        )
        time.sleep(max(begin + place * APART - time.time(), 0))
        try:
            enter(command)
        except ExamhallError as error:
            say(error.code)
        else:
            say("entered")
    container.database().dispose()


if __name__ == "__main__":
    main()
