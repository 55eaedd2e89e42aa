//! Words of the screen "Review".

use super::catalogue::catalogue;
use pathloom_ipc::review::QueueOrder;
use pathloom_model::{CheckKind, CheckOutcome, DifficultyClass, ModelRole, RejectReason, ScoreKind};

catalogue! { Words {
    title: "Review", "审核";
    queue: "Queue", "队列";
    options: "Options", "选项";
    right_option: "The right option", "正确选项";
    queue_label: "Review queue", "审核队列";
    samples: "Samples", "样本";
    left: "{n} left", "剩余 {n}";
    shown: "{n} samples", "{n} 个样本";
    filter: "Filter by text or ID", "按文字或编号筛选";
    all_templates: "All templates", "全部模板";
    decision: "Decision", "决定";
    template: "Template", "模板";
    order: "Order", "排序";
    all: "All", "全部";
    of_run: "Run {n}", "运行 {n}";
    failed_only: "Failed checks", "检查未通过";
    order_created: "As generated", "按生成顺序";
    order_complexity: "Complexity", "复杂度";
    order_failed: "Failed checks first", "检查未通过优先";
    order_template: "Template", "模板";
    reviewed: "of {total} reviewed", "/ {total} 已审核";
    approved: "approved", "已通过";
    edited: "edited", "已编辑";
    rejected: "rejected", "已拒绝";
    skipped: "skipped", "已跳过";
    recheck: "to re-check", "需复核";
    progress: "Reviewed", "审核进度";
    generated_by: "{template} · {engine}", "{template} · {engine}";
    built_in: "built-in engine", "内置引擎";
    sample: "Sample {id}", "样本 {id}";
    previous: "Previous sample (K)", "上一个样本 (K)";
    next: "Next sample (J)", "下一个样本 (J)";
    copy_id: "Copy the ID", "复制编号";
    copied: "ID copied", "已复制编号";
    question: "Question", "问题";
    answer: "Answer", "答案";
    reasoning: "Reasoning", "推理";
    step_one: "{n} step", "{n} 步";
    steps: "{n} steps", "{n} 步";
    hop_one: "{n} hop", "{n} 跳";
    hops: "{n} hops", "{n} 跳";
    step_label: "Step {n}", "第 {n} 步";
    step_hop_label: "Step {n}, hop {word}, evidence {name}", "第 {n} 步，跳：{word}，证据：{name}";
    support: "Support", "支持度";
    difficulty: "Difficulty", "难度";
    complexity: "Complexity", "复杂度";
    both_scores: "Support, difficulty", "支持度、难度";
    need_models: "need models", "需要模型";
    needs_models: "needs models", "需要模型";
    hops_needed: "Hops needed", "必要跳";
    closed_book: "Known by heart", "凭记忆可答";
    no_verdict: "no verdict", "无结论";
    agrees: "agrees", "认可";
    disagrees: "does not agree", "不认可";
    right: "right", "正确";
    wrong: "wrong", "错误";
    sure: "sure", "有把握";
    fairly_sure: "fairly sure", "较有把握";
    unsure: "unsure", "没有把握";
    raw_reply: "Raw reply", "原始回复";
    hide_reply: "Hide the reply", "收起回复";
    thinking: "Thinking", "思考";
    twins: "Samples that ask nearly the same", "近似重复的样本";
    support_title: "Does the evidence support the answer?", "证据是否支持答案？";
    difficulty_title: "Who can answer from the evidence?", "谁能根据证据作答？";
    complexity_title: "How complex are question and steps?", "问题与步骤有多复杂？";
    necessity_title: "Is every hop needed?", "每一跳都必要吗？";
    closed_title: "Is it answered without any evidence?", "没有证据也能答对吗？";
    filtered_only: "Left out by a gate", "被筛选规则排除";
    easy: "easy", "容易";
    medium: "medium", "中等";
    hard: "hard", "困难";
    suspicious: "suspicious", "可疑";
    unanswered: "unanswered", "无人能答";
    strong: "Strong", "强模型";
    weak: "Weak", "弱模型";
    judge: "judge", "评审";
    part_language: "Language", "语言";
    part_task: "Task", "任务";
    part_structure: "Structure", "结构";
    checks: "Checks", "检查";
    checks_passed: "{n} of {total}", "{n} / {total}";
    checks_title: "What was checked without a model", "无需模型的检查";
    checks_about: "Computed by the built-in engine. A failed check is a reason to look, not a decision.", "由内置引擎计算。检查未通过只是提醒，不是决定。";
    arithmetic: "Arithmetic", "算术";
    alignment: "Steps and path agree", "步骤与路径一致";
    uniqueness: "One answer in this graph", "在此图谱中答案唯一";
    self_containment: "Question stands alone", "问题可独立理解";
    banned_words: "No container is named", "不提及载体";
    answer_leak: "Answer is not given away", "不泄露答案";
    quotes: "Quotes found in the source", "引文可在来源中找到";
    near_duplicate: "Not asked before", "没有近似重复";
    target: "Answer is the path's", "答案与路径一致";
    right_language: "Language asked for", "语言符合要求";
    form: "Form of the question", "题型规范";
    blur: "Blurred names not said", "未说出模糊化的名称";
    passed: "passed", "通过";
    failed: "failed", "未通过";
    not_applicable: "does not apply", "不适用";
    checked: "checked", "已核对";
    flag_edited: "Edited", "已编辑";
    flag_stale: "Sources changed", "来源已变";
    flag_recheck: "Needs re-check", "需复核";
    flag_filtered: "Filtered", "已过滤";
    path: "Path and evidence", "路径与证据";
    path_label: "Reasoning path", "推理路径";
    path_tab: "Path", "路径";
    page_tab: "Page", "页面";
    view_label: "Path or page", "路径或页面";
    page_title: "Source page", "来源页面";
    page_of: "page {n} of {total}", "第 {n} 页，共 {total} 页";
    no_page: "This hop has no page of its own. Choose another.", "此跳没有对应页面，请选择其他跳。";
    start: "Start", "起点";
    evidence: "Evidence", "证据";
    undo: "Undo", "撤销";
    reject: "Reject", "拒绝";
    edit: "Edit", "编辑";
    skip: "Skip", "跳过";
    approve: "Approve", "通过";
    next_previous: "next, previous", "下一个、上一个";
    to: "to", "至";
    show_hop: "show hop", "显示跳";
    reject_because: "Reject because", "拒绝原因";
    wrong_answer: "Answer is wrong", "答案错误";
    not_supported: "Evidence does not support it", "证据不支持";
    ambiguous: "Question is ambiguous", "问题有歧义";
    trivial: "Too easy, a plain lookup", "过于简单，只需查找";
    unnatural: "Wording is unnatural", "措辞不自然";
    other: "Other, with a note", "其他，附备注";
    note: "What is wrong?", "有什么问题？";
    did_approve: "Approved {id}", "已通过 {id}";
    did_reject: "Rejected {id}", "已拒绝 {id}";
    did_skip: "Skipped {id}", "已跳过 {id}";
    did_save: "Saved {id}. Its checks ran again.", "已保存 {id}，检查已重新运行。";
    retold: "{how}: {what}", "{how}：{what}";
    nothing_to_undo: "There is nothing to undo", "没有可撤销的操作";
    nothing_to_redo: "There is nothing to redo", "没有可重做的操作";
    save: "Save", "保存";
    cancel: "Cancel", "取消";
    edit_hint: "Checks run again on save. The decision stays as it is.", "保存后重新运行检查，决定保持不变。";
    changes: "Changes", "改动";
    done_title: "Everything is reviewed", "全部审核完成";
    done_about: "{n} of {total} samples are ready to export.", "{total} 个样本中有 {n} 个可以导出。";
    done_recheck: "{n} approved samples need a re-check before they are exported.", "有 {n} 个已通过的样本需复核后才能导出。";
    to_dataset: "Go to Dataset", "前往数据集";
    see_rejected: "See rejected", "查看已拒绝";
    see_skipped: "See skipped", "查看已跳过";
    see_recheck: "Re-check", "复核";
    none_title: "No samples yet", "还没有样本";
    none_about: "Choose templates and generate samples; they come here to be checked by you.", "选择模板并生成样本，它们会来到这里由你审核。";
    to_templates: "Go to Templates", "前往模板";
    no_match: "No sample matches", "没有匹配的样本";
    clear_filters: "Clear filters", "清除筛选";
    saving: "Saving…", "正在保存…";
} }

