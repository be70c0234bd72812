"""A process of its own that solves: what it needs comes pickled from the server that started it, the answer goes back so.

The solver's memory is given back when it ends, and a server that answers pages waits for nobody's sums. Only our own
process writes to its input.
"""

import pickle
import sys
from typing import Any

from headgoose.dispatch import solving
from headgoose.dispatch.solving.errors import Infeasible, Malformed, TooLarge

CALLS = ("solve", "merit", "why_not", "cost_of", "justified_envies")


def answer(call: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """("done", result), or the name of what it was refused for and what is told of it."""
    if call not in CALLS:
        raise ValueError(call)
    more = {"progress": _tell} if call in {"solve", "merit"} else {}
    try:
        return "done", getattr(solving, call)(*arguments, **more)
    except Infeasible as infeasible:
        return "infeasible", infeasible.explanation
    except TooLarge as too_large:
        return "too_large", (too_large.limit, too_large.found)
    except Malformed as malformed:
        return "malformed", (str(malformed.reason), malformed.names)


def _tell(step: object) -> None:
    print(step, file=sys.stderr, flush=True)


def main() -> None:
    """Answer one question."""
    call, arguments = pickle.load(sys.stdin.buffer)
    pickle.dump(answer(call, arguments), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
