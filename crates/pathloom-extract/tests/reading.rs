//! What a user relies on when a document becomes a graph: hand-built documents in, names, claims and nodes out.

use pathloom_extract::{ClaimObject, Decision, Extraction, RefusalKind, TripleLine, extract, extract_triples, resolve};
use pathloom_model::block::{Chunk, ChunkData, Piece};
use pathloom_model::{
    Block, BlockContent, Cell, DocumentMeta, Format, Key, Kind, Knowledge, Language, Node, NodeData, ObjectLabel,
    ObjectLabelKind, Parsed, Relation, TableData,
};

/// A text document under construction: blocks are written one after the other into its text.
struct Draft {
    name: String,
    text: String,
    blocks: Vec<Block>,
}

impl Draft {
    fn new(name: &str) -> Draft {
        Draft { name: name.into(), text: String::new(), blocks: Vec::new() }
    }

    fn block(&mut self, content: BlockContent, text: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let chars = Some([start, self.text.len() as u32]);
        self.text.push_str("\n\n");
        let id = self.blocks.len() as u32;
        self.blocks.push(Block { id, page: 1, bbox: None, more: vec![], chars, content, lines: vec![], runs: vec![] });
    }

    fn paragraph(mut self, text: &str) -> Draft {
        self.block(BlockContent::Paragraph { text: text.into() }, text);
        self
    }

    fn formula(mut self, latex: &str, number: &str) -> Draft {
        let label = Some(ObjectLabel { kind: ObjectLabelKind::Formula, number: number.into() });
        let content = BlockContent::Formula { latex: Some(latex.into()), text: latex.into(), label, blob: None };
        self.block(content, latex);
        self
    }

    fn heading(mut self, level: u8, text: &str) -> Draft {
        self.block(BlockContent::Heading { level, text: text.into() }, text);
        self
    }

    /// Cells parted by `|`, rows by `\n`; the first row is the head.
    fn table(mut self, number: &str, caption: &str, grid: &str) -> Draft {
        let start = self.text.len() as u32;
        let mut cells = Vec::new();
        let mut at = start;
        for line in grid.lines() {
            let mut row = Vec::new();
            for part in line.split('|') {
                let end = at + part.len() as u32;
                row.push(Cell { text: part.trim().into(), chars: Some([at, end]), ..Cell::default() });
                at = end + 1;
            }
            cells.push(row);
        }
        let label = Some(ObjectLabel { kind: ObjectLabelKind::Table, number: number.into() });
        let caption = format!("Table {number}: {caption}");
        let table = TableData { caption, label, cells, header_rows: 1, header_cols: 1, ..TableData::default() };
        self.block(BlockContent::Table(table), grid);
        self
    }

    fn parsed(&self) -> Parsed {
        let meta = DocumentMeta {
            key: Key::document(self.text.as_bytes()),
            name: self.name.clone(),
            format: Format::Markdown,
            bytes: self.text.len() as u64,
            title: None,
            language: Language::of(&self.text),
            pages: vec![],
        };
        Parsed { meta, text: Some(self.text.clone()), blocks: self.blocks.clone(), blobs: vec![], warnings: vec![] }
    }

    /// One chunk for each paragraph.
    fn read(&self) -> Extraction {
        let parsed = self.parsed();
        let chunk = |block: &Block| {
            let BlockContent::Paragraph { text } = &block.content else {
                return None;
            };
            let piece = Piece { block: block.id, start: 0, end: text.len() as u32, offset: 0 };
            let data = ChunkData { text: text.clone(), section: vec![], blocks: vec![block.id], pieces: vec![piece] };
            Some(Chunk { key: Key::content(Kind::Chunk, &parsed.meta.key, text.as_bytes(), block.id), data })
        };
        let chunks: Vec<Chunk> = parsed.blocks.iter().filter_map(chunk).collect();
        extract(&parsed, &chunks)
    }
}

/// "subject | predicate | object | period scenario scope", in the order read.
fn claims(read: &Extraction) -> Vec<String> {
    let name = |id: u32| read.names[id as usize].text.clone();
    let line = |claim: &pathloom_extract::Claim| {
        let object = match &claim.object {
            ClaimObject::Name(id) => name(*id),
            ClaimObject::Text(text) => format!("\"{text}\""),
            ClaimObject::Quantity(it) => format!("{} {} e{}", it.value, it.unit.0, it.scale),
        };
        let limits = &claim.qualifiers;
        let scenario = limits.scenario.map(|scenario| format!("{scenario:?}"));
        let limits: Vec<String> =
            [limits.period.clone(), scenario, limits.scope.clone()].into_iter().flatten().collect();
        format!("{} | {} | {object} | {}", name(claim.subject), claim.predicate, limits.join(" "))
            .trim_end_matches([' ', '|'])
            .to_owned()
    };
    read.claims.iter().map(line).collect()
}

fn names(read: &Extraction) -> Vec<(&str, &str)> {
    read.names.iter().map(|name| (name.text.as_str(), name.entity_type.as_str())).collect()
}

fn entities(nodes: &[Node]) -> Vec<&Node> {
    nodes.iter().filter(|node| node.kind() == Kind::Entity).collect()
}

fn between<'a>(relations: &'a [Relation], name: &str) -> Vec<&'a Relation> {
    relations.iter().filter(|relation| relation.name == name).collect()
}

