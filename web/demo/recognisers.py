"""The recognising organisations of the demo world, the sittings of earlier years, and who shares with whom."""

from dataclasses import dataclass

from core.verification.model.registration import InstitutionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRegistration:
    """A registration, so many days `ago`, and what became of it so many days after: approved, or refused for a
    `reason`; with neither it waits. `recognises` are exam codes. `users` are further people: name, address, photo
    right."""

    key: str
    name: str
    kind: InstitutionKind
    city: str
    country: str
    applicant: str
    email: str
    time_zone: str
    purpose: str
    ago: float
    website: str = ""
    phone: str = ""
    approved_after: float | None = None
    refused_after: float | None = None
    reason: str = ""
    recognises: tuple[str, ...] = ()
    users: tuple[tuple[str, str, bool], ...] = ()
    says: str = ""


_HIGH = ("FCE", "CAE", "CPE", "BECV", "BECH")
_ALL = ("KEY", "KFS", "PRE", "PFS", "FCE", "FFS", "CAE", "CPE", "BECP", "BECV", "BECH", "LSK")

REGISTRATIONS = (
    DemoRegistration(
        key="aldermoor",
        name="Aldermoor University",
        kind=InstitutionKind.UNIVERSITY,
        city="Chester",
        country="GB",
        applicant="Ruth Adeyemi",
        email="admissions@aldermoor.example",
        time_zone="Europe/London",
        website="https://www.aldermoor.example",
        phone="+44 1632 960700",
        purpose="We check the language level of applicants for all courses.",
        ago=73,
        approved_after=1.2,
        recognises=(*_HIGH, "LSK"),
        users=(("Sam Okoro", "reader@aldermoor.example", False), ("Hana Suzuki", "visas@aldermoor.example", True)),
        says="Primary User of Aldermoor University, which has most shares",
    ),
    DemoRegistration(
        key="sevilla",
        name="Universidad de Ribera Alta",
        kind=InstitutionKind.UNIVERSITY,
        city="Sevilla",
        country="ES",
        applicant="Inés Márquez",
        email="idiomas@riberaalta.example",
        time_zone="Europe/Madrid",
        website="https://www.riberaalta.example",
        purpose="Acreditación del nivel de inglés de nuestros estudiantes.",
        ago=70,
        approved_after=0.9,
        recognises=_ALL,
        says="Primary User of Universidad de Ribera Alta",
    ),
    DemoRegistration(
        key="kita",
        name="北女子大学",
        kind=InstitutionKind.UNIVERSITY,
        city="東京",
        country="JP",
        applicant="小川 恵",
        email="nyushi@kita.example",
        time_zone="Asia/Tokyo",
        purpose="入学試験の英語要件を確認します。",
        ago=66,
        approved_after=1.1,
        recognises=_HIGH,
        says="Primary User of 北女子大学",
    ),
    DemoRegistration(
        key="annes-dublin",
        name="St Anne's College",
        kind=InstitutionKind.SCHOOL,
        city="Dublin",
        country="IE",
        applicant="Aoife Brennan",
        email="office@stannes-dublin.example",
        time_zone="Europe/Dublin",
        purpose="Entry to our sixth form.",
        ago=61,
        approved_after=1.4,
        recognises=("PRE", "FCE", "FFS"),
    ),
    DemoRegistration(
        key="annes-halifax",
        name="St Anne's College",
        kind=InstitutionKind.SCHOOL,
        city="Halifax",
        country="CA",
        applicant="Claire MacNeil",
        email="office@stannes-halifax.example",
        time_zone="America/Halifax",
        purpose="Exchange students show us their level before they come.",
        ago=58,
        approved_after=1.0,
        recognises=("FCE", "CAE"),
    ),
    DemoRegistration(
        key="halden",
        name="Halden Shipping",
        kind=InstitutionKind.EMPLOYER,
        city="Oslo",
        country="NO",
        applicant="Øyvind Håland",
        email="crewing@halden.example",
        time_zone="Europe/Oslo",
        purpose="Officers must show level B2 before they sail.",
        ago=50,
        approved_after=0.8,
        recognises=("FCE", "BECV", "LSK"),
        says="Primary User of Halden Shipping, which waits for its new name to be approved",
    ),
    DemoRegistration(
        key="quickvisa",
        name="QuickVisa Agents",
        kind=InstitutionKind.OTHER,
        city="London",
        country="GB",
        applicant="D. Smith",
        email="hello@quickvisa.example",
        time_zone="Europe/London",
        purpose="To look up results for our customers.",
        ago=21,
        refused_after=1.0,
        reason="Results are shared with the organisation that relies on them, not with agents. Ask your customers to "
        "share with the university or authority itself.",
    ),
    DemoRegistration(
        key="lindau",
        name="Amt für Zuwanderung Lindau",
        kind=InstitutionKind.GOVERNMENT,
        city="Lindau",
        country="DE",
        applicant="Jürgen Brandt",
        email="sprache@lindau.example",
        time_zone="Europe/Berlin",
        purpose="Prüfung der Sprachnachweise bei Anträgen auf Aufenthalt.",
        ago=2.1,
    ),
    DemoRegistration(
        key="aldermoor-press",
        name="Aldermoor School of Nursing",
        kind=InstitutionKind.PROFESSIONAL_BODY,
        city="Chester",
        country="GB",
        applicant="Fatima Noor",
        email="registrar@aldermoornursing.example",
        time_zone="Europe/London",
        purpose="Nurses who trained abroad show level B2 or C1 before they are registered.",
        ago=0.3,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProposal:
    """A change that an organisation, by the key of its registration, proposed so many days `ago`. What is empty stays.
    It is refused for a `reason` so many days after, or waits."""

    key: str
    why: str
    ago: float
    name: str = ""
    city: str = ""
    refused_after: float | None = None
    reason: str = ""


PROPOSALS = (
    DemoProposal(
        key="annes-halifax",
        name="University of Fundy Bay",
        why="Many of our students go on to study there.",
        ago=33,
        refused_after=0.8,
        reason="This is the name of another institution. Candidates would share their results with the wrong one.",
    ),
    DemoProposal(
        key="halden",
        name="Halden Maritime Group",
        city="Bergen",
        why="We merged with a crewing office in Bergen and moved there. See the register of companies.",
        ago=1.1,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSitting:
    """An exam of an earlier year, before the platform held bookings. `days` to it from today; `level` is the middle of
    the scores, `provisional` says that the file called its results so."""

    centre: str
    exam: str
    place: str
    days: int
    candidates: int
    level: int
    provisional: bool = False


SITTINGS = (
    DemoSitting(centre="GB104", exam="FCE", place="Chester", days=-96, candidates=34, level=168),
    DemoSitting(centre="GB104", exam="CAE", place="Chester", days=-101, candidates=22, level=187),
    DemoSitting(centre="GB104", exam="CPE", place="Chester", days=-240, candidates=9, level=208),
    DemoSitting(centre="GB104", exam="KEY", place="Chester", days=-160, candidates=16, level=127),
    DemoSitting(centre="GB104", exam="YLF", place="Chester", days=-175, candidates=12, level=4),
    DemoSitting(centre="ES230", exam="FCE", place="Sevilla", days=-93, candidates=28, level=166),
    DemoSitting(centre="ES230", exam="PRE", place="Cádiz", days=-310, candidates=18, level=149),
    DemoSitting(centre="ES230", exam="BECV", place="Sevilla", days=-402, candidates=8, level=171),
    DemoSitting(centre="JP017", exam="CAE", place="東京", days=-88, candidates=14, level=184, provisional=True),
    DemoSitting(centre="JP017", exam="FCE", place="横浜", days=-455, candidates=12, level=170),
)


ENTERED_SITTINGS = (("cae-past", 6.0), ("fce-past", 5.2))
"""Sessions of the demo's own that are over, and so many days ago their marks came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDecision:
    """What the awarding body decided about one result of an earlier sitting: `sitting` is its place in `SITTINGS`,
    `place` the candidate's in that."""

    sitting: int
    place: int
    decision: str
    reason: str
    ago: float


DECISIONS = (
    DemoDecision(
        sitting=0, place=5, decision="amend", reason="Writing was marked again after an enquiry on results.", ago=12
    ),
    DemoDecision(
        sitting=1, place=3, decision="withhold", reason="A question about identity on the day is looked into.", ago=9
    ),
    DemoDecision(sitting=0, place=9, decision="revoke", reason="The candidate sat the exam for somebody else.", ago=8),
    DemoDecision(sitting=5, place=2, decision="amend", reason="The first name was misspelt on the entry.", ago=7),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCandidate:
    """Somebody with an account who can be logged in as. `sittings` are theirs: places in `SITTINGS` and in those."""

    name: str
    email: str
    time_zone: str
    sittings: tuple[tuple[int, int], ...]
    says: str


CANDIDATES = (
    DemoCandidate(
        name="Maya Lindqvist",
        email="maya@lindqvist.example",
        time_zone="Europe/London",
        sittings=((0, 0), (1, 0)),
        says="candidate with two results, shared with several organisations",
    ),
    DemoCandidate(
        name="Ελένη Παπαδοπούλου",
        email="eleni@papadopoulou.example",
        time_zone="Europe/Athens",
        sittings=((0, 1),),
        says="candidate who has shared nothing yet",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSharing:
    """Who of an earlier sitting shares with an organisation: every `step`-th candidate from `first` on, the last one so
    many days `ago`, each a while after the one before. `without` are the fields left out; `days` how long it holds."""

    sitting: int
    to: str
    first: int
    step: int
    ago: float
    apart: float = 1.3
    without: tuple[str, ...] = ()
    days: int | None = None


SHARINGS = (
    DemoSharing(sitting=0, to="aldermoor", first=2, step=1, ago=5.5),
    DemoSharing(sitting=1, to="aldermoor", first=1, step=1, ago=5.2, without=("photo",)),
    DemoSharing(sitting=2, to="aldermoor", first=0, step=1, ago=6.5, days=180),
    DemoSharing(sitting=3, to="annes-dublin", first=0, step=3, ago=11),
    DemoSharing(sitting=4, to="annes-dublin", first=1, step=4, ago=9),
    DemoSharing(sitting=5, to="sevilla", first=0, step=1, ago=5.3),
    DemoSharing(sitting=5, to="aldermoor", first=1, step=3, ago=6.1, without=("date_of_birth", "email")),
    DemoSharing(sitting=6, to="sevilla", first=0, step=2, ago=8),
    DemoSharing(sitting=7, to="halden", first=0, step=1, ago=5.1, without=("components", "email")),
    DemoSharing(sitting=8, to="kita", first=0, step=1, ago=5.4),
    DemoSharing(sitting=8, to="aldermoor", first=3, step=5, ago=7.4),
    DemoSharing(sitting=9, to="kita", first=0, step=2, ago=9.7, days=30),
    DemoSharing(sitting=9, to="annes-halifax", first=1, step=5, ago=8.8),
)
