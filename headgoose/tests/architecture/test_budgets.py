"""Functions, files and templates stay short enough to be read at one sitting."""

from headgoose.tests.architecture.measures import budget_faults
from headgoose.tests.architecture.source import Source, sources


def test_nothing_is_over_its_budget() -> None:
    assert budget_faults(sources(".py", ".html", ".css", ".mjs")) == []


def test_planted_lengths_over_the_budgets_are_found() -> None:
    planted = [
        Source("web", "web/a.py", "def long():\n" + "    pass\n" * 60),
        Source("web", "web/b.py", "x = 1\n" * 401),
        Source("web", "web/tests/test_c.py", "x = 1\n" * 500),
        Source("web", "web/templates/web/d.html", "<p>\n" * 151),
    ]
    assert budget_faults(planted) == [
        "web/a.py:long: 61 lines, 60 allowed",
        "web/b.py: 401 lines, 400 allowed",
        "web/templates/web/d.html: 151 lines, 150 allowed",
    ]
