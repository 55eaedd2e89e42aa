"""What a document of the set is made of, and its truth. Text may hold ⟦r:ids|words⟧ (a cross reference and what it
names), ⟦n:mark|text⟧ (a footnote) and ⟦m:typst|plain⟧ (an inline formula); 10⁻³ and H₂O are set as scripts."""

import re
from dataclasses import dataclass, field

MARKUP = re.compile(r"⟦(\w):([^⟧|]*)\|([^⟧]*)⟧")


def r(words, *targets):
    return f"⟦r:{' '.join(targets)}|{words}⟧"


def note(mark, text):
    return f"⟦n:{mark}|{text}⟧"


def m(typst, plain):
    return f"⟦m:{typst}|{plain}⟧"


@dataclass
class Document:
    name: str
    lang: str
    title: str
    blocks: list
    columns: int = 1
    size: float = 10.5
    head: str = ""
    indent: bool = False
    font: str = "Libertinus Serif"


@dataclass
class Heading:
    level: int  # 2 for a section; the title is 1
    text: str
    id: str = ""


@dataclass
class Paragraph:
    text: str
    id: str = ""


@dataclass
class Items:
    items: list
    ordered: bool = False
    ids: list = field(default_factory=list)  # what references call the items
    marks: list = field(default_factory=list)  # printed instead of bullets


@dataclass
class Table:
    id: str  # "table:2"
    label: str  # "Table 2"
    caption: str
    rows: list  # of cells: a text or (text, rowspan, colspan); what is spanned over is left out
    rules: str = "ruled"  # ruled, partly, unruled
    heads: int = 1
    wide: bool = False  # over all columns, at the top of a page
    breaks: bool = False  # may go on over the page
    source: str = ""
    centred: bool = False
    fill: bool = False  # as wide as the column
    below: bool = False  # the caption stands below
    look: str = ""  # "zebra", "rows", "band": other ways to be ruled partly
    widths: tuple = ()  # of columns, as Typst says them


@dataclass
class Figure:
    id: str
    label: str
    caption: str
    art: str  # Typst code of a drawing, or the name of a picture
    width: float = 200
    height: float = 120
    wide: bool = False


@dataclass
class Code:
    text: str


@dataclass
class Box:
    """A boxed paragraph, as at the side of a report."""

    text: str


@dataclass
class Side:
    """Figures or tables beside each other."""

    objects: list


@dataclass
class Formula:
    id: str
    number: str
    typst: str
    plain: str


def plain(text):
    """The words as a reader says them: footnotes left out."""
    return MARKUP.sub(lambda it: "" if it[1] == "n" else it[3], text)


def places(rows):
    """(row, column, rowspan, colspan, text) of each cell."""
    taken, out = set(), []
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            text, down, across = cell if isinstance(cell, tuple) else (cell, 1, 1)
            while (row, column) in taken:
                column += 1
            taken |= {(row + y, column + x) for y in range(down) for x in range(across)}
            out.append([row, column, down, across, text])
    return out


def truth(document, found):
    """Blocks in reading order and references of a document; `found` has the places that the maker knows."""
    blocks, references = [{"kind": "heading", "level": 1, "text": document.title}], []

    def text_block(kind, text, id="", **more):
        at = len(blocks)
        blocks.append({"kind": kind, "text": plain(text)} | ({"id": id} if id else {}) | more)
        for kind, key, words in MARKUP.findall(text):
            if kind == "r":
                references.append({"block": at, "words": words, "to": key.split()})
            if kind == "n":
                blocks.append({"kind": "footnote", "text": words})

    for block in flat(document.blocks):
        match block:
            case Heading():
                text_block("heading", block.text, block.id, level=block.level)
            case Paragraph():
                text_block("paragraph", block.text, block.id)
            case Box() | Code():
                text_block("paragraph", block.text)
            case Items():
                for at, item in enumerate(block.items):
                    mark = block.marks[at] if block.marks else ""
                    text_block("item", item, block.ids[at] if block.ids else "", **({"mark": mark} if mark else {}))
            case Table():
                blocks.append({"kind": "table", "id": block.id, "label": block.label, "caption": caption(document, block),
                               "rules": block.rules, "header_rows": block.heads, "cells": places(block.rows)}
                              | ({"source": block.source} if block.source else {}))
            case Figure():
                blocks.append({"kind": "figure", "id": block.id, "label": block.label,
                               "caption": caption(document, block)} | found.get(block.id, {}))
            case Formula():
                blocks.append({"kind": "formula", "id": block.id, "label": block.number, "text": block.plain}
                              | found.get(block.id, {}))
    known = {id for block in blocks for id in block.get("id", "").split()}
    missing = {to for reference in references for to in reference["to"]} - known
    if missing:
        raise SystemExit(f"{document.name}: references to what is not there: {sorted(missing)}")
    return {"blocks": blocks, "references": references}


def flat(blocks):
    for block in blocks:
        yield from block.objects if isinstance(block, Side) else [block]


def caption(document, block):
    if not block.caption:
        return ""
    return f"{block.label}　{block.caption}" if document.lang == "zh" else f"{block.label}: {block.caption}"
