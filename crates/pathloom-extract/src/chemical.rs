//! Chemical names by what stands in brackets behind them: formulas and CAS numbers. Case is kept: Co is not CO.

use pathloom_model::language::is_han;
use regex::Regex;
use std::sync::LazyLock;

/// A substance that a text names with its formula or number; bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: (usize, usize),
    pub formula: Option<(usize, usize)>,
    pub cas: Option<(usize, usize)>,
}

static BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\s?[(（](?:(?P<formula>[A-Z][\p{L}\d₀-₉.·()⁺⁻]{0,24}?)\s?[,，;；]?\s?)?(?:(?i:CAS)(?:\s?(?:No\.?|no\.?|number|Nr\.?|号|登记号))?[:：]?\s?(?P<cas>\d{2,7}-\d{2}-\d))?[)）]",
    )
});
/// "palladium(II) nitrate, Pd(NO₃)₂ (CAS …)": the formula stands before the bracket.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| compile(r",\s(?P<formula>[A-Z][A-Za-z\d₀-₉.·()⁺⁻]{1,24})$"));

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

const ELEMENTS: &str = " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U ";

/// Last words of names of compounds.
const ENDINGS: &[&str] = &[
    "oxide",
    "dioxide",
    "monoxide",
    "trioxide",
    "peroxide",
    "hydroxide",
    "chloride",
    "fluoride",
    "bromide",
    "iodide",
    "sulfide",
    "sulphide",
    "sulfate",
    "sulphate",
    "nitrate",
    "nitrite",
    "phosphate",
    "carbonate",
    "carbide",
    "carbonyl",
    "nitride",
    "acetate",
    "acid",
    "silicate",
    "hydride",
    "cyanide",
    "ammonia",
    "methane",
    "ethane",
    "propane",
    "butane",
    "ethanol",
    "methanol",
    "benzene",
    "toluene",
    "acetone",
    "ethylene",
    "ammonium",
    "sulfite",
    "borate",
    "titanate",
];
const ENDINGS_ZH: &[&str] = &[
    "酸", "酯", "醇", "醛", "酮", "醚", "苯", "烷", "烯", "炔", "胺", "碱", "氨", "氢", "碳", "硫", "锂", "钠", "钾",
    "钙", "铜", "铁", "锌", "铝", "镁", "钴", "镍", "钛", "银", "铅", "汞", "镉", "物", "膏", "盐",
];

/// A CAS number whose check digit is right: "67-64-1".
pub fn is_cas(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let [first, second, check] = parts.as_slice() else { return false };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !((2..=7).contains(&first.len())
        && second.len() == 2
        && check.len() == 1
        && parts.iter().all(|part| digits(part)))
    {
        return false;
    }
    let sum: u32 =
        first.bytes().chain(second.bytes()).rev().zip(1..).map(|(digit, place)| u32::from(digit - b'0') * place).sum();
    sum % 10 == u32::from(check.as_bytes()[0] - b'0')
}

/// Symbols of elements, numbers below and charges, nothing else: "H₂O", "Ni(CO)₄", "CaSO₄·2H₂O". One element alone is none.
pub fn is_element(text: &str) -> bool {
    !text.is_empty() && !text.contains(' ') && ELEMENTS.contains(&format!(" {text} "))
}

pub fn is_formula(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let (mut at, mut symbols) = (0, 0);
    while at < letters.len() {
        let two: String = letters[at..letters.len().min(at + 2)].iter().collect();
        let known = |symbol: &str| ELEMENTS.contains(&format!(" {symbol} "));
        if two.chars().count() == 2 && two.chars().nth(1).is_some_and(char::is_lowercase) && known(&two) {
            (at, symbols) = (at + 2, symbols + 1);
        } else if letters[at].is_ascii_uppercase() && known(&letters[at].to_string()) {
            (at, symbols) = (at + 1, symbols + 1);
        } else if letters[at].is_ascii_digit() || "₀₁₂₃₄₅₆₇₈₉.·()⁺⁻²³".contains(letters[at])
        {
            at += 1;
        } else {
            return false;
        }
    }
    let numbered = text.chars().any(|c| c.is_ascii_digit() || ('₀'..='₉').contains(&c));
    letters.first().is_some_and(char::is_ascii_uppercase) && (symbols >= 2 || (symbols == 1 && numbered))
}

