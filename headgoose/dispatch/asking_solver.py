"""Asking the solver, which works in a process of its own; its refusals come back as ours, in words."""

import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

import headgoose
from headgoose.dispatch.solving.problem import Explanation
from headgoose.kernel.refusal import Because, Refused

log = logging.getLogger(__name__)
ROOT = Path(headgoose.__file__).resolve().parents[1]
SECONDS_MOST = 300
Tell = Callable[[str], None]


class CannotBe(Exception):
    """There is no plan; why not is in `explanation`."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__("no plan")
        self.explanation = explanation


def ask_solver(call: str, *arguments: Any, tell: Tell | None = None) -> Any:
    """What the solver answers.

    Args:
        call: a function of `solving`, such as "solve".
        tell: called with each step of the work.

    Raises:
        CannotBe: when there is no plan.
        Refused: when the problem means nothing, or its weights overflow.
    """
    verdict, told = answer_of(call, arguments, tell)
    if verdict == "done":
        return told
    if verdict == "infeasible":
        raise CannotBe(told)
    if verdict == "too_large":
        words = {"limit": f"{told[0]:,}", "found": f"{told[1]:,}"}
        raise Refused(
            _(
                "With these weights one pair could cost %(found)s; sums stay within 64 bits only up to %(limit)s. "
                "Choose smaller weights."
            )
            % words,
            Because.TOO_LARGE,
            "weighing",
        )
    raise Refused(_("The run cannot be solved as it stands (%(what)s).") % {"what": told[0]}, Because.CONFLICT)


def answer_of(call: str, arguments: tuple[Any, ...], tell: Tell | None) -> tuple[str, Any]:
    """What the process says: a verdict and what is told of it, see `worker.answer`."""
    command = [sys.executable, "-B", "-m", "headgoose.dispatch.worker"]
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**kept, "PYTHONPATH": str(ROOT)},
    ) as process:
        timer = threading.Timer(SECONDS_MOST, process.kill)
        timer.start()
        try:
            return _speak(process, pickle.dumps((call, arguments), protocol=pickle.HIGHEST_PROTOCOL), tell)
        finally:
            timer.cancel()


def _speak(process: "subprocess.Popen[bytes]", question: bytes, tell: Tell | None) -> tuple[str, Any]:
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise RuntimeError("the solver has no pipes")
    steps: list[str] = []
    listener = threading.Thread(target=_listen, args=[process.stderr, steps, tell], daemon=True)
    listener.start()
    try:
        process.stdin.write(question)
        process.stdin.close()
        told = process.stdout.read()
    except BrokenPipeError:
        told = b""
    listener.join(timeout=5)
    if process.wait() != 0 or not told:
        log.error("The solver ended without an answer: %s", " ".join(steps)[-2000:])
        raise Refused(_("The solver ended without an answer. Try again; if it goes on, tell the operator."))
    answer: tuple[str, Any] = pickle.loads(told)  # noqa: S301 - written by our own process
    return answer


def _listen(stream: Any, steps: list[str], tell: Tell | None) -> None:
    for line in stream:
        word = line.decode(errors="replace").strip()
        steps.append(word)
        if tell is not None:
            tell(word)
