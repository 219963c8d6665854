from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from examhall_sample_vendor.lines import JsonLines

from examhall import ColumnType, ExportFormat
from examhall.testing import ExportFormatContract


class TestJsonLines(ExportFormatContract):
    typed = (ColumnType.WHOLE_NUMBER, ColumnType.YES_NO)

    @pytest.fixture
    def export_format(self) -> ExportFormat:
        return JsonLines()

    def read(self, data: bytes) -> Sequence[Sequence[object]]:
        return [list(json.loads(line).values()) for line in data.decode().split("\n")[:-1]]
