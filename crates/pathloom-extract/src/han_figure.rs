//! Figures in Chinese sentences, clause by clause: "X的营业收入为48.6亿元", "X在T6态下的抗拉强度为318 MPa，…", "…，
//! 注册资本为20亿元" of the name that opens the sentence, "成本方面，P20为86元". Rough figures are left out.

use crate::measured;
use crate::mention::Hit;
use crate::names::NameBook;
use crate::number::{self, Printed};
use crate::ontology;
use crate::period::{self, Period};
use crate::prose_figure::{Figure, Value};
use pathloom_model::language::is_han;
use regex::Regex;
use std::sync::LazyLock;

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

const PERIOD: &str = r"(?:(?:于|在|截至)?(?:20\d\d年(?:度|上半年|下半年|前三季度|第?[一二三四1-4]季度|\d{1,2}[—–-]\d{1,2}月|\d{1,2}月(?:\d{1,2}日)?)?|上半年|下半年|前三季度))?(?:，)?";

/// What follows the subject in its clause.
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"^(?:（[^（）]*）)?(?:，)?(?P<period>{PERIOD})(?:共|已|合计)?(?:实现|录得|取得)?(?:了)?(?P<scope>在[^，；。]{{1,14}}?(?:态下|条件下|环境下|下|上|中|时))?的?(?P<metric>[\p{{Han}}A-Z][\p{{Han}}A-Za-z₀-₉（）()]{{1,16}}?)(?:最高|最低|最大|最小)?(?:，)?(?P<is>为|是|达到|达|升至|降至|增至|增长至|下降至|下降到|提高至|提升至|提高到|报|录得|录|：)?\s?(?P<value>[-–−]?(?:[￥¥$])?\d[^，；。]*)$"
    ))
});
/// "DeepDive-32B在BrowseComp上达到了14.8%的准确率".
static REACHED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?P<scope>在[^，；。]{1,24}?上)?(?:达到|取得|实现|获得)了?(?P<value>\d+(?:\.\d+)?\s?%?)的(?P<metric>\p{Han}{2,8})$",
    )
});
static BARE: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?P<is>为|是|达)(?P<value>[-–−]?\d[^，；。]*)$"));
static ASPECT: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?P<metric>\p{Han}{2,8})方面$"));
/// "掺量为20%的P20": what is said before the name says which one it is.
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?:\p{Han}{1,6}为?[\d.]+\s?\S{0,6}的)$"));
static SETTING: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:在)?(?P<scope>[-–−]?\d+(?:\.\d+)?\s?(?:℃|°C|K|MPa|kPa|h|小时))(?:下|时|条件下)$"));
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"^(?:其中|此外|另外|同时|且|并|而|但|其|由表\S{{1,6}}可[知见]|如\S{{1,8}}所示|截至)?(?:，)?{PERIOD}$"
    ))
});
/// A clause that tells what its subject is or where; what follows it is still about the subject.
static OWN_FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:（[^（）]*）)?(?:(?:于|在)?\d{4}年|是|为|系|位于|地处|坐落|总部|成立|创立|设立|主营|隶属|由.{2,24}(?:供应|生产|提供|制造))",
    )
});
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:比|同比|环比|较|由|总部|成立|位于|地处|主营|其|并|且|同时|增长|下降|提高|上升|占|高于|低于|同期|均)")
});
static PLANNED: LazyLock<Regex> =
    LazyLock::new(|| compile("目标|力争|预测|预计|有望|计划|拟|不超过|不低于|不少于|不得|应当|若"));

