//! What stands for a name: terms that the document itself defines ("the Lessee", 甲方), and words that point back to the
//! sentence before ("The company", "Its", 公司, 其). A word that may point to two things points to none.

use crate::NameId;
use crate::mention::Hit;
use crate::names::NameBook;
use crate::ontology::{self, THING};
use regex::Regex;
use std::sync::LazyLock;

/// A term of a text and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub words: String,
    pub name: NameId,
    /// Bytes of the words in the text.
    pub at: (usize, usize),
    /// A role in this document alone, no spelling of the name elsewhere.
    pub role: bool,
}

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

static BRACKET: LazyLock<Regex> =
    LazyLock::new(|| compile(r#"\s?[(（][^()（）]{0,120}[“"‘「『][^()（）]{1,120}[)）]"#));
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    compile(r#"(?P<the>\b[Tt]he\s)?[“"‘「『](?P<inner>[Tt]he\s)?(?P<words>[^“”"‘’「」『』]{1,40})[”"’」』]"#)
});
static MEANS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?:^|\s)(?:[Tt]he\s)?[“"](?:[Tt]he\s)?(?P<words>[^“”"]{2,40})[”"]\s(?:means|is|refers to|shall mean)\s(?:the\s)?$"#,
    )
});
static LABEL_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^|[\n。；;])\s*(?P<one>[甲乙丙丁]方|[\p{Han}]{1,4}[方人者])(?:\s?[（(](?P<other>[甲乙丙丁]方|[\p{Han}]{1,4}[方人者])[)）])?\s?[:：]\s?$",
    )
});
static DESCRIBED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:\s?\([^()]*\))?,\s(?:an?|the|whose|with|having|being|incorporated|registered|acting|established|organi[sz]ed|represented|domiciled|of)\s",
    )
});

/// Roles that parties of documents have: they stand for another one in every document.
pub fn is_role(term: &str) -> bool {
    const ROLES: &[&str] = &[
        "company",
        "group",
        "issuer",
        "agreement",
        "lessee",
        "lessor",
        "landlord",
        "tenant",
        "buyer",
        "seller",
        "purchaser",
        "vendor",
        "supplier",
        "customer",
        "client",
        "contractor",
        "subcontractor",
        "employer",
        "employee",
        "borrower",
        "lender",
        "guarantor",
        "licensor",
        "licensee",
        "agent",
        "agency",
        "bank",
        "fund",
        "trust",
        "trustee",
        "authority",
        "ministry",
        "commission",
        "court",
        "plaintiff",
        "defendant",
        "claimant",
        "applicant",
        "respondent",
        "distributor",
        "manufacturer",
        "provider",
        "processor",
        "controller",
        "operator",
        "owner",
        "university",
        "institute",
        "laboratory",
        "sponsor",
        "partner",
        "firm",
        "corporation",
        "parent",
        "target",
        "premises",
        "property",
        "site",
        "plant",
        "product",
        "fund manager",
        "manager",
        "consultant",
        "insurer",
        "policyholder",
        "carrier",
        "shipper",
        "order",
        "regulator",
        "depositary",
        "service provider",
        "administrator",
        "公司",
        "本公司",
        "我公司",
        "集团",
        "本集团",
        "发行人",
        "本行",
        "本所",
        "租赁物",
        "标的公司",
        "目标公司",
        "担保人",
        "保证人",
        "委托方",
        "受托方",
        "委托人",
        "受托人",
        "检测方",
        "服务方",
        "管理人",
        "托管人",
        "债权人",
        "债务人",
        "借款人",
        "贷款人",
        "抵押人",
        "投资人",
        "申请人",
        "被申请人",
        "原告",
        "被告",
        "项目公司",
    ];
    let lower = term.trim().to_lowercase();
    ROLES.contains(&lower.as_str())
        || (term.chars().count() <= 4 && term.ends_with('方') && term.chars().count() >= 2)
        || (term.chars().count() == 3
            && term.ends_with('人')
            && pathloom_model::language::is_han(term.chars().next().unwrap_or('a')))
}

