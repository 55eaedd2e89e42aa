//! Words of Welcome.

use super::catalogue::catalogue;

catalogue! { Words {
    start: "Start", "开始";
    tagline: "Reasoning data from your own documents, checked by you.", "用您自己的文档生成推理数据，由您审核。";
    demo: "Open the demo project", "打开演示项目";
    demo_about: "Five sector documents, a finished graph and samples to review", "五份行业文档、已建好的图谱和待审核样本";
    demo_busy: "Opening the demo project…", "正在打开演示项目…";
    new: "New project", "新建项目";
    new_about: "Start from your own PDF, Office, web, text, data or image files", "从您自己的 PDF、Office、网页、文本、数据或图片开始";
    new_title: "Where should the new project go?", "新项目放在哪里？";
    new_busy: "Making the project…", "正在新建项目…";
    open: "Open a project", "打开项目";
    open_about: "Choose a project folder on this computer", "选择本机上的项目文件夹";
    open_title: "Choose a project folder", "选择项目文件夹";
    open_busy: "Opening the project…", "正在打开项目…";
    recent: "Recent projects", "最近的项目";
    to_review: "{n} to review", "{n} 个待审核";
    nothing_to_review: "Nothing to review", "没有待审核样本";
    missing: "Folder not found", "未找到文件夹";
    locate: "Locate", "定位";
    locate_title: "Show where {name} is now", "指出 {name} 现在的位置";
    forget: "Remove {name} from the list", "从列表中移除 {name}";
    engine_ready: "Built-in engine ready", "内置引擎就绪";
    engine_failed: "Built-in engine failed", "内置引擎出错";
    engine_about: "Nothing leaves this computer.", "任何内容都不会离开这台电脑。";
    figure: "Figure 2", "图 2";
    plant: "Arvika Works", "阿尔维卡工厂";
    company_first: "Norrheat", "诺热";
    company_second: "AB", "公司";
    fact_first: "Capacity", "产能";
    fact_second: "guided higher", "指引上调";
    table: "Table 4", "表 4";
    formula: "Eq. 3", "式 3";
} }
