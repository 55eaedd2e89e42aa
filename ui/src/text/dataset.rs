//! Words of the screen "dataset".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Dataset", "数据集";
    approved_only: "Approved samples whose sources are unchanged", "已通过且未过期的样本";
    none: "No sample is approved yet", "还没有通过的样本";
    none_about: "Approve samples in Review: they are counted here, and exported as one file.", "在“审核”中通过样本后，它们会在这里统计，并导出为一个文件。";
    to_review: "Go to Review", "前往审核";

    approved: "approved samples", "已通过样本";
    templates: "templates", "模板";
    documents_used: "documents used", "已用文档";
    of: "{n} of {total}", "{n} / {total}";
    tokens: "tokens, {n} each", "词元，平均 {n}";
    edited: "edited by hand", "人工修改";
    recheck_one: "{n} sample needs a re-check first.", "有 {n} 个样本需要先复查。";
    recheck_many: "{n} samples need a re-check first.", "有 {n} 个样本需要先复查。";
    recheck: "need a re-check", "需要复查";

    support: "Support", "支持度";
    support_about: "judges who agree", "认可的评审";
    difficulty: "Difficulty", "难度";
    difficulty_about: "who answers from the evidence", "谁能根据证据作答";
    checks: "Checks", "检查";
    checks_about: "passed, failed", "通过、未通过";
    check_line: "{label}: {passed} passed, {failed} failed", "{label}：{passed} 通过，{failed} 未通过";
    complexity: "Complexity", "复杂度";
    complexity_mean: "mean {n}, computed", "平均 {n}，按公式计算";
    computed: "computed", "按公式计算";
    hops: "Hops", "跳数";
    hops_about: "from start to answer", "从起点到答案";
    task_mix: "Task mix", "任务构成";
    task_mix_about: "samples by template", "按模板统计";
    length: "Length", "长度";
    length_about: "tokens per sample", "每个样本的词元数";
    length_alt: "Histogram of tokens per sample, median {n}", "每个样本词元数的直方图，中位数 {n}";
    length_bin: "{from} to {to} tokens", "{from} 至 {to} 词元";
    median: "median {n}", "中位数 {n}";
    length_none: "Lengths are shown once samples are approved.", "有样本通过后显示长度分布。";
    coverage: "Graph coverage", "图谱覆盖";
    coverage_about: "entities on the paths", "路径上的实体";
    head: "Head", "头部";
    torso: "Torso", "中部";
    tail: "Tail", "长尾";
    head_about: "best connected", "关联最多";
    torso_about: "in between", "居中";
    tail_about: "least connected", "关联最少";
    duplicates: "Near duplicates", "近似重复";
    duplicates_none: "No two approved questions are nearly the same.", "没有近似重复的已通过问题。";
    duplicates_one: "{n} question is nearly the same as another.", "有 {n} 个问题与其他问题近似重复。";
    duplicates_many: "{n} questions are nearly the same as another.", "有 {n} 个问题与其他问题近似重复。";
    duplicates_go: "Review them", "前往审核";
    open_review: "Show these samples in Review", "在“审核”中查看这些样本";

    export: "Export", "导出";
    format: "Messages, one JSON object a line", "Messages 格式，每行一个 JSON 对象";
    reasoning: "Reasoning", "推理过程";
    think_tags: "In think tags", "置于 think 标签";
    in_answer: "In the answer", "写入答案";
    no_reasoning: "Left out", "不包含";
    preview_of: "Live preview of", "实时预览";
    preview_tokens: "{n} tokens", "{n} 词元";
    preview_label: "Preview of one row", "一行的预览";
    another: "Another sample", "换一个样本";
    copy: "Copy", "复制";
    copied: "Copied", "已复制";
    nothing_to_preview: "A row appears here as soon as a sample is approved.", "有样本通过后，这里会显示一行预览。";
    with_confidential: "Export what rests on confidential documents too", "同时导出基于机密文档的样本";
    blocked: "Nothing can be exported yet", "暂时无法导出";
    folder: "Folder", "文件夹";
    folder_project: "In the project, exports", "项目内的 exports 文件夹";
    folder_pick: "Choose where the dataset goes", "选择数据集的保存位置";
    export_n: "Export {n}", "导出 {n}";
    exported_one: "{n} sample exported", "已导出 {n} 个样本";
    exported: "{n} samples exported", "已导出 {n} 个样本";
    exported_to: "Exported to {folder}", "已导出到 {folder}";
    manifest: "Files", "文件";
    sha: "SHA-256 for every file", "每个文件的 SHA-256";
    lines: "{n} lines", "{n} 行";
    lines_one: "{n} line", "{n} 行";
} }