/// The terms that a paragraph defines.
pub fn defined(text: &str, hits: &[Hit], book: &NameBook) -> Vec<Term> {
    let mut terms = Vec::new();
    for bracket in BRACKET.find_iter(text) {
        for quoted in QUOTED.captures_iter(bracket.as_str()) {
            let Some(words) = quoted.name("words") else { continue };
            let this = bracket.as_str()[..quoted.get(0).map_or(0, |all| all.start())].trim_end().ends_with("this");
            let article = quoted.name("the").is_some() || quoted.name("inner").is_some();
            let role = is_role(words.as_str()) || article;
            let plural = words.as_str().ends_with("Parties") || words.as_str().contains('双');
            let bearer = bearer(text, bracket.start(), hits, book, (words.as_str(), role)).filter(|_| !this && !plural);
            if let Some(name) = bearer {
                let at = bracket.start() + words.start();
                let words = words.as_str().trim().to_owned();
                terms.push(Term { at: (at, at + words.len()), words, name, role });
            }
        }
    }
    for hit in hits {
        let front = &text[..hit.start];
        if let Some(words) = MEANS.captures(front).and_then(|found| found.name("words")) {
            let words_at = (words.start(), words.end());
            terms.push(Term { words: words.as_str().to_owned(), name: hit.name, at: words_at, role: true });
        }
        if let Some(found) = LABEL_ZH.captures(front).filter(|_| is_organisation(hit.name, book)) {
            for words in
                [found.name("one"), found.name("other")].into_iter().flatten().filter(|it| is_role(it.as_str()))
            {
                let at = (words.start(), words.end());
                terms.push(Term { words: words.as_str().to_owned(), name: hit.name, at, role: true });
            }
        }
    }
    terms
}

fn is_organisation(name: NameId, book: &NameBook) -> bool {
    let kind = book.kind(name);
    kind == THING || ["Organisation", "Laboratory", "Plant"].iter().any(|wanted| ontology::is_a(kind, wanted))
}

/// The name that a bracket speaks of: the one right before it, or the one whose description it closes.
fn bearer(text: &str, at: usize, hits: &[Hit], book: &NameBook, (words, role): (&str, bool)) -> Option<NameId> {
    let last = hits.partition_point(|hit| hit.end <= at);
    let before = &hits[..last];
    // "Corvane Instruments, Inc. (Nasdaq: CVNE) (“Corvane”)": the stop and another bracket may stand between.
    static BESIDE: LazyLock<Regex> = LazyLock::new(|| compile(r"^\.?(?:\s?[(（][^()（）]{1,60}[)）])?$"));
    let beside = before.last().filter(|hit| BESIDE.is_match(&text[hit.end..at]));
    let party = |hit: &&Hit| {
        let kind = book.kind(hit.name);
        is_organisation(hit.name, book) || ontology::is_a(kind, "Person")
    };
    if let Some(hit) = beside.filter(|hit| !role || !ontology::is_a(book.kind(hit.name), "Place")) {
        return Some(hit.name);
    }
    let sentence = text[..at].rfind(['\n', '。']).map_or(0, |stop| text.ceil_char_boundary(stop + 1));
    let described = before.iter().rev().filter(|hit| hit.start >= sentence && at - hit.end <= 320).filter(party);
    let described = described.filter(|hit| DESCRIBED.is_match(&text[hit.end..at])).map(|hit| hit.name).next();
    // What is no role is a short form of the name itself.
    described.filter(|name| role || book.text(*name).strip_prefix(words).is_some_and(|rest| rest.starts_with(' ')))
}

/// What the sentences of a paragraph speak of, from one to the next.
#[derive(Clone, Debug, Default)]
pub struct Topic {
    /// The name that the last sentence opens with.
    opener: Option<NameId>,
    /// All names of the last sentence.
    named: Vec<NameId>,
    /// The organisation that the whole document is about.
    main: Option<NameId>,
}

static NOUN: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?:In|At|Since|By|During|For|On)\s[^,.;]{2,40},\s)?(?P<words>(?:The|the|This|this)\s(?P<noun>[Cc]ompany|[Gg]roup|firm|bank|[Ii]ssuer|business|producer|manufacturer|supplier|maker|organisation|organization|institute|institution|laboratory|university|agency|fund|foundation|authority|plant|factory|site|works|mill|mine|refinery|model|method|system|framework|approach|algorithm|architecture|dataset|data set|benchmark|corpus|product|device|instrument|drug|compound|substance|solvent|catalyst|material|town|city|river|trial|study|project|programme)|It|Its|it|its)\b",
    )
});
static EMPTY_IT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^\s(?:(?:is|was|has been|remains|seems|appears|becomes)\s(?:\w+ly\s)?(?:clear|possible|impossible|likely|unlikely|unclear|known|important|worth|expected|assumed|necessary|easy|hard|difficult|said|that|because|not|noted|found|shown|believed|thought|recommended|agreed|evident|true)\b|follows|turns out|takes|seems|appears)",
    )
});
static BACK_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^|[，；：。,;])(?:\d{4}年(?:度)?，?)?(?P<words>本公司|该公司|公司|本集团|该集团|集团|该厂|该工厂|该基地|该研究所|该研究院|该实验室|该行|该校|该机构|该模型|该方法|该系统|该框架|该算法|该数据集|该基准|该产品|该装置|该设备|该药物|该物质|该化合物|该溶剂|该催化剂|该材料|该合金|该城市|其)",
    )
});
/// What makes 公司 and 其 a part of another word.
const NO_BACK_ZH: &[&str] =
    &["法", "章程", "债", "治理", "间", "制", "股东会", "中", "他", "它", "余", "次", "实", "间", "一", "二"];

