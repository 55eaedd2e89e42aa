"""The documents of the set: structure by hand, running text from `prose`. Every name, figure and rule is invented."""

from blocks import Document, Figure, Formula, Heading, Items, Paragraph, Table, m, note, r
from prose import Prose


def filler(prose, count, sentences=5):
    return [Paragraph(prose.paragraph(sentences)) for _ in range(count)]


def paper_en():
    p = Prose("en", 11)
    say = p.paragraph
    return Document("paper", "en", "Settling of suspended gravel in tidal basins", columns=2, size=10, head="Velmora Hydraulics Letters", indent=True, blocks=[
        Paragraph(say(6)),
        Heading(2, "1 Introduction", "section:1"),
        Paragraph(say(5, f"The stations are listed in {r('Table 1', 'table:1')}, and the balance follows {r('Eq. (1)', 'formula:1')}.")),
        Paragraph(say(5, f"The survey covered 4,120{note('1', 'Counted at the northern gate only; the southern gate was closed.')} vessels.")),
        *filler(p, 2),
        Paragraph(say(4, f"The method is given in {r('Section 2', 'section:2')} and its limits in {r('Sections 3.1 and 3.2', 'section:3.1', 'section:3.2')}.")),
        Heading(2, "2 Method", "section:2"),
        Heading(3, "2.1 Balance of matter", "section:2.1"),
        Paragraph(say(3, "The balance of suspended matter in a basin of depth " + m("h", "h") + " and rate constant " + m("k_1", "k₁") + " is written as follows.")),
        Formula("formula:1", "1", "frac(d c, d t) = - k_1 c + frac(q, h)", "dc/dt = −k₁c + q/h"),
        Paragraph("Here " + m("c", "c") + " is the concentration, " + m("q", "q") + " the supply from the bed and " + m("h", "h") + " the depth. " + say(3)),
        Formula("formula:2", "2", "c(t) = c_0 e^(-k_1 t) + frac(q, k_1 h) (1 - e^(-k_1 t))", "c(t) = c₀e^(−k₁t) + q/(k₁h)(1 − e^(−k₁t))"),
        Paragraph(say(4, f"From {r('Equations (1) and (2)', 'formula:1', 'formula:2')} the half-life follows.")),
        Table("table:1", "Table 1", "Sampling stations and their depth", [
            ["Station", "Depth (m)", "Salinity", "Samples"], ["Arn", "4.2", "12.5", "318"], ["Belo", "6.8", "18.1", "402"],
            ["Corva", "11.3", "27.4", "275"], ["Drey", "2.9", "8.6", "512"], ["Estan", "7.7", "20.2", "96"]], "partly"),
        *filler(p, 2),
        Figure("figure:1", "Figure 1", "Steps of the sampling procedure", 'flow(SIZE, "Draw", "Filter", "Dry", "Weigh", "Report")', 460, 70, wide=True),
        Heading(3, "2.2 Instruments", "section:2.2"),
        Paragraph(say(5, f"The order of the steps is that of {r('Figure 1', 'figure:1')}.")),
        *filler(p, 2),
        Heading(2, "3 Results", "section:3"),
        Heading(3, "3.1 Concentration over the year", "section:3.1"),
        Paragraph(say(5, f"As {r('Fig. 2', 'figure:2')} shows, the summer maximum is reached in July.")),
        Figure("figure:2", "Figure 2", "Concentration by month, in mg/l, at the stations Arn and Corva over the whole observation period", 'lines(SIZE, ("Jan", "Mar", "May", "Jul", "Sep", "Nov"), (12, 18, 31, 44, 29, 15), (8, 11, 17, 26, 21, 10))', 220, 130),
        *filler(p, 3),
        Table("table:2", "Table 2", "Rate constants by method and season", [
            [("Method", 2, 1), ("Winter", 1, 2), ("Summer", 1, 2)], ["k₁", "error", "k₁", "error"],
            ["Gravimetric", "0.112", "0.009", "0.184", "0.012"], ["Optical", "0.125", "0.021", "0.201", "0.033"],
            ["Acoustic", "0.097", "0.015", "0.166", "0.018"], ["Combined", "0.110", "0.006", "0.181", "0.008"]], "partly", heads=2),
        Paragraph(say(4, f"The constants of {r('Tables 1 and 2', 'table:1', 'table:2')} were not corrected, and a change of 3 × 10⁻³ is within the error.")),
        Heading(3, "3.2 Grain size", "section:3.2"),
        Figure("figure:3", "Figure 3", "Share of grain classes", "chart.png", 200, 126),
        *filler(p, 3),
        Paragraph(say(4, f"{r('Figures 2 and 3', 'figure:2', 'figure:3')} agree, while {r('Eqs. (3a) and (3b)', 'formula:3a', 'formula:3b')} give the bounds.")),
        Formula("formula:3a", "3a", "w_min = sqrt(frac(4 g d, 3 C))", "w_min = √(4gd/(3C))"),
        Formula("formula:3b", "3b", "w_max = sum_(i=1)^n a_i d_i^2", "w_max = ∑ᵢ₌₁ⁿ aᵢdᵢ²"),
        Paragraph(say(5)),
        Table("table:3", "Table 3", "Composition of the bed", [
            ["Class", "Diameter", "Share", "Density"], ["Silt", "0.02", "14", "2,610"], ["Sand", "0.6", "55", "2,650"],
            ["Gravel", "12", "27", "2,640"], ["Shell", "25", "4", "1,980"]], "unruled"),
        Heading(2, "4 Discussion", "section:4"),
        *filler(p, 3),
        Paragraph(say(5, f"Two of the reviewers{note('2', 'Their reports are kept by the regional archive.')} asked for the classes of {r('Table 3', 'table:3')}.")),
        Items([p.sentence() for _ in range(4)]),
        *filler(p, 4),
        Paragraph(say(4, f"The bound of {r('Eq. (3a)', 'formula:3a')} was reached twice, see {r('Section 3', 'section:3')}.")),
        *filler(p, 4),
        Heading(2, "5 Conclusion", "section:5"),
        *filler(p, 3),
    ])


