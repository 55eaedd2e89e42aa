//! What research papers say about their methods and data: names that they introduce ("We propose LedgerNet, a model …",
//! 我们提出了DeepDive), names with the work that they come from ("LoRA (Hu et al., 2022)"), and the entries of the list of
//! references that these lead to.

use crate::ontology;
use crate::scope;
use pathloom_model::{BlockContent, Parsed};
use regex::Regex;
use std::sync::LazyLock;

/// An entry of the list of references; bytes of the block's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub block: u32,
    pub family: String,
    /// "2024a".
    pub year: String,
    pub author: (usize, usize),
    pub title: (usize, usize),
    pub venue: Option<(usize, usize)>,
}

/// A name and the work that is cited for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    pub name: (usize, usize),
    pub family: String,
    pub year: String,
    pub end: usize,
}

/// A name that the authors give to their own, and the type that the words beside it tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduced {
    pub name: (usize, usize),
    pub kind: Option<&'static str>,
    /// Where the statement begins: "We propose".
    pub start: usize,
}

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

const NAME: &str = r"\p{Lu}[\p{Latin}\d]*(?:[-.+]?[\p{Latin}\d]+)*";

static YEAR_SECOND: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?P<authors>.{3,900}?)\.\s(?P<year>(?:19|20)\d\d[a-z]?)\.\s(?P<title>[^.?!]{8,220})[.?!]\s(?:In\s)?(?P<venue>[A-Z][^,.\d]{3,110})?",
    )
});
static YEAR_LAST: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?P<authors>.{3,900}?[a-z)])\.\s(?P<title>[A-Z][^.?!]{8,220})[.?!]\s(?:In\s)?(?P<venue>[A-Z][^,.\d]{3,110})?.*?,\s(?P<year>(?:19|20)\d\d[a-z]?)\.?(?:\s|$)",
    )
});
static AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?P<name>\p{Lu}[\p{L}.’'-]*(?:\s[\p{L}.’'-]+){0,3}?\s(?P<family>\p{Lu}[\p{L}’'-]+))(?:,|\sand\s|$|\.)")
});
static CITED: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?P<name>{NAME})\s?(?:[(\[](?P<one>\p{{Lu}}[\p{{L}}’'-]+)(?:\set\sal\.?|\sand\s\p{{Lu}}[\p{{L}}-]+|等人?)?,?\s(?P<year>(?:19|20)\d\d[a-z]?)[)\]]|(?P<two>\p{{Lu}}[\p{{L}}’'-]+)\set\sal\.\s[(\[](?P<later>(?:19|20)\d\d[a-z]?)[)\]])"
    ))
});
static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"\b(?:[Ww]e|[Tt]his (?:paper|work|article)|[Oo]ur work)\s(?:\w+ly\s|also\s|then\s|further\s|first\s|next\s)?(?:propose|present|introduce|release|construct|build|develop|design|create|contribute|publish)(?:s|d|ed)?\s(?:(?:a|an|the|our)\s[^.;:()]{{0,70}}?(?:,\s|\scalled\s|\snamed\s|\sdubbed\s))?(?P<name>{NAME})(?:\s\(\p{{Lu}}[\p{{L}}\d-]+\))?(?P<rest>,\s(?:a|an|the)\s[^.;,]{{3,90}})?"
    ))
});
static INTRODUCED_ZH: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?:我们|本文|本研究)(?:首次|进一步|还|并)?(?:提出|推出|发布|构建|设计|开发|开源|介绍)了?(?:一种|一个|一套)?(?:\p{{Han}}{{0,12}}?(?P<noun>模型|数据集|方法|框架|基准|系统|算法))?(?P<name>{NAME})"
    ))
});

/// Written like the name of a method, model or data set, and no common abbreviation.
fn is_named(name: &str) -> bool {
    const COMMON: &[&str] = &[
        "LLM", "LLMs", "AI", "NLP", "RL", "QA", "ML", "API", "APIs", "GPU", "GPUs", "URL", "PDF", "IRB", "RQ1", "RQ2",
        "RQ3", "LMs", "VLMs", "MLLMs", "KG", "KGs", "IAA", "SFT", "RLHF", "COVID-19", "HTML", "JSON", "CEO", "USA",
    ];
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    name.chars().count() >= 3
        && !COMMON.contains(&name)
        && ontology::type_of_name(name).is_none()
        && (scope::is_code(name) || capitals >= 2)
        && !name.split('-').all(|part| part.chars().skip(1).all(char::is_lowercase) && part.len() > 1)
}

/// The entries of the list of references whose block holds them whole.
pub fn entries(parsed: &Parsed) -> Vec<Entry> {
    let at = parsed.blocks.iter().rposition(|block| match &block.content {
        BlockContent::Heading { text, .. } => {
            let plain = text.trim().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
            matches!(plain.to_lowercase().as_str(), "references" | "bibliography" | "参考文献")
        }
        _ => false,
    });
    let Some(at) = at else { return Vec::new() };
    let prose = parsed.blocks[at + 1..].iter().filter_map(|block| match &block.content {
        BlockContent::Paragraph { text } => Some((block.id, text.as_str())),
        _ => None,
    });
    prose.filter_map(|(block, text)| entry(block, text)).collect()
}

