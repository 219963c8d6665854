"""From the commit that promised a job to the engine that runs it, in the same process."""

from collections.abc import Callable


class Bell:
    """Units ring it, an engine hangs itself on it; neither needs the other to exist. Without an engine it is silent:
    another process runs the jobs, and looks at the table by itself."""

    def __init__(self) -> None:
        self._wake: Callable[[], None] | None = None

    def hang(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def ring(self) -> None:
        if self._wake is not None:
            self._wake()
