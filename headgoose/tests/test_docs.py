"""What the pages say is so: links lead somewhere, commands, targets, variables, paths and fields exist."""

import ast
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import polib
import typer

import headgoose
from headgoose.briefing.engine import Reader
from headgoose.cli.application import application
from headgoose.kernel import clock
from headgoose.kernel.figures import Figure, Figures
from headgoose.people import figures as people_figures

if TYPE_CHECKING:
    from conftest import Tree

ROOT = Path(headgoose.__file__).parent.parent
FOLDERS = ("bench", "docs", "headgoose", "scripts")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
VARIABLE = re.compile(r"\b(HEADGOOSE_[A-Z_]+|DATABASE_URL)\b")
READ_IN_SETTINGS = re.compile(r"""(?:environ\.get|_flag)\(\s*["'](HEADGOOSE_[A-Z_]+|DATABASE_URL)["']""")
OWN_PATH = re.compile(r"^(?:headgoose|docs|scripts|bench|requirements)/[\w./-]+$")
EMPHASIS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
QUOTED = re.compile(r"「([^」]+)」")
TABLES_OF_VARIABLES = ("docs/guide/en/operating.md", "docs/guide/zh/operating.md")


@dataclass(frozen=True)
class Page:
    """One Markdown file by its path from the root."""

    path: str
    text: str

    @property
    def prose(self) -> str:
        """The text without fenced blocks."""
        return FENCE.sub("", self.text)

    def fenced(self, *languages: str) -> Iterator[str]:
        """The fenced blocks in some languages."""
        yield from (dedent(match[2]) for match in FENCE.finditer(self.text) if match[1] in languages)

    @property
    def spans(self) -> list[str]:
        """What stands between backticks in the prose."""
        return SPAN.findall(self.prose)