def report_en():
    p = Prose("en", 23)
    say = p.paragraph
    stock = [[f"Quay {n}", f"{400 + 37 * n % 211}", f"{31 + 7 * n % 23}.{n % 10}", f"{12 + n * 5 % 40}", ["open", "closed", "partly open"][n % 3]] for n in range(1, 41)]
    return Document("report", "en", "Annual report of the Velmora harbour office", size=11, head="Velmora harbour office", blocks=[
        Heading(2, "1 Summary", "section:1"),
        Paragraph(say(5, f"Revenue and cost are set out in {r('Tables 1 and 2', 'table:1', 'table:2')}.")),
        Paragraph(say(5, f"The four districts are compared in {r('Figures 1–3', 'figure:1', 'figure:2', 'figure:3')}.")),
        Items([p.sentence() for _ in range(5)], ordered=True),
        Table("table:1", "Table 1", "Revenue by district, million crowns", [
            [("District", 2, 1), ("2023", 1, 2), ("2024", 1, 2)], ["Dues", "Rent", "Dues", "Rent"],
            ["North", "31.4", "12.0", "33.9", "12.4"], ["East", "18.7", "7.5", "17.2", "7.9"], ["South", "22.1", "10.3", "25.8", "10.1"],
            ["West", "9.6", "3.3", "10.2", "3.8"], ["Total", "81.8", "33.1", "87.1", "34.2"]], "ruled", heads=2, source="Source: accounts of the harbour office"),
        *filler(p, 2),
        Heading(3, "1.1 Outlook", "section:1.1"),
        Paragraph(say(5, f"Costs rose for the reasons given in {r('Section 2.2', 'section:2.2')}.")),
        Figure("figure:1", "Figure 1", "Dues by district in 2024, million crowns", 'bars(SIZE, ("North", "East", "South", "West"), (33.9, 17.2, 25.8, 10.2))', 300, 150),
        *filler(p, 2),
        Heading(2, "2 Operations", "section:2"),
        Heading(3, "2.1 Vessels", "section:2.1"),
        Paragraph(say(5, f"Of the 2,318{note('1', 'Pleasure craft are left out.')} vessels that called, 86% came by day.")),
        Table("table:2", "Table 2", "Costs by kind", [
            ["Kind", "2022", "2023", "2024"], ["Personnel", "41.0", "42.7", "44.9"], ["Energy", "12.3", "17.8", "15.1"],
            ["Repairs", "9.9", "8.4", "11.6"], ["Insurance", "3.1", "3.2", "3.4"], ["Other", "5.5", "5.1", "5.8"]], "unruled"),
        *filler(p, 3),
        Figure("figure:2", "Figure 2", "The western mole in October", "photo.jpg", 280, 180),
        Heading(3, "2.2 Energy", "section:2.2"),
        Paragraph(say(5, f"The curve in {r('Figure 3', 'figure:3')} follows the price of electricity.")),
        Figure("figure:3", "Figure 3", "Electricity use by month, MWh", 'lines(SIZE, ("Feb", "Apr", "Jun", "Aug", "Oct", "Dec"), (810, 640, 420, 390, 570, 790))', 320, 150),
        *filler(p, 2),
        Table("table:3", "Table 3", "Staff and hours", [
            ["Group", "Place", "Staff", "Hours"], [("Pilots", 3, 1), "North", "12", "18,400"], ["South", "9", "14,050"], ["West", "4", "6,100"],
            [("Weighers", 2, 1), "North", "7", "11,200"], ["East", "6", "9,300"], [("All groups", 1, 2), "38", "59,050"]], "ruled"),
        Paragraph(say(4, f"Hours in {r('Table 3', 'table:3')} include overtime; the inventory is in {r('Table 4', 'table:4')}.")),
        Heading(2, "3 Inventory", "section:3"),
        *filler(p, 2),
        Table("table:4", "Table 4", "Quays and their state at the end of the year", [["Quay", "Length (m)", "Depth (m)", "Bollards", "State"], *stock], "ruled", breaks=True),
        *filler(p, 2),
        Table("table:5", "Table 5", "Cranes", [
            ["Crane", "Built", "Load (t)", "Operator"], ["Ada", "1998", "12.5", "Northern pilots"], ["Brun", "2004", "20.0", "Ferry operator"],
            ["Cato", "2011", "32.0", "Grain cooperative"], ["Dora", "2019", "45.5", "Harbour office"]], "partly"),
        Paragraph(say(5, f"The cranes of {r('Table 5', 'table:5')} are inspected each spring, as said in {r('Section 1.1', 'section:1.1')}.")),
        *filler(p, 5),
        Heading(2, "4 Quality of the figures", "section:4"),
        *filler(p, 5),
        Table("table:6", "Table 6", "Returned questionnaires by topic", [
            ["Topic", "Sent", "Returned", "Remarks"], ["Opening hours", "640", "318", "mostly favourable"], ["Lighting", "640", "297", "east quay too dark"],
            ["Dredging", "212", "158", "asked for earlier notice"], ["Fees", "640", "411", "unchanged since 2019"]], "unruled"),
        Paragraph(say(5, f"Answers are counted in {r('Table 6', 'table:6')}, costs again in {r('Table 2', 'table:2')}.")),
        *filler(p, 3),
    ])


