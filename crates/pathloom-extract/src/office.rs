//! Persons introduced by the office they hold: "Its chief executive officer, Ingrid Sandvall, …", "Ingrid Sandvall,
//! chair of Norrheat", "Authors: …", "总经理为陆文静", "法定代表人：俞海生". A former, deputy or assistant one holds none.

use crate::NameId;
use crate::clause::{Stated, doubted, supposed};
use crate::mention::Hit;
use crate::names::NameBook;
use crate::ontology;
use crate::person;
use regex::Regex;
use std::sync::LazyLock;

/// Office → the relation between organisation and person that holding it states.
const OFFICES: &[(&str, &str)] = &[
    ("chief executive officer", "led_by"),
    ("chief executive", "led_by"),
    ("managing director", "led_by"),
    ("general manager", "led_by"),
    ("director general", "led_by"),
    ("director-general", "led_by"),
    ("executive director", "led_by"),
    ("president and ceo", "led_by"),
    ("president", "led_by"),
    ("ceo", "led_by"),
    ("rector", "led_by"),
    ("chief financial officer", "chief_financial_officer"),
    ("finance director", "chief_financial_officer"),
    ("cfo", "chief_financial_officer"),
    ("chairman", "chairs"),
    ("chairwoman", "chairs"),
    ("chairperson", "chairs"),
    ("chair of the board", "chairs"),
    ("chair", "chairs"),
    ("co-founder", "founded_by"),
    ("founder", "founded_by"),
    ("chief technology officer", "works_for"),
    ("chief operating officer", "works_for"),
    ("chief scientist", "works_for"),
    ("chief economist", "works_for"),
    ("chief engineer", "works_for"),
    ("company secretary", "works_for"),
    ("general counsel", "works_for"),
    ("plant manager", "works_for"),
    ("professor", "works_for"),
    ("spokesman", "works_for"),
    ("spokeswoman", "works_for"),
    ("spokesperson", "works_for"),
    ("analyst", "works_for"),
    ("cto", "works_for"),
    ("coo", "works_for"),
    ("首席执行官", "led_by"),
    ("总经理", "led_by"),
    ("总裁", "led_by"),
    ("行长", "led_by"),
    ("院长", "led_by"),
    ("所长", "led_by"),
    ("校长", "led_by"),
    ("厂长", "led_by"),
    ("总干事", "led_by"),
    ("首席财务官", "chief_financial_officer"),
    ("财务总监", "chief_financial_officer"),
    ("董事会主席", "chairs"),
    ("董事长", "chairs"),
    ("理事长", "chairs"),
    ("联合创始人", "founded_by"),
    ("创始人", "founded_by"),
    ("创办人", "founded_by"),
    ("财务负责人", "chief_financial_officer"),
    ("站长", "led_by"),
    ("会长", "led_by"),
    ("社长", "led_by"),
    ("馆长", "led_by"),
    ("台长", "led_by"),
    ("法定代表人", "legal_representative"),
    ("委托诉讼代理人", "represented_by"),
    ("诉讼代理人", "represented_by"),
    ("委托代理人", "represented_by"),
    ("董事会秘书", "works_for"),
    ("首席技术官", "works_for"),
    ("首席科学家", "works_for"),
    ("副总经理", "works_for"),
    ("副总裁", "works_for"),
    ("总工程师", "works_for"),
    ("首席分析师", "works_for"),
];

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

/// All offices of one script as alternatives, longest first.
fn titles(chinese: bool) -> String {
    let mut words: Vec<&str> =
        OFFICES.iter().map(|(word, _)| *word).filter(|word| word.is_ascii() != chinese).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.join("|")
}

/// "chief executive officer", "founder and managing director", "Chairman".
static TITLE: LazyLock<String> = LazyLock::new(|| {
    let one = titles(false);
    format!(
        r"(?i:(?:(?:new|current|newly appointed|interim|acting|group|founding|long-serving)\s)?(?:{one})(?:(?:,\s|\sand\s|\s&\s)(?:{one}))?)"
    )
});
static TITLE_ZH: LazyLock<String> = LazyLock::new(|| {
    let one = titles(true);
    format!(r"(?:{one}|CEO|CFO|CTO)(?:(?:兼|、|和|及)(?:{one}|CEO|CFO|CTO))?")
});

