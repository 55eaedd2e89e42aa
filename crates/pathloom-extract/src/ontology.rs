//! Types of entities: which may be one and the same, which words in heads, suffixes and definitions give them away.

use pathloom_model::lexicon;

pub use pathloom_model::lexicon::{THING, VALUE};

/// Words of column heads and definitions, singular, lower case.
const WORDS: &[(&str, &str)] = &[
    ("company", "Company"),
    ("firm", "Company"),
    ("manufacturer", "Company"),
    ("maker", "Company"),
    ("supplier", "Company"),
    ("customer", "Company"),
    ("operator", "Company"),
    ("competitor", "Company"),
    ("issuer", "Company"),
    ("distributor", "Company"),
    ("subsidiary", "Company"),
    ("group", "Company"),
    ("broker", "Company"),
    ("vendor", "Company"),
    ("parent", "Company"),
    ("producer", "Company"),
    ("bank", "Bank"),
    ("fund", "Fund"),
    ("organisation", "Organisation"),
    ("organization", "Organisation"),
    ("institution", "Organisation"),
    ("agency", "Organisation"),
    ("university", "Organisation"),
    ("institute", "Organisation"),
    ("foundation", "Organisation"),
    ("plant", "Plant"),
    ("factory", "Plant"),
    ("works", "Plant"),
    ("mill", "Plant"),
    ("facility", "Plant"),
    ("site", "Plant"),
    ("refinery", "Plant"),
    ("laboratory", "Laboratory"),
    ("lab", "Laboratory"),
    ("test centre", "Laboratory"),
    ("test center", "Laboratory"),
    ("person", "Person"),
    ("chief executive", "Person"),
    ("ceo", "Person"),
    ("chair", "Person"),
    ("founder", "Person"),
    ("author", "Person"),
    ("analyst", "Person"),
    ("name of person", "Person"),
    ("director", "Person"),
    ("engineer", "Person"),
    ("city", "City"),
    ("town", "City"),
    ("country", "Country"),
    ("region", "Place"),
    ("place", "Place"),
    ("province", "Place"),
    ("market", "Place"),
    ("product", "Product"),
    ("brand", "Product"),
    ("appliance", "Product"),
    ("heat pump", "Product"),
    ("device", "Product"),
    ("component", "Component"),
    ("controller", "Component"),
    ("heat exchanger", "Component"),
    ("part", "Component"),
    ("compressor", "Compressor"),
    ("refrigerant", "Refrigerant"),
    ("substance", "Substance"),
    ("compound", "Substance"),
    ("material", "Substance"),
    ("catalyst", "Substance"),
    ("solvent", "Substance"),
    ("drug", "Drug"),
    ("disease", "Disease"),
    ("method", "Method"),
    ("approach", "Method"),
    ("algorithm", "Method"),
    ("model", "Model"),
    ("language model", "Model"),
    ("dataset", "Dataset"),
    ("data set", "Dataset"),
    ("benchmark", "Dataset"),
    ("corpus", "Dataset"),
    ("公司", "Company"),
    ("企业", "Company"),
    ("公司名称", "Company"),
    ("企业名称", "Company"),
    ("公司简称", "Company"),
    ("证券简称", "Company"),
    ("证券名称", "Company"),
    ("股票名称", "Company"),
    ("股票简称", "Company"),
    ("供应商", "Company"),
    ("工厂", "Plant"),
    ("基地", "Plant"),
    ("实验室", "Laboratory"),
    ("国家", "Country"),
    ("城市", "City"),
    ("地区", "Place"),
    ("产品", "Product"),
    ("产品名称", "Product"),
    ("压缩机", "Compressor"),
    ("制冷剂", "Refrigerant"),
];