def pages() -> list[Page]:
    found = [*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))]
    return [Page(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(found)]


def anchors(text: str) -> set[str]:
    """The addresses of headings, as Git forges make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def link_faults(found: Iterable[Page], root: Path = ROOT) -> list[str]:
    """Links between pages, and from pages to pictures, that lead nowhere."""
    faults = []
    for page in found:
        for target in LINK.findall(page.prose):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            path = (root / page.path).parent / name if name else root / page.path
            if not path.exists():
                faults.append(f"{page.path}: {target} is not there")
            elif anchor and anchor not in anchors(path.read_text(encoding="utf-8") if name else page.text):
                faults.append(f"{page.path}: {target} has no such heading")
    return faults


def command_lines(page: Page) -> Iterator[tuple[str, bool]]:
    """Every line that names a command of ours or of make, and whether it stands in a block and so must be whole."""
    for block in page.fenced("sh", ""):
        yield from ((line.strip(), True) for line in block.replace("\\\n", " ").splitlines())
    yield from ((span, False) for span in page.spans)


def command_faults(found: Iterable[Page]) -> list[str]:
    """Commands, options and make targets that do not exist, and whole lines without an argument that they need."""
    faults = []
    for page in found:
        for line, whole in command_lines(page):
            words = _words(line)
            if words and words[0] in {"headgoose", ".venv/bin/headgoose"}:
                faults += [f"{page.path}: {line}: {fault}" for fault in _call_faults(words[1:], whole)]
            if words and words[0] == "make":
                wrong = [word for word in words[1:] if "=" not in word and word not in _targets()]
                faults += [f"{page.path}: {line}: no target {word}" for word in wrong]
    return faults


def _words(line: str) -> list[str]:
    """The words of a command without variables set before it, comments, and what it is piped or redirected to."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return []
    while words and re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    ends = [number for number, word in enumerate(words) if word in {"|", "&&", "<", ">", "<<<"}]
    return words[: ends[0]] if ends else words


def _call_faults(words: list[str], whole: bool) -> list[str]:
    command: Any = typer.main.get_command(application)
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return [f"no command {words[0]}"]
        command, words = command.commands[words[0]], words[1:]
    options = {name: param for param in command.params for name in param.opts if name.startswith("-")}
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    faults, given, said = [], 0, set()
    while words:
        word, _, joined = words.pop(0).partition("=")
        if not word.startswith("-"):
            given += 1
        elif word == "--help":
            whole = False
        elif word not in options:
            faults.append(f"no option {word}")
        else:
            said.add(options[word].name)
            if not options[word].is_flag and not joined:
                faults += [] if words else [f"no value for {word}"]
                words = words[1:]
    if given > len(arguments) or (whole and given < sum(argument.required for argument in arguments)):
        faults.append(f"{given} arguments")
    needed = [param for param in options.values() if whole and param.required and param.name not in said]
    return faults + [f"{param.opts[0]} is missing" for param in needed]


def _targets() -> set[str]:
    return set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def variables_in_settings() -> set[str]:
    return set(READ_IN_SETTINGS.findall((ROOT / "headgoose" / "settings.py").read_text(encoding="utf-8")))


def variables_in_tests() -> set[str]:
    """What a developer may set when running tests: it writes a page or a picture anew."""
    files = (ROOT / "headgoose" / "tests").rglob("test_*.py")
    return {name for file in files for name in READ_IN_SETTINGS.findall(file.read_text(encoding="utf-8"))}


def variable_faults(found: Iterable[Page], known: set[str], elsewhere: Iterable[str] = ()) -> list[str]:
    """Variables that nothing reads, and settings that the operator's page does not name."""
    faults = []
    for page in found:
        named = set(VARIABLE.findall(page.text))
        faults += [f"{page.path}: {name} is read by no setting" for name in sorted(named - known - {*elsewhere})]
        if page.path in TABLES_OF_VARIABLES:
            faults += [f"{page.path}: {name} is not told" for name in sorted(known - named)]
    return faults


def path_faults(found: Iterable[Page], root: Path = ROOT) -> list[str]:
    """Files of the project that a page names and that are not there."""
    paths = ((page.path, span) for page in found for span in page.spans if OWN_PATH.match(span))
    return [f"{page}: {span} is not there" for page, span in paths if not (root / span).exists()]


def example_faults(found: Iterable[Page]) -> list[str]:
    """Python in pages that cannot be read, or declares a figure otherwise than figures are declared."""
    known = {field.name for field in fields(Figure)}
    needed = {f.name for f in fields(Figure) if f.default is MISSING and f.default_factory is MISSING}
    faults = []
    for page in found:
        for block in page.fenced("python"):
            try:
                calls = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Call)]
            except SyntaxError as error:
                faults.append(f"{page.path}: {error.msg}")
                continue
            for call in calls:
                if isinstance(call.func, ast.Name) and call.func.id == "Figure":
                    said = {keyword.arg for keyword in call.keywords if keyword.arg}
                    faults += [f"{page.path}: a figure has no {name}" for name in sorted(said - known)]
                    faults += [f"{page.path}: the figure lacks {name}" for name in sorted(needed - said)]
    return faults


def label_faults(found: Iterable[Page], english: set[str], chinese: set[str]) -> list[str]:
    """Labels that the guide quotes, *so* in English and 「so」 in Chinese, and that no page bears."""
    faults = []
    for page in found:
        if page.path.startswith("docs/guide/en/"):
            faults += [(page.path, label) for label in EMPHASIS.findall(page.prose) if label not in english]
        if page.path.startswith("docs/guide/zh/"):
            faults += [(page.path, label) for label in QUOTED.findall(page.prose) if label not in chinese]
    return [f"{path}: nothing is called {label}" for path, label in faults]


def test_there_are_pages_with_links_and_commands_to_look_at() -> None:
    found = pages()
    assert {"README.md", "README.zh.md", "CONTRIBUTING.md", *TABLES_OF_VARIABLES} <= {page.path for page in found}
    assert sum(len(LINK.findall(page.prose)) for page in found) > 50
    assert sum(whole and "headgoose" in line for page in found for line, whole in command_lines(page)) > 20


def test_links_between_pages_and_to_pictures_lead_somewhere() -> None:
    assert link_faults(pages()) == []


def test_commands_in_pages_exist_with_their_options() -> None:
    assert command_faults(pages()) == []


def test_variables_in_pages_are_those_of_the_settings() -> None:
    assert len(variables_in_settings()) > 5
    assert variable_faults(pages(), variables_in_settings(), variables_in_tests()) == []


