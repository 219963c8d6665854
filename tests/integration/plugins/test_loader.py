"""A plugin that is wrong in any way is reported in plain words, and everything else is loaded."""

from __future__ import annotations

import pytest

from adapters.plugins.loader import load_plugins
from core.extensions.model import OfferKind
from core.extensions.ports import PluginReport
from tests.integration.plugins.installed import Environment
from web.container.extensions import BUNDLED_PLUGINS

GOOD = """
    from examhall import ProviderOffer, hookimpl

    @hookimpl
    def examhall_proctoring_providers():
        return [ProviderOffer(name="acme", title="Acme Proctoring", build=lambda settings: None)]
"""

OFFER = 'ProviderOffer(name="acme", title="Acme", build=lambda settings: None)'


def hook(body: str) -> str:
    return f"""
    from examhall import ChannelOffer, ProviderOffer, Setting, SettingKind, hookimpl

    @hookimpl
    def examhall_proctoring_providers():
        {body}
"""


def format_hook(**attributes: object) -> str:
    said = {"name": "lines", "title": "Lines", "media_type": "text/plain", "extension": "txt", **attributes}
    lines = "\n        ".join(f"{name} = {value if name == 'options' else repr(value)}" for name, value in said.items())
    return f"""
    from examhall import ExportFormat, Setting, hookimpl

    class Lines(ExportFormat):
        {lines}

        def write(self, table, options, out):
            out.writelines(str(row).encode() for row in table.rows)

    @hookimpl
    def examhall_export_formats():
        return [Lines()]
"""


def report_on(name: str) -> PluginReport:
    return next(one for one in load_plugins([]).reports() if one.name == name)


def problem_of(name: str) -> str:
    problem = report_on(name).problem
    assert problem is not None
    return problem


def test_an_installed_plugin_is_found_by_its_entry_point(environment: Environment) -> None:
    environment.install("acme-plugin", GOOD, version="2.1")

    plugins = load_plugins([])

    report = next(one for one in plugins.reports() if one.name == "acme-plugin")
    assert (report.version, report.problem, report.bundled) == ("2.1", None, False)
    assert [(offer.name, offer.title) for offer in report.offers] == [("acme", "Acme Proctoring")]
    assert plugins.find(OfferKind.PROCTORING_PROVIDER, "acme") == report.offers[0]
    assert plugins.provider("acme") is not None
    assert plugins.find(OfferKind.NOTIFICATION_CHANNEL, "acme") is None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import no_such_module_anywhere", "No module named 'no_such_module_anywhere'"),
        ("def broken(:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit(3)", "tried to end the whole program"),
        ("x = 1", "It has no hook"),
        (GOOD.replace("providers()", "provider()"), "Did you mean examhall_proctoring_providers?"),
        (GOOD.replace("@hookimpl", ""), "is not marked with examhall.hookimpl"),
        (GOOD.replace("providers()", "providers(config)"), "must take no arguments"),
        (hook("raise RuntimeError('no licence')"), "no licence"),
        (hook("return None"), "must return a list of ProviderOffer, not NoneType"),
        (hook("return 'acme'"), "not str"),
        (hook(f"yield {OFFER}"), "not generator"),
        (hook("return [1]"), "must return only ProviderOffer, not int"),
        (hook(f"return [{OFFER}, {OFFER}]"), "It offers the proctoring provider acme twice"),
        (hook("return [ProviderOffer(name='Acme Ltd', title='Acme', build=print)]"), "the name 'Acme Ltd' must be"),
        (hook("return [ProviderOffer(name='acme', title='', build=print)]"), "the title must be"),
        (hook("return [ProviderOffer(name='acme', title='Acme', build=None)]"), "build must be a function"),
        (
            hook("return [ProviderOffer(name='acme', title='Acme', settings={'key': 1}, build=print)]"),
            "settings must be a list or tuple of Setting",
        ),
        (
            hook(
                "one = Setting(name='a', label='A')\n"
                "        return [ProviderOffer(name='b', title='B', settings=[one, one], build=print)]"
            ),
            "the setting a is described 2 times",
        ),
        (
            hook(
                "return [ProviderOffer(name='b', title='B', build=print, "
                "settings=[Setting(name='a', label='A', kind=SettingKind.NUMBER, default='x')])]"
            ),
            "the default of the setting a is not a valid value",
        ),
        (
            hook("return [ProviderOffer(name='b', title='B', build=print, settings=[Setting(name='', label='')])]"),
            "A setting needs a name",
        ),
    ],
)
def test_what_is_wrong_with_a_plugin_is_told_and_the_others_are_loaded(
    environment: Environment, source: str, words: str
) -> None:
    environment.install("bad-plugin", source)

    plugins = load_plugins(["plugins.simulator"])

    bad = next(one for one in plugins.reports() if one.name == "bad-plugin")
    assert words in (bad.problem or "")
    assert bad.offers == ()
    assert plugins.find(OfferKind.PROCTORING_PROVIDER, "simulator") is not None