/// Words that are the head of a type but were left out above for width: Chinese, then English.
const MORE_WORDS: &[(&str, &str)] = &[
    ("workplace", "Workplace"),
    ("chemical", "Substance"),
    ("alloy", "Substance"),
    ("powder", "Substance"),
    ("合金", "Substance"),
    ("物质", "Substance"),
    ("化学品", "Substance"),
    ("电解液", "Substance"),
    ("催化剂", "Substance"),
    ("牌号", "Substance"),
    ("机型", "Product"),
    ("型号", "Product"),
    ("品牌", "Product"),
    ("客户", "Company"),
    ("厂商", "Company"),
    ("运营方", "Company"),
    ("制造商", "Company"),
    ("数据集", "Dataset"),
    ("模型", "Model"),
    ("方法", "Method"),
    ("药物", "Drug"),
    ("材料", "Substance"),
    ("人物", "Person"),
    ("行业", "Sector"),
    ("sector", "Sector"),
    ("industry", "Sector"),
];

const COMPANY_SUFFIXES: &[&str] = &[
    "AB",
    "ASA",
    "AS",
    "A/S",
    "ApS",
    "Oy",
    "Oyj",
    "Abp",
    "GmbH",
    "AG",
    "KG",
    "SE",
    "SA",
    "S.A.",
    "SAS",
    "SpA",
    "S.p.A.",
    "Srl",
    "S.r.l.",
    "s.r.o.",
    "a.s.",
    "d.o.o.",
    "d.d.",
    "Kft.",
    "Zrt.",
    "Nyrt.",
    "SARL",
    "Lda",
    "Lda.",
    "S.L.",
    "Tbk",
    "K.K.",
    "JSC",
    "PJSC",
    "OÜ",
    "UAB",
    "Ltd",
    "Ltd.",
    "Limited",
    "Inc",
    "Inc.",
    "Corp",
    "Corp.",
    "Corporation",
    "LLC",
    "LLP",
    "PLC",
    "plc",
    "NV",
    "N.V.",
    "BV",
    "B.V.",
    "Co",
    "Co.",
    "Pty",
    "Bhd",
    "Holdings",
    "Holding",
];

