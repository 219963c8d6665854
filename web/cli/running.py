"""Starting what runs for long, and ending it cleanly."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from web.container import Container


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGTERM ends the program as Ctrl-C does, with exit code 0: being stopped is not a failure.

    SIGINT is set too: a shell without job control starts background programs with it ignored.
    """

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def start_jobs(container: "Container", ending: ExitStack, *, patience: timedelta) -> None:
    """Start the engine and the clockwork; at the end the clockwork stops first, then what runs may finish for
    `patience`. What does not finish is not lost: its lease ends and it runs again."""
    jobs, clockwork = container.jobs(), container.clockwork()
    container.bell().hang(jobs.wake)
    jobs.start()
    ending.callback(lambda: jobs.stop(within=patience))
    clockwork.start()
    ending.callback(clockwork.stop)


def serve_pages(container: "Container", announce: Callable[[int], None]) -> None:
    """Answer requests until the program is asked to end. `announce` is told the port once it listens."""
    from web.app import create_app
    from web.server import PageServer

    settings = container.settings()
    server = PageServer(
        create_app(container),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        behind_proxy=bool(settings.trusted_proxies),
    )
    try:
        announce(server.port)
        server.run()
    finally:
        server.close()
