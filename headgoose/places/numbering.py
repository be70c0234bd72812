"""Free numbers for places that come under another one."""

from collections.abc import Collection
from itertools import chain

from headgoose.kernel.area import Level
from headgoose.places.models import Kind

# What a number says by its first digit (GB/T 10114 and the statistical codes): streets 0, towns 1, townships 2 and 3,
# farms and other areas above. Villages have 200 to 399 together.
CLASSES: dict[Kind, list[range]] = {
    Kind.PREFECTURE: [range(1, 100)],
    Kind.COUNTY: [range(1, 21), range(21, 81), range(81, 100)],
    Kind.TOWNSHIP: [
        range(1, 100),
        range(100, 200),
        range(200, 400),
        range(400, 500),
        range(500, 600),
        range(600, 1000),
    ],
    Kind.VILLAGE: [range(200, 400), range(1, 200), range(400, 500), range(500, 600), range(600, 1000)],
    Kind.COMMUNITY: [range(1, 200), range(400, 500), range(500, 600), range(600, 1000)],
    Kind.GRID: [range(1, 1000)],
}


def class_of(kind: Kind, number: int) -> int:
    """Which class of its kind a number belongs to; the last one for a number out of the ordinary."""
    classes = CLASSES[kind]
    return next((order for order, numbers in enumerate(classes) if number in numbers), len(classes))


def free_number(kind: Kind, own: int, taken: Collection[int], ever: Collection[int], keep: bool = True) -> int | None:
    """A number for a place: its own if it is free, else the next of the same class that nobody ever had, else any free.

    Args:
        own: the number that it had.
        taken: numbers that others have or are promised.
        ever: numbers that some place had at some time.
        keep: whether its own number is good enough.

    Returns:
        None when there is no free number left.
    """
    if keep and own not in taken:
        return own
    classes = CLASSES[kind]
    home: range = ([*classes, classes[0]])[class_of(kind, own)]
    for shunned in ({*taken, *ever}, set(taken)):
        last = max((number for number in shunned if number in home), default=home.start - 1)
        for number in chain(range(last + 1, home.stop), home):
            if number not in shunned:
                return number
    return next((number for numbers in classes for number in numbers if number not in taken), None)


def number_within(key: int, level: Level) -> int:
    """The number of a place within the one above it."""
    above = Level(level - 1).divisor if level > Level.PROVINCE else 10**15
    return key % above // level.divisor