def test_files_named_in_pages_are_there() -> None:
    assert path_faults(pages()) == []


def test_examples_declare_figures_as_they_are_declared() -> None:
    assert example_faults(pages()) == []


def test_the_worked_example_of_a_figure_computes(tree: "Tree") -> None:
    [block] = (one for page in pages() for one in page.fenced("python") if "Figure(" in one)
    declared = Figures()
    exec(block, {**vars(people_figures), "figures": declared})
    [example] = declared
    value = Reader(clock.today()).value(example, tree["23"])
    assert (value.numerator, value.denominator) == (0, 4)


def test_the_guide_calls_things_as_the_pages_do() -> None:
    words = polib.pofile(str(ROOT / "headgoose" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    assert label_faults(pages(), {entry.msgid for entry in words}, {entry.msgstr for entry in words}) == []


def test_every_page_of_the_guide_is_there_in_both_languages() -> None:
    guide = ROOT / "docs" / "guide"
    chinese, english = ({path.name for path in (guide / tongue).glob("*.md")} for tongue in ("zh", "en"))
    assert chinese == english != set()


def test_planted_links_to_nowhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# Good day, 头雁\n", encoding="utf-8")
    text = "[a](there.md#good-day-头雁) [b](gone.md) ![c](gone.png) [d](there.md#bad-day) [e](https://example.org/x)"
    assert link_faults([Page("here.md", text)], tmp_path) == [
        "here.md: gone.md is not there",
        "here.md: gone.png is not there",
        "here.md: there.md#bad-day has no such heading",
    ]


def test_planted_commands_that_do_not_exist_are_found() -> None:
    good = "HEADGOOSE_HOME=x headgoose figure G7 23 --on 2026-06-01\nmake demo\nheadgoose user add a --person 1 < b"
    bad = ".venv/bin/headgoose fly\nheadgoose serve --prot 80\nheadgoose backup\nmake tea\nheadgoose places import a"
    assert command_faults([Page("a.md", f"`headgoose backup`\n```sh\n{good}\n```\n")]) == []
    assert command_faults([Page("a.md", f"`headgoose demo --slow`\n```sh\n{bad}\n```\n")]) == [
        "a.md: .venv/bin/headgoose fly: no command fly",
        "a.md: headgoose serve --prot 80: no option --prot",
        "a.md: headgoose serve --prot 80: 1 arguments",
        "a.md: headgoose backup: 0 arguments",
        "a.md: make tea: no target tea",
        "a.md: headgoose places import a: --effective-on is missing",
        "a.md: headgoose demo --slow: no option --slow",
    ]


def test_planted_variables_are_found() -> None:
    known = {"HEADGOOSE_HOME", "DATABASE_URL"}
    told = Page("docs/guide/en/operating.md", "`HEADGOOSE_HOME` and `HEADGOOSE_HOUSE`")
    assert variable_faults([told], known) == [
        "docs/guide/en/operating.md: HEADGOOSE_HOUSE is read by no setting",
        "docs/guide/en/operating.md: DATABASE_URL is not told",
    ]
    assert variable_faults([Page("a.md", "`HEADGOOSE_HOUSE`")], known, {"HEADGOOSE_HOUSE"}) == []


def test_planted_labels_are_found() -> None:
    found = [Page("docs/guide/en/a.md", "*Appoint*, **Bold**, *Fly*"), Page("docs/guide/zh/a.md", "「任命」「起飞」")]
    assert label_faults(found, {"Appoint"}, {"任命"}) == [
        "docs/guide/en/a.md: nothing is called Fly",
        "docs/guide/zh/a.md: nothing is called 起飞",
    ]


def test_planted_paths_and_examples_are_found(tmp_path: Path) -> None:
    assert path_faults([Page("a.md", "`headgoose/kernel/gone.py` `headgoose/<room>/`")], tmp_path) == [
        "a.md: headgoose/kernel/gone.py is not there"
    ]
    faults = example_faults([Page("a.md", "```python\nFigure(code='X', colour='red')\n```\n```python\n1 +\n```\n")])
    assert "a.md: a figure has no colour" in faults
    assert "a.md: the figure lacks query" in faults
    assert "a.md: invalid syntax" in faults