const COMPANY_SUFFIXES_ZH: &[&str] = &["股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "集团"];

/// Last words of names: "Arvika Works", "Jutland Heat Laboratory".
const TYPED_ENDINGS: &[(&str, &str)] = &[
    ("Works", "Plant"),
    ("Plant", "Plant"),
    ("Factory", "Plant"),
    ("Mill", "Plant"),
    ("Refinery", "Plant"),
    ("Smelter", "Plant"),
    ("Laboratory", "Laboratory"),
    ("Laboratories", "Laboratory"),
    ("Lab", "Laboratory"),
    ("Test Centre", "Laboratory"),
    ("Test Center", "Laboratory"),
    ("University", "Organisation"),
    ("Institute", "Organisation"),
    ("Foundation", "Organisation"),
    ("Bank", "Bank"),
    ("Agency", "Organisation"),
    ("Securities", "Company"),
    ("Research", "Company"),
    ("Ministry", "Organisation"),
    ("Hospital", "Organisation"),
    ("Association", "Organisation"),
    ("Dataset", "Dataset"),
    ("Exchange", "Organisation"),
    ("Council", "Organisation"),
    ("Commission", "Organisation"),
    ("Authority", "Organisation"),
    ("Committee", "Organisation"),
    ("Federation", "Organisation"),
    ("Academy", "Organisation"),
    ("Museum", "Organisation"),
    ("College", "University"),
    ("Court", "Court"),
    ("Airport", "Airport"),
    ("Directive", "Law"),
    ("Treaty", "Agreement"),
];

const TYPED_ENDINGS_ZH: &[(&str, &str)] = &[
    ("工厂", "Plant"),
    ("实验室", "Laboratory"),
    ("大学", "Organisation"),
    ("研究院", "Organisation"),
    ("研究所", "Organisation"),
    ("测试中心", "Laboratory"),
    ("检测中心", "Laboratory"),
    ("会计师事务所", "Company"),
    ("律师事务所", "Company"),
    ("监测中心", "Organisation"),
    ("检验中心", "Laboratory"),
    ("鉴定中心", "Laboratory"),
    ("交易中心", "Organisation"),
    ("拆借中心", "Organisation"),
    ("数据中心", "Organisation"),
    ("研究站", "Organisation"),
    ("观测站", "Organisation"),
    ("气象局", "Ministry"),
    ("人民政府", "Organisation"),
    ("出版社", "Organisation"),
    ("交易所", "Organisation"),
    ("基金会", "Organisation"),
    ("监管局", "Ministry"),
    ("监管分局", "Ministry"),
    ("冶炼厂", "Plant"),
    ("发电厂", "Plant"),
    ("炼油厂", "Plant"),
    ("材料厂", "Plant"),
    ("产业园", "Place"),
    ("开发区", "Place"),
    ("分行", "Bank"),
    ("支行", "Bank"),
    ("学院", "University"),
    ("研究中心", "Organisation"),
    ("生态环境厅", "Ministry"),
    ("银行", "Bank"),
    ("证券", "Company"),
    ("委员会", "Organisation"),
    ("协会", "Organisation"),
    ("医院", "Hospital"),
    ("法院", "Court"),
    ("基地", "Plant"),
    ("财政厅", "Ministry"),
    ("信息化厅", "Ministry"),
    ("技术厅", "Ministry"),
    ("教育厅", "Ministry"),
    ("商务厅", "Ministry"),
    ("能源局", "Ministry"),
    ("管理局", "Ministry"),
    ("统计局", "Ministry"),
    ("监督局", "Ministry"),
    ("省", "Region"),
    ("自治区", "Region"),
    ("市", "City"),
];

/// Words that end like the name of a place and are none.
const NO_PLACES: &[&str] = &[
    "城市", "上市", "股市", "楼市", "超市", "门市", "夜市", "都市", "全市", "本市", "各市", "后市", "早市", "债市",
    "汇市", "入市", "两市", "沪市", "深市", "牛市", "熊市", "节省", "全省", "各省", "外省", "本省", "反省", "跨省",
    "多省", "省市",
];

/// Countries that tables and sentences name, English and Chinese.
const COUNTRIES: &[(&str, &str)] = &[
    ("Sweden", "瑞典"),
    ("Norway", "挪威"),
    ("Finland", "芬兰"),
    ("Denmark", "丹麦"),
    ("Iceland", "冰岛"),
    ("Poland", "波兰"),
    ("Germany", "德国"),
    ("France", "法国"),
    ("Italy", "意大利"),
    ("Spain", "西班牙"),
    ("Portugal", "葡萄牙"),
    ("Austria", "奥地利"),
    ("Switzerland", "瑞士"),
    ("Belgium", "比利时"),
    ("Netherlands", "荷兰"),
    ("Ireland", "爱尔兰"),
    ("United Kingdom", "英国"),
    ("United States", "美国"),
    ("Canada", "加拿大"),
    ("Mexico", "墨西哥"),
    ("Brazil", "巴西"),
    ("Argentina", "阿根廷"),
    ("Chile", "智利"),
    ("Peru", "秘鲁"),
    ("China", "中国"),
    ("Japan", "日本"),
    ("South Korea", "韩国"),
    ("India", "印度"),
    ("Indonesia", "印度尼西亚"),
    ("Malaysia", "马来西亚"),
    ("Thailand", "泰国"),
    ("Vietnam", "越南"),
    ("Singapore", "新加坡"),
    ("Philippines", "菲律宾"),
    ("Australia", "澳大利亚"),
    ("New Zealand", "新西兰"),
    ("Russia", "俄罗斯"),
    ("Ukraine", "乌克兰"),
    ("Turkey", "土耳其"),
    ("Greece", "希腊"),
    ("Hungary", "匈牙利"),
    ("Czech Republic", "捷克"),
    ("Slovakia", "斯洛伐克"),
    ("Romania", "罗马尼亚"),
    ("Bulgaria", "保加利亚"),
    ("Estonia", "爱沙尼亚"),
    ("Latvia", "拉脱维亚"),
    ("Lithuania", "立陶宛"),
    ("Egypt", "埃及"),
    ("South Africa", "南非"),
    ("Nigeria", "尼日利亚"),
    ("Saudi Arabia", "沙特阿拉伯"),
    ("Luxembourg", "卢森堡"),
    ("Croatia", "克罗地亚"),
    ("Slovenia", "斯洛文尼亚"),
    ("Serbia", "塞尔维亚"),
    ("Cyprus", "塞浦路斯"),
    ("Israel", "以色列"),
    ("United Arab Emirates", "阿联酋"),
    ("Qatar", "卡塔尔"),
    ("Kuwait", "科威特"),
    ("Pakistan", "巴基斯坦"),
    ("Bangladesh", "孟加拉国"),
    ("Sri Lanka", "斯里兰卡"),
    ("Nepal", "尼泊尔"),
    ("Kenya", "肯尼亚"),
    ("Ghana", "加纳"),
    ("Ethiopia", "埃塞俄比亚"),
    ("Tanzania", "坦桑尼亚"),
    ("Morocco", "摩洛哥"),
    ("Algeria", "阿尔及利亚"),
    ("Tunisia", "突尼斯"),
    ("Colombia", "哥伦比亚"),
    ("Venezuela", "委内瑞拉"),
    ("Ecuador", "厄瓜多尔"),
    ("Bolivia", "玻利维亚"),
    ("Uruguay", "乌拉圭"),
    ("Paraguay", "巴拉圭"),
    ("Kazakhstan", "哈萨克斯坦"),
    ("Mongolia", "蒙古国"),
    ("Cambodia", "柬埔寨"),
    ("Myanmar", "缅甸"),
    ("Zambia", "赞比亚"),
    ("Namibia", "纳米比亚"),
    ("Senegal", "塞内加尔"),
    ("Rwanda", "卢旺达"),
];

/// Rows and columns that stand for many: never an entity.
const COLLECTIVE: &[&str] = &[
    "total",
    "totals",
    "subtotal",
    "sub-total",
    "grand total",
    "sum",
    "all",
    "overall",
    "average",
    "avg",
    "avg.",
    "mean",
    "median",
    "other",
    "others",
    "rest",
    "rest of world",
    "group total",
    "unallocated",
    "eliminations",
    "std",
    "min",
    "max",
    "合计",
    "总计",
    "小计",
    "平均",
    "均值",
    "平均值",
    "其他",
    "其它",
    "总额",
    "中位数",
    "行业平均",
];

/// The type that a column head or a noun stands for: "Company", "Plants", "制冷剂".
pub fn type_of_word(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase();
    let own = |word: &str| WORDS.iter().chain(MORE_WORDS).find(|(known, _)| *known == word).map(|(_, kind)| *kind);
    let found = |word: &str| {
        own(word).or_else(|| {
            let kind = lexicon::built_in().type_of_noun(word)?;
            (!matches!(kind, "Name" | "Formula" | "Symbol" | "Unit")).then_some(kind)
        })
    };
    if let Some(kind) = found(&word) {
        return Some(kind);
    }
    let singular = match word.as_str() {
        it if it.ends_with("ies") => format!("{}y", &it[..it.len() - 3]),
        it if it.ends_with('s') && it.is_ascii() => it[..it.len() - 1].to_owned(),
        _ => return None,
    };
    found(&singular)
}

/// The type that a name itself shows: "Norrheat AB", "Arvika Works", "Sweden", "阿尔维卡工厂".
pub fn type_of_name(name: &str) -> Option<&'static str> {
    if let Some(core) = company_core(name) {
        return Some(if core.ends_with(" Bank") || core.ends_with("银行") { "Bank" } else { "Company" });
    }
    if COUNTRIES.iter().any(|(en, zh)| *en == name || *zh == name) {
        return Some("Country");
    }
    let ending = |(end, kind): &(&'static str, &'static str)| {
        let before = name.strip_suffix(end)?;
        before.ends_with(' ').then_some(*kind)
    };
    let han = |(end, kind): &(&'static str, &'static str)| {
        if NO_PLACES.iter().any(|word| name.ends_with(word)) {
            return None;
        }
        name.strip_suffix(end).filter(|rest| rest.chars().count() >= 2).map(|_| *kind)
    };
    TYPED_ENDINGS.iter().find_map(ending).or_else(|| TYPED_ENDINGS_ZH.iter().find_map(han))
}

