//! Why two names are one, may be one, or are two: the sentences of the rules, in Chinese too. What a person or a model
//! wrote stays as it came.

use super::catalogue::language;
use super::core_words::rewrite;
use pathloom_model::Language;

/// A reason in the language chosen.
pub fn merge_reason(text: &str) -> String {
    match language() {
        Language::En => text.to_owned(),
        Language::Zh => in_chinese(text).unwrap_or_else(|| text.to_owned()),
    }
}

fn in_chinese(text: &str) -> Option<String> {
    KNOWN.iter().find_map(|(english, chinese)| rewrite(text, english, chinese))
}

/// The narrower sentences before the wider.
const KNOWN: &[(&str, &str)] = &[
    // One.
    ("the first", "首个"),
    ("decided", "人工或模型决定"),
    ("the same name", "名称相同"),
    ("the same name, written alike", "名称相同，写法一致"),
    ("the same name, but for the width of letters", "名称相同，仅全角半角不同"),
    ("the same name, but for capitals", "名称相同，仅大小写不同"),
    ("the same name, with and without marks", "名称相同，仅有无变音符号之别"),
    ("the same name, but for punctuation", "名称相同，仅标点不同"),
    ("the same name, in other characters of the same meaning", "名称相同，仅用字不同（如简繁体）"),
    ("the same name, its ending {} spelled differently", "名称相同，后缀 {} 写法不同"),
    ("the same name without its corporate ending", "名称相同，仅省略公司后缀"),
    ("the same name without its corporate suffix", "名称相同，仅省略公司后缀"),
    ("the same place, with and without the word for its kind", "同一地点，仅有无行政级别用字之别"),
    ("a document gives one as another name of the other", "文档说明其一是另一个的别名"),
    ("\"{}\" is given as another name of it", "文档说明“{}”是其别名"),
    ("a document takes them as one", "文档将二者视为同一"),
    // Perhaps one.
    ("the same letters, parted differently", "字母相同，分隔不同"),
    ("the same letters and digits, parted differently", "字母和数字相同，分隔不同"),
    ("the same words in another order, or but for small words", "词语相同，仅顺序或虚词不同"),
    ("the same letters with different marks", "字母相同，变音符号不同"),
    ("the same letters, but for capitals", "字母相同，仅大小写不同"),
    ("singular and plural: {}", "单数与复数：{}"),
    ("one may be short for the other: {}", "其一可能是另一个的缩写：{}"),
    ("a letter or two differ: {}", "相差一两个字母：{}"),
    ("only one has {}", "只有一个含有 {}"),
    ("only one says \"{}\"", "只有一个注明“{}”"),
    ("an initial may stand for the given name", "首字母可能代表名字"),
    ("the same person's name with and without a middle name", "同一人名，仅有无中间名之别"),
    ("one has the initials of the other", "其一是另一个的首字母缩写"),
    ("one may be the short form of the other (简称)", "其一可能是另一个的简称"),
    ("what is known of them is alike", "已知内容相似"),
    ("the shorter name could be that of several", "较短的名称可能属于多个实体"),
    ("alike, but each is meant as it is written in its list", "写法相近，但列表中的名称以原样为准"),
    // Two.
    ("a {} and a {} are never one", "{} 与 {} 不可能是同一实体"),
    ("symbols that differ in capitals are two", "大小写不同的符号不是同一个"),
    ("\"{}\" is not \"{}\"", "“{}”不是“{}”"),
    ("both stand in one sentence, or in two rows of one column", "二者同处一句，或同列的两行"),
    ("it would make one of names that are kept apart", "会把已分开的名称合为一个"),
    ("\"{}\" would relate it to itself", "“{}”会使其与自身相关"),
    ("rules do not find these two alike any more", "规则已不再认为二者相近"),
    // What a decision met.
    ("\"{}\" and \"{}\": a {} and a {} are never one.", "“{}”与“{}”：{} 与 {} 不可能是同一实体。"),
    ("{}: no such pair; it may be gone since the last build.", "{}：没有这一对；可能在上次构建后已消失。"),
    ("{} names are too many to look for candidates in each build.", "名称多达 {} 个，每次构建时不再查找候选。"),
    ("{} is not {}", "{} 不是 {}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_rules_say_is_said_in_chinese() {
        for (english, chinese) in [
            ("the same name, its ending AB spelled differently", "名称相同，后缀 AB 写法不同"),
            ("only one has \"2\"", "只有一个含有 \"2\""),
            ("AB is not GmbH", "AB 不是 GmbH"),
            ("\"north\" is not \"south\"", "“north”不是“south”"),
            ("a City and a Person are never one", "City 与 Person 不可能是同一实体"),
        ] {
            assert_eq!(in_chinese(english).as_deref(), Some(chinese));
        }
        assert_eq!(in_chinese("a slip of the pen"), None, "a model's own words stay");
    }
}
