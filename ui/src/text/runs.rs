//! Words of the screen "runs".

use super::catalogue::catalogue;

catalogue! { Words {
    title: "Runs", "运行";
    all: "All runs", "全部运行";
    in_progress: "{n} in progress", "{n} 个进行中";
    run: "Run {n}", "运行 {n}";
    not_begun: "Waiting", "等待中";
    partly_short: "Partly", "部分完成";
    done_of: "{done} of {total} {unit}", "{done} / {total} {unit}";
    done_so_far: "{done} {unit}", "{done} {unit}";
    samples_one: "{n} sample", "{n} 个样本";
    samples: "{n} samples", "{n} 个样本";

    started: "started {day}", "开始于{day}";
    started_live: "started {day}, {span} so far", "开始于{day}，已 {span}";
    started_ended: "started {day}, ended {span} later", "开始于{day}，{span}后结束";
    cancel: "Cancel", "取消";
    cancelling: "Cancelling", "正在取消";
    cancel_title: "Cancel run {n}?", "取消运行 {n}？";
    cancel_about: "What is finished is kept, and you can continue the run later.", "已完成的部分会保留，之后可以继续。";
    cancel_yes: "Cancel run", "取消运行";
    cancel_no: "Keep running", "继续运行";
    go_on: "Continue", "继续";
    go_on_left: "Continue, {n} remaining", "继续，剩余 {n}";

    stages: "Stages", "阶段";
    stage_waiting: "waiting", "等待中";
    stage_live: "in progress", "进行中";
    stage_done: "done", "已完成";
    stage_held: "held, work kept", "已停，成果保留";
    stage_failed: "failed", "失败";
    n_failed: "{n} failed", "{n} 失败";
    n_skipped: "{n} skipped", "{n} 跳过";
    queue: "This run begins when the one before it is done.", "前一个运行结束后，本次运行开始。";

    what_happened: "What happened", "发生了什么";
    what_is_safe: "Safe", "未受影响";
    what_next: "What to do", "怎么办";
    no_sample: "Run {n} made no sample", "运行 {n} 没有生成样本";
    no_document: "Run {n} could not read any document", "运行 {n} 未能读取任何文档";
    run_failed: "Run {n} failed", "运行 {n} 失败";
    reason_unknown: "The run ended without a result and without a reason.", "运行结束，没有结果，也没有原因。";
    safe_samples: "The graph and the samples of earlier runs are as they were.", "图谱和以前运行的样本保持不变。";
    safe_kept_one: "The {n} sample made before is kept.", "此前生成的 {n} 个样本已保留。";
    safe_kept: "The {n} samples made before are kept.", "此前生成的 {n} 个样本已保留。";
    safe_documents: "The documents stay in the list of sources; nothing was removed.", "文档仍在来源列表中，没有移除任何内容。";
    next_samples: "Choose another template, or add documents that have what it asks for.", "换一个模板，或添加含有所需内容的文档。";
    next_documents: "See what each document needs under Sources, then retry.", "在“来源”中查看每份文档的问题，然后重试。";
    next_run: "Start it again. If it fails again, the reason above says what to change.", "再次运行。若仍失败，请按上面的原因调整。";
    other_template: "Choose another template", "选择其他模板";
    to_sources: "Open sources", "打开来源";
    to_graph: "Open graph", "打开图谱";
    to_templates: "Choose a template", "选择模板";
    review: "Review these samples", "审核这些样本";

    failures: "Failures", "失败项";
    left_out: "Paths left out", "未采用的路径";
    failures_shown: "The first {shown} of {n} are listed.", "共 {n} 项，列出前 {shown} 项。";

    pause: "Pause", "暂停";
    pausing: "Pausing", "正在暂停";
    resume: "Resume", "恢复";
    resume_left: "Resume, {n} remaining", "恢复，剩余 {n}";
    retry: "Retry {n}", "重试 {n}";
    ask_anew: "Ask anew {n}", "重新提问 {n}";
    retry_all: "Retry all", "全部重试";
    details: "Details", "详情";
    n_calls: "{n} calls", "{n} 次调用";

    throughput: "Throughput", "速度";
    a_minute: "a minute", "每分钟";
    n_a_minute: "{n} a minute", "每分钟 {n}";
    time_left: "Time left", "剩余时间";
    on_hold: "On hold", "暂停中";
    since_time: "since {time}", "自 {time} 起";
    done_about: "done about {time}", "约 {time} 完成";
    done: "Done", "已完成";
    cost: "Cost", "费用";
    tokens: "{n} tokens", "{n} 个词元";
    spent: "spent", "已花费";
    expected: "{money} expected", "预计 {money}";
    limit: "{money} limit", "上限 {money}";
    no_limit: "no limit", "无上限";
    no_price: "No price is set for these models.", "这些模型未设置价格。";
    curve: "Throughput over the time of the run", "运行期间的速度";
    this_month: "This month {money}", "本月 {money}";
    this_month_of: "This month {money} of {limit}", "本月 {money}，上限 {limit}";

    pause_user: "Run {n} is paused", "运行 {n} 已暂停";
    pause_budget: "Run {n} has reached its budget", "运行 {n} 已达预算";
    pause_month: "The budget of this month is reached", "已达本月预算";
    pause_settings: "Run {n} is paused: something must be put in order", "运行 {n} 已暂停：需要先修正设置";
    pause_down: "{endpoint} stopped answering, so run {n} is paused", "{endpoint} 停止响应，运行 {n} 已暂停";
    pause_holds: "{endpoint} does not answer; run {n} waits", "{endpoint} 没有响应，运行 {n} 正在等待";
    pause_disk: "A reply could not be stored, so run {n} is paused", "回复无法保存，运行 {n} 已暂停";
    pause_batch: "Run {n} waits for a batch file", "运行 {n} 等待批处理文件";
    pause_tried: "Run {n} tried a few paths", "运行 {n} 已试运行几条路径";
    again_in: "Trying again in {span}", "{span}后重试";
    safe_paused: "{n} samples are saved, and every reply that was paid for. Nothing is charged while paused.", "已保存 {n} 个样本和所有已付费的回复。暂停期间不产生费用。";
    test_resume: "Resume", "恢复";
    to_models: "Open models", "打开模型";
    batch_export: "Export the calls", "导出调用";
    batch_import: "Import results", "导入结果";
    batch_exported: "{n} calls written", "已写出 {n} 次调用";
    batch_imported: "{n} replies stored", "已保存 {n} 条回复";

    model_calls: "Model calls", "模型调用";
    role: "Role", "角色";
    model: "Model", "模型";
    endpoint: "Endpoint", "端点";
    calls: "Calls", "次数";
    median: "Median", "中位数";
    errors: "Errors", "错误";
    tokens_head: "Tokens", "词元";
    show_calls: "Show newest", "显示最近";
    call_title: "Model calls as they went out", "实际发出的模型调用";
    request: "Request", "请求";
    reply: "Reply", "回复";
    thinking: "Thinking", "思考";
    no_reply: "No reply yet.", "尚无回复。";
    no_calls: "No call is kept for this.", "没有保存相关调用。";
    close: "Close", "关闭";

    none: "No runs yet", "还没有运行";
    none_about: "A run starts when you import documents, or generate samples from a template. Its progress, its result and what failed are shown here.", "导入文档或用模板生成样本时，会开始一次运行。进度、结果和失败项都显示在这里。";
} }
