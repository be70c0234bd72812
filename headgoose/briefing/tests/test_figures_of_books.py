"""Figures over books: the rows sum to them, the year is the last full one, and a voucher changes what it should."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headgoose.briefing.engine import Reader, compute, parts, rows
from headgoose.briefing.freezing import recount
from headgoose.briefing.keeping import forget_tables
from headgoose.briefing.reading import child_values, part_values, trend_of
from headgoose.briefing.table import State, Value
from headgoose.briefing.tests.changes import MapChanges
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import frozen as clock_frozen
from headgoose.kernel.figures import Figure, Period, figures
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.carrying import Carried, carry_over, prepare
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import reverse_voucher
from headgoose.ledger.models import Disclosure, Entry, VoucherKind
from headgoose.ledger.tests.conftest import SIBLING, VILLAGE, Desk
from headgoose.ledger.tests.conftest import new_desk as new_desk
from headgoose.people.known import end_of
from headgoose.places.models import Span

if TYPE_CHECKING:
    from conftest import Tree

pytestmark = pytest.mark.django_db
TODAY, YEAR_END = date(2026, 6, 1), date(2025, 12, 31)
VILLAGES = [VILLAGE, SIBLING, "231221101200", "231222100200"]
PLACES = ["23", "2312", "231221", "231221100", VILLAGE, "231221100200001", "231221100001"]
OF_BOOKS = ["E1", "E1-50", "E1-500", "E1-1000", "E1-income", "E1-running", "E1-debt", "E1-disclosed"]
# What a voucher is about: the account that is debited and the one that is credited.
KINDS = [
    ("102", "501"), ("102", "502"), ("102", "503"), ("102", "504"), ("102", "241"), ("501", "102"),
    ("513", "102"), ("51301", "102"), ("511", "102"), ("102", "211"), ("102", "221"), ("211", "102"), ("102", "201"),
]  # fmt: skip
VOUCHERS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(KINDS),
        st.sampled_from([0.01, 49_999.99, 50_000, 50_000.01, 99_999.99, 100_000, 100_000.01, 777_777, 1_000_000]),
        st.dates(date(2023, 1, 1), date(2026, 5, 31)),
        st.booleans(),
    ),
    max_size=9,
)
MINE = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def figure_of(code: str) -> Figure:
    return figures.get(code)


def in_yuan(code: str, span: Span, on: date = TODAY) -> Any:
    return Reader(on).value(figure_of(code), span).number


@pytest.fixture
def desks(new_desk: Callable[..., Desk]) -> list[Desk]:
    """Books of three of the four villages, one of them young, with a detail of the running costs."""
    made = [new_desk(code, since) for code, since in zip(VILLAGES, (202301, 202301, 202504), strict=False)]
    for desk in made:
        add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="51301", name="办公费")
    return made


def enter(desks: list[Desk], drawn: list[tuple[int, tuple[str, str], float, date, bool]]) -> None:
    """Post what may be posted, and take some of it back in the same month."""
    for which, (debit, credit), yuan, on, back in drawn:
        desk = desks[which % len(desks)]
        if on.year * 100 + on.month < desk.book.since:
            continue
        voucher = desk.post(on.isoformat(), (debit, yuan), (credit, -yuan))
        if back:
            red = reverse_voucher(by=desk.maker, at=desk.at, voucher_id=voucher.pk, on=on, why="金额有误")
            post_voucher(by=desk.reviewer, at=desk.at, voucher_id=red.pk)


@MINE
@given(drawn=VOUCHERS, on=st.dates(date(2023, 6, 1), date(2027, 6, 1)), picked=st.sampled_from(PLACES))
def test_rows_parts_and_children_sum_to_each_figure_of_books(
    desks: list[Desk], tree: "Tree", drawn: Any, on: date, picked: str
) -> None:
    with transaction.atomic():
        enter(desks, drawn)
        forget_tables()
        reader, span = Reader(on), tree[picked]
        for code in OF_BOOKS:
            figure = figure_of(code)
            value, ground = reader.value(figure, span), reader.ground_of(figure)
            facts = rows(figure, span.area, ground) if figure.applies_at(span.level) else []
            assert sum(fact.numerator for fact in facts) == value.numerator, code
            assert sum(fact.denominator for fact in facts) == value.denominator, code
            assert len({(fact.record_id, fact.place_id) for fact in facts}) == len(facts), code
            if children := child_values(reader, figure, span, value):
                assert sum(child.value.numerator for child in children) == value.numerator, code
            if figure.part_label is not None and figure.applies_at(span.level):
                assert sum(part[1] for part in parts(figure, span, ground)) == value.numerator, code
                assert sum(part.numerator for _name, part in part_values(reader, figure, span)) == value.numerator
        transaction.set_rollback(True)


@MINE
@given(drawn=VOUCHERS, on=st.dates(date(2023, 6, 1), date(2027, 6, 1)))
def test_figures_of_books_agree_with_a_count_of_entries_by_hand(
    desks: list[Desk], tree: "Tree", drawn: Any, on: date
) -> None:
    with transaction.atomic():
        enter(desks, drawn)
        forget_tables()
        year = on.year if (on.month, on.day) == (12, 31) else on.year - 1
        month_end = (on + timedelta(days=1)).replace(day=1) - timedelta(days=1)
        found: dict[str, dict[int, int]] = {name: defaultdict(int) for name in ("income", "running", "debt")}
        balance: dict[tuple[int, int], int] = defaultdict(int)
        for entry in Entry.objects.select_related("account", "voucher__book"):
            place, top = entry.voucher.book.place_id, entry.account.top
            turnover = entry.credit_fen - entry.debit_fen
            if entry.voucher.on.year == year and top in (501, 502, 503, 504):
                found["income"][place] += turnover
            if entry.voucher.on.year == year and top == 513:
                found["running"][place] -= turnover
            if entry.voucher.on <= month_end and top in (201, 211, 221):
                balance[place, top] += turnover
        for (place, _top), fen in balance.items():
            found["debt"][place] += max(fen, 0)
        kept = [desk.book.place_id for desk in desks if desk.book.since <= year * 100 + 12]
        reader, province = Reader(on), tree["23"]
        for code, limit in (("E1-50", 50_000), ("E1", 100_000), ("E1-500", 500_000), ("E1-1000", 1_000_000)):
            over = sum(found["income"][place] > limit * 100 for place in kept)
            value = reader.value(figure_of(code), province)
            assert (value.numerator, value.denominator) == (over, len(kept)), code
        for code, name in (("E1-income", "income"), ("E1-running", "running"), ("E1-debt", "debt")):
            assert reader.value(figure_of(code), province).numerator == sum(found[name].values()), code
        transaction.set_rollback(True)


@MINE
@given(
    drawn=VOUCHERS,
    ppm=st.integers(1, 999_999),
    changes=st.lists(st.tuples(st.sampled_from(["merge", "split"]), st.dates(date(2023, 2, 1), TODAY)), max_size=3),
    on=st.dates(date(2024, 1, 1), TODAY),
)
def test_amounts_of_merged_and_split_villages_are_all_there_on_todays_map(
    desks: list[Desk], tree: "Tree", drawn: Any, ppm: int, changes: list[tuple[str, date]], on: date
) -> None:
    with transaction.atomic():
        enter(desks, drawn)
        villages = [tree[code] for code in VILLAGES]
        for index, (kind, day) in enumerate(sorted(changes, key=lambda one: one[1])):
            gone = villages[index + 1]
            if kind == "merge":
                MapChanges(tree).merge(gone, villages[0], day)
            else:
                maker = MapChanges(tree)
                maker._next += 10 * index
                maker.split(gone, ppm, day)
        forget_tables()
        reader = Reader(on, TODAY)
        for code in OF_BOOKS:
            figure = figure_of(code)
            whole = compute(figure, EVERYWHERE, Reader(figure.facts_on(on)).ground_of(figure))
            value = reader.value(figure, tree["23"])
            assert value.numerator == whole.numerators[-1] * value.scale, code
            assert value.denominator == whole.denominators[-1] * value.scale, code
        transaction.set_rollback(True)


def test_a_year_is_the_last_full_one_and_ends_with_its_last_day(desks: list[Desk], tree: "Tree") -> None:
    desks[0].post("2024-12-31", ("102", 120_000), ("501", -120_000))
    desks[0].post("2025-01-01", ("102", 80_000), ("501", -80_000))
    days = (date(2024, 12, 30), date(2024, 12, 31), date(2025, 12, 30), date(2025, 12, 31), TODAY)
    assert [in_yuan("E1-income", tree[VILLAGE], on) for on in days] == [0, 120_000, 120_000, 80_000, 80_000]
    assert [Reader(on).value(figure_of("E1"), tree[VILLAGE]).numerator for on in days] == [0, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("period", "on", "end", "year_before"),
    [
        (Period.YEAR, date(2026, 1, 1), date(2025, 12, 31), date(2024, 12, 31)),
        (Period.MONTH, date(2024, 3, 30), date(2024, 2, 29), date(2023, 2, 28)),
        (Period.MONTH, date(2025, 2, 28), date(2025, 2, 28), date(2024, 2, 29)),
        (Period.DAY, date(2024, 2, 29), date(2024, 2, 29), date(2023, 2, 28)),
    ],
)
def test_periods_end_where_the_calendar_says(period: Period, on: date, end: date, year_before: date) -> None:
    assert period.ended_by(on) == end
    assert period.years_before(end, 1) == year_before


def test_the_closing_of_the_year_takes_no_income_away(desks: list[Desk], tree: "Tree") -> None:
    desk = desks[2]
    desk.post("2025-05-05", ("102", 150_000), ("501", -150_000))
    for month in range(202504, 202513):
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)
    for voucher in draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=2025):
        post_voucher(by=desk.reviewer, at=desk.at, voucher_id=voucher.pk)
    assert in_yuan("E1-income", tree["231221101200"]) == 150_000


def test_what_a_book_that_began_within_the_year_brought_along_is_of_that_year(
    new_desk: Callable[..., Desk], tree: "Tree"
) -> None:
    desk = new_desk(VILLAGE, 202504)
    opening = (("102", 90_000), ("513", 500), ("501", -90_500))
    desk.post("2025-04-01", *opening, kind=VoucherKind.OPENING.value)
    desk.post("2025-06-01", ("102", 9_500.01), ("501", -9_500.01))
    assert [in_yuan(code, tree[VILLAGE]) for code in ("E1", "E1-income", "E1-running")] == [1, 100_000.01, 500]


def test_exactly_the_line_is_not_over_it(desks: list[Desk], tree: "Tree") -> None:
    desks[0].post("2025-05-05", ("102", 100_000), ("501", -100_000))
    desks[1].post("2025-05-05", ("102", 100_000.01), ("501", -100_000.01))
    value = Reader(TODAY).value(figure_of("E1"), tree["23"])
    assert (value.numerator, value.denominator) == (1, 3)


def test_no_book_is_missing_no_income_is_zero_and_a_grid_has_none(desks: list[Desk], tree: "Tree") -> None:
    reader = Reader(TODAY)
    for code in OF_BOOKS:
        figure = figure_of(code)
        without = reader.value(figure, tree["231222100200"])
        assert without.state is State.MISSING, code
        assert reader.value(figure, tree["231221100200001"]).state is State.NOT_APPLICABLE, code
        assert reader.value(figure, tree[VILLAGE]).number == 0, code
    before = Reader(date(2022, 6, 1)).value(figure_of("E1"), tree["23"])
    assert before.state is State.MISSING


def test_a_book_counts_from_the_year_in_which_it_begins(desks: list[Desk], tree: "Tree") -> None:
    figure = figure_of("E1")
    assert Reader(date(2024, 12, 31)).value(figure, tree["23"]).denominator == 2
    assert Reader(YEAR_END).value(figure, tree["23"]).denominator == 3


def test_a_voucher_of_the_year_is_seen_at_once_and_the_years_before_stay_kept(
    desks: list[Desk], tree: "Tree", django_assert_num_queries: Any
) -> None:
    figure, province = figure_of("E1-income"), tree["23"]

    def values() -> list[Any]:
        return [Reader(on).value(figure, province).number for on in (TODAY, date(2025, 6, 1))]

    assert values() == [0, 0]
    desks[0].post("2025-03-02", ("102", 500), ("501", -500))
    kept = Reader(TODAY).table(figure, EVERYWHERE)
    counted = compute(figure, EVERYWHERE, Reader(TODAY).ground_of(figure))
    assert kept.numerators.tolist() == counted.numerators.tolist()
    assert values() == [500, 0]
    desks[1].post("2026-01-02", ("102", 700), ("501", -700))
    # Of this year it says nothing about former ones, of which only the acts in books and on the map are asked for.
    with django_assert_num_queries(2):
        assert Reader(date(2025, 6, 1)).value(figure, province).number == 0
    assert values() == [500, 0]


def test_as_known_leaves_out_what_was_posted_and_opened_since(
    desks: list[Desk], tree: "Tree", new_desk: Callable[..., Desk]
) -> None:
    desk = desks[0]
    voucher = desk.post("2025-03-02", ("102", 200_000), ("501", -200_000))
    desk.post("2025-03-02", ("102", 300), ("211", -300))
    later = desk.at + timedelta(days=10)
    with clock_frozen(later):
        desk.at = later
        red = reverse_voucher(by=desk.maker, at=later, voucher_id=voucher.pk, on=date(2025, 4, 1), why="金额有误")
        post_voucher(by=desk.reviewer, at=later, voucher_id=red.pk)
        desk.post("2025-04-02", ("102", 900), ("501", -900))
        desk.post("2025-04-02", ("211", 100), ("102", -100))
    forget_tables()
    day = date(2026, 6, 5)

    def numbers(known: date | None) -> list[Any]:
        reader = Reader(day, None, end_of(known) if known else None)
        return [reader.value(figure_of(code), tree["23"]).number for code in ("E1-income", "E1-debt")]

    assert numbers(None) == [900, 200]
    assert numbers(TODAY) == [200_000, 300]
    assert numbers(TODAY - timedelta(days=1)) == [None, None]
    assert Reader(day, None, end_of(TODAY)).value(figure_of("E1"), tree["23"]).numerator == 1


def test_a_debit_balance_is_no_debt_and_lowers_none(desks: list[Desk], tree: "Tree") -> None:
    desks[0].post("2025-03-02", ("211", 500), ("102", -500))
    desks[0].post("2025-03-02", ("102", 800), ("201", -800))
    desks[1].post("2026-05-31", ("102", 50), ("221", -50))
    desks[1].post("2026-06-01", ("102", 9), ("221", -9))
    assert in_yuan("E1-debt", tree["23"]) == 850
    assert in_yuan("E1-debt", tree["23"], date(2026, 5, 30)) == 800
    names = dict(part_values(Reader(TODAY), figure_of("E1-debt"), tree["23"]))
    assert sorted(part.counted for part in names.values()) == [50, 800]


def test_running_costs_are_told_by_the_details_that_villages_keep(desks: list[Desk], tree: "Tree") -> None:
    for desk, yuan in zip(desks, (10, 20, 30), strict=True):
        desk.post("2025-06-02", ("51301", yuan), ("102", -yuan))
    desks[0].post("2025-06-02", ("513", 5), ("102", -5))
    found = [(name, part.number) for name, part in part_values(Reader(TODAY), figure_of("E1-running"), tree["23"])]
    assert [name for name, _number in found].count("办公费") == 1
    assert sorted(number for _name, number in found if number) == [5, 60]


def disclose(desk: Desk, first: int, last: int, on: date) -> None:
    Disclosure.objects.create(book=desk.book, from_month=first, to_month=last, declared_on=on)


def test_disclosed_in_time_is_a_quarter_or_its_three_months_within_fifteen_days(
    desks: list[Desk], tree: "Tree"
) -> None:
    disclose(desks[0], 202601, 202603, date(2026, 4, 15))
    for month, day in ((202601, date(2026, 2, 3)), (202602, date(2026, 3, 3)), (202603, date(2026, 4, 16))):
        disclose(desks[1], month, month, day)

    def in_time(code: str, on: date) -> tuple[int, int]:
        value = Reader(on).value(figure_of("E1-disclosed"), tree[code])
        return value.numerator, value.denominator

    assert in_time("23", TODAY) == (1, 3)
    assert [in_time(code, TODAY)[0] for code in VILLAGES[:3]] == [1, 0, 0]
    # On 14 April the quarter was not due yet: the one before was, which nobody disclosed.
    assert in_time("23", date(2026, 4, 14)) == (0, 3)
    assert in_time("23", date(2026, 4, 15)) == (1, 3)
    # Before its first month a book owes nothing: that of 2025-04 to 06 is the first quarter of the third village.
    assert in_time("231221101200", date(2025, 5, 1)) == (0, 0)


def test_before_the_rule_took_effect_nothing_was_due_and_nothing_is_said(
    new_desk: Callable[..., Desk], tree: "Tree"
) -> None:
    disclose(new_desk(VILLAGE, 202001), 202201, 202203, date(2022, 4, 15))
    points = trend_of(Reader(date(2022, 5, 1)), figure_of("E1-disclosed"), tree["23"])
    assert [(day.year, value.state) for day, value in points[-2:]] == [(2021, State.MISSING), (2022, State.NUMBER)]
    assert points[-1][1].numerator == points[-1][1].denominator == 1
    # The last quarter of 2021 was over when the rule came.
    assert Reader(date(2022, 4, 14)).value(figure_of("E1-disclosed"), tree["23"]).state is State.MISSING


def test_a_trend_over_years_has_a_point_at_each_years_end(desks: list[Desk], tree: "Tree") -> None:
    for year, yuan in ((2023, 1), (2024, 2), (2025, 3)):
        desks[0].post(f"{year}-07-01", ("102", yuan * 60_000), ("501", -yuan * 60_000))
    points = trend_of(Reader(TODAY), figure_of("E1"), tree["23"])
    assert [day for day, _value in points][-3:] == [date(2023, 12, 31), date(2024, 12, 31), YEAR_END]
    assert points[0][1].state is State.MISSING
    assert [(value.numerator, value.denominator) for _day, value in points][-3:] == [(0, 2), (1, 2), (1, 3)]
    debts = trend_of(Reader(TODAY), figure_of("E1-debt"), tree["23"])
    assert [day for day, _value in debts][-2:] == [date(2025, 5, 31), date(2026, 5, 31)]


def test_a_village_merged_since_the_year_adds_its_amount_where_it_lies_now(desks: list[Desk], tree: "Tree") -> None:
    """The figure is of 2025; the map is that of the date asked for, on which the two are one."""
    for desk, yuan in zip(desks, (1_000, 200), strict=False):
        desk.post("2025-03-02", ("102", yuan), ("501", -yuan))
    MapChanges(tree).merge(tree[SIBLING], tree[VILLAGE], date(2026, 2, 1))
    forget_tables()
    assert in_yuan("E1-income", tree[VILLAGE]) == 1_200
    assert in_yuan("E1-income", tree[VILLAGE], date(2026, 1, 15)) == 1_000


def test_a_recount_of_a_frozen_briefing_counts_the_books_as_they_were(
    desks: list[Desk], tree: "Tree", system: Actor, settings: Any, tmp_path: Any
) -> None:
    from headgoose.briefing.actions import freeze_briefing

    settings.HOME = tmp_path
    desk = desks[0]
    desk.post("2025-03-02", ("102", 200_000), ("501", -200_000))
    kept = freeze_briefing(by=system, at=desk.at, place="231221", on=TODAY)
    entry = next(one for one in kept.said["figures"] if one["code"] == "E1-income")
    assert (entry["numerator"], entry["money"]) == (20_000_000, True)
    desk.at += timedelta(hours=1)
    with clock_frozen(desk.at):
        desk.post("2025-03-09", ("102", 77), ("501", -77))
        found = recount(kept)
    assert found is not None
    assert found.then == []
    [changed] = found.present
    assert (changed.code, changed.before.number, changed.after.number) == ("E1-income", 200_000, 200_077)


def test_books_carried_over_are_counted_like_others(desks: list[Desk], tree: "Tree", system: Actor) -> None:
    assert in_yuan("E1-income", tree["23"]) == 0
    from headgoose.ledger.posting import Ready

    desk = desks[0]
    ready = Ready(
        on=date(2024, 3, 2),
        month=202403,
        summary="旧账",
        entries=desk.postings(("102", 40), ("502", -40)),
        maker_id=desk.maker.person_id or 0,
        reviewer_id=desk.reviewer.person_id or 0,
        made_at=desk.at,
        reviewed_at=desk.at,
    )
    carry_over(by=system, at=desk.at, prepared=prepare(desk.at, [Carried(desk.book, [ready])]))
    assert in_yuan("E1-income", tree["23"], date(2025, 1, 1)) == 40


def test_money_is_written_in_yuan_with_the_units_of_the_language() -> None:
    from django.utils.translation import override

    from headgoose.briefing.wording import change_text, value_text

    some, more = Value(1_234_567_89, 1, False, money=True), Value(450_000_000_000, 9, False, money=True)
    with override("zh-hans"):
        assert [value_text(some), value_text(more)] == ["123.5万", "45亿"]
    with override("en"):
        assert [value_text(some), value_text(more)] == ["1.2m", "4.5bn"]
        assert change_text(more, some) == "+4.5bn"
        assert value_text(Value(150, 1, False, money=True)) == "1.5"
