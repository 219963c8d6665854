"""The settings of an installation, read once at start and checked as a whole."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvValidationError, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.shared.errors import InvalidInputError, Problem

PREFIX = "EXAMHALL_"
_ENGLAND = "GB-ENG"
PEM = "-----BEGIN "
MIN_SECRET = 32
"""Characters of the secret key. 32 of them, drawn at random, hold at least the 128 bits that its uses ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What stands in `EXAMHALL_…` variables or in the file named by EXAMHALL_CONFIG; a variable outweighs the file.

    What is secret is left out of the text form, so that printing or logging the settings shows none of it.
    """

    data: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    former_secret_keys: tuple[str, ...] = field(repr=False)
    """Keys that were in force before: what was sealed with one of them can still be read."""
    public_address: str
    host: str
    port: int
    threads: int
    trusted_proxies: int
    idle_limit: timedelta
    absolute_limit: timedelta
    password_link_lifetime: timedelta
    largest_body: int
    """Bytes of the largest request that is read."""
    contact: str
    """Whom people ask when they cannot log in; an e-mail address or a telephone number, shown as it stands."""
    metrics_token: str = field(repr=False)
    check_first: timedelta
    """The wait before a booking's first check; each later one waits twice as long, at most `check_longest`."""
    check_longest: timedelta
    check_tries: int
    send_first: timedelta
    """The wait before a failed call is repeated, three times as long each time; at most `send_tries` tries."""
    send_tries: int
    working_days: str
    """Whose public holidays the recognition team keeps: a country, or one of its parts such as `GB-ENG`."""
    signing_key: str = field(repr=False)
    """The key that signs statements of results, as PEM or as the path of a PEM file; empty where none are signed."""
    signing_passphrase: str = field(repr=False)
    signing_certificate: str
    """That of the key, and behind it those that lead to one that others know; PEM or a path."""
    former_signing_certificates: str
    """Certificates whose signatures still count, one behind the other; PEM or a path."""
    demo: bool
    """Whether this is the demo: it shows everybody's mail to everybody, so nothing real may be in it."""

    @property
    def mailbox(self) -> Path:
        """The folder in which the demo's mail lies, by its full path."""
        return (self.data / "mailbox").absolute()

    @property
    def files(self) -> Path:
        """The folder in which photos and files made for download lie, by its full path."""
        return (self.data / "files").absolute()

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """The key that seals, then those that only open."""
        return (self.secret_key, *self.former_secret_keys)

    @property
    def is_https(self) -> bool:
        return self.public_address.startswith("https://")


class _Given(Env):
    """Reads from a mapping. A value may also lie in a file: EXAMHALL_SECRET_KEY_FILE names it, as containers do."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(eager=False, prefix=PREFIX)
        self._given = values
        self.asked: set[str] = set()

    def _get_value(self, env_key: str, default: object) -> object:
        self.asked |= {env_key, f"{env_key}_FILE"}
        path = self._given.get(f"{env_key}_FILE")
        if path is None:
            return self._given.get(env_key, default)
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            self._errors[f"{env_key}_FILE"].append(f"The file {path} cannot be read: {error.strerror}.")
            return default


def load_settings(overrides: Mapping[str, str] | None = None) -> Settings:
    """Read and check everything. Raises InvalidInputError naming each variable that is wrong and what would be right.

    `overrides` are variables, with their prefix, that outweigh all others: what the command line says.
    """
    # Given as empty, a missing key is checked like any other one and told in the same words.
    env = _Given({f"{PREFIX}SECRET_KEY": "", **_file_values(), **os.environ, **(overrides or {})})
    data = Path(env.str("DATA", "data"))
    loaded = Settings(
        data=data,
        database_url=env.str("DATABASE_URL", f"sqlite:///{data / 'examhall.db'}", validate=_is_database),
        secret_key=env.str("SECRET_KEY", validate=_is_secret),
        former_secret_keys=tuple(env.str("FORMER_SECRET_KEYS", "").split()),
        public_address=env.str("PUBLIC_ADDRESS", "http://127.0.0.1:8000", validate=_is_address),
        host=env.str("HOST", "127.0.0.1"),
        port=env.int("PORT", 8000, validate=_between(0, 65535)),
        threads=env.int("THREADS", 8, validate=_between(1, 200)),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0, validate=_between(0, 5)),
        idle_limit=timedelta(hours=1) * _number(env, "IDLE_HOURS", 8, most=7 * 24),
        absolute_limit=timedelta(days=1) * _number(env, "LOG_IN_DAYS", 7, most=30),
        password_link_lifetime=timedelta(hours=1) * _number(env, "PASSWORD_LINK_HOURS", 72, most=14 * 24),
        largest_body=1024 * 1024 * _number(env, "LARGEST_BODY_MB", 8, most=1024),
        contact=env.str("CONTACT", ""),
        metrics_token=env.str("METRICS_TOKEN", ""),
        working_days=env.str("WORKING_DAYS", _ENGLAND, validate=_has_holidays),
        signing_key=env.str("SIGNING_KEY", "", validate=_is_pem("PRIVATE KEY")),
        signing_passphrase=env.str("SIGNING_PASSPHRASE", ""),
        signing_certificate=env.str("SIGNING_CERTIFICATE", "", validate=_is_pem("CERTIFICATE")),
        former_signing_certificates=env.str("FORMER_SIGNING_CERTIFICATES", "", validate=_is_pem("CERTIFICATE")),
        demo=env.bool("DEMO", False),
        check_first=timedelta(seconds=1) * _number(env, "CHECK_FIRST_SECONDS", 60, most=3600),
        check_longest=timedelta(minutes=1) * _number(env, "CHECK_LONGEST_MINUTES", 30, most=1440),
        check_tries=_number(env, "CHECK_TRIES", 12, most=1000),
        send_first=timedelta(seconds=1) * _number(env, "SEND_FIRST_SECONDS", 20, most=3600),
        send_tries=_number(env, "SEND_TRIES", 6, most=100),
    )
    _report(env)
    return loaded


def _file_values() -> dict[str, str]:
    """The TOML file's values under the names of the variables: `port` there is EXAMHALL_PORT here."""
    path = os.environ.get(f"{PREFIX}CONFIG")
    if not path:
        return {}
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise _invalid(f"{PREFIX}CONFIG", f"The file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _invalid(f"{PREFIX}CONFIG", f"The file {path} is not valid TOML: {error}.") from error
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in content.items()}


