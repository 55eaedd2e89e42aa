//! "NAME trigger NAME" inside one sentence, English and Chinese. What is negated, supposed, planned, asked or said of
//! something else than the name beside the verb gives nothing.

use crate::NameId;
use crate::columns;
use crate::mention::Hit;
use crate::names::NameBook;
use crate::ontology;
use crate::phrase::{PARTICIPLES, PREPOSITIONS, phrases, triggers_in};
use crate::trigger::{CHINESE, Trigger};
use pathloom_model::language::is_han;
use regex::Regex;
use std::sync::LazyLock;

/// A stated relation: bytes of the sentence that state it, ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub subject: NameId,
    pub relation: String,
    pub object: NameId,
    pub start: usize,
    pub end: usize,
}

/// Supposed, asked or told by hearsay: it holds for the whole sentence.
static SUPPOSED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:if|unless|whether|would|suppos\w+|assum\w+|hypothetical\w*|rumou?r\w*|allege\w*|allegedly|reportedly|denie[sd]|deny|believe[sd]?|claim(?:s|ed)?)\b",
    )
});
static SUPPOSED_ZH: LazyLock<Regex> =
    LazyLock::new(|| compile("如果|假如|倘若|(?:^|[，；：])若|传闻|据传|据说|是否|否认|假设|一旦"));
/// Negated, planned, possible or past: it holds for its clause.
static DOUBT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:could|might|should|neither|nor|never|no longer|not|cannot|n't|plans? to|planned|intends? to|aims? to|expects? to|is to|are to|will|considers?|proposal|potential\w*|perhaps|possibly|former|formerly|previously|until)\b|n['’]t\b|(?-i:\bmay\b)",
    )
});
static DOUBT_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        "可能|或将|计划|拟|预计|有望|考虑|曾|尚未|并未|从未|未能|没有|不再|无意|并非|不是|不属于|未收购|未与|将于|原为|原任|前身",
    )
});
static BORDER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r";\s|:\s|—|,\s(?:and|but|yet|while|whereas|which|who|so|although|though|because|however|where|since)\s|\s(?:but|whereas|although|though|because)\s",
    )
});
static BORDER_ZH: LazyLock<Regex> = LazyLock::new(|| compile("[，；：。]"));
static BRACKETS: LazyLock<Regex> = LazyLock::new(|| compile(r"\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\])"));
static MODIFIER_ZH: LazyLock<Regex> = LazyLock::new(|| compile("了?(?:编号|名称|题|名)为[^，。；]{1,20}的$"));
/// When it happened, inside the verb phrase: "was founded in 1962 by".
pub static TIME: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\s(?:in|on|since)\s(?:(?:early|late|mid)[- ])?(?:\d{1,2}\s)?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\s)?(?:1[5-9]|20)\d\d\b",
    )
});
static LEAD_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?:，|,)?(?:并且?|同时|还|也)|(?:，|,))?(?:已经?|也|还|均|都|目前|现|主要|则|同时|分别|其|又|正式|长期|独家|成功|随后|最终|共同|联合|自主|自行|独立|一直|是(?P<be>由)|(?:即|后|此前|近日|当年|随即))?(?:于?\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?)?",
    )
});

/// Words that may follow an object name; anything else may make it a part of a longer phrase.
const FOLLOWERS: &[&str] = &[
    "in",
    "on",
    "at",
    "for",
    "from",
    "since",
    "to",
    "by",
    "with",
    "and",
    "as",
    "after",
    "before",
    "when",
    "while",
    "because",
    "under",
    "through",
    "over",
    "during",
    "within",
    "via",
    "but",
    "which",
    "who",
    "that",
    "last",
    "this",
    "a",
    "an",
    "the",
    "about",
    "all",
    "near",
    "where",
    "whose",
    "is",
    "was",
    "has",
    "are",
    "were",
    "had",
    "every",
    "each",
    "again",
    "too",
    "directly",
    "only",
    "rather",
    "so",
    "although",
    "though",
    "once",
    "twice",
    "instead",
    "alone",
    "exclusively",
    "outside",
    "inside",
    "despite",
    "both",
    "today",
];

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

