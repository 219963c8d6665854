"""The engine of jobs. Each context adds its handlers by kind, and what comes round."""

from datetime import timedelta

from dependency_injector import providers

from adapters.jobs.clockwork import Clockwork, Periodic
from adapters.jobs.desk import SqlJobDesk
from adapters.jobs.embedded import EmbeddedJobs
from core.bookings.promises import FOLLOW
from core.exports import promises as exports
from core.notifications.ports import DELIVER
from core.notifications.usecases.forget import FORGET
from core.notifications.usecases.notify import NOTIFY
from core.proctoring import promises
from core.results.promises import TELL_CHANGE
from core.verification.promises import EXPIRE as EXPIRE_SHARES
from core.verification.usecases.searching import FORGET as FORGET_SEARCHES
from core.verification.usecases.watching import WATCH
from web.container.access import Access
from web.container.bookings import Bookings
from web.container.candidates import Candidates
from web.container.downloads import Downloads
from web.container.finding import Finding
from web.container.house import House
from web.container.key_dates import KeyDates
from web.container.notifications import Notifications
from web.container.proctoring import Proctoring
from web.container.recognition import Recognition
from web.container.results import Results


class Jobs(KeyDates, Recognition, Candidates, Downloads):
    job_desk = providers.Singleton(SqlJobDesk, database=House.database, clock=House.clock)
    job_handlers = providers.Dict(
        {
            "access.purge_log_ins": Access.purge_log_ins,
            promises.SEND: Proctoring.send_bookings,
            promises.CHECK: Proctoring.check_bookings,
            promises.RECONCILE: Proctoring.reconcile_bookings,
            promises.CANCEL: Proctoring.cancel_at_vendor,
            promises.FETCH_RATING: Proctoring.fetch_ratings,
            promises.EXPIRE: Proctoring.expire_bookings,
            FOLLOW: Proctoring.follow_session,
            "bookings.forget_uploads": Bookings.forget_uploads,
            "bookings.remind": KeyDates.remind_of_deadlines,
            "results.release": Results.release_due,
            "results.forget_uploads": Results.forget_result_uploads,
            "results.sweep_photos": Results.sweep_photos,
            TELL_CHANGE: Finding.tell_change,
            FORGET_SEARCHES: Finding.forget_searches,
            NOTIFY: Notifications.notify,
            DELIVER: Notifications.deliver,
            FORGET: Notifications.forget_deliveries,
            EXPIRE_SHARES: Candidates.expire_shares,
            WATCH: Recognition.watch_registrations,
            exports.MAKE: Downloads.make_download,
            exports.EXPIRE: Downloads.expire_downloads,
        }
    )
    periodic = providers.List(
        providers.Object(Periodic(kind="access.purge_log_ins", every=timedelta(hours=1))),
        providers.Object(Periodic(kind=FORGET, every=timedelta(days=1))),
        providers.Object(Periodic(kind=promises.EXPIRE, every=timedelta(minutes=1))),
        providers.Object(Periodic(kind=EXPIRE_SHARES, every=timedelta(minutes=10))),
        providers.Object(Periodic(kind="bookings.forget_uploads", every=timedelta(hours=1))),
        providers.Object(Periodic(kind="bookings.remind", every=timedelta(minutes=15))),
        providers.Object(Periodic(kind="results.release", every=timedelta(minutes=1))),
        providers.Object(Periodic(kind="results.forget_uploads", every=timedelta(hours=1))),
        providers.Object(Periodic(kind="results.sweep_photos", every=timedelta(days=1))),
        providers.Object(Periodic(kind=FORGET_SEARCHES, every=timedelta(hours=1))),
        providers.Object(Periodic(kind=WATCH, every=timedelta(minutes=15))),
        providers.Object(Periodic(kind=exports.EXPIRE, every=timedelta(hours=1))),
    )
    jobs = providers.Singleton(EmbeddedJobs, database=House.database, handlers=job_handlers, clock=House.clock)
    clockwork = providers.Singleton(
        Clockwork, database=House.database, clock=House.clock, work=periodic, wake=House.bell.provided.ring
    )
