"""A brief, a contract and working notes, in English and Chinese: striped tables, tables beside each other, cells of
several lines without rules, clauses within clauses, boxes, code, captions above figures. Invented throughout."""

from blocks import Box, Code, Document, Figure, Formula, Heading, Items, Paragraph, Side, Table, m, note, r
from prose import Prose


def words(lang):
    en = lang == "en"
    return (lambda english, chinese: english if en else chinese), (lambda n: f"Table {n}" if en else f"表{n}"), (lambda n: f"Figure {n}" if en else f"图{n}")


def brief(lang):
    t, table, figure = words(lang)
    p = Prose(lang, 113)
    say = p.paragraph
    text = lambda count, sentences=5: [Paragraph(say(sentences)) for _ in range(count)]
    ref = lambda kind, n: r(table(n) if kind == "table" else figure(n), f"{kind}:{n}")
    names = t(["Arn Freight", "Belo Lines", "Corva Bulk", "Drey Towage", "Estan Pilots", "Felt & Sons"], ["阿恩货运", "贝洛航运", "科瓦散货", "德雷拖轮", "埃斯坦引航", "费尔特父子"])
    return Document("brief", lang, t("Coastal shipping: a cautious year", "沿海航运：谨慎的一年"), columns=2, size=9.5, head=t("Velmora Securities", "维尔莫拉证券"), blocks=[
        Heading(2, t("Our view", "核心观点")),
        *text(2),
        Box(say(2)),
        Paragraph(say(4, t(f"Forecasts are in {ref('table', 1)} and prices in {ref('table', 2)}.", f"盈利预测见{ref('table', 1)}，价格见{ref('table', 2)}。"))),
        Table("table:1", table(1), t("Forecasts of six companies", "六家公司盈利预测"), [
            [t("Company", "公司"), t("Rating", "评级"), "2023A", "2024E", "2025E", t("P/E", "市盈率")],
            *[[name, t(["Buy", "Hold", "Sell"][n % 3], ["买入", "增持", "减持"][n % 3]), f"{11 + n * 7 % 23}.{n}", f"{12 + n * 5 % 23}.{n + 2}", f"({n + 2}.{n})" if n == 3 else f"{13 + n * 6 % 23}.{n + 1}", f"{9 + n}.{n}×"] for n, name in enumerate(names)]],
            "partly", look="zebra", wide=True, fill=True),
        *text(3),
        Heading(2, t("Freight rates", "运价")),
        *text(2),
        Figure("figure:1", figure(1), t("Index of freight rates", "运价指数"), 'lines(SIZE, ("2019", "2020", "2021", "2022", "2023", "2024"), (100, 88, 142, 260, 180, 155), (100, 91, 120, 190, 170, 160))', 225, 120),
        Table("table:2", table(2), t("Prices of ships", "船价"), [
            [t("Type", "船型"), t("New", "新船"), t("5 years", "五年船龄")], [t("Bulk carrier", "散货船"), "32.5", "26.0"], [t("Tanker", "油轮"), "48.0", "41.5"], [t("Tug", "拖轮"), "7.9", "6.2"]],
            "partly", look="rows", fill=True, source=t("Source: shipyards", "资料来源：各船厂")),
        *text(3),
        Paragraph(say(4, t(f"The index in {ref('figure', 1)} fell{note('1', 'Without the ferries.')} by 14% in 2024.", f"{ref('figure', 1)}中的指数在2024年下降{note('1', '不含渡船。')}了14%。"))),
        Heading(2, t("Risks", "风险提示")),
        Items([p.sentence() for _ in range(4)]),
        *text(5),
        Table("table:3", table(3), t("Debt by maturity", "债务期限"), [
            [t("Due", "到期"), t("Loans", "贷款"), t("Bonds", "债券"), t("Total", "合计")], [t("Within a year", "一年以内"), "120", "—", "120"], [t("One to five years", "一至五年"), "310", "250", "560"], [t("Later", "五年以上"), "95", "400", "495"]],
            "partly", look="band"),
        Paragraph(say(3, t(f"{ref('table', 3)} does not count leases.", f"{ref('table', 3)}未计租赁。"))),
        *text(4),
    ])


