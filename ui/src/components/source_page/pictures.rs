//! Pictures of pages as they were last asked for, so that turning back and forth shows them at once.

use crate::ipc::{self, Answer, ObjectUrl};
use leptos::prelude::window;
use pathloom_model::Key;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// A4 at twice 800 pixels is about 0.5 MB of PNG: 24 of them are cheap.
const KEPT: usize = 24;
/// Widths in device pixels; the core draws each page only in these.
const WIDTHS: [u32; 6] = [640, 960, 1280, 1680, 2240, 2880];

type Place = (Key, u32, u32);

thread_local! {
    static CACHE: RefCell<VecDeque<(Place, Arc<ObjectUrl>)>> = const { RefCell::new(VecDeque::new()) };
}

pub struct PagePictures;

impl PagePictures {
    /// The page at least `width` CSS pixels wide on this screen; from memory when it is there.
    pub async fn load(document: Key, page: u32, width: f64) -> Answer<Arc<ObjectUrl>> {
        let place = (document, page, device_width(width));
        if let Some(url) = find(&place) {
            return Ok(url);
        }
        let url = Arc::new(ipc::page_image(place.0.clone(), place.1, place.2).await?);
        keep(place, url.clone());
        Ok(url)
    }

    /// What is there already, so that a page turn need not wait a frame.
    pub fn ready(document: &Key, page: u32, width: f64) -> Option<Arc<ObjectUrl>> {
        find(&(document.clone(), page, device_width(width)))
    }

    /// Asks for a page that will probably be turned to next.
    pub fn prefetch(document: Key, page: u32, width: f64) {
        leptos::task::spawn_local(async move {
            let _ = PagePictures::load(document, page, width).await;
        });
    }
}

fn device_width(width: f64) -> u32 {
    let wanted = width * window().device_pixel_ratio().clamp(1.0, 3.0);
    WIDTHS.into_iter().find(|offered| f64::from(*offered) >= wanted).unwrap_or(WIDTHS[WIDTHS.len() - 1])
}

fn find(place: &Place) -> Option<Arc<ObjectUrl>> {
    CACHE.with_borrow(|cache| cache.iter().find(|(known, _)| known == place).map(|(_, url)| url.clone()))
}

fn keep(place: Place, url: Arc<ObjectUrl>) {
    CACHE.with_borrow_mut(|cache| {
        cache.push_back((place, url));
        while cache.len() > KEPT {
            cache.pop_front();
        }
    });
}