pub fn reason_name(reason: RejectReason) -> &'static str {
    let words = words();
    match reason {
        RejectReason::WrongAnswer => words.wrong_answer,
        RejectReason::NotSupported => words.not_supported,
        RejectReason::Ambiguous => words.ambiguous,
        RejectReason::Trivial => words.trivial,
        RejectReason::Unnatural => words.unnatural,
        RejectReason::Other => words.other,
    }
}

pub fn check_name(check: CheckKind) -> &'static str {
    let words = words();
    match check {
        CheckKind::Arithmetic => words.arithmetic,
        CheckKind::Alignment => words.alignment,
        CheckKind::Uniqueness => words.uniqueness,
        CheckKind::SelfContainment => words.self_containment,
        CheckKind::BannedWords => words.banned_words,
        CheckKind::AnswerLeak => words.answer_leak,
        CheckKind::Quotes => words.quotes,
        CheckKind::NearDuplicate => words.near_duplicate,
        CheckKind::Target => words.target,
        CheckKind::Language => words.right_language,
        CheckKind::Form => words.form,
        CheckKind::Blur => words.blur,
    }
}

pub fn outcome_name(outcome: CheckOutcome) -> &'static str {
    let words = words();
    match outcome {
        CheckOutcome::Passed => words.passed,
        CheckOutcome::Failed => words.failed,
        CheckOutcome::NotApplicable => words.not_applicable,
    }
}

