"""The datasets there are."""

from collections.abc import Sequence

from core.access.model import Actor
from core.exports.ports import Dataset
from core.shared.errors import NotAllowedError, NotFoundError


class KnownDatasets:
    def __init__(self, datasets: Sequence[Dataset]) -> None:
        self._datasets = {one.name: one for one in datasets}

    def get(self, name: str) -> Dataset:
        found = self._datasets.get(name)
        if found is None:
            raise NotFoundError("dataset", dataset=name)
        return found

    def open_to(self, actor: Actor) -> Sequence[Dataset]:
        return [one for one in self._datasets.values() if _is_open(one, actor)]


def _is_open(dataset: Dataset, actor: Actor) -> bool:
    try:
        dataset.require(actor)
    except NotAllowedError:
        return False
    return True