#[test]
fn companies_in_rows_and_periods_in_columns() {
    let grid = "EUR m|FY23|FY24|FY25E\nNorrheat AB|704|668|731\nKaltvik AS|(12.5)|n/a|1,436\nTotal|691.5|668|2,167";
    let read = Draft::new("a.md").table("1", "Revenue by company, FY23 to FY25E", grid).read();
    assert_eq!(
        claims(&read),
        [
            "Norrheat AB | Revenue | 704 EUR e6 | FY23",
            "Norrheat AB | Revenue | 668 EUR e6 | FY24",
            "Norrheat AB | Revenue | 731 EUR e6 | FY25E Estimate",
            "Kaltvik AS | Revenue | -12.5 EUR e6 | FY23",
            "Kaltvik AS | Revenue | 1436 EUR e6 | FY25E Estimate",
        ],
        "the caption names the metric, the corner the unit; blanks and totals give nothing"
    );
    assert_eq!(names(&read), [("Norrheat AB", "Company"), ("Kaltvik AS", "Company")], "no total, no year is a name");
    let cell = read.claims[3].spans[0].clone();
    assert_eq!(cell.quote, "(12.5)", "the quote is the cell as printed");
    assert_eq!(cell.cell.map(|cell| (cell.row, cell.col)), Some((2, 1)), "the span names the cell");
}

#[test]
fn sections_scales_and_row_heads_that_hold_below_reach_every_figure() {
    let sections = "Item|2024|2023\nNorrheat AB||\nRevenue|$ 612|$ 580\nSegment margin|20.3%|18.9%\n\
        Kaltvik AS||\nRevenue|92|88\nSegment margin|14.0%|10.9%\nGoodwill|7|6";
    let read = Draft::new("a.md").table("1", "Segments of the group (in thousands)", sections).read();
    let told = claims(&read);
    assert_eq!(told[0], "Norrheat AB | Revenue | 612 USD e3 | 2024", "a sign in the cell keeps the table's scale");
    assert!(
        told.contains(&"Kaltvik AS | Revenue | 92 USD e3 | 2024".to_owned()),
        "the sign holds for other rows: {told:?}"
    );
    assert!(
        !told.iter().any(|claim| claim.contains("Goodwill")),
        "a row behind the pattern has no sure owner: {told:?}"
    );
    assert!(read.refused.iter().any(|it| it.why.contains("may or may not belong")), "and the table says so");

    let below = "Substance|Where|8 h|15 min\nPhosphoric acid|European Union|1|2\n|USA (OSHA)|1|–";
    let read = Draft::new("b.md").table("1", "Occupational exposure limits (mg/m³)", below).read();
    assert_eq!(
        claims(&read),
        [
            "Phosphoric acid | Occupational exposure limits | 1 mg/m³ e0 | for 8 h in European Union",
            "Phosphoric acid | Occupational exposure limits | 2 mg/m³ e0 | for 15 min in European Union",
            "Phosphoric acid | Occupational exposure limits | 1 mg/m³ e0 | for 8 h in USA (OSHA)",
        ],
        "a blank row head is the one above, and a time limits the caption's measure"
    );

    let arms = "Characteristic|Zorvex 5 mg (n = 142)|Placebo (n = 141)\nAge, years|41.2 (13.1)|42.0 (13.9)";
    let read = Draft::new("c.md").table("1", "Baseline. Values are mean (SD) unless stated otherwise", arms).read();
    assert_eq!(
        claims(&read),
        ["Zorvex 5 mg | Age | 41.2 years e0", "Placebo | Age | 42.0 years e0"],
        "what was sampled is compared, and its count is no part of the name"
    );
}

#[test]
fn a_grid_that_was_not_read_apart_is_refused_and_says_why() {
    let glued = "Model|Data|Acc #Turn|Acc\nQwQ-32B|+ ours|1.9 1.5|4.5\nQwQ-32B|+ HotpotQA|4.9 20.2|18.0";
    let read = Draft::new("a.md").table("1", "Accuracy (%) of models", glued).read();
    assert_eq!(claims(&read), Vec::<String>::new(), "figures that are glued are neither values nor names");
    assert!(read.refused[0].why.contains("several figures"), "{:?}", read.refused[0].why);

    let unclear = "Company|2023|2024\nNorrheat AB|12|13\nKaltvik AS|8|7";
    let read = Draft::new("b.md").table("1", "Emissions (kt of something else)", unclear).read();
    assert_eq!(claims(&read), Vec::<String>::new(), "a figure whose unit is not known is not claimed");
    let two = Draft::new("c.md").table("1", "Revenue (EUR m) and output (kt)", unclear).read();
    assert_eq!(claims(&two), Vec::<String>::new(), "nor one that could have either of two");

    let again = "Company|2023|2024\nNorrheat AB|12|13\nCompany|H1 2023|H1 2024\nKaltvik AS|8|7";
    let read = Draft::new("d.md").table("1", "Revenue of companies (EUR m)", again).read();
    assert_eq!(
        claims(&read),
        [
            "Norrheat AB | Revenue | 12 EUR e6 | 2023",
            "Norrheat AB | Revenue | 13 EUR e6 | 2024",
            "Kaltvik AS | Revenue | 8 EUR e6 | H1 2023",
            "Kaltvik AS | Revenue | 7 EUR e6 | H1 2024",
        ],
        "figures below heads that stand again are read by those"
    );
}

#[test]
fn labels_with_what_they_say_beside_them_are_statements_of_one_thing() {
    let pairs = "Legal name|Norrheat AB\nRegistered office|Lund\nISIN|SE0001112223\nAuditor|Revisor Nord AB\nEmployees|1,284\nTelephone|+46 1";
    let read = Draft::new("a.md").table("1", "The issuer at a glance", pairs).read();
    assert_eq!(
        claims(&read),
        [
            "Norrheat AB | headquartered_in | Lund",
            "Norrheat AB | ISIN | \"SE0001112223\"",
            "Norrheat AB | audited_by | Revisor Nord AB",
            "Norrheat AB | Employees | 1284  e0",
        ],
        "of the thing that the table names itself, ways to reach it left out"
    );
    let form = "公司名称|北岭热泵股份有限公司|法定代表人|周启航\n注册资本|12,000万元|成立日期|2009年3月8日";
    let read = Draft::new("b.md").table("1", "", form).read();
    let told = claims(&read);
    assert!(told.iter().any(|claim| claim.contains("周启航")), "two pairs a row: {told:?}");
    assert!(told.iter().any(|claim| claim.contains("注册资本 | 12000 元 e4")), "{told:?}");
    let plain = "Item|2024\nRevenue|12\nNet debt|3";
    let read = Draft::new("c.md").table("1", "Norrheat AB, EUR m", plain).read();
    assert!(
        claims(&read).iter().all(|claim| claim.ends_with("2024")),
        "a table with a head is none: {:?}",
        claims(&read)
    );
}

