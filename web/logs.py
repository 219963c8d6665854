"""How the log is written: one line an event, to the standard error."""

import logging
import sys
from typing import Any

import structlog
from flask import g, has_request_context
from structlog.typing import EventDict, Processor


def configure_logs(*, for_people: bool) -> None:
    """JSON lines for collectors; for people at a terminal warnings only, in short lines.

    What is logged holds ids, kinds and times; names, addresses and marks do not belong in it.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.dev.ConsoleRenderer() if for_people else structlog.processors.JSONRenderer()
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if not for_people:
        last.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*last, renderer]))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING if for_people else logging.INFO)
    # These tell each beat of theirs, which says nothing to those who run the house. Alembic does whenever it is asked
    # for the revision, as `/health` asks.
    for name in ("alembic", "apscheduler", "httpx2", "waitress.queue"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _with_request(_logger: Any, _method: str, event: EventDict) -> EventDict:  # structlog hands over any logger
    """The reference that an error page shows, so that the line can be found by it."""
    if has_request_context() and "request_id" in g:
        event["request_id"] = g.request_id
    return event
