"""A test centre's venues."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.model import VenueId
from core.catalogue.ports import CatalogueReader
from core.catalogue.usecases.keeping_venues import KeepVenue, KeepVenueCommand
from core.shared.errors import InvalidInputError, NotFoundError
from web.catalogue.forms import VenueForm, country_name
from web.errors import problems_into
from web.security import current_actor, requires


def build_venue_pages(*, reader: CatalogueReader, keep_venue: KeepVenue) -> Blueprint:
    pages = Blueprint("venues", __name__, url_prefix="/venues")

    @pages.get("")
    @requires(Permission.MANAGE_SESSIONS)
    def venues() -> str:
        listed = reader.venues(current_actor().organisation_id)
        return render_template("catalogue/venues.html", venues=listed, country_name=country_name)

    @pages.route("/new", methods=["GET", "POST"])
    @requires(Permission.MANAGE_SESSIONS)
    def new() -> ResponseReturnValue:
        form = VenueForm()
        return kept(form, None) or _shown("catalogue/venue_new.html", form)

    @pages.route("/<uuid:venue_id>", methods=["GET", "POST"])
    @requires(Permission.MANAGE_SESSIONS)
    def venue(venue_id: UUID) -> ResponseReturnValue:
        listed = reader.venues(current_actor().organisation_id)
        found = next((one for one in listed if one.id == venue_id), None)
        if found is None:
            raise NotFoundError("venue", venue=venue_id)
        form = VenueForm(obj=found)
        return kept(form, found.id) or _shown("catalogue/venue.html", form, venue=found)

    def kept(form: VenueForm, venue_id: VenueId | None) -> ResponseReturnValue | None:
        form.offer()
        if not form.validate_on_submit():
            return None
        command = KeepVenueCommand(
            actor=current_actor(),
            venue_id=venue_id,
            name=form.name.data,
            address=form.address.data,
            city=form.city.data,
            country=form.country.data,
            in_use=form.in_use.data if venue_id else True,
        )
        try:
            keep_venue(command)
        except InvalidInputError as error:
            problems_into(form, error)
            return None
        flash("Saved.", "success")
        return redirect(url_for("venues.venues"))

    return pages


def _shown(template: str, form: VenueForm, **facts: object) -> ResponseReturnValue:
    return render_template(template, form=form, **facts), 422 if form.errors else 200
