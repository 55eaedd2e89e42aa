//! Words of the screen "sources".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Sources", "Sources";
} }