#[test]
fn what_consists_of_what_is_told_of_the_sample_and_tests_are_named_row_by_row() {
    let oxides = "Oxide|Ex. 1|C2\nSiO₂|60.2|54.3\nZrO₂|11.5|–";
    let read = Draft::new("a.md").table("1", "Composition of the glasses, in wt%", oxides).read();
    assert_eq!(
        claims(&read),
        ["Ex. 1 | SiO₂ | 60.2 wt% e0", "C2 | SiO₂ | 54.3 wt% e0", "Ex. 1 | ZrO₂ | 11.5 wt% e0"],
        "samples head the columns, what they consist of the rows"
    );
    let slashes = "模型|HR@10/%|参数量/M|训练时间/(s/轮)\nSASNet|66.07|1.74|21.3\nGruSeq|58.31|1.62|47.5";
    let read = Draft::new("s.md").table("1", "不同模型在TuneLog上的性能与效率对比", slashes).read();
    assert_eq!(
        claims(&read)[..3],
        ["SASNet | HR@10 | 66.07 % e0", "SASNet | 参数量 | 1.74  e6", "SASNet | 训练时间 | 21.3 s/轮 e0"],
        "units stand behind slashes, and no score is made of a measure"
    );
    let tests = "组分|试验|途径|结果\n丙酮|LD50|经口|5800 mg/kg\n甲酸|LD50|经口|730 mg/kg";
    let draft = Draft::new("b.md").paragraph("丙酮（CAS号67-64-1）和甲酸（CAS号64-18-6）有毒。");
    let told = claims(&draft.table("1", "组分的急性毒性", tests).read());
    assert!(told.iter().any(|claim| claim.starts_with("丙酮 | ") && claim.contains("LD50 | 5800 mg/kg")), "{told:?}");
    let states = "Property||Unit|Ex. 1|Ex. 2\nDensity||g/cm³|2.7|2.8\nTensile strength|as drawn|MPa|1840|1905\n|after 28 d|MPa|1362|1486";
    let draft =
        Draft::new("c.md").table("1", "Composition of the glasses, in wt%", "Oxide|Ex. 1|Ex. 2\nSiO₂|60.2|59.4");
    let told = claims(&draft.table("2", "Properties of the glasses", states).read());
    assert!(
        told.iter()
            .filter(|claim| claim.contains("Tensile strength"))
            .all(|claim| claim.contains("as drawn") || claim.contains("after 28 d")),
        "a second head column without a head limits: {told:?}"
    );
}

#[test]
fn times_that_a_report_calls_its_own_become_times_and_versions_limit() {
    let grid = "项目|本报告期|上年同期\n营业收入|120|100\n净利润|12|9";
    let report = |title: &str| {
        let draft = Draft::new("a.md").heading(1, title).paragraph("北岭热泵股份有限公司（以下简称“公司”）生产热泵。");
        claims(&draft.table("1", "北岭热泵股份有限公司主要会计数据（单位：万元）", grid).read())
    };
    assert_eq!(
        report("北岭热泵股份有限公司2025年半年度报告")[..2],
        [
            "北岭热泵股份有限公司 | 营业收入 | 120 元 e4 | 2025年上半年",
            "北岭热泵股份有限公司 | 营业收入 | 100 元 e4 | 2024年上半年"
        ]
    );
    assert_eq!(report("主要数据"), Vec::<String>::new(), "without a report's name nobody knows which time it is");

    let parts = "EUR m|Nine months to 30 September (unaudited)|2023\nRevenue|118|148\nof which burners|87|112\nEBIT margin (%)|6.8|6.7";
    let read = Draft::new("d.md").paragraph("Norrheat AB grew.").table("1", "Norrheat AB, key figures", parts).read();
    let told = claims(&read);
    assert!(told.contains(&"Norrheat AB | Revenue | 112 EUR e6 | 2023 for burners".to_owned()), "{told:?}");

    let versions = "|Actual|As adjusted\nCash|11.7|67.0";
    let draft = Draft::new("b.md").paragraph("Norrheat AB (the \"Company\") offers shares.");
    let read = draft.table("1", "Capitalisation at 31 December 2024 (EUR million)", versions).read();
    assert_eq!(
        claims(&read),
        [
            "Norrheat AB | Cash | 11.7 EUR e6 | 31 December 2024 (actual)",
            "Norrheat AB | Cash | 67.0 EUR e6 | 31 December 2024 (as adjusted)",
        ],
        "a table without a subject of its own is about whom the document calls its own"
    );
}

#[test]
fn metrics_in_rows_and_periods_in_columns() {
    let grid = "EUR m|2023|2024\nRevenue|612|704\nNet debt|212|198\nEBITDA margin (%)|13.4|14.1";
    let with = Draft::new("a.md").paragraph("Norrheat AB grew.").table("1", "Norrheat AB, key figures", grid).read();
    assert_eq!(
        claims(&with),
        [
            "Norrheat AB | Revenue | 612 EUR e6 | 2023",
            "Norrheat AB | Revenue | 704 EUR e6 | 2024",
            "Norrheat AB | Net debt | 212 EUR e6 | 2023",
            "Norrheat AB | Net debt | 198 EUR e6 | 2024",
            "Norrheat AB | EBITDA margin | 13.4 % e0 | 2023",
            "Norrheat AB | EBITDA margin | 14.1 % e0 | 2024",
        ],
        "the caption names the subject"
    );
    let without = Draft::new("b.md").table("1", "Key figures", grid).read();
    assert!(without.claims.is_empty() && without.names.is_empty(), "without a subject nothing is claimed");
    assert_eq!(without.refused[0].what, RefusalKind::Table, "and the table says why");
}

