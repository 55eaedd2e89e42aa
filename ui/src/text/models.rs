//! Words of the screen "models".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Models", "模型";
    about: "Optional. The built-in engine works without them", "可选。没有模型，内置引擎也能工作";
    roles: "Roles", "角色";
    roles_about: "who does what", "各由谁承担";
    role: "Role", "角色";
    taken_by: "Taken by", "承担者";
    engine: "Built-in engine", "内置引擎";
    needs_model: "Needs a model", "需要模型";
    missing: "What it would give stays missing until then.", "在此之前，它的结果一直缺失。";
    missing_vision: "Until then, what pictures show is not read.", "在此之前，不读取图片内容。";
    missing_judges: "Until then, Support says “needs models”; checks stand in its place.", "在此之前，“支持度”显示“需要模型”，由检查代替。";
    missing_strong: "Until then, Difficulty says “needs models”.", "在此之前，“难度”显示“需要模型”。";
    never_grades: "The built-in engine never stands in for a judge, a strong or a weak model. A score that needs models stays missing; it is never guessed.", "内置引擎从不充当评审、强模型或弱模型。需要模型的评分会一直缺失，从不猜测。";

    ready: "Ready", "就绪";
    failed: "Failed", "故障";
    what_it_does: "What the built-in engine does", "内置引擎做什么";
    languages: "Languages", "语言";
    operators: "Operators", "运算";
    operators_one: "{n} operator", "{n} 种运算";
    operators_many: "{n} operators", "{n} 种运算";
    operators_about: "What its computed questions are made of.", "可计算问题由这些运算组成。";
    sent: "What is sent", "发送什么";
    nothing_sent: "Nothing. Documents, questions and answers stay on this computer; no network is used.", "什么也不发送。文档、问题和答案都留在本机，不使用网络。";
} }
