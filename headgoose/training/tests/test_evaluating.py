"""What participants say of a class: once each, and tied to nobody."""

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from headgoose.kernel.refusal import Refused
from headgoose.records.models import Act
from headgoose.training.actions.evaluating import evaluate_class
from headgoose.training.models import Enrolment, Evaluation
from headgoose.training.tests.conftest import School

GOOD: dict[str, Any] = {"content": 5, "teaching": 4, "use": 5, "words": "讲得实在"}


@pytest.fixture
def row(school: School) -> Enrolment:
    """Somebody of the cast was in the class, which is over."""
    tenure = school.ground.tenure()
    found = school.name(tenure)
    school.begin()
    school.ground.users["stranger"].person = tenure.person
    school.ground.at = school.session(2).end_at
    return found


def test_an_answer_is_given_once_and_only_by_who_was_named(school: School, row: Enrolment) -> None:
    with pytest.raises(Refused):
        school.organise(evaluate_class, "secretary", **GOOD)
    school.organise(evaluate_class, "stranger", **GOOD)
    with pytest.raises(Refused):
        school.organise(evaluate_class, "stranger", **GOOD)
    assert Evaluation.objects.get().words == "讲得实在"


def test_nothing_on_record_ties_an_answer_to_a_person_or_a_time(school: School, row: Enrolment) -> None:
    school.organise(evaluate_class, "stranger", **GOOD)
    answer = Evaluation.objects.get()
    fields = {field.name for field in Evaluation._meta.get_fields()}
    assert fields == {"id", "training_class", "content", "teaching", "use", "words"}
    pointing = [
        model for model in apps.get_models() for field in model._meta.fields if field.related_model is Evaluation
    ]
    assert pointing == []
    act = Act.objects.get(verb="training.evaluate_class")
    assert (act.user_id, act.actor_label, act.after, act.before) == (None, "a participant", None, None)
    assert (act.at.hour, act.at.minute, act.at.second) == (16, 0, 0)
    assert str(answer.pk) not in act.subject


def test_numbers_of_answers_tell_no_order(school: School, row: Enrolment) -> None:
    numbers = []
    for _turn in range(12):
        with transaction.atomic():
            school.organise(evaluate_class, "stranger", **GOOD)
            numbers.append(Evaluation.objects.get().pk)
            transaction.set_rollback(True)
    assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))
    assert min(numbers) >= 0
    assert max(numbers) < 2**52


@pytest.mark.parametrize("wrong", [{"content": 0}, {"teaching": 6}, {"use": -1}, {"words": "长" * 501}])
def test_marks_are_from_1_to_5_and_words_are_few(school: School, row: Enrolment, wrong: dict[str, int]) -> None:
    with pytest.raises(Refused) as refused:
        school.organise(evaluate_class, "stranger", **{**GOOD, **wrong})
    assert refused.value.field == next(iter(wrong))
    row.refresh_from_db()
    assert not row.answered
    assert not Evaluation.objects.exists()


def test_a_class_is_evaluated_when_it_is_over(school: School, row: Enrolment) -> None:
    school.ground.at = school.session(2).start_at
    with pytest.raises(Refused):
        school.organise(evaluate_class, "stranger", **GOOD)
    school.end()
    school.organise(evaluate_class, "stranger", **GOOD)
