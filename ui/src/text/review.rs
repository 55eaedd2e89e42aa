//! Words of the screen "review".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Review", "Review";
} }
