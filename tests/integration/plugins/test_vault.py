from __future__ import annotations

import pytest

from adapters.plugins.vault import FernetVault
from core.shared.errors import UnavailableError

OLD, NEW = "the secret of last year, long enough", "the secret of this year, long enough"


def test_what_is_sealed_is_opened_again_and_cannot_be_read_meanwhile() -> None:
    vault = FernetVault([NEW])

    sealed = vault.seal("s3cret – ключ")

    assert "s3cret" not in sealed
    assert vault.open(sealed) == "s3cret – ключ"


def test_the_same_secret_is_sealed_otherwise_each_time() -> None:
    vault = FernetVault([NEW])

    assert vault.seal("s3cret") != vault.seal("s3cret")


def test_after_a_change_of_the_secret_the_old_one_behind_it_still_opens() -> None:
    sealed = FernetVault([OLD]).seal("s3cret")

    rotated = FernetVault([NEW, OLD])

    assert rotated.open(sealed) == "s3cret"
    assert FernetVault([NEW]).open(rotated.seal("s3cret")) == "s3cret"


@pytest.mark.parametrize("secrets", [[NEW], [NEW, NEW]])
def test_what_was_sealed_with_a_secret_that_is_gone_is_unreadable(secrets: list[str]) -> None:
    with pytest.raises(UnavailableError) as raised:
        FernetVault(secrets).open(FernetVault([OLD]).seal("s3cret"))

    assert raised.value.code == "secret_unreadable"


@pytest.mark.parametrize("place", [0, 20, 60, -5])
def test_what_was_changed_since_is_unreadable(place: int) -> None:
    sealed = FernetVault([OLD]).seal("s3cret")
    changed = list(sealed)
    changed[place] = "A" if changed[place] != "A" else "B"

    with pytest.raises(UnavailableError):
        FernetVault([OLD]).open("".join(changed))


def test_what_was_never_sealed_is_unreadable() -> None:
    with pytest.raises(UnavailableError):
        FernetVault([OLD]).open("")


@pytest.mark.parametrize("secrets", [[], [""], [NEW, ""]])
def test_a_vault_without_a_secret_is_not_opened(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        FernetVault(secrets)
