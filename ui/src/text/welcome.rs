//! Words of the screen "welcome".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Welcome", "Welcome";
} }
