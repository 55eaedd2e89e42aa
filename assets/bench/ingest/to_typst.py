"""A document → PDF by Typst, with the place of each figure and formula as Typst laid it out."""

import json
import pathlib
import re

import typst

from blocks import MARKUP, Box, Code, Figure, Formula, Heading, Items, Paragraph, Side, Table, caption, places

UP, DOWN = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "₀₁₂₃₄₅₆₇₈₉₋₊"
FLAT = dict(zip(UP, "0123456789−+n")) | dict(zip(DOWN, "0123456789−+"))

PRELUDE = """
// Draws `body` and notes down where it came to lie.
#let placed(id, body) = context {
  let size = measure(body)
  box(width: size.width, height: size.height, place(top + left, {
    context {
      let at = here().position()
      [#metadata((id: id, page: at.page, x: at.x.pt(), y: at.y.pt(), w: size.width.pt(), h: size.height.pt())) <place>]
    }
    body
  }))
}
#let ink = (rgb("#2b6cb0"), rgb("#c05621"), rgb("#2f855a"))
#let axes(w, h, top) = {
  for i in range(5) {
    let y = 6pt + (h - 24pt) * (1 - i / 4)
    place(dx: 28pt, dy: y, line(length: w - 28pt, stroke: 0.3pt + gray))
    place(dy: y - 3pt, box(width: 24pt, align(right, text(6.5pt, str(calc.round(top * i / 4))))))
  }
}
#let under(w, h, labels) = for (i, it) in labels.enumerate() {
  let step = (w - 28pt) / labels.len()
  place(dx: 28pt + step * i, dy: h - 13pt, box(width: step, align(center, text(6.5pt, it))))
}
#let bars(w, h, labels, values) = box(width: w, height: h, {
  let (top, step) = (calc.max(..values) * 1.15, (w - 28pt) / values.len())
  axes(w, h, top)
  for (i, v) in values.enumerate() {
    let tall = (h - 24pt) * v / top
    place(dx: 28pt + step * (i + 0.2), dy: h - 18pt - tall, rect(width: step * 0.6, height: tall, fill: ink.at(0)))
  }
  under(w, h, labels)
})
#let lines(w, h, labels, ..series) = box(width: w, height: h, {
  let top = calc.max(..series.pos().flatten()) * 1.15
  let step = (w - 28pt) / labels.len()
  axes(w, h, top)
  for (s, values) in series.pos().enumerate() {
    let at(i) = (28pt + step * (i + 0.5), h - 18pt - (h - 24pt) * values.at(i) / top)
    for i in range(values.len() - 1) { place(line(start: at(i), end: at(i + 1), stroke: 1pt + ink.at(s))) }
    for i in range(values.len()) { place(dx: at(i).at(0) - 2pt, dy: at(i).at(1) - 2pt, circle(radius: 2pt, fill: ink.at(s))) }
  }
  under(w, h, labels)
})
#let flow(w, h, ..labels) = box(width: w, height: h, {
  let n = labels.pos().len()
  let step = w / n
  for (i, it) in labels.pos().enumerate() {
    place(dx: step * i, dy: h * 0.2, rect(width: step - 14pt, height: h * 0.6, stroke: 0.8pt, radius: 3pt, align(center + horizon, text(7.5pt, it))))
    if i + 1 < n { place(line(start: (step * (i + 1) - 14pt, h / 2), end: (step * (i + 1), h / 2), stroke: 0.8pt)) }
    if i + 1 < n { place(polygon(fill: black, (step * (i + 1), h / 2), (step * (i + 1) - 5pt, h / 2 - 3pt), (step * (i + 1) - 5pt, h / 2 + 3pt))) }
  }
})
"""


NUMBER = " number"  # of a formula: its place has an id of its own


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def scripts(text):
    parts = re.split(f"([{UP}]+|[{DOWN}]+)", text)
    def one(part):
        flat = quoted("".join(FLAT.get(c, c) for c in part))
        return f"#super({flat})" if part[0] in UP else f"#sub({flat})" if part[0] in DOWN else f"#{quoted(part)}"
    return "".join(one(part) for part in parts if part)


