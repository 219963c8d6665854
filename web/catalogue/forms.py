"""Forms of the catalogue."""

from collections.abc import Sequence

from babel import Locale
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from web.forms import PageForm


class CatalogueForm(PageForm):
    file = FileField("JSON file", [FileRequired("Choose a JSON file")])


class VenueForm(PageForm):
    name = StringField("Name", [DataRequired("Enter the venue's name"), Length(max=200)])
    address = StringField("Address", [DataRequired("Enter its address"), Length(max=300)])
    city = StringField("City", [DataRequired("Enter its city"), Length(max=100)])
    country = SelectField("Country", [DataRequired("Choose the country")])
    in_use = BooleanField("In use for new sessions", default=True)

    def offer(self) -> None:
        self.country.flags.required = True
        self.country.choices = [SelectChoice("", "Choose a country"), *(SelectChoice(*one) for one in countries())]


def countries() -> Sequence[tuple[str, str]]:
    """Codes of two letters with their names, by name. CLDR also lists regions and made-up places under such codes."""
    not_countries = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    listed = {str(code): str(name) for code, name in Locale("en").territories.items()}
    named = [(code, name) for code, name in listed.items() if len(code) == 2 and code not in not_countries]
    return sorted(named, key=lambda one: one[1])


def country_name(code: str) -> str:
    return str(Locale("en").territories.get(code, code))
