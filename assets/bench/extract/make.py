"""Word and PDF files of the set, from sources/*.html: headings, paragraphs, captions and tables with spans. Standard library; the PDF by LibreOffice."""

import html.parser
import pathlib
import struct
import subprocess
import zipfile
import zlib
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
OUT = {"lease": ("en", "docx"), "parser": ("en", "pdf"), "nianbao": ("zh", "docx"), "dianjieye": ("zh", "docx"), "shigao": ("zh", "docx"),
       "policy": ("en", "docx"), "trial": ("en", "pdf"), "panjue": ("zh", "docx"), "yanxin": ("zh", "pdf"),
       "tender": ("en", "docx"), "zircon": ("en", "pdf"), "xiaodai": ("zh", "docx"), "linchuang": ("zh", "pdf")}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


class Source(html.parser.HTMLParser):
    """Blocks of a source: ("h1", text), ("p", text), ("caption", text), ("formula", text, tag), ("table", caption, rows)."""

    def __init__(self):
        super().__init__()
        self.blocks, self.runs, self.style, self.table = [], None, [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("h1", "h2", "p", "figcaption", "caption", "th", "td"):
            self.runs = []
            self.attrs = attrs
        elif tag == "table":
            self.table = ["", []]
        elif tag == "tr":
            self.table[1].append([])
        elif tag in ("sup", "sub", "b"):
            self.style.append(tag)

    def handle_data(self, data):
        if self.runs is not None and data.strip():
            self.runs.append((tuple(self.style), data))

    def handle_endtag(self, tag):
        if tag in ("sup", "sub", "b"):
            self.style.pop()
        elif tag in ("h1", "h2"):
            self.blocks.append((tag, self.runs))
        elif tag == "p":
            kind = "formula" if self.attrs.get("class") == "formula" else "p"
            self.blocks.append((kind, self.runs, self.attrs.get("data-tag")))
        elif tag == "figcaption":
            self.blocks.append(("figure", self.runs))
        elif tag == "caption":
            self.table[0] = self.runs
        elif tag in ("th", "td"):
            span = int(self.attrs.get("colspan", 1)), int(self.attrs.get("rowspan", 1))
            self.table[1][-1].append((tag, span, self.runs))
        elif tag == "table":
            self.blocks.append(("table", *self.table))
            self.table = None


def runs(parts, bold=False, small=False):
    out = ""
    for style, text in parts:
        marks = "<w:b/>" if bold or "b" in style else ""
        marks += {"sup": '<w:vertAlign w:val="superscript"/>', "sub": '<w:vertAlign w:val="subscript"/>'}.get(next((s for s in style if s != "b"), ""), "")
        marks += '<w:sz w:val="18"/>' if small else ""
        out += f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return out


def paragraph(parts, style=None, bold=False, small=False):
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{mark}{runs(parts, bold, small)}</w:p>"


def widths(grid, width):
    """In twentieths of a point: as wide as the longest word of the column needs."""
    need = [800] * width
    for (_, c), cell in grid.items():
        if cell and cell[1] == 1:
            words = " ".join(text for _, text in cell[3]).split()
            need[c] = max([need[c]] + [150 * len(word) + 300 for word in words])
    return need


def table(rows):
    grid, width = {}, 0
    for r, cells in enumerate(rows):
        c = 0
        for tag, (across, down), parts in cells:
            while (r, c) in grid:
                c += 1
            for dr in range(down):
                grid[r + dr, c] = (tag, across, "restart" if dr == 0 and down > 1 else "continue" if dr else None, parts if dr == 0 else [])
                for dc in range(1, across):
                    grid[r + dr, c + dc] = None
            c += across
            width = max(width, c)
    out = '<w:tbl><w:tblPr><w:tblLayout w:type="autofit"/><w:tblBorders>' + "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")) + "</w:tblBorders></w:tblPr><w:tblGrid>" + "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths(grid, width)) + "</w:tblGrid>"
    for r, cells in enumerate(rows):
        head = all(tag == "th" for tag, _, _ in cells)
        out += "<w:tr>" + ("<w:trPr><w:tblHeader/></w:trPr>" if head else "")
        for c in range(width):
            cell = grid.get((r, c), ("td", 1, None, []))
            if cell is None:
                continue
            tag, across, merge, parts = cell
            span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
            merged = {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}.get(merge, "")
            wide = sum(widths(grid, width)[c:c + across])
            out += f"<w:tc><w:tcPr><w:tcW w:w='{wide}' w:type='dxa'/>{span}{merged}</w:tcPr>{paragraph(parts, bold=tag == 'th', small=True)}</w:tc>"
        out += "</w:tr>"
    return out + "</w:tbl><w:p/>"


def formula(parts, tag):
    text = "".join(text for _, text in parts)
    return f'<w:p><m:oMath><m:r><m:t xml:space="preserve">{escape(text)}</m:t></m:r></m:oMath><w:r><w:tab/><w:t>({tag})</w:t></w:r></w:p>'


def png():
    """A grey picture of 200 by 120."""
    part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((x * y) % 97 + 120 for x in range(200)) for y in range(120))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 200, 120, 8, 0, 0, 0, 0)) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


PICTURE = '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="1905000" cy="1143000"/><wp:docPr id="1" name="Picture"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="r2"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1905000" cy="1143000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'


def docx(blocks, path):
    body = ""
    for block in blocks:
        if block[0] in ("h1", "h2"):
            body += paragraph(block[1], "Heading" + block[0][1])
        elif block[0] == "p":
            body += paragraph(block[1])
        elif block[0] == "formula":
            body += formula(block[1], block[2])
        elif block[0] == "figure":
            body += PICTURE + paragraph(block[1], "Caption")
        else:
            body += paragraph(block[1], "Caption") + table(block[2])
    style = lambda name, title: f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title}"/></w:style>'
    styles = style("Heading1", "heading 1") + style("Heading2", "heading 2") + style("Caption", "caption")
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/p.png"/></Relationships>',
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>' + text, zipfile.ZIP_DEFLATED)
        package.writestr(zipfile.ZipInfo("word/media/p.png", (2020, 1, 1, 0, 0, 0)), png(), zipfile.ZIP_DEFLATED)


for name, (language, kind) in OUT.items():
    source = Source()
    source.feed((HERE / "sources" / f"{name}.html").read_text(encoding="utf-8"))
    path = HERE / language / f"{name}.docx"
    docx(source.blocks, path)
    if kind == "pdf":
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)], check=True, capture_output=True)
        path.unlink()