def contract(lang):
    t, table, _ = words(lang)
    en = lang == "en"
    p = Prose(lang, 127)
    blocks = [Paragraph(p.paragraph(2))]
    titles = t(["Definitions", "Supply", "Prices", "Delivery", "Acceptance", "Payment", "Liability", "Term", "Final provisions"], ["定义", "供应", "价格", "交付", "验收", "付款", "责任", "期限", "附则"])
    links = {(2, 2): "Clause 1.1", (3, 1): "Clause 2.3(b)", (5, 2): "Clauses 4.1 and 4.2", (7, 1): "Schedule 1", (8, 2): "Clause 6"}
    targets = {"Clause 1.1": "1.1", "Clause 2.3(b)": "2.3.b", "Clauses 4.1 and 4.2": "4.1 4.2", "Schedule 1": "s1", "附件一": "s1", "Clause 6": "6", "第六条": "6", "第四条": "4", "第二条第一款": "2.1", "第一条": "1"}
    zh_links = {(2, 2): "第一条", (3, 1): "第二条第一款", (5, 2): "第四条", (7, 1): "附件一", (8, 2): "第六条"}
    for n, title in enumerate(titles, 1):
        number = "一二三四五六七八九"[n - 1]
        blocks.append(Heading(2, f"{n}. {title}" if en else f"第{number}条　{title}", f"c:{n}"))
        for k in range(1, 4):
            words_ = (links if en else zh_links).get((n, k), "")
            said = p.paragraph(2)
            if words_:
                ids = " ".join(f"c:{it}" for it in targets[words_].split())
                said = (f"Subject to {r(words_, ids)}, the parties agree. " if en else f"除{r(words_, ids)}另有约定外，按下列办理。") + said
            if en:
                blocks.append(Items([said], ids=[f"c:{n}.{k}"], marks=[f"{n}.{k}"]))
            else:
                blocks.append(Paragraph(said, f"c:{n}.{k}"))
            if k == 3 and n % 2 == 0:
                points = [p.sentence()[:-1] + t(";", "；") for _ in range(3)]
                marks = ["(a)", "(b)", "(c)"] if en else ["（1）", "（2）", "（3）"]
                blocks.append(Items(points, ids=[f"c:{n}.3.{x}" for x in "abc"], marks=marks))
    blocks += [
        Heading(2, t("Schedule 1 Goods", "附件一　货物"), "c:s1"),
        Table("table:1", table(1), t("Goods and tolerances", "货物与允差"), [
            [t("No.", "序号"), t("Goods", "货物"), t("Specification", "规格说明"), t("Quantity", "数量"), t("Tolerance", "允差")],
            *[[str(n), p.phrase().split(" of ")[0][:28], p.phrase() + t(" and ", "以及") + p.phrase(), f"{n * 320:,}", "±2%"] for n in range(1, 7)]],
            "ruled", widths=("2.2em", "1fr", "2fr", "auto", "auto")),
        Paragraph(p.paragraph(2, t(f"Quantities in {r('Table 1', 'table:1')} are net.", f"{r('表1', 'table:1')}中的数量为净重。"))),
    ]
    return Document("contract", lang, t("Agreement on the supply of gravel", "砂石供应合同"), blocks, size=10.5, font="New Computer Modern", head=t("Contract 48/2025", "合同编号48/2025"))


