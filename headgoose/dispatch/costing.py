"""What a plan costs by its own rule, as it stands or as it would be."""

from collections.abc import Mapping

from headgoose.dispatch.models import Placement, Run
from headgoose.dispatch.solving import cost_of
from headgoose.dispatch.stored import Question, marked, question_of


def cost_of_lines(run: Run) -> tuple[int, dict[str, int]]:
    """The objective and its parts of a run's plan as it is stored."""
    question = question_of(run)
    return _split(question, marked(placed(run).items(), question.mark_of))


def cost_of_change(run: Run, moves: Mapping[int, int | None]) -> dict[str, int]:
    """What a change by hand adds to the objective and to its parts; negative where it saves.

    Args:
        moves: where candidates go, by their ids; None for nowhere.
    """
    question = question_of(run)
    before, after = placed(run), dict(placed(run))
    for pk, key in moves.items():
        after.pop(pk, None)
        if key is not None:
            after[pk] = key
    was, then = (cost_of(question.problem, marked(plan.items(), question.mark_of)) for plan in (before, after))
    return {name: then[name] - was[name] for name in then}


def placed(run: Run) -> dict[int, int]:
    """Where everybody goes, by the candidate's id."""
    return dict(Placement.objects.filter(run=run).values_list("candidate_id", "key"))


def _split(question: Question, place_of: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    told = cost_of(question.problem, place_of)
    return told["objective"], {name: value for name, value in told.items() if name != "objective"}
