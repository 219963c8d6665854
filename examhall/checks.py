"""What can be said of an offer without its vendor: the host checks it at start, `examhall plugins check` prints it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from core.exports.model import ExportFormat, check_format
from core.extensions.model import Setting
from core.notifications.ports import ChannelOffer
from core.proctoring.vendor import Capabilities, ProctoringProvider, ProviderOffer
from core.shared.errors import InvalidInputError

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")


def offer_problems(offer: ProviderOffer | ChannelOffer | ExportFormat) -> Iterator[str]:
    """Everything wrong with an offer as its hook returned it, in plain words. Builds and writes nothing."""
    if isinstance(offer, ExportFormat):
        yield from _format_problems(offer)
        return
    yield from _name_problems(offer.name, offer.title)
    # Widened to object: what a plugin returns need not be what its types promise.
    build: object = offer.build
    if not callable(build):
        yield "build must be a function that is given the settings"
    yield from _settings_problems("settings", offer.settings)


def _name_problems(name: object, title: object) -> Iterator[str]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield f"the name {name!r} must be 1 to 40 of a to z, 0 to 9, _ and -, and begin with a letter"
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= 80:
        yield "the title must be a text of 1 to 80 characters"


def _format_problems(offered: ExportFormat) -> Iterator[str]:
    try:
        check_format(offered)
    except InvalidInputError as error:
        yield from (problem.text for problem in error.problems)
        return
    yield from _name_problems(offered.name, offered.title)
    if not _MEDIA_TYPE.fullmatch(offered.media_type):
        yield f"the media type {offered.media_type!r} must be one like text/csv, in small letters"
    if offered.signed and offered.media_type != "application/pdf":
        yield "only a PDF can be signed"
    yield from _settings_problems("options", offered.options)
    required: object = offered.requires
    if required is not None and not (
        isinstance(required, list | tuple) and required and all(isinstance(one, str) for one in required)
    ):
        yield "requires must be None or a list or tuple of the ids of columns"
    elif required is not None and len(set(required)) < len(required):
        yield "requires names a column twice"


def _settings_problems(what: str, described: object) -> Iterator[str]:
    if not isinstance(described, list | tuple) or not all(isinstance(one, Setting) for one in described):
        yield f"{what} must be a list or tuple of Setting"
        return
    settings: Sequence[Setting] = described
    for name, times in Counter(setting.name for setting in settings).items():
        if times > 1:
            yield f"the setting {name} is described {times} times"
    for setting in settings:
        if setting.default is not None and (problem := setting.problem_with(setting.default)):
            yield f"the default of the setting {setting.name} is not a valid value: {problem}"
        if setting.secret and what == "options":
            yield f"the option {setting.name} is a secret, and what is chosen for a download is not kept as one"
        elif setting.secret and setting.default is not None:
            yield f"the setting {setting.name} is a secret and must not have a default"


_OPTIONAL = {
    "can_cancel": "cancel",
    "has_sessions": "join_link",
    "rating_scale": "rating",
    "pushes": "read_notification",
}


def provider_problems(provider: ProctoringProvider) -> Iterator[str]:
    """Everything wrong with a provider that shows without asking its vendor: figures, and methods against them."""
    can: object = provider.capabilities
    if not isinstance(can, Capabilities):
        yield f"capabilities must be a Capabilities, not {type(can).__name__}"
        return
    if provider.capabilities != can:
        yield "capabilities must stay the same for the life of the provider"
    yield from figure_problems(can)
    for capability, method in _OPTIONAL.items():
        written = getattr(type(provider), method) is not getattr(ProctoringProvider, method)
        if getattr(can, capability) and not written:
            yield f"capabilities.{capability} promises the method {method}, which is not written"
        if written and not getattr(can, capability) and method == "rating":
            yield "the method rating is written, but an empty rating_scale means that no rating is ever taken"


def figure_problems(can: Capabilities) -> Iterator[str]:
    """Figures that cannot be true of any vendor."""
    ratios: object = can.ratios
    scale: object = can.rating_scale
    for name in ("minimum_lead_time", "onboarding_before", "onboarding_after"):
        value = getattr(can, name)
        if not isinstance(value, timedelta) or value < timedelta(0):
            yield f"capabilities.{name} must be a timedelta of zero or more"
    for name in ("max_candidates", "max_batch"):
        if not _is_count(getattr(can, name)) or getattr(can, name) < 1:
            yield f"capabilities.{name} must be a whole number from 1"
    if not _is_count(can.max_extra_minutes) or can.max_extra_minutes < 0:
        yield "capabilities.max_extra_minutes must be a whole number from 0"
    if not isinstance(ratios, tuple) or not ratios or not all(_is_count(one) and one > 0 for one in ratios):
        yield "capabilities.ratios must be a tuple of at least one whole number from 1"
    if not isinstance(scale, tuple) or not all(isinstance(one, str) and one for one in scale):
        yield "capabilities.rating_scale must be a tuple of texts"
    elif len(set(scale)) < len(scale):
        yield "capabilities.rating_scale names a rating twice"


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
