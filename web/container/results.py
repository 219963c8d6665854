"""Results of candidates, kept by the awarding body."""

from dependency_injector import providers

from adapters.archives import ZipArchives
from adapters.files import LocalFiles
from adapters.result_files import ResultFileRows
from adapters.security.codes import HmacCodes
from adapters.sql.results.reader import SqlResultsReader
from core.results.usecases.changing import AmendResult, MakeFinal, RestoreResult, RevokeResult, WithholdResult
from core.results.usecases.importing import ForgetResultUploads, ImportResults, TakeUpload, UploadResults
from core.results.usecases.opening import SeeResult, SeeResultPhoto
from core.results.usecases.photographing import ImportPhotos, SweepPhotos
from core.results.usecases.releasing import PostponeRelease, ReleaseDue, ReleaseResults
from web.container.bookings import Bookings
from web.container.house import House
from web.container.sessions import Sessions


class Results(Bookings):
    file_store = providers.Singleton(LocalFiles, House.settings.provided.files)
    check_codes = providers.Singleton(HmacCodes, House.settings.provided.sealing_keys, purpose="statements of results")
    results_reader = providers.Singleton(SqlResultsReader, database=House.database)
    see_result = providers.Singleton(SeeResult, reader=results_reader, open_unit=House.open_unit)
    see_result_photo = providers.Singleton(
        SeeResultPhoto, reader=results_reader, files=file_store, open_unit=House.open_unit
    )

    # Files of results, and photos
    result_files = providers.Singleton(ResultFileRows)
    import_results = providers.Singleton(
        ImportResults, open_unit=House.open_unit, catalogue=Sessions.catalogue_reader, clock=House.clock
    )
    upload_results = providers.Singleton(
        UploadResults, open_unit=House.open_unit, files=file_store, result_files=result_files, clock=House.clock
    )
    take_upload = providers.Singleton(
        TakeUpload,
        open_unit=House.open_unit,
        catalogue=Sessions.catalogue_reader,
        files=file_store,
        result_files=result_files,
        clock=House.clock,
    )
    forget_result_uploads = providers.Singleton(
        ForgetResultUploads, open_unit=House.open_unit, files=file_store, clock=House.clock
    )
    photo_archives = providers.Singleton(ZipArchives)
    import_photos = providers.Singleton(
        ImportPhotos, open_unit=House.open_unit, files=file_store, archives=photo_archives
    )
    sweep_photos = providers.Singleton(SweepPhotos, open_unit=House.open_unit, files=file_store, clock=House.clock)

    # Releasing and deciding
    release_results = providers.Singleton(ReleaseResults, open_unit=House.open_unit, clock=House.clock)
    release_due = providers.Singleton(ReleaseDue, open_unit=House.open_unit, clock=House.clock)
    postpone_release = providers.Singleton(PostponeRelease, open_unit=House.open_unit, clock=House.clock)
    make_final = providers.Singleton(MakeFinal, open_unit=House.open_unit, clock=House.clock)
    amend_result = providers.Singleton(AmendResult, open_unit=House.open_unit, clock=House.clock)
    withhold_result = providers.Singleton(WithholdResult, open_unit=House.open_unit, clock=House.clock)
    restore_result = providers.Singleton(RestoreResult, open_unit=House.open_unit, clock=House.clock)
    revoke_result = providers.Singleton(RevokeResult, open_unit=House.open_unit, clock=House.clock)
