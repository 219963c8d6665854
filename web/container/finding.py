"""Finding shared results, opening them, and looking them up."""

from web.container.verification import Verification


class Finding(Verification): ...
