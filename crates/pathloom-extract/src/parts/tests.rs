//! What a reader relies on when parts of a document are named.

use super::*;

fn document(contents: Vec<BlockContent>) -> Vec<Block> {
    let block = |(id, content)| Block {
        id: id as u32,
        page: 1,
        bbox: None,
        more: vec![],
        chars: None,
        content,
        lines: vec![],
        runs: vec![],
    };
    contents.into_iter().enumerate().map(block).collect()
}

fn heading(text: &str) -> BlockContent {
    BlockContent::Heading { level: 2, text: text.into() }
}

fn paragraph(text: &str) -> BlockContent {
    BlockContent::Paragraph { text: text.into() }
}

fn list(ordered: bool, items: &[&str]) -> BlockContent {
    BlockContent::List { ordered, items: items.iter().map(|it| (*it).to_owned()).collect() }
}

/// What `text`, said in the last block, leads to: the first letters there.
fn read(blocks: &[Block], text: &str) -> Vec<String> {
    let last = blocks.last().map_or(0, |block| block.id);
    let start = |place: Place| {
        let text = blocks[place.block as usize].text();
        text[place.offset as usize..].chars().take(6).collect::<String>()
    };
    Parts::read(blocks).find(text, |_| last).into_iter().map(|found| start(found.target)).collect()
}

#[test]
fn articles_are_found_down_to_their_points() {
    let blocks = document(vec![
        heading("Chapter II Duties"),
        heading("Article 5 Sampling"),
        list(true, &["First paragraph.", "Second paragraph:"]),
        list(false, &["(a) one;", "(b) two."]),
        list(true, &["3. Third paragraph."]),
        heading("Article 6 Records"),
        paragraph("Records are kept."),
        heading("Article 7 Fees"),
        paragraph("Fees."),
        heading("Annex I Basins"),
        paragraph("Codes."),
    ]);
    for (text, expected) in [
        ("under Article 5(2)(b),", vec!["(b) tw"]),
        ("Article 5(3)", vec!["3. Thi"]),
        ("Articles 5 to 7", vec!["Articl", "Articl", "Articl"]),
        ("Articles 6 and 7", vec!["Articl", "Articl"]),
        ("Article 5(1) and (2)", vec!["First ", "Second"]),
        ("listed in Annex I and Chapter II", vec!["Annex ", "Chapte"]),
        ("Article 5 of Regulation (EU) 2016/679", vec![]),
        ("Article 5 of this Regulation", vec!["Articl"]),
        ("Article 99", vec![]),
    ] {
        assert_eq!(read(&blocks, text), expected, "{text}");
    }
}

#[test]
fn claims_parts_and_an_annex_without_a_number_are_found() {
    let blocks = document(vec![
        heading("第八部分　接触控制"),
        paragraph("戴手套。"),
        heading("附表一　监管指标"),
        paragraph("杠杆率。"),
        heading("Schedule"),
        paragraph("Premiums."),
        heading("Article 3 Fees"),
        paragraph("(1) Fees are due. (2) They are small."),
        heading("Claims"),
        list(true, &["A glass.", "The glass of claim 1.", "A board."]),
        heading("权利要求书"),
        paragraph("Text."),
    ]);
    for (text, expected) in [
        ("见第八部分", vec!["第八部分　接"]),
        ("符合附表一列明的指标", vec!["附表一　监管"]),
        ("named in the Schedule, has", vec!["Schedu"]),
        ("of the Schedule", vec![]),
        ("in the Schedule 2", vec![]),
        ("Article 3(2)", vec!["Articl"]),
        ("any of claims 1 to 3", vec!["A glas", "The gl", "A boar"]),
        ("根据权利要求2所述", vec!["The gl"]),
    ] {
        let mut found = read(&blocks, text);
        found.sort();
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        expected.sort();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn paragraphs_of_chinese_articles_are_counted() {
    let blocks = document(vec![
        heading("第二章　采样"),
        paragraph("第十二条　首款如下："),
        paragraph("（一）甲；"),
        paragraph("（二）乙。"),
        paragraph("次款。"),
        paragraph("三款。"),
        paragraph("第十三条　另一条。"),
        paragraph("第十四条　再一条。"),
    ]);
    for (text, expected) in [
        ("依照第十二条第三款的规定", vec!["三款。"]),
        ("第十二条第（二）项", vec!["（二）乙。"]),
        ("第十二条第一款第（二）项", vec!["（二）乙。"]),
        ("违反第十二条至第十四条", vec!["第十二条　首", "第十三条　另", "第十四条　再"]),
        ("本条第一款", vec!["第十四条　再"]),
        ("第二章", vec!["第二章　采样"]),
        ("《采样法》第十二条", vec![]),
        ("公司法第十二条", vec![]),
        ("本办法第十二条", vec!["第十二条　首"]),
    ] {
        assert_eq!(read(&blocks, text), expected, "{text}");
    }
}

#[test]
fn sections_are_found_by_number() {
    let blocks = document(vec![
        heading("3 Results"),
        heading("3.1 Concentration"),
        heading("3.2 Grain size"),
        heading("3.3 Colour"),
        heading("A Calibration"),
        heading("附录B　数据"),
        heading("4. Delivery"),
        list(false, &["4.1 The seller delivers:", "(a) sand;", "(b) gravel.", "4.2 The buyer pays."]),
        paragraph("Text."),
    ]);
    for (text, expected) in [
        ("see Section 3.2.", vec!["3.2 Gr"]),
        ("Sections 3.1 and 3.3", vec!["3.1 Co", "3.3 Co"]),
        ("Sections 3.1–3.3", vec!["3.2 Gr", "3.1 Co", "3.3 Co"]),
        ("in § 3", vec!["3 Resu"]),
        ("Appendix A", vec!["A Cali"]),
        ("见第3.1节和第3.2节", vec!["3.1 Co", "3.2 Gr"]),
        ("第3.1、3.2节", vec!["3.1 Co", "3.2 Gr"]),
        ("第三章", vec!["3 Resu"]),
        ("附录B", vec!["附录B　数据"]),
        ("Clauses 4.1 and 4.2", vec!["4.1 Th", "4.2 Th"]),
        ("Clause 4.1(b)", vec!["(b) gr"]),
        ("按第4.1款支付", vec!["4.1 Th"]),
        ("described in note 3", vec!["3 Resu"]),
        ("a section 9 feet long", vec![]),
    ] {
        let mut found = read(&blocks, text);
        found.sort();
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        expected.sort();
        assert_eq!(found, expected, "{text}");
    }
}
