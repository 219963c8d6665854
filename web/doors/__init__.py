"""The pages of the four doors and of the house behind them, each given what it needs and nothing else."""

from collections.abc import Iterator

from flask import Blueprint

from web.container import Container
from web.doors.house import house_pages
from web.doors.planning import planning_pages
from web.doors.preparation import preparation_pages
from web.doors.recognition import recognition_pages


def all_pages(container: Container) -> Iterator[Blueprint]:
    yield from house_pages(container)
    yield from preparation_pages(container)
    yield from recognition_pages(container)
    yield from planning_pages(container)
