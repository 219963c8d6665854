"""What verification reads and writes."""

from web.container.results import Results


class Verification(Results): ...