/// Persons, by the office or label before or behind them.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let (title, name) = (&*TITLE, person::ENGLISH);
    compile(&format!(
        r"\b(?:{title}(?:,\s|\s|:\s|\sis\s|\swas\s)|(?i:Dr|Prof|Mr|Mrs|Ms)\.?\s|Professor\s|Sir\s|Dame\s)(?:(?:Dr|Prof|Mr|Ms)\.?\s)?(?P<name>{name})"
    ))
});
static OF: LazyLock<Regex> = LazyLock::new(|| {
    let (title, name) = (&*TITLE, person::ENGLISH);
    compile(&format!(r"\b{title}\sof\s[^,.;:()]{{2,60}}(?:,|\sis)\s(?P<name>{name})"))
});
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let (title, name) = (&*TITLE, person::ENGLISH);
    let be =
        r"(?:,\s(?:who\s(?:is|was|has been|became)\s)?|\s\(|\s(?:is|was|became|has been|was appointed|was named|as)\s)";
    compile(&format!(r"(?P<name>{name}){be}(?:the\s|its\s|an?\s|our\s)?(?:[a-z]+\s){{0,2}}{title}\b"))
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\b(?:(?i:Authors?|Analysts?|Editors?|Contacts?|Inventors?|Reviewer|Witness|Signed|Investigators?|Tutors?|Attendees|Present):\s|(?i:written|prepared|reviewed|approved|signed|compiled|checked|authored|drafted|edited)\sby:?\s)",
    )
});
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(r"^(?:,\s(?:and\s)?|;\s|\sand\s)?(?:(?:Dr|Prof|Mr|Ms)\.?\s)?(?P<name>{})", person::ENGLISH))
});
static LABEL_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:作者|编制|审核人?|校对人?|批准人?|编制人|起草人?|撰稿|检测人|测试人|试验人|实验人|记录人|报告人|编写|主编|分析师|研究员|联系人|法定代表人|授权代表|委托代理人|代理人|经办人|项目负责人|负责人|签字人|审判长|审判员|书记员)(?:[:：]\s?|为|是|\s)",
    )
});
static BEFORE_ZH: LazyLock<Regex> =
    LazyLock::new(|| compile(&format!(r"(?:{})(?:为|是|系|由|：|:|一职由)?", &*TITLE_ZH)));
static BEHIND_ZH: LazyLock<Regex> = LazyLock::new(|| compile(r"(?:任职于|就职于|供职于|毕业于|现任|担任|出任|历任)"));

/// Bytes of the persons that a text introduces, of whatever office.
pub fn persons(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for captures in BEFORE.captures_iter(text).chain(OF.captures_iter(text)).chain(BEHIND.captures_iter(text)) {
        found.extend(captures.name("name").map(|name| (name.start(), name.end())));
    }
    for label in LABEL.find_iter(text) {
        found.extend(listed(text, label.end()));
    }
    found.retain(|&(start, end)| person::may_be_english(&text[start..end]) && !text[start..end].contains("Relations"));
    if text.chars().any(pathloom_model::language::is_han) {
        chinese_persons(text, &mut found);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// "A, B and C" from a place on.
pub fn listed(text: &str, from: usize) -> Vec<(usize, usize)> {
    let (mut found, mut at) = (Vec::new(), from);
    while let Some(name) = LISTED.captures(&text[at..]).and_then(|next| next.name("name"))
        && found.len() < 60
    {
        found.push((at + name.start(), at + name.end()));
        at += name.end();
    }
    found
}

fn chinese_persons(text: &str, found: &mut Vec<(usize, usize)>) {
    for label in LABEL_ZH.find_iter(text) {
        let mut at = label.end();
        while let Some(length) = person::chinese(&text[at..]) {
            found.push((at, at + length));
            at += length;
            match ["、", "，", ","].iter().find(|mark| text[at..].starts_with(**mark)) {
                Some(mark) => at += mark.len(),
                None => break,
            }
        }
    }
    for title in BEFORE_ZH.find_iter(text) {
        found.extend(person::chinese(&text[title.end()..]).map(|length| (title.end(), title.end() + length)));
    }
    for (by, _) in text.match_indices('由') {
        let start = by + '由'.len_utf8();
        let verbs = [
            "完成", "负责", "编写", "编制", "执笔", "创立", "创办", "创建", "设立", "发明", "发现", "提出", "担任",
            "领导", "主持", "撰写",
        ];
        let (mut at, mut listed) = (start, Vec::new());
        while let Some(length) = person::chinese(&text[at..]) {
            listed.push((at, at + length));
            at += length;
            match ["、", "和", "与"].iter().find(|joint| text[at..].starts_with(**joint)) {
                Some(joint) => at += joint.len(),
                None => break,
            }
        }
        if verbs.iter().any(|verb| text[at..].starts_with(verb)) {
            found.extend(listed);
        }
    }
    // Back from "任职于": the two or three letters that begin a clause.
    for verb in BEHIND_ZH.find_iter(text) {
        let before = &text[..verb.start()];
        let start = before
            .rfind(['，', '。', '；', '、', '：', '（', '\n', ' '])
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let whole = person::chinese(&text[start..]).is_some_and(|length| start + length == verb.start());
        found.extend(whole.then_some((start, verb.start())));
    }
}

static OWNED: LazyLock<Regex> =
    LazyLock::new(|| compile(&format!(r"^(?:['’]s?)?,?\s(?P<title>{}),?\s(?:(?:Dr|Prof|Mr|Ms)\.?\s|is\s)?$", &*TITLE)));
static HOLDS: LazyLock<Regex> = LazyLock::new(|| {
    let be = r"(?:,\s(?:who\s(?:is|has been|became)\s)?|\s\(|\s(?:is|became|has been|was appointed|was named|was elected)\s(?:as\s)?)";
    compile(&format!(r"^{be}(?:the\s|an?\s)?(?P<title>{})\s(?:of|at|for)\s(?:the\s)?$", &*TITLE))
});
/// "head of product safety at", "an employee of".
static EMPLOYED: LazyLock<Regex> = LazyLock::new(|| {
    let post = r"(?:head|director|vice president|manager|secretary|partner|professor|lecturer|senior \w+|chief \w+ officer|chief \w+|engineer|analyst|researcher|scientist|economist|spokes\w+)";
    compile(&format!(
        r"^(?:,\s(?:who\s(?:is|has been)\s)?|\sis\s(?:now\s)?)(?:the\s|an?\s)?(?:(?:\w+\s)?{post}(?:\s(?:of|for)\s[^,;.]{{2,40}})?\s(?:at|with)\s|(?:\w+\s)?(?:employee|staff member)\sof\s)(?:the\s)?$"
    ))
});
/// "宁书仪，湖岳律师事务所律师".
static POST_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:的)?(?:专职|资深|高级|主任|首席)?(?:律师|研究员|副研究员|教授|副教授|工程师|分析师|医师|会计师|员工|职员|讲师)(?:[，。；、）]|$)",
    )
});
static APPOINTED: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s(?:has\s)?(?:appointed|named|elected|hired|promoted)\s$"));
static AS_OFFICE: LazyLock<Regex> =
    LazyLock::new(|| compile(&format!(r"^,?\s(?:as\s|to\s)?(?:its\s|the\s)?(?:new\s)?(?P<title>{})\b", &*TITLE)));
