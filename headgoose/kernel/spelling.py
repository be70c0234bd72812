"""Pinyin initials of short texts, character by character, fast enough for half a million names."""

from functools import cache, lru_cache


@cache
def initial_of(character: str) -> str:
    """The first letter of a character's usual reading, lower case; other characters as they are."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].lower()


def initials_of(text: str) -> str:
    """The pinyin initials of a text: `wkx` for 望奎县."""
    return "".join(initial_of(character) for character in text if not character.isspace())


@lru_cache(maxsize=4096)
def phrase_initials(text: str) -> str:
    """The pinyin initials of a term, read as words and without its brackets: `yhck` for 银行存款, where 行 is not x."""
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin(text, style=Style.FIRST_LETTER, v_to_u=False)
    return "".join(c for c in "".join(found).lower() if c.isalnum())
