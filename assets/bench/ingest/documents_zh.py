"""The Chinese documents of the set: structure by hand, running text from `prose`. Everything in them is invented."""

from blocks import Document, Figure, Formula, Heading, Items, Paragraph, Table, m, note, r
from documents import filler
from prose import Prose


def paper():
    p = Prose("zh", 11)
    say = p.paragraph
    return Document("paper", "zh", "潮汐水池中悬浮砂石的沉降", columns=2, size=10, head="维尔莫拉水力学通讯", indent=True, blocks=[
        Paragraph(say(5)),
        Heading(2, "1 引言", "section:1"),
        Paragraph(say(4, f"各站情况见{r('表1', 'table:1')}，物质平衡由{r('式(1)', 'formula:1')}给出。")),
        Paragraph(say(4, f"本次勘测共涉及4120{note('1', '仅统计北门，南门当时关闭。')}艘船舶。")),
        *filler(p, 3),
        Paragraph(say(3, f"方法见{r('第2节', 'section:2')}，其局限见{r('第3.1节和第3.2节', 'section:3.1', 'section:3.2')}。")),
        Heading(2, "2 方法", "section:2"),
        Heading(3, "2.1 物质平衡", "section:2.1"),
        Paragraph(say(3, "水深为" + m("h", "h") + "、速率常数为" + m("k_1", "k₁") + "的水池中，悬浮物的平衡可写为下式。")),
        Formula("formula:1", "1", "frac(d c, d t) = - k_1 c + frac(q, h)", "dc/dt = −k₁c + q/h"),
        Paragraph("其中" + m("c", "c") + "为质量浓度，" + m("q", "q") + "为底床的补给量，" + m("h", "h") + "为水深。" + say(3)),
        Formula("formula:2", "2", "c(t) = c_0 e^(-k_1 t) + frac(q, k_1 h) (1 - e^(-k_1 t))", "c(t) = c₀e^(−k₁t) + q/(k₁h)(1 − e^(−k₁t))"),
        Paragraph(say(4, f"由{r('式(1)和式(2)', 'formula:1', 'formula:2')}可得半衰期。")),
        Table("table:1", "表1", "采样站及其水深", [
            ["站名", "水深/m", "盐度", "样品数"], ["阿恩", "4.2", "12.5", "318"], ["贝洛", "6.8", "18.1", "402"], ["科瓦", "11.3", "27.4", "275"],
            ["德雷", "2.9", "8.6", "512"], ["埃斯坦", "7.7", "20.2", "96"]], "partly"),
        *filler(p, 3),
        Figure("figure:1", "图1", "采样流程", 'flow(SIZE, "取样", "过滤", "烘干", "称重", "上报")', 460, 70, wide=True),
        Heading(3, "2.2 仪器", "section:2.2"),
        Paragraph(say(4, f"各步骤的先后次序如{r('图1', 'figure:1')}所示。")),
        *filler(p, 3),
        Heading(2, "3 结果", "section:3"),
        Heading(3, "3.1 全年浓度变化", "section:3.1"),
        Paragraph(say(4, f"从{r('图2', 'figure:2')}可以看出，夏季最大值出现在七月。")),
        Figure("figure:2", "图2", "整个观测期间阿恩站与科瓦站各月的质量浓度，单位为毫克每升", 'lines(SIZE, ("一月", "三月", "五月", "七月", "九月", "十一月"), (12, 18, 31, 44, 29, 15), (8, 11, 17, 26, 21, 10))', 220, 130),
        *filler(p, 4),
        Table("table:2", "表2", "不同方法和季节的速率常数", [
            [("方法", 2, 1), ("冬季", 1, 2), ("夏季", 1, 2)], ["常数", "误差", "常数", "误差"],
            ["重量法", "0.112", "0.009", "0.184", "0.012"], ["光学法", "0.125", "0.021", "0.201", "0.033"],
            ["声学法", "0.097", "0.015", "0.166", "0.018"], ["综合法", "0.110", "0.006", "0.181", "0.008"]], "partly", heads=2),
        Paragraph(say(4, f"{r('表1和表2', 'table:1', 'table:2')}中的常数未作修正，3×10⁻³的变化在误差之内。")),
        Heading(3, "3.2 粒径", "section:3.2"),
        Figure("figure:3", "图3", "各粒级所占比例", "chart.png", 200, 126),
        *filler(p, 4),
        Paragraph(say(3, f"{r('图2、图3', 'figure:2', 'figure:3')}结果一致，{r('公式（3a）', 'formula:3a')}给出下限，{r('公式（3b）', 'formula:3b')}给出上限。")),
        Formula("formula:3a", "3a", "w_min = sqrt(frac(4 g d, 3 C))", "w_min = √(4gd/(3C))"),
        Formula("formula:3b", "3b", "w_max = sum_(i=1)^n a_i d_i^2", "w_max = ∑ᵢ₌₁ⁿ aᵢdᵢ²"),
        Paragraph(say(5)),
        Table("table:3", "表3", "底床的组成", [
            ["粒级", "直径", "比例", "密度"], ["粉砂", "0.02", "14", "2610"], ["砂", "0.6", "55", "2650"], ["砾石", "12", "27", "2640"], ["贝壳", "25", "4", "1980"]], "unruled"),
        Heading(2, "4 讨论", "section:4"),
        *filler(p, 5),
        Paragraph(say(4, f"两位评审人{note('2', '其意见由地区档案馆保存。')}询问了{r('表3', 'table:3')}的分级方法。")),
        Items([p.sentence() for _ in range(4)]),
        *filler(p, 6),
        Paragraph(say(4, f"{r('式(3a)', 'formula:3a')}的下限达到过两次，参见{r('第3节', 'section:3')}。")),
        *filler(p, 5),
        Heading(2, "5 结论", "section:5"),
        *filler(p, 4),
    ])