static OFFICE_OF: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(r"(?:^|[,;]\s|\sand\s|^The\s|\sthe\s|\bby\s)(?P<title>{})\sof\s(?:the\s)?$", &*TITLE))
});
static OF_OWNER: LazyLock<Regex> =
    LazyLock::new(|| compile(&format!(r"^['’]s?\s(?P<title>{})(?:[,.;)]|\sand\s|\ssaid\b|$)", &*TITLE)));
static OWNED_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(r"^(?:的|，|）)?(?:现任|新任|现)?(?P<title>{})(?:现)?(?:为|是|系|由|：|:)?$", &*TITLE_ZH))
});
static CLAUSE_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(r"(?:，|,|；|。)(?:其)?(?:现任|现|目前)?(?P<title>{})(?:现)?(?:为|是|系|由|：|:)?$", &*TITLE_ZH))
});
static LINE_ZH: LazyLock<Regex> =
    LazyLock::new(|| compile(&format!(r"^(?P<title>{})(?:：|:|为|是|\s)\s?$", &*TITLE_ZH)));
static HOLDS_ZH: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?:，|,)?(?:现任|现为|任|担任|出任|就任|是|为|系)$"));
static OF_ORG_ZH: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"^(?:的)?(?P<title>{})", &*TITLE_ZH)));
static NOT_NOW: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:former|previous|late|ex|outgoing|deputy|vice|assistant|then)[\s-]$|(?:前|原|时任|曾|副|助理|候任)$",
    )
});

/// The relations that the offices of a title state: "founder and chief executive" has two.
fn offices(title: &str) -> impl Iterator<Item = &'static str> {
    let lower = title.to_lowercase().replace(" and ", "|").replace(" & ", "|").replace(", ", "|");
    let pieces: Vec<String> = lower.split(['|', '兼', '、', '和', '及']).map(str::to_owned).collect();
    pieces.into_iter().filter_map(|piece| {
        let of =
            |word: &str| if word.is_ascii() { piece.ends_with(&format!(" {word}")) } else { piece.ends_with(word) };
        let fitting = OFFICES.iter().filter(|(word, _)| piece == *word || of(word));
        fitting.max_by_key(|(word, _)| word.len()).map(|(_, relation)| *relation)
    })
}

