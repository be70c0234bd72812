"""Reads of elections, within what the actor may see."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from headgoose.elections.models import Body, Cause, Election, ElectionState, Term
from headgoose.elections.models.election import OPEN
from headgoose.elections.rules import POSTS
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import Post, Tenure
from headgoose.people.queries import is_inside
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

RELATED = ("term", "order", "follows")


def find_term(on: date) -> Term | None:
    """The term in force on a day; before the first one none."""
    return Term.objects.filter(start_on__lte=on, end_on__gt=on).first()


def get_term(code: str, on: date) -> Term:
    """The term with a code, or without one the term in force, else the next or last one. Raises Refused (NOT_FOUND)."""
    if code:
        found = Term.objects.filter(code=code[:20]).first()
    else:
        found = find_term(on) or Term.objects.filter(start_on__gt=on).last() or Term.objects.first()
    if found is None:
        raise Refused(_("There is no such term."), Because.NOT_FOUND, field="term")
    return found


def get_election(actor: Actor, election_id: int) -> tuple[Election, Span]:
    """An election where the actor may read, with its place on the newest map. Raises Refused (NOT_FOUND)."""
    election = Election.objects.select_related(*RELATED).filter(pk=election_id).first()
    span = last_spans_of([election.place_id])[election.place_id] if election else None
    if election is None or span is None or not is_inside(span.key, actor.scope(Right.READ)):
        raise Refused(_("There is no such election in your area."), Because.NOT_FOUND)
    return election, span


def posts_at(place_id: int, body: str, on: date) -> list[Post]:
    """The posts of a place that a body elects, as they exist on a day."""
    posts = Post.objects.filter(place_id=place_id, type__code__in=POSTS[Body(body)], start_on__lte=on, end_on__gt=on)
    return list(posts.select_related("type").order_by("type__order", "seat"))


def posts_of(election: Election) -> list[Post]:
    """The posts that an election fills."""
    return posts_at(election.place_id, election.body, election.planned_on)


def vacant_posts(election: Election, on: date) -> list[Post]:
    """Those posts of a body that nobody holds on a day."""
    posts = posts_at(election.place_id, election.body, on)
    held = set(Tenure.objects.filter(post__in=posts, start_on__lte=on, end_on__gt=on).values_list("post_id", flat=True))
    return [post for post in posts if post.pk not in held]


def elections_at(place_id: int, term: Term | None = None) -> QuerySet[Election]:
    """The elections of a place, perhaps of one term, newest term first, in their order."""
    found = Election.objects.filter(place_id=place_id).select_related(*RELATED)
    if term is not None:
        found = found.filter(term=term)
    return found.order_by("-term__start_on", "body", "number")


def current(elections: QuerySet[Election]) -> QuerySet[Election]:
    """Of each body and place the election that counts now, the last one; and beside it an open one for a vacancy."""
    later = Election.objects.filter(
        place=OuterRef("place"), term=OuterRef("term"), body=OuterRef("body"), number__gt=OuterRef("number")
    ).exclude(cause=Cause.VACANCY)
    return elections.filter(Q(cause=Cause.VACANCY, state__in=OPEN) | ~Q(cause=Cause.VACANCY) & ~Exists(later))


def elections_within(areas: Iterable[Area], term: Term, on: date) -> QuerySet[Election]:
    """All elections of a term in places inside some areas on a day."""
    spans = Span.objects.on(on).within(list(areas)).filter(kind__gte=50, kind__lt=60)
    return Election.objects.filter(term=term, place__in=spans.values("place_id")).select_related(*RELATED)


def held_villages(area: Area, term: Term, on: date) -> list[int]:
    """The places inside an area with an election that waits to be confirmed, in the order of the tree."""
    waiting = Election.objects.filter(term=term, state=ElectionState.HELD).values("place_id")
    spans = Span.objects.on(on).within([area]).filter(place__in=waiting, kind__gte=50, kind__lt=60)
    return list(spans.order_by("key").values_list("place_id", flat=True))


def first_confirmed(election: Election) -> Election | None:
    """The concluded election of a by-election's body, place and term, whose term of office it completes."""
    same = Election.objects.filter(place_id=election.place_id, term_id=election.term_id, body=election.body)
    concluded = same.filter(state=ElectionState.CONFIRMED).exclude(cause=Cause.VACANCY)
    return concluded.first()


def token_of(elections: Sequence[Election]) -> str:
    """What identifies the state in which elections were shown."""
    return "-".join(f"{one.pk}.{one.version}" for one in sorted(elections, key=lambda one: one.pk))
