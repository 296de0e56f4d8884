"""The pinyin initials of Chinese text, by which it can be looked for: 缩放点积 is sfdj.

The 3755 commonest characters stand in GB 2312 in the order of their pinyin (rows 16 to 55), so that a character's code
says its initial. The few others that titles use are listed, and so are characters with a second reading.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache

LETTERS = "abcdefghjklmnopqrstwxyz"
FIRST_CODES = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
END = 0xD7FA  # behind the last of them
RARE = {"阱": "j", "嗒": "d", "熵": "s"}
SECOND = {"行": "h", "长": "z", "重": "c", "率": "s", "调": "t", "差": "c", "参": "s", "得": "d", "传": "z"}


def initial(sign: str) -> str:
    """The initial of a character, a letter or digit itself; "" for any other sign."""
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    if sign in RARE:
        return RARE[sign]
    try:
        code = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    return LETTERS[bisect_right(FIRST_CODES, code) - 1] if FIRST_CODES[0] <= code < END else ""


@lru_cache(1024)
def initials(text: str) -> str:
    """The initials of a text; where a character has a second reading, a space and those with it follow."""
    signs = unicodedata.normalize("NFKC", text)
    usual = "".join(map(initial, signs))
    other = "".join(SECOND.get(sign) or initial(sign) for sign in signs)
    return usual if other == usual else f"{usual} {other}"
