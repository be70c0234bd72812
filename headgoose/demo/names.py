"""Names that nobody can take for a real person's: a surname and a number in Chinese numerals, such as 李〇四二七."""

import numpy as np

from headgoose.demo.scene import Scene, Whole

# The commonest surnames, with their share in a thousand.
SURNAMES = {
    "王": 92, "李": 89, "张": 83, "刘": 68, "陈": 40, "杨": 37, "赵": 36, "孙": 28, "周": 22, "吴": 21,
    "徐": 20, "于": 19, "马": 18, "朱": 16, "胡": 15, "郭": 15, "高": 15, "林": 14, "何": 12, "郑": 12,
    "梁": 11, "宋": 11, "唐": 10, "许": 10, "韩": 10, "冯": 9, "邓": 8, "曹": 8, "彭": 7, "曾": 7,
    "田": 7, "董": 7, "潘": 6, "袁": 6, "蔡": 6, "蒋": 6, "杜": 6, "程": 6, "魏": 6, "苏": 6,
    "吕": 6, "丁": 5, "任": 5, "卢": 5, "姚": 5, "姜": 5, "崔": 5, "谭": 4, "陆": 4, "范": 4,
    "石": 4, "孟": 4, "邱": 4, "贾": 4, "白": 4, "邹": 3, "侯": 3, "关": 3, "金": 3, "佟": 2,
}  # fmt: skip
SPOKEN = list(SURNAMES)
WEIGHTS = np.array(list(SURNAMES.values())) / sum(SURNAMES.values())
NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")


def numeral(number: int) -> str:
    """A number digit by digit, at least four of them."""
    return f"{number:04d}".translate(NUMERALS)


def draw_names(scene: Scene, numbers: np.random.Generator, count: int) -> list[str]:
    """Names not given before in this build."""
    surnames: Whole = numbers.choice(len(SPOKEN), size=count, p=WEIGHTS)
    running = np.zeros(count, dtype=np.int64)
    for surname in range(len(SPOKEN)):
        mine = np.flatnonzero(surnames == surname)
        given = scene.names_given.get(surname, 0)
        running[mine] = np.arange(given + 1, given + 1 + len(mine))
        scene.names_given[surname] = given + len(mine)
    written = [numeral(number) for number in range(int(running.max(initial=0)) + 1)]
    return [SPOKEN[s] + written[n] for s, n in zip(surnames.tolist(), running.tolist(), strict=True)]