def rules_en():
    p = Prose("en", 37)
    blocks = []
    chapters = [("I", "General provisions", 4), ("II", "Sampling and records", 5), ("III", "Supervision", 5)]
    article, names = 0, ["Subject matter", "Scope", "Definitions", "Competent office", "Sampling obligations", "Records", "Laboratories",
                         "Calibration", "Notification of results", "Inspections", "Access to premises", "Corrective measures", "Fees", "Entry into force"]
    links = {2: ("This Regulation applies to the basins listed in {}.", [("Annex I", "annex:I")]),
             4: ("The office acts on the request referred to in {}.", [("Article 5(2)", "article:5.2")]),
             6: ("Records of the measurements under {} are kept for five years.", [("Article 5(2)(b)", "article:5.2.b")]),
             8: ("Instruments are calibrated as laid down in {} and {}.", [("Article 7(1)", "article:7.1"), ("Annex II", "annex:II")]),
             9: ("Results are notified within the period of {}.", [("Articles 6 and 8", "article:6 article:8")]),
             11: ("Premises named in {} are open to inspectors.", [("Article 10(3)", "article:10.3")]),
             12: ("Measures are taken where {} is not complied with.", [("Article 9(1)(c)", "article:9.1.c")]),
             13: ("Fees follow {} and the amounts in {}.", [("Articles 10 to 12", "article:10 article:11 article:12"), ("Table 2", "table:2")])}
    for number, name, count in chapters:
        blocks.append(Heading(2, f"Chapter {number} {name}", f"chapter:{number}"))
        for _ in range(count):
            article += 1
            blocks.append(Heading(3, f"Article {article} {names[article - 1]}", f"article:{article}"))
            for clause in range(1, 4):
                text = p.paragraph(2)
                if clause == 1 and article in links:
                    said, targets = links[article]
                    text = said.format(*(r(words, *ids.split()) for words, ids in targets)) + " " + text
                blocks.append(Items([text], ids=[f"article:{article}.{clause}"], marks=[f"{clause}."]))
                if clause == 2 and article in (3, 5, 7, 10) or clause == 1 and article == 9:
                    points = [p.sentence()[:-1] + ";" for _ in range(3)]
                    blocks.append(Items(points, ids=[f"article:{article}.{clause}.{x}" for x in "abc"], marks=["(a)", "(b)", "(c)"]))
    basins = [[f"{chr(65 + n % 26)}{n:02d}", ["Arn", "Belo", "Corva", "Drey", "Estan"][n % 5] + [" upper", " lower", ""][n % 3] + " basin", f"{3 + n * 7 % 40}.{n % 10}", f"{n * 13 % 90 + 10}"] for n in range(1, 46)]
    blocks += [
        Heading(2, "Annex I Basins", "annex:I"),
        Paragraph(p.paragraph(2, f"The codes in {r('Table 1', 'table:1')} are those of {r('Article 3(2)(a)', 'article:3.2.a')}.")),
        Table("table:1", "Table 1", "Basins and limits", [["Code", "Basin", "Limit (mg/l)", "Samples a year"], *basins], "ruled", breaks=True),
        Heading(2, "Annex II Fees and intervals", "annex:II"),
        Paragraph(p.paragraph(3, f"Intervals under {r('Article 8(1)', 'article:8.1')} are counted from the last calibration.")),
        Table("table:2", "Table 2", "Fees and intervals by instrument", [
            [("Instrument", 2, 1), ("Fee", 1, 2), ("Interval", 2, 1)], ["first", "repeated"],
            ["Balance", "120", "80", "12 months"], ["Turbidity meter", "95", "60", "6 months"], ["Current meter", "210", "150", "24 months"]], "ruled", heads=2),
    ]
    return Document("rules", "en", "Regulation on the sampling of tidal basins", blocks, size=10.5, head="Official journal of Velmora")


