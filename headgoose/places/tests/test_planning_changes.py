"""What a file would change: pure, from rows and the tree to a plan."""

from datetime import date

from headgoose.kernel.area import key_of, parent_code
from headgoose.kernel.clock import FOREVER
from headgoose.places.models import Kind
from headgoose.places.planning import Known, Plan, hindrances, plan_tree
from headgoose.places.reading import Row

KINDS = {2: Kind.PROVINCE, 4: Kind.PREFECTURE, 6: Kind.COUNTY, 9: Kind.TOWNSHIP, 12: Kind.VILLAGE, 15: Kind.GRID}
SINCE, ON = date(2016, 1, 1), date(2026, 6, 1)
BASE = {
    "23": "黑龙江省",
    "2312": "绥化市",
    "231221": "望奎县",
    "231221100": "望奎镇",
    "231221100200": "红旗村",
    "231221101": "通江镇",
    "231221101200": "红旗村",
    "231221101201": "通江村",
}


def rows_of(names: dict[str, str], kinds: dict[str, Kind] | None = None) -> list[Row]:
    kinds = kinds or {}
    return [
        Row(number, code, name, kinds.get(code, KINDS.get(len(code), Kind.VILLAGE)))
        for number, (code, name) in enumerate(names.items(), 2)
    ]


def known_of(names: dict[str, str]) -> list[Known]:
    ids = {code: number for number, code in enumerate(names, 1)}
    return [
        Known(
            100 + ids[code],
            ids[code],
            ids.get(parent_code(code) or ""),
            key_of(code),
            KINDS[len(code)],
            name,
            SINCE,
            FOREVER,
        )
        for code, name in names.items()
    ]


def plan_of(file: dict[str, str], tree: dict[str, str] | None = None, above: dict[str, int] | None = None) -> Plan:
    rows = rows_of(file)
    return plan_tree(rows, {row.code for row in rows}, known_of(tree or {}), above or {})


def without(*codes: str, **renamed: str) -> dict[str, str]:
    return {code: name for code, name in BASE.items() if code not in codes}


def test_the_same_file_changes_nothing() -> None:
    plan = plan_of(BASE, BASE)
    assert plan.empty
    assert plan.unchanged == len(BASE)


def test_a_first_file_is_all_new() -> None:
    plan = plan_of(BASE)
    assert [row.code for row in plan.new] == list(BASE)


def test_another_name_at_the_same_code_is_a_rename() -> None:
    plan = plan_of(BASE | {"231221101": "通江乡"}, BASE)
    assert [(change.old.name, change.row.name) for change in plan.renamed] == [("通江镇", "通江乡")]
    assert plan.unchanged == len(BASE) - 1


def test_another_kind_at_the_same_code_is_the_same_place() -> None:
    rows = rows_of(BASE, {"231221101201": Kind.COMMUNITY})
    plan = plan_tree(rows, set(BASE), known_of(BASE), {})
    assert [change.row.code for change in plan.kind_changed] == ["231221101201"]
    assert plan.changed == plan.kind_changed


def test_a_name_and_kind_that_appear_at_exactly_one_new_code_have_moved() -> None:
    plan = plan_of(without("231221101201") | {"231221100201": "通江村"}, BASE)
    assert [(change.old.code, change.row.code) for change in plan.moved] == [("231221101201", "231221100201")]
    assert not plan.new
    assert not plan.gone


def test_two_candidates_for_a_move_are_no_move() -> None:
    plan = plan_of(without("231221101201") | {"231221100201": "通江村", "231221100202": "通江村"}, BASE)
    assert not plan.moved
    assert len(plan.new) == 2
    assert [place.code for place in plan.gone] == ["231221101201"]


def test_children_follow_a_parent_that_moved_though_their_names_are_common() -> None:
    moved = {code.replace("2312211", "2312213"): name for code, name in BASE.items()}
    plan = plan_of(moved, BASE)
    assert {(change.old.code, change.row.code) for change in plan.moved} == {
        (code, code.replace("2312211", "2312213")) for code in BASE if code.startswith("2312211")
    }