#[test]
fn relations_metrics_and_words_in_columns() {
    let grid = "Plant|Operator|City|Country|Capacity (thousand units)|Opened\nArvika Works|Norrheat AB|Arvika|Sweden|75|1981\nImola Plant|Arcovento SpA|Imola|Italy|900|1974";
    let read = Draft::new("a.md").table("1", "Plants in FY24", grid).read();
    assert_eq!(
        claims(&read)[..6],
        [
            "Norrheat AB | operates | Arvika Works",
            "Arvika Works | sited_in | Arvika",
            "Arvika Works | in_country | Sweden",
            "Arvika Works | Capacity | 75 units e3 | FY24",
            "Arvika Works | Opened | \"1981\"",
            "Arvika | in_country | Sweden",
        ],
        "heads of the lexicon relate, a year is a word, the caption's period holds for the metric"
    );
}

#[test]
fn countries_in_rows_and_companies_in_columns() {
    let grid = "Country|Norrheat AB (%)|Kaltvik AS (%)|Others (%)|Heat pumps sold (thousand)\nSweden|34|9|57|118\nNorway|15|31|54|96";
    let read = Draft::new("a.md").table("1", "Market share by country in FY24", grid).read();
    assert_eq!(
        claims(&read)[..3],
        [
            "Norrheat AB | Market share | 34 % e0 | FY24 in Sweden",
            "Kaltvik AS | Market share | 9 % e0 | FY24 in Sweden",
            "Sweden | Heat pumps sold | 118  e3 | FY24",
        ],
        "the company is the subject, the country limits; others are nobody"
    );
}

#[test]
fn results_of_models_say_on_what_and_with_what() {
    let grid =
        "Model|MMLU|SEAL-0\nDeepRead-7B|71.4*|9.1\n+ Teacher Feedback|73.0 ± 0.4|–\nDeepRead-7B DeepRead-32B|1 2|3";
    let read = Draft::new("a.md").table("1", "Evaluation results. We report accuracy (%).", grid).read();
    assert_eq!(
        claims(&read),
        [
            "DeepRead-7B | accuracy | 71.4 % e0 | on MMLU",
            "DeepRead-7B | accuracy | 9.1 % e0 | on SEAL-0",
            "DeepRead-7B | accuracy | 73.0 % e0 | on MMLU with Teacher Feedback",
        ],
        "the caption measures, the head says on what, the added row with what; run-together rows give nothing"
    );
}

#[test]
fn settings_limit_the_one_thing_of_the_caption() {
    let properties = "Catalyst|Particle size (nm)\nCu-Zn/X2|5.6\nNi/X4|6.3";
    let effect = "Temperature (°C)|Conversion (%)\n120|54.3\n140|81.9";
    let read = Draft::new("a.md")
        .table("1", "Characterisation", properties)
        .table("2", "Effect of temperature over Cu-Zn/X2", effect)
        .table("3", "Effect of temperature", effect)
        .read();
    let found = claims(&read);
    assert_eq!(found[2], "Cu-Zn/X2 | Conversion | 54.3 % e0 | at a temperature of 120 °C");
    assert_eq!(found.len(), 4, "without a subject the settings say nothing of anyone");
}

#[test]
fn tables_are_about_the_organisation_of_their_section() {
    let income =
        "GBP m|Note|2024|2023\nRevenue|3|2,158.9|1,954.1\nCost of sales||(1,402.2)|(1,285.7)\nTotal assets||900|880";
    let places = "|2024\nGermany|301.7\nSpain|12.1\nTotal|313.8";
    let draft = Draft::new("a.md")
        .heading(1, "Meridian Foods plc – Annual Report")
        .paragraph("Meridian Foods plc was founded in 1931 by Arthur Whitlock. The auditor of Meridian Foods plc is Corrin Ltd.")
        .heading(2, "Results")
        .table("1", "Income statement", income)
        .table("2", "Revenue by geography (GBP m)", places);
    let found = claims(&draft.read());
    assert_eq!(
        found,
        [
            "Meridian Foods plc | Revenue | 2158.9 GBP e6 | 2024",
            "Meridian Foods plc | Revenue | 1954.1 GBP e6 | 2023",
            "Meridian Foods plc | Total assets | 900 GBP e6 | 2024",
            "Meridian Foods plc | Total assets | 880 GBP e6 | 2023",
            "Meridian Foods plc | Revenue | 301.7 GBP e6 | 2024 in Germany",
            "Meridian Foods plc | Revenue | 12.1 GBP e6 | 2024 in Spain",
            "Meridian Foods plc | Founded | \"1931\"",
            "Meridian Foods plc | founded_by | Arthur Whitlock",
            "Meridian Foods plc | audited_by | Corrin Ltd",
        ],
        "the title names it; costs in brackets stay open; money by place is its money there"
    );
}

#[test]
fn chinese_tables_and_sentences() {
    let grid = "工厂|运营方|城市|产能（千台）\n阿尔维卡工厂|北境热泵|阿尔维卡|75\n合计|||75";
    let read = Draft::new("简报.md")
        .paragraph("北境热泵公司（Norrheat AB，以下简称北境热泵）总部位于哥德堡。北境热泵运营阿尔维卡工厂。如表1所示，产能集中。")
        .table("1", "2024财年工厂产能", grid)
        .read();
    assert_eq!(
        claims(&read),
        [
            "北境热泵公司 | operates | 阿尔维卡工厂",
            "阿尔维卡工厂 | sited_in | 阿尔维卡",
            "阿尔维卡工厂 | 产能 | 75 台 e3 | 2024财年",
            "北境热泵公司 | headquartered_in | 哥德堡",
            "北境热泵公司 | operates | 阿尔维卡工厂",
        ],
        "the short name stands for the long one"
    );
    let company = read.names.iter().find(|name| name.text == "北境热泵公司").expect("the company");
    let aliases: Vec<&str> = company.aliases.iter().map(|alias| alias.text.as_str()).collect();
    assert_eq!(aliases, ["北境热泵", "Norrheat AB"], "both other names are kept");
    assert_eq!(between(&read.relations, "refer_to").len(), 1, "如表1所示 points at the table");
}

