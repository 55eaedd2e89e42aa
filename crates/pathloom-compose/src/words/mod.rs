//! From meaning to words: names, descriptions and measures, in English and Chinese. Which construction a question
//! takes is decided elsewhere; here every phrase is said once asked for, or refused when there are no words for it.

pub mod claims;
pub mod frames;
pub mod join;
pub mod metric;
pub mod number;
mod pairs;

use crate::denote::members;
use crate::draw::Draw;
use crate::facts::{Fact, literals, stating};
use crate::sense::{nesting, through_place};
use metric::{Metric, metric};
use pathloom_model::language::is_han;
use pathloom_model::lexicon::{Lexicon, built_in};
use pathloom_model::meaning::{Measure, Test, Than, Who};
use pathloom_model::{Key, Knowledge, Language, NodeData, Quantity, Scenario};
use std::collections::BTreeMap;

/// Speaks about one graph in one language. Remembers which verbal forms it used.
pub struct Voice<'a> {
    pub knowledge: &'a Knowledge,
    pub language: Language,
    lexicon: &'a Lexicon,
    pub draw: Draw,
    pub forms: Vec<String>,
    /// What was described once is called the same again.
    said: BTreeMap<String, Said>,
}

/// Relative clauses that one description may hold.
const CLAUSES: usize = 2;
const ATTEMPTS: usize = 6;

/// An entity in words.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub text: String,
    /// Common noun, "company".
    pub noun: String,
    /// The description without "the {noun} ", when it opens so: "that operates Arvika Works".
    pub tail: Option<String>,
    /// What follows "that" or "which company": "operates Arvika Works", "is operated by Norrheat AB", "had an FY24 revenue
    /// above EUR 300 million".
    pub clause: Option<String>,
}

impl<'a> Voice<'a> {
    pub fn new(knowledge: &'a Knowledge, language: Language, draw: Draw) -> Voice<'a> {
        Voice { knowledge, language, lexicon: built_in(), draw, forms: Vec::new(), said: BTreeMap::new() }
    }

    /// An entity's name, in the script of the language where it has one.
    pub fn name(&self, key: &Key) -> String {
        let Some(node) = self.knowledge.node(key) else {
            return key.as_str().to_owned();
        };
        let fits = |text: &str| text.chars().any(is_han) == (self.language == Language::Zh);
        if let (NodeData::Entity { aliases, .. }, false) = (&node.data, fits(&node.name)) {
            let best = aliases.iter().filter(|alias| fits(alias)).max_by_key(|alias| alias.chars().count());
            return best.unwrap_or(&node.name).clone();
        }
        node.name.clone()
    }

    /// The name as a sentence says it: some countries take an article in English.
    pub fn called(&self, key: &Key) -> String {
        let name = self.name(key);
        let article =
            ["Czech Republic", "United Kingdom", "United States", "Netherlands", "Philippines", "European Union"];
        if self.language == Language::En && article.contains(&name.as_str()) { format!("the {name}") } else { name }
    }

    pub fn noun(&self, entity_type: &str) -> Option<&'a str> {
        let noun = self.lexicon.noun.get(entity_type)?;
        Some(if self.language == Language::En { &noun.en } else { &noun.zh })
    }

