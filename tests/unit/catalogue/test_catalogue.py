from __future__ import annotations

from importlib.resources import files

import pytest

from core.access.model import OPERATOR
from core.access.permissions import Role
from core.catalogue.model import Exam, ExamCode, VenueId
from core.catalogue.usecases.importing import ImportCatalogue, ImportCatalogueCommand
from core.catalogue.usecases.keeping_venues import KeepVenue, KeepVenueCommand
from core.shared.errors import InvalidInputError, NotAllowedError, NotFoundError
from tests.fakes.sessions import MemoryCentre
from tests.unit.sessions.house import OTHER_CENTRE, House, manager
from web.catalogue.file import read_catalogue, told

FIRST = {"code": "FCE", "name": "B2 First", "level": "B2", "papers": ["Reading", "Writing"], "speaking": True}

TOP = {"grade": "A", "lowest": 180, "highest": 190, "cefr": "C1"}
PASS = {"grade": "Pass", "lowest": 140, "highest": 179, "cefr": "B2"}
SCALE = {"name": "Cambridge English Scale", "bands": [PASS, TOP]}


def bring_in(memory: MemoryCentre, *exams: dict[str, object]) -> int:
    return ImportCatalogue(open_unit=memory.open_unit)(ImportCatalogueCommand(actor=OPERATOR, exams=exams))


def test_new_and_changed_exams_are_counted_and_the_rest_stays() -> None:
    memory = MemoryCentre()
    bring_in(memory, FIRST)

    changed = bring_in(memory, FIRST, {**FIRST, "code": "CAE", "name": "C1 Advanced"})

    assert changed == 1
    assert set(memory.stored.exams) == {"FCE", "CAE"}


def test_an_exam_is_taken_out_of_offer_and_not_out_of_the_catalogue() -> None:
    memory = MemoryCentre()
    bring_in(memory, FIRST)

    bring_in(memory, {**FIRST, "in_use": False})

    assert not memory.stored.exams[ExamCode("FCE")].in_use


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "fce!"}, "code"),
        ({"name": " "}, "name"),
        ({"level": 2}, "level"),
        ({"papers": "Reading"}, "papers"),
        ({"papers": ["Reading", "Reading"]}, "papers"),
        ({"papers": [], "speaking": False, "components": ["Reading"], "shields": 5}, "papers"),
        ({"components": "Reading"}, "components"),
        ({"components": ["Reading", "Reading"], "shields": 5}, "components"),
        ({"components": ["Reading"]}, "scale"),
        ({"components": ["Reading"], "scale": SCALE, "shields": 5}, "scale"),
        ({"components": ["Reading"], "scale": [1]}, "scale"),
        ({"components": ["Reading"], "scale": {"name": "S"}}, "scale"),
        ({"components": ["Reading"], "scale": {"name": "S", "bands": []}}, "bands"),
        ({"components": ["Reading"], "scale": {"name": "S", "bands": [{"grade": "A"}]}}, "bands"),
        ({"components": ["Reading"], "scale": {"name": "S", "bands": [TOP, {**PASS, "highest": 178}]}}, "bands"),
        ({"components": ["Reading"], "scale": {"name": "S", "bands": [{**TOP, "lowest": True}]}}, "lowest"),
        ({"components": ["Reading"], "shields": "5"}, "shields"),
        ({"scale": SCALE}, "scale"),
        ({"photo": True}, "photo"),
        ({"speaking": "yes"}, "speaking"),
        ({"grades": []}, "grades"),
    ],
)
def test_an_entry_that_is_wrong_is_named_with_its_place_and_nothing_is_stored(
    wrong: dict[str, object], field: str
) -> None:
    memory = MemoryCentre()

    with pytest.raises(InvalidInputError) as refused:
        bring_in(memory, {**FIRST, "code": "OK1"}, {**FIRST, **wrong})

    assert [(problem.line, problem.field) for problem in refused.value.problems] == [(2, field)]
    assert not memory.stored.exams


