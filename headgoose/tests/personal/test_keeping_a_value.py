"""A value is in the database only encrypted, is bound to its person, and shows in the clear nowhere but where asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import Person
from headgoose.personal.actions.fields import clear_field, record_field, reveal_field
from headgoose.personal.models import FieldKind, PersonalField
from headgoose.personal.queries import masked_fields
from headgoose.personal.rules import OWN, read_reason
from headgoose.records.models import Act
from headgoose.tests.personal.conftest import CARD, COUNTY, IDENTITY, OTHER_COUNTY, PHONE, VALUES, VILLAGE

PAYMENT = read_reason("payment", "六月份津贴发放")


@dataclass(frozen=True)
class Held:
    person_id: int
    by: Actor

    def reveal(self, kind: FieldKind = FieldKind.PHONE) -> str:
        return reveal_field(by=self.by, at=AT, person_id=self.person_id, kind=kind, reason=PAYMENT)


@pytest.fixture
def held(person_id: int, county: Actor) -> Held:
    """A person with all three values."""
    for kind, value in zip(FieldKind, VALUES, strict=True):
        record_field(by=county, at=AT, person_id=person_id, kind=kind, text=value)
    return Held(person_id, county)


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def test_a_value_comes_back_as_it_was_recorded(held: Held) -> None:
    assert [held.reveal(kind) for kind in FieldKind] == list(VALUES)


def test_only_masks_are_shown_otherwise(held: Held) -> None:
    assert [shown.masked for shown in masked_fields(held.person_id)] == [
        "****",
        "****8000",
        "****0128",
    ]


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_database_holds_a_value(held: Held) -> None:
    held.reveal()
    refusal(lambda: record_field(by=held.by, at=AT, person_id=held.person_id, kind=FieldKind.PHONE, text=PHONE + "1"))
    stored = everything_stored()
    assert "测试甲".encode() in stored
    for value in (*VALUES, IDENTITY[:17], PHONE[3:], CARD[6:]):
        assert value.encode() not in stored


def everything_stored() -> bytes:
    """The bytes of the file and its log; on PostgreSQL every row as text, bytes as hexadecimal and decoded."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))
    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT t::text FROM {table} t")
            kept += [row[0].encode() for row in cursor.fetchall()]
    kept += [bytes(one) for one in PersonalField.objects.values_list("ciphertext", flat=True)]
    return b"\n".join(kept)


def test_the_trail_says_that_and_never_what(held: Held) -> None:
    held.reveal()
    acts = Act.objects.filter(room="personal").order_by("pk")
    assert [act.verb for act in acts] == ["personal.record_field"] * 3 + ["personal.reveal_field"]
    assert acts[0].after == {"kind": "identity", "value": "recorded"}
    assert acts[3].after == {"kind": "phone", "purpose": "payment", "words": "六月份津贴发放"}
    assert {act.subject for act in acts} == {f"people.person:{held.person_id}"}


def test_ciphertexts_that_were_swapped_do_not_open(held: Held) -> None:
    phone, card = (PersonalField.objects.get(kind=kind) for kind in (FieldKind.PHONE, FieldKind.ACCOUNT))
    PersonalField.objects.filter(pk=phone.pk).update(ciphertext=card.ciphertext)
    PersonalField.objects.filter(pk=card.pk).update(ciphertext=phone.ciphertext)
    for kind in (FieldKind.PHONE, FieldKind.ACCOUNT):
        fault = refusal(lambda kind=kind: held.reveal(kind))  # type: ignore[misc]
        assert "altered" in str(fault)
        assert fault.because is Because.CONFLICT
    assert [shown.readable for shown in masked_fields(held.person_id)] == [True, False, False]


def test_a_value_carried_to_another_person_does_not_open(
    held: Held, user_at: Callable[..., User], as_user: Callable[..., Client]
) -> None:
    thief = user_at("secretary", "231221100201")
    mine = PersonalField.objects.get(kind=FieldKind.PHONE)
    PersonalField.objects.create(
        person=Person.objects.get(user=thief),
        kind=FieldKind.PHONE,
        ciphertext=mine.ciphertext,
        key_name=mine.key_name,
        algorithm=mine.algorithm,
        changed_at=AT,
    )
    answer = as_user(thief).post(f"/person/{thief.person_id}/personal/phone/reveal/")
    assert answer.status_code == 409
    assert PHONE not in answer.content.decode()