#[test]
fn what_a_column_says_row_by_row_is_the_measure_and_codes_of_places_are_none() {
    let process = "设备|参数|单位|4月|5月\n精馏塔|塔釜温度|℃|129.8|130.3\n精馏塔|回流比|—|3.5|3.4";
    let read = Draft::new("报告.md").table("1", "主要工艺参数", process).read();
    assert_eq!(
        claims(&read),
        [
            "精馏塔 | 塔釜温度 | 129.8 ℃ e0 | 4月",
            "精馏塔 | 塔釜温度 | 130.3 ℃ e0 | 5月",
            "精馏塔 | 回流比 | 3.5  e0 | 4月",
            "精馏塔 | 回流比 | 3.4  e0 | 5月",
        ]
    );
    let water = "Substance|W1|W2\nAmmonia|21.7|2.85\nMethanol|3.16|0.38";
    let read = Draft::new("report.md").table("1", "Waste water by sampling point (mg/L)", water).read();
    assert!(claims(&read).iter().all(|claim| !claim.contains("| W1 |")), "{:?}", claims(&read));
}

#[test]
fn quarters_belong_to_the_year_of_the_caption_and_sections_tell_equal_rows_apart() {
    let quarters = "项目|第一季度|第二季度\n营业收入|478.2|566.9\n净利润|38.1|57.2";
    let read = Draft::new("摘要.md")
        .paragraph("嵊越新材料股份有限公司（以下简称公司）的数据见表1。")
        .table("1", "嵊越新材料股份有限公司2024年分季度主要会计数据（万元）", quarters)
        .read();
    let all = claims(&read);
    assert!(all.contains(&"嵊越新材料股份有限公司 | 净利润 | 57.2 元 e4 | 2024年第二季度".to_owned()), "{all:?}");

    let cycling = "Electrolyte|Capacity retention (%)\nCut-off 4.3 V|\nST-1|89.5\nST-3|92.2\nCut-off 4.5 V|\nST-1|70.1\nST-3|84.8";
    let read = Draft::new("paper.md")
        .paragraph("The electrolytes ST-1 and ST-3 were mixed in a glovebox.")
        .table("1", "Cycling of coin cells", cycling)
        .read();
    let all = claims(&read);
    assert!(all.contains(&"ST-3 | Capacity retention | 84.8 % e0 | for Cut-off 4.5 V".to_owned()), "{all:?}");
    assert!(all.contains(&"ST-3 | Capacity retention | 92.2 % e0 | for Cut-off 4.3 V".to_owned()), "{all:?}");
}

#[test]
fn references_reach_their_objects_and_unknown_ones_are_reported() {
    let grid = "Company|Revenue\nNorrheat AB|1\nKaltvik AS|2";
    let read = Draft::new("a.md")
        .table("1", "Revenue", grid)
        .table("2", "Revenue again", grid)
        .paragraph("Tables 1 and 2 show that Norrheat AB operates Arvika Works. See also Figure 9.")
        .read();
    assert_eq!(between(&read.relations, "refer_to").len(), 2, "both tables of the list");
    assert_eq!(
        read.refused.iter().filter(|refusal| refusal.what == RefusalKind::Reference).count(),
        1,
        "Figure 9 is nowhere"
    );
    let graph = resolve(vec![read.clone()]);
    let from_claim =
        between(&graph.relations, "refer_to").iter().filter(|it| it.from.kind() == Kind::Assertion).count();
    assert_eq!(from_claim, 2, "the claim of that sentence points at them too");
}

#[test]
fn references_to_sections_and_clauses_lead_to_the_passage_where_they_begin() {
    let read = Draft::new("a.md")
        .heading(2, "Article 5 Sampling")
        .paragraph("1. Samples are drawn each month.")
        .paragraph("2. Samples are kept for a year.")
        .heading(2, "Article 6 Records")
        .paragraph("1. Records of samples under Article 5(2) are public.")
        .read();
    let found = between(&read.parts, "refer_to");
    let text = |key: &Key| {
        read.nodes.iter().find(|node| node.key == *key).map(|node| match &node.data {
            NodeData::Chunk(chunk) => chunk.text.clone(),
            _ => node.name.clone(),
        })
    };
    let ends: Vec<_> = found.iter().map(|it| (text(&it.from), text(&it.to), it.spans[0].quote.as_str())).collect();
    let said = "1. Records of samples under Article 5(2) are public.".to_owned();
    let meant = "2. Samples are kept for a year.".to_owned();
    assert_eq!(ends, [(Some(said), Some(meant), "Article 5(2)")], "the second paragraph, not the first");
}

#[test]
fn formulas_know_what_their_symbols_stand_for_and_which_table_they_use() {
    let grid = "Compressor|Heating capacity (kW)|Power input (kW)\nVK40|8.55|2.20\nVK60|13.08|3.67";
    let read = Draft::new("a.md")
        .table("1", "Measured values", grid)
        .formula("\\mathrm{COP} = \\frac{Q_h}{P}", "1")
        .paragraph(
            "where Q_h is the Heating capacity and P is the Power input in Table 1. Eq. (1) gives 3.56 for VK60.",
        )
        .read();
    let formula = read.nodes.iter().find(|node| node.kind() == Kind::Formula).expect("the formula");
    let NodeData::Formula { symbols, .. } = &formula.data else { unreachable!() };
    let bound: Vec<(&str, Option<&str>)> =
        symbols.iter().map(|it| (it.symbol.as_str(), it.predicate.as_deref())).collect();
    assert_eq!(bound, [("Q_h", Some("Heating capacity")), ("P", Some("Power input"))], "symbols are bound to heads");
    assert_eq!(between(&read.relations, "uses").len(), 1, "it uses the table");
    let graph = resolve(vec![read.clone()]);
    let related = between(&graph.relations, "related_to");
    assert!(related.iter().any(|it| it.to == formula.key), "the compressor named beside it is related to it");
}

