"""Comparing names as people do: without regard to case, accents and punctuation, in any script."""

import re
import unicodedata

_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "ə": "e",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ɛ": "e",
        "ɔ": "o",
        # Not told apart in everyday writing: a Greek name ends in the one and is cut off in the other.
        "ς": "σ",
    }
)
"""Letters that Unicode does not take apart into a letter and a mark; after casefold, so small ones only."""


class _Folding(dict[int, str]):
    """What becomes of each character of a text that was taken apart, worked out when it is first met: names are folded
    by the hundred thousand, and are written with a few hundred characters."""

    def __missing__(self, place: int) -> str:
        character = chr(place)
        plain = "" if _is_dropped(character) else character.translate(_WITHOUT_DECOMPOSITION)
        self[place] = "".join(letter if _is_kept(letter) else " " for letter in plain)
        return self[place]


_FOLDING = _Folding()


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, breaks of lines, and what turns the direction of the text around it: none is part of a name, and
each makes a page, a mail or a list say something else than what is stored. The joiners of Persian and Indic names, and
the marks of direction that turn nothing else around, are not among them."""


def is_name(text: str) -> bool:
    """Whether it can stand as a name: there is a letter or a digit to be read, on one line, and nothing unseen."""
    return not _UNSEEN.search(text) and bool(fold_name(text))


def fold_name(text: str) -> str:
    """The form by which two spellings of one name or title are the same: «Łódź–Centre» and «lodz centre».

    Compatibility forms are taken apart (NFKD), accents dropped, letters case-folded and brought to a plain letter where
    people write one instead; whatever is neither letter nor digit parts words, which are joined by one space. Folded
    in Python for every database alike, because each of them folds differently.
    """
    taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(taken_apart.translate(_FOLDING).split())


def _is_dropped(character: str) -> bool:
    """Accents, Hebrew points and Arabic vowel signs (by their combining classes), and what is not seen at all, such as
    a soft hyphen. The vowel signs of India and South-East Asia are marks to Unicode but letters to their readers."""
    place = unicodedata.combining(character)
    is_accent = 10 <= place <= 36 or place >= 200
    return is_accent or unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F


def _is_kept(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"
