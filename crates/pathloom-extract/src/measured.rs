//! Words of what is measured, of what only limits it, and of how it changed. They are predicates, never entities.

/// The words of something measured: they are predicates, never entities.
pub fn is_metric(label: &str) -> bool {
    let lower = label.to_lowercase();
    if ["#", "avg", "average ", "number of", "no. of", "total "].iter().any(|start| lower.starts_with(start)) {
        return true;
    }
    let known =
        |word: &str| METRICS.contains(&word) || word.strip_suffix('s').is_some_and(|one| METRICS.contains(&one));
    let latin = lower.split(|c: char| !(c.is_alphanumeric() || c == '/')).any(known);
    latin
        || METRICS_ZH.iter().any(|word| label.contains(word))
        || (label.ends_with(['率', '量', '额', '价', '数']) && label.chars().count() <= 8)
}

/// Levels, settings and the like: they limit a metric and are none. "Hard", "Overall", "+ Debug", "w/o pre-training".
pub fn is_setting(label: &str) -> bool {
    let lower = label.to_lowercase();
    let word = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
    // "8 h", "5 mg": how long or how much was set.
    let amount = crate::number::parse(label).is_some_and(|printed| printed.measure.is_some());
    let starts =
        amount || ["+", "-", "w/", "with ", "without ", "by ", "under "].iter().any(|start| lower.starts_with(start));
    starts || SETTINGS.contains(&word)
}

/// Words that say how something changed or which part it is, not of what.
pub fn is_change(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "change"
            | "growth"
            | "yoy"
            | "yoy change"
            | "% change"
            | "increase"
            | "share"
            | "share of total"
            | "variance"
            | "变化"
            | "增速"
            | "增长率"
            | "同比"
            | "环比"
            | "同比增长"
            | "同比增速"
            | "占比"
            | "增幅"
            | "增减"
            | "同比增减"
            | "同比变动"
            | "环比增减"
            | "较上年增减"
    )
}

/// Heads that only say that figures stand below: "Value", "金额".
pub fn is_vague_value(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "value"
            | "values"
            | "result"
            | "results"
            | "amount"
            | "figure"
            | "数值"
            | "结果"
            | "金额"
            | "检测结果"
            | "数据"
    )
}

/// Heads of classes into which something was divided: their rows limit what the columns compare.
pub fn is_class_head(label: &str) -> bool {
    let lower = label.to_lowercase();
    ["类型", "类别", "种类"].iter().any(|end| label.ends_with(end))
        || ["type", "class", "category", "task", "subset", "domain", "language"].iter().any(|end| {
            lower.ends_with(end) && (lower.len() == end.len() || lower[..lower.len() - end.len()].ends_with(' '))
        })
}

/// Heads that say which version of a figure stands below, and of nothing else.
pub fn is_version(label: &str) -> bool {
    matches!(
        label.to_lowercase().as_str(),
        "actual"
            | "as adjusted"
            | "adjusted"
            | "pro forma"
            | "as reported"
            | "reported"
            | "underlying"
            | "as restated"
            | "restated"
            | "budget"
            | "plan"
            | "target"
            | "minimum"
            | "maximum"
            | "mean"
            | "median"
            | "group"
            | "company"
            | "consolidated"
            | "合并"
            | "母公司"
            | "预算"
            | "实际"
            | "计划"
            | "目标"
            | "调整前"
            | "调整后"
            | "交易前"
            | "交易后"
            | "发行前"
            | "发行后"
            | "最低"
            | "最高"
            | "最小值"
            | "最大值"
            | "平均值"
    )
}

/// What a Chinese head of change ("周环比", "年同比") is the change of, where the caption names one such thing.
pub fn changed_zh(label: &str, caption: &str) -> Option<&'static str> {
    let bare = label.trim_start_matches(['周', '月', '季', '年']);
    if !matches!(bare, "环比" | "同比" | "变化" | "涨跌" | "增减" | "变动") {
        return None;
    }
    let mut named =
        ["价格", "库存", "产量", "销量", "收入", "出货量"].into_iter().filter(|word| caption.contains(word));
    let only = named.next()?;
    named.next().is_none().then_some(only)
}

