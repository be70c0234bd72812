"""Names of places: as people say them, in Latin letters, and as they are typed in a search box."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

# Places whose usual name in English is not their pinyin (United Nations and official provincial usage).
EXONYMS = {
    "哈尔滨": "Harbin",
    "齐齐哈尔": "Qiqihar",
    "大兴安岭": "Da Hinggan Ling",
    "杜尔伯特蒙古族": "Dorbod Mongol",
    "梅里斯达斡尔族": "Meilisi Daur",
}

# A suffix of the official name, what is said instead, and what it is called in English; the first match counts.
SAID = [
    ("村村民委员会", "村"),
    ("村村委会", "村"),
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("社区委员会", "社区"),
    ("居民委员会", "居委会"),
]
IN_ENGLISH = [
    ("自治县", "Autonomous County"),
    ("地区", "Prefecture"),
    ("街道", "Subdistrict"),
    ("社区", "Community"),
    ("居委会", "Residents' Committee"),
    ("生活区", "Living Area"),
    ("管理区", "Management Area"),
    ("开发区", "Development Zone"),
    ("林场", "Forest Farm"),
    ("农场", "Farm"),
    ("种畜场", "Stud Farm"),
    ("牧场", "Ranch"),
    ("省", "Province"),
    ("市", "City"),
    ("县", "County"),
    ("区", "District"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("村", "Village"),
]
GRID_NAME = re.compile(r"^第(\d+)网格$")


def plain_text(text: str) -> str:
    """Full-width forms folded (NFKC), white space of every sort removed from the ends and folded inside."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def official_text(text: str) -> str:
    """A name as it is kept: plain, but a Chinese name with Chinese brackets, and without spaces inside it."""
    plain = plain_text(text)
    if plain.isascii():
        return plain
    if not any(part.isascii() for part in plain.split()):
        plain = plain.replace(" ", "")
    return plain.replace("(", "（").replace(")", "）")


def short_name(name: str) -> str:
    """The name as people say it: 松江村 for 松江村村委会. A name without a known suffix stays."""
    for suffix, said in SAID:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix) + said
    return name


def official_forms(said: str) -> list[str]:
    """The official names behind what people say: 松江村 itself, 松江村村委会, 松江村民委员会 and so on."""
    forms = [said]
    for suffix, short in SAID:
        if said.endswith(short) and len(said) > len(short):
            forms.append(said.removesuffix(short) + suffix)
    return forms


def grid_name(number: int) -> str:
    """The name of a village's grid by its number, 1 to 999."""
    return f"第{number}网格"


def roman_name(name: str, pinyin: str) -> str:
    """The name in Latin letters: `Wangkui County` for 望奎县.

    Args:
        name: the official name.
        pinyin: the syllables of the short name, separated by spaces.
    """
    if match := GRID_NAME.match(name):
        return _("Grid %(number)s") % {"number": match[1]}
    said = short_name(name)
    for suffix, english in IN_ENGLISH:
        if said.endswith(suffix) and len(said) > len(suffix):
            stem = said.removesuffix(suffix)
            return f"{_roman_stem(stem, pinyin.split())} {english}"
    return _roman_stem(said, pinyin.split())


def _roman_stem(stem: str, syllables: list[str]) -> str:
    for chinese, roman in EXONYMS.items():
        if stem == chinese:
            return roman
    return "".join(syllables[: len(stem)]).capitalize()


def spell(names: list[str]) -> list[tuple[str, str]]:
    """For each name, the pinyin syllables and the initials of its short form, lower case.

    The dictionary of readings is loaded here and not at start: only imports and new names need it.
    """
    from pypinyin import Style, lazy_pinyin

    one_by_one: Any = list  # what has no reading stands for itself, a character at a time
    spelt: dict[str, tuple[str, str]] = {}
    for name in names:
        if name not in spelt:
            syllables = lazy_pinyin(short_name(name), style=Style.NORMAL, errors=one_by_one, v_to_u=False)
            spelt[name] = (" ".join(syllables)[:200], "".join(s[0] for s in syllables if s)[:60])
    return [spelt[name] for name in names]
