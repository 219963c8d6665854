"""Recognising organisations: registration, the public list, their own details and people."""

from web.container.verification import Verification


class Recognition(Verification): ...
