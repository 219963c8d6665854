"""How templates and downloads become rows and back."""

from sqlalchemy import RowMapping

from adapters.sql.exports.tables import download, download_template
from adapters.sql.tracking import Mapping, Row
from core.exports.downloads import Download, DownloadFile, DownloadState, Order, Packing, Template
from core.shared.text import fold_name


def folded_template_name(name: str) -> str:
    """By which two spellings of a name are one; a name of signs alone is compared as it stands."""
    return fold_name(name) or name


def _template_row(one: Template) -> Row:
    return {
        "id": one.id,
        "organisation_id": one.organisation_id,
        "dataset": one.dataset,
        "name": one.name,
        "folded_name": folded_template_name(one.name),
        "columns": list(one.columns),
        "version": one.version,
    }


def template_of(row: RowMapping) -> Template:
    return Template(
        id=row["id"],
        organisation_id=row["organisation_id"],
        dataset=row["dataset"],
        name=row["name"],
        columns=tuple(row["columns"]),
        version=row["version"],
    )


def _order_row(order: Order) -> Row:
    return {
        "dataset": order.dataset,
        "selection": dict(order.selection),
        "format": order.format,
        "options": dict(order.options),
        "columns": list(order.columns),
        "template": order.template,
        "packing": order.packing.value,
    }


def _download_row(one: Download) -> Row:
    file = one.file
    return {
        "id": one.id,
        "organisation_id": one.organisation_id,
        "person_id": one.person_id,
        "order": _order_row(one.order),
        "asked_at": one.asked_at,
        "with_photos": one.with_photos,
        "state": one.state.value,
        "total": one.total,
        "written": one.written,
        "file_key": file.key if file else None,
        "file_name": file.name if file else None,
        "file_media_type": file.media_type if file else None,
        "file_size": file.size if file else None,
        "file_digest": file.digest if file else None,
        "made_at": one.made_at,
        "expires_at": one.expires_at,
        "problem": one.problem,
        "again_of": one.again_of,
        "left_out": one.left_out,
        "changed": one.changed,
        "version": one.version,
    }


def download_of(row: RowMapping) -> Download:
    order = row["order"]
    return Download(
        id=row["id"],
        organisation_id=row["organisation_id"],
        person_id=row["person_id"],
        order=Order(
            dataset=order["dataset"],
            selection=order["selection"],
            format=order["format"],
            options=order["options"],
            columns=tuple(order["columns"]),
            template=order["template"],
            packing=Packing(order["packing"]),
        ),
        asked_at=row["asked_at"],
        with_photos=row["with_photos"],
        state=DownloadState(row["state"]),
        total=row["total"],
        written=row["written"],
        file=_file_of(row),
        made_at=row["made_at"],
        expires_at=row["expires_at"],
        problem=row["problem"],
        again_of=row["again_of"],
        left_out=row["left_out"],
        changed=row["changed"],
        version=row["version"],
    )


def _file_of(row: RowMapping) -> DownloadFile | None:
    if row["file_key"] is None:
        return None
    return DownloadFile(
        key=row["file_key"],
        name=row["file_name"],
        media_type=row["file_media_type"],
        size=row["file_size"],
        digest=row["file_digest"],
    )


TEMPLATES = Mapping(download_template, to_row=_template_row, to_domain=template_of)
DOWNLOADS = Mapping(download, to_row=_download_row, to_domain=download_of)