    pub fn nouns(&self, entity_type: &str) -> Option<&'a str> {
        let noun = self.lexicon.noun.get(entity_type)?;
        Some(if self.language == Language::En { &noun.en_plural } else { &noun.zh })
    }

    /// Chinese measure word for an entity type.
    pub fn classifier(&self, entity_type: &str) -> &'static str {
        match entity_type {
            "Company" | "Organisation" | "Plant" | "Laboratory" | "Bank" => "家",
            "Person" => "位",
            "Product" | "Component" | "Compressor" | "Drug" | "Fund" | "Model" => "款",
            "Substance" | "Refrigerant" | "Method" | "Disease" => "种",
            "Work" => "部",
            _ => "个",
        }
    }

    /// A description of the entity, or its name.
    pub fn describe(&mut self, who: &Who) -> Result<Said, String> {
        let name = format!("{who:?}");
        if let Some(said) = self.said.get(&name) {
            return Ok(said.clone());
        }
        let said = self.described(who)?;
        self.said.insert(name, said.clone());
        Ok(said)
    }

    fn described(&mut self, who: &Who) -> Result<Said, String> {
        match who {
            Who::Named(key) => {
                let noun = self.noun(self.knowledge.entity_type(key)).unwrap_or_default().to_owned();
                Ok(Said { text: self.called(key), noun, ..Said::default() })
            }
            Who::Related { relation, forward, of, entity_type } => match through_place(relation, *forward, of) {
                Some(Who::Related { relation, of, .. }) => self.described_by(relation, true, of, entity_type),
                _ => self.described_by(relation, *forward, of, entity_type),
            },
            Who::Both(parts) => self.both(parts),
            Who::Place { among, measure, place, highest } => self.place(among, measure, *place, *highest),
            Who::Where { among, measure, test, than } => self.passing(among, measure, *test, than),
            Who::Computed { among, result, measures, highest, .. } => self.computed(among, result, measures, *highest),
            Who::Typed(_) | Who::Listed(_) => Err("a whole set is not one entity".into()),
        }
    }

    fn described_by(&mut self, relation: &str, forward: bool, of: &Who, entity_type: &str) -> Result<Said, String> {
        let end = self.describe(of)?;
        // A description inside another stands at its end (in Chinese, at its start), or the sentence folds in on itself.
        let place = if forward { "{s}" } else { "{o}" };
        let english = self.language == Language::En;
        let fits = |form: &str| if english { form.ends_with(place) } else { form.starts_with(place) };
        let nested = !matches!(of, Who::Named(_));
        for _ in 0..ATTEMPTS {
            let before = self.forms.len();
            let form = self.form(relation, forward, entity_type, nested.then_some(&fits))?;
            let said = self.related(&form, forward, &end.text, entity_type)?;
            if !english || join::clauses(&said.text) <= CLAUSES && !join::says_again(&form, &said.noun, &end.text) {
                return Ok(said);
            }
            self.forms.truncate(before);
        }
        Err("the description takes too many clauses, or says a thing twice".into())
    }

    /// A whole question for an entity that a relation describes, and the verbal forms in it.
    pub fn asked(&mut self, who: &Who) -> Option<(String, Vec<String>)> {
        let Who::Related { relation, forward, of, entity_type } = who else { return None };
        let (relation, of, forward) = match through_place(relation, *forward, of) {
            Some(Who::Related { relation, of, .. }) => (relation, of, true),
            _ => (relation, of, *forward),
        };
        let noun = self.noun(entity_type)?;
        let words = self.lexicon.relation(relation)?.forms(self.language)?;
        let all = if forward { &words.ask_object } else { &words.ask_subject };
        let end = if forward { "{s}" } else { "{o}" };
        let last = format!("{end}?");
        // What follows a description would be read as part of it; "who" asks for people.
        let said = self.describe(of).ok()?;
        let fits = |form: &&String| {
            (matches!(**of, Who::Named(_)) || form.ends_with(&last))
                && (!form.starts_with("Who ") || noun == "person")
                && (noun != "place" || form.starts_with("In which {n} "))
                && !join::says_again(form.trim_end_matches('?'), noun, &said.text)
        };
        let fitting: Vec<&String> = all.iter().filter(fits).collect();
        let place = self.draw.below(fitting.len());
        let form = (*fitting.get(place)?).clone();
        let words = match noun {
            "person" => form.replace("Which {n} did ", "Whom did ").replace("Which {n} ", "Who "),
            "place" => form.replace("In which {n} ", "Where "),
            noun => form.replace("{n}", noun),
        };
        let text = words.replace(end, &said.text);
        let mut forms = self.forms.clone();
        forms.push(format!("{relation}?{form}"));
        Some((text, forms))
    }

    /// One of the relation's forms; `wanted` filters. The choice is remembered.
    fn form(
        &mut self,
        relation: &str,
        forward: bool,
        entity_type: &str,
        wanted: Option<&dyn Fn(&str) -> bool>,
    ) -> Result<String, String> {
        let no_form = || format!("the relation “{relation}” has no verbal form in this language");
        let words = self.lexicon.relation(relation).ok_or_else(no_form)?;
        let forms = words.forms(self.language).ok_or_else(no_form)?;
        let all = if forward { &forms.object_by_subject } else { &forms.subject_by_object };
        let end = if forward { "{s}" } else { "{o}" };
        let noun_fits = self.noun(entity_type).is_some();
        let fitting: Vec<(usize, &String)> = all
            .iter()
            .enumerate()
            .filter(|(_, form)| form.contains(end) && (noun_fits || !form.contains("{n}")))
            .filter(|(_, form)| wanted.is_none_or(|wanted| wanted(form)))
            .collect();
        let (place, form) = *fitting.get(self.draw.below(fitting.len())).ok_or_else(no_form)?;
        self.forms.push(format!("{relation}{}{place}", if forward { ">" } else { "<" }));
        Ok(form.clone())
    }

    fn related(&self, form: &str, forward: bool, end: &str, entity_type: &str) -> Result<Said, String> {
        let noun = self.noun(entity_type).unwrap_or_default().to_owned();
        let form = if entity_type == "Person" {
            form.replace("{n} that {s} ", "{n} whom {s} ").replace("{n} that ", "{n} who ")
        } else {
            form.to_owned()
        };
        let fill = |text: &str| text.replace(if forward { "{s}" } else { "{o}" }, end).replace("{n}", &noun);
        let open = form.strip_prefix("the {n} ");
        let clause = open.and_then(join::clause).map(|clause| fill(&clause));
        let (text, tail) = (fill(&form), open.map(&fill));
        Ok(Said { text, tail, clause, noun })
    }

    /// Two conditions on one entity in one description.
    fn both(&mut self, parts: &[Who]) -> Result<Said, String> {
        let [first, second] = parts else {
            return Err("three conditions at once are too many to say".into());
        };
        // What is longer stands last, a figure behind what is as long: nothing may belong to the inside of the first.
        let weight = |who: &Who| (nesting(who), matches!(who, Who::Where { .. }));
        let (first, second) = if weight(first) > weight(second) { (second, first) } else { (first, second) };
        if nesting(first) > 1 {
            return Err("two long descriptions do not join into one".into());
        }
        match self.language {
            Language::En => self.both_english(first, second),
            Language::Zh => {
                let (a, b) = (self.describe(second)?, self.describe(first)?);
                let end = format!("的{}", a.noun);
                let stem = a.text.strip_suffix(&end).filter(|_| !a.noun.is_empty()).ok_or("no common noun to join")?;
                if !b.text.ends_with(&end) {
                    return Err("the two descriptions do not join".into());
                }
                Ok(Said { text: format!("{stem}且{}", b.text), noun: a.noun, ..Said::default() })
            }
        }
    }

    fn both_english(&mut self, first: &Who, second: &Who) -> Result<Said, String> {
        let mut attempt = (String::new(), String::new());
        for _ in 0..2 * ATTEMPTS {
            let before = self.forms.len();
            let (a, b) = (self.described(first)?, self.described(second)?);
            if let Some((tail, clause)) = join::joined(&a, &b)
                && join::clauses(&tail) <= CLAUSES
            {
                return Ok(Said { text: format!("the {} {tail}", a.noun), noun: a.noun, tail: Some(tail), clause });
            }
            attempt = (a.text, b.text);
            self.forms.truncate(before);
        }
        Err(format!("“{}” and “{}” do not join into one description", attempt.0, attempt.1))
    }

    fn place(&mut self, among: &Who, measure: &Measure, place: u32, highest: bool) -> Result<Said, String> {
        if let Who::Listed(parts) = among {
            return self.whichever(parts, among, measure, highest);
        }
        let entity_type = self.member_type(among, measure)?;
        let noun = self.noun(&entity_type).ok_or("the type has no common noun")?.to_owned();
        let pm = self.pm(measure)?;
        let among = self.among(among, measure)?;
        match self.language {
            Language::En => {
                let tail = format!("with the {} {pm}{among}", self.rank(place, highest));
                Ok(Said { text: format!("the {noun} {tail}"), noun, tail: Some(tail), clause: None })
            }
            Language::Zh => {
                let text = format!("{among}{pm}{}的{noun}", self.rank(place, highest));
                Ok(Said { text, noun, ..Said::default() })
            }
        }
    }

    /// "highest", "second-lowest", "最高", "第二高".
    pub fn rank(&self, place: u32, highest: bool) -> String {
        match (self.language, place, highest) {
            (Language::En, 1, true) => "highest".into(),
            (Language::En, 1, false) => "lowest".into(),
            (Language::En, n, true) => format!("{}-highest", number::ordinal(n)),
            (Language::En, n, false) => format!("{}-lowest", number::ordinal(n)),
            (Language::Zh, 1, true) => "最高".into(),
            (Language::Zh, 1, false) => "最低".into(),
            (Language::Zh, n, true) => format!("第{}高", zh_ordinal(n)),
            (Language::Zh, n, false) => format!("第{}低", zh_ordinal(n)),
        }
    }

    fn passing(&mut self, among: &Who, measure: &Measure, test: Test, than: &Than) -> Result<Said, String> {
        let entity_type = self.member_type(among, measure)?;
        let noun = self.noun(&entity_type).ok_or("the type has no common noun")?.to_owned();
        let pm = self.pm(measure)?;
        let bound = match than {
            Than::Value(value) => number::quantity(value, self.language),
            Than::Text(text) => text.clone(),
            Than::Of(of) => return self.only_one(among, measure, test, of),
        };
        match self.language {
            Language::En => {
                let word = self.test_word(test);
                let figure = format!("{} {word} {bound}", article(&pm));
                let clause = format!("{} {figure}", if present(measure) { "has" } else { "had" });
                let tail = format!("with {figure}");
                // Alone, a limit singles out within what is known only.
                let only = if test == Test::Equal { "" } else { "only " };
                Ok(Said { text: format!("the {only}{noun} {tail}"), noun, tail: Some(tail), clause: Some(clause) })
            }
            Language::Zh => {
                let text = format!("{pm}{}{bound}的{noun}", self.test_word(test));
                Ok(Said { text, noun, ..Said::default() })
            }
        }
    }

    pub fn test_word(&self, test: Test) -> &'static str {
        match (self.language, test) {
            (Language::En, Test::Above) => "above",
            (Language::En, Test::Below) => "below",
            (Language::En, Test::Equal) => "of",
            (Language::Zh, Test::Above) => "高于",
            (Language::Zh, Test::Below) => "低于",
            (Language::Zh, Test::Equal) => "为",
        }
    }

    /// The one type of a set's members.
    pub fn member_type(&self, among: &Who, measure: &Measure) -> Result<String, String> {
        match among {
            Who::Typed(entity_type) | Who::Related { entity_type, .. } => Ok(entity_type.clone()),
            _ => {
                let facts = members(self.knowledge, among, measure).map_err(|error| error.to_string())?;
                let first = facts.first().ok_or("the set is empty")?;
                Ok(self.knowledge.entity_type(first.subject).to_owned())
            }
        }
    }

    /// The scope of a superlative: " among those that Norrheat AB operates", " among the seven companies with known
    /// figures"; in Chinese it stands first: "在有数据的七家公司中，".
    pub fn among(&mut self, among: &Who, measure: &Measure) -> Result<String, String> {
        match (self.language, among) {
            (Language::En, Who::Typed(entity_type)) => {
                let count = self.member_count(among, measure)?;
                let nouns = self.nouns(entity_type).ok_or("the type has no common noun")?.to_owned();
                let choices = [
                    format!(" among the {count} {nouns} with reported figures"),
                    format!(" among the {count} {nouns} whose figures are known"),
                ];
                let place = self.draw.below(choices.len());
                self.forms.push(format!("among{place}"));
                Ok(choices[place].clone())
            }
            (Language::En, Who::Related { .. }) => Ok(format!(" among {}", self.those(among, "those")?)),
            (Language::Zh, Who::Typed(entity_type)) => {
                let count = self.member_count(among, measure)?;
                let noun = self.noun(entity_type).ok_or("the type has no common noun")?;
                Ok(format!("在有数据的{count}{}{noun}中，", self.classifier(entity_type)))
            }
            (Language::Zh, Who::Related { .. }) => Ok(format!("在{}中，", self.describe(among)?.text)),
            _ => Ok(String::new()),
        }
    }

    /// The set itself: "the seven companies with reported figures", "the plants that Norrheat AB operates".
    pub fn set(&mut self, who: &Who, measure: &Measure) -> Result<String, String> {
        match (self.language, who) {
            (_, Who::Listed(parts)) => {
                let mut names = Vec::new();
                for part in parts {
                    names.push(self.describe(part)?.text);
                }
                Ok(self.list(&names))
            }
            (Language::En, Who::Typed(entity_type)) => {
                let count = self.member_count(who, measure)?;
                let nouns = self.nouns(entity_type).ok_or("the type has no common noun")?;
                Ok(format!("the {count} {nouns} for which it is reported"))
            }
            (Language::En, Who::Related { .. }) => self.plural(who),
            (Language::Zh, Who::Typed(entity_type)) => {
                let count = self.member_count(who, measure)?;
                let noun = self.noun(entity_type).ok_or("the type has no common noun")?;
                Ok(format!("有数据的{count}{}{noun}", self.classifier(entity_type)))
            }
            (Language::Zh, who) => Ok(self.describe(who)?.text),
            _ => Err("this set has no words".into()),
        }
    }

    /// All that a relation leads to: "the plants that Norrheat AB operates"; in Chinese a noun stands for many as well.
    pub fn plural(&mut self, who: &Who) -> Result<String, String> {
        match (self.language, who) {
            (Language::En, Who::Related { entity_type, .. }) => {
                let nouns = self.nouns(entity_type).ok_or("the type has no common noun")?;
                self.those(who, &format!("the {nouns}"))
            }
            (Language::Zh, Who::Related { .. }) => Ok(self.describe(who)?.text),
            _ => Err("this set has no words".into()),
        }
    }

    fn member_count(&self, among: &Who, measure: &Measure) -> Result<String, String> {
        let facts = members(self.knowledge, among, measure).map_err(|error| error.to_string())?;
        Ok(number::count(facts.len(), self.language))
    }

    /// A related set in the plural: "those that Norrheat AB operates", "the plants located in Sweden".
    fn those(&mut self, who: &Who, head: &str) -> Result<String, String> {
        let Who::Related { relation, forward, of, entity_type } = who else {
            return Err("no set".into());
        };
        let end = self.describe(of)?;
        let forward = *forward;
        // Only forms whose verb does not agree with the noun: "the {n} that {s} operates", "the {n} located in {o}".
        let plural = move |form: &str| {
            let Some(rest) = form.strip_prefix("the {n} ") else {
                return false;
            };
            let agreeing = ["that ", "who ", "which "].iter().any(|word| rest.starts_with(word));
            !agreeing || (forward && rest.split(' ').nth(1) == Some("{s}"))
        };
        let form = self.form(relation, forward, entity_type, Some(&plural))?;
        let rest = form.strip_prefix("the {n} ").unwrap_or_default();
        let end_place = if forward { "{s}" } else { "{o}" };
        Ok(format!("{head} {}", rest.replace(end_place, &end.text)))
    }

    /// "A, B and C"; "A、B和C".
    pub fn list(&self, names: &[String]) -> String {
        let (comma, and) = if self.language == Language::En { (", ", " and ") } else { ("、", "和") };
        match names.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{}{and}{last}", rest.join(comma)),
        }
    }

    /// The metric's words.
    pub fn metric(&self, measure: &Measure) -> Result<Metric, String> {
        let quantity = self.example(measure);
        metric(&measure.predicate, quantity.as_ref(), self.language)
            .ok_or_else(|| format!("“{}” cannot stand in a sentence of this language", measure.predicate))
    }

    fn example(&self, measure: &Measure) -> Option<Quantity> {
        let subject = stating(self.knowledge, measure).map(|fact| fact.subject).min()?;
        let anywhere = Measure { said_in: None, ..measure.clone() };
        literals(self.knowledge, subject, &anywhere).first().and_then(Fact::quantity).cloned()
    }

    /// "FY24 revenue", "estimated FY25 revenue", "COP at −7 °C".
    pub fn pm(&self, measure: &Measure) -> Result<String, String> {
        let metric = self.metric(measure)?;
        if metric.year_of.is_some() {
            return Err("a year is not an amount".into());
        }
        let mut period = number::period(&measure.qualifiers, self.language);
        if self.language == Language::En && counts(&metric.text) && !period.before.is_empty() {
            period.after = format!("in {}", std::mem::take(&mut period.before));
        }
        let scenario = number::scenario(&measure.qualifiers, self.language);
        let limits = self.limits(measure)?;
        let parts: Vec<&str> = match self.language {
            Language::En => vec![scenario, &period.before, &metric.text, &limits, &period.after],
            Language::Zh => vec![&period.before, scenario, &limits, &metric.text],
        };
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Ok(parts.join(if self.language == Language::En { " " } else { "" }))
    }

    /// Scope and conditions in words; what is printed in the other language is refused.
    fn limits(&self, measure: &Measure) -> Result<String, String> {
        let qualifiers = &measure.qualifiers;
        let mut words = Vec::new();
        for limit in [&qualifiers.scope, &qualifiers.conditions].into_iter().flatten() {
            let limit = limit.trim();
            let han = limit.chars().any(is_han);
            match self.language {
                Language::En if han => return Err(format!("“{limit}” is not English")),
                Language::En if starts_with_preposition(limit) => words.push(limit.to_owned()),
                Language::En => return Err(format!("“{limit}” cannot stand in a sentence as it is")),
                Language::Zh if !han && limit.chars().filter(char::is_ascii_alphabetic).count() > 3 => {
                    return Err(format!("“{limit}” is not Chinese"));
                }
                Language::Zh if limit.starts_with('在') => words.push(format!("{limit}的")),
                Language::Zh if limit.ends_with('下') => words.push(format!("{limit}的")),
                Language::Zh => return Err(format!("“{limit}” cannot stand in a sentence as it is")),
            }
        }
        if let Some(date) = &qualifiers.as_of {
            words.push(if self.language == Language::En {
                format!("as of {date}")
            } else {
                format!("截至{date}的")
            });
        }
        Ok(words.join(if self.language == Language::En { " " } else { "" }))
    }

    /// "the FY24 revenue of Norrheat AB", "the number of tests at Savena Thermal Laboratory in FY24"; "诺热2024财年的收入".
    pub fn measure_of(&self, measure: &Measure, who: &str, noun: &str) -> Result<String, String> {
        let pm = self.pm(measure)?;
        if self.language == Language::Zh {
            let period = number::period(&measure.qualifiers, self.language).before;
            return Ok(match pm.strip_prefix(&period).filter(|_| !period.is_empty()) {
                // "Brise 9在2024财年的": the digits of the one are not those of the other.
                Some(rest) if who.ends_with(|c: char| c.is_ascii_digit()) => format!("{who}在{period}的{rest}"),
                Some(rest) => format!("{who}{period}的{rest}"),
                None => format!("{who}的{pm}"),
            });
        }
        let of = self.of(measure, noun);
        // The period of a count stands behind a name; behind a description it would be read as part of that.
        let named = !who.contains(" that ") && !who.contains(" where ") && !who.starts_with("the ");
        match pm.split_once(" in ").filter(|(metric, _)| named && counts(metric)) {
            Some((metric, period)) => Ok(format!("the {metric} {of} {who} in {period}")),
            None => Ok(format!("the {pm} {of} {who}")),
        }
    }

    /// The document that a figure is said in, as a title: "“Company notes”".
    pub fn title(&self, document: &Key) -> Result<String, String> {
        let name = self.knowledge.name(document);
        let title = name.rsplit_once('.').map_or(name, |(title, _)| title).trim();
        let fits = !title.is_empty() && title.chars().any(is_han) == (self.language == Language::Zh);
        match self.language {
            _ if !fits => Err(format!("“{name}” is no title in this language")),
            Language::En => Ok(format!("“{title}”")),
            Language::Zh => Ok(format!("《{title}》")),
        }
    }

    /// The figure with its article where it needs one: "FY24 revenue", "the number of tests in FY24".
    pub fn npm(&self, measure: &Measure) -> Result<String, String> {
        let pm = self.pm(measure)?;
        Ok(if self.language == Language::En && counts(&pm) { format!("the {pm}") } else { pm })
    }

    /// The preposition between a figure and its owner.
    pub fn of(&self, measure: &Measure, noun: &str) -> &'static str {
        let counted = self.metric(measure).is_ok_and(|metric| counts(&metric.text));
        match noun {
            "city" | "country" | "place" => "in",
            "company" | "plant" | "laboratory" | "organisation" | "bank" if counted => "at",
            _ => "of",
        }
    }

    /// "was", "is" or "were": estimates and figures without a period stand in the present.
    pub fn was(&self, measure: &Measure) -> &'static str {
        let plural = self.metric(measure).is_ok_and(|metric| metric.plural);
        match (present(measure), plural) {
            (true, false) => "is",
            (true, true) => "are",
            (false, false) => "was",
            (false, true) => "were",
        }
    }

    /// A fact as a sentence without its stop: "The FY24 revenue of Norrheat AB was EUR 668 million". The
    /// measure may name the document that says so.
    pub fn statement(&self, fact: &Fact<'_>, measure: &Measure) -> Result<String, String> {
        let name = self.name(fact.subject);
        let metric = self.metric(measure)?;
        let noun = self.noun(self.knowledge.entity_type(fact.subject)).unwrap_or_default();
        let value = match (fact.quantity(), &fact.assertion.object) {
            (Some(quantity), _) if metric.year_of.is_some() => number::year(quantity.value),
            (Some(quantity), _) => number::quantity(quantity, self.language),
            (None, pathloom_model::AssertionObject::Text(text)) => text.clone(),
            _ => return Err("no literal".into()),
        };
        if let Some(document) = &measure.said_in {
            let (of, title) = (self.measure_of(measure, &name, noun)?, self.title(document)?);
            return Ok(match self.language {
                Language::En => format!("In {title}, {of} is given as {value}"),
                Language::Zh => format!("{title}中，{of}为{value}"),
            });
        }
        match (metric.year_of, self.language) {
            (Some(verb), Language::En) => Ok(format!("{name} was {verb} in {value}")),
            (Some(verb), Language::Zh) => Ok(format!("{name}于{value}年{verb}").replace("年年", "年")),
            (None, Language::En) => {
                let of = self.measure_of(measure, &name, noun)?;
                Ok(format!("{} {} {value}", capital(&of), self.was(measure)))
            }
            (None, Language::Zh) => Ok(format!("{}为{value}", self.measure_of(measure, &name, noun)?)),
        }
    }

    /// A relation as a sentence without its stop: "Norrheat AB operates Arvika Works".
    pub fn relation_statement(&mut self, relation: &str, subject: &Key, object: &Key) -> Result<String, String> {
        // A spelling that the types of its ends do not allow in its first meaning is read the other way round, or wrong.
        let of = |key: &Key| self.knowledge.entity_type(key);
        let first = self.lexicon.relation(relation).map(|words| &words.name);
        let words = self.lexicon.reading(relation, of(subject), of(object)).filter(|words| Some(&words.name) == first);
        let forms = words.and_then(|words| words.forms(self.language));
        let all = forms.map_or(&[][..], |forms| &forms.statement);
        let form = all
            .get(self.draw.below(all.len()))
            .ok_or_else(|| format!("the relation “{relation}” has no verbal form in this language"))?;
        Ok(form.replace("{s}", &self.called(subject)).replace("{o}", &self.called(object)))
    }
}

