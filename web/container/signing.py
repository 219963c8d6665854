"""Signing statements of results, and checking signatures."""

from dependency_injector import providers

from adapters.signing.setup import check_of, check_with, identity_of
from adapters.signing.signer import PyHankoSigner
from web.container.house import House
from web.demo.cast import ORGANISATIONS


class Signing(House):
    signing_identity = providers.Singleton(
        identity_of, House.settings, House.clock, demo_organisation=ORGANISATIONS[0].name
    )
    statement_signer = providers.Singleton(PyHankoSigner, signing_identity)
    signature_check = providers.Singleton(check_of, House.settings, signing_identity)


signature_check_with = check_with
"""For who has the published certificate and no installation: a check, made with the path of its file."""