def gazette_en():
    p = Prose("en", 41)
    blocks = []
    for at, title in enumerate(["The mole is open again", "Letters from the gate", "Twelve questions to the weigher", "What the gravel tells", "Notices", "The ferry in winter", "A walk along the dike"]):
        blocks += [Heading(2, title), *filler(p, 3 + at % 2, 4)]
        if at == 1:
            blocks += [Figure("figure:1", "Figure 1", "The gate before the repair", "photo.jpg", 150, 100), *filler(p, 1)]
        if at == 3:
            blocks += [Table("table:1", "Table 1", "Gravel by class", [["Class", "t"], ["Fine", "1,250"], ["Medium", "3,400"], ["Coarse", "880"]], "partly"),
                       Paragraph(p.paragraph(3, f"The classes of {r('Table 1', 'table:1')} are new, see also {r('Figure 1', 'figure:1')}."))]
        if at == 4:
            blocks += [Items([p.sentence() for _ in range(4)])]
        if at == 5:
            blocks += [Table("table:2", "Table 2", "Departures", [["From", "To", "Time"], ["Arn", "Belo", "7.15"], ["Belo", "Corva", "8.40"], ["Corva", "Arn", "17.05"]], "unruled"),
                       Paragraph(p.paragraph(3, f"The ferries of {r('Table 2', 'table:2')} take bicycles."))]
    return Document("gazette", "en", "The Harbour Gazette", blocks, columns=3, size=9.5, head="No. 48", indent=True)