def test_an_installed_format_is_found(environment: Environment) -> None:
    environment.install("lines-plugin", format_hook())

    plugins = load_plugins([])

    assert report_on("lines-plugin").problem is None
    found = plugins.format("lines")
    assert found is not None
    assert found in plugins.formats()
    assert plugins.find(OfferKind.EXPORT_FORMAT, "lines") == report_on("lines-plugin").offers[0]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (format_hook(title=""), "an export format needs the text attribute title"),
        (format_hook(media_type=None), "an export format needs the text attribute media_type"),
        (format_hook(name="one two"), "a format's name is an identifier"),
        (format_hook(name="Lines"), "the name 'Lines' must be"),
        (format_hook(extension="tar.gz"), "its extension letters and digits"),
        (format_hook(media_type="text"), "the media type 'text' must be"),
        (format_hook(signed=True), "only a PDF can be signed"),
        (format_hook(options="{'a': 1}"), "options must be a list or tuple of Setting"),
        (format_hook(options="[Setting(name='a', label='A')] * 2"), "the setting a is described 2 times"),
        (format_hook(options="[Setting(name='a', label='A', secret=True)]"), "the option a is a secret"),
        (format_hook(requires="name"), "requires must be None or a list"),
        (format_hook(requires=[]), "requires must be None or a list"),
        (format_hook(requires=["name", "name"]), "requires names a column twice"),
        (format_hook(name="csv"), "The export format csv is offered by the plugin csv already"),
        (format_hook().replace("def write", "def writes"), "Can't instantiate abstract class Lines"),
        (format_hook().replace("[Lines()]", "[Lines]"), "must return only ExportFormat, not ABCMeta"),
        (format_hook().replace("[Lines()]", "[Lines(), Lines()]"), "It offers the export format lines twice"),
        (format_hook().replace("formats()", "format()"), "Did you mean examhall_export_formats?"),
    ],
)
def test_what_is_wrong_with_a_format_is_told(environment: Environment, source: str, words: str) -> None:
    environment.install("bad-plugin", source)

    plugins = load_plugins(["plugins.csv"])

    bad = next(one for one in plugins.reports() if one.name == "bad-plugin")
    assert words in (bad.problem or "")
    assert [one.name for one in plugins.formats()] == ["csv"]


def test_of_two_plugins_with_one_name_the_second_is_left_out(environment: Environment) -> None:
    environment.install("one-dist", GOOD, point="acme-plugin")
    environment.install("other-dist", GOOD.replace('"acme"', '"other"'), point="acme-plugin")

    reports = [one for one in load_plugins([]).reports() if one.name == "acme-plugin"]

    assert sorted(bool(one.problem) for one in reports) == [False, True]
    assert "Another plugin is called acme-plugin" in next(one.problem or "" for one in reports if one.problem)


def test_an_offer_that_another_plugin_makes_already_leaves_the_second_plugin_out(environment: Environment) -> None:
    environment.install("copycat", GOOD.replace('"acme"', '"simulator"'))

    plugins = load_plugins(["plugins.simulator"])

    copycat = next(one for one in plugins.reports() if one.name == "copycat")
    assert copycat.problem == "The proctoring provider simulator is offered by the plugin simulator already."
    offer = plugins.provider("simulator")
    assert offer is not None
    assert offer.title == "Vendor simulator"


def test_a_plugin_left_out_leaves_room_for_one_that_offers_the_same(environment: Environment) -> None:
    environment.install("a-bad", GOOD + "\n    1 / 0\n")
    environment.install("b-good", GOOD)

    assert "ZeroDivisionError" in problem_of("a-bad")
    assert report_on("b-good").problem is None


def test_an_entry_point_that_names_no_module_is_told(environment: Environment) -> None:
    environment.install("acme-plugin", GOOD, target=":examhall_proctoring_providers")

    assert "must name a module" in problem_of("acme-plugin")


def test_entry_points_that_cannot_be_read_are_told_by_the_distributions_name(environment: Environment) -> None:
    environment.declare("broken-dist", "[examhall.plugins]\nno equals sign here\n")

    plugins = load_plugins(["plugins.simulator"])

    broken = next(one for one in plugins.reports() if one.name.startswith("broken_dist"))
    assert "cannot be read" in (broken.problem or "")
    assert plugins.provider("simulator") is not None


def test_every_bundled_plugin_is_loaded_without_a_problem() -> None:
    reports = load_plugins(BUNDLED_PLUGINS).reports()

    assert [(f"plugins.{one.name}", one.problem) for one in reports if one.bundled] == [
        (name, None) for name in BUNDLED_PLUGINS
    ]


def test_a_bundled_plugin_that_is_missing_is_reported_like_any_other() -> None:
    (report,) = [one for one in load_plugins(["plugins.no_such_plugin"]).reports() if one.bundled]

    assert "No module named" in (report.problem or "")
