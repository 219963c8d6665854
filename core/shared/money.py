"""Money: whole minor units of a currency, so that sums are exact."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.shared.errors import ConflictError, InvalidInputError

_DIGITS = {"BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3, "JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "XAF": 0}
"""Currencies whose minor unit is not a hundredth (ISO 4217, list one)."""


@dataclass(frozen=True, slots=True, kw_only=True, order=False)
class Money:
    """`amount` is in minor units: 16800 GBP is £168.00, 21000 JPY is ¥21,000. It may be negative in a sum."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise InvalidInputError.of("currency", "Give the currency's three letters, such as EUR.")

    @property
    def digits(self) -> int:
        """How many decimals the currency is written with."""
        return _DIGITS.get(self.currency, 2)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(amount=0, currency=currency)

    @classmethod
    def parse(cls, text: str, *, currency: str, field: str) -> "Money":
        """Read what a person typed: `168`, `168.00` or `168,00`; no thousands separators, no signs."""
        digits = cls.zero(currency).digits
        whole, point, rest = text.strip().replace(",", ".").partition(".")
        if not (whole.isascii() and whole.isdigit()) or (point and not (rest.isascii() and rest.isdigit())):
            raise InvalidInputError.of(field, "Enter an amount like 168.00.")
        if len(rest) > digits or len(whole) > 9:
            raise InvalidInputError.of(field, f"Enter an amount with at most {digits} decimals.")
        return cls(amount=int(whole) * 10**digits + int(rest.ljust(digits, "0") or "0"), currency=currency)

    def __add__(self, other: "Money") -> "Money":
        self._check_same(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._check_same(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def times(self, count: int) -> "Money":
        return Money(amount=self.amount * count, currency=self.currency)

    def _check_same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ConflictError("currencies_differ", one=self.currency, other=other.currency)

    @property
    def written(self) -> str:
        """The amount alone, as `parse` reads it: `168.00`."""
        whole, rest = divmod(abs(self.amount), 10**self.digits)
        sign = "-" if self.amount < 0 else ""
        return f"{sign}{whole}.{rest:0{self.digits}d}" if self.digits else f"{sign}{whole}"

    def __str__(self) -> str:
        return f"{self.written} {self.currency}"


def total(amounts: Iterable[Money], *, currency: str) -> Money:
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result
