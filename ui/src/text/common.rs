//! Words that several screens use: kinds, decisions, states, and what buttons say.

use super::catalogue::catalogue;
use pathloom_ipc::runs::RunState;
use pathloom_model::{Decision, Kind};

catalogue! { Words {
    retry: "Retry", "重试";
    cancel: "Cancel", "取消";
    close: "Close", "关闭";
    comma: ", ", "，";
    save: "Save", "保存";
    undo: "Undo", "撤销";
    redo: "Redo", "重做";
    remove: "Remove", "移除";
    edit: "Edit", "编辑";
    loading: "Loading…", "正在载入…";
    clear: "Clear", "清除";
    clear_filters: "Clear filters", "清除筛选";
    show_all: "Show all", "全部显示";
    more_rows_one: "{n} more row", "另有 {n} 行";
    more_rows: "{n} more rows", "另有 {n} 行";
    more_cols_one: "{n} more column", "另有 {n} 列";
    more_cols: "{n} more columns", "另有 {n} 列";
    page_short: "p. {n}", "第 {n} 页";
    of: "{n} of {total}", "{n} / {total}";
    open_page: "Open page {n}", "打开第 {n} 页";
    open_in_graph: "Open in graph", "在图谱中打开";
    next_page: "Next page", "下一页";
    previous_page: "Previous page", "上一页";
    failed_to_load: "This could not be loaded", "无法载入";
    no_picture: "The picture could not be shown", "无法显示图片";
    resize: "Resize the panes", "调整窗格宽度";
    complexity_of: "Complexity {n} of 5", "复杂度 {n}（共 5）";

    document: "Document", "文档";
    chunk: "Chunk", "文本块";
    entity: "Entity", "实体";
    assertion: "Assertion", "断言";
    image: "Image", "图像";
    table: "Table", "表格";
    formula: "Formula", "公式";
    documents: "Documents", "文档";
    chunks: "Chunks", "文本块";
    entities: "Entities", "实体";
    assertions: "Assertions", "断言";
    images: "Images", "图像";
    tables: "Tables", "表格";
    formulas: "Formulas", "公式";

    to_review: "To review", "待审核";
    approved: "Approved", "已通过";
    rejected: "Rejected", "已拒绝";
    skipped: "Skipped", "已跳过";

    running: "Running", "运行中";
    done: "Done", "已完成";
    partly: "Done, with failures", "完成，有失败项";
    failed: "Failed", "失败";
    cancelled: "Cancelled", "已取消";
    interrupted: "Interrupted", "已中断";
    paused: "Paused", "已暂停";
} }

/// "Table".
pub fn kind_name(kind: Kind) -> &'static str {
    let words = words();
    match kind {
        Kind::Document => words.document,
        Kind::Chunk => words.chunk,
        Kind::Entity => words.entity,
        Kind::Assertion => words.assertion,
        Kind::Image => words.image,
        Kind::Table => words.table,
        Kind::Formula => words.formula,
    }
}

/// "Tables".
#[allow(dead_code)]
pub fn kinds_name(kind: Kind) -> &'static str {
    let words = words();
    match kind {
        Kind::Document => words.documents,
        Kind::Chunk => words.chunks,
        Kind::Entity => words.entities,
        Kind::Assertion => words.assertions,
        Kind::Image => words.images,
        Kind::Table => words.tables,
        Kind::Formula => words.formulas,
    }
}

pub fn decision_name(decision: Decision) -> &'static str {
    let words = words();
    match decision {
        Decision::ToReview => words.to_review,
        Decision::Approved => words.approved,
        Decision::Rejected => words.rejected,
        Decision::Skipped => words.skipped,
    }
}

pub fn run_state_name(state: RunState) -> &'static str {
    let words = words();
    match state {
        RunState::Running => words.running,
        RunState::Done => words.done,
        RunState::Partly => words.partly,
        RunState::Failed => words.failed,
        RunState::Cancelled => words.cancelled,
        RunState::Interrupted => words.interrupted,
        RunState::Paused => words.paused,
    }
}
