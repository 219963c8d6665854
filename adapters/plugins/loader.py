"""Finds plugins and registers them, one by one: what is wrong with one is reported and stops nothing else.

pluggy's own loader of entry points stops at the first one that fails and takes misspelt hooks without a word.
"""

import difflib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distributions, version
from types import ModuleType

import pluggy
import structlog

from adapters.plugins.directory import InstalledPlugins, Offer, description_of, kind_of
from core.exports.model import ExportFormat
from core.extensions.model import OfferKind
from core.extensions.ports import PluginReport
from core.notifications.ports import ChannelOffer
from core.proctoring.vendor import ProviderOffer
from core.shared.errors import InvalidInputError
from examhall import hookspecs
from examhall.checks import offer_problems

GROUP = "examhall.plugins"

_RETURNS: Mapping[str, type[Offer]] = {
    "examhall_proctoring_providers": ProviderOffer,
    "examhall_notification_channels": ChannelOffer,
    "examhall_export_formats": ExportFormat,
}

_log = structlog.get_logger(__name__)


class PluginProblem(Exception):
    """Why a plugin is left out, in words for whoever installed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A plugin that was found and not imported yet. `load` imports it."""

    name: str
    version: str
    bundled: bool
    load: Callable[[], object]


def load_plugins(bundled: Sequence[str]) -> InstalledPlugins:
    """Load the bundled plugins, named by their modules, then those that installed distributions declare."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    reports: list[PluginReport] = []
    offers: dict[tuple[OfferKind, str], tuple[str, Offer]] = {}
    for found in [*_bundled(bundled), *_declared()]:
        try:
            added = _register(manager, found, offers)
        except (Exception, SystemExit) as error:  # noqa: BLE001
            # A plugin is foreign code: it may fail in any way while it is imported or asked what it offers, and may
            # even try to end the process. Whatever it is concerns this plugin alone, and is told on the plugins page.
            problem = _in_words(error)
            _log.warning("plugin_left_out", plugin=found.name, problem=problem)
            reports.append(_report(found, (), problem))
        else:
            offers |= {(kind_of(offer), offer.name): (found.name, offer) for offer in added}
            reports.append(_report(found, added, None))
    return InstalledPlugins(reports, [offer for _, offer in offers.values()])


def _report(found: Found, offers: Sequence[Offer], problem: str | None) -> PluginReport:
    return PluginReport(
        name=found.name,
        version=found.version,
        offers=tuple(description_of(offer, found.name) for offer in offers),
        problem=problem,
        bundled=found.bundled,
    )


def _in_words(error: BaseException) -> str:
    if isinstance(error, PluginProblem):
        return str(error)
    if isinstance(error, SystemExit):
        return "It tried to end the whole program while it was loaded."
    if isinstance(error, InvalidInputError):
        return f"It failed while it was loaded: {' '.join(problem.text for problem in error.problems)}"
    return f"It failed while it was loaded: {type(error).__name__}: {error}"


# Finding


def _bundled(modules: Sequence[str]) -> Iterator[Found]:
    try:
        ours = version("examhall")
    except PackageNotFoundError:
        ours = ""
    for module in modules:
        yield Found(name=module.rpartition(".")[2], version=ours, bundled=True, load=partial(import_module, module))


def _declared() -> Iterator[Found]:
    """Every entry point of our group. Of a distribution found twice the first on the path counts, as for an import."""
    seen: set[str] = set()
    for distribution in distributions():
        try:
            # Most distributions declare nothing of ours, and need not be parsed.
            if GROUP in (distribution.read_text("entry_points.txt") or ""):
                name = distribution.name
                if name not in seen:
                    seen.add(name)
                    yield from list(_entry_points(distribution))
        except Exception as error:  # noqa: BLE001
            # Metadata are files that others wrote: half an installation may lack any of them, or hold nonsense.
            yield _unreadable(distribution, error)


def _entry_points(distribution: Distribution) -> Iterator[Found]:
    for point in distribution.entry_points.select(group=GROUP):
        yield Found(name=point.name, version=distribution.version, bundled=False, load=point.load)


def _unreadable(distribution: Distribution, error: Exception) -> Found:
    def load() -> object:
        raise PluginProblem(f"Its entry points cannot be read: {type(error).__name__}: {error}")

    # Its name may be what cannot be read. Where it lies is known to a private attribute only.
    folder = getattr(distribution, "_path", None)
    return Found(name=getattr(folder, "stem", "unknown"), version="", bundled=False, load=load)


# Registering


def _register(
    manager: pluggy.PluginManager, found: Found, taken: Mapping[tuple[OfferKind, str], tuple[str, Offer]]
) -> list[Offer]:
    """What the plugin offers. Raises where anything about it is wrong; then nothing of it stays registered."""
    if manager.has_plugin(found.name):
        raise PluginProblem(f"Another plugin is called {found.name} as well. Plugins need names of their own.")
    plugin = found.load()
    try:
        _check_hooks(plugin)
        manager.register(plugin, found.name)
        manager.check_pending()
        offers = [offer for hook in _RETURNS for offer in _offers_of(manager, plugin, hook)]
        _check_offers(offers, taken)
    except BaseException:
        if manager.get_plugin(found.name) is plugin:
            manager.unregister(plugin, found.name)
        raise
    return offers


def _check_hooks(plugin: object) -> None:
    """A plugin that would be taken without ever being asked for anything is a mistake, and pluggy does not tell."""
    if not isinstance(plugin, ModuleType):
        raise PluginProblem("Its entry point must name a module, without a colon.")
    functions = {
        function_name: function
        for function_name, function in vars(plugin).items()
        if inspect.isfunction(function) and function_name.startswith(f"{hookspecs.PROJECT}_")
    }
    if not functions:
        raise PluginProblem(f"It has no hook. Define one of {', '.join(_RETURNS)}, marked with examhall.hookimpl.")
    for function_name, function in functions.items():
        if function_name not in _RETURNS:
            near = difflib.get_close_matches(function_name, _RETURNS, n=1)
            guess = f" Did you mean {near[0]}?" if near else ""
            raise PluginProblem(f"There is no hook called {function_name}.{guess}")
        if not hasattr(function, f"{hookspecs.PROJECT}_impl"):
            raise PluginProblem(f"Its function {function_name} is not marked with examhall.hookimpl.")
        if inspect.signature(function).parameters:
            raise PluginProblem(f"Its hook {function_name} must take no arguments.")


def _offers_of(manager: pluggy.PluginManager, plugin: object, hook: str) -> Iterator[Offer]:
    caller = getattr(manager.hook, hook)
    for implementation in caller.get_hookimpls():
        if implementation.plugin is not plugin:
            continue
        returned = implementation.function()
        wanted = _RETURNS[hook]
        if not isinstance(returned, list | tuple):
            raise PluginProblem(
                f"Its hook {hook} must return a list of {wanted.__name__}, not {type(returned).__name__}."
            )
        for offer in returned:
            if not isinstance(offer, wanted):
                raise PluginProblem(
                    f"Its hook {hook} must return only {wanted.__name__}, not {type(offer).__name__} as well."
                )
            yield offer


def _check_offers(offers: Sequence[Offer], taken: Mapping[tuple[OfferKind, str], tuple[str, Offer]]) -> None:
    own: set[tuple[OfferKind, str]] = set()
    for offer in offers:
        problems = list(offer_problems(offer))
        if problems:
            named = f"offer {getattr(offer, 'name', None)!r}"
            raise PluginProblem(f"Its {named} is not usable: {'; '.join(problems)}.")
        key = (kind_of(offer), offer.name)
        what = key[0].value.replace("_", " ")
        if key in own:
            raise PluginProblem(f"It offers the {what} {offer.name} twice.")
        if key in taken:
            raise PluginProblem(f"The {what} {offer.name} is offered by the plugin {taken[key][0]} already.")
        own.add(key)