fn is_chinese(sentence: &str) -> bool {
    sentence.chars().filter(|c| is_han(*c)).count() * 8 >= sentence.chars().filter(|c| c.is_alphabetic()).count()
}

/// Nothing that the sentence says is surely so.
pub fn supposed(sentence: &str) -> bool {
    if is_chinese(sentence) { SUPPOSED_ZH.is_match(sentence) } else { SUPPOSED.is_match(sentence) }
}

/// What the bytes `start..end` say is negated, planned, only possible or no longer so, in the clause around them.
pub fn doubted(sentence: &str, start: usize, end: usize) -> bool {
    let chinese = is_chinese(sentence);
    let (border, doubt) = if chinese { (&BORDER_ZH, &DOUBT_ZH) } else { (&BORDER, &DOUBT) };
    let from = border.find_iter(sentence).take_while(|it| it.end() <= start).last().map_or(0, |it| it.end());
    let to = border.find_at(sentence, end).map_or(sentence.len(), |it| it.start());
    doubt.is_match(&sentence[from..to])
}

/// Bytes of the longest sentence that is read; a longer one is a list, or was not meant to be one sentence.
const LONGEST: usize = 2_000;

/// All relations that a sentence states between the names found in it.
pub fn read(sentence: &str, hits: &[Hit], book: &NameBook) -> Vec<Stated> {
    if hits.len() < 2 || sentence.len() > LONGEST || sentence.ends_with(['?', '？']) {
        return Vec::new();
    }
    let han = is_chinese(sentence);
    if supposed(sentence) {
        return Vec::new();
    }
    let hits: Vec<Hit> = hits.iter().filter(|hit| !in_brackets(sentence, hit)).copied().collect();
    let mut reader = Reader { sentence, hits: &hits, book, stated: Vec::new(), last: None };
    for first in 0..hits.len().saturating_sub(1) {
        if han { reader.chinese(first) } else { reader.english(first) }
    }
    for place in 1..if han { hits.len() } else { 0 } {
        reader.chinese_topic(place);
    }
    reader.stated.retain(|stated| !doubted(sentence, stated.start, stated.end));
    reader.stated
}

struct Reader<'a> {
    sentence: &'a str,
    hits: &'a [Hit],
    book: &'a NameBook,
    stated: Vec<Stated>,
    /// Grammatical subject of the last clause, and the places of the names that end it.
    last: Option<(NameId, usize, usize)>,
}

