//! Words of the screen "graph", and the word for a relation.

use super::catalogue::catalogue;
use super::language;
use pathloom_model::Language;

catalogue! { Words {
    title: "Graph", "图谱";
    counts: "{nodes} nodes, {relations} relations", "{nodes} 个节点，{relations} 条关系";
    one_part: "Everything is connected", "全部连通";
    parts: "{n} parts without a relation between them; the largest has {largest} nodes", "{n} 个互不相连的部分，最大的有 {largest} 个节点";
    find_path: "Find path", "查找路径";
    path_from: "From", "起点";
    path_to: "To", "终点";
    path_go: "Show paths", "显示路径";
    path_hint: "The shortest paths are drawn", "将绘制最短路径";
    sampled_path: "A sampled path", "采样路径";
    path_between: "From {from} to {to}", "从 {from} 到 {to}";
    leave_path: "Back", "返回";
    find_node: "Find a node", "查找节点";
    canvas: "Drawing of the graph. Arrow keys walk along relations, Enter puts the selected node in the middle, F fits, plus and minus zoom. The relations in the inspector say the same in words.", "图谱绘图。方向键沿关系移动，Enter 将所选节点置于中央，F 适应窗口，加减号缩放。右侧关系列表以文字表达同样的内容。";
    canvas_area: "Graph canvas", "图谱画布";
    force: "Force", "力导向";
    radial: "Radial", "环形";
    layers: "Layers", "分层";
    layout: "Layout", "布局";
    hops: "Hops", "跳数";
    hops_one: "{n} hop around the middle", "中心周围 {n} 跳";
    hops_many: "{n} hops around the middle", "中心周围 {n} 跳";
    zoom_in: "Zoom in (+)", "放大 (+)";
    zoom_out: "Zoom out (−)", "缩小 (−)";
    fit: "Fit to view (F)", "适应窗口 (F)";
    around: "Around {name}", "{name} 周围";
    shown: "shown", "个已显示";
    hidden: "hidden by relevance", "个因相关性较低未显示";
    show_more: "Show more", "显示更多";
    kinds: "Node kinds", "节点类型";
    legend_hint: "Click hides or shows this kind; with Alt only this kind is shown", "单击隐藏或显示此类型；按住 Alt 仅显示此类型";
    collapse: "Collapse", "收起";
    expand: "Expand", "展开";
    minimap: "Minimap: click to move there", "缩略图：单击即可移动";
    none: "No node matches", "没有匹配的节点";
    none_hint: "Every kind around here is hidden.", "此处的所有类型都被隐藏。";
    empty: "The graph is empty", "图谱为空";
    empty_hint: "It is built from your documents: add some, and their entities, tables, figures and statements appear here.", "图谱由您的文档构建：添加文档后，其中的实体、表格、图像和断言会显示在这里。";
    to_sources: "Add documents", "添加文档";
    laying_out: "Laying out {n} nodes", "正在布局 {n} 个节点";
    laying_out_hint: "You can search and filter now.", "现在即可搜索和筛选。";
    inspector: "Node inspector", "节点详情";
    pinned: "Pinned where you put it. Click to let the layout move it", "已固定在您放置的位置。单击后由布局移动";
    deselect: "Close", "关闭";
    properties: "Properties", "属性";
    evidence: "Evidence", "证据";
    relations: "Relations", "关系";
    show_all_n: "Show all {n}", "显示全部 {n} 条";
    by_kind: "By kind", "按类型";
    by_relation: "By relation", "按关系";
    begin: "Where to begin", "从这里开始";
    begin_hint: "Well-connected entities from different corners of this graph", "图谱各处关联最多的实体";
    one_of: "One entity because", "视为同一实体的原因";
    part: "Part", "拆分";
    part_about: "Make this name an entity of its own and build the graph again. Undo takes it back", "将此名称作为独立实体并重新构建图谱。可以撤销";
    parting: "Parted; the graph is being built", "已拆分，正在构建图谱";
    unverified: "Unverified: only a model says so.", "未核实：仅由模型声称。";
} }

/// A relation as people say it. Takes its name ("located_in") or the word of the core ("located in", "contains").
pub fn relation_word(relation: &str) -> String {
    let plain = match relation {
        "refer_to" => "refers to".to_owned(),
        "related_to" => "shown in".to_owned(),
        "has_subject" => "is about".to_owned(),
        other => other.replace('_', " "),
    };
    if language() == Language::En {
        return plain;
    }
    let chinese = match plain.as_str() {
        "belongs to" => "属于",
        "has part" => "包含",
        "located in" => "位于",
        "contains" => "包含",
        "refers to" => "引用",
        "referred to by" => "被引用于",
        "shown in" => "见于",
        "shows" => "展示",
        "is about" => "主语为",
        "subject of" => "是…的主语",
        "has object" => "宾语为",
        "object of" => "是…的宾语",
        "uses" => "使用",
        "used by" => "被使用于",
        _ => return plain,
    };
    chinese.to_owned()
}
