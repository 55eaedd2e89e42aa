//! Words of gates.

use super::catalogue::catalogue;

catalogue! { Words {
    gate: "Quality gate", "质量筛选";
    title: "Which samples are good enough?", "哪些样本足够好？";
    about: "A rule over scores and checks. What it drops is left out of Review and of exports and can be brought back; what lacks a score is kept.", "基于分数和检查的规则。被排除的样本不进入审核和导出，可随时恢复；缺少分数的样本会保留。";
    rule: "Rule", "规则";
    kept: "kept", "保留";
    borderline: "borderline", "待定";
    dropped: "left out", "排除";
    shares: "Shares kept, borderline and left out", "保留、待定与排除的比例";
    not_met: "not {condition}", "不满足 {condition}";
    examples: "Borderline, for want of a score", "因缺少分数而待定";
    missing: "{n} without this score", "{n} 个样本没有此分数";
    any: "any", "不限";
    no_bound: "Ask nothing of it", "不作要求";
    nothing_deleted: "Nothing is deleted. Undo takes it back.", "不会删除任何内容，可撤销。";
    apply: "Apply", "应用";
    apply_one: "Apply to {n} sample", "应用到 {n} 个样本";
    apply_n: "Apply to {n} samples", "应用到 {n} 个样本";
    applied: "The gate leaves out {n} samples", "筛选规则排除了 {n} 个样本";
    cancel: "Cancel", "取消";
    support: "Support, share of judges", "支持度（评审比例）";
    strong: "Strong models right", "强模型正确率";
    weak: "Weak models right", "弱模型正确率";
    complexity: "Complexity", "复杂度";
    language: "Complexity of language", "语言复杂度";
    task: "Complexity of the task", "任务复杂度";
    structure: "Complexity of structure", "结构复杂度";
    hops: "Hops", "跳数";
    tokens: "Tokens", "词元数";
    hop_necessity: "Hops needed", "必要跳比例";
    closed_book: "Known by heart", "凭记忆可答比例";
    failed_checks: "Failed checks", "未通过的检查";
} }

/// A number of rules, in words.
pub fn measure_name(measure: &str) -> String {
    let words = words();
    match measure {
        "support" => words.support,
        "strong" => words.strong,
        "weak" => words.weak,
        "complexity" => words.complexity,
        "language" => words.language,
        "task" => words.task,
        "structure" => words.structure,
        "hops" => words.hops,
        "tokens" => words.tokens,
        "hop_necessity" => words.hop_necessity,
        "closed_book" => words.closed_book,
        "failed_checks" => words.failed_checks,
        other => other,
    }
    .to_owned()
}

/// "support >= 2/3" with the signs that people write.
pub fn condition_words(condition: &str) -> String {
    condition.replace(">=", "≥").replace("<=", "≤").replace("!=", "≠")
}