impl Reader<'_> {
    fn gap(&self, first: usize, second: usize) -> String {
        let between = &self.sentence[self.hits[first].end..self.hits[second].start];
        let between = between.strip_prefix('.').filter(|rest| rest.starts_with([' ', ','])).unwrap_or(between);
        let between = TIME.replace_all(&BRACKETS.replace_all(between, ""), "").into_owned();
        // "签订编号为JML-2305的《钢材购销合同》": which one it is.
        MODIFIER_ZH.replace(&between, "").into_owned()
    }

    fn before(&self, place: usize) -> &str {
        &self.sentence[..self.hits[place].start]
    }

    fn after(&self, place: usize) -> &str {
        &self.sentence[self.hits[place].end..]
    }

    fn english(&mut self, first: usize) {
        if self.part_of_longer_name(first) {
            return;
        }
        self.english_role(first);
        for second in (first + 1..self.hits.len().min(first + 4)).rev() {
            let gap = self.gap(first, second);
            for (words, continued) in phrases(&gap) {
                let triggers = triggers_in(&words, second == first + 1 || words.len() < gap.trim().len());
                if triggers.is_empty() {
                    continue;
                }
                let described = [", which ", ", who ", ", a ", ", an ", ", the "]
                    .iter()
                    .any(|lead| gap.starts_with(lead))
                    || PARTICIPLES.iter().any(|word| gap.strip_prefix(", ").is_some_and(|rest| rest.starts_with(word)));
                let subjects = match (continued, described) {
                    (true, _) => self.continued_subject(first),
                    // What describes a name stands right behind it, whatever stands before.
                    (_, true) if triggers.iter().all(|it| !it.plural) => vec![first],
                    _ => self.subjects(first, &triggers),
                };
                if self.state(&subjects, second, &triggers, first) {
                    return;
                }
            }
        }
    }

    /// "The managing director of A is B", "The parent company of A is B": what stands before "of" is a head of the lexicon.
    fn english_role(&mut self, first: usize) {
        let gap = self.gap(first, first + 1);
        if !matches!(gap.trim(), "is" | "is the" | "are") || self.part_of_longer_name(first) {
            return;
        }
        let front = self.before(first).trim_end();
        let Some(front) = front.strip_suffix(" of the").or_else(|| front.strip_suffix(" of")) else {
            return;
        };
        let start = front.to_lowercase().rfind("the ").unwrap_or(front.len());
        let opens = matches!(front[..start].trim_end().chars().next_back(), None | Some(',' | ';'))
            || front[..start].trim_end().ends_with(" and");
        let Some(role) = front.get(start + 4..).filter(|_| opens) else {
            return;
        };
        let role = role.trim().to_owned();
        self.role(&role, first, start);
    }

    /// The relation that a head ("managing director", "母公司") states of a name and the one after it.
    fn role(&mut self, role: &str, first: usize, start: usize) -> bool {
        let kind = self.book.kind(self.hits[first].name);
        let Some((relation, inverse)) = columns::headed(role, kind) else {
            return false;
        };
        let trigger = Trigger { relation, passive: inverse, plural: false };
        let list: Vec<usize> =
            self.list_from(first + 1).into_iter().filter(|&place| self.fits_second(place, trigger)).collect();
        let (Some(&to), true) = (list.last(), list.first() == Some(&(first + 1))) else {
            return false;
        };
        if self.best(&[first], first + 1, &[trigger]).is_none() || !self.ends_phrase(to, trigger) {
            return false;
        }
        for &place in &list {
            self.push(first, place, trigger, start, self.hits[place].end);
        }
        true
    }

    /// "…, and operates B": the subject is the one of the clause that ends with the first name.
    fn continued_subject(&self, first: usize) -> Vec<usize> {
        match self.last {
            Some((_, from, to)) if to == first => vec![from],
            _ => Vec::new(),
        }
    }

    /// The names that the verb after `first` speaks of: that one, or a whole list before a plural verb.
    fn subjects(&self, first: usize, triggers: &[Trigger]) -> Vec<usize> {
        let mut chain = vec![first];
        let mut last_joint = String::new();
        while let Some(before) = chain[0].checked_sub(1) {
            let joint = self.gap(before, chain[0]);
            if !is_joint(&joint) {
                break;
            }
            if chain.len() == 1 {
                last_joint = joint;
            }
            chain.insert(0, before);
        }
        let listed = chain.len() > 1 && last_joint.contains("and");
        let plural = triggers.iter().all(|trigger| trigger.plural);
        if plural {
            return if listed && self.starts_phrase(chain[0]) { chain } else { Vec::new() };
        }
        let ends_clause = first
            .checked_sub(1)
            .is_some_and(|before| self.stated.iter().any(|stated| stated.end == self.hits[before].end));
        let bare_past = triggers.iter().any(is_bare_past);
        if listed && last_joint.trim() == "and" && bare_past && !ends_clause {
            return Vec::new();
        }
        if self.starts_phrase(first) { vec![first] } else { Vec::new() }
    }

    /// No preposition or possessive makes the name a part of what stands before it.
    fn starts_phrase(&self, place: usize) -> bool {
        let before = self.before(place).trim_end();
        let word = before.rsplit([' ', '(', '“', '"']).next().unwrap_or_default().to_lowercase();
        !PREPOSITIONS.contains(&word.as_str())
            && !word.ends_with("'s")
            && !word.ends_with("’s")
            && !before.ends_with('-')
    }

    /// "Norrheat" in "Norrheat Service" or "New Norrheat".
    fn part_of_longer_name(&self, place: usize) -> bool {
        let after = self.after(place).strip_prefix(' ').unwrap_or_default();
        let next_is_name = self.hits.get(place + 1).is_some_and(|next| next.start == self.hits[place].end + 1);
        let before = self.before(place).trim_end();
        let word = before.rsplit([' ', '(']).next().unwrap_or_default();
        let alone = word.len() == before.len();
        let capital_before = self.before(place).ends_with(' ')
            && word.starts_with(char::is_uppercase)
            && !alone
            && word.chars().all(char::is_alphabetic)
            && !self.hits.iter().any(|hit| hit.end == before.len());
        after.starts_with(char::is_uppercase) && !next_is_name
            || (capital_before && !matches!(word, "CEO" | "Dr" | "Professor" | "President"))
    }

    fn state(&mut self, subjects: &[usize], second: usize, triggers: &[Trigger], first: usize) -> bool {
        let Some(trigger) = self.best(subjects, second, triggers) else {
            return false;
        };
        let objects: Vec<usize> =
            self.list_from(second).into_iter().filter(|&place| self.fits_second(place, trigger)).collect();
        if objects.is_empty() || objects[0] != second || !self.ends_phrase(objects[objects.len() - 1], trigger) {
            return false;
        }
        let start = subjects.iter().map(|&place| self.hits[place].start).min().unwrap_or(self.hits[first].start);
        if self.sentence.contains("respectively") {
            if subjects.len() != objects.len() {
                return false;
            }
            for (&from, &to) in subjects.iter().zip(&objects) {
                self.push(from, to, trigger, start, self.hits[to].end);
            }
            return true;
        }
        for &from in subjects {
            for &to in &objects {
                self.push(from, to, trigger, start, self.hits[to].end);
            }
        }
        let end = objects[objects.len() - 1];
        self.last = Some((self.hits[subjects[0]].name, subjects[0], end));
        true
    }

    fn push(&mut self, from: usize, to: usize, trigger: Trigger, start: usize, end: usize) {
        let (one, other) = (self.hits[from].name, self.hits[to].name);
        let (subject, object) = if trigger.passive { (other, one) } else { (one, other) };
        if subject != object {
            self.stated.push(Stated { subject, relation: trigger.relation.name.clone(), object, start, end });
        }
    }

    /// The one relation whose ends fit best; two that fit equally well are one too many.
    fn best(&self, subjects: &[usize], second: usize, triggers: &[Trigger]) -> Option<Trigger> {
        let mut scored: Vec<(u8, Trigger)> = Vec::new();
        for trigger in triggers {
            let firsts = subjects.iter().map(|&place| self.fit(place, trigger, true)).min()?;
            let seconds = self.fit(second, trigger, false);
            if firsts > 0 && seconds > 0 {
                scored.push((firsts + seconds, *trigger));
            }
        }
        let top = scored.iter().map(|(score, _)| *score).max()?;
        let best: Vec<&(u8, Trigger)> = scored.iter().filter(|(score, _)| *score == top).collect();
        let same =
            best.iter().all(|(_, it)| it.relation.name == best[0].1.relation.name && it.passive == best[0].1.passive);
        same.then_some(best[0].1)
    }

    /// 0 = cannot stand there. Places and persons must be known as such.
    fn fit(&self, place: usize, trigger: &Trigger, first: bool) -> u8 {
        let wanted = if first != trigger.passive { &trigger.relation.subject } else { &trigger.relation.object };
        let kind = self.book.kind(self.hits[place].name);
        let score = ontology::fits(kind, wanted);
        let strict = !wanted.is_empty()
            && wanted.iter().all(|it| {
                matches!(it.as_str(), "Place" | "Country" | "Person" | "Laboratory" | "Work" | "Dataset" | "Disease")
            });
        if strict && score < 2 { 0 } else { score }
    }

    fn fits_second(&self, place: usize, trigger: Trigger) -> bool {
        self.fit(place, &trigger, false) > 0
    }

    /// The second name and those joined to it: "A, B and C". A clause that begins with the last one takes it away.
    fn list_from(&self, second: usize) -> Vec<usize> {
        let mut list = vec![second];
        let mut joints: Vec<String> = Vec::new();
        while let Some(next) = list.last().map(|place| place + 1).filter(|&next| next < self.hits.len()) {
            let joint = self.gap(next - 1, next);
            if !is_joint(&joint) || self.part_of_longer_name(next) {
                break;
            }
            joints.push(joint);
            list.push(next);
        }
        while list.len() > 1 {
            let closes =
                joints.last().is_some_and(|joint| joint.contains("and") || joint.contains(['、', '和', '与', '及']));
            let last = list[list.len() - 1];
            if closes && !self.begins_clause(last) {
                break;
            }
            list.pop();
            joints.pop();
        }
        list
    }

    /// A verb follows: the name is the subject of what comes next.
    fn begins_clause(&self, place: usize) -> bool {
        let next = self.after(place).trim_start();
        let end_or_mark =
            next.is_empty() || next.starts_with(|c: char| !c.is_alphanumeric()) || next.starts_with(is_han);
        let word = next.split([' ', ',', '.', ';']).next().unwrap_or_default();
        !(end_or_mark
            || (FOLLOWERS.contains(&word) && !matches!(word, "is" | "was" | "has" | "are" | "were" | "had" | "also")))
    }

    /// Nothing after the object makes it a part of something else.
    fn ends_phrase(&self, place: usize, trigger: Trigger) -> bool {
        let after = self.after(place);
        if after.starts_with("'s")
            || after.starts_with("’s")
            || after.starts_with('-')
            || self.part_of_longer_name(place)
        {
            return false;
        }
        let Some(next) = after.strip_prefix(' ').and_then(|rest| rest.split([' ', ',', '.', ';', ':', ')']).next())
        else {
            return true;
        };
        let lower = next.starts_with(char::is_lowercase);
        let wanted = if trigger.passive { &trigger.relation.subject } else { &trigger.relation.object };
        let thing_like =
            wanted.iter().any(|it| matches!(it.as_str(), "Product" | "Substance" | "Method" | "Model" | "Dataset"));
        !lower || thing_like || FOLLOWERS.contains(&next)
    }

    fn chinese(&mut self, first: usize) {
        let gap = self.gap(first, first + 1).trim().to_owned();
        let lead = LEAD_ZH.find(&gap).map_or(0, |lead| lead.end());
        let lead = if gap[..lead].ends_with('由') { lead - '由'.len_utf8() } else { lead };
        let continued = gap.starts_with(['，', ',', '并']);
        for words in [&gap[lead..], gap.as_str()] {
            if self.chinese_phrase(first, words, continued) {
                return;
            }
        }
        // "A的母公司是B"
        let role = gap.strip_prefix('的').and_then(|rest| rest.strip_suffix('是').or_else(|| rest.strip_suffix('为')));
        let rest = self.list_from(first + 1).last().map(|&end| self.after(end).to_owned()).unwrap_or_default();
        if let Some(role) = role.filter(|_| ends_phrase_zh(&rest, true)).map(str::to_owned)
            && self.chinese_subjects(first) == [first]
        {
            self.role(&role, first, self.hits[first].start);
        }
    }

    /// "A成立于2008年，总部位于B": a clause that opens with the verb speaks of the name that opens the sentence.
    fn chinese_topic(&mut self, place: usize) {
        let before = self.before(place);
        let Some(comma) = before.rfind(['，', '；']) else { return };
        let lead = BRACKETS.replace_all(before[comma..].trim_start_matches(['，', '；']), "").trim().to_owned();
        static LEAD: LazyLock<Regex> = LazyLock::new(|| {
            compile(
                r"^(?:(?:\p{Han}{0,4}(?:表明|显示|可知|可见|证明)|其中|此外|同时|目前|随后|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?)[，,：])?\s*$",
            )
        });
        let opens = LEAD.is_match(self.before(0)) && self.hits[0].end < comma;
        let alone = !self.hits[..place].iter().any(|hit| hit.start > comma);
        let named = |hit: &Hit| self.before_is_border(hit.start);
        let other = self.hits[1..place].iter().any(|hit| hit.start < comma && named(hit));
        let known = self.stated.iter().any(|stated| stated.end >= self.hits[place].end);
        if !opens || !alone || other || known {
            return;
        }
        let words = LEAD_ZH.find(&lead).map_or(lead.as_str(), |found| &lead[found.end()..]).to_owned();
        for words in [lead.as_str(), words.as_str()] {
            for phrase in CHINESE.iter().filter(|phrase| phrase.before == words && !words.is_empty()) {
                let list = self.list_from(place);
                let Some(&end) = list.last() else { continue };
                let rest = BRACKETS.replace(self.after(end), "").into_owned();
                let Some(tail) = closed(&rest, &phrase.after) else { continue };
                let fits = self.best(&[0], place, &[phrase.trigger]).is_some()
                    && list.iter().all(|&place| self.fits_second(place, phrase.trigger));
                if !fits || !ends_phrase_zh(tail, phrase.after.is_empty()) {
                    continue;
                }
                for &to in &list {
                    self.push(0, to, phrase.trigger, self.hits[0].start, self.hits[to].end);
                }
                return;
            }
        }
    }

    /// A name right behind a mark may be the subject of its own clause.
    fn before_is_border(&self, start: usize) -> bool {
        self.sentence[..start].trim_end().ends_with(['，', '；', '。', '：'])
    }

    fn chinese_phrase(&mut self, first: usize, words: &str, continued: bool) -> bool {
        for phrase in CHINESE.iter().filter(|phrase| phrase.before == words) {
            let subjects = if continued { self.continued_subject(first) } else { self.chinese_subjects(first) };
            let list: Vec<usize> = self.list_from(first + 1);
            let Some(&end) = list.last() else {
                continue;
            };
            let rest = BRACKETS.replace(self.after(end), "").into_owned();
            let Some(tail) = closed(&rest, &phrase.after) else {
                continue;
            };
            if subjects.is_empty() || !ends_phrase_zh(tail, phrase.after.is_empty()) {
                continue;
            }
            if self.best(&subjects, first + 1, &[phrase.trigger]).is_none()
                || !list.iter().all(|&place| self.fits_second(place, phrase.trigger))
            {
                continue;
            }
            let after = if rest.len() == self.after(end).len() { rest.len() - tail.len() } else { 0 };
            let close = self.hits[end].end + after;
            let start = self.hits[subjects[0]].start;
            if self.gap(first, first + 1).contains("分别") {
                if subjects.len() != list.len() {
                    return false;
                }
                for (&from, &to) in subjects.iter().zip(&list) {
                    self.push(from, to, phrase.trigger, start, close);
                }
                return true;
            }
            for &from in &subjects {
                for &to in &list {
                    self.push(from, to, phrase.trigger, start, close);
                }
            }
            self.last = Some((self.hits[subjects[0]].name, subjects[0], end));
            return true;
        }
        false
    }

    /// The name before the verb with those joined to it; none where a preposition or 的 stands before them.
    fn chinese_subjects(&self, first: usize) -> Vec<usize> {
        let mut chain = vec![first];
        while let Some(before) = chain[0].checked_sub(1)
            && is_joint(&self.gap(before, chain[0]))
            && !self.stated.iter().any(|stated| stated.end == self.hits[before].end)
        {
            chain.insert(0, before);
        }
        let before = self.before(chain[0]).trim_end().chars().next_back();
        if before.is_some_and(|c| "由向与被对从在的和及把给跟比为于、".contains(c)) {
            Vec::new()
        } else {
            chain
        }
    }
}

