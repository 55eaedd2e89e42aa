"""What other readers make of the set, in its own form (see README.md): `python peers.py OUT [TOOL…]` writes OUT/TOOL.json.

Each tool runs with its own settings for documents, in an environment with the packages of peers.txt. A tool that cannot
run is written down with its failure."""

import importlib.metadata
import json
import pathlib
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent


def of_markdown(text):
    """Blocks of Markdown: the marks of emphasis left out, tables as cells."""
    from markdown_it import MarkdownIt

    def said(token):
        parts = [said(it) if it.children else "\n" if it.type in ("softbreak", "hardbreak") else it.content for it in token.children or []]
        return "".join(parts).replace("<br>", " ").replace("\n", " ")

    blocks, rows, stack = [], [], []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type.endswith("_open"):
            stack.append(token)
            if token.type == "table_open":
                rows = []
            if token.type == "tr_open":
                rows.append([])
        elif token.type.endswith("_close"):
            stack.pop()
            if token.type == "table_close":
                blocks.append({"kind": "table", "header_rows": 1, "cells": cells(rows)})
        elif token.type == "inline":
            inside = [it.type for it in stack]
            if "table_open" in inside:
                rows[-1].append(said(token))
            elif "heading_open" in inside:
                blocks.append({"kind": "heading", "level": int(stack[-1].tag[1]), "text": said(token)})
            else:
                blocks.append({"kind": "item" if "list_item_open" in inside else "paragraph", "text": said(token)})
        elif token.type in ("fence", "code_block"):
            blocks.append({"kind": "paragraph", "text": token.content})
    return blocks


def cells(rows):
    return [[y, x, 1, 1, text or ""] for y, row in enumerate(rows) for x, text in enumerate(row) if text is not None]


def pymupdf4llm(path):
    import pymupdf4llm as tool

    kinds = {"picture": "figure", "formula": "formula", "footnote": "footnote", "caption": "caption"}
    blocks, pages = [], tool.to_markdown(str(path), page_chunks=True, header=False, footer=False)
    for number, page in enumerate(pages, 1):
        for box in page.get("page_boxes", []):
            part = page["text"][slice(*box["pos"])]
            place = {"page": number, "box": list(box["bbox"])}
            if box["class"] in kinds:
                text = " ".join(it.get("text", "") for it in of_markdown(part)) if box["class"] != "picture" else ""
                blocks.append({"kind": kinds[box["class"]], "text": text} | place)
            elif box["class"] not in ("page-header", "page-footer"):
                blocks += [it | place for it in of_markdown(part)]
    return blocks, len(pages)


def markitdown(path):
    from markitdown import MarkItDown

    return of_markdown(MarkItDown().convert(str(path)).text_content), None


def pdfplumber(path):
    import pdfplumber as tool

    if path.suffix != ".pdf":
        raise ValueError("reads PDF only")
    blocks = []
    with tool.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            tables = page.find_tables()
            inside = lambda it: any(x0 <= (it["x0"] + it["x1"]) / 2 <= x1 and y0 <= (it["top"] + it["bottom"]) / 2 <= y1 for x0, y0, x1, y1 in (t.bbox for t in tables))
            text = page.filter(lambda it: it["object_type"] != "char" or not inside(it)).extract_text()
            blocks += [{"kind": "paragraph", "page": number, "text": line} for line in text.split("\n")]
            blocks += [{"kind": "table", "page": number, "box": list(table.bbox), "header_rows": 1, "cells": cells(table.extract())} for table in tables]
            blocks += [{"kind": "figure", "page": number, "box": [it["x0"], it["top"], it["x1"], it["bottom"]]} for it in page.images]
        return blocks, len(pdf.pages)


def docling(path):
    from docling.document_converter import DocumentConverter

    global converter
    converter = globals().get("converter") or DocumentConverter()
    document = converter.convert(str(path)).document
    kinds = {"section_header": "heading", "title": "heading", "list_item": "item", "formula": "formula", "footnote": "footnote", "caption": "caption"}
    blocks = []
    for item, _ in document.iterate_items():
        label = str(item.label.value)
        place = {}
        if item.prov:
            page = document.pages[item.prov[0].page_no]
            box = item.prov[0].bbox.to_top_left_origin(page.size.height)
            place = {"page": item.prov[0].page_no, "box": [box.l, box.t, box.r, box.b]}
        if label == "table":
            grid = [[c.start_row_offset_idx, c.start_col_offset_idx, c.row_span, c.col_span, c.text] for c in item.data.table_cells]
            heads = 1 + max((c.end_row_offset_idx - 1 for c in item.data.table_cells if c.column_header), default=-1)
            blocks.append({"kind": "table", "caption": item.caption_text(document), "header_rows": heads, "cells": grid} | place)
        elif label in ("picture", "chart"):
            blocks.append({"kind": "figure", "caption": item.caption_text(document)} | place)
        elif label not in ("page_header", "page_footer"):
            level = {"title": 1}.get(label, getattr(item, "level", 0) + 1)
            more = {"level": level} if kinds.get(label) == "heading" else {}
            blocks.append({"kind": kinds.get(label, "paragraph"), "text": getattr(item, "text", "")} | more | place)
    return blocks, len(document.pages) or None


FLOW = ["order", "cells", "ruled", "partly", "unruled"]
GIVES = {
    "pymupdf4llm": [*FLOW, "headings", "levels", "figures", "formulas"],
    "markitdown": [*FLOW, "headings", "levels"],
    "pdfplumber": FLOW,
    "docling": [*FLOW, "headings", "levels", "figures", "formulas", "captions", "header rows"],
}


def run(tool):
    documents = []
    for known in json.loads((HERE / "truth.json").read_text("utf-8"))["documents"]:
        before = time.process_time()
        try:
            blocks, pages = globals()[tool](HERE / known["file"])
            found = {"blocks": blocks, "pages": pages or known["pages"]}
        except Exception as problem:
            print(traceback.format_exc(), file=sys.stderr)
            found = {"error": f"{type(problem).__name__}: {problem}".splitlines()[0][:300]}
        documents.append({"file": known["file"], "cpu_seconds": time.process_time() - before} | found)
        print(tool, known["file"], f"{documents[-1]['cpu_seconds']:.1f} s", documents[-1].get("error", ""), file=sys.stderr)
    return {"tool": f"{tool} {importlib.metadata.version(tool)}", "gives": GIVES[tool], "documents": documents}


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for tool in sys.argv[2:] or GIVES:
        try:
            __import__(tool)  # its start-up is not the documents' time
            (out / f"{tool}.json").write_text(json.dumps(run(tool), ensure_ascii=False, indent=0), "utf-8")
        except ImportError as problem:
            print(f"{tool} cannot be imported: {problem}", file=sys.stderr)