def supplement_en():
    p = Prose("en", 53)
    say = p.paragraph
    return Document("supplement", "en", "Supplementary information: optical turbidity", size=10.5, head="Supplement", font="New Computer Modern", blocks=[
        Paragraph(say(4)),
        Heading(2, "A Calibration", "section:A"),
        Paragraph(say(4, f"All runs are in {r('Table S1', 'table:S1')}, the curve in {r('Fig. S1', 'figure:S1')}.")),
        Table("table:S1", "Table S1", "Calibration runs", [
            ["Run", "Lamp", "Signal", "Residual"], ["1", "A", "0.412", "−0.003"], ["2", "A", "0.418", "0.004"], ["3", "B", "0.397", "−0.011"], ["4", "B", "0.402", "0.001"]], "partly"),
        *filler(p, 2),
        Figure("figure:S1", "Fig. S1", "Signal against concentration", 'lines(SIZE, ("0", "10", "20", "30", "40"), (2, 19, 41, 58, 83), (1, 16, 33, 52, 70))', 280, 150),
        Paragraph(say(3, "The signal " + m("S", "S") + " is linear in the concentration up to the limit " + m("c_"+'"max"', "c_max") + ".")),
        Formula("formula:S1", "S1", "S = a + b c - frac(c^2, 2 c_\"max\")", "S = a + bc − c²/(2c_max)"),
        Paragraph(say(4, f"{r('Eq. (S1)', 'formula:S1')} holds for both lamps.")),
        Heading(2, "B Field comparison", "section:B"),
        Paragraph(say(4, f"Stations are grouped as in {r('Tables IV and V', 'table:IV', 'table:V')}; the set-up is described in {r('Appendix A', 'section:A')}.")),
        Table("table:IV", "Table IV", "Stations by group", [
            ["Group", "Stations", "Visits", "Mean"], ["Inner", "Arn, Drey", "36", "14.2"], ["Middle", "Belo, Estan", "41", "19.8"], ["Outer", "Corva", "18", "25.1"]], "unruled"),
        *filler(p, 3),
        Figure("figure:S2", "Fig. S2", "Instrument on the pier", "photo.jpg", 240, 150),
        Table("table:V", "Table V", "Comparison with the reference method", [
            ["Group", ("Difference", 1, 2), ("Accepted", 1, 2)], ["", "mean", "sd", "yes", "no"], ["Inner", "0.4", "1.1", "33", "3"], ["Middle", "−0.2", "0.9", "40", "1"], ["Outer", "1.3", "2.2", "12", "6"]], "ruled", heads=2),
        Paragraph(say(4, f"{r('Figs. S1 and S2', 'figure:S1', 'figure:S2')} show lamp B only; {r('Table IV', 'table:IV')} shows both.")),
        *filler(p, 3),
        Formula("formula:S2", "S2", "sigma^2 = frac(1, n - 1) sum_(i = 1)^n (x_i - mu)^2", "σ² = 1/(n − 1) ∑ᵢ₌₁ⁿ (xᵢ − μ)²"),
        Paragraph(say(4, f"The variance of {r('Eq. (S2)', 'formula:S2')} is that of the group.")),
        Heading(2, "C Deviations", "section:C"),
        Items([p.sentence() for _ in range(3)], ordered=True),
        *filler(p, 4),
    ])


