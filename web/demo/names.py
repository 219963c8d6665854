"""Made-up candidates with names in the scripts that a test centre meets."""

from collections.abc import Iterator
from itertools import product

# Given names and family names that are written together, family name first where its readers do so.
_NAMES = {
    "latin": (
        ("Maya", "Łukasz", "Chloé", "Jürgen", "Siobhán", "Ștefan", "Ngọc", "İpek", "Øyvind", "Zoë"),
        (
            "Lindqvist",
            "Wójcik",
            "Marchand",
            "Müller",
            "Ó Briain",
            "Țăranu",
            "Nguyễn",
            "Çelik",
            "Bjørnson",
            "de la Cruz",
        ),
        "{given} {family}",
    ),
    "greek": (("Ελένη", "Νίκος", "Μαρία"), ("Παπαδοπούλου", "Γεωργίου", "Νικολάου"), "{given} {family}"),
    "cyrillic": (("Олена", "Иван", "Петар"), ("Шевченко", "Соколов", "Јовановић"), "{given} {family}"),
    "arabic": (("فاطمة", "عمر", "ليلى"), ("الحداد", "المنصوري", "العلي"), "{given} {family}"),
    "hebrew": (("נועה", "דוד", "תמר"), ("כהן", "לוי", "פרץ"), "{given} {family}"),
    "devanagari": (("प्रिया", "अर्जुन", "आरती"), ("शर्मा", "वर्मा", "जोशी"), "{given} {family}"),
    "thai": (("สมชาย", "มาลี", "อรุณ"), ("ใจดี", "ศรีสุข", "ทองดี"), "{given} {family}"),
    "chinese": (("小龙", "美玲", "志强"), ("李", "王", "陈"), "{family}{given}"),
    "japanese": (("愛子", "健太", "美咲"), ("田中", "佐藤", "鈴木"), "{family} {given}"),
    "korean": (("지우", "민준", "서연"), ("김", "이", "박"), "{family}{given}"),
}


def names() -> Iterator[str]:
    """Every combination once, scripts in turn, so that any few in a row show many of them."""
    return (f"{given} {family}".strip() for given, family in people())


def people() -> Iterator[tuple[str, str]]:
    """The same as given and family names. Where the family name stands first, all of it is the family name, as people
    enter it who fill in a form that asks for the given name first."""
    lists = [
        [
            (given, family) if form.startswith("{given}") else ("", form.format(given=given, family=family))
            for given, family in product(givens, families)
        ]
        for givens, families, form in _NAMES.values()
    ]
    longest = max(len(one) for one in lists)
    for place in range(longest):
        for one in lists:
            if place < len(one):
                yield one[place]
