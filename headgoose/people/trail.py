"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.registries import Words
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import (
    FieldWords,
    Named,
    SubjectKind,
    about_person,
    name_fields,
    name_subject,
    name_verbs,
)
from headgoose.look.wording import reads_chinese
from headgoose.people.models import Batch, EndReason, ExcludedPair, How, Order, Post, Tenure
from headgoose.people.post_type_file import post_type_values
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of

VERBS = {
    "people.appoint_person": _("Somebody was appointed"),
    "people.end_tenure": _("A tenure was ended"),
    "people.issue_order": _("An order was issued"),
    "people.withdraw_order": _("An order was withdrawn"),
    "people.correct_tenure": _("A tenure was corrected"),
    "people.void_tenure": _("A tenure was declared void"),
    "people.follow_map_change": _("Posts and tenures followed a change of the map"),
    "people.establish_posts": _("A post was set up"),
    "people.abolish_post": _("A post was abolished"),
    "people.register_persons": _("Somebody was registered"),
    "people.open_batch": _("A batch was opened"),
    "people.record_kinship": _("A kinship was recorded"),
    "people.end_kinship": _("A kinship was taken back"),
    "people.add_excluded_pair": _("Two kinds of post were made to exclude each other"),
}


def _in_tongue(chinese: str, english: str) -> str:
    return chinese if reads_chinese() else english


_name = lazy(_in_tongue, str)
POST_TYPES: dict[str, Words] = {
    code: _name(row["name_zh"], row["name_en"])
    for code, row in post_type_values(Path(__file__).with_name("data") / "post_types.csv")
}
FIELDS = {
    "post": FieldWords(_("Post"), noun="people.post"),
    "post_id": FieldWords(_("Post"), noun="people.post"),
    "person": FieldWords(_("Person"), noun="people.person"),
    "person_id": FieldWords(_("Person"), noun="people.person"),
    "order": FieldWords(_("Order"), noun="people.order"),
    "tenure": FieldWords(_("Tenure"), noun="people.tenure"),
    "start_on": FieldWords(pgettext_lazy("a date", "Begins")),
    "end_on": FieldWords(pgettext_lazy("a date", "Ends")),
    "how": FieldWords(_("How"), words={value: label for value, label in How.choices if value}),
    "end_reason": FieldWords(_("Why it ended"), words={value: label for value, label in EndReason.choices if value}),
    "number": FieldWords(_("Number of the document")),
    "count": FieldWords(_("How many")),
    "first_id": FieldWords(_("First number")),
    "type": FieldWords(_("Kind of post"), words=POST_TYPES),
    "persons": FieldWords(_("Persons"), noun="people.person"),
    "tenures": FieldWords(_("Tenures")),
    "abolished": FieldWords(_("Posts abolished"), noun="people.post"),
    "set_up": FieldWords(_("Posts set up"), noun="people.post"),
    "why": FieldWords(_("Reason")),
    "document": FieldWords(_("Document")),
    "types": FieldWords(_("Kinds of post"), words=POST_TYPES),
    "anywhere": FieldWords(_("Anywhere")),
    "kin": FieldWords(_("Near relatives")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("people.tenure", _("Tenure"), name_tenures, areas_of_tenures))
    name_subject(SubjectKind("people.person", _("Person"), name_persons))
    name_subject(SubjectKind("people.post", _("Post"), name_posts, areas_of_posts))
    name_subject(SubjectKind("people.order", _("Order"), name_orders, areas_of_orders))
    name_subject(SubjectKind("people.batch", _("Batch"), name_batches))
    name_subject(SubjectKind("people.excluded_pair", _("Posts that exclude each other"), name_pairs))
    name_subject(SubjectKind("people.kinship", _("Kinship"), lambda ids, actor, on: {}))
    about_person.append(subjects_about)


def subjects_about(person_id: int) -> list[str]:
    """A person and all tenures they had."""
    tenures = Tenure.with_voided.filter(person_id=person_id).values_list("pk", flat=True)
    return [f"people.person:{person_id}", *(f"people.tenure:{pk}" for pk in tenures)]


def _known(actor: Actor) -> list[Area]:
    return [*actor.scope(Right.READ), *actor.scope(Right.READ_TRAIL)]


def name_tenures(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Who, as what, where."""
    tenures = Tenure.with_voided.filter(pk__in=ids).select_related("person", "type")
    spans = last_spans_of({tenure.place_id for tenure in tenures})
    known = _known(actor)
    return {
        tenure.pk: Named(
            f"{tenure.person.name} · {tenure.type.name} · {spans[tenure.place_id].said}",
            f"{reverse('person', args=[tenure.person_id])}#tenure-{tenure.pk}",
        )
        for tenure in tenures
        if tenure.place_id in spans and is_inside(spans[tenure.place_id].key, known)
    }


def name_persons(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Names of those who have or had a post inside the actor's areas."""
    tenures = Tenure.with_voided.filter(person_id__in=ids).select_related("person")
    spans = last_spans_of({tenure.place_id for tenure in tenures})
    known = _known(actor)
    return {
        tenure.person_id: Named(tenure.person.name, reverse("person", args=[tenure.person_id]))
        for tenure in tenures
        if tenure.place_id in spans and is_inside(spans[tenure.place_id].key, known)
    }


def name_posts(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """The kind of post and its place."""
    posts = Post.objects.filter(pk__in=ids).select_related("type")
    spans = last_spans_of({post.place_id for post in posts})
    known = _known(actor)
    return {
        post.pk: Named(f"{post.type.name} · {spans[post.place_id].said}", reverse("post", args=[post.pk]))
        for post in posts
        if post.place_id in spans and is_inside(spans[post.place_id].key, known)
    }


def name_orders(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """The numbers of orders of places inside the actor's areas."""
    orders = Order.objects.filter(pk__in=ids)
    spans = last_spans_of({order.place_id for order in orders})
    known = _known(actor)
    return {
        order.pk: Named(order.number)
        for order in orders
        if order.place_id in spans and is_inside(spans[order.place_id].key, known)
    }


def name_batches(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Batches by name: they are of no place and no secret."""
    return {batch.pk: Named(batch.name) for batch in Batch.objects.filter(pk__in=ids)}


def name_pairs(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """The two kinds of post: rules are no secret."""
    pairs = ExcludedPair.objects.filter(pk__in=ids).select_related("type_a", "type_b")
    return {pair.pk: Named(f"{pair.type_a.name} · {pair.type_b.name}") for pair in pairs}


def areas_of_tenures(ids: Sequence[int]) -> Mapping[int, Area]:
    """The places of tenures."""
    return _areas(dict(Tenure.with_voided.filter(pk__in=ids).values_list("pk", "place_id")))


def areas_of_posts(ids: Sequence[int]) -> Mapping[int, Area]:
    """The places of posts."""
    return _areas(dict(Post.objects.filter(pk__in=ids).values_list("pk", "place_id")))


def areas_of_orders(ids: Sequence[int]) -> Mapping[int, Area]:
    """The places that issued orders."""
    return _areas(dict(Order.objects.filter(pk__in=ids).values_list("pk", "place_id")))


def _areas(places: Mapping[int, int]) -> dict[int, Area]:
    spans = last_spans_of(set(places.values()))
    return {pk: spans[place].area for pk, place in places.items() if place in spans}
