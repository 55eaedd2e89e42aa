"""Makes the set again: `python make.py`, in an environment with the packages of requirements.txt; chromium and
LibreOffice print a few of the documents. Writes en/, zh/ and truth.json beside itself."""

import dataclasses
import json
import pathlib
import random
import tempfile

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFilter

import documents
import documents_zh
import hard
import ledger
import to_others
import to_typst
from blocks import MARKUP, Formula, Paragraph, truth

HERE = pathlib.Path(__file__).resolve().parent
FONTS = HERE.parents[1] / "fonts"


def pictures(folder):
    """A chart as pixels, and something like a photograph."""
    chart = Image.new("RGB", (800, 504), "white")
    draw = ImageDraw.Draw(chart)
    for at, tall in enumerate([120, 210, 330, 280, 190, 90]):
        draw.rectangle([90 + at * 110, 440 - tall, 160 + at * 110, 440], fill=(43, 108, 176))
        draw.text((110 + at * 110, 455), str(at + 1), fill="black")
    for tall in range(0, 401, 100):
        draw.line([70, 440 - tall, 760, 440 - tall], fill=(160, 160, 160))
        draw.text((30, 432 - tall), str(tall), fill="black")
    chart.save(folder / "chart.png")
    random_ = random.Random(7)
    photo = Image.new("RGB", (60, 40))
    photo.putdata([(90 + y * 2 + random_.randrange(60), 110 + y + random_.randrange(50), 190 - y * 3 + random_.randrange(40)) for y in range(40) for _ in range(60)])
    photo = photo.resize((480, 320), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))
    photo.save(folder / "photo.jpg", quality=70)


def fonts(folder):
    """The bundled Chinese fonts in the form that the compiler reads."""
    for name in ("noto-sans-sc-regular", "noto-sans-sc-bold"):
        font = TTFont(FONTS / f"{name}.woff2")
        font.flavor = None
        font.save(folder / f"{name}.ttf")


def entry(file, document, pages, found, maker):
    return {"file": file, "language": document.lang, "maker": maker, "pages": pages} | truth(document, found)


def printed(document):
    """The document without what the other makers do not set: formulas, footnotes, inline formulas in print."""
    blocks = [block for block in document.blocks if not isinstance(block, Formula)]
    ids = {block.id for block in document.blocks if isinstance(block, Formula)}
    def said(text):
        return MARKUP.sub(lambda it: it[3] if it[1] == "m" or it[1] == "r" and set(it[2].split()) & ids else "" if it[1] == "n" else it[0], text)
    kept = [dataclasses.replace(block, text=said(block.text)) if isinstance(block, Paragraph) else block for block in blocks]
    return dataclasses.replace(document, blocks=kept)


def language(lang, made, work):
    folder = HERE / lang
    folder.mkdir(exist_ok=True)
    entries = []
    for name in ("paper", "report", "rules", "gazette", "supplement", "ledger", "brief", "contract", "notes"):
        pages, found = to_typst.make(made[name], folder / f"{name}.pdf", work, work / "fonts")
        entries.append(entry(f"{lang}/{name}.pdf", made[name], pages, found, "typst"))
    web = work / f"web-{lang}.html"
    web.write_text(to_others.as_html(made["web"], work / "pictures", work / "fonts" / "noto-sans-sc-regular.ttf"), "utf-8")
    to_others.print_html(web, folder / "web.pdf", work)
    entries.append(entry(f"{lang}/web.pdf", made["web"], 0, {}, "chromium"))
    to_others.write_docx(made["minutes"], folder / "minutes.docx", work / "pictures")
    to_others.write_xlsx(made["stock"], folder / "stock.xlsx")
    for name in ("brief", "contract", "ledger"):
        page = work / f"{name}-{lang}.html"
        page.write_text(to_others.as_html(printed(made[name]), work / "pictures", work / "fonts" / "noto-sans-sc-regular.ttf"), "utf-8")
        to_others.print_html(page, folder / f"{name}-web.pdf", work)
        entries.append(entry(f"{lang}/{name}-web.pdf", printed(made[name]), 0, {}, "chromium"))
    for name in ("report", "notes"):
        to_others.write_docx(printed(made[name]), work / f"{name}-word.docx", work / "pictures")
        to_others.convert(work / f"{name}-word.docx", folder, work)
        entries.append(entry(f"{lang}/{name}-word.pdf", printed(made[name]), 0, {}, "libreoffice"))
    to_others.convert(folder / "minutes.docx", folder, work)
    entries.append(entry(f"{lang}/minutes.docx", made["minutes"], 0, {}, "python-docx"))
    entries.append(entry(f"{lang}/minutes.pdf", made["minutes"], 0, {}, "libreoffice"))
    entries.append(entry(f"{lang}/stock.xlsx", made["stock"], 0, {}, "openpyxl"))
    entries[-1]["blocks"] = [block for block in entries[-1]["blocks"] if block["kind"] == "table"]
    return entries


def lines(entries):
    """JSON with one block or reference a line, so that a change can be read."""
    flat = lambda it: json.dumps(it, ensure_ascii=False)
    shown = []
    for it in entries:
        head = flat({key: value for key, value in it.items() if key not in ("blocks", "references")})
        parts = [f'"{key}": [\n' + ",\n".join(map(flat, it[key])) + "\n]" for key in ("blocks", "references")]
        shown.append(head[:-1] + ", " + ", ".join(parts) + "}")
    return '{"documents": [\n' + ",\n".join(shown) + "\n]}\n"


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / "fonts").mkdir()
        (work / "pictures").mkdir()
        fonts(work / "fonts")
        pictures(work / "pictures")
        en = {name: getattr(documents, f"{name}_en")() for name in ("paper", "report", "rules", "gazette", "supplement", "web", "minutes")}
        zh = {name: getattr(documents_zh, name)() for name in en}
        for lang, made in (("en", en), ("zh", zh)):
            made |= {"stock": documents.sheet(lang), "ledger": ledger.ledger(lang)} | {it.__name__: it(lang) for it in (hard.brief, hard.contract, hard.notes)}
        entries = language("en", en, work) + language("zh", zh, work)
        (HERE / "truth.json").write_text(lines(entries), "utf-8")
        for it in entries:
            print(it["file"], it["pages"], "pages", len(it["blocks"]), "blocks", len(it["references"]), "references")


main()
