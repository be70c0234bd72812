"""The tree on a date as a draft in memory, in which places can be moved, renumbered, made and closed at will.

A draft knows what every place was before, so that what has changed in the end is told by comparing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from headgoose.kernel.area import Level, code_of, key_of, level_of
from headgoose.places.models import Kind
from headgoose.places.planning import Known

Address = tuple[Level, int]


@dataclass
class Node:
    """A place in the draft: what it is becoming, and what it was. One that the change makes has a negative id.

    Args:
        row: the row of the step that changed it last, 0 for none.
        numbered: whether its new number was chosen automatically.
    """

    place_id: int
    parent_id: int | None
    key: int
    kind: Kind
    name: str
    was: Known | None = None
    gone: bool = False
    row: int = 0
    numbered: bool = False

    @property
    def level(self) -> Level:
        """Its level."""
        return self.kind.level

    @property
    def code(self) -> str:
        """Its code in the draft."""
        return code_of(self.key, self.level)

    @property
    def changed(self) -> bool:
        """Whether a place of before is to be something else, or no longer."""
        was = self.was
        if was is None:
            return False
        now = (self.parent_id, self.key, self.kind, self.name)
        return self.gone or now != (was.parent_id, was.key, was.kind, was.name)


@dataclass
class Draft:
    """Nodes by place, by what they were, by what they are, and by what they lie in."""

    nodes: dict[int, Node] = field(default_factory=dict)
    _were: dict[Address, int] = field(default_factory=dict)
    _are: dict[Address, set[int]] = field(default_factory=lambda: defaultdict(set))
    _below: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def take_in(self, places: Iterable[Known]) -> None:
        """Put places of the tree into the draft, as they are."""
        for known in places:
            if known.place_id not in self.nodes:
                node = Node(known.place_id, known.parent_id, known.key, known.kind, known.name, known)
                self._were[known.kind.level, known.key] = known.place_id
                self._put(node)

    def find_former(self, code: str) -> Node | None:
        """The place that had a code before."""
        place_id = self._were.get((level_of(code), key_of(code)))
        return None if place_id is None else self.nodes[place_id]

    def find(self, code: str) -> Node | None:
        """The place that has a code in the draft."""
        return next(self.at(level_of(code), key_of(code)), None)

    def at(self, level: Level, key: int) -> Iterator[Node]:
        """All places that have a code in the draft: in the end there may be but one."""
        return (self.nodes[place_id] for place_id in sorted(self._are.get((level, key), ())))

    def children(self, node: Node) -> list[Node]:
        """What lies one level below, in the order of codes."""
        below = (self.nodes[place_id] for place_id in self._below.get(node.place_id, ()))
        return sorted(below, key=lambda child: (child.key, child.place_id))

    def below(self, node: Node) -> Iterator[Node]:
        """Everything that lies below."""
        for child in self.children(node):
            yield child
            yield from self.below(child)

    def taken_keys(self, parent: Node) -> set[int]:
        """The keys that are taken below a place."""
        return {self.nodes[place_id].key for place_id in self._below.get(parent.place_id, ())}

    def make(self, parent: Node | None, key: int, kind: Kind, name: str) -> Node:
        """A place that there was not."""
        made = sum(1 for place_id in self.nodes if place_id < 0)
        node = Node(-1 - made, None if parent is None else parent.place_id, key, kind, name)
        self._put(node)
        return node

    def put_under(self, node: Node, parent_id: int | None, key: int) -> None:
        """Give a place another parent, another code, or both; all below keep their numbers under it."""
        shift = key - node.key
        inside = list(self.below(node)) if shift else []
        for moved in [node, *inside]:
            self._take_out(moved)
            moved.key += shift
            moved.row = node.row
            if moved is node:
                moved.parent_id = parent_id
            self._put(moved)

    def close(self, node: Node) -> None:
        """Let a place be no longer."""
        self._take_out(node)
        node.gone = True

    def living(self) -> Iterator[Node]:
        """All that is not closed."""
        return (node for node in self.nodes.values() if not node.gone)

    def doubled(self, among: Collection[Node]) -> Iterator[tuple[Node, Node]]:
        """Places of some that share their code with another."""
        for node in among:
            for other in self.at(node.level, node.key):
                if other.place_id != node.place_id:
                    yield node, other

    def _put(self, node: Node) -> None:
        self.nodes[node.place_id] = node
        self._are[node.level, node.key].add(node.place_id)
        if node.parent_id is not None:
            self._below[node.parent_id].add(node.place_id)

    def _take_out(self, node: Node) -> None:
        self._are[node.level, node.key].discard(node.place_id)
        if node.parent_id is not None:
            self._below[node.parent_id].discard(node.place_id)
