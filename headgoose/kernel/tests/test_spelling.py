"""Initials of names are read a character at a time, those of terms as the words that they are."""

import pytest

from headgoose.kernel.spelling import initials_of, phrase_initials


@pytest.mark.parametrize(
    ("term", "initials"),
    [
        ("银行存款", "yhck"),
        ("长期借款及应付款", "cqjkjyfk"),
        ("生产（劳务）成本", "sclwcb"),
        ("PVC 管材 2", "pvcgc2"),
        ("", ""),
    ],
)
def test_a_term_is_read_as_words(term: str, initials: str) -> None:
    assert phrase_initials(term) == initials


def test_a_name_is_read_a_character_at_a_time() -> None:
    assert initials_of("望 奎县") == "wkx"