def inline(text):
    out, at = [], 0
    for it in MARKUP.finditer(text):
        out.append(scripts(text[at : it.start()]))
        kind, key, words = it.groups()
        out.append({"r": lambda: scripts(words), "n": lambda: f"#footnote[{scripts(words)}]", "m": lambda: f"${key}$"}[kind]())
        at = it.end()
    return "".join(out) + scripts(text[at:])


def cell(it):
    text, down, across = it if isinstance(it, tuple) else (it, 1, 1)
    spans = f"table.cell(rowspan: {down}, colspan: {across}, align: center + horizon)" if (down, across) != (1, 1) else ""
    return f"{spans}[{scripts(text)}],"


def table(document, it):
    columns = sum(c[2] if isinstance(c, tuple) else 1 for c in it.rows[0])
    stroke = {"rows": "(x, y) => (bottom: 0.4pt + gray)", "band": "none", "zebra": "none"}.get(it.look) or ("0.5pt" if it.rules == "ruled" else "none")
    fill = {"zebra": "(x, y) => if calc.odd(y) { rgb(\"#e8eef5\") }", "band": f"(x, y) => if y < {it.heads} {{ rgb(\"#cfdcea\") }}"}.get(it.look, "none")
    line = lambda width: f"table.hline(stroke: {width}pt),\n" if it.rules == "partly" and not it.look else ""
    rows = ["".join(map(cell, row)) + "\n" for row in it.rows]
    head, body = "".join(rows[: it.heads]), "".join(rows[it.heads :])
    figures = lambda x: sum(c[4][:1].isdigit() for c in places(it.rows[it.heads :]) if c[1] == x) * 2 > len(it.rows) - it.heads
    align = "(" + ", ".join("right" if x and figures(x) else "left" for x in range(columns)) + ",)"
    widths = f"({', '.join(it.widths)})" if it.widths else f"({columns} * (1fr,))" if it.fill else columns
    code = (f"#text(size: 0.88em, table(columns: {widths}, stroke: {stroke}, fill: {fill}, inset: (x: 5pt, y: 3.4pt), align: {align},\n"
            f"{line(0.9)}table.header({head}{line(0.5)}),\n{body}{line(0.9)}))")
    titled = f"#text(size: 0.9em)[#strong[{scripts(caption(document, it))}]]" if it.caption else ""
    above, below = ("", titled) if it.below else (titled, "")
    below += f"\n#text(size: 0.82em)[{scripts(it.source)}]" if it.source else ""
    code = f"{above}\n\n{code}\n\n{below}"
    code = f"#align(center)[{code}]" if it.centred else code
    return f"#block(breakable: {str(it.breaks).lower()}, width: 100%, above: 1.4em, below: 1.4em)[#set par(justify: false, first-line-indent: 0pt, spacing: 0.7em)\n{code}]"


def figure(document, it, pictures):
    size = f"{it.width}pt, {it.height}pt"
    art = it.art.replace("SIZE", size) if "(" in it.art else f"image({quoted(str(pictures / it.art))}, width: {it.width}pt, height: {it.height}pt)"
    body = f"#placed({quoted(it.id)}, {art})"
    below = f"\n\n#text(size: 0.9em)[{scripts(caption(document, it))}]" if it.caption else ""
    return f"#block(breakable: false, width: 100%, above: 1.5em, below: 1.5em)[#set par(first-line-indent: 0pt, spacing: 0.8em)\n#align(center)[{body}{below}]]"


def formula(it):
    number = f"({it.number})" if it.number else ""
    return (f"#block(width: 100%, above: 1.1em, below: 1.1em, grid(columns: (1fr, auto, 1fr), align: horizon, [], "
            f"placed({quoted(it.id)}, $ {it.typst} $), align(right, placed({quoted(it.id + NUMBER)}, [{number}]))))")


