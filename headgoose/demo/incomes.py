"""How much each village collective earned in each year, so that the share over 100,000 yuan rises as it is reported."""

import numpy as np
from numpy.typing import NDArray

from headgoose.demo.scene import Whole

LINE_YUAN = 100_000
# The share of villages over the line, from the first full year to the last one.
SHARES = (0.20, 0.27, 0.36, 0.47, 0.58, 0.69, 0.79, 0.87, 0.934, 0.975)
# How far a village moves among the others from one year to the next, as a part of all of them.
RESTLESS = 0.035
LEAST_YUAN = 900


def incomes(numbers: np.random.Generator, villages: int) -> list[Whole]:
    """For each full year and one more, under way, the income of each village in yuan.

    Villages stand in an order that changes little from year to year; as many as the year's share lie over the line.
    """
    standing = numbers.random(villages)
    found = []
    for share in (*SHARES, SHARES[-1]):
        standing = standing + numbers.normal(0, RESTLESS, villages)
        found.append(_year(numbers, standing, round(share * villages)))
    return found


def _year(numbers: np.random.Generator, standing: NDArray[np.float64], over: int) -> Whole:
    villages = len(standing)
    place = np.empty(villages)
    place[np.argsort(-standing)] = np.arange(villages)
    # From the line upwards amounts grow, downwards they shrink, both the faster the farther.
    above = (over - 0.5 - place) / villages
    steep = np.where(above > 0, 2.6 + 1.2 * above, 3.4)
    yuan = LINE_YUAN * np.exp(above * steep) * np.where(above > 0, 1.004, 0.996)
    spread = numbers.uniform(0, 0.06, villages)
    yuan *= np.where(above > 0, 1 + spread, 1 - spread)
    amounts: Whole = np.maximum(np.round(yuan), LEAST_YUAN).astype(np.int64)
    return amounts
