//! Names and sentences that the core writes in English, in Chinese too. What is not listed stays as it came:
//! names of files and templates, and sentences about single paths.

use super::catalogue::language;
use pathloom_model::Language;

/// What happened and what to do, as two sentences; the second may be empty.
pub fn told(message: &str, hint: &str) -> String {
    let (mut text, hint) = (from_core(message), from_core(hint));
    let Some(first) = hint.chars().next() else { return text };
    if !text.ends_with(['.', '!', '?', '…', '。', '！', '？', '”']) {
        text.push_str(if first.is_ascii() { "." } else { "。" });
    }
    if first.is_ascii() {
        text.push(' ');
    }
    text + &hint
}

/// In the language chosen, where it is known.
pub fn from_core(text: &str) -> String {
    if language() == Language::En {
        return text.to_owned();
    }
    KNOWN
        .iter()
        .chain(super::preset_titles::TITLES)
        .find_map(|(english, chinese)| rewrite(text, english, chinese))
        .unwrap_or_else(|| text.to_owned())
}

/// What the braces of `pattern` stand for in `text` is put into the braces of `into`, in the same order;
/// `None` when the text does not have the pattern.
pub(super) fn rewrite(text: &str, pattern: &str, into: &str) -> Option<String> {
    let mut pieces = pattern.split("{}");
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut values = Vec::new();
    for piece in pieces {
        let end = if piece.is_empty() { rest.len() } else { rest.find(piece)? };
        values.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    if !rest.is_empty() {
        return None;
    }
    let mut values = values.into_iter();
    let mut pieces = into.split("{}");
    let mut rewritten = pieces.next()?.to_owned();
    for piece in pieces {
        rewritten.push_str(values.next().unwrap_or_default());
        rewritten.push_str(piece);
    }
    Some(rewritten)
}

const KNOWN: &[(&str, &str)] = &[
    // Scores.
    ("easy", "容易"),
    ("medium", "中等"),
    ("hard", "困难"),
    ("suspicious", "可疑"),
    ("unanswered", "无人能答"),
    ("needs models", "需要模型"),
    ("needs models: no {} model is set", "需要模型：未设置{}模型"),
    ("needs models: no strong or weak model is set", "需要模型：未设置强模型或弱模型"),
    ("it was not asked for", "未要求计算"),
    ("this check was not made", "未做此项检查"),
    ("does not apply", "不适用"),
    ("only models give it", "只有模型能给出"),
    (
        "{} of {} judges agree; a tie, so there is no majority; {} gave no verdict",
        "{} / {} 位评审认可；票数相同，没有多数；{} 位没有结论",
    ),
    ("{} of {} judges agree; a tie, so there is no majority", "{} / {} 位评审认可；票数相同，没有多数"),
    ("{} of {} judges agree; {} gave no verdict", "{} / {} 位评审认可；{} 位没有结论"),
    ("{} of {} judges agree", "{} / {} 位评审认可"),
    ("{} of {} judge agree", "{} / {} 位评审认可"),
    ("{} of {} judges agree; without {}, left out of this run", "{} / {} 位评审认可；未询问 {}（本次运行已略过）"),
    ("{} of {} judge agree; without {}, left out of this run", "{} / {} 位评审认可；未询问 {}（本次运行已略过）"),
    (
        "{} of {} judges agree; a tie, so there is no majority; without {}, left out of this run",
        "{} / {} 位评审认可；票数相同，没有多数；未询问 {}（本次运行已略过）",
    ),
    ("left out of this run", "本次运行已略过"),
    ("{} of {} judges gave a verdict: {}", "{} / {} 位评审给出结论：{}"),
    ("{}: strong {} of {} right, weak {} of {} right", "{}：强模型 {} / {} 正确，弱模型 {} / {} 正确"),
    ("{} of {} hops are needed; still right without hop {}", "{} / {} 跳是必要的；去掉第 {} 跳仍然正确"),
    ("{} of {} hops are needed", "{} / {} 跳是必要的"),
    ("even with all the cited words the answer was not right", "即使给出全部引文，答案也不正确"),
    ("{} of {} right without any evidence", "没有证据时 {} / {} 正确"),
    ("the words were edited since; score again", "文字已编辑，请重新评分"),
    ("{} approved samples are left out by a gate.", "有 {} 个已通过的样本被筛选规则排除。"),
    ("1 approved sample is left out by a gate.", "有 1 个已通过的样本被筛选规则排除。"),
    // Runs by models.
    (
        "Cancelling: {} replies on their way are paid for and waited for, {} s at most.",
        "正在取消：等待 {} 条已付费的回复，最多 {} 秒。",
    ),
    ("No judge would be left.", "将没有评审可用。"),
    ("Keep one, or give the role to another model.", "请至少保留一位，或把该角色交给其他模型。"),
    (
        "Subject and object seem to be exchanged: its quote says it the other way round.",
        "主语与宾语似乎颠倒：引文的说法正好相反。",
    ),
    (
        "Subject and object seem to be exchanged: the same words were read the other way round.",
        "主语与宾语似乎颠倒：规则从同一段文字读到的正好相反。",
    ),
    (
        "The model reads {} tokens at once: types and relations were listed without their descriptions.",
        "模型一次只能读 {} 个词元：类型和关系未附说明。",
    ),
    (
        "The model reads {} tokens at once: only types that this passage suggests were listed.",
        "模型一次只能读 {} 个词元：只列出了本段涉及的类型。",
    ),
    ("Contradicted by", "与之矛盾"),
    ("Paused.", "已暂停。"),
    ("Resume to do the rest.", "恢复即可完成其余部分。"),
    ("Raise the limit, then resume. Everything paid for is kept.", "提高上限后恢复运行。已付费的内容全部保留。"),
    ("The budget of this run ({}) is reached.", "已达到本次运行的预算（{}）。"),
    ("The budget of this month ({}) is reached.", "已达到本月预算（{}）。"),
    (
        "It is tried again by itself. What is finished is kept, and nothing is charged meanwhile.",
        "会自动重试。已完成的部分会保留，期间不产生费用。",
    ),
    (
        "Nothing is charged meanwhile. Test the endpoint on the Models page, or give the role to another model.",
        "期间不产生费用。请在“模型”页测试端点，或把该角色交给其他模型。",
    ),
    ("Put the disk in order, then resume.", "请先处理磁盘问题，再恢复运行。"),
    ("{} calls are kept for a batch file.", "{} 次调用已留待批处理文件。"),
    ("Export them, have them answered, import the results, then resume.", "导出、获得回复、导入结果，然后恢复运行。"),
    ("Look at the samples, then resume for the rest or cancel.", "查看这些样本，然后恢复以完成其余部分，或取消。"),
    (
        "{} of {} paths tried. All of them would take about {} calls and {} tokens, about {} in money.",
        "已试 {} / {} 条路径。全部约需 {} 次调用、{} 个词元，费用约 {}。",
    ),
    (
        "{} of {} paths tried. All of them would take about {} calls and {} tokens.",
        "已试 {} / {} 条路径。全部约需 {} 次调用、{} 个词元。",
    ),
    ("Made with other models than are set today ({}).", "所用模型与目前设置不同（{}）。"),
    ("{}, {} tries in a row", "{}，已连续尝试 {} 次"),
    ("waiting {} for the request limit of {}", "等待 {}：请求上限，{}"),
    ("waiting {} for the token limit of {}", "等待 {}：词元上限，{}"),
    ("Timed out", "超时"),
    ("Endpoint not reachable", "无法连接端点"),
    ("Server error", "服务器错误"),
    ("Too many requests", "请求过多"),
    ("Quota exhausted", "额度用尽"),
    ("Key refused", "密钥被拒绝"),
    ("Model not found", "找不到模型"),
    ("Call not taken by the server", "服务器不接受此调用"),
    ("Evidence too long for the model", "证据超出模型长度"),
    ("Not allowed to leave this computer", "不允许离开本机"),
    ("Model declined", "模型拒绝回答"),
    ("Reply could not be used", "回复无法使用"),
    ("No longer in the graph", "已不在图谱中"),
    ("No question of this type", "无法提出此类问题"),
    ("Prompt cannot be used", "提示词无法使用"),
    // What was found, and what the ontology does not allow.
    ("table cell", "表格单元格"),
    ("table row", "表格行"),
    ("sentence pattern", "句式"),
    ("definition", "定义"),
    ("imported triple", "导入的三元组"),
    ("model", "模型"),
    ("typed", "已识别"),
    ("refused", "未采用"),
    ("bound", "符号已解释"),
    ("unbound", "符号未解释"),
    ("row or column", "行或列"),
    ("reference", "引用"),
    ("entity", "实体"),
    ("assertion", "断言"),
    ("relation", "关系"),
    ("reply", "回复"),
    ("limit", "超出上限"),
    ("table", "表格"),
    ("chart", "图表"),
    ("flowchart", "流程图"),
    ("mind_map", "思维导图"),
    ("photo", "照片"),
    ("other", "其他"),
    ("unknown type", "未知类型"),
    ("unknown relation", "未知关系"),
    ("wrong ends", "主宾类型不符"),
    ("The ontology has no type “{}”.", "本体中没有类型“{}”。"),
    ("The ontology has no relation “{}”.", "本体中没有关系“{}”。"),
    ("“{}” leads from {} to {}, not from {} to {}.", "“{}”应从 {} 到 {}，而不是从 {} 到 {}。"),
    ("There is nothing yet to propose an ontology from.", "目前没有可用来提出本体的内容。"),
    ("Add documents and build, or begin with a preset.", "请添加文档并构建，或从预设开始。"),
    ("No model may be asked to propose an ontology.", "没有可询问的模型来提出本体。"),
    (
        "Give the extraction role to a model on the Models page, or let the built-in engine propose.",
        "请在“模型”页把抽取角色交给一个模型，或由内置引擎提出。",
    ),
    ("The ontology of this project cannot be used. {}", "此项目的本体无法使用。{}"),
    ("Take a preset instead, then build.", "请改用预设，然后构建。"),
    (
        "The built-in engine extracts; no model is asked. Nothing was built here yet.",
        "由内置引擎抽取，不询问模型。此处尚未构建过。",
    ),
    (
        "The built-in engine extracts; no model is asked. By {} documents built here.",
        "由内置引擎抽取，不询问模型。依据此处已构建的 {} 个文档。",
    ),
    ("its rows are headed by numbers ({})", "其各行以数字开头（{}）"),
    (
        "its rows ({}) could not be told to be named things, metrics or periods",
        "无法判断其各行（{}）是具名事物、指标还是期间",
    ),
    ("it has fewer than two rows or columns", "不足两行或两列"),
    ("it has no rows of values", "没有数值行"),
    ("no column could be told to be a metric, a period or a relation", "无法判断任何一列是指标、期间还是关系"),
    (
        "its first row holds figures, not heads: it may go on from another page",
        "首行是数字而非表头，可能是上一页的续表",
    ),
    // What a pattern lacks.
    ("no chain of links joins it to the answer", "没有关系链将其与答案相连"),
    ("a slot needs an id", "槽位需要标识"),
    ("two slots have this id", "有两个槽位使用此标识"),
    ("expected at least one kind", "至少需要一种类型"),
    (
        "instances [{}, {}] is no range; expected [min, max] with max at least 1",
        "实例数 [{}, {}] 不是有效范围；应为 [最小, 最大]，且最大至少为 1",
    ),
    ("{} instances; the limit is {}", "{} 个实例；上限为 {}"),
    ("the answer is exactly one node: instances [1, 1]", "答案恰好是一个节点：实例数应为 [1, 1]"),
    ("the start is one node or none: instances [1, 1] or [0, 1]", "起点是一个节点或没有：实例数应为 [1, 1] 或 [0, 1]"),
    ("a second start; expected at most one", "这是第二个起点；最多只能有一个"),
    (
        "only a slot with one link may be optional or take several nodes; it has {}",
        "只有连着一条关系的槽位才可为空或容纳多个节点；此槽位有 {} 条",
    ),
    ("a constraint names it, and there is no such slot", "约束提到了它，但没有此槽位"),
    ("a constraint needs two different slots", "约束需要两个不同的槽位"),
    ("filter on {}: only {} has it; expected {}", "按{}筛选：只有 {} 有此字段；应为 {}"),
    ("filter on {}: only {} have it; expected {}", "按{}筛选：只有 {} 有此字段；应为 {}"),
    ("filter on {}: expected a text as value", "按{}筛选：值应为文本"),
    ("filter on {}: expected a number as value", "按{}筛选：值应为数字"),
    ("filter on {}: expected a list of texts as value", "按{}筛选：值应为一组文本"),
    ("filter on {}: expected a list of numbers as value", "按{}筛选：值应为一组数字"),
    ("filter on {}: expected [low, high] as value", "按{}筛选：值应为 [下限, 上限]"),
    ("filter on {}: no number is between {} and {}", "按{}筛选：没有数字介于 {} 与 {} 之间"),
    ("filter on {}: not a regular expression: {}", "按{}筛选：不是正则表达式：{}"),
    ("filter on {}: the text is too long to look for", "按{}筛选：要查找的文本过长"),
    ("filter on {}: expected {}", "按{}筛选：应为 {}"),
    ("a slot cannot be linked to itself", "槽位不能与自身相连"),
    (
        "hops [{}, {}] is no range; expected [min, max] with min at least 1",
        "跳数 [{}, {}] 不是有效范围；应为 [最小, 最大]，且最小至少为 1",
    ),
    ("{} hops; the limit is {}", "{} 跳；上限为 {}"),
    ("more than one hop, and no kind may stand between", "跳数大于一，却没有可途经的类型"),
    ("expected \"any\" or at least one relation", "应为任意关系或至少一种关系"),
    ("no relation leads from {} to {} with direction {}", "没有关系从 {} 通向 {}（方向 {}）"),
    ("no relation named {} leads from {} to {} with direction {}", "没有名为 {} 的关系从 {} 通向 {}（方向 {}）"),
    ("the graph has no relation named {}", "图谱中没有名为 {} 的关系"),
    ("{} slots; the limit is {}", "{} 个槽位；上限为 {}"),
    ("expected exactly one slot with the role answer, found {}", "应恰好有一个槽位的角色为答案，现有 {} 个"),
    (
        "the hop ranges and instances multiply to {} patterns; the limit is {}. Narrow a range or take fewer instances",
        "跳数范围与实例数相乘得到 {} 种模式；上限为 {}。请缩小范围或减少实例",
    ),
    // Why it has no match.
    (
        "Nothing in the graph fits slot {}. Add documents that have such nodes.",
        "图谱中没有节点符合槽位 {}。请添加包含此类节点的文档。",
    ),
    ("The filter on {} of slot {} leaves nothing.", "按{}筛选（槽位 {}）没有留下任何节点。"),
    ("Nothing that fits {} is linked to {} as asked.", "符合 {} 的节点没有按要求与 {} 相连。"),
    ("No path has {} and {} in the same document.", "没有路径使 {} 与 {} 位于同一文档。"),
    ("No path has {} and {} in different documents.", "没有路径使 {} 与 {} 位于不同文档。"),
    ("Every walk visits a node twice.", "每条游走都会重复经过同一节点。"),
    ("No path matches.", "没有匹配的路径。"),
    ("No match was found among many tries, though there may be some.", "多次尝试未找到匹配，但仍可能存在。"),
    ("1 match.", "1 个匹配。"),
    ("Fewer than about {} matches.", "少于约 {} 个匹配。"),
    ("About {} matches.", "约 {} 个匹配。"),
    ("{} matches.", "{} 个匹配。"),
    // What would give it matches.
    ("Ask for {} of at least {} of {}", "将{}放宽为至少 {}（槽位 {}）"),
    ("Ask for {} of at most {} of {}", "将{}放宽为至多 {}（槽位 {}）"),
    ("Ask for {} from {} to {} of {}", "将{}放宽为 {} 至 {}（槽位 {}）"),
    ("Drop the filter on {} of {}", "移除按{}的筛选（槽位 {}）"),
    ("Let {} be absent", "允许 {} 缺失"),
    ("Take 1 node for {}", "{} 只取 1 个节点"),
    ("Take {} to {} nodes for {}", "取 {} 至 {} 个节点（槽位 {}）"),
    ("Take {} nodes for {}", "取 {} 个节点（槽位 {}）"),
    ("Go either way between {} and {}", "{} 与 {} 之间不限方向"),
    ("Allow any relation between {} and {}", "{} 与 {} 之间允许任意关系"),
    ("Allow 1 hop from {} to {}", "允许 1 跳（从 {} 到 {}）"),
    ("Allow {} to {} hops from {} to {}", "允许 {} 至 {} 跳（从 {} 到 {}）"),
    ("Allow {} hops from {} to {}", "允许 {} 跳（从 {} 到 {}）"),
    ("No longer ask for {} and {} in the same document", "不再要求 {} 与 {} 位于同一文档"),
    ("No longer ask for {} and {} in different documents", "不再要求 {} 与 {} 位于不同文档"),
    ("Look for {}", "查找 {}"),
    ("Build under another ontology", "按新本体构建"),
    ("Cut the texts anew", "重新切分文本"),
    // What was undone and done again.
    ("Undone", "已撤销"),
    ("Done again", "已重做"),
    ("approval", "通过"),
    ("rejection", "拒绝"),
    ("skipping", "跳过"),
    ("back to review", "退回待审核"),
    ("edit", "编辑"),
    ("removing {}. Build again to see it in the graph.", "移除 {}。重新构建后在图谱中生效。"),
    ("what may be done with a document", "1 个文档的使用限制"),
    ("what may be done with {} documents", "{} 个文档的使用限制"),
    ("how texts are cut. Build again to see it in the graph.", "文本切分方式。重新构建后在图谱中生效。"),
    ("the ontology. Build again to see it in the graph.", "本体。重新构建后在图谱中生效。"),
    ("the gate for 1 sample", "对 1 个样本的筛选"),
    ("the gate for {} samples", "对 {} 个样本的筛选"),
    ("whether {} are one. Build again to see it in the graph.", "{} 是否为同一实体。重新构建后在图谱中生效。"),
    // How documents stand, and why one could not be read.
    ("1 page needs vision", "1 页需要视觉模型"),
    ("{} pages need vision", "{} 页需要视觉模型"),
    ("1 line left out", "略去 1 行"),
    ("{} lines left out", "略去 {} 行"),
    ("Characters to check", "字符待核对"),
    ("1 note", "1 条说明"),
    ("{} notes", "{} 条说明"),
    ("The file is empty.", "文件为空。"),
    ("The file is {} MB, more than the {} MB that Pathloom reads.", "文件有 {} MB，超过 Pathloom 可读取的 {} MB。"),
    (
        "The picture is {} × {} pixels, more than the {} million pixels that Pathloom reads.",
        "图片为 {} × {} 像素，超过 Pathloom 可读取的 {} 百万像素。",
    ),
    ("The document is locked with a password.", "文档已用密码加密。"),
    ("The password does not open the document.", "密码无法打开此文档。"),
    ("The file is damaged: {}.", "文件已损坏：{}。"),
    ("The file was not read: {}.", "文件未读取：{}。"),
    ("The name says {}, but the file is {}.", "文件名表示{}，但文件实际是{}。"),
    ("{} are not read yet.", "尚不支持读取 {}。"),
    (
        "Check that the file was saved or copied completely, then add it again.",
        "请确认文件已完整保存或复制，然后重新添加。",
    ),
    ("Split the file into smaller ones and add those.", "请将文件拆分为较小的文件再添加。"),
    ("Save the picture at a smaller size and add that.", "请将图片另存为较小尺寸再添加。"),
    ("Enter the password, or save a copy without one and add that.", "请输入密码，或另存为无密码的副本再添加。"),
    ("Check the password and enter it again.", "请检查密码后重新输入。"),
    (
        "Open the file in the program that made it, save it again, and add the new copy.",
        "请在原程序中打开并重新保存该文件，再添加新副本。",
    ),
    (
        "If you trust the file, open it in the program that made it, save a smaller copy, and add that.",
        "如果信任该文件，请在原程序中打开，另存为较小的副本再添加。",
    ),
    (
        "Get the original file again, or save it as PDF, Markdown or plain text and add that.",
        "请重新获取原始文件，或另存为 PDF、Markdown 或纯文本再添加。",
    ),
    (
        "Save the file as PDF, DOCX, XLSX, PPTX, HTML, Markdown, CSV, plain text or PNG and add that.",
        "请将文件另存为 PDF、DOCX、XLSX、PPTX、HTML、Markdown、CSV、纯文本或 PNG 再添加。",
    ),
    ("The words in a picture are read only with a vision model.", "图片中的文字只能由视觉模型读取。"),
    (
        "Page {} {}; reading it takes a vision model or character recognition.",
        "第 {} 页{}；读取需要视觉模型或文字识别。",
    ),
    // Files and folders that change, and what may be done with documents.
    ("Its file is gone; what was read is kept", "文件已不在原处；已读取的内容保留"),
    (
        "The file has changed and cannot be read now: {} What was read before is kept.",
        "文件已更改，目前无法读取：{} 之前读取的内容保留。",
    ),
    ("Nothing in these files has changed.", "这些文件没有变化。"),
    ("Nothing new could be read; the graph is as it was.", "没有读到新内容；图谱保持不变。"),
    (
        "LibreOffice is on this computer: read the file again to let it do that.",
        "本机已安装 LibreOffice：重新读取该文件即可由它转换。",
    ),
    ("Nothing could be read; the graph is as it was.", "没有文件可以读取；图谱保持不变。"),
    (
        "It was followed in another copy of this project. Follow it again to do so here.",
        "该文件夹是在此项目的另一副本中跟踪的。如需在此跟踪，请重新添加。",
    ),
    ("It is not there now. Its documents stay as they are.", "文件夹目前不在。其文档保持原样。"),
    ("Read 1 file from followed folders", "读取跟踪文件夹中的 1 个文件"),
    ("Read {} files from followed folders", "读取跟踪文件夹中的 {} 个文件"),
    ("1 approved sample rests on documents that are confidential.", "1 个已批准样本基于机密文档。"),
    ("{} approved samples rest on documents that are confidential.", "{} 个已批准样本基于机密文档。"),
    ("1 approved sample rests on documents that must stay on this computer.", "1 个已批准样本基于不得离开本机的文档。"),
    (
        "{} approved samples rest on documents that must stay on this computer.",
        "{} 个已批准样本基于不得离开本机的文档。",
    ),
    // Stages and what they count.
    ("Parse", "解析"),
    ("Extract", "抽取"),
    ("Resolve", "消歧"),
    ("Sample", "采样"),
    ("Generate", "生成"),
    ("Score", "评分"),
    ("Check", "检查"),
    ("Embed names", "名称向量"),
    ("Embed questions", "问题向量"),
    ("Decide merges", "判定合并"),
    ("documents", "份文档"),
    ("names", "个名称"),
    ("questions", "个问题"),
    ("pairs", "对"),
    ("passages", "段"),
    ("Not read by the model yet; Build asks it", "模型尚未读取；构建时会询问它"),
    ("Built with other settings; Build again", "以其他设置构建；请重新构建"),
    ("1 passage was not read; Build again", "有 1 段未读取；请重新构建"),
    ("{} passages were not read; Build again", "有 {} 段未读取；请重新构建"),
    ("Try {} passages", "试读 {} 段"),
    (
        "{} of {} passages tried: {} names, {} statements ({} not verified), {} refused. All of them would take about {} calls and {} tokens{}.",
        "已试读 {} / {} 段：{} 个名称，{} 条陈述（{} 条未核实），{} 条被拒。全部约需 {} 次调用、{} 个词元{}。",
    ),
    (
        "Look at what was found, then resume for the rest or cancel. What was tried is not paid again.",
        "查看找到的内容，然后继续其余部分或取消。试读过的不再收费。",
    ),
    ("The graph is as it was before; the replies so far are kept.", "图谱保持不变；已收到的回复均已保留。"),
    (
        "Cancelled. The graph is as it was before. What was extracted is kept; build again for the rest.",
        "已取消。图谱保持原样。已抽取的内容保留；其余部分请重新构建。",
    ),
    (
        "{} {} nodes, {} of them entities, and {} relations. It holds what was read so far; {} passages are left. Nothing that was read is paid again.",
        "{} {} 个节点，其中实体 {} 个；{} 条关系。图谱包含目前已读的内容；还有 {} 段未读。已读部分不再收费。",
    ),
    (
        "{} nodes, {} of them entities, and {} relations. Ontology or chunks were edited while models read: build again to have everything read under what holds now.",
        "{} 个节点，其中实体 {} 个；{} 条关系。模型读取期间编辑了本体或分块：请重新构建，使全部内容按现有设置读取。",
    ),
    (
        "A model has the role of extraction, and nothing may be sent while \"offline only\" is on.",
        "抽取由模型承担，而“仅离线”开启时不得发送任何内容。",
    ),
    ("Prompt could not be used", "提示词无法使用"),
    ("Reading broke off", "读取中断"),
    (
        "By the prompts of {} documents; replies are taken to be of usual length.",
        "依据 {} 份文档的提示词；回复按通常长度估算。",
    ),
    (
        "By the prompts of {} documents; replies are taken to be of usual length. {} are answered already and cost nothing.",
        "依据 {} 份文档的提示词；回复按通常长度估算。其中 {} 段已有回复，不再收费。",
    ),
    (
        "By the prompts of {} documents and the {} calls made in this project.",
        "依据 {} 份文档的提示词和此项目已有的 {} 次调用。",
    ),
    (
        "By the prompts of {} documents and the {} calls made in this project. {} are answered already and cost nothing.",
        "依据 {} 份文档的提示词和此项目已有的 {} 次调用。其中 {} 段已有回复，不再收费。",
    ),
    ("nodes", "个节点"),
    ("nodes, {} merged", "个节点，合并 {} 个"),
    ("paths", "条路径"),
    ("samples", "个样本"),
    // Titles and ends of runs.
    ("Import {} files", "导入 {} 个文件"),
    ("Import {}", "导入 {}"),
    ("{} samples to review.", "{} 个样本待审核。"),
    ("{} samples kept, {} remaining.", "已保留 {} 个样本，剩余 {} 个。"),
    ("{} samples to look at.", "{} 个样本可先查看。"),
    (
        "{} samples to review, of {} asked for. There was no good question for the others.",
        "{} 个样本待审核，共要求 {} 个。其余没有合适的问题。",
    ),
    ("{} nodes, {} of them entities, and {} relations.", "{} 个节点，其中实体 {} 个；{} 条关系。"),
    (
        "{} nodes, {} of them entities, and {} relations. {} samples need a re-check because what they cite changed.",
        "{} 个节点，其中实体 {} 个；{} 条关系。{} 个样本引用的内容有变，需要复查。",
    ),
    (
        "Interrupted. What was finished is kept; continue to do the rest.",
        "已中断。完成的部分已保留；可继续完成其余部分。",
    ),
    ("Cancelled. The graph is as it was before.", "已取消。图谱保持原样。"),
    ("Cancelled. {} samples to review.", "已取消。{} 个样本待审核。"),
    (
        "Cancelled. {} samples to review, of {} asked for. There was no good question for the others.",
        "已取消。{} 个样本待审核，共要求 {} 个。",
    ),
    ("Cancelled. No sample was made. {}", "已取消，没有生成样本。{}"),
    ("No sample was made. {}", "没有生成样本。{}"),
    ("Something in this run broke. What was finished before is kept.", "本次运行出错。此前完成的部分已保留。"),
    // Causes of failures.
    ("No path matches", "没有匹配的路径"),
    ("No words for it", "无法表述"),
    ("Heads could not be typed", "表头无法识别"),
    ("Symbols not bound", "符号未绑定"),
    ("Needs a model", "需要模型"),
    ("No single answer", "答案不唯一"),
    ("Questions used up", "问题已用完"),
    ("No longer in the graph", "已不在图谱中"),
    ("Password needed", "需要密码"),
    ("Could not be read", "无法读取"),
    ("Could not be opened", "无法打开"),
    ("Already in this project", "项目中已有"),
    // Roles.
    ("Extraction", "抽取"),
    ("Finds entities, assertions and references in documents.", "在文档中找出实体、断言和引用。"),
    ("Generator", "生成"),
    ("Writes question, answer and steps for a path.", "为路径写出问题、答案和推理步骤。"),
    ("Complexity", "复杂度"),
    ("Rates how much reasoning a sample takes, by a formula.", "用公式计算样本需要多少推理。"),
    ("Vision", "视觉"),
    ("Reads scans, charts and photos.", "读取扫描件、图表和照片。"),
    ("Judges", "评审"),
    ("Vote on whether the evidence supports the answer.", "投票判断证据是否支持答案。"),
    ("Strong model", "强模型"),
    ("Weak model", "弱模型"),
    ("Tries to answer, to measure difficulty.", "尝试作答，用来衡量难度。"),
    // The built-in engine.
    (
        "Reads typed tables, captions, cross-references, definitions, abbreviations and plain statements.",
        "读取已识别表头的表格、题注、交叉引用、定义、缩写和直陈句。",
    ),
    (
        "Composes computed questions with steps that cite the cells and sentences they use.",
        "编写可计算的问题，每个步骤都注明所用的单元格和句子。",
    ),
    (
        "Checks arithmetic, uniqueness, quotes, alignment of steps and evidence, and duplicates.",
        "检查运算、答案唯一性、引文、步骤与证据的对应，以及重复。",
    ),
    ("Works without a network; nothing leaves this computer.", "无需网络；任何内容都不会离开本机。"),
    // Properties of a node.
    ("Pages", "页数"),
    ("Section", "章节"),
    ("Text", "文本"),
    ("Class", "类别"),
    ("Caption", "题注"),
    ("Size", "大小"),
    ("Formula", "公式"),
    ("Degree", "邻居数"),
    ("Found in", "出处"),
    ("Subject", "主语"),
    ("Predicate", "谓语"),
    ("Object", "宾语"),
    ("Period", "期间"),
    ("Scenario", "情景"),
    ("Scope", "范围"),
    ("Read by", "读取方式"),
    ("By model", "模型说明"),
    ("Unverified", "未核实"),
    ("Called", "名称"),
    ("Description", "描述"),
    ("Content", "内容"),
    ("Described by", "描述者"),
    // The dataset.
    ("Needs models: judges vote on support.", "需要模型：由评审投票判断支持度。"),
    ("Needs models: a weak and a strong one try to answer.", "需要模型：由弱模型和强模型尝试作答。"),
    ("No sample is approved yet.", "还没有通过的样本。"),
    ("Arithmetic", "运算"),
    ("Steps and evidence", "步骤与证据"),
    ("One answer in this graph", "图谱内答案唯一"),
    ("Understood on its own", "无需上下文即可理解"),
    ("No container words", "不含“该表”等指代"),
    ("Answer not given away", "未泄露答案"),
    ("Quotes found in sources", "引文见于来源"),
    ("No near duplicate", "无近似重复"),
    // Its operators.
    ("look-up", "查值"),
    ("quality", "属性"),
    ("year", "年份"),
    ("growth", "增长"),
    ("difference over time", "跨期差"),
    ("difference", "差"),
    ("ratio", "比值"),
    ("margin", "利润率"),
    ("cover", "覆盖倍数"),
    ("per head", "人均"),
    ("share of total", "占总数比例"),
    ("share of set", "占集合比例"),
    ("sum", "求和"),
    ("sum over time", "跨期求和"),
    ("count above", "高于阈值计数"),
    ("count below", "低于阈值计数"),
    ("average over time", "跨期平均"),
    ("trend", "趋势"),
    ("trend change", "趋势变化"),
    ("extreme", "极值"),
    ("rank", "排名"),
    ("threshold", "阈值"),
    ("inverse look-up", "反查"),
    ("compare", "比较"),
    ("chain", "链式"),
    ("conditions", "条件"),
    ("related", "关联"),
    ("join", "连接"),
    ("formula", "公式"),
];

#[cfg(test)]
mod tests {
    use super::{KNOWN, rewrite};

    /// Every form in which the core explains a pattern, as `named` has prepared it.
    #[test]
    fn every_sentence_of_explaining_has_its_chinese() {
        let said = [
            ("The filter on Caption of slot B leaves nothing.", "按Caption筛选（槽位 B）没有留下任何节点。"),
            ("No match was found among many tries, though there may be some.", "多次尝试未找到匹配，但仍可能存在。"),
            ("About 5120 matches.", "约 5120 个匹配。"),
            ("Fewer than about 300 matches.", "少于约 300 个匹配。"),
            ("Ask for 邻居数 of at least 3 of A", "将邻居数放宽为至少 3（槽位 A）"),
            ("Ask for 页码 from 2 to 9 of A", "将页码放宽为 2 至 9（槽位 A）"),
            ("Take 1 to 2 nodes for C", "取 1 至 2 个节点（槽位 C）"),
            ("Take 2 nodes for C", "取 2 个节点（槽位 C）"),
            ("Allow 2 to 5 hops from A to B", "允许 2 至 5 跳（从 A 到 B）"),
            ("Allow 3 hops from A to B", "允许 3 跳（从 A 到 B）"),
            ("filter on 页码: expected a number as value", "按页码筛选：值应为数字"),
            (
                "filter on colour: expected text, name or degree:RELATION",
                "按colour筛选：应为 text, name or degree:RELATION",
            ),
        ];
        for (english, chinese) in said {
            let found = KNOWN.iter().find_map(|(pattern, into)| rewrite(english, pattern, into));
            assert_eq!(found.as_deref(), Some(chinese), "{english}");
        }
    }

    #[test]
    fn values_keep_their_places_and_other_texts_stay() {
        let pattern = "{} of {} samples: the rest";
        assert_eq!(rewrite("40 of 60 samples: the rest", pattern, "{}，共 {}").as_deref(), Some("40，共 60"));
        assert_eq!(rewrite("40 samples", pattern, "{}，共 {}"), None, "another sentence has not this pattern");
        assert_eq!(rewrite("Import a.pdf", "Import {}", "导入 {}").as_deref(), Some("导入 a.pdf"));
        assert_eq!(rewrite("Import", "Import {}", "导入 {}"), None, "the text ends before the value");
        assert_eq!(rewrite("Importer", "Import", "导入"), None, "a word is whole");
    }
}
