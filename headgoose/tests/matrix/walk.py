"""The addresses to call, what stands for their parameters at a place, and what an answer amounts to."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from headgoose.tests.architecture.source import walk
from headgoose.tests.matrix.world import World

# How the table says what came back.
SHOWN, ELSEWHERE, DOOR, FORBIDDEN, ABSENT, ASKED, BROKEN = "+", ">", "s", "f", "n", "?", "!"
LEGEND = {
    SHOWN: "answered",
    ELSEWHERE: "sent on to another page",
    DOOR: "sent to the sign-in page (401 from the interface for programs)",
    FORBIDDEN: "refused: 403",
    ABSENT: "not found: 404, said alike of what is not there and of what lies outside",
    ASKED: "let in, but the request itself was wanting: 400, 405, 409, 422, 428",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
FIGURE = "G3"
DAY = "2026-06-01"
# Files of styles and scripts, which everybody's browser loads.
PASSED_OVER = ("static/",)


@dataclass(frozen=True)
class Address:
    """One address: its name, its route and what it needs."""

    name: str
    route: str
    needs: tuple[str, ...]
    gate: str

    @property
    def about_a_place(self) -> bool:
        """Whether it means something different at each place."""
        return bool(set(self.needs) - {"period", "figure"})


Provider = Callable[[World, str], Any]
PROVIDERS: dict[str, Provider] = {
    "code": lambda world, code: code,
    "place": lambda world, code: code,
    "village": lambda world, code: code,
    "period": lambda world, code: DAY,
    "person_id": lambda world, code: world.persons[code].pk,
    "post_id": lambda world, code: world.posts[code].pk,
    "tenure_id": lambda world, code: world.tenures[code].pk,
    "paper_id": lambda world, code: world.papers[code].pk,
    "number": lambda world, code: world.frozen[code].number,
    "user_id": lambda world, code: world.users[code].pk,
    "kinship_id": lambda world, code: world.kinships[code].pk,
    "subject": lambda world, code: f"people.tenure:{world.tenures[code].pk}",
    "kind": lambda world, code: "phone",
    "account": lambda world, code: "102",
    "months": lambda world, code: "2026-Q1",
    "ending": lambda world, code: "json",
    "service_code": lambda world, code: "road",
    "token": lambda world, code: "none",
    "wanted": lambda world, code: "hledger",
    # One's own things, of which nobody here has any.
    "import_id": lambda world, code: 1,
    "factor_id": lambda world, code: 1,
    "token_id": lambda world, code: 1,
    "notice_id": lambda world, code: 1,
    "channel_id": lambda world, code: 1,
    "service": lambda world, code: "mail",
    "mark": lambda world, code: "none",
    "sha256": lambda world, code: "0" * 64,
    # Only villages have books; what is asked about others is asked about one that is not there.
    "month": lambda world, code: 202601,
    "voucher_id": lambda world, code: world.vouchers[code].pk if code in world.vouchers else 999_999,
    "evidence_id": lambda world, code: world.evidence[code].pk if code in world.evidence else 999_999,
    # Only villages and grids have requests; elsewhere a code is asked for that nobody was given.
    "tracking": lambda world, code: world.requests[code].code if code in world.requests else "NOSUCHCODE",
    "photo_id": lambda world, code: world.photos[code].pk if code in world.photos else 999_999,
    "request_id": lambda world, code: world.requests[code].pk if code in world.requests else 999_999,
    "verb": lambda world, code: "accept",
    "table": lambda world, code: "route",
    "file_id": lambda world, code: world.files[code].pk if code in world.files else 999_999,
    # Villages and townships blow whistles; roll-calls are of places with grids.
    "whistle_id": lambda world, code: world.legs[code].whistle_id if code in world.legs else 999_999,
    "leg_id": lambda world, code: world.legs[code].pk if code in world.legs else 999_999,
    "move": lambda world, code: "report",
    "step": lambda world, code: "withdraw",
    "roll_id": lambda world, code: world.rolls[code].pk if code in world.rolls else 999_999,
    "answer_number": lambda world, code: 1,
    # Counties elect and teach, villages have secretaries, prefectures and counties send people.
    "election_id": lambda world, code: world.sending.number("elections", code),
    "class_id": lambda world, code: world.sending.number("classes", code),
    "session_id": lambda world, code: world.sending.first_of("classes", code, "sessions"),
    "enrolment_id": lambda world, code: world.sending.number("enrolments", code),
    "list_id": lambda world, code: 999_999,
    "material_id": lambda world, code: 999_999,
    "qr": lambda world, code: f"12-59000000-{'0' * 32}",
    "review_id": lambda world, code: world.sending.number("reviews", code),
    "award_id": lambda world, code: world.sending.number("awards", code),
    "reserve_id": lambda world, code: world.sending.number("reserves", code),
    "handover_id": lambda world, code: world.sending.number("handovers", code),
    "task_id": lambda world, code: world.sending.first_of("handovers", code, "tasks"),
    "year": lambda world, code: 2025,
    "run_id": lambda world, code: world.sending.number("runs", code),
    "bound_id": lambda world, code: world.sending.first_of("runs", code, "bounds"),
    "candidate_id": lambda world, code: world.sending.first_of("runs", code, "candidates"),
}
# What a name stands for in one room alone.
OF_ROUTE: dict[str, dict[str, Provider]] = {
    "elections/": {"verb": lambda world, code: "postpone"},
    "dispatch/": {"kind": lambda world, code: "pool"},
}


def addresses() -> list[Address]:
    """Every address of the product in the order of its route."""
    found = []
    for route, pattern, _room in walk(get_resolver().url_patterns):
        if pattern.name is None or route.startswith(PASSED_OVER):
            continue
        needs = tuple(_needs(route))
        found.append(Address(pattern.name, route, needs, getattr(pattern.callback, "gate", "")))
    return sorted(found, key=lambda address: address.route)


def _needs(route: str) -> Iterator[str]:
    for name in PARAMETER.findall(route):
        yield "figure" if name == "code" and route.startswith("figure/") else name


def url_of(address: Address, world: World, code: str, providers: dict[str, Provider]) -> str:
    """The address with everything filled in for a place. Raises KeyError for a parameter that nobody provides."""
    arguments = {}
    for need in address.needs:
        if need == "figure":
            arguments["figure" if address.gate == "token" else "code"] = FIGURE
        else:
            own = next((found for start, found in OF_ROUTE.items() if address.route.startswith(start)), {})
            arguments[need] = own.get(need, providers[need])(world, code)
    return reverse(address.name, kwargs=arguments)


@dataclass(frozen=True)
class Answer:
    """What came back: the sign it stands for, the status, and everything it says."""

    sign: str
    status: int
    text: str


def call(client: Client, method: str, url: str, **extra: Any) -> Answer:
    """The answer to a request whose effects are taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(url, **extra)
        text = text_of(answer)
        transaction.set_rollback(True)
    return Answer(said(answer), answer.status_code, text)


def said(answer: Any) -> str:
    """What an answer amounts to, in one character."""
    status = answer.status_code
    if status >= 500:
        return BROKEN
    if 300 <= status < 400:
        return DOOR if "/sign-in/" in answer.headers.get("Location", "") else ELSEWHERE
    letters = {401: DOOR, 403: FORBIDDEN, 404: ABSENT}
    return letters.get(status, SHOWN if status < 400 else ASKED)


def text_of(answer: Any) -> str:
    """Everything that an answer says, workbooks and papers unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as file:
            content = b" ".join(file.read(name) for name in file.namelist())
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers} {content.decode('utf-8', 'replace')}"
