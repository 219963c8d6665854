"""A recognising organisation with results that candidates shared with it: what the tests of finding stand on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from werkzeug.test import TestResponse

import web.demo
from core.access.model import OPERATOR
from core.access.permissions import Role
from core.catalogue.model import ExamCode
from core.catalogue.usecases.importing import ImportCatalogueCommand
from core.notifications.views import ReceivedLetter
from core.results.model import Holder, Marks, Result, ResultId, ResultStatus, Sitting, sort_id
from core.results.promises import promise_change
from core.results.reference import draw_reference, written_reference
from core.shared.ids import OrganisationId, new_id
from core.verification.model.sharing import ALL_FIELDS, Field, ShareId
from core.verification.usecases.sharing import ShareResultCommand, Terms, WithdrawShareCommand
from tests.e2e.world import Browser, Someone, World

CATALOGUE = Path(web.demo.__file__).parent / "catalogue.json"
PICTURE = b"\xff\xd8\xff\xe0 a picture"
GOOD = {"Reading": 184, "Use of English": 176, "Writing": 169, "Listening": 188, "Speaking": 178}


@dataclass(kw_only=True)
class Office:
    """`reader` belongs to Aldermoor University, `stranger` to another organisation, `candidate` owns every result."""

    world: World
    centre: OrganisationId = field(init=False)
    aldermoor: OrganisationId = field(init=False)
    reader: Someone = field(init=False)
    stranger: Someone = field(init=False)
    candidate: Someone = field(init=False)

    def __post_init__(self) -> None:
        world, self._numbers = self.world, count(1)
        exams = json.loads(CATALOGUE.read_text())["exams"]
        world.container.import_catalogue()(ImportCatalogueCommand(actor=OPERATOR, exams=exams))
        self.centre = world.centre("Northgate College", number="GB104")
        self.aldermoor = world.recognising_organisation("Aldermoor University")
        self.reader = world.person(Role.MEMBER, at=self.aldermoor, name="Ada Reader")
        self.stranger = world.person(Role.MEMBER, at=world.recognising_organisation("Nordhavn College"))
        self.candidate = world.person(Role.CANDIDATE)

    def result(
        self,
        given: str = "Maya",
        family: str = "Lindqvist",
        *,
        born: date = date(2009, 4, 23),
        email: str = "maya@example.org",
        exam: str = "FCE",
        scores: Mapping[str, int] = GOOD,
        taken_on: date = date(2026, 10, 10),
        place: str = "Chester",
        centre: OrganisationId | None = None,
        status: ResultStatus = ResultStatus.FINAL,
        released: bool = True,
        photo: str | None = None,
        number: str = "",
    ) -> Result:
        """One more result of the candidate's; each has a candidate ID number of its own unless one is given."""
        now = self.world.clock.now()
        with self.world.container.open_unit()() as unit:
            marking = unit.exams.get(ExamCode(exam)).marking
            assert marking is not None
            own = number or f"C{next(self._numbers):06}"
            result = Result(
                id=ResultId(new_id()),
                sid=sort_id(taken_on, unit.results.next_sequence(1)[0]),
                reference=draw_reference(),
                holder=Holder(number=own, given_name=given, family_name=family, date_of_birth=born, email=email),
                sitting=Sitting(exam=ExamCode(exam), taken_on=taken_on, centre_id=centre or self.centre, place=place),
                marks=Marks.of(dict(scores), marking),
                status=status,
                release_at=now - timedelta(days=1) if released else now + timedelta(days=1),
                released_at=now - timedelta(days=1) if released else None,
                photo=photo,
            )
            unit.results.add_all([result])
            if unit.candidate_numbers.owner(own) is None:
                unit.candidate_numbers.add(own, self.candidate.id, at=now)
            unit.commit()
        return result

    def share(
        self,
        result: Result,
        *,
        to: OrganisationId | None = None,
        fields: frozenset[Field] = ALL_FIELDS,
        expires_on: date | None = None,
    ) -> ShareId:
        shared: ShareId = self.world.container.share_result()(
            ShareResultCommand(
                actor=self.candidate.actor,
                result_id=result.id,
                organisation_id=to or self.aldermoor,
                terms=Terms(fields=fields, expires_on=expires_on),
            )
        )
        return shared

    def shared(self, given: str = "Maya", family: str = "Lindqvist", **details: object) -> Result:
        """A result that is shared with Aldermoor whole."""
        result = self.result(given, family, **details)  # type: ignore[arg-type]  # As `result` takes them.
        self.share(result)
        return result

    def withdraw(self, share_id: ShareId) -> None:
        self.world.container.withdraw_share()(WithdrawShareCommand(actor=self.candidate.actor, share_id=share_id))

    def change(self, result: Result, verb: str, **given: object) -> None:
        """What the awarding body does to a result, such as `withhold`, with what follows from it."""
        now = self.world.clock.now()
        with self.world.container.open_unit()() as unit:
            held = unit.results.get(result.id, for_update=True)
            getattr(held, verb)(by="person:officer", now=now, **given)
            promise_change(unit, held, now=now)
            unit.commit()

    def letters_to(self, person: Someone) -> list[ReceivedLetter]:
        """In the mailbox, once it is open and the jobs have run."""
        return [one for one in self.world.mailbox() if person.email in one.to]

    def picture(self, key: str = "photos/one.jpg") -> str:
        self.world.container.file_store().put(key, PICTURE)
        return key


def names_in(page: TestResponse) -> list[str]:
    """The candidates of the list, from the top."""
    return re.findall(r'id="result-[^>]*>(?:<span.*?</span><span.*?</span>)?<bdi>([^<]*)</bdi>', page.text)


def new_in(page: TestResponse) -> list[str]:
    """Those in bold."""
    rows = re.findall(r'<tr role="row" class="unread">.*?</tr>', page.text, re.DOTALL)
    return [name for row in rows for name in re.findall(r"<bdi>([^<]*)</bdi>", row)]


def search(browser: Browser, **typed: str) -> TestResponse:
    """What the search leads to."""
    return browser.post("/find", typed, follow=True)


def look_up(browser: Browser, result: Result, **typed: str) -> TestResponse:
    return browser.post("/find", {"reference": written_reference(result.reference), **typed}, follow=True)


def shown(page: TestResponse) -> str:
    """What a person reads, in one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace(" ,", ",")


def found_words(text: str, *words: str) -> list[str]:
    """Which of these stand there as words: figures are found by chance inside numbers, ids and hashes."""
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


@contextmanager
def office_on(database_url: str, folder: Path) -> Iterator[Office]:
    """An office over a database of either kind, with all tables."""
    world = World(folder / "house.db", settings={"EXAMHALL_DATABASE_URL": database_url})
    yield Office(world=world)
    world.close()
