//! Tables that are no grid: labels with what they say beside them, one pair a row or two. "Registered office | Linz".
//! They are about one thing, which they may name themselves.

use crate::columns::headed;
use crate::grid::text_at;
use crate::head;
use crate::names::{NameBook, clean};
use crate::ontology::{self, THING};
use crate::{layout, measured, number, period};
use pathloom_model::TableData;
use std::collections::BTreeSet;

/// A label and what it says: the places of both cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub label: String,
    pub row: usize,
    pub label_col: usize,
    pub value_col: usize,
}

/// Labels that such tables have and that no list of relations or measures knows.
const LABELS: &[&str] = &[
    "legal name",
    "company name",
    "name",
    "trade name",
    "registered office",
    "address",
    "established",
    "founded",
    "incorporated",
    "date of incorporation",
    "year of foundation",
    "legal form",
    "isin",
    "wkn",
    "lei",
    "cusip",
    "sedol",
    "ticker",
    "ticker symbol",
    "stock symbol",
    "listing",
    "market segment",
    "sector",
    "industry",
    "chief executive officer",
    "chief financial officer",
    "chairman",
    "chair",
    "chairperson",
    "chairman of the board",
    "company secretary",
    "financial year",
    "fiscal year end",
    "reporting currency",
    "share capital",
    "registration number",
    "company number",
    "filed",
    "filing date",
    "granted",
    "publication date",
    "publication number",
    "application number",
    "priority",
    "proprietor",
    "applicant",
    "assignee",
    "inventors",
    "representative",
    "attorney",
    "product name",
    "product",
    "chemical name",
    "iupac name",
    "synonyms",
    "cas number",
    "cas no.",
    "cas no",
    "ec number",
    "formula",
    "molecular formula",
    "molecular weight",
    "molar mass",
    "appearance",
    "colour",
    "color",
    "odour",
    "physical state",
    "manufacturer",
    "supplier",
    "version",
    "revision date",
    "date of issue",
    "valid until",
    "valid from",
    "term",
    "start date",
    "end date",
    "effective date",
    "commencement date",
    "expiry date",
    "governing law",
    "lessor",
    "lessee",
    "landlord",
    "tenant",
    "buyer",
    "seller",
    "borrower",
    "lender",
    "client",
    "principal",
    "project",
    "licence",
    "license",
    "standard",
    "model",
    "type",
    "serial number",
    "part number",
    "place of jurisdiction",
    "court",
    "case number",
    "judge",
    "plaintiff",
    "defendant",
    "claimant",
    "respondent",
    "公司名称",
    "企业名称",
    "单位名称",
    "中文名称",
    "公司中文名称",
    "英文名称",
    "公司英文名称",
    "公司的中文名称",
    "公司简称",
    "中文简称",
    "法定代表人",
    "公司的法定代表人",
    "注册资本",
    "实收资本",
    "成立日期",
    "成立时间",
    "注册地址",
    "公司注册地址",
    "注册地",
    "办公地址",
    "公司办公地址",
    "住所",
    "统一社会信用代码",
    "经营范围",
    "主营业务",
    "企业类型",
    "公司类型",
    "所属行业",
    "股票代码",
    "股票简称",
    "证券代码",
    "证券简称",
    "a股代码",
    "上市交易所",
    "股票上市交易所",
    "上市日期",
    "上市时间",
    "控股股东",
    "实际控制人",
    "董事长",
    "总经理",
    "董事会秘书",
    "证券事务代表",
    "员工人数",
    "会计师事务所",
    "保荐机构",
    "申请号",
    "申请日",
    "公开号",
    "公开日",
    "授权日",
    "授权公告号",
    "专利号",
    "专利权人",
    "申请人",
    "发明人",
    "代理机构",
    "产品名称",
    "化学名称",
    "别名",
    "分子式",
    "分子量",
    "cas号",
    "外观",
    "性状",
    "生产企业",
    "生产商",
    "供应商",
    "版本",
    "修订日期",
    "发布日期",
    "实施日期",
    "有效期",
    "合同编号",
    "签订日期",
    "签订地点",
    "出租方",
    "承租方",
    "甲方",
    "乙方",
    "买方",
    "卖方",
    "案号",
    "原告",
    "被告",
    "上诉人",
    "被上诉人",
    "审理法院",
    "项目名称",
    "项目编号",
    "采购人",
    "中标人",
    "评级",
    "币种",
];

/// How labels end that are none of these.
const ENDS: &[&str] = &[
    " date",
    " number",
    " no.",
    " name",
    " address",
    " office",
    " officer",
    " code",
    " status",
    " currency",
    " law",
    "编号",
    "日期",
    "名称",
    "地址",
    "时间",
    "地点",
    "单位",
    "代码",
    "型号",
    "规格",
    "期限",
    "负责人",
    "批准人",
    "联系人",
    "开户行",
    "开户银行",
    "账号",
    "号码",
    "识别号",
    "税号",
    "审核人",
    "代表人",
    "经理",
];

/// Ways to reach somebody: true, and nothing that anybody asks.
const CONTACT: &[&str] = &[
    "telephone",
    "phone",
    "tel",
    "tel.",
    "fax",
    "email",
    "e-mail",
    "website",
    "web",
    "internet",
    "contact",
    "电话",
    "联系电话",
    "传真",
    "电子信箱",
    "邮箱",
    "电子邮箱",
    "网址",
    "互联网网址",
    "邮编",
    "邮政编码",
    "公司网址",
];

