"""The download history, one download of it, and its file."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.exports.downloads import DownloadId
from core.exports.ports import Datasets, DownloadsReader, Formats
from core.exports.usecases.asking import DownloadAgain, DownloadAgainCommand
from core.exports.usecases.fetching import CancelDownload, DownloadCommand, FetchDownload
from core.exports.usecases.making import MakeDownload
from core.exports.views import DownloadRow
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.paging import PageRequest
from core.shared.time import Clock
from web.downloads.language import DOWNLOADERS, install_language
from web.downloads.sending import Sending
from web.security import any_of, current_actor
from web.words import explain

PAGE = 25


def build_history_pages(
    *,
    datasets: Datasets,
    formats: Formats,
    reader: DownloadsReader,
    make_download: MakeDownload,
    fetch_download: FetchDownload,
    cancel_download: CancelDownload,
    download_again: DownloadAgain,
    clock: Clock,
) -> Blueprint:
    pages = Blueprint("downloads", __name__, url_prefix="/downloads")
    install_language(pages, datasets=datasets, formats=formats)
    sending = Sending(reader=reader, make_download=make_download)

    def row_of(download_id: UUID) -> DownloadRow:
        """Raises NotFoundError for another organisation's, NotAllowedError for a dataset that is not the person's."""
        actor = current_actor()
        row = reader.download(DownloadId(download_id), actor.organisation_id)
        datasets.get(row.download.order.dataset).require(actor)
        return row

    @pages.get("")
    @any_of(*DOWNLOADERS)
    def history() -> str:
        asked = PageRequest(size=PAGE, after=request.args.get("after"))
        page = reader.history(current_actor().organisation_id, asked)
        under_way = any(row.download.is_under_way for row in page.items)
        own = [one.name for one in datasets.open_to(current_actor())]
        return render_template("downloads/history.html", page=page, now=clock.now(), under_way=under_way, own=own)

    @pages.get("/<uuid:download_id>")
    @any_of(*DOWNLOADERS)
    def download(download_id: UUID) -> str:
        return page_of(row_of(download_id))

    def page_of(row: DownloadRow, *, differs: ConflictError | None = None) -> str:
        made, actor, now = row.download, current_actor(), clock.now()
        may_fetch = row.is_kept(now=now) and (not made.with_photos or actor.may(Permission.SEE_PHOTOS))
        return render_template("downloads/download.html", row=row, now=now, may_fetch=may_fetch, differs=differs)

    @pages.get("/<uuid:download_id>/file")
    @any_of(*DOWNLOADERS)
    def file(download_id: UUID) -> ResponseReturnValue:
        try:
            found, content = fetch_download(DownloadCommand(actor=current_actor(), download_id=DownloadId(download_id)))
        except ConflictError as error:
            # That there is no file the page says by itself.
            differs = error if error.code == "download_differs" else None
            return page_of(row_of(download_id), differs=differs), 409
        headers = {
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Content-Length": str(found.size),
            "Cache-Control": "no-store",
        }
        return Response(content, content_type=found.media_type, headers=headers)

    @pages.post("/<uuid:download_id>/cancel")
    @any_of(*DOWNLOADERS)
    def cancel(download_id: UUID) -> ResponseReturnValue:
        try:
            cancel_download(DownloadCommand(actor=current_actor(), download_id=DownloadId(download_id)))
        except ConflictError as error:
            flash(explain(error), "info")
        else:
            flash("Cancelled. Nothing of it is kept.", "success")
        return redirect(url_for("downloads.download", download_id=download_id))

    @pages.post("/<uuid:download_id>/again")
    @any_of(*DOWNLOADERS)
    def again(download_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        try:
            asked = download_again(DownloadAgainCommand(actor=actor, download_id=DownloadId(download_id)))
        except (ConflictError, InvalidInputError) as error:
            flash(explain(error), "warning")
            return redirect(url_for("downloads.download", download_id=download_id))
        return sending.after(actor, asked)

    return pages
