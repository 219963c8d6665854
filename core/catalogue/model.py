"""Exams and venues."""

import re
from dataclasses import dataclass
from typing import NewType
from uuid import UUID

from core.catalogue.marking import Marking
from core.shared.errors import InvalidInputError, Problem
from core.shared.ids import OrganisationId

ExamCode = NewType("ExamCode", str)
VenueId = NewType("VenueId", UUID)

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,11}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """One exam of the awarding body's catalogue. `papers` are its written papers in their order, and Speaking, where it
    has one, is held apart, on a day of its own. `in_use` is False for one that is no longer offered."""

    code: ExamCode
    name: str
    level: str
    papers: tuple[str, ...]
    has_speaking: bool
    marking: Marking | None = None
    has_photo: bool = False
    in_use: bool = True

    @property
    def is_verifiable(self) -> bool:
        """Whether results of it can be verified here (FEATURES R35)."""
        return self.marking is not None

    @property
    def is_sat(self) -> bool:
        """Whether sessions of it are held."""
        return bool(self.papers) or self.has_speaking

    def __post_init__(self) -> None:
        problems = []
        if not _CODE.fullmatch(self.code):
            problems.append(Problem(field="code", text="Give a code of 2 to 12 capital letters, digits and hyphens."))
        if not self.name.strip():
            problems.append(Problem(field="name", text="Give the exam's name."))
        if not self.is_sat and self.is_verifiable:
            problems.append(Problem(field="papers", text="Name at least one paper of an exam that has results."))
        if len(set(self.papers)) != len(self.papers):
            problems.append(Problem(field="papers", text="Name every paper once."))
        if problems:
            raise InvalidInputError("exam_invalid", problems, exam=self.code)


@dataclass(slots=True, kw_only=True)
class Venue:
    """Where a test centre holds its sessions. Sessions keep their venue when it is retired from new ones."""

    id: VenueId
    centre_id: OrganisationId
    name: str
    address: str
    city: str
    country: str
    in_use: bool = True
    version: int = 0

    def __post_init__(self) -> None:
        self.revise(name=self.name, address=self.address, city=self.city, country=self.country)

    def revise(self, *, name: str, address: str, city: str, country: str) -> None:
        """`country` is its ISO 3166 code of two letters."""
        wanted = (("name", name, "the venue's name"), ("address", address, "its address"), ("city", city, "its city"))
        problems = [Problem(field=field, text=f"Enter {words}.") for field, value, words in wanted if not value.strip()]
        if not re.fullmatch("[A-Z]{2}", country):
            problems.append(Problem(field="country", text="Choose the country."))
        if problems:
            raise InvalidInputError("venue_invalid", problems)
        self.name, self.address, self.city, self.country = name.strip(), address.strip(), city.strip(), country
