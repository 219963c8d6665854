"""What follows when a download was asked for: the file when it is short, else the page that says how far it is."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from core.access.model import Actor
from core.exports.downloads import Download, DownloadState
from core.exports.ports import DownloadsReader
from core.exports.usecases.asking import Asked
from core.exports.usecases.making import MakeDownload
from core.shared.errors import UnavailableError

_IS_FILE = "X-Window-File"
"""Tells our script that it is not led to a page, so that the page below stays."""


class Sending:
    def __init__(self, *, reader: DownloadsReader, make_download: MakeDownload) -> None:
        self._reader = reader
        self._make_download = make_download

    def after(self, actor: Actor, asked: Asked) -> Response:
        if asked.at_once:
            try:
                self._make_download.make(asked.download_id)
            except UnavailableError:
                # Its page says that it is being made; the job that follows every download tries again.
                return redirect(url_for("downloads.download", download_id=asked.download_id), 303)
        made = self._reader.download(asked.download_id, actor.organisation_id).download
        if not is_as_asked(made):
            return redirect(url_for("downloads.download", download_id=made.id), 303)
        answer = redirect(url_for("downloads.file", download_id=made.id), 303)
        answer.headers[_IS_FILE] = "yes"
        return answer


def is_as_asked(made: Download) -> bool:
    """Whether everything that was asked for is in the file, so that there is nothing to tell before it is opened."""
    whole = made.written == made.total and not made.left_out and not made.changed
    return made.state is DownloadState.READY and whole
