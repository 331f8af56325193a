"""The summary of a workshop as a Word file, which can be read aloud: headings, header rows, a language."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from engage.record.workshop_record import Record
from engage.record.workshop_told import Told, told
from engage.web.templating import language

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_INK = RGBColor(0x16, 0x26, 0x2B)
_SOFT = RGBColor(0x4A, 0x5A, 0x5F)
_BRAND = RGBColor(0x0D, 0x4F, 0x4F)


def docx(record: Record) -> bytes:
    """Write the summary of a workshop as a Word file."""
    summary = told(record)
    word = _begun(summary)
    _open(word, summary)
    for part in summary["parts"]:
        _part(word, part, summary)
    _took_part(word, summary["took_part"])
    for section in filter(None, [summary["next"], summary["agreed"], summary["method"]]):
        word.add_heading(section["title"], level=1)
        _paragraphs(word, section["paragraphs"])
        if section.get("rows"):
            _table(word, section["table"], section["headings"], section["rows"])
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _begun(summary: Told) -> Word:
    word = Document()
    properties = word.core_properties
    properties.title, properties.author = summary["title"], summary["body"]
    properties.language, properties.comments = language(), ""
    for style, size, colour in (("Normal", 11, _INK), ("Title", 24, _BRAND), ("Heading 1", 17, _BRAND)):
        word.styles[style].font.size, word.styles[style].font.color.rgb = Pt(size), colour
    for style in ("Heading 2", "Heading 3"):
        word.styles[style].font.color.rgb = _INK
    _speak(word)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    return word


def _speak(word: Word) -> None:
    """Say which language it is in, for whoever has it read aloud."""
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    told = defaults.find(qn("w:lang"))
    if told is None:
        told = OxmlElement("w:lang")
        defaults.append(told)
    told.set(qn("w:val"), "en-GB" if language() == "en" else language())


def _open(word: Word, summary: Told) -> None:
    _soft(word, f"{summary['service']} · {summary['body']} · {summary['dated']}")
    word.add_heading(summary["title"], level=0)
    _paragraphs(word, [f"{summary['lead']} {summary['caution']}"])
    for name, value in summary["facts"]:
        line = word.add_paragraph()
        line.add_run(f"{name}: ").bold = True
        line.add_run(value)
    for figure in summary["figures"]:
        line = word.add_paragraph(style="List Bullet")
        line.add_run(figure["value"]).bold = True
        line.add_run(f" {figure['label']}")


def _part(word: Word, part: Told, summary: Told) -> None:
    word.add_heading(part["title"], level=1)
    _soft(word, " · ".join(filter(None, [part["theme"], part["evidence"]])))
    _paragraphs(word, filter(None, [part["prompt"]]))
    if votes := part["votes"]:
        rows = [[row["name"], row["written"]] for row in votes["rows"]]
        _table(word, votes["title"], [votes["name"], votes["counted"]], rows)
    for card in part["cards"]:
        if card["text"]:
            word.add_heading(card["text"], level=2)
            _soft(word, card["differ"] or "")
        for column in card["columns"]:
            if column["title"]:
                word.add_heading(column["title"], level=3 if card["text"] else 2)
            for point in column["points"]:
                _point(word, point, summary["differently"], named=part["named"])


def _point(word: Word, point: Told, differently: str, *, named: bool) -> None:
    line = word.add_paragraph(style="List Bullet")
    first, *rest = point["words"] or [""]
    line.add_run(first).bold = named or bool(point["notes"])
    for more in rest:
        line.add_run(f"\n{more}")
    _soft_run(line, point["where"])
    _dissents(word, point["dissents"], differently)
    for note in point["notes"]:
        line = word.add_paragraph("\n".join(note["words"]), style="List Bullet 2")
        _soft_run(line, note["where"])
        _dissents(word, note["dissents"], differently)


def _dissents(word: Word, dissents: Sequence[Sequence[str]], differently: str) -> None:
    for words in dissents:
        line = word.add_paragraph(style="Quote")
        line.add_run(f"{differently}: ").bold = True
        line.add_run("\n".join(words))


def _took_part(word: Word, section: Told) -> None:
    word.add_heading(section["title"], level=1)
    _paragraphs(word, [section["sentence"]])
    if section["rows"]:
        _table(word, "", section["headings"], section["rows"])
    _paragraphs(word, section["remarks"])


def _table(word: Word, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Add a table whose first row is marked as its header, and repeated on each page."""
    if title:
        caption = word.add_paragraph(title, style="Caption")
        caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(headings), style="Light List")
    marked = OxmlElement("w:tblHeader")
    marked.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(marked)
    _fill(table.rows[0].cells, headings)
    for row in rows:
        _fill(table.add_row().cells, row)
    word.add_paragraph()


def _fill(cells: Any, words: Sequence[str]) -> None:
    for cell, text in zip(cells, words, strict=True):
        cell.text = text


def _paragraphs(word: Word, all_of_them: Iterable[str]) -> None:
    for words in all_of_them:
        word.add_paragraph(words)


def _soft(word: Word, words: str) -> None:
    if words:
        word.add_paragraph().add_run(words).font.color.rgb = _SOFT


def _soft_run(line: Any, words: str) -> None:
    run = line.add_run(f"\n{words}")
    run.font.size, run.font.color.rgb = Pt(9), _SOFT
