//! Words of the frame: top bar, rail, palette, settings, shortcuts.

use super::catalogue::catalogue;
use crate::state::Screen;

catalogue! { Words {
    skip: "Skip to content", "跳到内容";
    workspace: "Workspace", "工作区";
    sources: "Sources", "来源";
    graph: "Graph", "图谱";
    templates: "Templates", "模板";
    runs: "Runs", "运行";
    review: "Review", "审核";
    dataset: "Dataset", "数据集";
    models: "Models", "模型";
    welcome: "Welcome", "欢迎";
    settings: "Settings", "设置";
    switch_theme: "Switch theme", "切换主题";
    help: "Shortcuts", "快捷键";
    search: "Search nodes, samples and commands", "搜索节点、样本和命令";
    project: "Project", "项目";
    recent: "Recent projects", "最近的项目";
    new_project: "New project…", "新建项目…";
    new_project_title: "Where should the new project go?", "新项目放在哪里？";
    open_project: "Open a project…", "打开项目…";
    open_project_title: "Choose a project folder", "选择项目文件夹";
    close_project: "Close project", "关闭项目";
    read_only: "Read only", "只读";
    run: "Run {n}", "运行 {n}";
    run_interrupted: "Run {n} was interrupted", "运行 {n} 已中断";
    run_paused: "Run {n} paused", "运行 {n} 已暂停";
    run_waits: "Run {n} waits", "运行 {n} 等待中";
    unreachable: "{endpoint} unreachable", "{endpoint} 无法连接";
    to_mend: "{endpoint} needs you", "{endpoint} 需要处理";
    needs_you: "Something must be put in order", "需要处理";
    run_live: "Run {n}, {stage}, {done} of {total}", "运行 {n}，{stage}，{done} / {total}";
    go_to: "Go to {screen}", "前往{screen}";
    commands: "Commands", "命令";
    nodes: "Nodes", "节点";
    samples: "Samples", "样本";
    nothing_found: "Nothing matches “{text}”", "没有与“{text}”匹配的内容";
    searching: "Searching…", "正在搜索…";
    palette_hint: "Type a name, a sample ID or words of a question", "输入名称、样本编号或问题中的词";
    theme: "Theme", "主题";
    theme_system: "System", "跟随系统";
    theme_light: "Light", "浅色";
    theme_dark: "Dark", "深色";
    language: "Language", "语言";
    reviewer: "Reviewer", "审核人";
    reviewer_hint: "Recorded with each decision", "随每个决定一起记录";
    version: "Pathloom {version}", "Pathloom {version}";
    shortcuts_everywhere: "Everywhere", "任何页面";
    key_palette: "Search nodes, samples and commands", "搜索节点、样本和命令";
    key_screens: "Go to a screen", "前往页面";
    key_help: "This list", "此列表";
    shortcuts_review: "Review", "审核";
    key_approve: "Approve", "通过";
    key_reject: "Reject, then the reason", "拒绝，然后选原因";
    key_edit: "Edit", "编辑";
    key_skip: "Skip", "跳过";
    key_next: "Next, previous", "下一个、上一个";
    key_hop: "Show hop", "显示跳";
    key_tab: "Question, answer, steps", "问题、答案、步骤";
    key_page: "Path or page", "路径或页面";
    key_save: "Save, cancel an edit", "保存、取消编辑";
    key_undo: "Undo", "撤销";
    key_redo: "Redo", "重做";
    notifications: "Notifications", "通知";
} }

pub fn screen_name(screen: Screen) -> &'static str {
    let words = words();
    match screen {
        Screen::Welcome => words.welcome,
        Screen::Sources => words.sources,
        Screen::Graph => words.graph,
        Screen::Templates => words.templates,
        Screen::Runs => words.runs,
        Screen::Review => words.review,
        Screen::Dataset => words.dataset,
        Screen::Models => words.models,
    }
}
