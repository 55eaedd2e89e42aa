"""A document → HTML, DOCX and XLSX, and those → PDF by a browser and an office suite. Places on the page stay unknown."""

import datetime
import html
import os
import subprocess

import docx
import openpyxl
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from blocks import Figure, Heading, Items, Paragraph, Table, caption, places, plain

DATE = datetime.datetime(2025, 10, 14)


def as_html(document, pictures, font):
    """One page of HTML; a table's caption stands above it, a figure's below."""
    escaped = lambda text: html.escape(plain(text))
    body = [f"<h1>{escaped(document.title)}</h1>"]
    for it in document.blocks:
        match it:
            case Heading():
                body.append(f"<h{it.level}>{escaped(it.text)}</h{it.level}>")
            case Paragraph():
                body.append(f"<p>{escaped(it.text)}</p>")
            case Items():
                tag = "ol" if it.ordered else "ul"
                body.append(f"<{tag}>{''.join(f'<li>{escaped(text)}</li>' for text in it.items)}</{tag}>")
            case Table():
                rows = ""
                for at, row in enumerate(it.rows):
                    tag = "th" if at < it.heads else "td"
                    cells = [cell if isinstance(cell, tuple) else (cell, 1, 1) for cell in row]
                    rows += "<tr>" + "".join(f'<{tag} rowspan="{down}" colspan="{across}">{escaped(text)}</{tag}>' for text, down, across in cells) + "</tr>"
                body.append(f'<table class="{it.rules}"><caption>{escaped(caption(document, it))}</caption>{rows}</table>')
            case Figure():
                body.append(f'<figure><img src="{pictures / it.art}" width="{it.width}" height="{it.height}"><figcaption>{escaped(caption(document, it))}</figcaption></figure>')
    face = f'@font-face {{ font-family: "Body"; src: url("{font}"); }}' if document.lang == "zh" else ""
    return f"""<!doctype html><html lang="{document.lang}"><meta charset="utf-8"><title>{escaped(document.title)}</title><style>
{face} @page {{ size: A4; margin: 2.2cm; }}
body {{ font: 11.5pt/1.5 Body, "Liberation Serif", serif; }} h1, h2, h3 {{ line-height: 1.2; }}
table {{ border-collapse: collapse; margin: 1.2em 0; break-inside: avoid; }} caption {{ text-align: left; padding-bottom: 4pt; }} th, td {{ padding: 3pt 9pt; }}
.ruled th, .ruled td {{ border: 0.7pt solid black; }} figure {{ margin: 1.2em 0; break-inside: avoid; }}
</style><body>{''.join(body)}"""


def print_html(path, out, work):
    """The browser stamps the time into its files; the stamp is set to one length and one value."""
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={work / 'browser'}",
                    f"--print-to-pdf={out}", path.as_uri()], check=True, capture_output=True, timeout=120)


def convert(path, folder, work):
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation={(work / 'office').as_uri()}", "--convert-to", "pdf", "--outdir", str(folder), str(path)],
                   check=True, capture_output=True, timeout=180, env=os.environ | {"SOURCE_DATE_EPOCH": "1760000000"})


def field_of(paragraph, code):
    for kind, text in (("begin", None), (None, code), ("end", None)):
        run = paragraph.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        part.set(qn("w:fldCharType"), kind) if kind else setattr(part, "text", text)
        run._r.append(part)


def write_docx(document, out, pictures):
    file = docx.Document()
    file.core_properties.created = file.core_properties.modified = DATE
    file.core_properties.title = document.title
    latin, east = "Liberation Serif", "Noto Sans CJK SC"
    for style in file.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            style.font.name = latin
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for old in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
                fonts.attrib.pop(qn(old), None)
            fonts.set(qn("w:eastAsia"), east)
    section = file.sections[0]
    section.header.paragraphs[0].text = document.head
    field_of(section.footer.paragraphs[0], "PAGE")
    file.add_paragraph(document.title, style="Title")
    for it in document.blocks:
        match it:
            case Heading():
                file.add_heading(it.text, it.level - 1)
            case Paragraph():
                file.add_paragraph(plain(it.text))
            case Items():
                for text in it.items:
                    file.add_paragraph(plain(text), style="List Number" if it.ordered else "List Bullet")
            case Table():
                file.add_paragraph(caption(document, it), style="Caption").paragraph_format.keep_with_next = True
                cells = places(it.rows)
                table = file.add_table(len(it.rows), max(c[1] + c[3] for c in cells), style="Table Grid")
                for row, column, down, across, text in cells:
                    first = table.cell(row, column)
                    first.merge(table.cell(row + down - 1, column + across - 1)).text = text
                for row in table.rows[: it.heads]:
                    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
                file.add_paragraph()
            case Figure():
                shown = file.add_paragraph()
                shown.paragraph_format.keep_with_next = True
                shown.add_run().add_picture(str(pictures / it.art), width=Pt(it.width), height=Pt(it.height))
                file.add_paragraph(caption(document, it), style="Caption")
    file.save(out)


def write_xlsx(document, out):
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = DATE
    sheet = book.active
    sheet.title = "Sheet"
    for row, column, _, _, text in places(document.blocks[0].rows):
        cell = sheet.cell(row + 1, column + 1)
        number = text.replace(",", "")
        if number.replace(".", "").isdigit():
            cell.value = float(number)
            cell.number_format = "#,##0.00" if "." in number else "#,##0"
        else:
            cell.value = text
        sheet.column_dimensions[cell.column_letter].width = 16
    sheet.print_options.gridLines = True
    book.save(out)
