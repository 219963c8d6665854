"""The sessions of the demo world: past and coming, in every state that a session can be in."""

from dataclasses import dataclass

from core.catalogue.model import ExamCode


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVenue:
    centre: str
    name: str
    address: str
    city: str
    country: str


VENUES = (
    DemoVenue(centre="GB104", name="Northgate Hall", address="12 Northgate", city="Chester", country="GB"),
    DemoVenue(
        centre="GB104", name="Guildhall Computer Rooms", address="3 Watergate Street", city="Chester", country="GB"
    ),
    DemoVenue(centre="ES230", name="Aulario Ribera", address="Calle Betis 44", city="Sevilla", country="ES"),
    DemoVenue(centre="JP017", name="桜ホール", address="千代田区神田神保町 2-4", city="東京", country="JP"),
)
"""The first of a centre is where its sessions are held, unless one says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSession:
    """One session, known by `key`. Days count from today: `days` to the exam, and from there back to the deadlines and
    on to Speaking and the results. `late` is None where nobody is entered late. Prices are in minor units of the
    centre's currency. `to` are the numbers of the preparation centres that see it."""

    key: str
    centre: str
    exam: ExamCode
    days: int
    price: int
    to: tuple[str, ...] = ()
    entries: int = 28
    late: int | None = None
    late_fee: int = 0
    payments: int = 21
    speaking: tuple[int, int] = (2, 2)
    results: int = 45
    venue: int = 0
    capacity: int = 60
    hour: int = 9
    opened: bool = True
    cancelled: bool = False


def _exam(code: str) -> ExamCode:
    return ExamCode(code)


CURRENCIES = {"GB104": "GBP", "ES230": "EUR", "JP017": "JPY"}

_BOTH = ("PC210", "PC211")

SESSIONS = (
    # Northgate College
    DemoSession(
        key="fce-open",
        centre="GB104",
        exam=_exam("FCE"),
        days=45,
        price=18200,
        to=_BOTH,
        late=14,
        late_fee=3000,
        speaking=(-4, 9),
        capacity=120,
    ),
    DemoSession(
        key="cae-closing",
        centre="GB104",
        exam=_exam("CAE"),
        days=30,
        price=19400,
        to=_BOTH,
        late=14,
        late_fee=3000,
        speaking=(-3, 4),
    ),
    DemoSession(
        key="kfs-late",
        centre="GB104",
        exam=_exam("KFS"),
        days=21,
        price=11900,
        to=_BOTH,
        late=9,
        late_fee=2000,
        payments=7,
        venue=1,
    ),
    DemoSession(key="pre-closed", centre="GB104", exam=_exam("PRE"), days=12, price=12400, to=_BOTH, payments=9),
    DemoSession(
        key="ffs-small", centre="GB104", exam=_exam("FFS"), days=38, price=17600, to=_BOTH, venue=1, capacity=8
    ),
    DemoSession(key="becv-unseen", centre="GB104", exam=_exam("BECV"), days=75, price=18800),
    DemoSession(key="cpe-draft", centre="GB104", exam=_exam("CPE"), days=60, price=20100, opened=False),
    DemoSession(key="ffs-cancelled", centre="GB104", exam=_exam("FFS"), days=50, price=17600, cancelled=True),
    DemoSession(
        key="fce-past",
        centre="GB104",
        exam=_exam("FCE"),
        days=-20,
        price=17900,
        to=_BOTH,
        late=14,
        late_fee=3000,
        speaking=(-3, 2),
        results=42,
    ),
    DemoSession(
        key="cae-past", centre="GB104", exam=_exam("CAE"), days=-48, price=19100, to=("PC210",), entries=21, payments=14
    ),
    # Ribera Institute
    DemoSession(
        key="fce-ribera",
        centre="ES230",
        exam=_exam("FCE"),
        days=40,
        price=21500,
        to=("PC210", "PC305", "PC306"),
        late=20,
        late_fee=3500,
        speaking=(-7, 7),
        capacity=90,
    ),
    DemoSession(
        key="pfs-ribera",
        centre="ES230",
        exam=_exam("PFS"),
        days=26,
        price=12900,
        to=("PC305", "PC306"),
        late=14,
        late_fee=2500,
        capacity=200,
    ),
    DemoSession(key="cae-ribera-past", centre="ES230", exam=_exam("CAE"), days=-15, price=22400, to=("PC210", "PC305")),
    DemoSession(key="ylf-ribera-draft", centre="ES230", exam=_exam("YLF"), days=90, price=8600, opened=False),
    # Sakura Exam Centre
    DemoSession(
        key="fce-sakura",
        centre="JP017",
        exam=_exam("FCE"),
        days=35,
        price=25300,
        to=("PC402",),
        speaking=(-1, 1),
        capacity=40,
        hour=10,
    ),
    DemoSession(key="cae-sakura", centre="JP017", exam=_exam("CAE"), days=64, price=27500, to=("PC402",), hour=10),
    DemoSession(
        key="key-sakura-past", centre="JP017", exam=_exam("KEY"), days=-10, price=16500, to=("PC402",), hour=10
    ),
)
