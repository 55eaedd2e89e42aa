//! Words of the screen "models".

use super::catalogue::{catalogue, language};
use pathloom_ipc::models::Sends;
use pathloom_model::{Language, ModelRole};

catalogue! { Words {
    title: "Models", "模型";
    about: "Optional. The built-in engine works without them", "可选。没有模型，内置引擎也能工作";
    find_local: "Find local servers", "查找本机服务";
    add_endpoint: "Add endpoint…", "添加端点…";
    more: "More", "更多";
    export_settings: "Export settings…", "导出设置…";
    import_settings: "Import settings…", "导入设置…";
    exported: "Settings are exported, without keys", "设置已导出，不含密钥";

    empty_title: "No model yet, and none is needed", "还没有模型，也不是必需";
    empty_about: "The built-in engine reads documents, builds the graph, composes questions and checks them by itself. A model adds what it cannot do: reading pictures, freer questions, judges, and measured difficulty.", "内置引擎自己就能读取文档、构建图谱、编写并检查问题。模型补上它做不到的：读取图片、更自由的提问、评审，以及实测的难度。";
    empty_local: "A server on this computer", "本机上的服务";
    empty_local_about: "Ollama, LM Studio, llama.cpp, vLLM. Nothing leaves this computer, no key is needed.", "Ollama、LM Studio、llama.cpp、vLLM。数据不出本机，也不需要密钥。";
    empty_online: "A service or a server elsewhere", "其他地方的服务";
    empty_online_about: "You need its address, the name of a model and mostly a key. What is sent leaves this computer; you are asked first.", "需要它的地址、模型名，多半还要密钥。内容会离开本机，发送前会先询问你。";

    endpoints: "Endpoints", "端点";
    endpoint: "Endpoint", "端点";
    models: "Models", "模型";
    health: "Health, last hour", "近一小时状况";
    failing: "Failing", "时有失败";
    failed_calls: "{n} of {total} calls failed", "{total} 次调用中 {n} 次失败";
    limit: "Limit", "限制";
    price: "Price per M tokens", "每百万 token 价格";
    key: "Key", "密钥";
    test: "Test", "测试";
    test_all: "Test all", "全部测试";
    model_one: "{n} model", "{n} 个模型";
    model_many: "{n} models", "{n} 个模型";
    not_tested: "Not tested", "未测试";
    healthy: "Healthy", "正常";
    slow: "Slow", "较慢";
    failed_test: "Failed", "失败";
    seconds: "{n} s", "{n} 秒";
    at_once: "{n} at once", "同时 {n} 个";
    per_minute: "{n} a minute", "每分钟 {n} 次";
    tokens_per_minute: "{n} tokens a minute", "每分钟 {n} token";
    price_of: "{in} in, {out} out", "输入 {in}，输出 {out}";
    prices_differ: "By model", "各模型不同";
    no_price: "Not set", "未设置";
    local: "On this computer", "在本机";
    leaves: "Leaves this computer", "离开本机";
    tested: "{model} answered in {s} s with {in} tokens in and {out} out: “{line}”.", "{model} 用 {s} 秒响应，输入 {in}、输出 {out} token：“{line}”。";
    tested_can: "It can: {list}", "它能：{list}";
    can_schema: "JSON schema", "JSON schema";
    can_object: "JSON object", "JSON 对象";
    can_prompt: "JSON by prompt only", "仅靠提示输出 JSON";
    can_vision: "pictures", "看图";
    can_think: "thinking", "思考";
    edit_of: "Edit {name}", "编辑 {name}";
    remove_of: "Remove {name}", "移除 {name}";
    up_of: "Move {name} up", "上移 {name}";
    removed: "{name} is removed, with its key", "{name} 及其密钥已移除";
    remove_sure: "Remove {name} and its key? Projects that name it will miss it until it is added again.", "移除 {name} 及其密钥？使用它的项目会一直缺少它，直到重新添加。";
    actions: "Actions", "操作";

    key_none: "None", "无";
    key_keychain: "Keychain", "钥匙串";
    key_session: "This session", "本次会话";
    key_file: "Encrypted file", "加密文件";
    key_env: "Variable {name}", "变量 {name}";
    key_env_unset: "{name} is not set", "{name} 未设置";
    key_locked: "Locked", "已锁定";
    key_again: "Enter again", "需重新输入";
    ends: "ends in {ends}", "尾号 {ends}";

    roles: "Roles", "角色";
    roles_about: "who does what in this project", "本项目中各由谁承担";
    role: "Role", "角色";
    built_in: "Built in", "内置";
    engine_short: "Engine", "引擎";
    cannot: "Cannot take this role", "不能承担此角色";
    nobody: "Nobody", "无人";
    nobody_about: "Nobody takes it: what it would give stays missing", "无人承担：它的结果会缺失";
    no_role_yet: "No role uses a model yet. Choose in the table who does what; until then the built-in engine works alone.", "还没有角色使用模型。请在表中选择；在此之前由内置引擎独自工作。";
    use_for_all: "Use {model} for all", "全部使用 {model}";
    profile: "Profile", "方案";
    profile_none: "Profile: none", "方案：无";
    profile_is: "Profile: {name}", "方案：{name}";
    profile_save: "Save roles as a profile…", "将角色存为方案…";
    profile_name: "Name of the profile", "方案名称";
    profile_saved: "Saved as “{name}”, for all your projects", "已存为“{name}”，可用于所有项目";
    profile_remove: "Remove “{name}”", "移除“{name}”";

    warn_strong_head: "{model} is both generator and strong model.", "{model} 既是生成模型又是强模型。";
    warn_strong: "It answers its own questions, so “strong passes” may read too high.", "它回答自己出的题，“强模型通过”可能偏高。";
    warn_judge_head: "{model} is both generator and judge.", "{model} 既是生成模型又是评审。";
    warn_judge: "It judges its own questions, so Support may read too high.", "它评判自己出的题，“支持度”可能偏高。";
    warn_family_head: "All {n} judges are of one family ({family}).", "{n} 个评审都属于同一系列（{family}）。";
    warn_family: "Their errors are alike; a judge of another family sees more.", "它们的错误相似；换一个系列的评审能看到更多。";
    warn_vision_head: "No model reads the {n} pictures of this project.", "没有模型读取本项目的 {n} 张图片。";
    warn_vision: "Templates that need charts use captions and names alone.", "需要图表的模板只能使用标题和名称。";
    warn_nobody_head: "Nobody takes: {roles}.", "无人承担：{roles}。";
    warn_nobody: "Their scores say “needs models”; they are never guessed.", "相应评分显示“需要模型”，从不猜测。";
    warn_unknown_head: "{model} ({role}) is not configured on this computer.", "本机没有配置 {model}（{role}）。";
    warn_unknown: "Add an endpoint of this name, or choose another model.", "请添加同名端点，或选择其他模型。";
    warn_consent_head: "This project was never allowed to send to {origin}.", "从未允许本项目向 {origin} 发送。";
    warn_consent: "Through “{endpoint}” it would send: {sends}.", "它会经由“{endpoint}”发送：{sends}。";
    warn_open_head: "The key of {endpoint} travels unencrypted.", "{endpoint} 的密钥在传输中未加密。";
    warn_open: "Its address begins with http; others on the way can read it.", "它的地址以 http 开头，途中可被读取。";
    warn_offline_head: "Offline only is on.", "“仅离线”已开启。";
    warn_offline: "Nothing is sent, so models do not take: {roles}.", "不发送任何内容，因此模型不承担：{roles}。";
    allow: "Allow…", "允许…";

    consent_title: "Send to {origin}?", "发送到 {origin}？";
    consent_about: "“{endpoint}” is not on this computer. As {role} it would be sent, from the project “{project}”:", "“{endpoint}”不在本机。作为{role}，将从项目“{project}”发送：";
    consent_about_all: "“{endpoint}” is not on this computer. From the project “{project}” it would be sent:", "“{endpoint}”不在本机。将从项目“{project}”发送：";
    consent_note: "Documents marked as confidential or as staying on this computer are never sent there. You are asked once for this project and this address; you can take it back under What is sent.", "标为机密或不离开本机的文档从不发送。对本项目和此地址只询问一次，可在“发送什么”中撤回。";
    consent_yes: "Allow and use", "允许并使用";
    consent_allow: "Allow", "允许";

    budget: "Budget, this month", "本月预算";
    spent_of: "of {amount}", "/ {amount}";
    nothing_spent: "Nothing spent", "尚无花费";
    warn_at: "Warn at", "提醒于";
    stop_at: "Pause at", "暂停于";
    no_limit: "No limit", "无限制";
    set_budget: "Set limits…", "设置限额…";
    budget_about: "Counted for each project, by the prices of its endpoints. Reaching the second pauses runs; nothing is lost.", "按各项目及其端点价格计算。达到后者时运行会暂停，不会丢失任何内容。";
    currency: "Currency sign", "货币符号";
    not_a_number: "This is not a number", "这不是数字";

    engine: "Built-in engine", "内置引擎";
    ready: "Ready", "就绪";
    failed: "Failed", "故障";
    what_it_does: "What the built-in engine does", "内置引擎做什么";
    languages: "Languages", "语言";
    operators: "Operators", "运算";
    operators_one: "{n} operator", "{n} 种运算";
    operators_many: "{n} operators", "{n} 种运算";
    operators_about: "What its computed questions are made of.", "可计算问题由这些运算组成。";
    never_grades: "The built-in engine never stands in for a judge, a strong or a weak model. A score that needs models stays missing; it is never guessed.", "内置引擎从不充当评审、强模型或弱模型。需要模型的评分会一直缺失，从不猜测。";

    offline: "Offline only", "仅离线";
    offline_user: "All projects", "所有项目";
    offline_user_about: "Block every model call, local servers too", "阻止一切模型调用，包括本机服务";
    offline_project: "This project", "本项目";
    offline_project_about: "Block every model call of this project", "阻止本项目的一切模型调用";

    keys: "Keys", "密钥";
    keys_keychain: "Keys live in your system keychain. They are never written to the project, to logs or to an export.", "密钥存放在系统钥匙串中，从不写入项目、日志或导出。";
    keys_none: "This computer has no keychain that Pathloom can use. A key is kept for this session only, or in a file that a passphrase encrypts; never in plain text.", "本机没有 Pathloom 可用的钥匙串。密钥只保留到本次会话结束，或放入用口令加密的文件，从不以明文保存。";
    keys_locked: "The file of keys is locked.", "密钥文件已锁定。";
    passphrase: "Passphrase", "口令";
    unlock: "Unlock", "解锁";
    replace_key: "Replace key…", "更换密钥…";
    no_keys: "No endpoint has a key.", "没有端点使用密钥。";

    sent: "What is sent", "发送什么";
    nothing_sent: "Nothing. Documents, questions and answers stay on this computer; no network is used.", "什么也不发送。文档、问题和答案都留在本机，不使用网络。";
    prompts: "Prompts", "提示词";
    prompts_about: "What models are told to do. A project may have texts of its own; each run notes which it used.", "对模型的要求。项目可以使用自己的文本，每次运行都会记录用的是哪一份。";
    prompts_open: "Read and change the prompts", "查看并修改提示词";
    prompt_language: "Language of the prompt", "提示词语言";
    prompt_places: "Filled in:", "会填入：";
    prompt_shipped: "Back to the shipped text", "恢复自带文本";
    prompt_own: "This project's own text", "本项目自己的文本";
    prompt_other: "Another path", "换一条路径";
    prompt_about: "About {n} tokens over {path}", "约 {n} 个 token，路径：{path}";
    sent_about: "Only what a role needs, and the prompt. Of documents that stay on this computer nothing is sent elsewhere.", "只发送角色所需的内容和提示词。不离开本机的文档不会发送到别处。";
    sent_allowed: "This project may send to:", "本项目可以发送到：";
    sent_take_back: "Take back", "撤回";
    sent_see: "See the last request", "查看最近一次请求";
    sent_none: "No request has left yet.", "还没有发出过请求。";
    sent_at: "{time} to {url}", "{time} 发往 {url}";

    form_add: "Add endpoint", "添加端点";
    form_edit: "Edit endpoint", "编辑端点";
    service: "Service", "服务";
    other: "Other, OpenAI compatible", "其他（兼容 OpenAI）";
    name: "Name", "名称";
    name_about: "How you will see it", "显示用的名称";
    base_url: "Address", "地址";
    base_url_about: "The base URL, as in https://api.example.com/v1. A full address of chat completions may be pasted.", "基础 URL，如 https://api.example.com/v1。也可粘贴完整的 chat completions 地址。";
    kind: "Kind", "类型";
    key_local: "A server on this computer mostly needs none", "本机服务多半不需要密钥";
    key_placeholder: "Paste the key; it is not shown again", "粘贴密钥，之后不再显示";
    key_variable: "Name of the variable, such as OPENAI_API_KEY", "变量名，如 OPENAI_API_KEY";
    key_source: "Where the key is", "密钥在何处";
    source_none: "No key", "无密钥";
    source_keychain: "System keychain", "系统钥匙串";
    source_session: "Only this session", "仅本次会话";
    source_file: "Encrypted file", "加密文件";
    source_env: "Environment", "环境变量";
    source_keep: "As it is", "保持不变";
    session_about: "It is forgotten when Pathloom is closed; you enter it again next time.", "关闭 Pathloom 后即遗忘，下次需重新输入。";
    file_about: "It is kept in a file that this passphrase encrypts. You are asked for it once each time Pathloom is started. If it is lost, the keys are lost.", "密钥保存在用此口令加密的文件中，每次启动后询问一次。口令丢失，密钥也就丢失。";
    file_about_open: "It is kept in the file of keys, which is open.", "保存在已打开的密钥文件中。";
    env_about: "Pathloom reads the variable when it is needed and stores only its name.", "需要时读取该变量，只保存变量名。";
    origin_changed: "The address leads elsewhere than before, so the key must be entered again.", "地址指向了别处，必须重新输入密钥。";
    model_name: "Model", "模型";
    model_name_about: "The name the server knows it by", "服务器使用的模型名";
    price_in: "In", "输入";
    price_out: "Out", "输出";
    context: "Context", "上下文";
    offered: "Ask the server for its models", "向服务查询模型";
    offered_none: "The server offers no models.", "服务没有提供模型。";
    offered_more: "{n} more; type the name of any", "另有 {n} 个，可直接输入名称";
    add_model: "Add model", "添加模型";
    remove_model: "Remove this model", "移除此模型";
    prices_about: "Price for a million tokens, in and out; context in tokens. All may stay empty.", "每百万 token 的输入和输出价格；上下文以 token 计。均可留空。";
    advanced: "Limits and advanced", "限制与高级";
    concurrency: "Calls at once", "同时调用数";
    rpm: "Requests a minute", "每分钟请求数";
    tpm: "Tokens a minute", "每分钟 token 数";
    timeout: "Seconds to wait", "等待秒数";
    temperature: "Temperature", "Temperature";
    top_p: "Top p", "Top p";
    max_tokens: "Tokens of a reply, at most", "回复的最多 token 数";
    headers: "Extra headers, one a line", "附加请求头，每行一个";
    body: "Extra fields of the body, as JSON", "附加请求体字段（JSON）";
    unlimited: "No limit", "不限";
    by_server: "The server's", "由服务器定";
    save_and_test: "Save and test", "保存并测试";
    bad_number: "“{value}” is not a number", "“{value}”不是数字";
    bad_json: "The extra fields are not a JSON object: {why}", "附加字段不是 JSON 对象：{why}";
    bad_header: "A header is “Name: value”", "请求头的形式为“名称: 值”";

    found_title: "Servers on this computer", "本机上的服务";
    found_none: "No server answered at the usual ports of this computer. Start Ollama, LM Studio, llama.cpp or vLLM and look again, or add its address by hand.", "本机常用端口上没有服务响应。请启动 Ollama、LM Studio、llama.cpp 或 vLLM 后再查找，或手动添加地址。";
    found_add: "Add", "添加";
    found_known: "Added already", "已添加";
    look_again: "Look again", "再次查找";

    changes_title: "Import settings", "导入设置";
    changes_none: "This file would change nothing.", "此文件不会改变任何内容。";
    changes_about: "Taking this file in would:", "导入此文件会：";
    change_add: "add the endpoint {name} at {origin}", "添加端点 {name}（{origin}）";
    change_endpoint: "change the endpoint {name}", "更改端点 {name}";
    change_origin: "lead the endpoint {name} from {from} to {to}; its key must be entered again", "将端点 {name} 从 {from} 改为 {to}；需重新输入密钥";
    change_profile_add: "add the profile {name}", "添加方案 {name}";
    change_profile: "change the profile {name}", "更改方案 {name}";
    change_budget: "change the limits of a month", "更改每月限额";
    changes_keys: "Keys and what you allowed stay as they are.", "密钥和已允许的内容保持不变。";
    take_in: "Import", "导入";
} }