def test_what_the_file_leaves_out_below_its_roots_is_gone_and_the_rest_untouched() -> None:
    rows = rows_of({"231221101": "通江镇", "231221101200": "红旗村"})
    inside = [place for place in known_of(BASE) if place.code.startswith("231221101")]
    plan = plan_tree(rows, {row.code for row in rows}, inside, {"231221": 3})
    assert [place.code for place in plan.gone] == ["231221101201"]
    assert plan.unchanged == 2


def rows_with_problems(file: dict[str, str], above: dict[str, int] | None = None) -> list[int]:
    return [remark.row for remark in plan_of(file, above=above).problems]


def test_a_place_without_its_parent_is_a_problem() -> None:
    assert rows_with_problems({"23": "黑龙江省", "2312": "绥化市", "231321": "x", "2312211": "y"}) == [4, 5]
    assert rows_with_problems({"231221": "望奎县"}) == [2]
    assert rows_with_problems({"231221": "望奎县"}, above={"2312": 7}) == []


def test_a_parent_left_out_between_two_levels_of_the_file_is_a_problem() -> None:
    assert rows_with_problems({"2312": "绥化市", "231221100": "望奎镇"}, above={"23": 1, "231221": 3}) == [3]


def test_wrong_lengths_kinds_and_zeros_are_problems_by_row() -> None:
    file = {"23": "a", "231": "b", "2300": "c", "2312": "d", "231221100200001": "e"}
    assert rows_with_problems(file) == [3, 4, 6]
    rows = [Row(2, "23", "黑龙江省", Kind.PREFECTURE), Row(3, "2312", "绥化市", Kind.COUNTY)]
    assert [remark.row for remark in plan_tree(rows, {"23", "2312"}, [], {}).problems] == [2, 3]


def test_a_code_twice_is_a_problem_that_names_the_first_row() -> None:
    rows = [Row(2, "23", "黑龙江省", Kind.PROVINCE), Row(9, "23", "黑龙江省", Kind.PROVINCE)]
    (remark,) = plan_tree(rows, {"23"}, [], {}).problems
    assert remark.row == 9
    assert remark.words["row"] == "2"


def test_a_plan_with_a_problem_holds_no_change() -> None:
    plan = plan_of(BASE | {"2": "x"}, {})
    assert plan.problems
    assert plan.empty


def test_children_of_a_row_that_could_not_be_read_are_not_called_orphans() -> None:
    rows = rows_of({"2312": "绥化市"})
    assert not plan_tree(rows, {"23", "2312"}, [], {}).problems


def test_plans_that_do_the_same_have_the_same_digest_and_others_not() -> None:
    one, other = plan_of(BASE | {"231221101": "a"}, BASE), plan_of(BASE | {"231221101": "b"}, BASE)
    assert one.digest() == plan_of(BASE | {"231221101": "a"}, BASE).digest() != other.digest()


def test_a_change_on_the_day_the_place_became_so_is_a_problem() -> None:
    plan = plan_of(BASE | {"231221101": "通江乡"}, BASE)
    assert [remark.row for remark in hindrances(plan, SINCE, {}, {})] == [7]
    assert hindrances(plan, ON, {}, {}) == []


def test_a_change_of_a_place_that_changes_later_anyway_is_a_problem() -> None:
    plan = plan_of(BASE | {"231221101": "通江乡"}, BASE)
    plan.renamed = [change._replace(old=change.old._replace(end_on=date(2027, 1, 1))) for change in plan.renamed]
    assert [remark.row for remark in hindrances(plan, ON, {}, {})] == [7]


def test_closing_a_place_with_grids_or_people_is_a_problem() -> None:
    plan = plan_of(without("231221101201"), BASE)
    gone = plan.gone[0].place_id
    assert len(hindrances(plan, ON, {gone: "somebody is in post"}, {gone: SINCE})) == 2
    assert "somebody is in post" in hindrances(plan, ON, {gone: "somebody is in post"}, {})[0].text
