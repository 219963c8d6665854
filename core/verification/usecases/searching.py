"""Searching shared results: the criteria are kept here, and an opaque id stands for them in addresses."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta

from core.access.model import Actor, digest_of
from core.access.permissions import Permission
from core.access.ports import Secrets
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.searching import Criteria, SearchId
from core.verification.ports import VerificationUnit

KEPT = timedelta(days=1)
"""How long criteria are kept. They hold personal data, and an address of yesterday is rarely opened again."""

FORGET = "verification.forget_searches"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResultsCommand:
    actor: Actor
    criteria: Criteria


class SearchResults:
    """Answers the id under which the person, and nobody else, finds the criteria again. The trail says by what was
    searched and never for whom."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], secrets: Secrets, clock: Clock) -> None:
        self._open_unit = open_unit
        self._secrets = secrets
        self._clock = clock

    def __call__(self, command: SearchResultsCommand) -> SearchId:
        actor, criteria = command.actor, command.criteria
        actor.require(Permission.FIND_RESULTS)
        search_id = SearchId(self._secrets.draw())
        with self._open_unit() as unit:
            unit.searches.add(
                digest_of(search_id),
                criteria,
                person_id=actor.person_id,
                organisation_id=actor.organisation_id,
                at=self._clock.now(),
            )
            by = ", ".join(one.name for one in fields(criteria) if getattr(criteria, one.name))
            on = f"organisation:{actor.organisation_id}"
            unit.record("results_searched", by=actor.label, on=on, facts={"criteria": by})
            unit.commit()
        return search_id


class ForgetSearches:
    """The clockwork's job."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        del jobs
        with self._open_unit() as unit:
            unit.searches.forget_before(self._clock.now() - KEPT)
            unit.commit()
