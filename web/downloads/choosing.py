"""Download Options: in which form, and with which template; then the file."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core.access.model import Actor
from core.exports.downloads import Template, chosen_from
from core.exports.model import ExportFormat
from core.exports.ports import Dataset, Datasets, DownloadsReader, Formats
from core.exports.usecases.asking import AskDownload, AskDownloadCommand
from core.exports.usecases.making import MakeDownload
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.time import Clock
from web.downloads.forms import DEFAULT, DownloadForm, download_form
from web.downloads.language import DOWNLOADERS, first_titles, formats_for, install_language
from web.downloads.selections import Selection, selection_of, way_back
from web.downloads.sending import Sending
from web.errors import problems_into
from web.security import any_of, current_actor
from web.words import explain


def build_choosing_pages(
    *,
    datasets: Datasets,
    formats: Formats,
    reader: DownloadsReader,
    ask_download: AskDownload,
    make_download: MakeDownload,
    clock: Clock,
) -> Blueprint:
    pages = Blueprint("download_options", __name__, url_prefix="/downloads/new")
    install_language(pages, datasets=datasets, formats=formats)
    sending = Sending(reader=reader, make_download=make_download)

    @pages.route("/<dataset_name>", methods=["GET", "POST"])
    @any_of(*DOWNLOADERS)
    def options(dataset_name: str) -> ResponseReturnValue:
        actor, dataset = current_actor(), datasets.get(dataset_name)
        dataset.require(actor)
        selection = selection_of(dataset.name, request.args)
        count = dataset.count(actor, selection, now=clock.now()) if selection is not None else 0
        offered = formats_for(dataset, formats)
        chosen = next((one for one in offered if one.name == request.args.get("format")), None)
        if selection is None or not count or chosen is None:
            back = way_back(dataset.name, request.args)
            page = render_template("downloads/nothing.html", dataset=dataset, count=count, formats=offered, close=back)
            return page, 200 if count else 422
        templates = reader.templates(actor.organisation_id, dataset.name)
        form = download_form(chosen, templates, several=count > 1)
        if form.validate_on_submit():
            command = command_of(actor, dataset, selection, chosen, form, templates)
            try:
                return sending.after(actor, ask_download(command))
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                return page_of(dataset, chosen, form, templates, count, refused=explain(error)), 409
        return page_of(dataset, chosen, form, templates, count), 422 if form.errors else 200

    def page_of(
        dataset: Dataset,
        chosen: ExportFormat,
        form: DownloadForm,
        templates: Sequence[Template],
        count: int,
        *,
        refused: str = "",
    ) -> str:
        known = {one.id: one for one in chosen_from(dataset.columns())}
        notes = {
            str(one.id): first_titles([known[column] for column in one.columns if column in known]) for one in templates
        }
        return render_template(
            "downloads/options.html",
            dataset=dataset,
            format=chosen,
            form=form,
            count=count,
            refused=refused,
            notes={DEFAULT: f"Every available field: {len(known)} of them.", **notes},
            close=way_back(dataset.name, request.args),
        )

    return pages


def command_of(
    actor: Actor,
    dataset: Dataset,
    selection: Selection,
    chosen: ExportFormat,
    form: DownloadForm,
    templates: Sequence[Template],
) -> AskDownloadCommand:
    return AskDownloadCommand(
        actor=actor,
        dataset=dataset.name,
        selection=selection,
        format=chosen.name,
        options=form.options(),
        template_id=form.template_id(templates),
        packing=form.packing_chosen(),
    )
