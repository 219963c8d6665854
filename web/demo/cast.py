"""Who is in the demo world, and what its tests are meant to show."""

from dataclasses import dataclass
from datetime import timedelta

from core.access.model import OrganisationKind
from core.access.permissions import Role
from core.proctoring.model.test import Proctoring

PASSWORD = "correct horse staple"  # noqa: S105 (printed at every start: it opens nothing but the demo)
CONTACT = "Meridian English Awards, results@meridian.example"
"""Whom people ask at the awarding body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrganisation:
    number: str
    name: str
    kind: OrganisationKind
    time_zone: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """`roles` are by organisation number."""

    name: str
    email: str
    time_zone: str
    roles: dict[str, frozenset[Role]]
    says: str


ORGANISATIONS = (
    DemoOrganisation(
        number="AB001",
        name="Meridian English Awards",
        kind=OrganisationKind.AWARDING_BODY,
        time_zone="Europe/London",
    ),
    DemoOrganisation(
        number="GB104",
        name="Northgate College",
        kind=OrganisationKind.TEST_CENTRE,
        time_zone="Europe/London",
        email="exams@northgate.example",
        phone="+44 1632 960123",
    ),
    DemoOrganisation(
        number="ES230",
        name="Ribera Institute",
        kind=OrganisationKind.TEST_CENTRE,
        time_zone="Europe/Madrid",
        email="examenes@ribera.example",
        phone="+34 900 555 014",
    ),
    DemoOrganisation(
        number="JP017",
        name="Sakura Exam Centre",
        kind=OrganisationKind.TEST_CENTRE,
        time_zone="Asia/Tokyo",
        email="exams@sakura.example",
        phone="+81 3 5550 0117",
    ),
    DemoOrganisation(
        number="PC210",
        name="Lingua House",
        kind=OrganisationKind.PREPARATION_CENTRE,
        time_zone="Europe/London",
        email="office@linguahouse.example",
        phone="+44 1632 960210",
    ),
    DemoOrganisation(
        number="PC211",
        name="Harrow Language School",
        kind=OrganisationKind.PREPARATION_CENTRE,
        time_zone="Europe/London",
        email="office@harrow.example",
        phone="+44 1632 960211",
    ),
    DemoOrganisation(
        number="PC305",
        name="Academia Giralda",
        kind=OrganisationKind.PREPARATION_CENTRE,
        time_zone="Europe/Madrid",
        email="secretaria@giralda.example",
        phone="+34 900 555 305",
    ),
    DemoOrganisation(
        number="PC306",
        name="Colegio Triana",
        kind=OrganisationKind.PREPARATION_CENTRE,
        time_zone="Europe/Madrid",
        email="secretaria@triana.example",
        phone="+34 900 555 306",
    ),
    DemoOrganisation(
        number="PC402",
        name="さくら英語学院",
        kind=OrganisationKind.PREPARATION_CENTRE,
        time_zone="Asia/Tokyo",
        email="office@sakuraeigo.example",
        phone="+81 3 5550 0402",
    ),
)


def centre_numbers() -> list[str]:
    """The test centres; their accounts at the simulated vendor have these names."""
    return [one.number for one in ORGANISATIONS if one.kind is OrganisationKind.TEST_CENTRE]


PEOPLE = (
    DemoPerson(
        name="Priya Raman",
        email="scheduler@northgate.example",
        time_zone="Europe/London",
        roles={
            "GB104": frozenset({Role.PROCTORING_SCHEDULER}),
            "ES230": frozenset({Role.PLANNER}),
        },
        says="proctoring scheduler at Northgate College, planner at Ribera Institute",
    ),
    DemoPerson(
        name="Tobias Achebe",
        email="planner@northgate.example",
        time_zone="Europe/London",
        roles={"GB104": frozenset({Role.PLANNER})},
        says="planner at Northgate College",
    ),
    DemoPerson(
        name="Jonas Weber",
        email="desk@meridian.example",
        time_zone="Europe/London",
        roles={"AB001": frozenset({Role.SERVICE_DESK})},
        says="service desk of the awarding body",
    ),
    DemoPerson(
        name="Ada Okafor",
        email="admin@meridian.example",
        time_zone="Europe/London",
        roles={"AB001": frozenset({Role.ADMINISTRATOR})},
        says="administrator of the awarding body",
    ),
    DemoPerson(
        name="Nadia Farouk",
        email="results@meridian.example",
        time_zone="Europe/London",
        roles={"AB001": frozenset({Role.RESULTS_OFFICER})},
        says="results officer of the awarding body",
    ),
    DemoPerson(
        name="Owen Pritchard",
        email="recognition@meridian.example",
        time_zone="Europe/London",
        roles={"AB001": frozenset({Role.RECOGNITION_OFFICER})},
        says="recognition team of the awarding body",
    ),
    DemoPerson(
        name="Helen Marsh",
        email="manager@northgate.example",
        time_zone="Europe/London",
        roles={"GB104": frozenset({Role.CENTRE_MANAGER})},
        says="centre manager of Northgate College",
    ),
    DemoPerson(
        name="Daniel Osei",
        email="office@linguahouse.example",
        time_zone="Europe/London",
        roles={"PC210": frozenset({Role.PREPARATION_USER})},
        says="preparation centre Lingua House, works with two test centres",
    ),
    DemoPerson(
        name="Grace Whitfield",
        email="office@harrow.example",
        time_zone="Europe/London",
        roles={"PC211": frozenset({Role.PREPARATION_USER})},
        says="preparation centre Harrow Language School",
    ),
    DemoPerson(
        name="Lucía Fernández",
        email="scheduler@ribera.example",
        time_zone="Europe/Madrid",
        roles={"ES230": frozenset({Role.PROCTORING_SCHEDULER})},
        says="proctoring scheduler at Ribera Institute",
    ),
    DemoPerson(
        name="田中 愛子",
        email="scheduler@sakura.example",
        time_zone="Asia/Tokyo",
        roles={"JP017": frozenset({Role.PROCTORING_SCHEDULER})},
        says="proctoring scheduler at Sakura Exam Centre",
    ),
    DemoPerson(
        name="Íñigo Salas",
        email="manager@ribera.example",
        time_zone="Europe/Madrid",
        roles={"ES230": frozenset({Role.CENTRE_MANAGER})},
        says="centre manager of Ribera Institute",
    ),
    DemoPerson(
        name="Carmen Ortiz",
        email="secretaria@giralda.example",
        time_zone="Europe/Madrid",
        roles={"PC305": frozenset({Role.PREPARATION_USER})},
        says="preparation centre Academia Giralda",
    ),
    DemoPerson(
        name="Pilar Núñez",
        email="secretaria@triana.example",
        time_zone="Europe/Madrid",
        roles={"PC306": frozenset({Role.PREPARATION_USER})},
        says="preparation centre Colegio Triana",
    ),
    DemoPerson(
        name="山本 直樹",
        email="manager@sakura.example",
        time_zone="Asia/Tokyo",
        roles={"JP017": frozenset({Role.CENTRE_MANAGER})},
        says="centre manager of Sakura Exam Centre",
    ),
    DemoPerson(
        name="小林 由紀",
        email="office@sakuraeigo.example",
        time_zone="Asia/Tokyo",
        roles={"PC402": frozenset({Role.PREPARATION_USER})},
        says="preparation centre さくら英語学院",
    ),
)

PARTNERSHIPS = (
    ("GB104", "PC210"),
    ("GB104", "PC211"),
    ("ES230", "PC210"),
    ("ES230", "PC305"),
    ("ES230", "PC306"),
    ("JP017", "PC402"),
)
"""Test centre and preparation centre. Lingua House works with two; the first of them, Northgate, keeps its people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTest:
    """One test. `days` from today to its start at `hour`, both of the centre's zone; `running` ones began half an hour
    ago instead. `fault` is what the vendor is told to do with it; `then` what people do afterwards, in this order."""

    centre: str
    title: str
    days: int
    hour: int
    length: timedelta
    candidates: int
    proctoring: Proctoring = Proctoring.LIVE
    ratio: int = 8
    fault: str | None = None
    activated: bool = True
    has_time: bool = True
    running: bool = False
    then: tuple[str, ...] = ()


