"""Who is entered in the demo world, what was paid, and what was asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBooking:
    """One list of candidates that a preparation centre entered for a session, so many days ago.

    `first` is where in the preparation centre's own register of people the list begins: the same people may sit several
    exams. `paid` counts the entries that one payment covered, `paid_more` is what it held beyond, in minor units. The
    rest are places in the list: `waived` before that payment, `withdrawn` after it and refunded, `no_consent`, and
    `mistaken`, who got the document of the one before.
    """

    session: str
    entrant: str
    ago: int
    candidates: int
    first: int = 0
    paid: int = 0
    paid_more: int = 0
    paid_ago: int = 5
    waived: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    no_consent: tuple[int, ...] = ()
    mistaken: tuple[int, ...] = ()


BOOKINGS = (
    # Northgate College
    DemoBooking(session="cae-past", entrant="PC210", ago=72, candidates=10, paid=10, paid_ago=66),
    DemoBooking(session="fce-past", entrant="PC210", ago=64, candidates=40, first=20, paid=40, paid_ago=50),
    DemoBooking(session="fce-past", entrant="PC211", ago=60, candidates=12, paid=12, paid_ago=52, withdrawn=(11,)),
    DemoBooking(session="pre-closed", entrant="PC210", ago=31, candidates=22, first=70, paid=14, paid_more=6200),
    DemoBooking(session="pre-closed", entrant="PC211", ago=29, candidates=6, first=20, paid=6, no_consent=(3,)),
    DemoBooking(session="kfs-late", entrant="PC210", ago=20, candidates=15, first=100, no_consent=(2, 9)),
    DemoBooking(session="kfs-late", entrant="PC211", ago=16, candidates=4, first=40, paid=4),
    DemoBooking(session="kfs-late", entrant="PC210", ago=6, candidates=2, first=115),
    DemoBooking(
        session="fce-open",
        entrant="PC210",
        ago=14,
        candidates=34,
        first=141,
        paid=20,
        paid_more=9000,
        waived=(33,),
        withdrawn=(12,),
        no_consent=(5, 17, 28),
        mistaken=(9,),
    ),
    DemoBooking(session="fce-open", entrant="PC211", ago=10, candidates=18, first=60, paid=18),
    DemoBooking(session="cae-closing", entrant="PC210", ago=9, candidates=12, paid=5, no_consent=(11,)),
    DemoBooking(session="cae-closing", entrant="PC211", ago=8, candidates=9, first=80),
    DemoBooking(session="ffs-small", entrant="PC210", ago=13, candidates=5, first=120, paid=5),
    DemoBooking(session="ffs-small", entrant="PC211", ago=11, candidates=3, first=90),
    # Ribera Institute
    DemoBooking(session="cae-ribera-past", entrant="PC210", ago=58, candidates=4, first=130, paid=4, paid_ago=50),
    DemoBooking(session="cae-ribera-past", entrant="PC305", ago=55, candidates=11, paid=10, paid_ago=48, waived=(10,)),
    DemoBooking(session="pfs-ribera", entrant="PC305", ago=18, candidates=45, first=20, paid=30, no_consent=(7, 8)),
    DemoBooking(session="pfs-ribera", entrant="PC306", ago=15, candidates=38, paid=38),
    DemoBooking(session="fce-ribera", entrant="PC210", ago=12, candidates=7, first=134, paid=3),
    DemoBooking(session="fce-ribera", entrant="PC305", ago=12, candidates=26, first=70, mistaken=(4,)),
    DemoBooking(session="fce-ribera", entrant="PC306", ago=9, candidates=20, first=50, paid=20, withdrawn=(3,)),
    # Sakura Exam Centre
    DemoBooking(session="key-sakura-past", entrant="PC402", ago=60, candidates=14, paid=14, paid_ago=45),
    DemoBooking(session="fce-sakura", entrant="PC402", ago=17, candidates=24, first=20, paid=12),
    DemoBooking(session="cae-sakura", entrant="PC402", ago=7, candidates=9, first=50),
)
"""No later than the days on which the proctored tests are made: the world's clock only runs forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRequest:
    """A request, and what was written afterwards by either side in turn, the test centre first; days ago each."""

    entrant: str
    centre: str
    session: str | None
    subject: str
    text: str
    ago: int
    then: tuple[tuple[int, str], ...] = ()


REQUESTS = (
    DemoRequest(
        entrant="PC210",
        centre="GB104",
        session="fce-past",
        subject="When are the results out?",
        text="Two of our candidates apply for a university place. Is the date of release certain?",
        ago=15,
        then=(
            (14, "It is certain. Results are released on the date that the session shows, at 09:00."),
            (14, "Thank you, we have told them."),
            (13, "You are welcome. Good luck to both."),
        ),
    ),
    DemoRequest(
        entrant="PC210",
        centre="GB104",
        session="pre-closed",
        subject="One more candidate after the deadline",
        text="A candidate moved here last week. Can one more be entered although entries are closed?",
        ago=10,
        then=((9, "The session takes no late entries, I am sorry. The next one opens for entries soon."),),
    ),
    DemoRequest(
        entrant="PC211",
        centre="GB104",
        session="kfs-late",
        subject="Step-free access to the computer rooms",
        text="One of our candidates uses a wheelchair.\nIs there a step-free way into the Guildhall Computer Rooms?",
        ago=6,
    ),
    DemoRequest(
        entrant="PC210",
        centre="GB104",
        session=None,
        subject="One invoice for all sessions",
        text="Could you send us one invoice a month for all sessions, instead of one for each?",
        ago=5,
    ),
    DemoRequest(
        entrant="PC305",
        centre="ES230",
        session="pfs-ribera",
        subject="Group photo at the venue",
        text="May we take a photo of the group in front of the Aulario before the exam?",
        ago=7,
        then=((6, "In front of the building yes, inside no."),),
    ),
)
