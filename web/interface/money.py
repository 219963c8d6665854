"""Amounts as people write them, with the currency named where its sign could be another's."""

from decimal import Decimal

from babel.numbers import format_currency

from core.shared.money import Money

_LOCALE = "en"


def money(value: Money, *, named: bool = False) -> str:
    """`£168.00`; `named` adds the currency's code, `$168.00 (USD)`, where the sign alone could be misread."""
    amount = Decimal(value.amount).scaleb(-value.digits)
    # The digits are ours: what was typed and summed is what is shown, whatever a locale rounds to.
    written = format_currency(amount, value.currency, locale=_LOCALE, currency_digits=False, format=_pattern(value))
    return f"{written} ({value.currency})" if named and value.currency not in written else written


def _pattern(value: Money) -> str:
    return "¤#,##0" + ("." + "0" * value.digits if value.digits else "")