pub fn role_name(role: ModelRole) -> &'static str {
    let zh = super::language() == pathloom_model::Language::Zh;
    let (en, cn) = match role {
        ModelRole::Extraction => ("Extraction", "抽取"),
        ModelRole::Vision => ("Vision", "视觉"),
        ModelRole::Generator => ("Generator", "生成"),
        ModelRole::Judges => ("Judges", "评审"),
        ModelRole::Strong => ("Strong", "强模型"),
        ModelRole::Weak => ("Weak", "弱模型"),
        ModelRole::Complexity => ("Complexity", "复杂度"),
        ModelRole::Embedding => ("Embedding", "嵌入"),
    };
    if zh { cn } else { en }
}

pub fn role_about(role: ModelRole) -> &'static str {
    let zh = super::language() == pathloom_model::Language::Zh;
    let (en, cn) = match role {
        ModelRole::Extraction => ("entities, relations", "实体、关系"),
        ModelRole::Vision => ("reads charts and scans", "读取图表和扫描件"),
        ModelRole::Generator => ("questions, answers, steps", "问题、答案、步骤"),
        ModelRole::Judges => ("vote on support", "对支持度投票"),
        ModelRole::Strong => ("difficulty, upper bar", "难度上限"),
        ModelRole::Weak => ("difficulty, lower bar", "难度下限"),
        ModelRole::Complexity => ("scores 1 to 5", "1 到 5 分"),
        ModelRole::Embedding => ("search and merging", "搜索与合并"),
    };
    if zh { cn } else { en }
}