def report():
    p = Prose("zh", 23)
    say = p.paragraph
    state = ["开放", "关闭", "部分开放"]
    stock = [[f"{n}号码头", f"{400 + 37 * n % 211}", f"{31 + 7 * n % 23}.{n % 10}", f"{12 + n * 5 % 40}", state[n % 3]] for n in range(1, 41)]
    return Document("report", "zh", "维尔莫拉港务办公室年度报告", size=11, head="维尔莫拉港务办公室", blocks=[
        Heading(2, "一、概述", "section:1"),
        Paragraph(say(5, f"收入和成本分别见{r('表1和表2', 'table:1', 'table:2')}。")),
        Paragraph(say(5, f"{r('图1-3', 'figure:1', 'figure:2', 'figure:3')}对各片区作了比较。")),
        Items([p.sentence() for _ in range(5)], ordered=True),
        Table("table:1", "表1", "各片区收入（百万元）", [
            [("片区", 2, 1), ("2023年", 1, 2), ("2024年", 1, 2)], ["港口费", "租金", "港口费", "租金"],
            ["北部", "31.4", "12.0", "33.9", "12.4"], ["东部", "18.7", "7.5", "17.2", "7.9"], ["南部", "22.1", "10.3", "25.8", "10.1"],
            ["西部", "9.6", "3.3", "10.2", "3.8"], ["合计", "81.8", "33.1", "87.1", "34.2"]], "ruled", heads=2, source="资料来源：港务办公室账目"),
        *filler(p, 3),
        Heading(3, "（一）展望", "section:1.1"),
        Paragraph(say(5)),
        Figure("figure:1", "图1", "2024年各片区港口费（百万元）", 'bars(SIZE, ("北部", "东部", "南部", "西部"), (33.9, 17.2, 25.8, 10.2))', 300, 150),
        *filler(p, 3),
        Heading(2, "二、运营情况", "section:2"),
        Heading(3, "（一）船舶", "section:2.1"),
        Paragraph(say(5, f"全年到港的2318{note('1', '不含游艇。')}艘船舶中，86%在白天到达。")),
        Table("table:2", "表2", "各类成本", [
            ["类别", "2022年", "2023年", "2024年"], ["人员", "41.0", "42.7", "44.9"], ["能源", "12.3", "17.8", "15.1"],
            ["维修", "9.9", "8.4", "11.6"], ["保险", "3.1", "3.2", "3.4"], ["其他", "5.5", "5.1", "5.8"]], "unruled"),
        *filler(p, 4),
        Figure("figure:2", "图2", "十月的西防波堤", "photo.jpg", 280, 180),
        Heading(3, "（二）能源", "section:2.2"),
        Paragraph(say(5, f"{r('图3', 'figure:3')}中的曲线与电价走势相同。")),
        Figure("figure:3", "图3", "各月用电量（兆瓦时）", 'lines(SIZE, ("二月", "四月", "六月", "八月", "十月", "十二月"), (810, 640, 420, 390, 570, 790))', 320, 150),
        *filler(p, 3),
        Table("table:3", "表3", "人员与工时", [
            ["班组", "地点", "人数", "工时"], [("引航员", 3, 1), "北部", "12", "18400"], ["南部", "9", "14050"], ["西部", "4", "6100"],
            [("司磅员", 2, 1), "北部", "7", "11200"], ["东部", "6", "9300"], [("全部班组", 1, 2), "38", "59050"]], "ruled"),
        Paragraph(say(4, f"{r('表3', 'table:3')}中的工时含加班，码头清单见{r('表4', 'table:4')}。")),
        Heading(2, "三、码头清单", "section:3"),
        *filler(p, 3),
        Table("table:4", "表4", "年末各码头状况", [["码头", "长度（米）", "水深（米）", "系船柱", "状态"], *stock], "ruled", breaks=True),
        *filler(p, 3),
        Table("table:5", "表5", "起重机", [
            ["名称", "建成年份", "起重量（吨）", "使用单位"], ["甲号", "1998", "12.5", "北部引航站"], ["乙号", "2004", "20.0", "渡运公司"],
            ["丙号", "2011", "32.0", "粮食合作社"], ["丁号", "2019", "45.5", "港务办公室"]], "partly"),
        Paragraph(say(5, f"{r('表5', 'table:5')}所列起重机每年春季检查一次。")),
        *filler(p, 6),
        Heading(2, "四、数据质量", "section:4"),
        *filler(p, 6),
        Table("table:6", "表6", "各主题问卷回收情况", [
            ["主题", "发出", "回收", "备注"], ["开放时间", "640", "318", "多数表示满意"], ["照明", "640", "297", "东码头过暗"],
            ["疏浚", "212", "158", "希望提前通知"], ["收费", "640", "411", "自2019年起未变"]], "unruled"),
        Paragraph(say(5, f"答复情况见{r('表6', 'table:6')}，成本另见{r('表2', 'table:2')}。")),
        *filler(p, 5),
    ])


