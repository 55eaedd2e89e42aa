//! Words of the ontology editor, of building, and of what was found.

use super::catalogue::catalogue;
use pathloom_ipc::found::FoundList;

catalogue! { Words {
    title: "Ontology", "本体";
    about: "What the graph may speak of: types of entities and relations between them. It reaches every prompt and checks every result; what it does not allow is listed, never dropped.", "图谱可以描述的内容：实体类型及其关系。它用于每条提示词并检查每个结果；不允许的内容会列出，绝不会丢弃。";
    preset: "Begin with", "起始方案";
    preset_choose: "Presets…", "预设…";
    preset_of: "{title}: {entities} types, {relations} relations", "{title}：{entities} 个类型，{relations} 个关系";
    suggest: "Suggest from these documents", "根据这些文档提出建议";
    suggest_model: "Ask the model", "询问模型";
    suggested: "Proposed by {by}. Nothing is set until you save.", "由{by}提出。保存之前不会生效。";
    suggested_left_out: "Left out of the proposal: {n}", "方案中未采用：{n}";
    built_in: "the built-in engine", "内置引擎";
    read_file: "Open file…", "打开文件…";
    read_title: "Choose an ontology file", "选择本体文件";
    save_file: "Save as file…", "另存为文件…";
    save_title: "Save the ontology", "保存本体";
    saved_file: "The ontology was saved as a file", "本体已保存为文件";
    taken: "Taken from {name}. Nothing is set until you save.", "取自“{name}”。保存之前不会生效。";
    entities: "Entity types", "实体类型";
    relations: "Relations", "关系";
    find: "Find", "查找";
    add_entity: "Add a type", "添加类型";
    add_relation: "Add a relation", "添加关系";
    new_entity: "NewType", "NewType";
    new_relation: "new_relation", "new_relation";
    open_label: "Other relations are allowed", "允许其他关系";
    open_about: "Off: a relation that is not listed is told as a violation.", "关闭时，未列出的关系将作为违规列出。";
    name: "Name", "名称";
    name_about: "What entities carry and templates filter by.", "实体所携带、模板用于筛选的名称。";
    relation_name_about: "Subject first, as in the graph.", "主语在前，与图谱中一致。";
    name_taken: "This name is there already.", "此名称已存在。";
    name_empty: "It needs a name.", "需要名称。";
    title_en: "Title in English", "英文标题";
    title_zh: "Title in Chinese", "中文标题";
    description: "Description", "说明";
    description_en: "Description in English", "英文说明";
    description_zh: "Description in Chinese", "中文说明";
    parent: "Kind of", "上级类型";
    no_parent: "None", "无";
    attributes: "Attributes", "属性";
    attributes_about: "One a line: figures, dates and texts that entities of this type have. A unit may follow a bar: Dose | mg", "每行一个：此类型实体具有的数值、日期和文字。竖线后可写单位：剂量 | mg";
    words: "Words that give it away", "识别用词";
    words_about: "One a line: column heads, defining nouns, last words of names.", "每行一个：列标题、定义用名词、名称的词尾。";
    examples: "Names", "名称示例";
    examples_about: "One a line: entities of this type, as the documents write them.", "每行一个：此类型的实体，按文档中的写法。";
    from: "From", "主语类型";
    to: "To", "宾语类型";
    any_type: "Any type", "任意类型";
    add_end: "Add a type…", "添加类型…";
    remove_end: "Remove {name}", "移除{name}";
    in_graph_one: "{n} in the graph", "图谱中有 {n} 个";
    in_graph: "{n} in the graph", "图谱中有 {n} 个";
    seen: "Seen {n} times", "出现 {n} 次";
    choose: "Choose a type or relation", "选择一个类型或关系";
    choose_about: "Its name, description and words are edited here.", "在此编辑其名称、说明和用词。";
    remove: "Remove", "移除";
    undo: "Undo the last change", "撤销上一步";
    general: "Back to the general one", "恢复通用本体";
    none: "None match", "没有匹配项";
    save: "Save and build", "保存并构建";
    saved: "The graph is being built under this ontology", "正在按此本体构建图谱";
    same: "Nothing has changed", "没有变化";
    unsaved: "Changed, not saved", "已更改，未保存";

    mark: "Mark entity", "标记实体";
    mark_name: "Name", "名称";
    mark_type: "Type", "类型";
    mark_select: "Select the name in the text, or write it below.", "在文中选中名称，或在下方填写。";
    mark_about: "Every document is searched for this name, and the graph is built again. Undo takes it back.", "将在所有文档中查找此名称并重新构建图谱。可以撤销。";
    mark_go: "Mark and build", "标记并构建";
    marked: "{name} is marked: {type}. The graph is being built.", "已标记 {name}：{type}。正在构建图谱。";
    mark_known: "{name} was marked so before: {type}", "{name} 此前已标记为：{type}";
    mark_models: "{n} documents that models had read are read by rules until the next Build.", "{n} 个由模型读取过的文档在下次构建前改由规则读取。";

    build: "Build", "构建";
    build_dialog: "Build the graph", "构建图谱";
    build_all: "All that is not up to date", "所有未更新的文档";
    build_anew: "Everything anew", "全部重新构建";
    build_open: "Only {name}, anew", "仅重新构建“{name}”";
    build_which: "Which documents", "选择文档";
    documents: "Documents", "文档";
    of_all: "{n} of {all}", "{n} / {all}";
    chunks: "Chunks", "文本块";
    shortened: "Shortened prompts (the model reads little at once)", "缩短的提示词（模型上下文较小）";
    pairs: "Pairs of names to decide", "待判定的名称对";
    calls: "Calls", "调用次数";
    tokens: "Tokens", "词元";
    tokens_in_out: "{in} in, {out} out", "输入 {in}，输出 {out}";
    money: "Cost", "费用";
    money_range: "{low} to {high}", "{low} 至 {high}";
    money_none: "None", "无";
    time: "Time", "时间";
    time_about: "about {n}", "约 {n}";
    time_seconds: "{n} s", "{n} 秒";
    time_minutes: "{n} min", "{n} 分钟";
    time_unknown: "Not known yet", "尚不清楚";
    by: "Extracted by", "抽取者";
    try_few: "Try on 3", "先试 3 个";
    build_start: "Build", "构建";
    build_none: "Every document is up to date: a build would change nothing.", "所有文档均已是最新。";
    build_limit: "Pause at a cost of", "费用达到时暂停";
    build_no_limit: "No limit", "不限";
    build_limit_wrong: "An amount, such as 2.50", "请输入金额，例如 2.50";
    build_keeps: "What did not change keeps its nodes, edits and samples.", "未变化的部分保留其节点、编辑和样本。";
    build_started: "The graph is being built", "正在构建图谱";

    found: "What was found", "查找结果";
    found_in: "In", "范围";
    found_all: "All documents", "所有文档";
    found_menu: "What was found…", "查找结果…";
    list_entities: "Names", "名称";
    list_assertions: "Assertions", "断言";
    list_tables: "Tables", "表格";
    list_figures: "Figures", "图像";
    list_formulas: "Formulas", "公式";
    list_refused: "Refused", "未采用";
    list_references: "Unmatched references", "未匹配的引用";
    list_unverified: "Unverified", "未核实";
    list_violations: "Against the ontology", "不符合本体";
    list_merges: "Possible merges", "可能合并";
    about_names: "As each document writes them; what several documents name is one entity in the graph.", "各文档中的写法；多个文档提到的同一事物在图谱中是一个实体。";
    about_refused: "Seen and not taken, with the reason.", "已看到但未采用，附原因。";
    about_references: "The text points at something that is not in the document.", "文本引用了文档中不存在的内容。";
    about_unverified: "A model says so, and its quote is not in the source. Kept in the graph, used for nothing.", "模型如此声称，但来源中没有其引文。保留在图谱中，但不用于任何样本。";
    about_violations: "What the ontology does not allow. Kept in the graph; change the ontology or the document.", "本体不允许的内容。保留在图谱中；可修改本体或文档。";
    about_merges: "Names that may be one entity. Decisions show after the next build.", "可能是同一实体的名称。决定在下次构建后生效。";
    any_part: "All", "全部";
    nothing: "Nothing here", "没有内容";
    nothing_about: "Documents that wait to be built are not counted.", "等待构建的文档不计入。";
    unverified: "unverified", "未核实";
    accept_merge: "One", "合并";
    accept_merge_about: "They are one entity", "它们是同一实体";
    keep_apart: "Keep apart", "保持分开";
    merge_undo: "Undo", "撤销";
    merged: "Merged", "已合并";
    kept_apart: "Kept apart", "已分开";
    waits: "Shown after the next build", "下次构建后生效";
    apply_merges: "Build now", "立即构建";
    waiting_one: "{n} decision is not in the graph yet.", "{n} 个决定尚未反映到图谱中。";
    waiting: "{n} decisions are not in the graph yet.", "{n} 个决定尚未反映到图谱中。";
    likeness: "{n} % alike", "相似度 {n}%";
    merge_candidates: "To decide", "待决定";
    merge_decided: "Decided", "已决定";
} }

pub fn list_name(list: FoundList) -> &'static str {
    let words = words();
    match list {
        FoundList::Entities => words.list_entities,
        FoundList::Assertions => words.list_assertions,
        FoundList::Tables => words.list_tables,
        FoundList::Figures => words.list_figures,
        FoundList::Formulas => words.list_formulas,
        FoundList::Refused => words.list_refused,
        FoundList::References => words.list_references,
        FoundList::Unverified => words.list_unverified,
        FoundList::Violations => words.list_violations,
        FoundList::Merges => words.list_merges,
    }
}

/// A sentence about lists that need one.
pub fn list_about(list: FoundList) -> Option<&'static str> {
    let words = words();
    match list {
        FoundList::Entities => Some(words.about_names),
        FoundList::Refused => Some(words.about_refused),
        FoundList::References => Some(words.about_references),
        FoundList::Unverified => Some(words.about_unverified),
        FoundList::Violations => Some(words.about_violations),
        FoundList::Merges => Some(words.about_merges),
        _ => None,
    }
}
