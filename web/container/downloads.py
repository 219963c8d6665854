"""Templates, downloads, and statements that somebody checks."""

from dependency_injector import providers

from adapters.sql.exports.reader import SqlDownloadsReader
from adapters.sql.verification.downloads import SqlDownloadableResults
from core.exports.booking_candidates import BookingCandidates
from core.exports.proctoring_log import ProctoringLog
from core.exports.registry import KnownDatasets
from core.exports.shared_results import SharedResults
from core.exports.usecases.asking import AskDownload, DownloadAgain
from core.exports.usecases.checking import CheckFile, CheckStatement
from core.exports.usecases.fetching import CancelDownload, ExpireDownloads, FetchDownload
from core.exports.usecases.keeping_templates import CopyTemplate, DeleteTemplate, SaveTemplate
from core.exports.usecases.making import MakeDownload
from web.container.access import Access
from web.container.bookings import Bookings
from web.container.extensions import Extensions
from web.container.finding import Finding
from web.container.house import House
from web.container.proctoring import Proctoring
from web.container.results import Results
from web.container.sessions import Sessions
from web.container.signing import Signing
from web.container.verification import Verification


def _check_page(public_address: str) -> str:
    return f"{public_address.rstrip('/')}/verify"


class Downloads(Proctoring, Finding, Signing):
    # What can be downloaded
    downloadable_results = providers.Singleton(SqlDownloadableResults, database=House.database)
    shared_results = providers.Singleton(
        SharedResults,
        results=downloadable_results,
        reader=Verification.verification_reader,
        catalogue=Sessions.catalogue_reader,
        photos=Results.file_store,
        check_codes=Results.check_codes,
        check_page=providers.Callable(_check_page, House.settings.provided.public_address),
    )
    booking_candidates = providers.Singleton(BookingCandidates, reader=Bookings.bookings_reader)
    proctoring_log = providers.Singleton(ProctoringLog, reader=Proctoring.proctoring_reader)
    datasets = providers.Singleton(KnownDatasets, providers.List(shared_results, booking_candidates, proctoring_log))

    # Templates, and files made with them
    downloads_reader = providers.Singleton(SqlDownloadsReader, database=House.database)
    save_template = providers.Singleton(SaveTemplate, open_unit=House.open_unit, datasets=datasets)
    copy_template = providers.Singleton(CopyTemplate, open_unit=House.open_unit, datasets=datasets)
    delete_template = providers.Singleton(DeleteTemplate, open_unit=House.open_unit, datasets=datasets)
    ask_download = providers.Singleton(
        AskDownload, open_unit=House.open_unit, datasets=datasets, formats=Extensions.formats, clock=House.clock
    )
    download_again = providers.Singleton(
        DownloadAgain, open_unit=House.open_unit, datasets=datasets, formats=Extensions.formats, clock=House.clock
    )
    make_download = providers.Singleton(
        MakeDownload,
        open_unit=House.open_unit,
        reader=downloads_reader,
        datasets=datasets,
        formats=Extensions.formats,
        files=Results.file_store,
        signer=Signing.statement_signer,
        clock=House.clock,
    )
    fetch_download = providers.Singleton(
        FetchDownload,
        open_unit=House.open_unit,
        reader=downloads_reader,
        datasets=datasets,
        files=Results.file_store,
        clock=House.clock,
    )
    cancel_download = providers.Singleton(CancelDownload, open_unit=House.open_unit, datasets=datasets)
    expire_downloads = providers.Singleton(
        ExpireDownloads,
        open_unit=House.open_unit,
        reader=downloads_reader,
        files=Results.file_store,
        clock=House.clock,
    )

    # Statements of results that somebody checks
    check_statement = providers.Singleton(
        CheckStatement,
        open_unit=House.open_unit,
        codes=Results.check_codes,
        throttle=Access.throttle,
        clock=House.clock,
    )
    check_file = providers.Singleton(
        CheckFile,
        open_unit=House.open_unit,
        check=Signing.signature_check,
        codes=Results.check_codes,
        throttle=Access.throttle,
        clock=House.clock,
    )
