"""A briefing as a Word file in the look of an official paper (GB/T 9704): 仿宋 text, 黑体 headings, A4, footnotes.

The same document gives the same bytes: the archive inside a .docx is written anew, without times and uncompressed.
"""

import io
import zipfile
from datetime import UTC

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

from headgoose.briefing.paper import Paper
from headgoose.briefing.wordnotes import Footnotes, name_fallbacks, page_number, speak_chinese, watermark
from headgoose.kernel.clock import CHINA
from headgoose.look.wording import day_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FACE, TEXT_FACE, HEAD_FACE, SIGN_FACE = "方正小标宋简体", "仿宋", "黑体", "楷体"
LATIN = "Times New Roman"
# 二号 and 三号; lines of 28 points make 22 on a page.
TITLE_POINTS, TEXT_POINTS, LINE_POINTS, SMALL_POINTS = 22, 16, 28, 10.5
WIDTHS_MM = (30, 70, 26, 30)
EPOCH = (1980, 1, 1, 0, 0, 0)


def word_file(paper: Paper) -> bytes:
    """The bytes of the Word file; the paper's language must be the active one."""
    document = Document()
    _set_page(document, paper)
    notes = Footnotes(document)
    _line(document, paper.title, TITLE_FACE, TITLE_POINTS, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, subtitle(paper), SIGN_FACE, TEXT_POINTS, WD_ALIGN_PARAGRAPH.CENTER)
    for chapter in paper.chapters:
        heading = _line(document, chapter.heading, HEAD_FACE, TEXT_POINTS, indent=True)
        heading.paragraph_format.keep_with_next = True
        body = _paragraph(document, indent=True)
        for run in chapter.runs:
            _write(body, run.text, TEXT_FACE, TEXT_POINTS, bold=bool(run.code))
            if run.code:
                notes.add(body, note_on(paper, run.code))
    _sign(document, paper)
    _list_figures(document, paper)
    notes.close()
    name_fallbacks(document)
    speak_chinese(document)
    return _bytes_of(document)


def subtitle(paper: Paper) -> str:
    """Whose briefing it is and of what day."""
    said = _("Press conference of %(place)s, as at %(day)s") % {"place": paper.place, "day": day_text(paper.on)}
    return f"{said} ({_('on the map of %(day)s') % {'day': day_text(paper.map_on)}})" if paper.later_map else said


def note_on(paper: Paper, code: str) -> str:
    """What stands at the foot of the page about a number."""
    figure = paper.figure(code)
    made_of = f" ({figure.made_of})" if figure.made_of else ""
    return f"{figure.code} {figure.name}: {figure.text}{made_of}. {figure.definition} {figure.version}"


def _set_page(document: WordDocument, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    known = document.core_properties
    known.title, known.author, known.comments = paper.title, paper.by, ""
    known.created = known.modified = paper.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    known.last_modified_by, known.revision = paper.by, 1
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.append(page_number())
    if paper.seal is None:
        words = _("Live, not frozen")
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(header, f"{words} · {moment_of(paper)}", HEAD_FACE, SMALL_POINTS)
        header._p.append(watermark(words))


def _paragraph(document: WordDocument, indent: bool = False) -> Paragraph:
    made = document.add_paragraph()
    shape = made.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_POINTS)
    shape.space_before = shape.space_after = Pt(0)
    if indent:
        shape.first_line_indent = Pt(2 * TEXT_POINTS)
    return made


def _write(paragraph: Paragraph, text: str, face: str, points: float, bold: bool = False) -> WordRun:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = LATIN, Pt(points), bold or None
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return run


def _line(
    document: WordDocument,
    text: str,
    face: str,
    points: float,
    alignment: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = False,
) -> Paragraph:
    made = _paragraph(document, indent)
    if alignment is not None:
        made.alignment = alignment
    _write(made, text, face, points)
    return made


def _sign(document: WordDocument, paper: Paper) -> None:
    """Place and date to the right, as on an official paper; then what vouches for it."""
    _paragraph(document)
    for text in (paper.place, day_text(paper.at)):
        _line(document, text, TEXT_FACE, TEXT_POINTS, WD_ALIGN_PARAGRAPH.RIGHT)
    _paragraph(document)
    for text in vouching(paper):
        small = _line(document, text, TEXT_FACE, SMALL_POINTS)
        small.paragraph_format.line_spacing = Pt(16)


def moment_of(paper: Paper) -> str:
    """When it was counted, to the second, in China Standard Time."""
    return f"{paper.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def vouching(paper: Paper) -> list[str]:
    """The lines of the signature block."""
    if paper.seal is None:
        return [_("Live, not frozen: the numbers change with the records, and nobody has signed them.")]
    lines = [
        _("Number: %(number)s") % {"number": paper.seal.number},
        _("Frozen: %(at)s by %(by)s") % {"at": moment_of(paper), "by": paper.by},
        _("SHA-256 of the content: %(digest)s") % {"digest": paper.seal.digest},
        _("Ed25519 signature: %(signature)s") % {"signature": paper.seal.signature},
        _("Key: %(fingerprint)s") % {"fingerprint": paper.seal.fingerprint},
        _("Counted up to act %(act)s of the trail") % {"act": paper.newest_act},
    ]
    if paper.seal_head:
        lines.append(_("Head of the trail's seals: %(number)s, %(hash)s") % dict(paper.seal_head))
    if paper.amends:
        lines.append(_("Amends %(number)s: %(reason)s") % dict(zip(("number", "reason"), paper.amends, strict=True)))
    return lines


def _list_figures(document: WordDocument, paper: Paper) -> None:
    """The figures behind the text on a page of their own."""
    heading = _line(document, _("The figures behind it"), HEAD_FACE, TEXT_POINTS)
    heading.paragraph_format.page_break_before = True
    figures = paper.spoken
    table = document.add_table(rows=1, cols=len(WIDTHS_MM), style="Table Grid")
    table.autofit = False
    rows = [[_("Figure"), _("Name"), _("Value"), _("Made of")]]
    rows += [[figure.code, figure.name, figure.text, figure.made_of or figure.unit] for figure in figures]
    for at, texts in enumerate(rows):
        cells = table.rows[0].cells if at == 0 else table.add_row().cells
        for cell, text, width in zip(cells, texts, WIDTHS_MM, strict=True):
            cell.width = Mm(width)
            _write(cell.paragraphs[0], text, HEAD_FACE if at == 0 else TEXT_FACE, SMALL_POINTS)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def _bytes_of(document: WordDocument) -> bytes:
    """The file without times and uncompressed: neither a clock nor a version of zlib shows in it."""
    made, plain = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return plain.getvalue()
