"""Free words before everybody's eyes: telephones, numbers of identity and accounts, and e-mail are struck out."""

import re

STRUCK = "***"
# Seven digits and more, as people write them: 138 0000 0000, 0455-1234567, ２３１２２１１９８００１０１１２３４.
NUMBERS = re.compile(r"\+?\d(?:[\s\-‐-―.()（）·]{0,2}[\dXx]){6,}")
MAIL = re.compile(r"[\w.+\-]{1,64}\s?[@＠]\s?[\w\-]{1,63}(?:[.．][\w\-]{1,63}){1,8}")


def for_everybody(text: str) -> str:
    """A text without what reaches a person."""
    return NUMBERS.sub(STRUCK, MAIL.sub(STRUCK, text))
