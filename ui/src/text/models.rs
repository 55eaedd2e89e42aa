//! Words of the screen "models".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Models", "模型";
} }
