"""A sample plugin: a vendor that confirms at once, takes cancellations, and has neither sessions nor notices; and a
format of files."""

from collections.abc import Sequence

from examhall import ExportFormat, ProctoringProvider, ProviderOffer, Setting, SettingKind, SettingValues, hookimpl
from examhall_sample_vendor.lines import JsonLines
from examhall_sample_vendor.provider import SampleProvider
from examhall_sample_vendor.vendor import SampleVendor

_THE_VENDOR = SampleVendor()


@hookimpl
def examhall_proctoring_providers() -> Sequence[ProviderOffer]:
    settings = (
        Setting(name="account", label="Account", help="The name your centre has at the vendor."),
        Setting(name="password", label="Password", secret=True),
        Setting(name="lead_days", label="Days of notice", kind=SettingKind.NUMBER, default=2),
    )
    return [ProviderOffer(name="sample", title="Sample vendor", settings=settings, build=_build)]


@hookimpl
def examhall_export_formats() -> Sequence[ExportFormat]:
    return [JsonLines()]


def _build(settings: SettingValues) -> ProctoringProvider:
    return SampleProvider(
        _THE_VENDOR,
        account=str(settings["account"]),
        password=str(settings["password"]),
        lead_days=int(settings["lead_days"]),
    )
