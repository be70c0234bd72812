"""A process of its own that solves: what it needs comes pickled from the server that started it, as does the answer.

The solver's memory is given back when it ends, and a server that answers pages waits for nobody's sums.
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
    more = {"progress": _tell} if call == "solve" else {}
    try:
        return "done", getattr(solving, call)(*arguments, **more)
    except Infeasible as infeasible:
        return "infeasible", infeasible.explanation
    except TooLarge as too_large:
        return "too_large", (too_large.limit, too_large.found)
    except Malformed as malformed:
        return "malformed", (str(malformed.reason), malformed.names)


def _tell(step: object) -> None:
    sys.stderr.write(f"{step}\n")
    sys.stderr.flush()


def main() -> None:
    """Answer one question."""
    call, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own server
    pickle.dump(answer(call, arguments), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
