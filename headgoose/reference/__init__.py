"""The reference pages, written from the code and from nothing else, so that they cannot disagree with it.

Each module gives TITLE and `lines()`; it is listed in MODULES and becomes `docs/reference/<module>.md`.
"""

from collections.abc import Iterator
from importlib import import_module

MODULES = ["posts", "figures", "checks", "personal_data", "states", "addresses", "api"]
# Written by a walk through the product (headgoose/tests/matrix), which needs a database of its own.
WALKED = {"access-matrix.md": "Who gets what, where"}
NOTE = "<!-- Written from the code by `headgoose docs`; edit the code, not this page. -->"


def pages() -> Iterator[tuple[str, str]]:
    """File name and text of each page, the index last."""
    index = []
    for name in MODULES:
        module = import_module(f"headgoose.reference.{name}")
        file_name = f"{name.replace('_', '-')}.md"
        index.append(f"- [{module.TITLE}]({file_name})")
        yield file_name, "\n".join([NOTE, "", f"# {module.TITLE}", "", *module.lines(), ""])
    index += [f"- [{title}]({file_name})" for file_name, title in WALKED.items()]
    yield "README.md", "\n".join([NOTE, "", "# Reference", "", *index, ""])