#[test]
fn aliases_and_suffixes_merge_and_types_do_not() {
    let first = Draft::new("a.md")
        .paragraph("Norrheat AB (\"Norrheat\") operates Arvika Works. Arvika Works is located in Arvika.")
        .read();
    let second = Draft::new("b.md")
        .table("1", "Revenue", "Company|Revenue (EUR m)\nNorrheat|668\nKaltvik|402")
        .paragraph("Kaltvik AS is headquartered in Trondheim.")
        .read();
    let third = Draft::new("c.md").table("1", "Products", "Product|Price (EUR)\nArvika|10\nCo|1\nCO|2").read();
    let graph = resolve(vec![first.clone(), second.clone(), third.clone()]);
    let by_name =
        |name: &str| entities(&graph.nodes).into_iter().filter(|node| node.name == name).cloned().collect::<Vec<_>>();
    let norrheat = by_name("Norrheat AB");
    assert_eq!(norrheat.len(), 1, "alias and full name are one");
    assert_eq!(
        norrheat[0].key,
        Key::entity("Norrheat AB", "Company", &first.document),
        "the key is minted in the first document"
    );
    assert_eq!(by_name("Kaltvik AS").len(), 1, "the name without its suffix is the only company so called");
    assert_eq!(by_name("Arvika").len(), 2, "a city and a product are two");
    assert!(graph.ledger.iter().any(|entry| entry.decision == Decision::KeptApart), "and the ledger says so");
    assert_eq!((by_name("Co").len(), by_name("CO").len()), (1, 1), "case is kept");
    let revenue = between(&graph.relations, "has_subject").iter().filter(|it| it.to == norrheat[0].key).count();
    assert_eq!(revenue, 2, "operates and revenue are about the same company");
}

#[test]
fn one_fact_from_two_places_is_one_assertion_and_conflicts_are_both_kept() {
    let first = Draft::new("a.md").paragraph("Norrheat AB acquired Morskal SA.").read();
    let grid = "Company|Revenue FY24 (EUR m)\nNorrheat AB|668\nMorskal SA|120";
    let second =
        Draft::new("b.md").paragraph("Morskal SA was acquired by Norrheat AB.").table("1", "Figures", grid).read();
    let third = Draft::new("c.md").table("1", "Figures", &grid.replace("668", "671")).read();
    let graph = resolve(vec![first.clone(), second.clone(), third.clone()]);
    let projected = between(&graph.relations, "acquired");
    assert_eq!(
        (projected.len(), projected[0].assertions.len(), projected[0].spans.len()),
        (1, 1, 2),
        "one relation, one assertion, two places"
    );
    let assertion = graph.nodes.iter().find(|node| node.key == projected[0].assertions[0]).expect("its assertion");
    assert_eq!(assertion.spans.len(), 2, "the assertion has both spans");
    let revenue = |value: &str| {
        graph.nodes.iter().filter(|node| node.kind() == Kind::Assertion && node.name.contains(value)).count()
    };
    assert_eq!((revenue("668"), revenue("671")), (1, 1), "two documents disagree: both stay");
}

#[test]
fn triples_stay_as_written_and_their_span_is_the_line() {
    let text = "北京,首都,中国\n李白,被称为,诗仙\n北京,首都,中国\n";
    let meta = Draft { text: text.into(), ..Draft::new("t.txt") }.parsed().meta;
    let mut at = 0;
    let lines: Vec<TripleLine> = text
        .lines()
        .enumerate()
        .map(|(place, line)| {
            let parts: Vec<&str> = line.split(',').collect();
            let chars = [at, at + line.len() as u32];
            at = chars[1] + 1;
            TripleLine {
                line: place as u32 + 1,
                head: parts[0],
                relation: parts[1],
                tail: parts[2],
                chars,
                head_type: None,
                tail_type: None,
            }
        })
        .collect();
    let graph = resolve(vec![extract_triples(&meta, text, &lines)]);
    let capital = between(&graph.relations, "首都");
    assert_eq!(capital.len(), 1, "the same triple twice is one relation");
    assert_eq!(capital[0].spans[0].quote, "北京,首都,中国", "its span is the line");
    assert_eq!(capital[0].spans.len(), 2, "with both lines");
    assert_eq!(entities(&graph.nodes).len(), 4, "four names");
    let kind = |name: &str| {
        entities(&graph.nodes).into_iter().find(|node| node.name == name).map(|node| match &node.data {
            NodeData::Entity { entity_type, .. } => entity_type.clone(),
            _ => String::new(),
        })
    };
    assert_eq!(kind("北京").as_deref(), Some("City"), "the relation gives the type that the list does not");
    assert_eq!(kind("中国").as_deref(), Some("Country"), "a known country decides which way the relation runs");
}

#[test]
fn every_quote_stands_in_its_document_and_the_same_input_gives_the_same_bytes() {
    let grid = "Plant|Operator|City\nArvika Works|Norrheat AB|Arvika";
    let draft = Draft::new("a.md")
        .paragraph(
            "Norrheat AB operates Arvika Works and Skövde Works (see Table 1). Arvika Works is located in Arvika.",
        )
        .table("1", "Plants", grid);
    let read = draft.read();
    let graph = resolve(vec![read.clone()]);
    for span in graph.relations.iter().flat_map(|relation| &relation.spans).filter(|span| span.table.is_none()) {
        let [start, end] = span.chars.expect("a text document has ranges");
        let place = &draft.text[start as usize..end as usize];
        assert!(place.contains(span.quote.trim()) || span.quote.contains("Table 1: "), "{:?} in {place:?}", span.quote);
    }
    let bytes = |graph| serde_json::to_string(graph).expect("plain data");
    assert_eq!(bytes(&graph), bytes(&resolve(vec![draft.read()])), "same input, same bytes");
    let sorted = graph.relations.is_sorted_by(|a, b| (&a.from, &a.name, &a.to) <= (&b.from, &b.name, &b.to));
    assert!(sorted && graph.nodes.is_sorted_by(|a, b| a.key <= b.key), "sorted by key");
}

