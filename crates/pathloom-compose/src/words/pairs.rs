//! Two things set against each other in words: whichever of them has more, the only one that has more than another, the
//! two members of a set.

use super::{Said, Voice, present};
use pathloom_model::Language;
use pathloom_model::meaning::{Measure, Test, Who};

impl Voice<'_> {
    /// "whichever of Kaltvik AS and Lumivire Oy had the higher FY24 revenue".
    pub(super) fn whichever(
        &mut self,
        parts: &[Who],
        among: &Who,
        measure: &Measure,
        highest: bool,
    ) -> Result<Said, String> {
        if parts.len() != 2 {
            return Err("more than two named ones are not set against each other".into());
        }
        let entity_type = self.member_type(among, measure)?;
        let noun = self.noun(&entity_type).ok_or("the type has no common noun")?.to_owned();
        self.graded(measure)?;
        let pm = self.pm(measure)?;
        let names = self.shuffled(parts)?;
        let (comp, place) = (self.comparative(highest), self.draw.below(3));
        self.forms.push(format!("whichever{place}"));
        let had = if present(measure) { "has" } else { "had" };
        let text = match (self.language, place) {
            (Language::En, 0) => format!("whichever of {} {had} the {comp} {pm}", self.list(&names)),
            (Language::En, 1) => format!("the {noun} with the {comp} {pm} out of {}", self.list(&names)),
            (Language::En, _) => format!("the {noun} with the {comp} {pm}, {}", names.join(" or ")),
            (Language::Zh, 0) => format!("{}当中{pm}更{comp}的{noun}", self.list(&names)),
            (Language::Zh, 1) => format!("{}两者中{pm}较{comp}的{noun}", self.list(&names)),
            (Language::Zh, _) => {
                format!("{}这两{}{noun}里{pm}更{comp}的{noun}", self.list(&names), self.classifier(&entity_type))
            }
        };
        Ok(Said { text, noun, ..Said::default() })
    }

    /// "whichever of VK40 and VK60 has the higher COP, going by heating capacity and power input".
    pub(super) fn computed(
        &mut self,
        parts: &[Who],
        result: &str,
        measures: &[Measure],
        highest: bool,
    ) -> Result<Said, String> {
        let first = measures.first().ok_or("a formula without figures")?;
        let entity_type = self.member_type(&Who::Listed(parts.to_vec()), first)?;
        let noun = self.noun(&entity_type).ok_or("the type has no common noun")?.to_owned();
        let mut inputs = Vec::new();
        for measure in measures {
            inputs.push(self.pm(measure)?);
        }
        let (inputs, names) = (self.list(&inputs), self.shuffled(parts)?);
        let (comp, place) = (self.comparative(highest), self.draw.below(2));
        self.forms.push(format!("computed{place}"));
        let has = if present(first) { "has" } else { "had" };
        let names = self.list(&names);
        let text = match (self.language, place) {
            (Language::En, 0) => format!("whichever of {names} {has} the {comp} {result}, going by {inputs}"),
            (Language::En, _) => format!("the {noun} with the {comp} {result} out of {names}, going by {inputs}"),
            (Language::Zh, 0) => format!("按{inputs}计算{names}当中{result}更{comp}的{noun}"),
            (Language::Zh, _) => format!("{names}两者中按{inputs}计算{result}较{comp}的{noun}"),
        };
        Ok(Said { text, noun, ..Said::default() })
    }

    /// "the only one of the seven companies with reported figures to have a higher FY24 revenue than Kaltvik AS".
    pub(super) fn only_one(&mut self, among: &Who, measure: &Measure, test: Test, of: &Who) -> Result<Said, String> {
        let Who::Typed(entity_type) = among else { return Err("a set is not one entity".into()) };
        let noun = self.noun(entity_type).ok_or("the type has no common noun")?.to_owned();
        self.graded(measure)?;
        let (pm, scope, other) = (self.pm(measure)?, self.among(among, measure)?, self.describe(of)?.text);
        let text = match self.language {
            Language::En => {
                let set = scope.trim_start_matches(" among ");
                format!("the only one of {set} to have a {} {pm} than {other}", self.comparative(test == Test::Above))
            }
            Language::Zh => format!("{scope}唯一{pm}{}{other}的{noun}", self.test_word(test)),
        };
        Ok(Said { text, noun, ..Said::default() })
    }

    /// "the two plants that Norrheat AB operates".
    pub fn pair(&mut self, set: &Who) -> Result<String, String> {
        let Who::Related { entity_type, .. } = set else { return Err("no set".into()) };
        match self.language {
            Language::En => {
                let nouns = self.nouns(entity_type).ok_or("the type has no common noun")?;
                self.those(set, &format!("the two {nouns}"))
            }
            Language::Zh => {
                let noun = self.noun(entity_type).ok_or("the type has no common noun")?;
                let text = self.describe(set)?.text;
                let stem = text.strip_suffix(noun).ok_or("no common noun to count")?;
                Ok(format!("{stem}两{}{noun}", self.classifier(entity_type)))
            }
        }
    }

    /// Names in either order: where the figure is higher must not show.
    fn shuffled(&mut self, parts: &[Who]) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        for part in parts {
            names.push(self.describe(part)?.text);
        }
        if self.draw.below(2) == 1 {
            names.reverse();
        }
        Ok(names)
    }

    pub fn comparative(&self, highest: bool) -> &'static str {
        match (self.language, highest) {
            (Language::En, true) => "higher",
            (Language::En, false) => "lower",
            (Language::Zh, true) => "高",
            (Language::Zh, false) => "低",
        }
    }

    /// "The higher lowest temperature" and "the highest highest speed" are no English.
    pub fn graded(&self, measure: &Measure) -> Result<(), String> {
        let text = self.metric(measure)?.text;
        let first = text.split(' ').next().unwrap_or_default();
        let extreme = first.ends_with("est") || ["maximum", "minimum", "top", "最高", "最低"].contains(&first);
        if extreme { Err(format!("“{text}” is not ranked once more")) } else { Ok(()) }
    }
}
