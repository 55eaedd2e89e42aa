"""Word and PDF files of the set, from sources/*.html: headings, paragraphs, captions and tables with spans. Standard library; the PDF by LibreOffice."""

import html.parser
import pathlib
import subprocess
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
OUT = {"lease": ("en", "docx"), "parser": ("en", "pdf"), "nianbao": ("zh", "docx"), "dianjieye": ("zh", "docx"), "shigao": ("zh", "docx")}
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


def runs(parts, bold=False):
    out = ""
    for style, text in parts:
        marks = "<w:b/>" if bold or "b" in style else ""
        marks += {"sup": '<w:vertAlign w:val="superscript"/>', "sub": '<w:vertAlign w:val="subscript"/>'}.get(next((s for s in style if s != "b"), ""), "")
        out += f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return out


def paragraph(parts, style=None, bold=False):
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{mark}{runs(parts, bold)}</w:p>"


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
    out = '<w:tbl><w:tblPr><w:tblBorders>' + "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")) + "</w:tblBorders></w:tblPr><w:tblGrid>" + "<w:gridCol/>" * width + "</w:tblGrid>"
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
            out += f"<w:tc><w:tcPr>{span}{merged}</w:tcPr>{paragraph(parts, bold=tag == 'th')}</w:tc>"
        out += "</w:tr>"
    return out + "</w:tbl><w:p/>"


def formula(parts, tag):
    text = "".join(text for _, text in parts)
    return f'<w:p><m:oMath><m:r><m:t xml:space="preserve">{escape(text)}</m:t></m:r></m:oMath><w:r><w:tab/><w:t>({tag})</w:t></w:r></w:p>'


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
            body += paragraph(block[1], "Caption")
        else:
            body += paragraph(block[1], "Caption") + table(block[2])
    style = lambda name, title: f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title}"/></w:style>'
    styles = style("Heading1", "heading 1") + style("Heading2", "heading 2") + style("Caption", "caption")
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>' + text, zipfile.ZIP_DEFLATED)


for name, (language, kind) in OUT.items():
    source = Source()
    source.feed((HERE / "sources" / f"{name}.html").read_text(encoding="utf-8"))
    path = HERE / language / f"{name}.docx"
    docx(source.blocks, path)
    if kind == "pdf":
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)], check=True, capture_output=True)
        path.unlink()
