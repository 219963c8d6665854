"""Forms of downloads: what a format asks for, and templates."""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from core.exports.downloads import Packing, Template, TemplateId
from core.exports.model import Column, ExportFormat
from core.extensions.model import SettingValue
from web.downloads.arranging import arranged, stepped
from web.extensions.forms import setting_field
from web.forms import PageForm

# A plugin may call an option `template` or `data`, which the form has already.
_OPTION = "option_"
DEFAULT = "default"


class DownloadForm(PageForm):
    """Its further fields are added for each format: a template where it takes one, the packing of several files, and
    the format's own options."""

    def drawn_options(self) -> list[Field]:
        return [field for field in self if field.name.startswith(_OPTION)]

    def options(self) -> dict[str, SettingValue]:
        found = {field.name.removeprefix(_OPTION): field.data for field in self.drawn_options()}
        return {name: value for name, value in found.items() if value is not None and value != ""}

    def template_id(self, templates: Sequence[Template]) -> TemplateId | None:
        """None for the default template, and for a format without templates."""
        chosen = self.template.data if "template" in self else DEFAULT
        return next((one.id for one in templates if str(one.id) == chosen), None)

    def packing_chosen(self) -> Packing:
        return Packing(self.packing.data) if "packing" in self else Packing.TOGETHER


def download_form(chosen: ExportFormat, templates: Sequence[Template], *, several: bool) -> DownloadForm:
    fields: dict[str, Field] = {}
    shown: dict[str, object] = {}
    if chosen.requires is None:
        listed = [SelectChoice(str(one.id), one.name) for one in templates]
        choices = [SelectChoice(DEFAULT, "Default template"), *listed]
        fields["template"] = RadioField("Template", [InputRequired()], choices=choices, default=DEFAULT)
    elif several:
        choices = [SelectChoice(Packing.APART.value, "A ZIP archive"), SelectChoice(Packing.TOGETHER.value, "One PDF")]
        if not chosen.signed:
            choices[1] = SelectChoice(Packing.TOGETHER.value, "One file")
        first = Packing.APART.value
        fields["packing"] = RadioField("How they are put together", [InputRequired()], choices=choices, default=first)
    for setting in chosen.options:
        fields[_OPTION + setting.name] = setting_field(setting, needed=setting.required)
        shown[_OPTION + setting.name] = setting.default
    form: DownloadForm = type("FormatDownloadForm", (DownloadForm,), fields)(data=shown)
    return form


class TemplateForm(PageForm):
    name = StringField("Name", [DataRequired("Give the template a name."), Length(max=80)])
    columns = SelectMultipleField("Fields")

    def offer(self, columns: Sequence[Column]) -> None:
        self.columns.choices = [SelectChoice(one.id, one.title) for one in columns]


def arranged_fields(sent: MultiDict[str, str], known: Sequence[Column]) -> list[str]:
    """The ticked fields in the order that the form was sent with: by the typed numbers, then one by its button. What is
    not known is passed over."""
    ids = [one.id for one in known]
    ticked = [one for one in ids if one in set(sent.getlist("columns"))]
    former = [one for one in dict.fromkeys(sent.get("order", "").split()) if one in ids]
    order = arranged(ticked, former=former, typed=_typed(sent, ticked))
    way, _, field = sent.get("move", "").partition(":")
    return stepped(order, field, by=_STEPS[way]) if way in _STEPS else order


_STEPS = {"up": -1, "down": 1}


def _typed(sent: Mapping[str, str], ticked: Sequence[str]) -> dict[str, int]:
    """Numbers that are none count as not typed."""
    found = {one: sent.get(f"place-{one}", "").strip() for one in ticked}
    return {one: int(number) for one, number in found.items() if number.isdecimal() and len(number) < 6}