def one(document, it, pictures):
    match it:
        case Heading():
            return f"#heading(level: {it.level - 1}, {quoted(it.text)})"
        case Paragraph():
            return f"#par[{inline(it.text)}]"
        case Items() if it.marks:
            return "\n\n".join(f"#par(hanging-indent: 1.8em, first-line-indent: 0pt)[#{quoted(mark)} {inline(text)}]" for mark, text in zip(it.marks, it.items))
        case Items():
            return f"#{'enum' if it.ordered else 'list'}({', '.join(f'[{inline(text)}]' for text in it.items)})"
        case Table():
            code = table(document, it)
        case Figure():
            code = figure(document, it, pictures)
        case Formula():
            return formula(it)
        case Code():
            return f"#raw(block: true, {quoted(it.text)})"
        case Box():
            return f"#block(width: 100%, fill: rgb(\"#f2f2ee\"), inset: 8pt, above: 1.3em, below: 1.3em)[#par(first-line-indent: 0pt)[{inline(it.text)}]]"
        case Side():
            return f"#grid(columns: {len(it.objects)}, column-gutter: 1fr, {', '.join(f'[{one(document, part, pictures)}]' for part in it.objects)})"
    return f"#place(top, float: true, scope: \"parent\", clearance: 1.4em)[{code}]" if it.wide else code


def source(document, pictures):
    zh = document.lang == "zh"
    font = '"Noto Sans SC"' if zh else quoted(document.font)
    indent = "(amount: 2em, all: true)" if zh and document.indent else "1.2em" if document.indent else "0pt"
    spacing = "0.75em" if document.indent else "1.15em"
    start = f"#align(center, text(size: 1.9em, weight: \"bold\", hyphenate: false)[#{quoted(document.title)}])\n#v(0.6em)"
    if document.columns > 1:
        start = f"#place(top + center, float: true, scope: \"parent\", clearance: 1.6em)[{start}]"
    body = "\n\n".join(one(document, it, pictures) for it in document.blocks)
    return f"""{PRELUDE}
#set document(title: {quoted(document.title)})
#set text(font: ({font}, "New Computer Modern"), size: {document.size}pt, lang: "{document.lang}", hyphenate: true)
#set par(justify: true, leading: {"0.8em" if zh else "0.62em"}, spacing: {spacing}, first-line-indent: {indent})
#set page(paper: "a4", margin: (x: 2cm, y: 2.4cm), columns: {document.columns},
  header: text(size: 8pt)[#{quoted(document.head)} #h(1fr) #{quoted(document.title)}],
  footer: align(center, text(size: 8pt, context counter(page).display())))
#set columns(gutter: 18pt)
#show heading: set text(hyphenate: false)
#show heading: set block(above: 1.5em, below: 0.9em)
#show heading.where(level: 1): set text(size: 1.25em)
#show heading.where(level: 2): set text(size: 1.1em)
#show heading.where(level: 3): set text(size: 1em)
{start}

{body}

#context [#metadata((id: "", page: counter(page).final().first())) <place>]
"""


def make(document, out, work, fonts):
    """Writes the PDF; returns the number of pages and the places of figures and formulas."""
    path = work / f"{document.name}.typ"
    path.write_text(source(document, pathlib.PurePosixPath("/pictures")), "utf-8")
    compiler = typst.Compiler(str(path), root=str(work), font_paths=[str(fonts)], ignore_system_fonts=True)
    out.write_bytes(compiler.compile(format="pdf", timestamp=1_760_000_000))
    found, pages = {}, 0
    for it in json.loads(compiler.query("<place>", field="value")):
        pages = it["page"] if it["id"] == "" else pages
        if it["id"]:
            box = [it["x"], it["y"], it["x"] + it["w"], it["y"] + it["h"]]
            found[it["id"]] = {"page": it["page"], "box": [round(v, 1) for v in box]}
    for id in [id for id in found if id.endswith(NUMBER)]:
        (x0, y0, x1, y1), formula = found.pop(id)["box"], found[id.removesuffix(NUMBER)]
        a, b, c, d = formula["box"]
        formula["with_number"] = [min(a, x0), min(b, y0), max(c, x1), max(d, y1)]
    return pages, found
