"""The stylesheet and the templates: readable in both modes, and nothing that the content policy forbids."""

import re
from pathlib import Path

import pytest

import headgoose

ROOT = Path(headgoose.__file__).parent
CSS = ROOT / "look" / "static" / "look"
TEXT_ON = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "field") for ground in ("paper", "card", "sunk")),
    ("on-field", "field"),
    ("on-field", "field-2"),
    *((ink, ground) for ink in ("grain", "brick") for ground in ("paper", "card")),
    ("field", "field-soft"),
    ("ink", "field-soft"),
    ("grain", "grain-soft"),
    ("brick", "brick-soft"),
    ("ink", "brick-soft"),
    ("ink", "river-soft"),
]
EDGES_ON = [("edge", "paper"), ("edge", "card"), ("field", "card"), ("brick", "card")]


def tokens(mode: str) -> dict[str, str]:
    """The colours of a mode: the first :root block, and over it the one for the dark."""
    blocks = re.findall(r":root\s*{(.*?)}", CSS.joinpath("look.css").read_text(), re.DOTALL)
    colours = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})")
    found = dict(colours.findall(blocks[0]))
    return found | dict(colours.findall(blocks[1])) if mode == "dark" else found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_can_be_read_in_both_modes(mode: str) -> None:
    colours = tokens(mode)
    faint = [pair for pair in TEXT_ON if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    assert faint == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_edges_of_controls_can_be_seen_in_both_modes(mode: str) -> None:
    colours = tokens(mode)
    assert [pair for pair in EDGES_ON if contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


def test_shades_of_a_map_grow_one_way() -> None:
    light = [luminance(tokens("light")[f"shade-{step}"]) for step in range(1, 6)]
    dark = [luminance(tokens("dark")[f"shade-{step}"]) for step in range(1, 6)]
    assert light == sorted(light, reverse=True)
    assert dark == sorted(dark)


def test_every_token_that_is_used_is_defined() -> None:
    text = "".join(file.read_text() for file in CSS.glob("*.css"))
    used = set(re.findall(r"var\(--([\w-]+)", text))
    assert used <= set(re.findall(r"--([\w-]+)\s*:", text))


@pytest.mark.parametrize("template", sorted(ROOT.rglob("templates/**/*.html")), ids=lambda file: file.name)
def test_no_template_brings_styles_scripts_or_other_hosts(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


def test_htmx_is_vendored_with_its_licence_and_evaluates_nothing() -> None:
    assert CSS.joinpath("vendor", "htmx.min.js").stat().st_size > 10_000
    assert CSS.joinpath("vendor", "htmx.LICENSE").read_text().startswith("htmx.org@")
    base = ROOT.joinpath("look", "templates", "base.html").read_text()
    assert '"allowEval":false' in base
    assert '"includeIndicatorStyles":false' in base
