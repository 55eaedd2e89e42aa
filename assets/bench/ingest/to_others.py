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

from blocks import Box, Code, Figure, Heading, Items, Paragraph, Table, caption, flat, places, plain

STYLES = {"ruled": "Table Grid", "partly": "Light Shading", "unruled": "Normal Table", "zebra": "Medium Shading 1", "rows": "Light List", "band": "Light Grid"}
DATE = datetime.datetime(2025, 10, 14)


def picture(figure):
    """Drawings of the compiler are pictures elsewhere."""
    return "chart.png" if "(" in figure.art else figure.art


def as_html(document, pictures, font):
    """One page of HTML; a table's caption stands above it, a figure's below."""
    escaped = lambda text: html.escape(plain(text))
    body = [f"<h1>{escaped(document.title)}</h1>"]
    for it in flat(document.blocks):
        match it:
            case Heading():
                body.append(f"<h{it.level}>{escaped(it.text)}</h{it.level}>")
            case Paragraph():
                body.append(f"<p>{escaped(it.text)}</p>")
            case Box():
                body.append(f"<p class=box>{escaped(it.text)}</p>")
            case Code():
                body.append(f"<pre>{escaped(it.text)}</pre>")
            case Items() if it.marks:
                body += [f"<p class=clause>{mark} {escaped(text)}</p>" for mark, text in zip(it.marks, it.items)]
            case Items():
                tag = "ol" if it.ordered else "ul"
                body.append(f"<{tag}>{''.join(f'<li>{escaped(text)}</li>' for text in it.items)}</{tag}>")
            case Table():
                rows = ""
                for at, row in enumerate(it.rows):
                    tag = "th" if at < it.heads else "td"
                    cells = [cell if isinstance(cell, tuple) else (cell, 1, 1) for cell in row]
                    rows += "<tr>" + "".join(f'<{tag} rowspan="{down}" colspan="{across}">{escaped(text)}</{tag}>' for text, down, across in cells) + "</tr>"
                title = f"<caption>{escaped(caption(document, it))}</caption>" if it.caption else ""
                body.append(f'<table class="{it.look or it.rules}{" wide" if it.wide else ""}">{title}{rows}</table>' + (f"<p class=note>{escaped(it.source)}</p>" if it.source else ""))
            case Figure():
                body.append(f'<figure><img src="{pictures / picture(it)}" width="{it.width}" height="{it.height}"><figcaption>{escaped(caption(document, it))}</figcaption></figure>')
    face = f'@font-face {{ font-family: "Body"; src: url("{font}"); }}' if document.lang == "zh" else ""
    return f"""<!doctype html><html lang="{document.lang}"><meta charset="utf-8"><title>{escaped(document.title)}</title><style>
{face} @page {{ size: A4; margin: 2.2cm; }}
body {{ font: 11.5pt/1.5 Body, "Liberation Serif", serif; }} h1, h2, h3 {{ line-height: 1.2; }}
table {{ border-collapse: collapse; margin: 1.2em 0; break-inside: avoid; }} caption {{ text-align: left; padding-bottom: 4pt; }} th, td {{ padding: 3pt 9pt; }}
.ruled th, .ruled td {{ border: 0.7pt solid black; }} .rows th, .rows td {{ border-bottom: 0.5pt solid gray; }}
.zebra tr:nth-child(even) {{ background: #e8eef5; }} .band th {{ background: #cfdcea; }} .partly {{ border-top: 1pt solid; border-bottom: 1pt solid; }}
.partly th {{ border-bottom: 0.5pt solid; }} th {{ text-align: left; font-weight: 600; }} .box {{ background: #f2f2ee; padding: 8pt; }} .note {{ font-size: 0.85em; }}
.clause {{ padding-left: 2em; text-indent: -2em; }} body {{ columns: {document.columns}; column-gap: 20pt; text-align: {"justify" if document.columns > 1 else "left"}; }} h1, .wide {{ column-span: all; }} .wide {{ width: 100%; }} figure {{ margin: 1.2em 0; break-inside: avoid; }}
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
    for it in flat(document.blocks):
        match it:
            case Heading():
                file.add_heading(it.text, it.level - 1)
            case Paragraph():
                file.add_paragraph(plain(it.text))
            case Box() | Code():
                file.add_paragraph(it.text)
            case Items() if it.marks:
                for mark, text in zip(it.marks, it.items):
                    clause = file.add_paragraph(f"{mark} {plain(text)}")
                    clause.paragraph_format.left_indent, clause.paragraph_format.first_line_indent = Pt(24), Pt(-24)
            case Items():
                for text in it.items:
                    file.add_paragraph(plain(text), style="List Number" if it.ordered else "List Bullet")
            case Table():
                if it.caption:
                    file.add_paragraph(caption(document, it), style="Caption").paragraph_format.keep_with_next = True
                cells = places(it.rows)
                table = file.add_table(len(it.rows), max(c[1] + c[3] for c in cells), style=STYLES[it.look or it.rules])
                for row, column, down, across, text in cells:
                    first = table.cell(row, column)
                    first.merge(table.cell(row + down - 1, column + across - 1)).text = text
                for row in table.rows[: it.heads]:
                    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
                file.add_paragraph()
            case Figure():
                shown = file.add_paragraph()
                shown.paragraph_format.keep_with_next = True
                shown.add_run().add_picture(str(pictures / picture(it)), width=Pt(it.width), height=Pt(it.height))
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