_SHORT, _LONG = timedelta(hours=2, minutes=20), timedelta(hours=3, minutes=30)

TESTS = (
    DemoTest(centre="GB104", title="B2 First, morning", days=6, hour=9, length=_LONG, candidates=48),
    DemoTest(
        centre="GB104",
        title="C1 Advanced, afternoon",
        days=9,
        hour=13,
        length=_LONG,
        candidates=36,
        ratio=4,
        fault="never_decides",
    ),
    DemoTest(
        centre="GB104",
        title="B1 Preliminary for Schools",
        days=12,
        hour=10,
        length=_SHORT,
        candidates=60,
        fault="no_capacity",
    ),
    DemoTest(
        centre="GB104",
        title="C2 Proficiency",
        days=8,
        hour=9,
        length=_LONG,
        candidates=20,
        ratio=4,
        fault="refuse_credentials_on_check",
    ),
    DemoTest(
        centre="GB104",
        title="B2 First, second sitting",
        days=10,
        hour=14,
        length=_LONG,
        candidates=24,
        fault="other_window",
    ),
    DemoTest(
        centre="GB104",
        title="A2 Key, remote",
        days=0,
        hour=9,
        length=_SHORT,
        candidates=16,
        activated=False,
        has_time=False,
    ),
    DemoTest(
        centre="GB104",
        title="B2 Business Vantage",
        days=11,
        hour=9,
        length=_SHORT,
        candidates=12,
        activated=False,
    ),
    DemoTest(
        centre="GB104",
        title="B1 Business Preliminary",
        days=7,
        hour=15,
        length=_SHORT,
        candidates=18,
        then=("cancel",),
    ),
    DemoTest(
        centre="GB104",
        title="C1 Business Higher",
        days=13,
        hour=9,
        length=_SHORT,
        candidates=10,
        fault="decline_other",
        then=("deactivate",),
    ),
    DemoTest(
        centre="GB104",
        title="B2 First for Schools, practice",
        days=5,
        hour=9,
        length=_SHORT,
        candidates=14,
        proctoring=Proctoring.RECORDED,
    ),
    DemoTest(
        centre="GB104", title="C1 Advanced, in progress", days=0, hour=0, length=_LONG, candidates=16, running=True
    ),
    DemoTest(
        centre="GB104",
        title="B1 Preliminary, late request",
        days=-1,
        hour=15,
        length=_SHORT,
        candidates=8,
        fault="never_decides",
    ),
    DemoTest(centre="ES230", title="B2 First, Sevilla", days=6, hour=10, length=_LONG, candidates=40),
    DemoTest(
        centre="ES230",
        title="C1 Advanced, Sevilla",
        days=14,
        hour=10,
        length=_LONG,
        candidates=22,
        fault="forget_booking",
    ),
    DemoTest(
        centre="JP017",
        title="B2 First 東京",
        days=7,
        hour=10,
        length=_LONG,
        candidates=32,
        fault="refuse_credentials_on_check",
        then=("confirm_by_hand",),
    ),
    DemoTest(
        centre="JP017",
        title="C1 Advanced 東京",
        days=15,
        hour=10,
        length=_LONG,
        candidates=24,
        then=("reject_by_hand",),
    ),
)
