//! The shipped templates: 32 in five groups, and nine more, embedded as TOML.

use crate::template_file::parse_template;
use pathloom_model::Template;

macro_rules! preset_files {
    ($($file:literal),+ $(,)?) => {
        /// File name and text.
        pub(crate) const FILES: &[(&str, &str)] = &[
            $(($file, include_str!(concat!("../../../assets/templates/", $file)))),+
        ];
    };
}

preset_files![
    "01_entity.toml",
    "02_single_text.toml",
    "03_single_text_multihop.toml",
    "04_multi_text.toml",
    "05_multi_text_multihop.toml",
    "06_single_table.toml",
    "07_single_table_multihop.toml",
    "08_single_table_single_text.toml",
    "09_single_table_multi_text.toml",
    "10_multi_table.toml",
    "11_multi_table_multihop.toml",
    "12_multi_table_multi_text.toml",
    "13_single_chart.toml",
    "14_single_chart_multihop.toml",
    "15_single_chart_single_text.toml",
    "16_single_chart_multi_text.toml",
    "17_multi_chart.toml",
    "18_multi_chart_multihop.toml",
    "19_multi_chart_multi_text.toml",
    "20_single_formula.toml",
    "21_single_formula_multihop.toml",
    "22_single_formula_single_text.toml",
    "23_single_formula_multi_text.toml",
    "24_multi_formula.toml",
    "25_multi_formula_multihop.toml",
    "26_multi_formula_multi_text.toml",
    "27_single_table_single_chart.toml",
    "28_single_table_single_chart_multihop.toml",
    "29_single_table_single_formula.toml",
    "30_single_table_single_formula_multihop.toml",
    "31_single_chart_single_formula.toml",
    "32_single_chart_single_formula_multihop.toml",
    "33_middle_evidence.toml",
    "34_table_entity_table.toml",
    "35_chart_entity_table.toml",
    "36_formula_entity_table.toml",
    "37_cross_document_comparison.toml",
    "38_entity_comparison.toml",
    "39_temporal_chain.toml",
    "40_assertion_chain.toml",
    "41_formula_with_its_table.toml",
];

/// Every preset, in the order of the library page.
pub fn presets() -> Vec<Template> {
    FILES.iter().filter_map(|(file, text)| parse_template(text, file).ok()).collect()
}

/// A preset by its id or one of its other spellings.
pub fn preset(id: &str) -> Option<Template> {
    presets().into_iter().find(|preset| preset.id == id || preset.aliases.iter().any(|alias| alias == id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Graph, compile, to_toml};
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn all_32_and_nine_more_are_there_and_survive_their_file() {
        for (file, text) in FILES {
            let preset = parse_template(text, file).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(parse_template(&to_toml(&preset), file).as_ref(), Ok(&preset), "{file} survives a round trip");
            assert!(file[3..].eq_ignore_ascii_case(&format!("{}.toml", preset.id)), "{file} is named after its id");
            assert!(
                preset.about.en.contains('?') && preset.about.zh.contains('？'),
                "{file} shows an example question"
            );
            let empty = Graph::default();
            let plan = compile(&empty, &preset).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert_eq!(plan.count_quick().count, 0, "{file} finds nothing in an empty graph");
        }
        let ids: BTreeSet<String> = presets().into_iter().map(|preset| preset.id).collect();
        assert_eq!(ids.len(), 32 + 9, "all ids are different");
        let mut groups: BTreeMap<String, usize> = BTreeMap::new();
        presets().into_iter().for_each(|preset| *groups.entry(preset.group).or_default() += 1);
        let expected = [("Chart", 7), ("Entity and text", 5), ("Formula", 7), ("Mixed", 6), ("More", 9), ("Table", 7)];
        assert_eq!(groups, expected.map(|(group, count)| (group.to_owned(), count)).into(), "group sizes");
    }

    #[test]
    fn multi_hop_presets_have_two_hops_at_least() {
        for preset in presets().into_iter().filter(|preset| preset.group != "More") {
            let chain = preset.link.iter().find(|link| link.from == "start").expect("every preset has a chain");
            let multi = preset.id == "Entity" || preset.id.ends_with("multihop");
            assert_eq!(chain.hops, if multi { [2, 4] } else { [1, 1] }, "{}", preset.id);
            let start = preset.slot.iter().find(|slot| slot.id == "start").expect("a start");
            assert_eq!(start.instances, if multi { [1, 1] } else { [0, 1] }, "{}", preset.id);
        }
    }

    #[test]
    fn other_spellings_are_understood() {
        let by_alias = preset("single_table_mutihop").expect("the alias is known");
        assert_eq!(by_alias.id, "single_table_multihop", "an alias leads to its preset");
        assert!(preset("single_table_multi_text_qa").is_some() && preset("no_such").is_none(), "only known spellings");
    }
}
