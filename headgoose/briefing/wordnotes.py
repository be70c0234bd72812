"""What python-docx lacks: footnotes, a watermark, other names of Chinese typefaces."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
FONT_TABLE = "/word/fontTable.xml"
# What a typeface is called elsewhere, so that it is found on Windows, macOS, WPS and Linux alike.
FALLBACKS = {
    "仿宋": "FangSong,仿宋_GB2312,STFangsong,Noto Serif CJK SC",
    "黑体": "SimHei,Heiti SC,Noto Sans CJK SC",
    "楷体": "KaiTi,楷体_GB2312,STKaiti,Noto Serif CJK SC",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S,STSong,SimSun,Noto Serif CJK SC",
}
NOTE_STYLE = '<w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋"/><w:sz w:val="18"/></w:rPr>'
RAISED = '<w:rPr><w:sz w:val="18"/><w:vertAlign w:val="superscript"/></w:rPr>'
TIGHT = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
MARK = '<w:rPr><w:sz w:val="32"/><w:vertAlign w:val="superscript"/></w:rPr>'
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


class Footnotes:
    """The footnotes of a document, numbered as they come."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._notes: list[str] = []

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put a mark at the end of a paragraph so far, and its text at the foot of the page."""
        number = len(self._notes) + 1
        mark = f'<w:r {nsdecls("w")}>{MARK}<w:footnoteReference w:id="{number}"/></w:r>'
        paragraph._p.append(parse_xml(mark))
        self._notes.append(
            f'<w:footnote w:id="{number}"><w:p>{TIGHT}<w:r>{RAISED}<w:footnoteRef/></w:r>'
            f'<w:r>{NOTE_STYLE}<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        )

    def close(self) -> None:
        """Write them into the document."""
        text = f"<w:footnotes {nsdecls('w')}>{SEPARATORS}{''.join(self._notes)}</w:footnotes>"
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, text.encode(), package)
        self._document.part.relate_to(part, RELATION)


def name_fallbacks(document: WordDocument) -> None:
    """Say in the table of fonts what else the Chinese typefaces are called."""
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    package = document.part.package
    part: Any = next(part for part in package.iter_parts() if part.partname == FONT_TABLE)
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def speak_chinese(document: WordDocument) -> None:
    """Have Chinese characters set in their mainland forms."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}")
    for language in defaults.iter(qn("w:lang")) if defaults is not None else ():
        language.set(qn("w:eastAsia"), "zh-CN")


def page_number() -> Any:
    """A field with the number of the page."""
    return parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def watermark(text: str) -> Any:
    """A run that draws words across the page, behind the text."""
    shape = (
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"',
        "position:absolute;margin-left:0;margin-top:0;width:430pt;height:90pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin",
    )
    return parse_xml(
        f"<w:r {nsdecls('w')} {shape[0]}><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="live" o:spid="_x0000_s2049" type="#_x0000_t136" style="{shape[1]}" o:allowincell="f" '
        'fillcolor="#d8b4ae" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string={quoteattr(text)}/></v:shape>'
        "</w:pict></w:r>"
    )
