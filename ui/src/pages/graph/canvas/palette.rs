//! The theme's colours as the canvas needs them, read from the style sheet's variables.

use pathloom_model::Kind;
use web_sys::Element;

#[derive(Clone, Debug, Default)]
pub struct Palette {
    pub ground: String,
    pub ink: String,
    pub ink_2: String,
    pub ink_3: String,
    pub line: String,
    pub accent: String,
    pub font: String,
    kinds: [String; 7],
}

impl Palette {
    /// Empty where the page has no style, which draws nothing wrong: the canvas keeps its former colours.
    pub fn read(element: &Element) -> Palette {
        let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
        let value = |name: &str| {
            let found = style.as_ref().and_then(|style| style.get_property_value(name).ok());
            found.unwrap_or_default().trim().to_owned()
        };
        Palette {
            ground: value("--cv"),
            ink: value("--ink"),
            ink_2: value("--ink-2"),
            ink_3: value("--ink-3"),
            line: value("--line-2"),
            accent: value("--accent"),
            font: value("--font-sans"),
            kinds: Kind::ALL.map(|kind| value(&format!("--k-{}", kind.name().to_lowercase()))),
        }
    }

    pub fn kind(&self, kind: Kind) -> &str {
        &self.kinds[kind.index()]
    }
}
