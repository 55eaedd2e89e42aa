"""Compiles the two PDFs with a fixed date, so the same sources give the same bytes. Needs `pip install typst==0.15.2`."""

import datetime
import pathlib

import typst

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENTS = HERE.parent / "documents"
DATE = datetime.datetime(2025, 10, 14, tzinfo=datetime.timezone.utc)
SOURCES = {
    "report.typ": "Nordic heat pumps sector review.pdf",
    "briefing.typ": "热泵供应链简报.pdf",
}

for source, name in SOURCES.items():
    pdf, warnings = typst.compile_with_warnings(str(HERE / source), root=str(HERE.parent), timestamp=int(DATE.timestamp()))
    if warnings:
        raise SystemExit(f"{source}: {'; '.join(str(warning) for warning in warnings)}. Are the fonts installed?")
    (DOCUMENTS / name).write_bytes(pdf)
    print(f"{name}: {len(pdf):,} bytes")