/// All substances of a text that stand before a bracket with their formula or number.
pub fn find(text: &str) -> Vec<Named> {
    let mut all = Vec::new();
    for found in BRACKET.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        // "Ni(CO)₄": the bracket is a part of a formula.
        let joined = text[..whole.start()].ends_with(|c: char| !is_han(c)) && whole.as_str().starts_with('(');
        if joined {
            continue;
        }
        let cas = found.name("cas").filter(|cas| is_cas(cas.as_str())).map(|cas| (cas.start(), cas.end()));
        let formula = found.name("formula").map(|it| (it.start(), it.end()));
        let mut formula = formula.filter(|&(start, end)| is_formula(&text[start..end]));
        let mut end = whole.start();
        if let (None, Some(before)) = (formula, BEFORE.captures(&text[..end]).and_then(|it| it.name("formula")))
            && cas.is_some()
            && is_formula(before.as_str())
        {
            formula = Some((before.start(), before.end()));
            end = text[..before.start()].trim_end_matches([' ', ',']).len();
        }
        let subscript = formula.is_some_and(|(start, end)| text[start..end].chars().any(|c| ('₀'..='₉').contains(&c)));
        let Some((start, typed)) = name_before(&text[..end]) else { continue };
        if cas.is_some() || (formula.is_some() && (typed || (subscript && start < end))) {
            all.push(Named { name: (start, end), formula, cas });
        }
    }
    all
}

/// Where the name that ends here begins, and whether its last word is one of compounds.
fn name_before(text: &str) -> Option<(usize, bool)> {
    if text.chars().next_back().is_some_and(is_han) {
        let start = text.char_indices().rev().take_while(|(_, c)| is_han(*c)).last().map(|(at, _)| at)?;
        let name = &text[start..];
        let opens = [
            "含", "为", "是", "的", "和", "与", "及", "对", "将", "使", "由", "以", "用", "氧化", "成", "减少", "排放",
            "加入", "添加", "产生", "控制", "生产",
        ];
        let cut = opens
            .iter()
            .filter(|word| **word != "氧化")
            .filter_map(|word| name.rfind(word).map(|at| at + word.len()))
            .max();
        let start = start + cut.unwrap_or(0);
        let length = text[start..].chars().count();
        let typed = ENDINGS_ZH.iter().any(|end| text[start..].ends_with(end));
        return ((1..=12).contains(&length)).then_some((start, typed));
    }
    // "palladium(II)" is one word.
    let word_at = |text: &str| {
        let at = text
            .rfind([' ', '“', '\n', '（', '，'])
            .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        at + usize::from(text[at..].starts_with('('))
    };
    let last = word_at(text);
    let word = &text[last..];
    if !word.chars().any(char::is_alphabetic) || word.contains(|c: char| c == ',' || is_han(c)) {
        return None;
    }
    let lower = word.to_lowercase();
    let anion =
        ["oxide", "chloride", "fluoride", "bromide", "iodide", "sulfide", "sulphide", "nitride", "carbide", "hydride"];
    let typed = ENDINGS.contains(&lower.as_str()) || anion.iter().any(|end| lower.ends_with(end));
    let two = typed
        && ![
            "ammonia", "methane", "ethane", "propane", "butane", "ethanol", "methanol", "benzene", "toluene",
            "acetone", "ethylene",
        ]
        .contains(&word.to_lowercase().as_str());
    let start = if two && last > 0 { word_at(text[..last].trim_end()) } else { last };
    let fits = !text[start..].contains([',', ';', '。']) && text[start..].len() <= 60;
    fits.then_some((start, typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_formulas_are_checked() {
        for text in ["67-64-1", "7440-48-4", "13463-39-3", "50-00-0"] {
            assert!(is_cas(text), "{text}");
        }
        for text in ["67-64-2", "2024-05-1", "12-3", "a-64-1"] {
            assert!(!is_cas(text), "{text} has no right check digit");
        }
        for text in ["H₂O", "CO", "Ni(CO)₄", "CaSO₄·2H₂O", "O₂", "LiCoO₂"] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["Co", "LLM", "ASR", "A", "H-SSZ-13"] {
            assert!(!is_formula(text), "{text} is no formula of a compound");
        }
    }

    #[test]
    fn substances_stand_before_their_brackets() {
        let read = |text: &str| -> Vec<String> {
            let part = |at: Option<(usize, usize)>| at.map_or("-", |(start, end)| &text[start..end]).to_owned();
            let line = |it: Named| format!("{} {} {}", part(Some(it.name)), part(it.formula), part(it.cas));
            find(text).into_iter().map(line).collect()
        };
        assert_eq!(read("Methane (CH₄, CAS 74-82-8) slips past"), ["Methane CH₄ 74-82-8"]);
        assert_eq!(read("give off carbon monoxide (CO) and"), ["carbon monoxide CO -"]);
        assert_eq!(
            read("from palladium(II) nitrate, Pd(NO₃)₂ (CAS 10102-05-3), dried"),
            ["palladium(II) nitrate Pd(NO₃)₂ 10102-05-3"]
        );
        assert_eq!(read("The niobium pentoxide (CAS 1313-96-8) came"), ["niobium pentoxide - 1313-96-8"]);
        assert_eq!(read("硫化氢（H₂S，CAS号7783-06-4）溶于水"), ["硫化氢 H₂S 7783-06-4"]);
        assert!(read("The coefficient of performance (COP) is").is_empty(), "an abbreviation is no formula");
    }
}
