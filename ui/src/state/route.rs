//! Where we are: a screen and its parameters, kept in the address after `#`.

use leptos::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    Welcome,
    Sources,
    Graph,
    Templates,
    Runs,
    Review,
    Dataset,
    Models,
}

impl Screen {
    /// Those of the rail, in order; Ctrl 1 to 7.
    pub const WORK: [Screen; 7] = [
        Screen::Sources,
        Screen::Graph,
        Screen::Templates,
        Screen::Runs,
        Screen::Review,
        Screen::Dataset,
        Screen::Models,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Screen::Welcome => "welcome",
            Screen::Sources => "sources",
            Screen::Graph => "graph",
            Screen::Templates => "templates",
            Screen::Runs => "runs",
            Screen::Review => "review",
            Screen::Dataset => "dataset",
            Screen::Models => "models",
        }
    }

    fn parse(name: &str) -> Option<Screen> {
        std::iter::once(Screen::Welcome).chain(Screen::WORK).find(|screen| screen.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub screen: Screen,
    query: BTreeMap<String, String>,
}

impl Route {
    /// A parameter after `?`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    fn parse(hash: &str) -> Route {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (screen, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(name, value)| (decode(name), decode(value))).collect();
        Route { screen: Screen::parse(screen).unwrap_or(Screen::Welcome), query }
    }
}

/// Goes to a screen with these parameters. Going where we are changes nothing.
pub fn go(screen: Screen, query: &[(&str, &str)]) {
    let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let tail = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    let _ = window().location().set_hash(&format!("#/{}{tail}", screen.name()));
}

pub fn provide_route() -> RwSignal<Route> {
    let route = RwSignal::new(Route::parse(&address()));
    let handle = window_event_listener_untyped("hashchange", move |_| {
        let next = Route::parse(&address());
        if route.with_untracked(|now| *now != next) {
            route.set(next);
        }
    });
    on_cleanup(move || handle.remove());
    provide_context(route);
    route
}

pub fn use_route() -> RwSignal<Route> {
    expect_context()
}

fn address() -> String {
    window().location().hash().unwrap_or_default()
}

fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

fn decode(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from)
}
