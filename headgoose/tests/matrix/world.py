"""A small province in which every place has a person of its own, known by two letters that stand nowhere else.

Of each person there are a post, a tenure that was corrected, a telephone, an account, a near relative, an order that
would end the tenure; of each place a frozen briefing, of each village a book: whatever an address can be about.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.test import Client

from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.api.actions import make_token
from headgoose.api.rules import FOR_TOKENS
from headgoose.briefing.actions import freeze_briefing
from headgoose.briefing.models import FrozenBriefing
from headgoose.casework.models import Leg, Photo, Request, RollCall
from headgoose.kernel.actor import system_actor
from headgoose.kernel.area import Area, Level, key_of, parent_code
from headgoose.kernel.rights import Right
from headgoose.ledger.models import Evidence, Voucher, VoucherFile
from headgoose.orders.actions.drafting import DraftLine, draft_order
from headgoose.orders.models import OrderPaper, Verb
from headgoose.people.actions.corrections import correct_tenure
from headgoose.people.models import How, Kinship, Person, Post, PostType, Tenure
from headgoose.personal.actions.fields import record_field
from headgoose.personal.models import FieldKind
from headgoose.places.models import Kind, Place, Span
from headgoose.places.names import spell
from headgoose.tests.matrix.books import AT, keep_book
from headgoose.tests.matrix.calls import answer_at, blow_at, call_at
from headgoose.tests.matrix.net import ask_at
from headgoose.tests.matrix.sending import Sending, send_people

SINCE = date(2016, 1, 1)
TODAY = date(2026, 6, 1)
PLACES = [
    ("22", "旁省", 10),
    ("23", "黑龙江省", 10),
    ("2311", "黑河市", 20),
    ("231121", "嫩江县", 30),
    ("2312", "绥化市", 20),
    ("231221", "望奎县", 30),
    ("231221100", "望奎镇", 40),
    ("231221100200", "厢红五村委会", 50),
    ("231221100200001", "第1网格", 60),
    ("231221100200002", "第2网格", 60),
    ("231221100201", "厢红六村委会", 50),
    ("231221101", "通江镇", 40),
    ("231222", "兰西县", 30),
]
# The post that the person of each place holds, by the level of the place.
POST_AT = {
    10: "auditor",
    20: "auditor",
    30: "auditor",
    40: "township_accountant",
    50: "village_accountant",
    60: "grid_worker",
}
# Of the cast, one of those with the same posts: what one may hangs on nothing else.
SEATS: dict[str, tuple[str, str] | None] = {
    "province_officer": ("province_officer", "23"),
    "prefecture_officer": ("prefecture_officer", "2312"),
    "county_officer": ("county_officer", "231221"),
    "township_officer": ("township_officer", "231221100"),
    "township_accountant": ("township_accountant", "231221100"),
    "village_accountant": ("village_accountant", "231221100200"),
    "secretary": ("secretary", "231221100200"),
    "first_secretary": ("first_secretary", "231221100200"),
    "grid_worker": ("grid_worker", "231221100200001"),
    "auditor": ("auditor", "2312"),
    "system_admin": ("system_admin", "23"),
    "security_admin": ("security_admin", "23"),
    "audit_admin": ("audit_admin", "23"),
    "resident": None,
}
BASE = "231221100200"
NOBODY = "nobody"


@dataclass(frozen=True)
class Member:
    """Somebody who calls: an account of the cast, or nobody at all."""

    name: str
    seat: str
    user: User | None

    def client(self) -> Client:
        """A browser of theirs, signed in."""
        client = Client(raise_request_exception=False)
        if self.user is not None:
            client.force_login(self.user)
        return client

    def clients(self) -> Iterator[Client]:
        """Their browser again and again as it was when they had signed in, whatever an address did to it."""
        client = self.client()
        signed_in = deepcopy(client.cookies)
        while True:
            client.cookies = deepcopy(signed_in)
            yield client

    def reach(self, *rights: Right) -> tuple[Area, ...]:
        """Where one of some rights is theirs."""
        if self.user is None:
            return ()
        actor = actor_of(self.user, TODAY, "test")
        return tuple(area for right in rights for area in actor.scope(right))


@dataclass
class World:
    """All there is, by the code of its place."""

    spans: dict[str, Span] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    tenures: dict[str, Tenure] = field(default_factory=dict)
    papers: dict[str, OrderPaper] = field(default_factory=dict)
    frozen: dict[str, FrozenBriefing] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    kinships: dict[str, Kinship] = field(default_factory=dict)
    vouchers: dict[str, Voucher] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    files: dict[str, VoucherFile] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    photos: dict[str, Photo] = field(default_factory=dict)
    legs: dict[str, Leg] = field(default_factory=dict)
    rolls: dict[str, RollCall] = field(default_factory=dict)
    sending: Sending = field(default_factory=Sending)
    members: list[Member] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)

    def relations(self, seat: str) -> dict[str, str]:
        """The places that a member looks at: own, child, sibling, parent; a missing one is left out."""
        codes = list(self.spans)
        child = next((code for code in codes if parent_code(code) == seat), None)
        sibling = next(
            (
                code
                for code in codes
                if code != seat and len(code) == len(seat) and parent_code(code) == parent_code(seat)
            ),
            None,
        )
        found = {"own": seat, "child": child, "sibling": sibling, "parent": parent_code(seat)}
        return {name: code for name, code in found.items() if code is not None}

    @property
    def phones(self) -> list[str]:
        """The telephone of each person: nobody sees it who has not said what for."""
        return [phone_of(number) for number in range(len(PLACES))]

    def hidden_from(self, member: Member, *rights: Right) -> Mapping[str, Person]:
        """The persons of places where a member has none of some rights, by place."""
        areas = member.reach(*rights)
        return {
            code: person
            for code, person in self.persons.items()
            if not any(area.low <= key_of(code) < area.high for area in areas)
        }


def mark_of(number: int) -> tuple[str, str]:
    """Two characters that no page writes of itself."""
    return chr(0x3400 + 2 * number), chr(0x3401 + 2 * number)


def phone_of(number: int) -> str:
    """A telephone that belongs to nobody."""
    return f"1390000{number:04d}"


def build_world() -> World:
    """Places, a person in post at each with all that hangs on it, and the cast."""
    world = World()
    _lay_places(world)
    for number, (code, _name, _kind) in enumerate(PLACES):
        _seat(world, code, number)
        _write_about(world, code, number)
    _call_rolls(world)
    world.sending = send_people(world.spans, world.persons)
    world.members = [Member(NOBODY, BASE, None), *_cast(world)]
    for member in world.members:
        _give_token(world, member)
    return world


def _write_about(world: World, code: str, number: int) -> None:
    """Everything that an address can be about, at one place."""
    system, span, person, tenure = (
        system_actor("matrix", "test"),
        world.spans[code],
        world.persons[code],
        world.tenures[code],
    )
    correct_tenure(
        by=system,
        at=AT,
        tenure_id=tenure.pk,
        start_on=tenure.start_on,
        end_on=tenure.end_on,
        how=How.HIRED.value,
        end_reason="",
        why=f"{person.name}的登记有误",
    )
    record_field(by=system, at=AT, person_id=person.pk, kind=FieldKind.PHONE, text=phone_of(number))
    line = DraftLine(Verb.END, tenure_id=tenure.pk, end_on=date(2026, 9, 1), reason="resigned")
    world.papers[code] = draft_order(
        by=system,
        at=AT,
        number=f"测{number}",
        title=f"免去{person.name}",
        place_id=span.place_id,
        effective_on=date(2026, 9, 1),
        lines=[line],
    )
    world.frozen[code] = freeze_briefing(by=system, at=AT, place=code, on=TODAY)
    world.users[code] = User.objects.create(username=f"{person.name}account", person=person)
    if span.kind == Kind.VILLAGE:
        kept = keep_book(person, span.place_id, number)
        world.vouchers[code], world.evidence[code], world.files[code] = kept
    if span.level >= Level.VILLAGE:
        world.requests[code], world.photos[code] = ask_at(span, number, phone_of(number))
    relative = Person.objects.create(name=f"亲属{number}", initials="qs", sex="m", born_on=date(1986, 1, 1))
    world.kinships[code] = Kinship.objects.create(
        person_a=person, person_b=relative, kind="spouse", start_on=date(2020, 1, 1)
    )


def _call_rolls(world: World) -> None:
    """A whistle at each village and township; a roll-call at each place with grids, answered by one of them."""
    grids = [span for span in world.spans.values() if span.level is Level.GRID]
    for number, span in enumerate(world.spans.values()):
        if span.level in {Level.TOWNSHIP, Level.VILLAGE}:
            world.legs[span.code] = blow_at(span)
        if any(span.area.covers(grid.area) for grid in grids):
            world.rolls[span.code] = call_at(span)
            answering = next(grid for grid in grids if span.area.covers(grid.area))
            answer_at(world.rolls[span.code], answering, world.users[answering.code], number)


def _give_token(world: World, member: Member) -> None:
    if member.user is None or member.user.person_id is None:
        return
    actor = actor_of(member.user, TODAY, "test")
    rights = sorted({grant.right for grant in actor.grants} & set(FOR_TOKENS), key=lambda right: right.value)
    if rights:
        _token, world.tokens[member.name] = make_token(
            by=actor, at=AT, user_id=member.user.pk, name="matrix", rights=rights, expires_on=date(2026, 12, 1)
        )


def _lay_places(world: World) -> None:
    since = datetime(2016, 1, 1, tzinfo=UTC)
    spelt = spell([name for _code, name, _kind in PLACES])
    for (code, name, kind), (pinyin, initials) in zip(PLACES, spelt, strict=True):
        above = world.spans.get(parent_code(code) or "")
        world.spans[code] = Span.objects.create(
            place=Place.objects.create(made_at=since),
            parent=above.place if above else None,
            key=key_of(code),
            kind=kind,
            name=name,
            pinyin=pinyin,
            initials=initials,
            start_on=SINCE,
        )


def _seat(world: World, code: str, number: int) -> None:
    span = world.spans[code]
    person = Person.objects.create(
        name="".join(mark_of(number)), initials=f"zz{number}", sex="f", born_on=date(1985, 3, 5)
    )
    type_ = PostType.objects.get(code=POST_AT[span.kind])
    world.persons[code] = person
    world.posts[code], world.tenures[code] = _appoint(span, type_, person)


def _appoint(span: Span, type_: PostType, person: Person) -> tuple[Post, Tenure]:
    seat = Post.objects.filter(type=type_, place_id=span.place_id).count() + 1
    post = Post.objects.create(type=type_, place_id=span.place_id, seat=seat, start_on=SINCE)
    tenure = Tenure.objects.create(
        post=post, type=type_, place_id=span.place_id, person=person, start_on=date(2020, 1, 1), how=How.APPOINTED
    )
    return post, tenure


def _cast(world: World) -> Iterable[Member]:
    for number, (name, seat) in enumerate(SEATS.items(), 1):
        person = Person.objects.create(name=f"角色{number}", initials="js", sex="m", born_on=date(1980, 1, 1))
        if seat is not None:
            type_code, code = seat
            _appoint(world.spans[code], PostType.objects.get(code=type_code), person)
        user = User.objects.create(username=name, person=person)
        yield Member(name, seat[1] if seat else BASE, user)