def _invalid(variable: str, text: str) -> InvalidInputError:
    return InvalidInputError.of(variable, text, code="settings_invalid")


def _report(env: _Given) -> None:
    problems: list[Problem] = []
    try:
        env.seal()
    except EnvValidationError as error:
        found = error.error_messages
        by_name = [("", found)] if isinstance(found, list) else sorted(found.items())
        problems += [Problem(field=name, text=" ".join(texts)) for name, texts in by_name]
    unknown = {name for name in env._given if name.startswith(PREFIX)} - env.asked - {f"{PREFIX}CONFIG"}
    problems += [Problem(field=name, text="There is no such setting.") for name in sorted(unknown)]
    if problems:
        raise InvalidInputError("settings_invalid", problems)


def _number(env: _Given, name: str, default: int, *, most: int) -> int:
    # A number that does not pass is None and reported at the end; until then the rest is read with the default.
    return env.int(name, default, validate=_between(1, most)) or default


def _between(least: int, most: int) -> Callable[[int], None]:
    def check(value: int) -> None:
        if not least <= value <= most:
            raise ValidationError(f"Give a whole number from {least} to {most}.")

    return check


def _is_secret(value: str) -> None:
    if len(value) < MIN_SECRET:
        raise ValidationError(f"Give at least {MIN_SECRET} characters drawn at random, such as 64 hexadecimal digits.")


def _is_pem(kind: str) -> Callable[[str], None]:
    """What is in it is looked at when it is used; here, whether there is a file of the right kind at all."""

    def check(value: str) -> None:
        content = value
        if value and not value.lstrip().startswith(PEM):
            try:
                content = Path(value).read_text(encoding="ascii", errors="replace")
            except (OSError, ValueError) as error:
                raise ValidationError(f"The file {value} cannot be read: {error}.") from error
        if value and f"{kind}-----" not in content:
            raise ValidationError(f"Give PEM, or the path of a PEM file, with a {kind.lower()} in it.")

    return check


def _is_database(value: str) -> None:
    try:
        kind = make_url(value).get_backend_name()
    except ArgumentError:
        kind = ""
    if kind not in {"sqlite", "postgresql"}:
        raise ValidationError("Give an address like sqlite:////var/lib/examhall/examhall.db or postgresql://host/name.")


def _is_address(value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValidationError("Give the address people type, like https://exams.example.org, without a path.")


def _has_holidays(value: str) -> None:
    # The library takes long to import, and its answer for the default is known.
    if value == _ENGLAND:
        return
    from adapters.holidays import CountryHolidays

    try:
        CountryHolidays(value)
    except InvalidInputError as error:
        raise ValidationError(error.problems[0].text) from error
