//! Words of the screen "dataset".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Dataset", "数据集";
} }