/// Labels beside which the thing itself is named.
const OWN_NAME: &[&str] = &[
    "legal name",
    "company name",
    "name",
    "product name",
    "chemical name",
    "company",
    "公司名称",
    "企业名称",
    "单位名称",
    "中文名称",
    "公司中文名称",
    "公司的中文名称",
    "产品名称",
    "化学名称",
    "项目名称",
];

const VAGUE_HEADS: &[&str] = &[
    "",
    "item",
    "items",
    "field",
    "particulars",
    "property",
    "parameter",
    "detail",
    "details",
    "description",
    "information",
    "value",
    "data",
    "content",
    "contents",
    "项目",
    "内容",
    "指标",
    "名称",
    "信息",
    "数值",
    "说明",
    "值",
    "类别",
    "事项",
    "性质",
];

/// The pairs of such a table. `None` where rows and columns say something together.
pub fn read(table: &TableData, book: &NameBook) -> Option<Vec<Pair>> {
    let (rows, cols) = (table.rows(), table.cols());
    if !matches!(cols, 2 | 4) || !(2..=40).contains(&rows) {
        return None;
    }
    let vague = |row: usize, col: usize| VAGUE_HEADS.contains(&plain(text_at(table, row, col)).as_str());
    let has_heads = (0..cols).all(|col| vague(0, col));
    let mut pairs = Vec::new();
    for row in usize::from(has_heads)..rows {
        for label_col in (0..cols).step_by(2) {
            let value_col = label_col + 1;
            let (label, value) = (text_at(table, row, label_col), text_at(table, row, value_col));
            let is_covered = |col: usize| table.cells[row][col].covered_by.is_some();
            if is_covered(label_col) || (label_col > 0 && label.trim().is_empty() && value.trim().is_empty()) {
                continue;
            }
            let label = label_of(label);
            // A row of one cell heads the rows below; a value may be left open.
            if is_covered(value_col) || value.trim().is_empty() {
                continue;
            }
            if !is_label(&label, book) {
                return None;
            }
            pairs.push(Pair { label, row, label_col, value_col });
        }
    }
    let said: BTreeSet<&str> = pairs.iter().map(|pair| pair.label.as_str()).collect();
    let known = pairs.iter().filter(|pair| is_known(&pair.label)).count();
    let value = |pair: &Pair| table.cells[pair.row][pair.value_col].text.trim();
    let words = pairs.iter().filter(|pair| number::parse_cell(value(pair)).is_none()).count();
    let glued = pairs.iter().any(|pair| !is_contact(&pair.label) && layout::is_glued(value(pair)));
    (said.len() == pairs.len()
        && known >= 2
        && known * 2 >= pairs.len()
        && words * 3 >= pairs.len()
        && words >= 1
        && !glued)
        .then_some(pairs)
}

/// The name that the table gives to what it is about, with its place among the pairs.
pub fn own_name(table: &TableData, pairs: &[Pair]) -> Option<(usize, String)> {
    let place = pairs.iter().position(|pair| OWN_NAME.contains(&pair.label.to_lowercase().as_str()))?;
    let name = clean(&table.cells[pairs[place].row][pairs[place].value_col].text);
    crate::rows::is_name(&name).then_some((place, name))
}

pub fn is_contact(label: &str) -> bool {
    CONTACT.contains(&label.to_lowercase().as_str())
}

/// "(73) Proprietor:" is "Proprietor".
fn label_of(text: &str) -> String {
    let text = clean(text);
    let text = text.trim_end_matches([':', '：']).trim();
    let code = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    match code {
        Some((code, rest)) if !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()) => rest.trim().to_owned(),
        _ => text.to_owned(),
    }
}

/// The rows of a table are such labels, and what they are said of heads its columns.
pub fn labels_head_rows(table: &TableData, body: &[usize], name_col: usize) -> bool {
    let labels = body.iter().filter(|&&row| {
        let label = label_of(text_at(table, row, name_col));
        !measured::is_metric(&label) && is_known(&label)
    });
    let words = |row: &usize| {
        let beside = (name_col + 1..table.cols()).map(|col| table.cells[*row][col].text.trim());
        beside.filter(|text| !number::is_blank(text)).all(|text| number::parse_cell(text).is_none())
    };
    labels.count() * 10 >= body.len() * 6 && body.iter().filter(|row| words(row)).count() * 10 >= body.len() * 6
}

fn plain(text: &str) -> String {
    clean(text).trim_end_matches([':', '：']).to_lowercase()
}

fn is_label(label: &str, book: &NameBook) -> bool {
    let length = label.chars().count();
    (1..=40).contains(&length)
        && label.chars().any(char::is_alphabetic)
        && number::parse(label).is_none()
        && period::parse(label).is_none()
        && (is_known(label) || (book.find(label).is_none() && ontology::type_of_name(label).is_none()))
}

fn is_known(label: &str) -> bool {
    let label = head::parse(label).label;
    let lower = label.to_lowercase();
    LABELS.contains(&lower.as_str())
        || ENDS.iter().any(|end| lower.ends_with(end))
        || CONTACT.contains(&lower.as_str())
        || measured::is_metric(&label)
        || [THING, "Organisation"].iter().any(|kind| headed(&label, kind).is_some())
}
