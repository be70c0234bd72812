"""Places of one level in order: ties share a rank, less can be better, no value means no rank."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import headgoose.people.figures  # noqa: F401
from headgoose.briefing.ranking import rank_among, standings
from headgoose.briefing.table import State, Value
from headgoose.kernel.figures import figures
from headgoose.places.models import Span

MORE, LESS = figures.get("P6"), figures.get("VAC")
SHARE = figures.get("G7")


def _spans(count: int) -> list[Span]:
    return [Span(key=(231200 + n) * 10**9, kind=30, name=str(n)) for n in range(count)]


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    """5, 5, 3: first, first, third."""
    ranked = standings(MORE, _spans(3), [Value(n, 0, False) for n in (3, 5, 5)])
    assert [(row.value.numerator, row.rank) for row in ranked] == [(5, 1), (5, 1), (3, 3)]


def test_fewer_empty_posts_rank_first() -> None:
    """Where less is better the smallest number is on top."""
    ranked = standings(LESS, _spans(3), [Value(n, 0, False) for n in (7, 0, 3)])
    assert [row.value.numerator for row in ranked] == [0, 3, 7]


def test_equal_shares_of_different_size_tie() -> None:
    """1 of 3 equals 3 of 9; neither is rounded into something else."""
    ranked = standings(SHARE, _spans(2), [Value(1, 3, True), Value(3, 9, True)])
    assert [row.rank for row in ranked] == [1, 1]


def test_a_place_without_a_value_has_no_rank_and_stands_last() -> None:
    """Not applicable is not zero."""
    ranked = standings(SHARE, _spans(2), [Value(0, 0, True, State.NOT_APPLICABLE), Value(0, 4, True)])
    assert [row.rank for row in ranked] == [1, None]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12), st.sampled_from("MLS"))
def test_the_rank_by_columns_equals_the_rank_in_the_list(drawn: list[tuple[int, int]], which: str) -> None:
    """Both ways of ranking agree for every place."""
    figure = {"M": MORE, "L": LESS, "S": SHARE}[which]
    pairs = [(min(n, d), d) for n, d in drawn]
    values = [
        Value(n, d, figure.share, State.NOT_APPLICABLE if figure.share and d == 0 else State.NUMBER) for n, d in pairs
    ]
    columns = (np.array([n for n, _ in pairs]), np.array([d for _, d in pairs]))
    valued = np.array([value.state is State.NUMBER for value in values])
    for row in standings(figure, _spans(len(values)), values):
        if row.rank is not None:
            assert rank_among(figure, row.value, *columns, valued) == (row.rank, int(valued.sum()))
