//! Titles of the templates that come with the program, which the core sends in English. The same as in
//! `assets/templates`, which a test checks.

pub(super) const TITLES: &[(&str, &str)] = &[
    ("Entity chain", "实体链"),
    ("Single text", "单文本"),
    ("Single text, multi-hop", "单文本多跳"),
    ("Several texts", "多文本"),
    ("Several texts, multi-hop", "多文本多跳"),
    ("Single table", "单表"),
    ("Single table, multi-hop", "单表多跳"),
    ("One table and one text", "单表与单文本"),
    ("One table and several texts", "单表与多文本"),
    ("Several tables", "多表"),
    ("Several tables, multi-hop", "多表多跳"),
    ("Several tables and texts", "多表与多文本"),
    ("Single chart", "单图表"),
    ("Single chart, multi-hop", "单图表多跳"),
    ("One chart and one text", "单图表与单文本"),
    ("One chart and several texts", "单图表与多文本"),
    ("Several charts", "多图表"),
    ("Several charts, multi-hop", "多图表多跳"),
    ("Several charts and texts", "多图表与多文本"),
    ("Single formula", "单公式"),
    ("Single formula, multi-hop", "单公式多跳"),
    ("One formula and one text", "单公式与单文本"),
    ("One formula and several texts", "单公式与多文本"),
    ("Several formulas", "多公式"),
    ("Several formulas, multi-hop", "多公式多跳"),
    ("Several formulas and texts", "多公式与多文本"),
    ("One table and one chart", "单表与单图表"),
    ("One table and one chart, multi-hop", "单表与单图表多跳"),
    ("One table and one formula", "单表与单公式"),
    ("One table and one formula, multi-hop", "单表与单公式多跳"),
    ("One chart and one formula", "单图表与单公式"),
    ("One chart and one formula, multi-hop", "单图表与单公式多跳"),
    ("Evidence in the middle", "中段证据"),
    ("Table, entity, table", "表—实体—表"),
    ("Chart, entity, table", "图表—实体—表"),
    ("Formula, entity, table", "公式—实体—表"),
    ("Cross-document comparison", "跨文档比较"),
    ("Entity comparison", "实体比较"),
    ("Temporal chain", "时间链"),
    ("Assertion chain", "陈述链"),
    ("Formula with its table", "公式及其数据表"),
];

#[cfg(test)]
mod tests {
    use super::TITLES;

    #[test]
    fn every_template_has_its_chinese_title_here() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/templates");
        let files = std::fs::read_dir(folder).expect("the templates are there");
        let mut seen = 0;
        for file in files {
            let path = file.expect("a template file").path();
            let text = std::fs::read_to_string(&path).expect("a template is text");
            let title = text.lines().find(|line| line.starts_with("title = ")).expect("a template has a title");
            let known = TITLES
                .iter()
                .any(|(en, zh)| title.contains(&format!("en = \"{en}\"")) && title.contains(&format!("zh = \"{zh}\"")));
            assert!(known, "{} is not among the titles: {title}", path.display());
            seen += 1;
        }
        assert_eq!(seen, TITLES.len(), "a title is here that no template has");
    }
}