pub fn sends_name(sends: Sends) -> &'static str {
    let zh = super::language() == pathloom_model::Language::Zh;
    let (en, cn) = match sends {
        Sends::Documents => ("every passage of its documents", "文档的所有段落"),
        Sends::Pictures => ("pictures of its documents", "文档中的图片"),
        Sends::Evidence => ("passages, tables and formulas on sampled paths", "采样路径上的段落、表格和公式"),
        Sends::Samples => ("questions, answers and steps", "问题、答案和步骤"),
        Sends::Names => ("names in its graph", "图谱中的名称"),
    };
    if zh { cn } else { en }
}

/// The name of a family of prompts.
pub fn family_name(family: &str) -> String {
    let [english, chinese] = match family {
        "question-open" => ["Question: open answer", "提问：开放回答"],
        "question-choice" => ["Question: multiple choice", "提问：多项选择"],
        "question-true-false" => ["Question: true or false", "提问：判断正误"],
        "question-numeric" => ["Question: numeric", "提问：数值"],
        "question-list" => ["Question: list", "提问：列表"],
        "rules" => ["Rules of every question", "所有提问的规则"],
        "repair" => ["Repair of a failed question", "修正未通过的提问"],
        "blur" => ["Describe a name", "描述名称"],
        "pronoun" => ["Pronouns", "代词"],
        "rewrite" => ["Rewrite", "改写"],
        "score-support" => ["Score: support", "评分：支持"],
        "score-answer" => ["Score: answer with the evidence", "评分：依据证据作答"],
        "score-closed-book" => ["Score: answer without evidence", "评分：无证据作答"],
        "score-compare" => ["Score: compare answers", "评分：比较答案"],
        "score-complexity" => ["Score: complexity", "评分：复杂度"],
        "merge" => ["Merge: are two names one thing?", "合并：两个名称是否同一事物"],
        "score-difficulty" => ["Score: difficulty by a judge", "评分：评审判断难度"],
        "suggest-ontology" => ["Propose an ontology", "提出本体方案"],
        "extract-text" => ["Extract from a passage", "从文字抽取"],
        "extract-missed" => ["Extract what was missed", "补充遗漏的抽取"],
        "describe-table" => ["Describe a table", "描述表格"],
        "describe-formula" => ["Describe a formula", "描述公式"],
        "describe-image" => ["Describe a picture", "描述图片"],
        other => return other.to_owned(),
    };
    if language() == Language::En { english } else { chinese }.to_owned()
}
