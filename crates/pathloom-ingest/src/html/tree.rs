//! A tree of elements from the tags of a page. Tags that authors leave out are closed, misplaced ones ignored; depth
//! and number of elements are bounded, and the work is linear in the page.

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

pub(crate) const DEPTH: usize = 256;
const ELEMENTS: usize = 2_000_000;

#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// Lower case, without prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
}

#[derive(Clone, Debug)]
pub(crate) enum Child {
    Text(String),
    Element(Element),
}

impl Element {
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| if let Child::Element(element) = child { Some(element) } else { None })
    }

    /// The first of these, this one or below, in order.
    pub fn find(&self, wanted: &dyn Fn(&Element) -> bool) -> Option<&Element> {
        if wanted(self) { Some(self) } else { self.elements().find_map(|child| child.find(wanted)) }
    }

    pub fn words(&self) -> String {
        let mut out = String::new();
        self.words_into(&mut out);
        out
    }

    fn words_into(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(element) => element.words_into(out),
            }
        }
    }
}

pub(crate) struct Page {
    pub root: Element,
    /// Elements beyond the limits were left out.
    pub cut: bool,
}

pub(crate) fn parse(text: &str) -> Page {
    let builder = Builder(RefCell::new(State { open: vec![Element::default()], ..State::default() }));
    let tokenizer = Tokenizer::new(builder, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let mut state = tokenizer.sink.0.into_inner();
    while state.open.len() > 1 {
        state.close_last();
    }
    Page { root: state.open.pop().unwrap_or_default(), cut: state.cut }
}

struct Builder(RefCell<State>);

#[derive(Default)]
struct State {
    /// From the root down; each is moved into its parent when it closes.
    open: Vec<Element>,
    count: usize,
    /// Start tags that were not opened because of the depth.
    skipped: usize,
    cut: bool,
}

impl TokenSink for Builder {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(words) => state.text(&words),
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.borrow().is_foreign()
    }
}

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "tt", "u",
];
/// Elements that end an open paragraph.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
    "li",
    "dd",
    "dt",
];
/// Nothing inside closes what is outside of these.
const WALLS: [&str; 5] = ["table", "td", "th", "caption", "template"];

impl State {
    fn is_foreign(&self) -> bool {
        self.open.iter().rev().take(40).any(|element| element.name == "math" || element.name == "svg")
    }

    fn text(&mut self, words: &str) {
        let Some(last) = self.open.last_mut() else { return };
        match last.children.last_mut() {
            Some(Child::Text(text)) => text.push_str(words),
            _ => last.children.push(Child::Text(words.to_owned())),
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = tag.name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        if tag.kind == TagKind::EndTag {
            self.close(&name);
            return TokenSinkResult::Continue;
        }
        self.close_implied(&name);
        if self.open.len() >= DEPTH || self.count >= ELEMENTS {
            self.cut = true;
            self.skipped += usize::from(!VOID.contains(&name.as_str()) && !tag.self_closing);
            return TokenSinkResult::Continue;
        }
        self.count += 1;
        let attributes = tag.attrs.iter().take(64);
        let attributes = attributes.map(|found| (found.name.local.to_lowercase(), found.value.to_string())).collect();
        let childless = VOID.contains(&name.as_str()) || (tag.self_closing && self.is_foreign());
        let raw = match name.as_str() {
            "script" => Some(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
            "title" | "textarea" if !self.is_foreign() => Some(RawKind::Rcdata),
            _ => None,
        };
        self.open.push(Element { name, attributes, children: vec![] });
        if childless {
            self.close_last();
            return TokenSinkResult::Continue;
        }
        raw.filter(|_| !tag.self_closing).map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    fn close_last(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        if let (Some(last), Some(parent)) = (self.open.pop(), self.open.last_mut()) {
            parent.children.push(Child::Element(last));
        }
    }

    /// Closes everything down to the `at`th open element.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            self.close_last();
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let inline = INLINE.contains(&name);
        for at in (1..self.open.len()).rev() {
            let open = self.open[at].name.as_str();
            if open == name {
                return self.close_to(at);
            }
            let wall = WALLS.contains(&open)
                && !matches!(name, "table" | "tr" | "tbody" | "thead" | "tfoot" | "body" | "html");
            if wall || (inline && !INLINE.contains(&open)) || (open == "table" && name != "body" && name != "html") {
                return;
            }
        }
    }

    /// Ends what a new element cannot stand in: a paragraph before a block, an item before the next.
    fn close_implied(&mut self, name: &str) {
        let ends: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "tr" => &["tr", "td", "th"],
            "td" | "th" => &["td", "th"],
            "tbody" | "thead" | "tfoot" => &["tbody", "thead", "tfoot", "tr", "td", "th", "caption"],
            "option" => &["option"],
            _ => &[],
        };
        if BLOCKS.contains(&name) {
            self.close_until(&["p"], &["ul", "ol", "dl", "div", "li"]);
        }
        match name {
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" => self.close_until(ends, &[]),
            _ if !ends.is_empty() => self.close_until(ends, &["ul", "ol", "dl", "menu"]),
            _ => {}
        }
    }

    /// Closes the outermost of `ends` that is open below the nearest of `stops` or a table.
    fn close_until(&mut self, ends: &[&str], stops: &[&str]) {
        let mut found = None;
        for at in (1..self.open.len()).rev() {
            let open = self.open[at].name.as_str();
            if ends.contains(&open) {
                found = Some(at);
            } else if open == "table" || stops.contains(&open) || (WALLS.contains(&open) && !ends.contains(&"td")) {
                break;
            }
        }
        if let Some(at) = found {
            self.close_to(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(element: &Element) -> String {
        let inner: String = element
            .children
            .iter()
            .map(|child| match child {
                Child::Text(text) => text.trim().to_owned(),
                Child::Element(element) => shape(element),
            })
            .collect();
        if element.name.is_empty() { inner } else { format!("{}({inner})", element.name) }
    }

    #[test]
    fn pages_as_people_write_them() {
        let tree = |text: &str| shape(&parse(text).root);
        assert_eq!(tree("<ul><li>a<ul><li>b</ul><li>c</ul>"), "ul(li(aul(li(b)))li(c))");
        assert_eq!(tree("<p>one<p>two<div>three</div>"), "p(one)p(two)div(three)");
        assert_eq!(tree("<table><tr><td>a<td><p>b<tr><th>c</table>d"), "table(tr(td(a)td(p(b)))tr(th(c)))d");
        assert_eq!(tree("<p><b>a</p><p>b</b></p>"), "p(b(a))p(b)", "misnested tags do no harm");
        assert_eq!(tree("<script>if (a<b) x('</p>')</script><p>y"), "script(if (a<b) x('</p>'))p(y)");
        assert_eq!(tree("<math><mspace/><mi>x</mi></math>z"), "math(mspace()mi(x))z");
        assert_eq!(tree("a &amp; &#x5382; &unknown;"), "a & 厂 &unknown;");
    }

    #[test]
    fn depth_and_floods_are_bounded() {
        let deep = parse(&format!("{}words{}<p>after</p>", "<div>".repeat(100_000), "</div>".repeat(100_000)));
        assert!(deep.cut, "it is said that something was left out");
        assert!(deep.root.words().contains("words") && deep.root.words().contains("after"), "the words are there");
        let flood = "<b><i>x".repeat(50_000);
        assert_eq!(parse(&flood).root.words().len(), 50_000, "never-closed tags cost no words");
    }
}
