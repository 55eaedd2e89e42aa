"""The ledger, in English and Chinese: what documents made without much care for readers do. Invented throughout."""

from blocks import Document, Figure, Heading, Items, Paragraph, Side, Table, note, r
from prose import Prose


def ledger(lang):
    en = lang == "en"
    p = Prose(lang, 97)
    say = p.paragraph
    t = lambda english, chinese: english if en else chinese
    table = lambda n: t(f"Table {n}", f"表{n}")
    figure = lambda n: t(f"Figure {n}", f"图{n}")
    ref = lambda kind, n: r(table(n) if kind == "table" else figure(n), f"{kind}:{n}")
    months = t('("Jan", "Apr", "Jul", "Oct")', '("一月", "四月", "七月", "十月")')
    return Document("ledger", lang, t("Ledger of the lower basin", "下游水池台账"), size=10, head=t("Velmora depot", "维尔莫拉仓库"), blocks=[
        Paragraph(say(4)),
        Heading(2, t("Accounts", "账目")),
        Paragraph(say(4, t(f"{ref('table', 1)} gives the accounts by half-year.", f"{ref('table', 1)}按半年列出账目。"))),
        Table("table:1", table(1), t("Accounts by half-year, thousand crowns", "各半年账目（千元）"), [
            [(t("Account", "科目"), 3, 1), (t("First year", "第一年"), 1, 4), (t("Second year", "第二年"), 1, 4)],
            [(t("First half", "上半年"), 1, 2), (t("Second half", "下半年"), 1, 2), (t("First half", "上半年"), 1, 2), (t("Second half", "下半年"), 1, 2)],
            [t("plan", "计划"), t("actual", "实际")] * 4,
            [t("Income", "收入"), "310", "318", "305", "299", "322", "331", "315", "320"],
            [t("Repairs", "维修"), "41", "47", "44", "38", "45", "52", "46", "49"],
            [t("Wages", "工资"), "120", "120", "122", "125", "126", "126", "128", "131"],
            [t("Surplus", "结余"), "149", "151", "139", "136", "151", "153", "141", "140"]], "partly", heads=3, centred=True, below=True),
        Paragraph(say(5)),
        Side([Figure("figure:1", figure(1), t("Income", "收入"), f"bars(SIZE, {months}, (318, 299, 331, 320))", 200, 110),
              Figure("figure:2", figure(2), t("Repairs", "维修"), f"lines(SIZE, {months}, (47, 38, 52, 49))", 200, 110)]),
        Paragraph(say(4, t(f"{r('Figures 1 and 2', 'figure:1', 'figure:2')} show the same years.", f"{r('图1和图2', 'figure:1', 'figure:2')}年份相同。"))),
        Heading(2, t("Contracts", "合同")),
        Paragraph(say(3, t(f"The contracts of {ref('table', 2)} run for 3 years{note('1', 'One of them was prolonged by a year.')} each.", f"{ref('table', 2)}所列合同期限为3年{note('1', '其中一份延长一年。')}。"))),
        Table("table:2", table(2), t("Contracts in force", "有效合同"), [
            [t("Partner", "对方"), t("Object", "标的"), t("Remarks", "备注")],
            *[[t(f"Partner {chr(65 + n)}", f"{'甲乙丙丁戊'[n]}方"), p.phrase(), p.sentence()] for n in range(5)]], "ruled", fill=True),
        *[Paragraph(say(5)) for _ in range(3)],
        Heading(3, t("Materials in stock", "库存材料")),
        Table("table:3", table(3), t("Materials by group", "各组材料"), [
            [t("Material", "材料"), t("Unit", "单位"), t("Opening", "期初"), t("In", "入库"), t("Out", "出库"), t("Closing", "期末")],
            [(t("Metals", "金属"), 1, 6)],
            [t("Bars", "圆钢"), t("kg", "千克"), "1,200", "300", "450", "1,050"], [t("Sheets", "钢板"), t("piece", "张"), "86", "20", "31", "75"], [t("Wire", "钢丝"), t("m", "米"), "4,000", "—", "1,250", "2,750"],
            [(t("Timber", "木材"), 1, 6)],
            [t("Beams", "方木"), t("piece", "根"), "54", "12", "9", "57"], [t("Boards", "板材"), t("m²", "平方米"), "310", "80", "144", "246"]], "partly", fill=True),
        Paragraph(say(4, t(f"Wire was not bought, see {ref('table', 3)}.", f"钢丝没有购入，见{ref('table', 3)}。"))),
        Items([p.sentence() for _ in range(3)]),
        *[Paragraph(say(4)) for _ in range(2)],
        Heading(3, t("Readings", "读数")),
        Table("table:4", table(4), t("Readings of the three gauges at noon", "三个水尺的正午读数"), [
            [t("Day", "日期"), "A", "B", "C", t("Weather", "天气"), t("Read by", "读数人")],
            *[[f"{n}", f"{2 + n % 3}.{n * 7 % 10}", f"{3 + n % 2}.{n * 3 % 10}", "" if n == 4 else f"{1 + n % 4}.{n % 10}", t(["clear", "light rain", "fog"][n % 3], ["晴", "小雨", "雾"][n % 3]), t(["Imre", "Sava"][n % 2], ["伊姆", "萨瓦"][n % 2])] for n in range(1, 13)]], "unruled", fill=True),
        Paragraph(say(5)),
        Heading(2, t("Plan of the depot", "仓库平面")),
        Paragraph(say(4, t(f"The order of work is that of {ref('figure', 3)}.", f"工作次序如{ref('figure', 3)}所示。"))),
        Figure("figure:3", figure(3), t("From the gate to the store", "从大门到库房"), "flow(SIZE, " + t('"Gate", "Scale", "Sorting", "Store"', '"大门", "称重", "分拣", "库房"') + ")", 380, 80),
        *[Paragraph(say(5)) for _ in range(4)],
        Table("table:5", "", "", [
            [t("Signed", "签字"), t("Office", "部门"), t("Date", "日期")], ["I. Velt" if en else "伊·维尔特", t("Depot", "仓库"), "2025-03-01"], ["S. Orm" if en else "萨·奥姆", t("Board", "委员会"), "2025-03-04"]], "ruled", centred=True),
        Paragraph(say(3)),
    ])