/// The name without its corporate suffix: "Norrheat" of "Norrheat AB". `None` when there is none.
pub fn company_core(name: &str) -> Option<&str> {
    for suffix in COMPANY_SUFFIXES_ZH {
        if let Some(core) = name.strip_suffix(suffix)
            && core.chars().count() >= 2
        {
            return Some(core);
        }
    }
    let (core, last) = name.rsplit_once(' ')?;
    if !COMPANY_SUFFIXES.contains(&last) {
        return None;
    }
    let core = core.trim_end_matches([',', '&', ' ']);
    Some(company_core(core).unwrap_or(core)).filter(|core| !core.is_empty())
}

pub fn is_company_suffix(word: &str) -> bool {
    COMPANY_SUFFIXES.contains(&word)
}

pub fn chinese_endings() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMPANY_SUFFIXES_ZH.iter().map(|suffix| (*suffix, "Company")).chain(TYPED_ENDINGS_ZH.iter().copied())
}

pub fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.iter().flat_map(|(en, zh)| [*en, *zh])
}

/// "Total", "Others", "合计".
pub fn is_collective(text: &str) -> bool {
    let text = text.trim().trim_end_matches([':', '：', '*']).to_lowercase();
    let word = text.split([' ', '(', '（', ',']).next().unwrap_or_default();
    COLLECTIVE.contains(&text.as_str())
        || (COLLECTIVE.contains(&word) && !matches!(word, "all" | "mean" | "other" | "max" | "min"))
}

