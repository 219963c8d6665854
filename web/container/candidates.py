"""Candidates: their account, their results, and sharing them."""

from web.container.verification import Verification


class Candidates(Verification): ...