/// A clause: its bytes in the sentence, without the mark that ends it.
fn clauses(sentence: &str) -> Vec<(usize, usize)> {
    let (mut all, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in sentence.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            '，' | '；' | '。' | ';' if depth <= 0 => {
                all.push((start, at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    all.push((start, sentence.len()));
    all.retain(|(start, end)| start < end);
    all
}

/// All figures of a sentence.
pub fn read(sentence: &str, hits: &[Hit], book: &NameBook) -> Vec<Figure> {
    let mut found = Vec::new();
    let mut opener: Option<Hit> = None;
    let mut aspect: Option<String> = None;
    let clauses = clauses(sentence);
    for (place, &(start, end)) in clauses.iter().enumerate() {
        let clause = &sentence[start..end];
        if let Some(aspect_of) = ASPECT.captures(clause) {
            aspect = Some(aspect_of["metric"].to_owned());
            continue;
        }
        let inside: Vec<&Hit> = hits.iter().filter(|hit| hit.start >= start && hit.end <= end).collect();
        let reader = Clause { sentence, start, end, book };
        // "RA-2的铁含量最高，为0.92%": the value stands in a clause of its own.
        let joined = clauses.get(place + 1).filter(|next| sentence[next.0..next.1].starts_with(['为', '达']));
        let joined = joined.filter(|_| clause.ends_with(['高', '低', '大', '小'])).map(|next| next.1);
        let reader = Clause { end: joined.unwrap_or(end), ..reader };
        let own = inside.iter().rev().find_map(|hit| reader.of(hit, aspect.as_deref()));
        let subject_here = inside.iter().any(|hit| is_subject_kind(hit, book));
        let told = own.is_some();
        match own {
            Some(figure) => found.push(figure),
            None if !subject_here => {
                let of_opener = opener.as_ref().and_then(|hit| reader.continued(hit));
                // Something else may have become what the sentence speaks of.
                if of_opener.is_none() && !GOES_ON.is_match(clause) {
                    opener = None;
                }
                found.extend(of_opener);
            }
            None => {}
        }
        if let Some(first) = inside.first().filter(|hit| is_subject_kind(hit, book) && reader.is_topic(hit)) {
            let rest = &sentence[first.end..end];
            opener = (told || OWN_FIGURES.is_match(rest)).then_some(**first);
        } else if subject_here {
            opener = None;
        }
    }
    found
}

/// Places and persons own no figures that follow; what is measured does.
fn is_subject_kind(hit: &Hit, book: &NameBook) -> bool {
    let kind = book.kind(hit.name);
    !["Country", "City", "Region", "Person", "Work", "Currency"].iter().any(|it| ontology::is_a(kind, it))
}

struct Clause<'a> {
    sentence: &'a str,
    start: usize,
    end: usize,
    book: &'a NameBook,
}

impl Clause<'_> {
    /// Nothing stands before the name in its clause but a period or a word that leads on.
    fn opens(&self, hit: &Hit) -> bool {
        LEAD.is_match(&self.sentence[self.start..hit.start])
    }

    fn is_topic(&self, hit: &Hit) -> bool {
        let before = &self.sentence[self.start..hit.start];
        self.opens(hit) || RELATIVE.is_match(before) || ends_led(before)
    }

    /// A figure whose subject is a name of the clause.
    fn of(&self, hit: &Hit, aspect: Option<&str>) -> Option<Figure> {
        let before = &self.sentence[self.start..hit.start];
        let rest = &self.sentence[hit.end..self.end];
        let setting = SETTING.captures(before).map(|found| found["scope"].to_owned());
        let free = setting.is_some() || self.is_topic(hit);
        if !free || PLANNED.is_match(&self.sentence[self.start..self.end]) {
            return None;
        }
        if let (Some(metric), Some(found)) = (aspect, BARE.captures(rest)) {
            let printed = value(&found["value"])?;
            return self.figure(hit, (metric.to_owned(), printed), (None, setting), hit.start);
        }
        if let Some(found) = REACHED.captures(rest).filter(|found| measured::is_metric(&found["metric"])) {
            let printed = value(&found["value"])?;
            let scope = found.name("scope").map(|it| it.as_str().to_owned());
            return self.figure(hit, (found["metric"].to_owned(), printed), (None, scope), hit.start);
        }
        self.said(hit, rest, hit.start, setting)
    }

    /// "，导热系数为0.24 W/(m·K)": a clause without a name speaks of the one that opened the sentence.
    fn continued(&self, opener: &Hit) -> Option<Figure> {
        let clause = &self.sentence[self.start..self.end];
        if PLANNED.is_match(clause) || clause.contains("其中") {
            return None;
        }
        let trimmed =
            ["其", "且", "并", "同时", "而"].iter().find_map(|lead| clause.strip_prefix(lead)).unwrap_or(clause);
        self.said(opener, trimmed, opener.start, None)
    }

    fn said(&self, hit: &Hit, rest: &str, start: usize, setting: Option<String>) -> Option<Figure> {
        let found = SAID.captures(rest)?;
        let metric = found["metric"].trim_start_matches('的').to_owned();
        let printed = value(&found["value"])?;
        let measured = measured::is_metric(&metric);
        let copula = found.name("is").is_some();
        let plain = metric.chars().count() <= 12
            && !metric
                .contains(['和', '与', '比', '较', '约', '近', '超', '第', '每', '逾', '于', '由', '在', '被', '等'])
            && (!metric.contains('的') || metric.contains("归属"))
            && !["同比", "环比", "增长", "下降", "上升", "提高", "减少"].iter().any(|word| metric.ends_with(word))
            && !ontology::is_collective(&metric);
        let known = measured || (copula && printed.measure.is_some());
        // "中国粗铜冶炼费用": a place before a noun is a part of it.
        let place = ontology::is_a(self.book.kind(hit.name), "Place") && !rest.trim_start().starts_with(['的', '，']);
        let continued = hit.end <= self.start;
        if !known || !plain || (place && !continued) || (!copula && printed.measure.is_none()) {
            return None;
        }
        let own = period::find_from(&found["period"], 0).map(|(_, period)| period);
        let scope = setting.or_else(|| found.name("scope").map(|it| it.as_str().to_owned()));
        self.figure(hit, (metric, printed), (own, scope), start)
    }

    fn figure(
        &self,
        hit: &Hit,
        (predicate, printed): (String, Printed),
        (own, scope): (Option<Period>, Option<String>),
        start: usize,
    ) -> Option<Figure> {
        let period = match own {
            Some(own) => Some(own),
            // What is said later does not date it.
            None => only_period(&self.sentence[..self.end])?,
        };
        let value = Value::Number(printed);
        Some(Figure { name: hit.name, predicate, value, period, scope, start, end: self.end })
    }
}

/// Words that lead to a subject without being a part of its name.
fn ends_led(before: &str) -> bool {
    let lead = before.trim_end();
    lead.ends_with(['：', ':', '年', '度', '日']) && lead.chars().count() <= 24
        || lead.ends_with("本周")
        || lead.ends_with("可知")
}

/// The number that a clause ends with; words behind it make it something else.
fn value(text: &str) -> Option<Printed> {
    let text = text.trim();
    let plain = text.find('（').map_or(text, |at| &text[..at]);
    let rough = ["左右", "以上", "以下", "余", "多", "上下", "以内"].iter().any(|word| plain.contains(word));
    number::parse(plain).filter(|_| !rough)
}

/// The one period of a sentence; `None` where several leave it open.
fn only_period(sentence: &str) -> Option<Option<Period>> {
    let mut all = period::all(sentence);
    // "Q/LX 12—2024": the year of a standard is no period.
    all.retain(|((start, _), _)| !sentence[..*start].ends_with(['—', '-', '–', '/', '（', '(', '〔', '［']));
    match all.as_slice() {
        [] => Some(None),
        [(_, only)] => Some(Some(only.clone())),
        all => {
            // "成立于2008年": the year of another clause is no period of this one.
            let dated = all.iter().all(|(_, it)| it.text == all[0].1.text);
            dated.then(|| Some(all[0].1.clone()))
        }
    }
}

/// Whether a sentence is read here.
pub fn is_chinese(sentence: &str) -> bool {
    sentence.chars().any(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Matcher;
    use pathloom_model::{Key, Span};

    #[test]
    fn figures_belong_to_the_name_of_their_clause_or_of_the_sentence() {
        let mut book = NameBook::default();
        for (name, kind) in [
            ("P20", "Product"),
            ("P0", "Product"),
            ("E10", "Substance"),
            ("岚江银行", "Bank"),
            ("措里湖", "Place"),
            ("RA-3", "Material"),
            ("TingYi", "Model"),
            ("WuMed", "Dataset"),
        ] {
            book.add(name, kind, || Span::in_text(Key::document(b"x"), 0, 1, name));
        }
        let show = |it: Figure| {
            let Value::Number(printed) = it.value else { return String::new() };
            let q = printed.quantity(None);
            let rest = [it.period.map(|it| it.text), it.scope].into_iter().flatten().collect::<Vec<_>>().join(" ");
            format!("{}|{}|{} {}|{rest}", book.text(it.name), it.predicate, q.value, q.unit.0)
                .trim_end_matches('|')
                .to_owned()
        };
        let matcher = Matcher::new(&book);
        for (sentence, expected) in [
            (
                "掺量为20%的P20潜热为28.6 J/g，导热系数为0.24 W/(m·K)。",
                vec!["P20|潜热|28.6 J/g", "P20|导热系数|0.24 W/(m·K)"],
            ),
            ("成本方面，P20为86元/平方米，P0为41元/平方米。", vec!["P20|成本|86 元/平方米", "P0|成本|41 元/平方米"]),
            ("由表3可知，-40 ℃下E10的容量保持率为52.4%，比E0高31.4个百分点。", vec!["E10|容量保持率|52.4 %|-40 ℃"]),
            (
                "截至2025年9月30日，岚江银行不良贷款率为1.12%，比上年末下降0.06个百分点；拨备覆盖率为287.4%。",
                vec!["岚江银行|不良贷款率|1.12 %|2025年9月30日", "岚江银行|拨备覆盖率|287.4 %|2025年9月30日"],
            ),
            (
                "措里湖位于措里县，湖面海拔4,512 m，面积为386 km²。",
                vec!["措里湖|湖面海拔|4512 m", "措里湖|面积|386 km²"],
            ),
            ("RA-3在T6态下的抗拉强度为318 MPa。", vec!["RA-3|抗拉强度|318 MPa|在T6态下"]),
            ("TingYi在WuMed上的字错误率为8.7%，比最好的基线低3.9个百分点。", vec!["TingYi|字错误率|8.7 %|在WuMed上"]),
            ("2024年岚江银行实现净利润34.78亿元，同比增长7.6%。", vec!["岚江银行|净利润|34.78 元|2024年"]),
            ("岚江银行净利润约为3亿元。", vec![]),
            ("岚江银行预计净利润为3亿元。", vec![]),
            ("岚江银行2023年和2024年净利润为3亿元。", vec![]),
        ] {
            let hits = matcher.find(sentence);
            let found: Vec<String> = read(sentence, &hits, &book).into_iter().map(show).collect();
            assert_eq!(found, expected, "{sentence}");
        }
    }
}
