"""Filling the demo world with templates, and with what was downloaded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.access.model import Actor
from core.access.ports import AccessUnit, PasswordHasher
from core.exports.downloads import TemplateId
from core.exports.usecases.asking import AskDownload, AskDownloadCommand
from core.exports.usecases.fetching import ExpireDownloads
from core.exports.usecases.keeping_templates import SaveTemplate, SaveTemplateCommand
from core.exports.usecases.making import MakeDownload
from core.extensions.model import SettingValue
from core.results.model import Result
from core.shared.unit import OpenUnit
from web.demo.bookings import Happening
from web.demo.cast import PASSWORD
from web.demo.recognition import with_password

_RESULTS = "shared_results"
_TEMPLATES = {
    "Name and Grade only": ("name", "grade"),
    "Student records": (
        "reference",
        "family_name",
        "given_name",
        "date_of_birth",
        "exam",
        "exam_date",
        "overall_score",
        "cefr",
        "status",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadTools:
    open_access: OpenUnit[AccessUnit]
    hasher: PasswordHasher
    save_template: SaveTemplate
    ask: AskDownload
    make: MakeDownload
    expire: ExpireDownloads


class DemoDownloads:
    """Of Aldermoor University, which has most shares. `result_of` answers the result of a place in one of the earlier
    sittings, `primary_users` the organisations' Primary Users by the keys of their registrations."""

    def __init__(
        self,
        tools: DownloadTools,
        *,
        result_of: Callable[[int, int], Result],
        primary_users: Mapping[str, Actor],
    ) -> None:
        self._tools = tools
        self._result_of = result_of
        self._primary_users = primary_users
        self._templates: dict[str, TemplateId] = {}

    def happenings(self) -> Iterator[Happening]:
        """One whose file is gone by now, and two that can still be fetched."""
        yield 18.0, self._make_templates
        yield 9.3, lambda: self._download("csv", {"all": "yes"}, {"bom": True}, template="Name and Grade only")
        yield 2.2, lambda: self._tools.expire(())
        yield 1.9, self._download_statement
        yield 1.2, lambda: self._download("xlsx", {"all": "yes"}, {}, template="Student records", by=self._reader())

    def _make_templates(self) -> None:
        actor = self._primary_users["aldermoor"]
        self._templates = {
            name: self._tools.save_template(
                SaveTemplateCommand(actor=actor, dataset=_RESULTS, name=name, columns=columns)
            )
            for name, columns in _TEMPLATES.items()
        }

    def _download_statement(self) -> None:
        self._download("pdf_statement", {"results": str(self._result_of(0, 0).id)}, {})

    def _download(
        self,
        form: str,
        selection: Mapping[str, str],
        options: Mapping[str, SettingValue],
        *,
        template: str = "",
        by: Actor | None = None,
    ) -> None:
        command = AskDownloadCommand(
            actor=by or self._primary_users["aldermoor"],
            dataset=_RESULTS,
            selection=selection,
            format=form,
            options=options,
            template_id=self._templates[template] if template else None,
        )
        self._tools.make.make(self._tools.ask(command).download_id)

    def _reader(self) -> Actor:
        """A member who sees no photos."""
        return with_password(self._tools.open_access, "reader@aldermoor.example", self._tools.hasher.hash(PASSWORD))
