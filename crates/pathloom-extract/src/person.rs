//! Personal names by their letters: what may be one in English, and in Chinese by its family name. Where they stand is
//! told elsewhere (`office`, `byline`).

use crate::ontology;
use crate::runs::MONTHS;
use pathloom_model::language::is_han;

/// One English name, at least two words: "Ingrid Sandvall", "T. Aldersey", "Hendrik van der Zwaag".
pub const ENGLISH: &str = r"(?:(?:\p{Lu}['’])?\p{Lu}\p{Ll}+(?:-\p{Lu}?\p{Ll}+)?|\p{Lu}\.(?:[\s-]?\p{Lu}\.)*)(?:\s\p{Lu}\.)*(?:\s(?:van|von|der|den|de|del|da|di|du|dos|la|le|bin|ter|ten|zu))*(?:\s(?:\p{Lu}['’])?\p{Lu}[\p{L}]*\p{Ll}(?:-\p{Lu}?\p{Ll}+)?){1,2}";

/// Words in capitals that are part of no personal name.
const NO_NAMES: &[&str] = &[
    "The",
    "This",
    "That",
    "In",
    "On",
    "At",
    "For",
    "From",
    "By",
    "To",
    "Of",
    "With",
    "And",
    "But",
    "As",
    "If",
    "When",
    "After",
    "Before",
    "Since",
    "Our",
    "Its",
    "Their",
    "We",
    "It",
    "He",
    "She",
    "New",
    "South",
    "North",
    "East",
    "West",
    "Table",
    "Figure",
    "Section",
    "Article",
    "Annex",
    "Appendix",
    "Chief",
    "Executive",
    "Officer",
    "Director",
    "Manager",
    "Board",
    "Group",
    "Company",
    "Department",
    "University",
    "School",
    "Institute",
    "Laboratory",
    "Bank",
    "Research",
    "Technology",
    "Science",
    "Sciences",
    "International",
    "National",
    "Limited",
    "Report",
    "Agreement",
    "Act",
    "Law",
    "Order",
    "City",
    "Street",
    "Road",
    "Lane",
    "House",
    "Works",
    "Plant",
    "Analysis",
    "Review",
    "Data",
    "Language",
    "Model",
    "Models",
    "Learning",
    "Computer",
    "Engineering",
    "College",
    "Ministry",
    "Center",
    "Centre",
    "Academy",
    "Foundation",
    "Association",
    "Society",
    "Hong",
    "United",
    "States",
    "Kingdom",
];

/// Whether words written like a name may be a person's.
pub fn may_be_english(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let own = |word: &&str| NO_NAMES.contains(word) || MONTHS.contains(word);
    (2..=6).contains(&words.len())
        && !words.iter().any(own)
        && ontology::type_of_name(name).is_none()
        && !ontology::countries().any(|country| name.contains(country))
}

/// Family names of one letter.
const FAMILY: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴翁荀惠曲封芮靳松井段富巫乌焦牧谷车侯宓全班秋仲伊宫宁仇栾甘厉祖武符刘景詹龙叶司韶黎薄印宿白怀蒲邰从鄂索赖卓蔺屠蒙池乔阴闻党翟谭贡姬申冉雍桑桂牛寿通边扈燕冀尚农温别庄晏柴瞿阎连习艾容向古易廖庾终步都耿满匡国文寇广沃越隆师巩聂晁敖辛阚简饶沙丰关查佟游权佘岳帅陆肖涂代冷闫覃邝仝谌揭亓辜阙郗濮浦逯粟";
const FAMILY_OF_TWO: &[&str] =
    &["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木", "夏侯", "南宫"];
/// What may follow a personal name without a mark.
const FOLLOWERS: &[&str] = &[
    "、", "和", "与", "及", "任", "担任", "出任", "现任", "为", "是", "说", "称", "表示", "指出", "认为", "介绍", "等",
    "先生", "女士", "声明", "完成", "编写", "编制", "执笔", "设计", "撰写", "律师", "博士", "教授", "同志", "兼", "签",
    "主持", "出生", "毕业", "就职", "供职", "加入", "创立", "创办", "创建", "设立", "带领", "领导", "负责", "提出",
    "发明", "发现", "撰写", "于", "在",
];
/// Words that begin like a family name and are none.
const NO_PERSONS: &[&str] = &[
    "公司", "全国", "国家", "国际", "全部", "全资", "高级", "平均", "金融", "成立", "方面", "方法", "时间", "应当",
    "应收", "计划", "单位", "通过", "通知", "明确", "经营", "经理", "经济", "安全", "安装", "任何", "任职", "管理",
    "关于", "关联", "左右", "广泛", "文件", "强化", "强度", "温度", "简称", "应用", "白银", "黄金", "石油", "石化",
    "江苏", "江西", "云南", "广东", "广西", "安徽", "宁夏", "包括", "包含", "其他", "于是", "终止", "连续", "连带",
    "项目", "项下", "时任", "成员", "成为", "和其", "都是", "满足", "解除", "从事", "向其", "万元", "容量", "容积",
];

/// Bytes of the Chinese personal name that opens a text; a mark or a word that may follow a name must end it.
pub fn chinese(text: &str) -> Option<usize> {
    if NO_PERSONS.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let letters: Vec<(usize, char)> = text.char_indices().take(5).collect();
    let family = if FAMILY_OF_TWO.iter().any(|name| text.starts_with(name)) {
        2
    } else {
        usize::from(letters.first().is_some_and(|(_, c)| FAMILY.contains(*c)))
    };
    if family == 0 {
        return None;
    }
    let ends = |count: usize| {
        let end = letters.get(count).map_or(text.len(), |(at, _)| *at);
        let whole = letters.len() >= count && letters[..count].iter().all(|(_, c)| is_han(*c));
        let rest = &text[end..];
        let free =
            rest.chars().next().is_none_or(|c| !is_han(c)) || FOLLOWERS.iter().any(|word| rest.starts_with(word));
        let particles = letters[family.min(letters.len())..count.min(letters.len())]
            .iter()
            .any(|(_, c)| "的了和与及或等为是在由向于其该此各每不未将被把".contains(*c));
        // "欧阳澄担|任": the last letter begins the word that follows the name.
        let last = letters.get(count.wrapping_sub(1)).map_or(text.len(), |(at, _)| *at);
        let verb = |word: &&&str| word.chars().count() == 2 && text[last..].starts_with(**word);
        let overlaps = FOLLOWERS.iter().find(verb).is_some();
        (whole && free && !particles && !overlaps).then_some(end)
    };
    ends(family + 2).or_else(|| ends(family + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_persons_end_where_they_must() {
        for (text, expected) in [
            ("陆文静。", Some("陆文静")),
            ("齐若楠；审核", Some("齐若楠")),
            ("欧阳澄担任", Some("欧阳澄")),
            ("王明、李华", Some("王明")),
            ("公司总部", None),
            ("经营范围", None),
            ("提高效率", None),
        ] {
            assert_eq!(chinese(text).map(|end| &text[..end]), expected, "{text}");
        }
        assert!(may_be_english("Ingrid Sandvall") && may_be_english("H. van der Zwaag"));
        assert!(!may_be_english("Chief Executive") && !may_be_english("New York") && !may_be_english("Sande Works"));
    }
}
