"""`headgoose figure`: a figure at a place on a date, with its rows if asked."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from headgoose.cli.console import say
from headgoose.cli.start import start_on_records


def figure(
    code: Annotated[str, typer.Argument(help="The figure's code, such as P4.")],
    place: Annotated[str, typer.Argument(help="The place's code, such as 2312.")],
    on: Annotated[str | None, typer.Option(help="The date, such as 2026-06-01. Default: today.")] = None,
    rows: Annotated[bool, typer.Option("--rows", help="List the records behind it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    basis: Annotated[str, typer.Option(help="The map: `then`, as it was, or `today`.")] = "then",
    known: Annotated[str, typer.Option(help="Count what was on record of people and books on this date.")] = "",
) -> None:
    """Show a figure at a place, computed from the records of the date."""
    start_on_records()
    from headgoose.kernel.asking import read_date
    from headgoose.kernel.clock import today

    answer = _answer(code, place, read_date(on) if on else today(), rows, basis, known)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print(answer)


def _answer(code: str, place: str, on: date, with_rows: bool, basis: str, known: str) -> dict[str, Any]:
    from headgoose.briefing.drill import ROWS_MOST, drill_rows
    from headgoose.briefing.engine import ALL_FACTS
    from headgoose.briefing.exports import figure_json, place_json, row_json, standpoint_json, value_json
    from headgoose.briefing.views.asked import Asked, map_date, read_basis, read_known
    from headgoose.briefing.wording import value_text
    from headgoose.kernel.actor import system_actor
    from headgoose.kernel.figures import figures
    from headgoose.places.queries import get_span

    wanted, operator = read_basis(basis), system_actor("operator", "cli")
    asked = Asked(figures.get(code), get_span(place, map_date(wanted, on)), on, operator, wanted, read_known(known))
    value = asked.reader.value(asked.figure, asked.span)
    answer = {
        "figure": figure_json(asked.figure),
        "place": place_json(asked.span),
        **standpoint_json(asked),
        **value_json(value),
        "text": value_text(value),
    }
    if with_rows and asked.figure.applies_at(asked.span.level):
        found = drill_rows(asked, ALL_FACTS, 0, ROWS_MOST)
        answer["rows"] = [row_json(asked.figure, row) for row in found]
    return answer


def _print(answer: dict[str, Any]) -> None:
    figure, place = answer["figure"], answer["place"]
    made_of = f" ({answer['numerator']} / {answer['denominator']})" if answer["denominator"] else ""
    later = f" · on the map of {answer['map_on']}" if answer["map_on"] != answer["on"] else ""
    known = f" · as known on {answer['known_on']}" if answer["known_on"] else ""
    say(f"{figure['code']} {figure['name']} · {place['code']} {place['name']} · {answer['on']}{later}{known}")
    say(f"{answer['text']}{made_of}")
    for row in answer.get("rows", []):
        share = f"  × {row['share']:g}" if row["share"] != 1 else ""
        lies_in = f"  → {row['lies_in']['code']} {row['lies_in']['name']}" if row["lies_in"] else ""
        place = row["place"]
        say(f"{place['code']}  {place['name']}{lies_in}  {row['label']}  {row['detail']}  {row['numerator']}{share}")