def test_a_code_stands_in_a_file_once() -> None:
    with pytest.raises(InvalidInputError, match="catalogue_invalid"):
        bring_in(MemoryCentre(), FIRST, FIRST)


def test_a_file_without_exams_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        bring_in(MemoryCentre())


def test_a_test_centre_does_not_change_the_catalogue() -> None:
    memory = MemoryCentre()

    with pytest.raises(NotAllowedError):
        ImportCatalogue(open_unit=memory.open_unit)(ImportCatalogueCommand(actor=manager(), exams=[FIRST]))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"{", b"[]", b'{"exams": {}}', b'{"exams": ["FCE"]}'], ids=range(5)
)
def test_what_is_no_catalogue_is_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_catalogue(content)

    assert told(refused.value.problems[0])


def test_the_demos_catalogue_can_be_brought_in() -> None:
    memory = MemoryCentre()

    bring_in(memory, *map(dict, read_catalogue(files("web.demo").joinpath("catalogue.json").read_bytes())))

    first = memory.stored.exams[ExamCode("FCE")]
    assert first.papers == ("Reading and Use of English", "Writing", "Listening")
    assert first.has_speaking
    assert first.has_photo


@pytest.mark.parametrize("code", ["LSK", "CELTA", "DELTA", "TKT", "CELT-P", "CELT-S"])
def test_what_can_be_recognised_but_not_verified_is_in_the_demo(code: str) -> None:
    exam = demo_exam(code)

    assert not exam.is_verifiable
    assert exam.is_sat is (code == "LSK")


def test_bands_may_stand_in_any_order() -> None:
    memory = MemoryCentre()
    bring_in(memory, {**FIRST, "components": ["Reading"], "scale": SCALE})

    marking = memory.stored.exams[ExamCode("FCE")].marking

    assert marking is not None
    assert marking.scale is not None
    assert (marking.lowest, marking.highest) == (140, 190)
    assert [band.grade for band in marking.scale.bands] == ["A", "Pass"]


def demo_exam(code: str) -> Exam:
    memory = MemoryCentre()
    bring_in(memory, *map(dict, read_catalogue(files("web.demo").joinpath("catalogue.json").read_bytes())))
    return memory.stored.exams[ExamCode(code)]


def command(venue_id: VenueId | None = None, **changes: object) -> KeepVenueCommand:
    given: dict[str, object] = {"name": "Hall", "address": "1 Road", "city": "Leeds", "country": "GB"}
    # Any field may be changed by a test, of whatever type it is.
    return KeepVenueCommand(actor=manager(), venue_id=venue_id, **(given | changes))  # type: ignore[arg-type]


def test_a_venue_is_the_centres_own() -> None:
    memory = House().memory

    made = KeepVenue(open_unit=memory.open_unit)(command())

    assert memory.stored.venues[made].centre_id == manager().organisation_id


def test_a_venue_is_changed_and_retired() -> None:
    memory = House().memory
    keep = KeepVenue(open_unit=memory.open_unit)
    made = keep(command())

    keep(command(made, name="New hall", in_use=False))

    venue = memory.stored.venues[made]
    assert (venue.name, venue.in_use) == ("New hall", False)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"city": " "}, {"country": "England"}, {"country": ""}])
def test_a_venue_has_a_name_a_city_and_a_country(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        KeepVenue(open_unit=House().memory.open_unit)(command(None, **wrong))


def test_another_centres_venue_is_not_found() -> None:
    memory = House().memory
    foreign = next(one.id for one in memory.stored.venues.values() if one.centre_id == OTHER_CENTRE)

    with pytest.raises(NotFoundError):
        KeepVenue(open_unit=memory.open_unit)(command(foreign))


def test_venues_are_the_centre_managers() -> None:
    actor = manager(manager().organisation_id, Role.PLANNER)
    wanted = KeepVenueCommand(actor=actor, venue_id=None, name="H", address="A", city="C", country="GB")

    with pytest.raises(NotAllowedError):
        KeepVenue(open_unit=House().memory.open_unit)(wanted)
