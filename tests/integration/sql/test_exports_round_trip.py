"""What is stored of templates and downloads comes back as it was, whatever it holds."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.database import Database
from adapters.sql.exports.reader import SqlDownloadsReader
from core.exports.downloads import (
    Download,
    DownloadFile,
    DownloadId,
    DownloadState,
    Order,
    Packing,
    Template,
    TemplateId,
)
from core.shared.errors import ConflictError
from core.shared.ids import new_id
from tests.integration.sql.entered import Fields
from tests.integration.sql.proctored import NOON, instants, numbers, stored, words
from tests.integration.sql.verified import EMPLOYER, READER, UNIVERSITY, settle, versions

# The database is one for all examples of a test; each example stores things with new ids.
several_in_one_database = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])

OWNERS = st.sampled_from([UNIVERSITY, EMPLOYER])
COLUMNS = st.lists(words, max_size=6).map(tuple)
TEMPLATE_FIELDS: Fields = {
    "id": st.uuids(),
    "organisation_id": OWNERS,
    "dataset": words,
    "name": words,
    "columns": COLUMNS,
    "version": versions,
}
ORDER_FIELDS: Fields = {
    "dataset": words,
    "selection": st.dictionaries(words, words, max_size=3),
    "format": words,
    "options": st.dictionaries(words, words | st.booleans() | st.integers(-(2**40), 2**40), max_size=3),
    "columns": COLUMNS,
    "template": words,
    "packing": st.sampled_from(Packing),
}
FILE_FIELDS: Fields = {
    "key": words,
    "name": words,
    "media_type": words,
    "size": st.integers(0, 2**50),
    "digest": words,
}
DOWNLOAD_FIELDS: Fields = {
    "id": st.uuids(),
    "organisation_id": OWNERS,
    "person_id": st.just(READER),
    "order": st.builds(Order, **ORDER_FIELDS),
    "asked_at": instants,
    "with_photos": st.booleans(),
    "state": st.sampled_from(DownloadState),
    "total": numbers,
    "written": numbers,
    "file": st.none() | st.builds(DownloadFile, **FILE_FIELDS),
    "made_at": st.none() | instants,
    "expires_at": st.none() | instants,
    "problem": words,
    "again_of": st.none(),
    "left_out": numbers,
    "changed": numbers,
    "version": versions,
}


@pytest.fixture(autouse=True)
def _settled(database: Database) -> None:
    settle(database)


@pytest.mark.parametrize(
    ("kind", "varied"),
    [(Template, TEMPLATE_FIELDS), (Order, ORDER_FIELDS), (DownloadFile, FILE_FIELDS), (Download, DOWNLOAD_FIELDS)],
)
def test_the_tests_below_vary_every_field(kind: type[Any], varied: Fields) -> None:
    assert set(varied) == {field.name for field in fields(kind)}


@several_in_one_database
@given(one=st.builds(Template, **TEMPLATE_FIELDS))
def test_a_template(database: Database, one: Template) -> None:
    # One organisation has no two of a name, and all examples lie in one database.
    one.id, one.dataset = TemplateId(new_id()), f"{one.dataset}{new_id()}"

    with stored(database) as unit:
        unit.templates.add(one)

    assert SqlDownloadsReader(database=database).template(one.id, one.organisation_id) == one


@several_in_one_database
@given(one=st.builds(Download, **DOWNLOAD_FIELDS), other=st.builds(Download, **DOWNLOAD_FIELDS))
def test_a_download_and_its_repetition(database: Database, one: Download, other: Download) -> None:
    for each in (one, other):
        each.id = DownloadId(new_id())
        each.file = each.file and replace(each.file, key=f"downloads/{new_id()}")
    other.again_of = one.id

    with stored(database) as unit:
        unit.downloads.add(one)
        unit.downloads.add(other)

    reader = SqlDownloadsReader(database=database)
    for each in (one, other):
        row = reader.download(each.id, each.organisation_id)
        assert row.download == each
        assert row.person_name == "Robin Reader"


def test_two_templates_that_get_one_name_at_once_are_told(database: Database) -> None:
    def template(name: str) -> Template:
        return Template(id=TemplateId(new_id()), organisation_id=UNIVERSITY, dataset="lines", name=name, columns=("a",))

    with stored(database) as unit:
        unit.templates.add(template("Für Zulassungen"))

    with pytest.raises(ConflictError, match="template_name_taken"), stored(database) as unit:
        unit.templates.add(template("FUR ZULASSUNGEN"))


def test_a_file_belongs_to_one_download(database: Database) -> None:
    def download() -> Download:
        order = Order(dataset="lines", selection={}, format="csv", options={}, columns=("a",))
        one = Download(
            id=DownloadId(new_id()), organisation_id=UNIVERSITY, person_id=READER, order=order, asked_at=NOON
        )
        one.file = DownloadFile(key="downloads/1", name="l.csv", media_type="text/csv", size=1, digest="d")
        return one

    with stored(database) as unit:
        unit.downloads.add(download())

    with pytest.raises(ConflictError), stored(database) as unit:
        unit.downloads.add(download())