/// Strips brackets' contents from view: names inside them take part in no clause.
fn in_brackets(sentence: &str, hit: &Hit) -> bool {
    BRACKETS.find_iter(sentence).any(|found| found.start() <= hit.start && hit.end <= found.end())
}

fn is_joint(gap: &str) -> bool {
    matches!(gap.trim(), "," | "and" | ", and" | "as well as" | "、" | "和" | "与" | "及" | "以及" | "，以及" | "&")
}

/// A past tense without "was": the same word for one and for many.
fn is_bare_past(trigger: &Trigger) -> bool {
    let forms = &trigger.relation.en;
    let words = if trigger.passive { &forms.passive } else { &forms.triggers };
    words.iter().any(|words| {
        words
            .split(' ')
            .next()
            .is_some_and(|first| first.ends_with("ed") || matches!(first, "bought" | "took" | "wrote" | "led"))
    })
}

/// What is left behind the words that close a Chinese phrase: "共同研发" closes as "研发" does, and "…提供担保" may stand
/// some words further on in the clause.
fn closed<'a>(rest: &'a str, after: &str) -> Option<&'a str> {
    const ADVERBS: &[&str] = &[
        "共同",
        "联合",
        "合作",
        "自主",
        "独立",
        "负责",
        "全资",
        "主导",
        "牵头",
        "直接",
        "统一",
        "专门",
        "长期",
        "独家",
        "首次",
        "于当年",
    ];
    if let Some(last) = after.strip_prefix('…') {
        let clause = rest.find(['，', '。', '；', ',', ';']).map_or(rest, |end| &rest[..end]);
        let at = clause.find(last).filter(|at| clause[..*at].chars().count() <= 30)?;
        return Some(&rest[at + last.len()..]);
    }
    let bare = ADVERBS.iter().find_map(|word| rest.strip_prefix(word)).filter(|_| !after.is_empty());
    rest.strip_prefix(after).or_else(|| bare?.strip_prefix(after))
}