#[test]
fn hostile_documents_are_read_in_peace() {
    let wide: String = (0..300).map(|place| format!("H{place}|")).collect::<String>() + "\n" + &"1|".repeat(300);
    let read = Draft::new("x.md")
        .paragraph(&"（".repeat(20_000))
        .paragraph(&"Norrheat AB and ".repeat(3_000))
        .paragraph("")
        .paragraph("\u{202e}Norrheat AB acquired \u{0}Morskal SA<script>")
        .table("1", "", &wide)
        .table("1", "", "a")
        .read();
    assert!(read.claims.iter().all(|claim| claim.subject != u32::MAX), "it comes back at all");
    let empty = Draft::new("empty.md").read();
    assert_eq!((empty.nodes.len(), resolve(vec![empty.clone()]).nodes.len()), (1, 1), "an empty document is one node");
    assert!(resolve(vec![]).nodes.is_empty(), "no document, no node");
}

#[test]
fn statements_of_accounts_are_read_by_their_heads() {
    let read = Draft::new("accounts.md")
        .paragraph("Orlo Gear AB is a company.")
        .table(
            "1",
            "Income statement of Orlo Gear AB (SEK million; year to 30 June)",
            "|Note|2024|2023 (restated)\nRevenue|3|812.6|770.1\nNet financial items||(12.4)|(9.0)\nEBITDA margin, %||12.7|9.8\nProfit from discontinued operations||(3.1)|–\nNet profit||61.0|44.2",
        )
        .read();
    let found = claims(&read);
    for expected in [
        "Orlo Gear AB | Revenue | 812.6 SEK e6 | 2024",
        "Orlo Gear AB | Net financial items | -12.4 SEK e6 | 2024",
        "Orlo Gear AB | EBITDA margin | 12.7 % e0 | 2024",
        "Orlo Gear AB | Profit from discontinued operations | -3.1 SEK e6 | 2024",
        "Orlo Gear AB | Net profit | 44.2 SEK e6 | 2023 (restated) Restated",
    ] {
        assert!(found.iter().any(|claim| claim == expected), "{expected} in {found:#?}");
    }
}

#[test]
fn substances_keep_their_case_and_their_numbers_are_checked() {
    let read = Draft::new("shop.md")
        .paragraph("Furnaces give off carbon monoxide (CO, CAS 630-08-0). Cobalt (Co) is a metal. Methane (CH₄, CAS 74-82-9) was not found.")
        .table(
            "1",
            "Substances and their limits",
            "Substance|Formula|CAS No.|Limit (mg/m³)\nCobalt|Co|7440-48-4|0.02\nCarbon monoxide|CO|630-08-0|< 23",
        )
        .read();
    let found = claims(&read);
    for expected in [
        "carbon monoxide | CAS number | \"630-08-0\"",
        "Cobalt | Formula | \"Co\"",
        "Cobalt | CAS No. | \"7440-48-4\"",
        "Cobalt | Limit | 0.02 mg/m³ e0",
    ] {
        assert!(found.iter().any(|claim| claim == expected), "{expected} in {found:#?}");
    }
    assert!(!found.iter().any(|claim| claim.contains("74-82-9")), "its check digit is wrong");
    assert!(!found.iter().any(|claim| claim.contains("23")), "a bound is no value");
    let named = names(&read);
    assert!(named.contains(&("Carbon monoxide", "Substance")), "typed by its column: {named:?}");
}

#[test]
fn a_very_large_table_is_read_to_its_limit_and_says_so() {
    let head: Vec<String> = (0..40).map(|col| format!("Output {} (t)", 1950 + col)).collect();
    let rows: Vec<String> = (0..1_400)
        .map(|row| {
            format!(
                "Works {row} Plant|{}",
                (0..40).map(|col| format!("{}", row * 7 + col)).collect::<Vec<_>>().join("|")
            )
        })
        .collect();
    let grid = format!("Plant|{}\n{}", head.join("|"), rows.join("\n"));
    let read = Draft::new("large.md").table("1", "Output by plant", &grid).read();
    assert!(read.claims.len() >= 50_000 && read.claims.len() < 51_000, "{} claims", read.claims.len());
    let told =
        read.refused.iter().any(|refusal| refusal.what == RefusalKind::TablePart && refusal.why.contains("very large"));
    assert!(told, "what was left out is told");
}

#[test]
fn pages_that_repeat_add_nothing_but_places() {
    let once = "Vesta Works is located in Sweden. Orlo Gear AB operates Vesta Works.";
    let one = Draft::new("one.md").paragraph(once).read();
    let many = (0..60).fold(Draft::new("many.md"), |draft, _| draft.paragraph(once)).read();
    assert_eq!(names(&one), names(&many), "the same names");
    let graph = resolve(vec![many]);
    let assertions = graph.nodes.iter().filter(|node| matches!(node.data, NodeData::Assertion(_))).count();
    assert_eq!(assertions, one.claims.len(), "each thing is stated once, with all its places");
}