pub fn order_name(order: QueueOrder) -> &'static str {
    let words = words();
    match order {
        QueueOrder::Created => words.order_created,
        QueueOrder::Complexity => words.order_complexity,
        QueueOrder::FailedChecksFirst => words.order_failed,
        QueueOrder::Template => words.order_template,
    }
}

pub fn class_name(class: DifficultyClass) -> &'static str {
    let words = words();
    match class {
        DifficultyClass::Easy => words.easy,
        DifficultyClass::Medium => words.medium,
        DifficultyClass::Hard => words.hard,
        DifficultyClass::Suspicious => words.suspicious,
        DifficultyClass::Unanswered => words.unanswered,
    }
}

/// A part of a score by its name in the data.
pub fn part_name(part: &str) -> String {
    let words = words();
    match part {
        "strong" => words.strong.into(),
        "weak" => words.weak.into(),
        "language" => words.part_language.into(),
        "task" => words.part_task.into(),
        "structure" => words.part_structure.into(),
        other => other.to_owned(),
    }
}

pub fn role_name(role: ModelRole) -> &'static str {
    let words = words();
    match role {
        ModelRole::Strong => words.strong,
        ModelRole::Weak => words.weak,
        ModelRole::Complexity => words.complexity,
        _ => words.judge,
    }
}

/// The question that a score answers.
pub fn score_title(kind: ScoreKind) -> &'static str {
    let words = words();
    match kind {
        ScoreKind::Support => words.support_title,
        ScoreKind::Difficulty => words.difficulty_title,
        ScoreKind::Complexity => words.complexity_title,
        ScoreKind::HopNecessity => words.necessity_title,
        ScoreKind::ClosedBook => words.closed_title,
        ScoreKind::Hops => words.hops,
        ScoreKind::Tokens => words.answer,
    }
}
