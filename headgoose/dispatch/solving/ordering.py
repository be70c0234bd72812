"""One order for every input, and the lot that decides between equals.

Both hang on the seed and the keys alone: digests of 64 bits, BLAKE2b of the seed with a person's key, splitmix64 of the
seed's digest with a place's key; of the two together, mixed by splitmix64 once more, comes the lot of a pair. So a
shuffled input is the same input, and no name or number is ahead of another in every run.
"""

import json
from dataclasses import dataclass
from hashlib import blake2b, sha256

import numpy as np
import numpy.typing as npt

from headgoose.dispatch.solving.errors import Fault, Malformed
from headgoose.dispatch.solving.problem import Edges, Problem, Whole

Digests = npt.NDArray[np.uint64]
FORMAT = "headgoose.dispatch/1"


@dataclass(frozen=True, eq=False)
class Ordered:
    """A problem's people, places and pairs in the order of their digests; pairs by person, then place.

    Args:
        pair: person index * places + place index, ascending, shape (n,).
    """

    people: tuple[str, ...]
    places: tuple[int, ...]
    lower: Whole
    upper: Whole
    edges: Edges
    pair: Whole
    person_digest: Digests
    place_digest: Digests

    def lots(self, bits: int) -> Whole:
        """The lot of every pair, evenly between 0 and 2**bits - 1, shape (n,)."""
        mixed = self.person_digest[self.edges.person]
        mixed ^= self.place_digest[self.edges.place]
        return (_splitmix(mixed) >> np.uint64(64 - bits)).astype(np.int64)


def order(problem: Problem) -> Ordered:
    """Put a checked problem into its order. Raises Malformed for a pair that is there twice."""
    salt = blake2b(problem.seed.encode(), digest_size=32, person=b"dispatch").digest()
    person_digest, by_person = _people_in_order(problem.people, salt)
    place_digest, by_place = _places_in_order(problem.places, salt)
    count, edges = len(problem.places), problem.edges
    pair = _rank(by_person)[edges.person] * np.int64(count) + _rank(by_place)[edges.place]
    rows = np.argsort(pair)
    pair = pair[rows]
    if len(pair) > 1 and not (pair[1:] > pair[:-1]).all():
        row = rows[int(np.argmin(pair[1:] > pair[:-1]))]
        raise Malformed(Fault.EDGE_TWICE, problem.people[edges.person[row]], problem.places[edges.place[row]])
    person, place = np.divmod(pair, count) if count else (pair, pair)
    return Ordered(
        people=tuple(problem.people[index] for index in by_person.tolist()),
        places=tuple(problem.places[index] for index in by_place.tolist()),
        lower=np.array(problem.lower, dtype=np.int64)[by_place],
        upper=np.array(problem.upper, dtype=np.int64)[by_place],
        edges=Edges(person, place, edges.parts.take(rows, axis=0).astype(np.int64, copy=False)),
        pair=pair,
        person_digest=person_digest,
        place_digest=place_digest,
    )


def fingerprint_of(problem: Problem, ordered: Ordered) -> str:
    """SHA-256 over all that a plan follows from, in the order above."""
    weights = problem.weights
    head = {
        "format": FORMAT,
        "seed": problem.seed,
        "weights": [weights.rank, weights.distance, weights.skill, weights.home, weights.stay, str(weights.order)],
        "bounds": sorted(
            [int(one.level), one.area_key, one.lower, -1 if one.upper is None else one.upper] for one in problem.bounds
        ),
        "pins": sorted(map(list, problem.pins)),
        "forbids": sorted(set(problem.forbids)),
        "kept": sorted(problem.kept.items()),
        "may_stay_out": problem.may_stay_out,
        "people": ordered.people,
        "places": ordered.places,
        "pairs": len(ordered.edges),
    }
    digest = sha256(json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode())
    for column in (ordered.lower, ordered.upper, ordered.pair, ordered.edges.parts.astype("<i4")):
        digest.update(np.ascontiguousarray(column).data)
    return digest.hexdigest()


def _people_in_order(people: tuple[str, ...], salt: bytes) -> tuple[Digests, Whole]:
    start = blake2b(salt, digest_size=8)
    raw = bytearray()
    for person in people:
        one = start.copy()
        one.update(person.encode())
        raw += one.digest()
    digests = np.frombuffer(bytes(raw), dtype="<u8").astype(np.uint64)
    rows = np.argsort(digests, kind="stable")
    if (digests[rows][1:] == digests[rows][:-1]).any():
        rows = np.array(sorted(range(len(people)), key=lambda row: (int(digests[row]), people[row])), dtype=np.int64)
    return digests[rows], rows


def _places_in_order(places: tuple[int, ...], salt: bytes) -> tuple[Digests, Whole]:
    keys = np.array(places, dtype=np.uint64)
    digests = _splitmix(keys ^ np.uint64(int.from_bytes(salt[:8], "little")))
    rows = np.lexsort((keys, digests))
    return digests[rows], rows


def _rank(rows: Whole) -> Whole:
    """Of each former position the new one."""
    rank = np.empty(len(rows), dtype=np.int64)
    rank[rows] = np.arange(len(rows))
    return rank


def _splitmix(state: Digests) -> Digests:
    """The output function of splitmix64 (Steele, Lea, Flood 2014) for every state; overflow is meant."""
    mixed = state + np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