#[test]
fn figures_that_contradict_each_other_are_kept_and_found() {
    let says = |name: &str, value: &str| {
        Draft::new(name)
            .paragraph("Orlo Gear AB is a company.")
            .table(
                "1",
                "Results of Orlo Gear AB (SEK million)",
                &format!("|2023|2024\nRevenue|700.0|{value}\nNet profit|40|61"),
            )
            .read()
    };
    let graph = resolve(vec![says("a.md", "812.6"), says("b.md", "809")]);
    let knowledge = Knowledge::new(graph.nodes, graph.relations);
    let groups = knowledge.conflicts();
    assert_eq!(groups.len(), 1, "the one figure on which the two differ");
    let values: Vec<String> =
        groups[0].iter().filter_map(|it| Some(it.assertion.object.value()?.to_string())).collect();
    assert_eq!(
        (values.len(), groups[0].iter().map(|it| knowledge.conflicting(it.key).count()).sum::<usize>()),
        (2, 2),
        "{values:?}"
    );
}

#[test]
fn heads_with_units_are_measures_however_they_are_numbered() {
    let table = "Company|Line 1 (EUR m)|Line 2 (EUR m)\nOrlo Gear AB|12|7\nVanta Drives Oy|8|5";
    let read = Draft::new("lines.csv").table("1", "Lines of business", table).read();
    assert_eq!(names(&read), [("Orlo Gear AB", "Company"), ("Vanta Drives Oy", "Company")]);
    assert_eq!(read.claims.len(), 4, "{:?}", claims(&read));
}

#[test]
fn rows_of_one_name_are_told_apart_by_what_was_set() {
    let table = "Model|Prompt|Accuracy (%)\nNettle-7B|bare|61.2\nNettle-7B|with examples|70.4\nSedge-3B|bare|55.0";
    let read = Draft::new("ablation.md").table("1", "Accuracy of models (%)", table).read();
    let said = claims(&read);
    let of = |what: &str| said.iter().filter(|claim| claim.contains("Nettle-7B") && claim.contains(what)).count();
    assert_eq!((of("with prompt bare"), of("| with examples")), (1, 1), "{said:?}");
    assert!(said.iter().any(|claim| claim.contains("Sedge-3B") && claim.contains("55")), "{said:?}");
}

#[test]
fn a_paper_tells_its_authors_and_where_its_methods_come_from() {
    let mut draft = Draft::new("paper.md")
        .heading(1, "LedgerNet: reading manifests with a grammar in the decoder")
        .paragraph("Ilse Marchetti¹, Dov Renner² and Priya Nambiar¹")
        .paragraph("¹ Marlowe Institute, Groningen, Netherlands. ² Tallyroom Ltd, Leith.")
        .heading(2, "Abstract")
        .paragraph("We propose LedgerNet, a model that reads manifests. We train it with LoRA (Hu et al., 2022) only.")
        .heading(2, "References");
    for entry in [
        "Edward J. Hu, Yelong Shen, and Weizhu Chen. 2022. Low-rank adaptation of language models. Journal of Adapters, 3:1–9.",
        "Anna Berg and Olof Lind. 2019. Plain text is not enough for manifests. CoRR, abs/1901.1.",
        "Mia Sand. 2020. Grammars for everyone who decodes. CoRR, abs/2001.2.",
        "Jon Vik and Per Dal. 2021. Images of ledgers and what they hide. CoRR, abs/2101.3.",
        "Eva Holm. 2018. Long ledgers and small grammars. CoRR, abs/1801.4.",
    ] {
        draft = draft.paragraph(entry);
    }
    let read = draft.read();
    assert_eq!(
        claims(&read),
        [
            "Groningen | in_country | Netherlands",
            "Marlowe Institute | sited_in | Groningen",
            "Tallyroom Ltd | headquartered_in | Leith",
            "Ilse Marchetti | works_for | Marlowe Institute",
            "Dov Renner | works_for | Tallyroom Ltd",
            "Priya Nambiar | works_for | Marlowe Institute",
            "Ilse Marchetti | author_of | LedgerNet: reading manifests with a grammar in the decoder",
            "Dov Renner | author_of | LedgerNet: reading manifests with a grammar in the decoder",
            "Priya Nambiar | author_of | LedgerNet: reading manifests with a grammar in the decoder",
            "LedgerNet | introduced_in | LedgerNet: reading manifests with a grammar in the decoder",
            "Low-rank adaptation of language models | first_author | Edward J. Hu",
            "Low-rank adaptation of language models | published_in | Journal of Adapters",
            "LoRA | described_in | Low-rank adaptation of language models",
        ],
        "only works that are cited for a name are told, each by what the list itself says"
    );
}

#[test]
fn parties_and_their_short_names_stand_for_them() {
    let english = Draft::new("lease.md")
        .heading(1, "Lease")
        .paragraph("between Wexcombe Estates Limited, a company whose registered office is at 9 Market Lane, Shrewsbury (“the Lessor”), and Orrin Analytical GmbH, a company with its seat in Mannheim, Germany (“the Lessee”).")
        .paragraph("The Lessee is a subsidiary of Orrin Holding SE. The Lessor may be audited by Pryce LLP.")
        .read();
    assert_eq!(
        claims(&english),
        [
            "Orrin Analytical GmbH | headquartered_in | Mannheim",
            "Mannheim | in_country | Germany",
            "Wexcombe Estates Limited | headquartered_in | Shrewsbury",
            "Orrin Analytical GmbH | subsidiary_of | Orrin Holding SE",
        ],
        "what only may be is not said"
    );
    let chinese = Draft::new("年报.md")
        .heading(1, "年报")
        .paragraph("瀚川精密制造股份有限公司（以下简称“瀚川精密”或“公司”，股票代码：688001）成立于2006年，总部位于苏州市。公司由沈怀远创立，现任总经理为陆文静，注册资本为3亿元。")
        .read();
    assert_eq!(
        claims(&chinese),
        [
            "瀚川精密制造股份有限公司 | 成立 | \"2006\"",
            "瀚川精密制造股份有限公司 | headquartered_in | 苏州市",
            "瀚川精密制造股份有限公司 | founded_by | 沈怀远",
            "瀚川精密制造股份有限公司 | led_by | 陆文静",
        ],
        "公司 stands for what it was defined as"
    );
}
