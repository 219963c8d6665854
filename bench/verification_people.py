"""Candidates, centres and cities drawn from a seed: names of many scripts, a few hundred common surnames and a long
tail of rare ones, exams and centres as unequal in size as in life."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Generic, TypeVar

from core.shared.text import fold_name

FIRST_DAY = date(2014, 1, 4)
DAYS = 4700
"""Up to the end of 2026."""
EXAMS = ("FCE", "PET", "CAE", "KET", "FFS", "PFS", "CPE", "KFS", "BECV", "BECH", "BECP", "YLS", "YLM", "YLF", "BULATS")
_CITIES = 400
_CENTRES = 900

_GIVEN = {
    "latin": (
        "Maria Ana José Juan Anna Łukasz Zoë Olúwaṣeun Ayşe João Nguyễn Siân Amélie Giulia Luca Sofia Lucía Hugo "
        "Martina Mateo Valentina Santiago Camila Pedro Beatriz Ahmed Fatima Emre Zeynep Jan Katarzyna Piotr Agnieszka "
        "Eva Jakub "
        "Tereza Ádám Zsófia Ștefan Ioana Andrei Elif Mehmet Linh Minh Phúc Aaliyah Noah Emma Oliver Mia Liam Björn Åsa "
        "Søren Þóra Élodie François Chloé Jürgen Käthe Uğur Şirin Óscar Íñigo Xóchitl Dorota Wojciech Saoirse Niamh"
    ),
    "cyrillic": "Анна Мария Дмитрий Екатерина Сергей Ольга Иван Наталья Олександр Юлія Богдан Оксана Ђорђе",
    "greek": "Γιώργος Μαρία Δημήτρης Ελένη Κωνσταντίνος Κατερίνα Νίκος Σοφία",
    "arabic": "محمد أحمد فاطمة مريم علي حسن زينب نور يوسف ليلى",
    "hebrew": "נועה דוד תמר יונתן מיכל אורי",
    "chinese": "伟 芳 娜 敏 静 丽 强 磊 军 洋 小龙 雨欣 子涵 浩然",
    "korean": "민준 서연 지우 하은 도윤 서준 지민",
    "japanese": "さくら 太郎 陽菜 蓮 美咲 ひなた",
    "hindi": "आरव प्रिया अनन्या रोहन सीता अर्जुन कविता",
    "thai": "สมชาย สมหญิง กิตติ ปรียา ณัฐ",
}
_COMMON = {
    "latin": (
        "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Silva Santos Oliveira Souza "
        "Rossi Russo Ferrari Esposito Bianchi Nowak Kowalski Wójcik Nguyễn Trần Lê Yılmaz Kaya Demir Müller "
        "Schmidt Schneider Dubois Moreau Papadopoulos Novák Svoboda Kovács Nagy Popescu Ionescu Çelik Okafor "
        "Adébáyọ̀ Mensah Smith Jones O’Brien Lindqvist Hansen Jensen Łęska Ivanova Petrov Kim Lee Park Chen Wang "
        "Li Zhang Singh Kumar Sharma Khan Ali"
    ),
    "cyrillic": "Иванов Смирнова Кузнецов Попова Шевченко Коваленко Бойко Петровић Јовановић",
    "greek": "Παπαδόπουλος Γεωργίου Δημητρίου Νικολάου Οικονόμου",
    "arabic": "العلي الحسن خان المصري حداد النجار عبدالله",
    "hebrew": "כהן לוי מזרחי פרץ ביטון",
    "chinese": "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱",
    "korean": "김 이 박 최 정 강 조",
    "japanese": "佐藤 鈴木 高橋 田中 伊藤 渡辺",
    "hindi": "शर्मा वर्मा गुप्ता सिंह पटेल रेड्डी",
    "thai": "แสงทอง ใจดี ศรีสุข บุญมี",
}
_SCRIPTS = {
    "latin": 78,
    "cyrillic": 6,
    "chinese": 5,
    "greek": 3,
    "arabic": 2,
    "korean": 2,
    "hindi": 1,
    "japanese": 1,
    "hebrew": 1,
    "thai": 1,
}
_SYLLABLES = {
    "latin": "ba be bo ca ce co da de do fa fe fi ga ge gi ha he jo ka ke ko la le li ma me mi na ne ni pa pe po ra "
    "re ri sa se si ta te ti va ve vi wa ze zi łu ña ço ür ås øy",
    "cyrillic": "ба бе бо ва ве го да ди ев жа за ив ка ко ла ли ма ме на ни ов па ра ре са та ти ук ха ча ша",
    "greek": "βα γε δη ελ ζα θη κα λο μα νι πα ρο σι τα φο χρ",
    "arabic": "با بر دا دي را زي سا شا صا طا عا غا فا قا كا لا ما نا ها وا يا",
    "hebrew": "בא גד דר הד ור זה חן טל יר כר לב מנ נר סל עד פר צל קד רן שר תו",
    "chinese": "欧阳 司马 上官 诸葛 东方 独孤 令狐 宇文 长孙 慕容",
    "korean": "남궁 황보 제갈 사공 선우 독고 동방",
    "japanese": "山 川 田 村 林 森 島 崎 原 野 谷 岡",
    "hindi": "अग चौ जो तिवा दे ना पा ब मि या रा ला वा शा सा",
    "thai": "กร ขว คง จัน ชัย ดี ทอง นา บุญ พร มา รัตน์ วงศ์ ศรี สุข",
}
_LETTERS = {script: syllables.split() for script, syllables in _SYLLABLES.items()}
Drawn = TypeVar("Drawn")


class _Unequal(Generic[Drawn]):
    """Draws the first of the choices most often: the n-th about 1/n as often."""

    def __init__(self, choices: Sequence[Drawn], *, flat: int = 3) -> None:
        self._choices = choices
        self._weights = list(accumulate(1 / (place + flat) for place in range(len(choices))))

    def draw(self, drawn: random.Random) -> Drawn:
        return drawn.choices(self._choices, cum_weights=self._weights)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    number: int
    name: str
    city: City


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat:
    """One candidate who sat one exam."""

    given: str
    family: str
    folded: str
    born: date
    exam: str
    day: int
    centre: Centre
    overall: int


@cache
def _fold(part: str) -> str:
    return fold_name(part)


def cities() -> list[City]:
    drawn = random.Random(1)
    names = [f"{''.join(drawn.choices(_LETTERS['latin'], k=3)).title()}{place}burg" for place in range(_CITIES)]
    return [City(id=place + 1, name=name) for place, name in enumerate(names)]


def centres() -> list[Centre]:
    drawn, where = random.Random(2), _Unequal(cities(), flat=12)
    kinds = ("Exam Centre", "Language School", "College", "Instituto", "Academy")
    made = []
    for number in range(_CENTRES):
        city = where.draw(drawn)
        made.append(Centre(number=number, name=f"{city.name} {drawn.choice(kinds)} {number}", city=city))
    return made


def sat(number: int, *, seed: int = 0) -> Iterator[Sat]:
    """So many, one after the other, the same each time."""
    drawn = random.Random(seed)
    given = {script: _Unequal(names.split()) for script, names in _GIVEN.items()}
    family = {script: _Unequal(names.split()) for script, names in _COMMON.items()}
    where, exams = _Unequal(centres(), flat=10), _Unequal(EXAMS, flat=2)
    scripts = drawn.choices(list(_SCRIPTS), list(_SCRIPTS.values()), k=100_003)
    for place in range(number):
        script = scripts[place % len(scripts)]
        first, last = given[script].draw(drawn), _surname(drawn, script, family[script])
        if drawn.random() < 0.25:
            first = f"{first} {given[script].draw(drawn)}"
        if drawn.random() < 0.12:
            last = f"{last}-{_surname(drawn, script, family[script])}"
        exam = exams.draw(drawn)
        yield Sat(
            given=first,
            family=last,
            folded=" ".join(_fold(part) for part in (*first.split(), *last.split("-"))),
            born=date(1975, 1, 1) + timedelta(days=int(drawn.triangular(0, 14_600, 11_500))),
            exam=exam,
            day=drawn.randrange(DAYS),
            centre=where.draw(drawn),
            overall=drawn.randint(140, 190),
        )


def _surname(drawn: random.Random, script: str, common: _Unequal[str]) -> str:
    """Two of five are rare."""
    if drawn.random() < 0.6:
        return common.draw(drawn)
    return "".join(drawn.choices(_LETTERS[script], k=drawn.randint(2, 4))).capitalize()
