"""The jobs that results promise to others."""

from datetime import datetime

from core.results.model import Result
from core.shared.unit import Unit

TELL_CHANGE = "verification.tell_change"


def promise_change(unit: Unit, result: Result, *, now: datetime) -> None:
    """Have everybody who relied on the result told of its latest change (FEATURES X10)."""
    payload = {"result": str(result.id), "change": str(len(result.history))}
    unit.enqueue(TELL_CHANGE, payload, key=f"{TELL_CHANGE}:{result.id}:{len(result.history)}", run_at=now)
