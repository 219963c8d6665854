"""What nobody expected is caught where the reason stands in a comment, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import PACKAGES, ROOT, source_files

ALLOWED = {"adapters/plugins/guard.py", "adapters/plugins/loader.py", "adapters/jobs/runner.py"}


def raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def broad_handlers(source: str) -> Iterator[int]:
    """Lines of handlers that take every exception, alone or among others.

    One that ends by raising it again takes nothing: it only undoes what was begun.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and not raises_again(node):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds):
                yield node.lineno


def test_only_the_plugin_guard_the_plugin_loader_and_the_job_runner_catch_everything() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in source_files(*PACKAGES)
        if str(path.relative_to(ROOT)) not in ALLOWED
        for line in broad_handlers(path.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_a_handler_that_takes_everything_is_seen_in_each_spelling() -> None:
    source = "try: ...\nexcept (OSError, Exception): ...\ntry: ...\nexcept BaseException: ...\ntry: ...\nexcept: ...\n"

    assert list(broad_handlers(source)) == [2, 4, 6]


def test_a_handler_that_undoes_and_raises_again_takes_nothing() -> None:
    source = "try: ...\nexcept BaseException:\n    undo()\n    raise\n"

    assert list(broad_handlers(source)) == []