const METRICS: &[&str] = &[
    "revenue",
    "revenues",
    "sales",
    "turnover",
    "profit",
    "profits",
    "margin",
    "margins",
    "ebit",
    "ebitda",
    "ebita",
    "income",
    "earnings",
    "eps",
    "cost",
    "costs",
    "expense",
    "expenses",
    "price",
    "prices",
    "debt",
    "capex",
    "backlog",
    "orders",
    "assets",
    "equity",
    "liabilities",
    "cash",
    "capacity",
    "output",
    "production",
    "utilisation",
    "utilization",
    "employees",
    "headcount",
    "share",
    "shares",
    "growth",
    "yield",
    "volume",
    "volumes",
    "rate",
    "ratio",
    "efficiency",
    "temperature",
    "pressure",
    "power",
    "weight",
    "mass",
    "accuracy",
    "precision",
    "recall",
    "f1",
    "score",
    "bleu",
    "rouge",
    "auc",
    "loss",
    "time",
    "speed",
    "size",
    "number",
    "count",
    "area",
    "density",
    "cop",
    "scop",
    "dividend",
    "dividends",
    "tax",
    "depreciation",
    "amortisation",
    "investment",
    "expenditure",
    "leverage",
    "return",
    "roe",
    "roa",
    "roce",
    "pe",
    "p/e",
    "ev/ebitda",
    "length",
    "width",
    "height",
    "depth",
    "latency",
    "throughput",
    "parameters",
    "consumption",
    "emissions",
    "demand",
    "supply",
    "inventory",
    "working",
    "conversion",
    "selectivity",
    "concentration",
    "loading",
    "viscosity",
    "hardness",
    "purity",
    "acc",
    "auc",
    "auroc",
    "perplexity",
    "mrr",
    "rmse",
    "mae",
    "duration",
    "distance",
    "population",
    "gdp",
    "altitude",
    "elevation",
    "salary",
    "budget",
    "funding",
    "deposits",
    "loans",
    "premiums",
    "occupancy",
    "prevalence",
    "incidence",
    "mortality",
    "dose",
    "intake",
    "flow",
    "flows",
    "limit",
    "dispersion",
    "borrowings",
    "receivables",
    "payables",
    "provisions",
    "inventories",
    "goodwill",
    "impairment",
    "fees",
    "proceeds",
    "strength",
    "modulus",
    "elongation",
    "conductivity",
    "resistivity",
    "content",
    "ph",
    "thickness",
    "diameter",
    "voltage",
    "solubility",
];

const METRICS_ZH: &[&str] = &[
    "收入",
    "利润",
    "毛利",
    "净利",
    "成本",
    "费用",
    "价格",
    "产量",
    "产能",
    "利用率",
    "销量",
    "份额",
    "市占率",
    "增速",
    "增长",
    "资产",
    "负债",
    "权益",
    "现金",
    "员工",
    "人数",
    "温度",
    "压力",
    "功率",
    "效率",
    "比例",
    "比率",
    "占比",
    "涨跌幅",
    "市值",
    "股价",
    "库存",
    "毛利率",
    "净利率",
    "同比",
    "环比",
    "市盈率",
    "收益",
    "面积",
    "人口",
    "能效",
    "订单",
    "台数",
    "数量",
    "金额",
    "投入",
    "投资额",
    "限额",
    "标准值",
    "限值",
    "浓度",
    "纯度",
    "密度",
    "转化率",
    "总额",
    "余额",
    "存款",
    "贷款",
    "价差",
    "含量",
    "强度",
    "系数",
    "潜热",
    "海拔",
    "高度",
    "长度",
    "宽度",
    "深度",
    "厚度",
    "直径",
    "气温",
    "熔点",
    "沸点",
    "黏度",
    "粘度",
    "硬度",
    "伸长率",
    "电位",
    "资本",
    "年龄",
    "市值",
    "时长",
    "参数量",
    "体积",
    "质量",
    "重量",
    "寿命",
    "罚款",
    "股息",
    "股利",
];

const SETTINGS: &[&str] = &[
    "easy",
    "middle",
    "medium",
    "hard",
    "difficult",
    "low",
    "high",
    "small",
    "large",
    "original",
    "overall",
    "all",
    "correct",
    "ours",
    "baseline",
    "before",
    "after",
    "yes",
    "no",
    "first",
    "second",
    "third",
    "human",
    "automatic",
    "train",
    "test",
    "dev",
    "validation",
    "zero-shot",
    "few-shot",
    "base",
    "full",
    "new",
    "old",
    "previous",
    "current",
    "left",
    "right",
    "top",
    "bottom",
    "reported",
    "as reported",
    "underlying",
    "external",
    "internal",
    "fresh",
    "aged",
    "value",
    "values",
    "result",
    "results",
    "score in",
    "简单",
    "中等",
    "困难",
    "高",
    "中",
    "低",
    "数值",
    "结果",
    "金额",
    "本期",
    "调整前",
    "训练",
    "验证",
    "测试",
    "上期",
];