/// The types that a noun may point back to.
fn wanted(noun: &str) -> &'static [&'static str] {
    let lower = noun.to_lowercase();
    match lower.trim_start_matches(['该', '本']) {
        "company" | "group" | "firm" | "bank" | "issuer" | "business" | "producer" | "manufacturer" | "supplier"
        | "maker" | "公司" | "集团" | "行" => &["Company", "Organisation"],
        "organisation" | "organization" | "institute" | "institution" | "laboratory" | "university" | "agency"
        | "fund" | "foundation" | "authority" | "研究所" | "研究院" | "实验室" | "校" | "机构" => {
            &["Organisation", "Laboratory"]
        }
        "plant" | "factory" | "site" | "works" | "mill" | "mine" | "refinery" | "厂" | "工厂" | "基地" => {
            &["Plant"]
        }
        "model" | "method" | "system" | "framework" | "approach" | "algorithm" | "architecture" | "模型" | "方法"
        | "系统" | "框架" | "算法" => &["Method", "Model", "Software"],
        "dataset" | "data set" | "benchmark" | "corpus" | "数据集" | "基准" => &["Dataset"],
        "product" | "device" | "instrument" | "产品" | "装置" | "设备" => &["Product"],
        "drug" | "compound" | "substance" | "solvent" | "catalyst" | "material" | "药物" | "物质" | "化合物"
        | "溶剂" | "催化剂" | "材料" | "合金" => &["Substance"],
        "town" | "city" | "river" | "城市" => &["Place"],
        "trial" | "study" | "project" | "programme" => &["Project", "Trial", "Study"],
        _ => &[],
    }
}

impl Topic {
    pub fn of(main: Option<NameId>) -> Topic {
        Topic { main, ..Topic::default() }
    }

    /// The organisation that the last sentence opens with.
    pub fn organisation(&self, book: &NameBook) -> Option<NameId> {
        self.opener.filter(|name| ontology::is_a(book.kind(*name), "Organisation"))
    }

    /// A new paragraph: only what the document is about is still known.
    pub fn forget(&mut self) {
        self.opener = None;
        self.named.clear();
    }

    /// The names of a sentence, with the words that stand for one.
    pub fn hits(&self, sentence: &str, inside: &[Hit], book: &NameBook) -> Vec<Hit> {
        let mut hits = inside.to_vec();
        let english = NOUN.captures(sentence).and_then(|found| {
            let words = found.name("words")?;
            let noun = found.name("noun").map(|noun| noun.as_str());
            let rest = &sentence[words.end()..];
            if noun.is_none() && words.as_str().eq_ignore_ascii_case("it") && EMPTY_IT.is_match(rest) {
                return None;
            }
            let name = self.meant(noun, book)?;
            Some(Hit { start: words.start(), end: words.end(), name })
        });
        hits.extend(english);
        if sentence.len() != sentence.chars().count() {
            let found = BACK_ZH.captures_iter(sentence).filter_map(|found| found.name("words"));
            for words in found.filter(|it| !NO_BACK_ZH.iter().any(|no| sentence[it.end()..].starts_with(no))) {
                let noun = (words.as_str() != "其").then_some(words.as_str());
                let opener =
                    inside.first().filter(|hit| sentence[..hit.start].trim().is_empty() && hit.end < words.start());
                let name = match (noun, opener) {
                    (None, Some(opener)) => Some(opener.name),
                    (Some(noun), Some(opener)) if fits(noun, opener.name, book) => Some(opener.name),
                    _ => self.meant(noun, book),
                };
                hits.extend(name.map(|name| Hit { start: words.start(), end: words.end(), name }));
            }
        }
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        hits.dedup_by(|next, kept| next.start < kept.end);
        hits
    }

