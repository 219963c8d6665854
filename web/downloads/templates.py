"""An organisation's own templates: list, make, edit, copy, delete."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.exports.downloads import Template, TemplateId, chosen_from
from core.exports.model import Column
from core.exports.ports import Dataset, Datasets, DownloadsReader, Formats
from core.exports.usecases.keeping_templates import (
    CopyTemplate,
    DeleteTemplate,
    SaveTemplate,
    SaveTemplateCommand,
    TemplateCommand,
)
from core.shared.errors import ConflictError, InvalidInputError
from web.bookings.forms import SureForm
from web.downloads.forms import TemplateForm, arranged_fields
from web.downloads.language import DOWNLOADERS, first_titles, install_language
from web.errors import problems_into
from web.security import any_of, current_actor
from web.words import explain

_BOTH = ("GET", "POST")


def build_template_pages(
    *,
    datasets: Datasets,
    formats: Formats,
    reader: DownloadsReader,
    save_template: SaveTemplate,
    copy_template: CopyTemplate,
    delete_template: DeleteTemplate,
) -> Blueprint:
    pages = Blueprint("download_templates", __name__, url_prefix="/downloads/templates")
    install_language(pages, datasets=datasets, formats=formats)

    def found(template_id: UUID) -> tuple[Template, Dataset]:
        actor = current_actor()
        template = reader.template(TemplateId(template_id), actor.organisation_id)
        dataset = datasets.get(template.dataset)
        dataset.require(actor)
        return template, dataset

    @pages.get("")
    @any_of(*DOWNLOADERS)
    def templates() -> str:
        own = datasets.open_to(current_actor())
        listed = [(one, reader.templates(current_actor().organisation_id, one.name)) for one in own]
        return render_template("downloads/templates.html", listed=listed, fields_in=fields_in)

    def fields_in(dataset: Dataset, template: Template) -> str:
        known = {one.id: one for one in chosen_from(dataset.columns())}
        return first_titles([known[one] for one in template.columns if one in known])

    @pages.route("/new", methods=_BOTH)
    @any_of(*DOWNLOADERS)
    def new() -> ResponseReturnValue:
        own = datasets.open_to(current_actor())
        wanted = request.args.get("dataset", own[0].name if len(own) == 1 else "")
        dataset = next((one for one in own if one.name == wanted), None)
        if dataset is None:
            return render_template("downloads/template_for.html", own=own)
        return edited(dataset, None)

    @pages.route("/<uuid:template_id>", methods=_BOTH)
    @any_of(*DOWNLOADERS)
    def edit(template_id: UUID) -> ResponseReturnValue:
        template, dataset = found(template_id)
        return edited(dataset, template)

    def edited(dataset: Dataset, template: Template | None) -> ResponseReturnValue:
        columns = chosen_from(dataset.columns())
        form = TemplateForm(data={"name": template.name if template else ""})
        form.offer(columns)
        known = {one.id for one in columns}
        order = [one for one in template.columns if one in known] if template else []
        if request.method == "POST":
            order = arranged_fields(request.form, columns)
            if request.form.get("do") == "save" and form.validate() and saved(form, dataset, template, order):
                return redirect(url_for("download_templates.templates"))
        form.columns.data = order
        page = render_template(
            "downloads/template.html",
            form=form,
            dataset=dataset,
            template=template,
            groups=_groups(columns),
            chosen=[one for wanted in order for one in columns if one.id == wanted],
            sample=dataset.sample(),
        )
        return page, 422 if form.errors else 200

    def saved(form: TemplateForm, dataset: Dataset, template: Template | None, order: Sequence[str]) -> bool:
        command = SaveTemplateCommand(
            actor=current_actor(),
            dataset=dataset.name,
            name=form.name.data or "",
            columns=order,
            template_id=template.id if template else None,
        )
        try:
            save_template(command)
        except InvalidInputError as error:
            problems_into(form, error)
        except ConflictError as error:
            form.name.errors = [explain(error)]
        else:
            flash(f"Saved. «{command.name.strip()}» stands among the download options from now on.", "success")
            return True
        return False

    @pages.post("/<uuid:template_id>/copy")
    @any_of(*DOWNLOADERS)
    def copy(template_id: UUID) -> ResponseReturnValue:
        made = copy_template(TemplateCommand(actor=current_actor(), template_id=TemplateId(template_id)))
        flash("This is the copy. Give it a name of its own and change what is to be different.", "info")
        return redirect(url_for("download_templates.edit", template_id=made))

    @pages.route("/<uuid:template_id>/delete", methods=_BOTH)
    @any_of(*DOWNLOADERS)
    def delete(template_id: UUID) -> ResponseReturnValue:
        template, _ = found(template_id)
        form = SureForm()
        if form.validate_on_submit():
            delete_template(TemplateCommand(actor=current_actor(), template_id=template.id))
            flash(f"«{template.name}» is deleted. Downloads made with it stay as they are.", "success")
            return redirect(url_for("download_templates.templates"))
        return render_template("downloads/template_delete.html", form=form, template=template)

    return pages


def _groups(columns: Sequence[Column]) -> list[tuple[str, list[Column]]]:
    """The columns under their headings, in their order."""
    groups: dict[str, list[Column]] = {}
    for one in columns:
        groups.setdefault(one.group, []).append(one)
    return list(groups.items())
