//! The unit of a cell: its own, its head's, or its table's where that can hold for it.

use crate::grid::{Column, Grid, Row};
use crate::number::Printed;
use crate::unit::{self, Measure};

/// The unit that row and column heads give to a cell; else the one of the whole table.
pub fn measure_at(grid: &Grid, row: usize, col: usize) -> Option<Measure> {
    let of_row = grid.measures.get(row).cloned().flatten().filter(|_| row_unit_reaches(grid, row, col));
    let of_column = match grid.columns.get(col) {
        Some(Column::Metric { head, .. } | Column::Period(head) | Column::Name { head, .. }) => head.measure.clone(),
        _ => None,
    };
    let (first, second) =
        if matches!(grid.rows.get(row), Some(Row::Metric(_))) { (of_row, of_column) } else { (of_column, of_row) };
    first.or(second).or_else(|| if shares_table_unit(grid, row, col) { table_measure(grid) } else { None })
}

/// Of goods listed with their quantity, a row's unit counts them; it is no unit of prices.
fn row_unit_reaches(grid: &Grid, row: usize, col: usize) -> bool {
    let quantity = |column: &Column| {
        let Column::Metric { head, .. } = column else { return false };
        let label = head.label.to_lowercase();
        ["quantity", "qty", "数量"].iter().any(|word| label.contains(word))
    };
    let listed = matches!(grid.rows.get(row), Some(Row::Name(..))) && grid.columns.iter().any(quantity);
    !listed || grid.columns.get(col).is_some_and(quantity)
}

/// A price or an amount of goods whose currency nobody says.
pub fn lacks_currency(grid: &Grid, row: usize, col: usize, metric: &str) -> bool {
    let lower = metric.to_lowercase();
    let money = ["price", "amount", "单价", "金额", "总价", "价款"].iter().any(|word| lower.contains(word));
    money && !row_unit_reaches(grid, row, col) && measure_at(grid, row, col).is_none()
}

fn table_measure(grid: &Grid) -> Option<Measure> {
    grid.corner.measure.clone().or_else(|| grid.caption.measure.clone())
}

/// Whether the table's own unit reaches this cell: always where the metric is the caption's, else only for money.
fn shares_table_unit(grid: &Grid, row: usize, col: usize) -> bool {
    match (grid.rows.get(row), grid.columns.get(col)) {
        (Some(Row::Metric(head)), _) => takes_money(&head.label, grid) || is_amount(&head.label, grid),
        (_, Some(Column::Metric { head, .. })) => {
            takes_money(&head.label, grid) || (grid.caption.all_amounts && is_amount(&head.label, grid))
        }
        (_, Some(Column::Period(_) | Column::Name { .. })) => true,
        _ => false,
    }
}

/// In a statement whose unit is money, every row that is no count, ratio or amount for one share is money.
fn is_amount(label: &str, grid: &Grid) -> bool {
    const OTHER: &[&str] = &[
        "number",
        "employee",
        "headcount",
        "share",
        "margin",
        "%",
        "ratio",
        "per ",
        "rate",
        "days",
        "unit",
        "tonne",
        "customer",
        "growth",
        "change",
        "yield",
        "return",
        "book-to-bill",
        "volume",
        "capacity",
        "multiple",
        "/",
        "leverage",
        "fte",
        "store",
        "成长",
        "率",
        "比",
        "人",
        "数",
        "股",
        "倍",
        "户",
        "吨",
        "增速",
        "增长",
        "占",
        "天",
        "量",
    ];
    let lower = label.to_lowercase().replace("shareholder", "owner").replace("share capital", "capital");
    table_measure(grid).is_some_and(|measure| unit::is_currency(&measure.unit)) && !has_any(&lower, OTHER)
}

/// A money unit over the whole table holds for money metrics, not for head counts and ratios.
fn takes_money(label: &str, grid: &Grid) -> bool {
    let lower = label.to_lowercase();
    if table_measure(grid).is_some_and(|measure| measure.unit == "%") {
        let counts =
            ["number", "#", "count", "size", "time", "parameter", "token", "turn", "employees", "人数", "数量", "轮"];
        let number = label.ends_with('数') && !["指数", "系数", "分数", "倍数"].iter().any(|end| label.ends_with(end));
        return !number && !counts.iter().any(|word| lower.contains(word));
    }
    let ratio = has_any(&lower, &["margin", "ratio", "per share", "growth", "%", "return", "率", "比"]);
    let amount = ["额", "款", "资本", "估值", "评估值", "账面值", "账面价值", "公允价值", "对价"]
        .iter()
        .any(|end| label.ends_with(end));
    let money = (amount || MONEY.iter().any(|word| lower.contains(word))) && !ratio;
    table_measure(grid).is_some_and(|measure| money || !unit::is_currency(&measure.unit)) && !ratio
}

/// A number whose table has a unit that may or may not hold for it is not claimed.
pub fn measure_is_known(grid: &Grid, row: usize, col: usize, metric: &str, printed: &Printed) -> bool {
    if printed.measure.is_some() || measure_at(grid, row, col).is_some() || table_measure(grid).is_none() {
        return true;
    }
    let lower = metric.to_lowercase();
    has_any(
        &lower,
        &[
            "employees",
            "headcount",
            "number",
            "quantity",
            "units",
            "margin",
            "ratio",
            "growth",
            "cop",
            "count",
            "员工",
            "人数",
            "数量",
            "率",
            "比",
        ],
    )
}

/// Any of the words, at the start of a word where Latin.
fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.match_indices(word)
            .any(|(at, _)| !word.is_ascii() || !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

pub const MONEY: &[&str] = &[
    "revenue",
    "sales",
    "turnover",
    "profit",
    "ebit",
    "income",
    "earnings",
    "cost",
    "expense",
    "debt",
    "capex",
    "backlog",
    "assets",
    "equity",
    "liabilities",
    "cash",
    "tax",
    "depreciation",
    "dividends",
    "price",
    "borrowings",
    "capital expenditure",
    "purchase amount",
    "total amount",
    "contract value",
    "estimated value",
    "book value",
    "fair value",
    "收入",
    "利润",
    "成本",
    "费用",
    "资产",
    "负债",
    "现金",
];

/// In accounts, brackets around costs and taxes may only say that they are taken off: their sign stays open.
pub fn is_outlay(metric: &str) -> bool {
    let lower = metric.to_lowercase();
    [
        "cost",
        "expense",
        "tax",
        "depreciation",
        "amortisation",
        "amortization",
        "impairment",
        "interest",
        "成本",
        "费用",
        "税",
    ]
    .iter()
    .any(|word| lower.contains(word))
}
