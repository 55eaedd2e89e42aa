"""Invented running text from a small grammar, seeded: the same seed gives the same words. English and Chinese."""

import random

EN = {
    "who": "the harbour office|the survey team|each sampling station|the northern district|a second contractor|the "
    "night shift|the weighing hall|the planning board|the river laboratory|our reference group|the ferry operator|the "
    "regional archive|the maintenance crew|the grain cooperative|the instrument maker|the training centre",
    "did": "recorded|reported|compared|reviewed|replaced|postponed|published|measured|described|confirmed|requested|"
    "catalogued|calibrated|documented|reorganised|underestimated|summarised|coordinated",
    "what": "the seasonal throughput of the lower basin|a revised maintenance schedule|the condition of the storage "
    "buildings|several alternative transport arrangements|the concentration of suspended matter|the remaining "
    "calibration certificates|a considerable backlog of inspection requests|the temperature profile of the settling "
    "tanks|an independent estimate of the operating cost|the distribution of late arrivals|the correspondence with "
    "neighbouring municipalities|the long-term storage agreement|the availability of replacement components",
    "when": "during the second quarter|before the autumn inspection|after the extraordinary meeting in Velmora|within "
    "fourteen working days|throughout the observation period|under unusually dry conditions|for the third consecutive "
    "year|without additional personnel|in close cooperation with the insurers|at the beginning of the shipping season",
    "more": "which explains most of the difference between the two series|although the underlying procedure remained "
    "unchanged|while the administrative expenditure stayed below the agreed limit|because the older instruments had "
    "drifted noticeably|so that the remaining uncertainty could be attributed to the weather|as the independent "
    "reviewers had recommended earlier|even though the documentation was incomplete at that time",
    "start": "In addition|By contrast|For the same reason|Over the longer term|According to the minutes|Perhaps more "
    "importantly|As a consequence|Nevertheless|In the remaining districts|On closer examination",
    "share": "{a} per cent of the shipments|about {b} of the {c} returned questionnaires|{b} working days per vessel|a "
    "median of {a}.{d} hours|more than {c},{e} tonnes of gravel|an average of {b} inspections per month",
    "verb": "accounted for the greater part of the variation|were handled outside the ordinary working hours|had to be "
    "rescheduled at short notice|could be traced to a single warehouse|remained within the tolerance of the method|"
    "were sufficient for the purposes of the comparison",
}
ZH = {
    "who": "港务办公室|勘测小组|各采样站|北部片区|第二承包单位|夜班班组|称重车间|规划委员会|河道实验室|对照小组|渡运公司|地区档案馆|检修队|粮食合作社|仪器厂|培训中心",
    "did": "记录了|上报了|比较了|复核了|更换了|推迟公布了|测定了|说明了|确认了|重新整理了|登记了|低估了|汇总了|协调了",
    "what": "下游流域的季节性吞吐量|修订后的检修计划|仓储建筑的使用状况|几种备选的运输安排|悬浮物的质量浓度|其余的校准证书|积压较多的检验申请|沉淀池的温度分布|运行费用的独立估算|晚到船舶的时间分布|与邻近城镇的往来函件|长期仓储协议|备件的供应情况",
    "when": "在第二季度|在秋季检查之前|在维尔莫拉临时会议之后|在十四个工作日之内|在整个观测期间|在异常干旱的条件下|连续第三年|在不增加人员的情况下|与保险方密切配合|在航运季节开始时",
    "more": "这解释了两组数据之间的大部分差异|但基本流程没有改变|同时管理支出低于约定的上限|原因是旧仪器已有明显漂移|因此剩余的不确定度可归因于天气|这与独立评审人员早先的建议一致|尽管当时的文件尚不完整",
    "start": "此外|相比之下|出于同样的原因|从较长时期看|根据会议纪要|更重要的是|因此|尽管如此|在其余片区|进一步分析表明",
    "share": "{a}%的货运批次|{c}份回收问卷中约有{b}份|每艘船平均{b}个工作日|中位数为{a}.{d}小时的等待时间|超过{c}万吨的砂石|平均每月{b}次的检查",
    "verb": "构成了变化的主要部分|安排在正常工作时间之外处理|不得不临时改期|可以追溯到同一座仓库|仍处于该方法的允许误差之内|足以满足比较的需要",
}


class Prose:
    """Sentences and paragraphs of one language from one seed."""

    def __init__(self, lang, seed):
        self.zh, self.random = lang == "zh", random.Random(f"{lang}{seed}")
        self.words = {key: value.split("|") for key, value in (ZH if self.zh else EN).items()}

    def _pick(self, key):
        figures = {"a": self.random.randint(11, 89), "b": self.random.randint(3, 48), "c": self.random.randint(102, 640)}
        figures |= {"d": self.random.randint(1, 9), "e": self.random.randint(100, 990)}
        return self.random.choice(self.words[key]).format(**figures)

    def sentence(self):
        pick, kind = self._pick, self.random.randrange(5)
        if self.zh:
            return [
                lambda: f"{pick('when')}，{pick('who')}{pick('did')}{pick('what')}。",
                lambda: f"{pick('who')}{pick('did')}{pick('what')}，{pick('more')}。",
                lambda: f"{pick('start')}，{pick('share')}{pick('verb')}。",
                lambda: f"{pick('start')}，{pick('who')}{pick('did')}{pick('what')}，{pick('more')}。",
                lambda: f"{pick('who')}和{pick('who')}{pick('when')}{pick('did')}{pick('what')}。",
            ][kind]()
        text = [
            lambda: f"{pick('who')} {pick('did')} {pick('what')} {pick('when')}.",
            lambda: f"{pick('who')} {pick('did')} {pick('what')}, {pick('more')}.",
            lambda: f"{pick('start')}, {pick('share')} {pick('verb')}.",
            lambda: f"{pick('start')}, {pick('who')} {pick('did')} {pick('what')}, {pick('more')}.",
            lambda: f"{pick('who')} and {pick('who')} {pick('did')} {pick('what')} {pick('when')}.",
        ][kind]()
        return text[0].upper() + text[1:]

    def paragraph(self, sentences=5, *said):
        """Some sentences, with those of `said` (each a whole sentence) spread among them."""
        texts = [self.sentence() for _ in range(sentences)]
        for at, sentence in enumerate(said):
            texts.insert(min(len(texts), 1 + at * max(1, sentences // max(1, len(said)))), sentence)
        return ("" if self.zh else " ").join(texts)

    def phrase(self):
        return self._pick("what")