/// "Edward J. Hu, Yelong Shen, … 2022. LoRA: …. In ICLR.", and the same with the year at the end.
fn entry(block: u32, text: &str) -> Option<Entry> {
    let found = YEAR_SECOND.captures(text).or_else(|| YEAR_LAST.captures(text))?;
    let authors = found.name("authors")?;
    let author = AUTHOR.captures(authors.as_str())?;
    let (name, title) = (author.name("name")?, found.name("title")?);
    let venue = found.name("venue").filter(|venue| {
        let name = venue.as_str().trim_end();
        let none =
            ["arXiv", "URL", "Preprint", "Technical report", "Accessed"].iter().any(|word| name.starts_with(word));
        // "Proceedings of the 2019 …" is cut before its number.
        !none && !name.ends_with(" the") && !name.ends_with(" of") && !name.ends_with(" on")
    });
    let venue = venue.map(|venue| (venue.start(), venue.start() + venue.as_str().trim_end().len()));
    let year = found["year"].to_owned();
    let title = (title.start(), title.end());
    Some(Entry { block, family: author["family"].to_owned(), year, author: (name.start(), name.end()), title, venue })
}

/// Names of a text with the one work cited for each.
pub fn cited(text: &str) -> Vec<Cited> {
    let of = |found: regex::Captures| {
        let (whole, name) = (found.get(0)?, found.name("name")?);
        let family = found.name("one").or(found.name("two"))?.as_str().to_owned();
        let year = found.name("year").or(found.name("later"))?.as_str().to_owned();
        is_named(name.as_str()).then(|| Cited { name: (name.start(), name.end()), family, year, end: whole.end() })
    };
    CITED.captures_iter(text).filter_map(of).collect()
}

/// Names that the authors introduce as their own.
pub fn introduced(text: &str) -> Vec<Introduced> {
    let mut all = Vec::new();
    for found in INTRODUCED.captures_iter(text) {
        let (Some(whole), Some(name)) = (found.get(0), found.name("name")) else { continue };
        let rest = found.name("rest").map_or("", |rest| rest.as_str());
        let before = &text[whole.start()..name.start()];
        let next: String = text[name.end()..].trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
        let noun = |words: &str| {
            let words: Vec<&str> = words.split([' ', ',']).filter(|word| !word.is_empty()).collect();
            words.iter().find_map(|word| kind_of(word))
        };
        let kind = noun(rest).or_else(|| kind_of(&next)).or_else(|| noun(before));
        if is_named(name.as_str()) {
            all.push(Introduced { name: (name.start(), name.end()), kind, start: whole.start() });
        }
    }
    for found in INTRODUCED_ZH.captures_iter(text) {
        let (Some(whole), Some(name)) = (found.get(0), found.name("name")) else { continue };
        let kind = found.name("noun").and_then(|noun| kind_zh(noun.as_str()));
        if is_named(name.as_str()) {
            all.push(Introduced { name: (name.start(), name.end()), kind, start: whole.start() });
        }
    }
    all
}

fn kind_of(noun: &str) -> Option<&'static str> {
    Some(match noun.to_lowercase().as_str() {
        "dataset" | "datasets" | "benchmark" | "benchmarks" | "corpus" | "testbed" => "Dataset",
        "model" | "models" | "llm" => "Model",
        "method" | "framework" | "approach" | "algorithm" | "pipeline" | "architecture" | "technique" | "strategy" => {
            "Method"
        }
        _ => return None,
    })
}

fn kind_zh(noun: &str) -> Option<&'static str> {
    Some(match noun {
        "数据集" | "基准" => "Dataset",
        "模型" => "Model",
        "方法" | "框架" | "算法" => "Method",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_introduced_and_lead_to_the_works_cited_for_them() {
        let own = |text: &str| -> Vec<String> {
            introduced(text).into_iter().map(|it| format!("{} {:?}", &text[it.name.0..it.name.1], it.kind)).collect()
        };
        assert_eq!(own("We propose LedgerNet, a model that reads manifests."), ["LedgerNet Some(\"Model\")"]);
        assert_eq!(
            own("In this paper we construct the very first large-scale dataset, ECOMSCRIPTBENCH, which grows."),
            ["ECOMSCRIPTBENCH Some(\"Dataset\")"]
        );
        assert_eq!(own("为此，我们提出了数据集WuMed，并提出模型。"), ["WuMed Some(\"Dataset\")"]);
        assert!(own("We present the results. We introduce a new task. We propose The Method.").is_empty());
        let text = "We use LoRA (Hu et al., 2022) and HotpotQA [Yang et al., 2018], not LLMs (OpenAI, 2024) or Llama (A et al., 2023; B et al., 2024).";
        let found: Vec<String> = cited(text)
            .into_iter()
            .map(|it| format!("{} {} {}", &text[it.name.0..it.name.1], it.family, it.year))
            .collect();
        assert_eq!(found, ["LoRA Hu 2022", "HotpotQA Yang 2018"]);
        for (line, year) in [
            (
                "Edward J. Hu, Yelong Shen, and Weizhu Chen. 2022. LoRA: Low-rank adaptation of large language models. In ICLR Papers, pages 1–9.",
                "2022",
            ),
            (
                "Mingyang Chen, Jeff Z. Pan, and Weipeng Chen. ReSearch: Learning to reason with search for LLMs. Journal of Search, 36: 4, 2025.",
                "2025",
            ),
        ] {
            let read = entry(0, line)
                .map(|it| (it.year.clone(), line[it.author.0..it.author.1].to_owned(), it.venue.is_some()));
            let name = line.split(',').next().unwrap_or_default().to_owned();
            assert_eq!(read, Some((year.to_owned(), name, true)), "{line}");
        }
    }
}