NUMBERS = "零一二三四五六七八九十"


def han(n):
    return NUMBERS[n] if n <= 10 else "十" + NUMBERS[n - 10] if n < 20 else NUMBERS[n // 10] + "十" + (NUMBERS[n % 10] if n % 10 else "")


def rules():
    p = Prose("zh", 37)
    blocks, article = [], 0
    chapters = [("总则", 6), ("采样与记录", 9), ("监督检查", 9), ("附则", 2)]
    links = {3: ("适用的水池见{}。", [("附件一", "annex:1")]),
             7: ("港务办公室应当依照{}的申请作出决定。", [("第十二条第三款", "article:12.3")]),
             9: ("{}规定的期限自收到样品之日起计算。", [("第五条第（二）项", "article:5.1.2")]),
             13: ("记录按照{}和{}的规定保存。", [("第八条", "article:8"), ("第十条第二款", "article:10.2")]),
             16: ("收费标准见{}，依据{}制定。", [("附件二", "annex:2"), ("第十四条第一款", "article:14.1")]),
             18: ("违反{}规定的，责令改正。", [("第十二条至第十四条", "article:12 article:13 article:14")]),
             21: ("{}所列的样品数为每年最低数量。", [("表1", "table:1")]),
             24: ("依照{}处理。", [("第十七条第一款第（三）项", "article:17.1.3")])}
    for number, (name, count) in enumerate(chapters, 1):
        blocks.append(Heading(2, f"第{han(number)}章　{name}", f"chapter:{number}"))
        for _ in range(count):
            article += 1
            for clause in range(1, 4):
                text = p.paragraph(2)
                if clause == 1 and article in links:
                    said, targets = links[article]
                    text = said.format(*(r(words, *ids.split()) for words, ids in targets)) + text
                key = f"article:{article}.{clause}"
                if clause == 1:
                    blocks.append(Paragraph(f"第{han(article)}条　{text}", f"article:{article} {key}"))
                else:
                    blocks.append(Paragraph(text, key))
                if clause == 1 and article in (5, 11, 17):
                    points = [p.phrase() + "；" for _ in range(4)]
                    blocks.append(Items(points, ids=[f"{key}.{n}" for n in range(1, 5)], marks=[f"（{han(n)}）" for n in range(1, 5)]))
    names = ["阿恩", "贝洛", "科瓦", "德雷", "埃斯坦"]
    basins = [[f"{chr(65 + n % 26)}{n:02d}", names[n % 5] + ["上池", "下池", "水池"][n % 3], f"{3 + n * 7 % 40}.{n % 10}", f"{n * 13 % 90 + 10}"] for n in range(1, 46)]
    blocks += [
        Heading(2, "附件一　水池与限值", "annex:1"),
        Paragraph(p.paragraph(2, f"{r('表1', 'table:1')}中的代码由{r('第四条第二款', 'article:4.2')}规定。")),
        Table("table:1", "表1", "水池与限值", [["代码", "水池", "限值（毫克每升）", "年样品数"], *basins], "ruled", breaks=True),
        Heading(2, "附件二　收费与周期", "annex:2"),
        Paragraph(p.paragraph(3, f"{r('第八条第一款', 'article:8.1')}规定的周期自上次校准起计算，金额见{r('表2', 'table:2')}。")),
        Table("table:2", "表2", "各类仪器的收费与周期", [
            [("仪器", 2, 1), ("收费", 1, 2), ("周期", 2, 1)], ["首次", "复检"],
            ["天平", "120", "80", "12个月"], ["浊度计", "95", "60", "6个月"], ["流速仪", "210", "150", "24个月"]], "ruled", heads=2),
    ]
    return Document("rules", "zh", "潮汐水池采样管理办法", blocks, size=11, head="维尔莫拉公报", indent=True)


def gazette():
    p = Prose("zh", 41)
    blocks = []
    for at, title in enumerate(["防波堤重新开放", "闸口来信", "十二问司磅员", "砂石告诉我们什么", "启事", "冬天的渡船", "堤上散步"]):
        blocks += [Heading(2, title), *filler(p, 4 + at % 2, 5)]
        if at == 1:
            blocks += [Figure("figure:1", "图1", "修缮之前的闸口", "photo.jpg", 150, 100), *filler(p, 1)]
        if at == 3:
            blocks += [Table("table:1", "表1", "各粒级砂石", [["粒级", "吨"], ["细", "1250"], ["中", "3400"], ["粗", "880"]], "partly"),
                       Paragraph(p.paragraph(3, f"{r('表1', 'table:1')}的分级方法是新的，另见{r('图1', 'figure:1')}。"))]
        if at == 4:
            blocks += [Items([p.sentence() for _ in range(4)])]
        if at == 5:
            blocks += [Table("table:2", "表2", "开船时间", [["起点", "终点", "时间"], ["阿恩", "贝洛", "7:15"], ["贝洛", "科瓦", "8:40"], ["科瓦", "阿恩", "17:05"]], "unruled"),
                       Paragraph(p.paragraph(3, f"{r('表2', 'table:2')}中的渡船可以携带自行车。"))]
    return Document("gazette", "zh", "港口新报", blocks, columns=3, size=9.5, head="第48期", indent=True)


def supplement():
    p = Prose("zh", 53)
    say = p.paragraph
    return Document("supplement", "zh", "补充材料：光学浊度", size=10.5, head="补充材料", blocks=[
        Paragraph(say(4)),
        Heading(2, "1 校准", "section:1"),
        Paragraph(say(4, f"全部测定结果见{r('表S1', 'table:S1')}，曲线见{r('图S1', 'figure:S1')}。")),
        Table("table:S1", "表S1", "校准测定", [
            ["序号", "光源", "信号", "残差"], ["1", "甲", "0.412", "−0.003"], ["2", "甲", "0.418", "0.004"], ["3", "乙", "0.397", "−0.011"], ["4", "乙", "0.402", "0.001"]], "partly"),
        *filler(p, 3),
        Figure("figure:S1", "图S1", "信号与浓度的关系", 'lines(SIZE, ("0", "10", "20", "30", "40"), (2, 19, 41, 58, 83), (1, 16, 33, 52, 70))', 280, 150),
        Paragraph(say(3, "在限值" + m("c_0", "c₀") + "以内，信号" + m("S", "S") + "与浓度成正比。")),
        Formula("formula:S1", "S1", "S = a + b c - frac(c^2, 2 c_0)", "S = a + bc − c²/(2c₀)"),
        Paragraph(say(4, f"{r('式（S1）', 'formula:S1')}对两种光源均成立。")),
        Heading(2, "2 现场比对", "section:2"),
        Paragraph(say(4, f"各站按{r('表2-1', 'table:2-1')}和{r('表2-2', 'table:2-2')}分组，装置见{r('第1节', 'section:1')}。")),
        Table("table:2-1", "表2-1", "各组采样站", [
            ["组别", "站名", "次数", "均值"], ["内", "阿恩、德雷", "36", "14.2"], ["中", "贝洛、埃斯坦", "41", "19.8"], ["外", "科瓦", "18", "25.1"]], "unruled"),
        *filler(p, 4),
        Figure("figure:S2", "图S2", "栈桥上的仪器", "photo.jpg", 240, 150),
        Table("table:2-2", "表2-2", "与参考方法的比较", [
            ["组别", ("差值", 1, 2), ("是否接受", 1, 2)], ["", "均值", "标准差", "是", "否"], ["内", "0.4", "1.1", "33", "3"], ["中", "−0.2", "0.9", "40", "1"], ["外", "1.3", "2.2", "12", "6"]], "ruled", heads=2),
        Paragraph(say(4, f"{r('图S1和图S2', 'figure:S1', 'figure:S2')}仅含乙光源，{r('表2-1', 'table:2-1')}则两者都有。")),
        *filler(p, 4),
        Formula("formula:S2", "S2", "sigma^2 = frac(1, n - 1) sum_(i = 1)^n (x_i - mu)^2", "σ² = 1/(n − 1) ∑ᵢ₌₁ⁿ (xᵢ − μ)²"),
        Paragraph(say(4, f"{r('式（S2）', 'formula:S2')}为组内方差。")),
        Heading(2, "3 偏差说明", "section:3"),
        Items([p.sentence() for _ in range(3)], ordered=True),
        *filler(p, 6),
    ])


def web():
    p = Prose("zh", 67)
    say = p.paragraph
    return Document("web", "zh", "我们怎样测量水池", blocks=[
        Paragraph(say(5)),
        Heading(2, "为什么测量", "section:why"),
        *filler(p, 3),
        Items([p.sentence() for _ in range(4)]),
        Paragraph(say(3, f"价格见{r('表1', 'table:1')}。")),
        Table("table:1", "表1", "分析价格", [
            [("项目", 2, 1), ("价格", 1, 2)], ["普通", "加急"], ["浊度", "14", "25"], ["盐度", "11", "19"], ["粒径", "48", "90"]], "ruled", heads=2),
        Heading(2, "样品的去向", "section:what"),
        *filler(p, 4),
        Figure("figure:1", "图1", "各月样品数", "chart.png", 300, 189),
        Paragraph(say(4, f"{r('图1', 'figure:1')}中每个样品只计一次。")),
        Heading(3, "等候时间", "section:wait"),
        Table("table:2", "表2", "等候天数", [["地点", "中位数", "最长"], ["阿恩", "2", "9"], ["贝洛", "3", "14"], ["科瓦", "2", "8"], ["德雷", "5", "21"]], "unruled"),
        *filler(p, 5),
        Heading(2, "常见问题", "section:questions"),
        Items([p.sentence() for _ in range(5)], ordered=True),
        *filler(p, 6),
    ])


def minutes():
    p = Prose("zh", 71)
    say = p.paragraph
    return Document("minutes", "zh", "规划委员会会议纪要", head="规划委员会", blocks=[
        Paragraph(say(4)),
        Heading(2, "1 出席情况", "section:1"),
        Paragraph(say(3, f"表决结果见{r('表1', 'table:1')}。")),
        Table("table:1", "表1", "各议题表决结果", [
            [("议题", 2, 1), ("票数", 1, 3)], ["赞成", "反对", "缺席"], ["疏浚方案", "9", "2", "1"], ["收费标准", "7", "5", "0"], ["新档案馆", "12", "0", "0"]], "ruled", heads=2),
        Heading(2, "2 决定事项", "section:2"),
        *filler(p, 3),
        Items([p.sentence() for _ in range(4)]),
        Heading(3, "2.1 疏浚方案", "section:2.1"),
        *filler(p, 3),
        Figure("figure:1", "图1", "各段工程量", "chart.png", 300, 189),
        Paragraph(say(3, f"{r('图1', 'figure:1')}所示的工程量获得通过。")),
        Heading(3, "2.2 预算", "section:2.2"),
        Table("table:2", "表2", "两年预算", [["科目", "第一年", "第二年"], ["工程", "1240", "1310"], ["人员", "860", "885"], ["预备费", "95", "120"]], "ruled"),
        *filler(p, 5),
        Paragraph(say(3, f"{r('表1和表2', 'table:1', 'table:2')}为本纪要的组成部分，另见{r('第2.1节', 'section:2.1')}。")),
        *filler(p, 4),
    ])