/// Who holds which office, where the sentence says it.
/// `topic`: the organisation of the sentences before, for lines like "法定代表人：俞海生。".
pub fn read(sentence: &str, hits: &[Hit], book: &NameBook, topic: Option<NameId>) -> Vec<Stated> {
    let mut reader = Reader { sentence, hits, book, topic, stated: Vec::new() };
    if hits.is_empty() || supposed(sentence) {
        return Vec::new();
    }
    for place in 0..hits.len() {
        if reader.is_person(place) {
            reader.person(place);
        }
    }
    reader.stated.retain(|stated| !doubted(sentence, stated.start, stated.end));
    reader.stated
}

struct Reader<'a> {
    sentence: &'a str,
    hits: &'a [Hit],
    book: &'a NameBook,
    topic: Option<NameId>,
    stated: Vec<Stated>,
}

impl Reader<'_> {
    fn is_person(&self, place: usize) -> bool {
        ontology::is_a(self.book.kind(self.hits[place].name), "Person")
    }

    fn is_organisation(&self, place: usize) -> bool {
        let kind = self.book.kind(self.hits[place].name);
        ["Organisation", "Laboratory", "Plant"].iter().any(|wanted| ontology::is_a(kind, wanted))
    }

    fn between(&self, first: usize, second: usize) -> &str {
        &self.sentence[self.hits[first].end..self.hits[second].start]
    }

    fn person(&mut self, place: usize) {
        if let Some(before) = place.checked_sub(1).filter(|&before| self.is_organisation(before)) {
            self.after_organisation(before, place);
        }
        let next = place + 1;
        if next < self.hits.len() && self.is_organisation(next) {
            self.before_organisation(place, next);
        }
        self.of_opener(place);
    }

    fn after_organisation(&mut self, organisation: usize, person: usize) {
        let gap = self.between(organisation, person).to_owned();
        if let Some(found) = OWNED.captures(&gap).or_else(|| OWNED_ZH.captures(&gap)) {
            return self.push(organisation, person, &found["title"]);
        }
        let front = self.sentence[..self.hits[organisation].start].to_owned();
        let rest = self.sentence[self.hits[person].end..].to_owned();
        if let Some(found) = OFFICE_OF.captures(&front)
            && (gap == ", " || gap.trim() == "is")
            && !NOT_NOW.is_match(&front[..found.name("title").map_or(0, |title| title.start())])
        {
            return self.push(organisation, person, &found["title"]);
        }
        if APPOINTED.is_match(&gap)
            && let Some(found) = AS_OFFICE.captures(&rest)
        {
            self.push(organisation, person, &found["title"]);
        }
    }

    fn before_organisation(&mut self, person: usize, organisation: usize) {
        let gap = self.between(person, organisation).to_owned();
        let rest = self.sentence[self.hits[organisation].end..].to_owned();
        if let Some(found) = HOLDS.captures(&gap) {
            return self.push(organisation, person, &found["title"]);
        }
        let posted =
            EMPLOYED.is_match(&gap) || (matches!(gap.as_str(), "，" | "是" | "为" | "系") && POST_ZH.is_match(&rest));
        if posted {
            return self.push(organisation, person, "analyst");
        }
        if (gap == ", " || gap == " is ")
            && let Some(found) = OF_OWNER.captures(&rest)
        {
            return self.push(organisation, person, &found["title"]);
        }
        if HOLDS_ZH.is_match(&gap)
            && let Some(found) = OF_ORG_ZH.captures(&rest)
        {
            self.push(organisation, person, &found["title"]);
        }
    }

    /// "A成立于2006年，总部位于B，现任总经理为C": the clause speaks of the organisation that opens the sentence.
    fn of_opener(&mut self, person: usize) {
        let front = self.sentence[..self.hits[person].start].to_owned();
        let opener = self.hits.iter().position(|hit| self.sentence[..hit.start].trim().is_empty());
        let opener = opener.or_else(|| self.after_label());
        let known = self.stated.iter().any(|stated| stated.end == self.hits[person].end);
        if let (Some(found), Some(topic)) = (LINE_ZH.captures(&front), self.topic.filter(|_| !known)) {
            let title = found["title"].to_owned();
            return self.hold(Hit { start: 0, end: 0, name: topic }, self.hits[person], &title);
        }
        if let (Some(found), Some(opener)) = (CLAUSE_ZH.captures(&front), opener.filter(|_| !known))
            && self.is_organisation(opener)
        {
            self.push(opener, person, &found["title"]);
        }
    }

    /// The organisation behind "承租方：" or "Seller:" at the start.
    fn after_label(&self) -> Option<usize> {
        let first = self.hits.first()?;
        let label = self.sentence[..first.start].trim_end();
        (label.ends_with([':', '：']) && label.chars().count() <= 12).then_some(0)
    }

    fn push(&mut self, organisation: usize, person: usize, title: &str) {
        self.hold(self.hits[organisation], self.hits[person], title);
    }

    fn hold(&mut self, one: Hit, other: Hit, title: &str) {
        let mut relations: Vec<&str> = offices(title).collect();
        relations.sort_unstable();
        relations.dedup();
        let (start, end) = (one.start.min(other.start), one.end.max(other.end));
        let title_at = self.sentence[start..].find(title).map(|at| start + at);
        let end = title_at.map_or(end, |at| end.max(at + title.len()));
        for relation in relations {
            let (subject, object) = if matches!(relation, "chairs" | "works_for") {
                (other.name, one.name)
            } else {
                (one.name, other.name)
            };
            let stated = Stated { subject, relation: relation.to_owned(), object, start, end };
            if !self
                .stated
                .iter()
                .any(|it| (&it.relation, it.subject, it.object) == (&stated.relation, subject, object))
            {
                self.stated.push(stated);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Matcher;
    use pathloom_model::{Key, Span};

    fn stated(sentence: &str) -> Vec<String> {
        let mut book = NameBook::default();
        for (name, kind) in [("Norrheat AB", "Company"), ("Its", "Company"), ("诺希特公司", "Company")] {
            book.add(name, kind, || Span::in_text(Key::document(b"x"), 0, 1, name));
        }
        for (start, end) in persons(sentence) {
            book.add(&sentence[start..end], "Person", || Span::in_text(Key::document(b"x"), 0, 1, ""));
        }
        let hits = Matcher::new(&book).find(sentence);
        let line = |it: Stated| format!("{} {} {}", book.text(it.subject), it.relation, book.text(it.object));
        read(sentence, &hits, &book, None).into_iter().map(line).collect()
    }

    #[test]
    fn offices_say_who_leads_what() {
        for (sentence, expected) in [
            ("Its chief executive officer, Ingrid Sandvall, left.", vec!["Its led_by Ingrid Sandvall"]),
            ("Norrheat AB's chief executive Ingrid Sandvall said so.", vec!["Norrheat AB led_by Ingrid Sandvall"]),
            ("Ingrid Sandvall, chair of Norrheat AB, agreed.", vec!["Ingrid Sandvall chairs Norrheat AB"]),
            ("Ingrid Sandvall is the managing director of Norrheat AB.", vec!["Norrheat AB led_by Ingrid Sandvall"]),
            ("The president of Norrheat AB, Olof Palm-Berg, resigned.", vec!["Norrheat AB led_by Olof Palm-Berg"]),
            (
                "Norrheat AB appointed Ingrid Sandvall as its CFO.",
                vec!["Norrheat AB chief_financial_officer Ingrid Sandvall"],
            ),
            ("诺希特公司董事长为陆文静。", vec!["陆文静 chairs 诺希特公司"]),
            ("诺希特公司成立于1962年，现任总经理为陆文静。", vec!["诺希特公司 led_by 陆文静"]),
            ("陆文静担任诺希特公司总经理。", vec!["诺希特公司 led_by 陆文静"]),
            ("承租方：诺希特公司，法定代表人：俞海生。", vec!["诺希特公司 legal_representative 俞海生"]),
        ] {
            assert_eq!(stated(sentence), expected, "{sentence}");
        }
        for sentence in [
            "Norrheat AB's former chief executive Ingrid Sandvall said so.",
            "Ingrid Sandvall, formerly chair of Norrheat AB, agreed.",
            "Ingrid Sandvall was chief executive of Norrheat AB until 2019.",
            "陆文静曾任诺希特公司总经理。",
            "诺希特公司副总裁的陆文静。",
        ] {
            assert_eq!(stated(sentence), Vec::<String>::new(), "{sentence}");
        }
        let labels = "Analyst: Miriam Okoye. Authors: Dr Amara Lindqvist and Piet Vos. Report of T. Lind.";
        let found: Vec<&str> = persons(labels).into_iter().map(|(start, end)| &labels[start..end]).collect();
        assert_eq!(found, ["Miriam Okoye", "Amara Lindqvist", "Piet Vos"]);
        let labels = "编制：齐若楠；审核：范仲尧。作者：祁望舒、孟柏青。";
        let found: Vec<&str> = persons(labels).into_iter().map(|(start, end)| &labels[start..end]).collect();
        assert_eq!(found, ["齐若楠", "范仲尧", "祁望舒", "孟柏青"]);
    }
}
