//! Words of the screen "runs".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Runs", "运行";
} }