/// After the object of a Chinese clause: a stop, a joint, or (after a closing verb) anything but 的.
fn ends_phrase_zh(tail: &str, bare: bool) -> bool {
    let Some(next) = tail.trim_start().chars().next() else {
        return true;
    };
    if next == '的' {
        return false;
    }
    !bare || "，。；、：,;.!！)）并和与及而且同是由其但".contains(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Matcher;
    use pathloom_model::{Key, Span};

    fn book() -> NameBook {
        let mut book = NameBook::default();
        for (name, kind) in [
            ("Norrheat AB", "Company"),
            ("Morskal SA", "Company"),
            ("Kaltvik AS", "Company"),
            ("Lumivire Oy", "Company"),
            ("Vesterholt GmbH", "Company"),
            ("Arvika Works", "Plant"),
            ("Skövde Works", "Plant"),
            ("Arvika", "City"),
            ("Gothenburg", "City"),
            ("Ingrid Sandvall", "Person"),
            ("VK60", "Compressor"),
            ("Aurora 12", "Product"),
            ("Savena Laboratory", "Laboratory"),
            ("诺希特公司", "Company"),
            ("阿尔维卡工厂", "Plant"),
            ("斯克夫德工厂", "Plant"),
            ("哥德堡", "City"),
            ("维斯特公司", "Company"),
            ("莫斯卡公司", "Company"),
        ] {
            book.add(name, kind, || Span::in_text(Key::document(b"x"), 0, 1, name));
        }
        book
    }

    fn stated(sentence: &str) -> Vec<String> {
        let book = book();
        let hits = Matcher::new(&book).find(sentence);
        read(sentence, &hits, &book)
            .into_iter()
            .map(|it| format!("{} {} {}", book.text(it.subject), it.relation, book.text(it.object)))
            .collect()
    }

    #[test]
    fn stated_relations_are_read() {
        for (sentence, expected) in [
            ("Norrheat AB acquired Morskal SA in March 2021.", vec!["Norrheat AB acquired Morskal SA"]),
            ("Morskal SA was acquired by Norrheat AB.", vec!["Norrheat AB acquired Morskal SA"]),
            (
                "Norrheat AB operates Arvika Works and Skövde Works.",
                vec!["Norrheat AB operates Arvika Works", "Norrheat AB operates Skövde Works"],
            ),
            (
                "Arvika Works is located in Arvika, and Skövde Works is operated by Norrheat AB.",
                vec!["Arvika Works sited_in Arvika", "Norrheat AB operates Skövde Works"],
            ),
            ("Norrheat AB, the largest of the four, acquired Morskal SA.", vec!["Norrheat AB acquired Morskal SA"]),
            ("Norrheat AB, which operates Arvika Works, grew.", vec!["Norrheat AB operates Arvika Works"]),
            ("Arvika Works, operated by Norrheat AB, is full.", vec!["Norrheat AB operates Arvika Works"]),
            ("Morskal SA, a subsidiary of Norrheat AB, fell.", vec!["Morskal SA subsidiary_of Norrheat AB"]),
            (
                "Norrheat AB is headquartered in Gothenburg and operates Arvika Works.",
                vec!["Norrheat AB headquartered_in Gothenburg", "Norrheat AB operates Arvika Works"],
            ),
            (
                "Vesterholt GmbH supplies compressors to Norrheat AB and Kaltvik AS.",
                vec!["Vesterholt GmbH supplies Norrheat AB", "Vesterholt GmbH supplies Kaltvik AS"],
            ),
            ("Vesterholt GmbH supplies VK60 to Norrheat AB.", vec!["Vesterholt GmbH supplies Norrheat AB"]),
            (
                "VK60 was tested at Savena Laboratory, Aurora 12 uses VK60.",
                vec!["VK60 tested_at Savena Laboratory", "Aurora 12 uses VK60"],
            ),
            ("Aurora 12 is made at Arvika Works.", vec!["Aurora 12 made_at Arvika Works"]),
            ("Arvika Works builds Aurora 12.", vec!["Aurora 12 made_at Arvika Works"]),
            ("Norrheat AB makes Aurora 12.", vec!["Norrheat AB makes Aurora 12"]),
            (
                "诺希特公司总部位于哥德堡，运营阿尔维卡工厂和斯克夫德工厂。",
                vec![
                    "诺希特公司 headquartered_in 哥德堡",
                    "诺希特公司 operates 阿尔维卡工厂",
                    "诺希特公司 operates 斯克夫德工厂",
                ],
            ),
            ("阿尔维卡工厂由诺希特公司运营。", vec!["诺希特公司 operates 阿尔维卡工厂"]),
            ("维斯特公司向诺希特公司供应压缩机。", vec!["维斯特公司 supplies 诺希特公司"]),
            ("莫斯卡公司是诺希特公司的子公司。", vec!["莫斯卡公司 subsidiary_of 诺希特公司"]),
            ("诺希特公司于2021年3月收购了莫斯卡公司。", vec!["诺希特公司 acquired 莫斯卡公司"]),
            ("诺希特公司成立于1962年，总部位于哥德堡。", vec!["诺希特公司 headquartered_in 哥德堡"]),
            ("莫斯卡公司的母公司是诺希特公司。", vec!["莫斯卡公司 subsidiary_of 诺希特公司"]),
            ("The parent company of Morskal SA is Norrheat AB.", vec!["Morskal SA subsidiary_of Norrheat AB"]),
            ("Norrheat AB was founded in 1962 by Ingrid Sandvall.", vec!["Norrheat AB founded_by Ingrid Sandvall"]),
            (
                "Norrheat AB acquired Morskal SA, a heat pump maker based in Gothenburg.",
                vec!["Norrheat AB acquired Morskal SA", "Morskal SA headquartered_in Gothenburg"],
            ),
        ] {
            assert_eq!(stated(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn what_is_not_stated_gives_nothing() {
        for sentence in [
            "Norrheat AB may acquire Morskal SA.",
            "Norrheat AB did not acquire Morskal SA.",
            "Norrheat AB never operated Arvika Works.",
            "If Norrheat AB acquired Morskal SA, it would grow.",
            "Has Norrheat AB acquired Morskal SA?",
            "Customers of Norrheat AB acquired Morskal SA.",
            "Norrheat AB acquired Morskal SA's bonds.",
            "Norrheat AB acquired Morskal SA shares.",
            "Norrheat AB acquired a rival of Morskal SA.",
            "Norrheat AB and Kaltvik AS acquired Morskal SA.",
            "Norrheat AB is rumoured to own Arvika Works.",
            "Norrheat AB acquired Arvika Works.",
            "Norrheat AB's supplier makes VK60.",
            "Norrheat AB operated Arvika Works until 2019.",
            "诺希特公司增长，莫斯卡公司成立于1990年，总部位于哥德堡。",
            "诺希特公司增长，其子公司总部位于哥德堡。",
            "The parent company of customers of Morskal SA is Norrheat AB.",
            "诺希特公司计划收购莫斯卡公司。",
            "诺希特公司未收购莫斯卡公司。",
            "诺希特公司收购了莫斯卡公司的债券。",
            "诺希特公司的客户收购了莫斯卡公司。",
            "如果诺希特公司收购莫斯卡公司，份额会上升。",
        ] {
            assert_eq!(stated(sentence), Vec::<String>::new(), "{sentence}");
        }
    }
}
