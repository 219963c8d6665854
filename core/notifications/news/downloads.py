"""News of downloads that were made while nobody waited."""

from uuid import UUID

from core.exports.downloads import DownloadId, DownloadState
from core.notifications.download_wording import DownloadNews
from core.notifications.message import Occasion, Outdated, Told
from core.notifications.ports import NotificationsUnit
from core.shared.jobs import Payload


def told_of_download(unit: NotificationsUnit, payload: Payload) -> Told:
    """Whoever asked for it."""
    found = unit.downloads.get(DownloadId(UUID(payload["download"])), None)
    return Told(always=[found.person_id], facts={"download": payload["download"]})


def download(unit: NotificationsUnit, occasion: Occasion) -> DownloadNews | Outdated:
    found = unit.downloads.get(DownloadId(UUID(occasion.facts["download"])), None)
    roles = occasion.reader.memberships.get(found.organisation_id)
    if not roles:
        return Outdated(reason="The person has left the organisation.")
    if found.state is DownloadState.READY and found.expires_at is not None and occasion.now < found.expires_at:
        return DownloadNews(id=found.id, rows=found.written, until=found.expires_at)
    if found.state is DownloadState.FAILED:
        return DownloadNews(id=found.id, rows=0, until=None, problem=found.problem)
    return Outdated(reason="The file is gone.")
