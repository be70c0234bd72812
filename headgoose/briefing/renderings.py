"""A frozen briefing as files. Each depends on what was stored alone: the same bytes on any day, in any process."""

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from headgoose.briefing.canonical import LANGUAGES, digest_of, spell
from headgoose.briefing.models import FrozenBriefing
from headgoose.briefing.paper import Paper, Seal, paper_of
from headgoose.briefing.word import word_file

Rendering = Callable[[FrozenBriefing, str], bytes]


def frozen_paper(frozen: FrozenBriefing, language: str) -> Paper:
    """The document of a frozen briefing; its language must be the active one."""
    seal = Seal(frozen.number, frozen.digest, frozen.signature, frozen.public_key)
    return paper_of(frozen.said, language, seal)


def json_file(frozen: FrozenBriefing) -> bytes:
    """What was signed with its signature, to be checked anywhere."""
    signed = {"digest": frozen.digest, "signature": frozen.signature, "public_key": frozen.public_key}
    return (spell({"content": frozen.said, **signed}) + "\n").encode()


def article(frozen: FrozenBriefing, language: str) -> SafeString:
    """The briefing as it stands on its page."""
    with override(language):
        html = render_to_string("briefing/frozen_article.html", {"paper": frozen_paper(frozen, language)})
    # Rendered by our own template, which escapes what it is given.
    return mark_safe(html)  # noqa: S308


def print_page(frozen: FrozenBriefing, language: str) -> bytes:
    """A page of its own for the printer: A4, no navigation, each number with its figure's code."""
    with override(language):
        paper = frozen_paper(frozen, language)
        # The plain name of the style sheet: the one with a hash in it changes with its content.
        given = {"paper": paper, "styles": f"{settings.STATIC_URL}briefing/print.css"}
        return render_to_string("briefing/frozen_print.html", given).encode()


def word_of(frozen: FrozenBriefing, language: str) -> bytes:
    """The Word file."""
    with override(language):
        return word_file(frozen_paper(frozen, language))


def _article_bytes(frozen: FrozenBriefing, language: str) -> bytes:
    return article(frozen, language).encode()


RENDERINGS: dict[str, Rendering] = {"page": _article_bytes, "print": print_page, "word": word_of}


def rendered_hashes(frozen: FrozenBriefing) -> dict[str, str]:
    """SHA-256 of every file that a frozen briefing makes, by name."""
    import hashlib

    found = {"json": digest_of(json_file(frozen).decode())}
    for name, render in RENDERINGS.items():
        for language in LANGUAGES:
            found[f"{name}:{language}"] = hashlib.sha256(render(frozen, language)).hexdigest()
    return found


def changed_renderings(frozen: FrozenBriefing) -> list[str]:
    """The files that no longer come out as on the day of freezing, by name; none, if all is well."""
    present = rendered_hashes(frozen)
    return sorted(name for name, known in frozen.renderings.items() if present.get(name) != known)