/// "number of employees": its period stands behind it.
fn counts(metric: &str) -> bool {
    metric.starts_with("number of ")
}

/// Estimates, and figures without a period, stand in the present.
pub fn present(measure: &Measure) -> bool {
    matches!(measure.qualifiers.scenario, Some(Scenario::Estimate | Scenario::Guided))
        || measure.qualifiers.period.is_none()
}

/// "an EBITDA", "a revenue", "FY24 sales" without one where the noun is a mass of digits.
pub fn article(phrase: &str) -> String {
    let first = phrase.split([' ', '-']).next().unwrap_or_default();
    let lower = first.to_lowercase();
    let spelled = first.len() > 1 && first.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    let vowel = match spelled {
        true => first.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X', '8']),
        false => lower.starts_with(['a', 'e', 'i', 'o']) || lower.starts_with("un") && !lower.starts_with("uni"),
    };
    format!("{} {phrase}", if vowel { "an" } else { "a" })
}

/// First letter as a capital.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn starts_with_preposition(text: &str) -> bool {
    ["at", "in", "of", "for", "with", "under", "on", "to", "from", "by", "per", "as"]
        .iter()
        .any(|word| text.to_lowercase().strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
}

fn zh_ordinal(place: u32) -> String {
    if place == 2 { "二".into() } else { number::count(place as usize, Language::Zh) }
}