def web_en():
    p = Prose("en", 67)
    say = p.paragraph
    return Document("web", "en", "How we measure the basin", blocks=[
        Paragraph(say(5)),
        Heading(2, "Why we measure", "section:why"),
        *filler(p, 2),
        Items([p.sentence() for _ in range(4)]),
        Paragraph(say(3, f"The prices are in {r('Table 1', 'table:1')}.")),
        Table("table:1", "Table 1", "Prices of an analysis", [
            [("Analysis", 2, 1), ("Price", 1, 2)], ["normal", "urgent"], ["Turbidity", "14", "25"], ["Salinity", "11", "19"], ["Grain size", "48", "90"]], "ruled", heads=2),
        Heading(2, "What happens to a sample", "section:what"),
        *filler(p, 3),
        Figure("figure:1", "Figure 1", "Samples by month", "chart.png", 300, 189),
        Paragraph(say(4, f"{r('Figure 1', 'figure:1')} counts each sample once.")),
        Heading(3, "Waiting times", "section:wait"),
        Table("table:2", "Table 2", "Waiting times in days", [
            ["Place", "Median", "Longest"], ["Arn", "2", "9"], ["Belo", "3", "14"], ["Corva", "2", "8"], ["Drey", "5", "21"]], "unruled"),
        *filler(p, 4),
        Heading(2, "Questions", "section:questions"),
        Items([p.sentence() for _ in range(5)], ordered=True),
        *filler(p, 5),
    ])


def minutes_en():
    p = Prose("en", 71)
    say = p.paragraph
    return Document("minutes", "en", "Minutes of the planning board", head="Planning board", blocks=[
        Paragraph(say(4)),
        Heading(2, "1 Attendance", "section:1"),
        Paragraph(say(3, f"Votes are in {r('Table 1', 'table:1')}.")),
        Table("table:1", "Table 1", "Votes by item", [
            [("Item", 2, 1), ("Votes", 1, 3)], ["for", "against", "absent"], ["Dredging plan", "9", "2", "1"], ["Fee schedule", "7", "5", "0"], ["New archive", "12", "0", "0"]], "ruled", heads=2),
        Heading(2, "2 Decisions", "section:2"),
        *filler(p, 2),
        Items([p.sentence() for _ in range(4)]),
        Heading(3, "2.1 Dredging plan", "section:2.1"),
        *filler(p, 2),
        Figure("figure:1", "Figure 1", "Volume by section", "chart.png", 300, 189),
        Paragraph(say(3, f"The volumes of {r('Figure 1', 'figure:1')} were accepted.")),
        Heading(3, "2.2 Budget", "section:2.2"),
        Table("table:2", "Table 2", "Budget for two years", [
            ["Heading", "Year 1", "Year 2"], ["Works", "1,240", "1,310"], ["Staff", "860", "885"], ["Reserve", "95", "120"]], "ruled"),
        *filler(p, 3),
        Paragraph(say(3, f"{r('Tables 1 and 2', 'table:1', 'table:2')} are part of these minutes; see {r('Section 2.1', 'section:2.1')}.")),
        *filler(p, 3),
    ])


def sheet(lang):
    en = lang == "en"
    rows = [["Item", "Place", "Stock", "Price", "Value"] if en else ["货品", "库位", "库存", "单价", "金额"]]
    items = ["Rope", "Fender", "Lamp", "Anchor", "Valve", "Pump", "Filter", "Buoy", "Shackle", "Winch"] if en else ["缆绳", "护舷", "航灯", "锚", "阀门", "水泵", "滤芯", "浮标", "卸扣", "绞车"]
    for n in range(30):
        stock, price = 3 + n * 17 % 140, 12.5 + n * 7.25
        rows.append([f"{items[n % 10]} {n + 1}" if en else f"{items[n % 10]}{n + 1}号", ("Hall " if en else "库房") + "ABC"[n % 3], f"{stock:,}", f"{price:,.2f}", f"{stock * price:,.2f}"])
    title = "Stock list of the northern depot" if en else "北部仓库库存清单"
    return Document("stock", lang, title, [Table("table:1", "", "", rows, "ruled")])