def test_the_database_refuses_to_move_a_value(held: Held, user_at: Callable[..., User]) -> None:
    other = user_at("secretary", "231221100201")
    for change in ({"person_id": other.person_id}, {"kind": "account"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonalField.objects.filter(kind="phone").update(**change)


@pytest.mark.parametrize("ciphertext", [b"", b"x" * 12, b"x" * 28, b"x" * 200])
def test_a_spoilt_value_is_said_to_be_so_and_can_be_recorded_anew(held: Held, ciphertext: bytes) -> None:
    PersonalField.objects.filter(kind="phone").update(ciphertext=ciphertext)
    assert "altered" in str(refusal(held.reveal))
    record_field(by=held.by, at=AT, person_id=held.person_id, kind=FieldKind.PHONE, text=PHONE)
    assert held.reveal() == PHONE


def test_without_the_key_file_values_cannot_be_read_and_nothing_new_is_begun(held: Held, own_keys: Path) -> None:
    kept = own_keys.read_bytes()
    own_keys.unlink()
    assert "key" in str(refusal(held.reveal))
    assert not any(shown.readable for shown in masked_fields(held.person_id))
    again = refusal(lambda: record_field(by=held.by, at=AT, person_id=held.person_id, kind=FieldKind.PHONE, text=PHONE))
    assert "key file is missing" in str(again)
    assert not own_keys.exists()
    own_keys.write_bytes(b"{}")
    assert "key" in str(refusal(held.reveal))
    own_keys.write_bytes(kept)
    assert held.reveal() == PHONE


def test_a_reveal_that_failed_leaves_no_act(held: Held, own_keys: Path) -> None:
    own_keys.unlink()
    refusal(held.reveal)
    assert not Act.objects.filter(verb="personal.reveal_field").exists()


def test_one_identity_number_for_two_persons_is_refused_where_both_are_seen(
    held: Held, user_at: Callable[..., User], actor_at: Callable[..., Actor]
) -> None:
    def twin(code: str) -> int:
        made = user_at("secretary", code, name="测试乙").person_id
        assert made is not None
        Person.objects.filter(pk=made).update(sex="f")
        return made

    def record(person_id: int, by: Actor) -> PersonalField:
        return record_field(by=by, at=AT, person_id=person_id, kind=FieldKind.IDENTITY, text=IDENTITY)

    near, far = twin("231221100201"), twin("231222100200")
    fault = refusal(lambda: record(near, held.by))
    assert fault.because is Because.CONFLICT
    assert "测试甲" in str(fault)
    # Whoever cannot see the first person does not learn from a refusal that they are there.
    field = record(far, actor_at(OTHER_COUNTY, Right.APPOINT))
    assert field.fingerprint == PersonalField.objects.get(person_id=held.person_id, kind="identity").fingerprint


def test_a_cleared_value_is_gone(held: Held) -> None:
    clear_field(by=held.by, at=AT, person_id=held.person_id, kind=FieldKind.PHONE)
    assert refusal(held.reveal).because is Because.NOT_FOUND
    assert PersonalField.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "rights", "expected"),
    [
        (COUNTY, (Right.REVEAL_PERSONAL,), None),
        (VILLAGE, (Right.REVEAL_PERSONAL,), None),
        (COUNTY, (Right.APPOINT, Right.READ_TRAIL, Right.OPERATE), Because.FORBIDDEN),
        (OTHER_COUNTY, (Right.REVEAL_PERSONAL,), Because.NOT_FOUND),
        ("231221100201", (Right.REVEAL_PERSONAL,), Because.NOT_FOUND),
    ],
)
def test_a_value_is_shown_to_whoever_has_the_right_over_the_person_s_place(
    held: Held, actor_at: Callable[..., Actor], code: str, rights: Sequence[Right], expected: Because | None
) -> None:
    other = Held(held.person_id, actor_at(code, *rights))
    if expected is None:
        assert other.reveal() == PHONE
    else:
        assert refusal(other.reveal).because is expected


def test_nobody_is_shown_a_value_of_another_as_their_own(held: Held) -> None:
    call = refusal(lambda: reveal_field(by=held.by, at=AT, person_id=held.person_id, kind=FieldKind.PHONE, reason=OWN))
    assert call.field == "purpose"