def notes(lang):
    t, table, figure = words(lang)
    p = Prose(lang, 131)
    say = p.paragraph
    text = lambda count, sentences=4: [Paragraph(say(sentences)) for _ in range(count)]
    ref = lambda kind, n: r(table(n) if kind == "table" else figure(n), f"{kind}:{n}")
    return Document("notes", lang, t("Working notes on the turbidity meter", "浊度计工作笔记"), size=10, head=t("Notes", "笔记"), font="New Computer Modern", blocks=[
        Heading(2, t("1. Purpose", "1. 目的")),
        *text(2),
        Heading(2, t("2. Set-up", "2. 装置")),
        Heading(3, t("2.1. Parts", "2.1. 部件")),
        Paragraph(say(3, t(f"The parts are listed in {ref('table', 1)}.", f"部件见{ref('table', 1)}。"))),
        Table("table:1", table(1), t("Parts and what they do", "部件及其作用"), [
            [t("Part", "部件"), t("Purpose", "作用"), t("Maker", "制造商"), t("Price", "价格")],
            *[[t(["Lamp", "Cell", "Detector", "Housing"][n], ["光源", "比色皿", "探测器", "外壳"][n]), p.sentence(), t(["Orm", "Velt", "Sava", "Imre"][n], ["奥姆", "维尔特", "萨瓦", "伊姆"][n]), f"{n * 37 + 12}.50"] for n in range(4)]],
            "unruled", widths=("5em", "1fr", "5em", "4em")),
        *text(1),
        Items([p.sentence() for _ in range(3)], ordered=True),
        Heading(3, t("2.2. Reading the meter", "2.2. 读数")),
        *text(1),
        Code("read --lamp A --cell 3\nfor i in 1..10 { store(i) }\nclose"),
        Paragraph(say(3, t("The reading ", "读数") + m("R", "R") + t(" depends on the path ", "与光程") + m("l", "l") + t(".", "有关。"))),
        Formula("formula:1", "1", "R = R_0 exp(- epsilon c l)", "R = R₀ exp(−εcl)"),
        Formula("formula:2", "2", "c = - frac(1, epsilon l) ln frac(R, R_0)", "c = −1/(εl) ln R/R₀"),
        Paragraph(say(3, t(f"{r('Eqs. (1) and (2)', 'formula:1', 'formula:2')} are equivalent; with a lamp at 20 °C and {m('10^(-4)', '10⁻⁴')} of stray light.", f"{r('式(1)与式(2)', 'formula:1', 'formula:2')}等价，光源温度为20 °C。"))),
        Heading(2, t("3. Results", "3. 结果")),
        Figure("figure:1", figure(1), t("Readings of two days", "两天的读数"), 'lines(SIZE, ("6", "9", "12", "15", "18"), (21, 34, 55, 48, 30), (18, 30, 47, 44, 27))', 330, 140),
        *text(2),
        Side([Table("table:2", table(2), t("First day", "第一天"), [[t("Hour", "时"), "NTU", t("error", "误差")], ["6", "21.0", "0.4"], ["12", "55.2", "0.9"], ["18", "30.1", "0.5"]], "partly"),
              Table("table:3", table(3), t("Second day", "第二天"), [[t("Hour", "时"), "NTU", t("error", "误差")], ["6", "18.3", "0.4"], ["12", "47.0", "0.8"], ["18", "27.6", "0.6"]], "partly")]),
        Paragraph(say(3, t(f"{r('Tables 2 and 3', 'table:2', 'table:3')} and {ref('figure', 1)} use the same readings.", f"{r('表2和表3', 'table:2', 'table:3')}与{ref('figure', 1)}采用相同读数。"))),
        *text(2),
        Table("table:4", table(4), t("Deviation by lamp and cell, per cent", "各光源与比色皿的偏差（%）"), [
            [t("Lamp", "光源"), t("Cell 1", "皿1"), t("Cell 2", "皿2"), t("Cell 3", "皿3"), t("Mean", "均值")],
            ["A", "0.3", "−0.1", "0.4", "0.2"], ["B", "1.2", "0.8", "", "1.0"], ["C", "−0.5", "−0.7", "−0.2", "−0.5"], [t("All lamps", "全部光源"), "0.3", "0.0", "0.1", "0.2"]], "unruled", centred=True),
        Paragraph(say(3, t(f"The gap in {ref('table', 4)} is lamp B in cell 3.", f"{ref('table', 4)}中的空格为光源B在皿3的结果。"))),
        Heading(2, t("4. Next steps", "4. 后续工作")),
        *text(4),
    ])
