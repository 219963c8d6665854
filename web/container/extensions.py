"""Plugins, and what each organisation uses of them. The bundled ones are named here and nowhere else."""

from dependency_injector import providers

from adapters.plugins.checking import CheckFormat, CheckProvider
from adapters.plugins.formats import PluginFormats
from adapters.plugins.loader import load_plugins
from adapters.plugins.providers import PluginProviders, VendorTrial
from adapters.plugins.vault import FernetVault
from adapters.sql.extensions import SqlExtensionsReader
from core.extensions.usecases.setting_up import SetUpPlugin, SwitchPlugin
from core.extensions.usecases.trying import TryVendor
from core.extensions.usecases.viewing import SeePlugins, SeeSetups
from web.container.access import Access
from web.container.house import House

BUNDLED_PLUGINS = (
    "plugins.simulator",
    "plugins.email",
    "plugins.inbox",
    "plugins.csv",
    "plugins.xlsx",
    "plugins.pdf_statement",
)


class Extensions(Access):
    installed_plugins = providers.Singleton(load_plugins, BUNDLED_PLUGINS)
    extensions_reader = providers.Singleton(SqlExtensionsReader, database=House.database)
    vault = providers.Singleton(FernetVault, secrets=House.settings.provided.sealing_keys)
    vendors = providers.Singleton(PluginProviders, plugins=installed_plugins, reader=extensions_reader, vault=vault)
    vendor_trial = providers.Singleton(VendorTrial, providers=vendors, reader=extensions_reader, clock=House.clock)
    formats = providers.Singleton(PluginFormats, plugins=installed_plugins, reader=extensions_reader)
    check_provider = providers.Singleton(CheckProvider, plugins=installed_plugins)
    check_format = providers.Singleton(CheckFormat, plugins=installed_plugins)
    see_plugins = providers.Singleton(SeePlugins, directory=installed_plugins)
    see_setups = providers.Singleton(
        SeeSetups, directory=installed_plugins, reader=extensions_reader, access=Access.access_reader, vault=vault
    )
    set_up_plugin = providers.Singleton(
        SetUpPlugin, directory=installed_plugins, open_unit=House.open_unit, vault=vault
    )
    switch_plugin = providers.Singleton(SwitchPlugin, directory=installed_plugins, open_unit=House.open_unit)
    try_vendor = providers.Singleton(TryVendor, trial=vendor_trial)
