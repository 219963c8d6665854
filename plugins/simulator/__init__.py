"""A proctoring vendor to try things out with: the vendor itself in `vendor`, its provider beside it."""

from collections.abc import Sequence

from examhall import ProctoringProvider, ProviderOffer, Setting, SettingKind, SettingValues, hookimpl

_SETTINGS = (
    Setting(
        name="base_url",
        label="Address of the vendor",
        kind=SettingKind.URL,
        help="Where the simulated vendor listens, such as http://127.0.0.1:8001.",
    ),
    Setting(
        name="api_key",
        label="API key",
        secret=True,
        help="The key of your test centre's account, as the vendor's own page shows it.",
    ),
    Setting(
        name="notice_secret",
        label="Notice secret",
        secret=True,
        required=False,
        help="Begins with whsec_. Without it the vendor's notices are refused.",
    ),
    Setting(
        name="minimum_lead_hours",
        label="Minimum lead time in hours",
        kind=SettingKind.NUMBER,
        default=24,
        help="How long before its start a test must be booked at the latest.",
    ),
    Setting(
        name="onboarding_minutes",
        label="Onboarding in minutes",
        kind=SettingKind.NUMBER,
        default=30,
        help="Added to the booked time before the test and again after it.",
    ),
)


@hookimpl
def examhall_proctoring_providers() -> Sequence[ProviderOffer]:
    return [ProviderOffer(name="simulator", title="Vendor simulator", settings=_SETTINGS, build=_build)]


def _build(settings: SettingValues) -> ProctoringProvider:
    # The HTTP library takes a tenth of a second to import; a start that books nothing does without it.
    from plugins.simulator.provider import SimulatorProvider

    return SimulatorProvider(
        base_url=str(settings["base_url"]),
        api_key=str(settings["api_key"]),
        notice_secret=str(settings.get("notice_secret", "")),
        minimum_lead_hours=int(settings["minimum_lead_hours"]),
        onboarding_minutes=int(settings["onboarding_minutes"]),
    )