/// Rows that are no member of what the table lists: "Group", "Central costs", "Blank".
pub fn is_remainder(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let starts = [
        "central ",
        "corporate",
        "head office",
        "inter-segment",
        "intersegment",
        "elimination",
        "adjustment",
        "reconcil",
        "unallocated",
    ];
    starts.iter().any(|start| text.starts_with(start))
        || matches!(
            text.as_str(),
            "group"
                | "company"
                | "consolidated"
                | "blank"
                | "control"
                | "random"
                | "baseline"
                | "human"
                | "空白"
                | "对照"
                | "对照组"
                | "集团"
                | "全国"
                | "全省"
                | "全市"
        )
}

/// Whether two types may belong to one entity.
pub fn compatible(one: &str, other: &str) -> bool {
    one == THING || other == THING || is_a(one, other) || is_a(other, one)
}

/// `kind` is `wanted` or below it. A Thing is not.
pub fn is_a(kind: &str, wanted: &str) -> bool {
    lexicon::built_in().is_a(kind, wanted)
}

/// The narrower of two compatible types.
pub fn narrower<'a>(one: &'a str, other: &'a str) -> &'a str {
    if one == THING || is_a(other, one) { other } else { one }
}

/// Whether a type may stand where a relation of the lexicon wants one of `wanted`. 3 = it is named, 2 = surely,
/// 1 = perhaps, 0 = no.
pub fn fits(kind: &str, wanted: &[String]) -> u8 {
    lexicon::built_in().fits(kind, wanted)
}

/// The type that a relation gives to a Thing in its place: only where it wants exactly one.
pub fn implied(wanted: &[String]) -> Option<&str> {
    match wanted {
        [one] if one != THING && lexicon::built_in().noun.contains_key(one) => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_their_type_and_types_know_their_kin() {
        assert_eq!(type_of_name("Hedelund Klima A/S"), Some("Company"));
        assert_eq!(type_of_name("Bothnia Test Centre"), Some("Laboratory"));
        assert_eq!(type_of_name("Kaltvik Works AS"), Some("Company"), "the suffix wins over the word before it");
        assert_eq!(type_of_name("Plant"), None, "a bare noun is no name");
        assert_eq!(company_core("Lanyue Compressor Co., Ltd."), Some("Lanyue Compressor"));
        assert_eq!(type_of_word("Companies"), Some("Company"));
        assert!(compatible("City", "Place") && compatible("Thing", "Plant"));
        assert!(!compatible("City", "Company") && !compatible("Product", "Plant"));
        assert!(is_collective("Total, EUR m") && is_collective("合计") && !is_collective("Allgäu Plant"));
    }
}
