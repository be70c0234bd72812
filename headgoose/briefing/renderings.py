"""A frozen briefing as files. Each depends on what was stored alone: the same bytes on any day, in any process.

They are kept, too: a later version of the system, or of its translations, may set them otherwise.
"""

import zlib
from collections.abc import Callable, Container, Iterator
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from headgoose.briefing import signing
from headgoose.briefing.canonical import LANGUAGES, spell
from headgoose.briefing.models import FrozenBriefing, FrozenFile
from headgoose.briefing.paper import Paper, Seal, paper_of
from headgoose.briefing.vouching import NotGenuine, require_genuine

Rendering = Callable[[FrozenBriefing, str], bytes]


def frozen_paper(frozen: FrozenBriefing, language: str) -> Paper:
    """The document of a frozen briefing; its language must be the active one."""
    seal = Seal(frozen.number, frozen.digest, frozen.signature, frozen.public_key)
    return paper_of(frozen.said, language, seal)


def json_file(frozen: FrozenBriefing) -> bytes:
    """What was signed with its signature, to be checked anywhere. Refused (NotGenuine) when it is not that."""
    require_genuine(frozen)
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
    # Loaded when one is asked for: what writes Word is large.
    from headgoose.briefing.word import word_file

    with override(language):
        return word_file(frozen_paper(frozen, language))


def _page(frozen: FrozenBriefing, language: str) -> bytes:
    return article(frozen, language).encode()


RENDERINGS: dict[str, Rendering] = {"page": _page, "print": print_page, "word": word_of}


def make_files(frozen: FrozenBriefing, key: Ed25519PrivateKey) -> list[FrozenFile]:
    """Every file of a frozen briefing in each language, signed; not stored yet."""
    made = []
    for name, content in rendered(frozen):
        hashed = sha256(content).hexdigest()
        signature = signing.sign(vouched(frozen, name, hashed), key)
        packed = zlib.compress(content, 9)
        made.append(FrozenFile(frozen=frozen, name=name, content=packed, sha256=hashed, signature=signature))
    return made


def rendered(frozen: FrozenBriefing) -> Iterator[tuple[str, bytes]]:
    """Every file as this version of the system sets it, by name."""
    for kind, render in RENDERINGS.items():
        for language in LANGUAGES:
            yield f"{kind}:{language}", render(frozen, language)


def vouched(frozen: FrozenBriefing, name: str, hashed: str) -> str:
    """What is signed of a file."""
    return f"{frozen.digest} {name} {hashed}"


def is_intact(frozen: FrozenBriefing, file: FrozenFile, trusted: Container[str] | None = None) -> bool:
    """Whether a kept file is the one that was signed, by a key that is trusted as in `is_genuine`."""
    keys = signing.trusted_keys() if trusted is None else trusted
    try:
        hashed = sha256(zlib.decompress(bytes(file.content))).hexdigest()
    except zlib.error:
        return False
    signed = signing.is_signed(vouched(frozen, file.name, hashed), file.signature, frozen.public_key)
    return signed and frozen.public_key in keys and hashed == file.sha256


def kept_file(frozen: FrozenBriefing, kind: str, language: str) -> bytes:
    """A file as it was when the briefing was frozen. Refused (NotGenuine) when either was changed since."""
    require_genuine(frozen)
    file = FrozenFile.objects.filter(frozen=frozen, name=f"{kind}:{language}").first()
    if file is None or not is_intact(frozen, file):
        raise NotGenuine
    return zlib.decompress(bytes(file.content))


def changed_renderings(frozen: FrozenBriefing) -> list[str]:
    """The files that this version of the system makes otherwise than they are kept, by name; none, if all is well."""
    kept = dict(frozen.files.values_list("name", "sha256"))
    present = {name: sha256(content).hexdigest() for name, content in rendered(frozen)}
    return sorted(name for name in present.keys() | kept.keys() if present.get(name) != kept.get(name))


def broken_files(frozen: FrozenBriefing, trusted: Container[str] | None = None) -> list[str]:
    """The kept files that are not those that were signed or that are gone, by name."""
    expected = {f"{kind}:{language}" for kind in RENDERINGS for language in LANGUAGES}
    intact = {file.name for file in frozen.files.all() if is_intact(frozen, file, trusted)}
    return sorted((expected | set(frozen.files.values_list("name", flat=True))) - intact)
