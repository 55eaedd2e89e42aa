//! Formulas: LaTeX as far as reading needs it, and LaTeX from what other formats write formulas in.

mod latex;
mod mathml;
mod omml;
mod symbols;

pub(crate) use latex::{Display, display, label, number_in_brackets, readable, with_dollars};
pub(crate) use mathml::{Element, latex as from_mathml};
pub(crate) use omml::latex as from_omml;

/// A formula inside a sentence: plain Unicode where that says all of it, else LaTeX between dollars.
pub(crate) fn inline(latex: &str) -> String {
    readable(latex).unwrap_or_else(|| format!("${}$", latex.trim()))
}