    /// The name that a noun, or "it", points back to.
    fn meant(&self, noun: Option<&str>, book: &NameBook) -> Option<NameId> {
        let Some(noun) = noun else {
            return self.opener.filter(|name| !ontology::is_a(book.kind(*name), "Person"));
        };
        if let Some(opener) = self.opener.filter(|name| fits(noun, *name, book)) {
            return Some(opener);
        }
        let mut fitting = self.named.iter().filter(|name| fits(noun, **name, book));
        let only = fitting.next().copied();
        let several = fitting.any(|name| Some(*name) != only);
        let own = matches!(wanted(noun), ["Company", ..]);
        only.filter(|_| !several).or(self.main.filter(|_| own && only.is_none()))
    }

    /// Takes over what a sentence speaks of.
    pub fn after(&mut self, sentence: &str, hits: &[Hit], book: &NameBook) {
        let Some(first) = hits.first() else {
            self.forget();
            return;
        };
        let lead = sentence[..first.start].trim();
        let led = lead.ends_with([',', '，', '：', ':']) && lead.chars().count() <= 40;
        let opens = matches!(lead, "" | "The" | "the" | "A" | "An") || led;
        // "法定代表人：费国栋，总经理。" goes on about the party before.
        let line = led && lead.ends_with(['：', ':']) && ontology::is_a(book.kind(first.name), "Person");
        if !line {
            self.opener = opens.then_some(first.name);
        }
        self.named = hits.iter().map(|hit| hit.name).collect();
        self.named.sort_unstable();
        self.named.dedup();
    }
}

/// A Thing fits where a name of its type would, if nothing else is known of it.
fn fits(noun: &str, name: NameId, book: &NameBook) -> bool {
    let kind = book.kind(name);
    wanted(noun).iter().any(|wanted| ontology::is_a(kind, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Matcher;
    use pathloom_model::{Key, Span};

    fn book() -> NameBook {
        let mut book = NameBook::default();
        for (name, kind) in [
            ("Wexcombe Estates Limited", "Company"),
            ("Orrin Analytical GmbH", "Company"),
            ("Shrewsbury", "Place"),
            ("Ingrid Sandvall", "Person"),
            ("望江资产经营有限公司", "Company"),
            ("澄远科技有限公司", "Company"),
        ] {
            book.add(name, kind, || Span::in_text(Key::document(b"x"), 0, 1, name));
        }
        book
    }

    #[test]
    fn parties_are_known_by_the_terms_that_define_them() {
        let book = book();
        let terms = |text: &str| -> Vec<String> {
            let hits = Matcher::new(&book).find(text);
            defined(text, &hits, &book).into_iter().map(|it| format!("{} = {}", it.words, book.text(it.name))).collect()
        };
        assert_eq!(
            terms(
                "between Wexcombe Estates Limited, a company whose registered office is at 9 Market Lane, Shrewsbury (“the Lessor”), and Orrin Analytical GmbH, a company with its seat in Mannheim (“the Lessee” or “Orrin”), dated 17 May (this “Lease”)."
            ),
            ["Lessor = Wexcombe Estates Limited", "Lessee = Orrin Analytical GmbH", "Orrin = Orrin Analytical GmbH"]
        );
        assert_eq!(
            terms("出租方：望江资产经营有限公司（以下简称“甲方”），\n承租方（乙方）：澄远科技有限公司"),
            [
                "甲方 = 望江资产经营有限公司",
                "出租方 = 望江资产经营有限公司",
                "承租方 = 澄远科技有限公司",
                "乙方 = 澄远科技有限公司"
            ]
        );
    }

    #[test]
    fn words_point_back_to_one_name_only() {
        let book = book();
        let matcher = Matcher::new(&book);
        let read = |sentences: &[&str]| -> Vec<String> {
            let mut topic = Topic::default();
            let mut last = Vec::new();
            for sentence in sentences {
                let hits = topic.hits(sentence, &matcher.find(sentence), &book);
                last = hits
                    .iter()
                    .map(|hit| format!("{} = {}", &sentence[hit.start..hit.end], book.text(hit.name)))
                    .collect();
                topic.after(sentence, &hits, &book);
            }
            last
        };
        assert_eq!(
            read(&["Orrin Analytical GmbH grew.", "The company is based here."]),
            ["The company = Orrin Analytical GmbH"]
        );
        assert_eq!(read(&["澄远科技有限公司增长。", "公司总部在此。"]), ["公司 = 澄远科技有限公司"]);
        let two = ["Both Orrin Analytical GmbH and Wexcombe Estates Limited grew.", "The company is based here."];
        assert!(read(&two).is_empty(), "one of two is none");
        assert!(read(&["Ingrid Sandvall left.", "It is based here."]).is_empty(), "a person is no it");
        assert!(read(&["Orrin Analytical GmbH grew.", "It is clear that costs rise."]).is_empty());
    }
}
