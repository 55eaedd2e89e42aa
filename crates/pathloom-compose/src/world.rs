//! A small world written by hand for tests: companies, plants, people, tables and sentences in two languages, and
//! matches over it as the sampler would give them.

use pathloom_model::block::ChunkData;
use pathloom_model::node::Symbol;
use pathloom_model::*;

#[derive(Default)]
pub struct World {
    nodes: Vec<Node>,
    relations: Vec<Relation>,
}

pub struct Column {
    pub metric: &'static str,
    pub period: Option<&'static str>,
    pub unit: &'static str,
    pub scale: i8,
    pub precision: u8,
    pub estimate: bool,
}

pub const fn column(metric: &'static str, period: &'static str, unit: &'static str, scale: i8) -> Column {
    Column { metric, period: Some(period), unit, scale, precision: 0, estimate: false }
}

impl World {
    pub fn document(&mut self, name: &str) -> Key {
        let key = Key::document(name.as_bytes());
        self.push(key.clone(), name, None, vec![], NodeData::Document { pages: 1 });
        key
    }

    fn push(&mut self, key: Key, name: &str, document: Option<Key>, spans: Vec<Span>, data: NodeData) {
        if self.nodes.iter().all(|node| node.key != key) {
            self.nodes.push(Node { key, name: name.to_owned(), document, spans, data });
        }
    }

    pub fn entity(&mut self, name: &str, entity_type: &str) -> Key {
        let key = Key::of(Kind::Entity, &[name.as_bytes()]);
        let data = NodeData::Entity {
            entity_type: entity_type.to_owned(),
            aliases: vec![],
            description: String::new(),
            about: String::new(),
            unverified: None,
        };
        self.push(key.clone(), name, None, vec![], data);
        key
    }

    fn relate(&mut self, from: &Key, name: &str, to: &Key, assertions: Vec<Key>) {
        let relation =
            Relation { from: from.clone(), to: to.clone(), name: name.to_owned(), assertions, spans: vec![] };
        if !self.relations.contains(&relation) {
            self.relations.push(relation);
        }
    }

    /// One sentence of a chunk for each statement: (subject, relation, object, sentence).
    pub fn chunk(&mut self, document: &Key, statements: &[(&Key, &str, &Key, &str)]) -> Key {
        let text: Vec<&str> = statements.iter().map(|(.., sentence)| *sentence).collect();
        let text = text.join(" ");
        let key = Key::content(Kind::Chunk, document, text.as_bytes(), 0);
        let data = ChunkData { text: text.clone(), section: vec![], blocks: vec![], pieces: vec![] };
        self.push(key.clone(), &text, Some(document.clone()), vec![], NodeData::Chunk(data));
        for (subject, relation, object, sentence) in statements {
            let start = text.find(sentence).unwrap_or(0) as u32;
            let span = Span::in_text(document.clone(), start, start + sentence.len() as u32, *sentence);
            let object_value = AssertionObject::Entity((*object).clone());
            let assertion = self.assert(subject, relation, object_value, Qualifiers::default(), span, &key);
            self.relate(subject, relation, object, vec![assertion]);
            self.relate(subject, "located_in", &key, vec![]);
            self.relate(object, "located_in", &key, vec![]);
        }
        key
    }

    fn assert(
        &mut self,
        subject: &Key,
        predicate: &str,
        object: AssertionObject,
        qualifiers: Qualifiers,
        span: Span,
        source: &Key,
    ) -> Key {
        let id = format!("{subject}{predicate}{object:?}{qualifiers:?}");
        let key = Key::of(Kind::Assertion, &[id.as_bytes()]);
        let data = NodeData::Assertion(Assertion {
            subject: subject.clone(),
            predicate: predicate.to_owned(),
            object,
            qualifiers,
            method: "table cell".into(),
            confidence: 1.0,
            unverified: None,
        });
        match self.nodes.iter_mut().find(|node| node.key == key) {
            Some(node) => node.spans.push(span),
            None => self.push(key.clone(), predicate, Some(span.document.clone()), vec![span], data),
        }
        self.relate(&key, "belongs_to", source, vec![]);
        key
    }

    /// Rows of figures, one column a measure; what is no number is words.
    pub fn table(&mut self, document: &Key, caption: &str, columns: &[Column], rows: &[(&Key, &[&str])]) -> Key {
        let cell = |text: &str| Cell { text: text.to_owned(), ..Cell::default() };
        let mut cells =
            vec![std::iter::once(cell("")).chain(columns.iter().map(|c| cell(c.metric))).collect::<Vec<_>>()];
        for (key, values) in rows {
            let name = self.nodes.iter().find(|node| node.key == **key).map_or("", |node| &node.name).to_owned();
            cells.push(std::iter::once(cell(&name)).chain(values.iter().map(|value| cell(value))).collect());
        }
        let table = Key::content(Kind::Table, document, caption.as_bytes(), 0);
        let data =
            TableData { caption: caption.to_owned(), cells, header_rows: 1, header_cols: 1, ..TableData::default() };
        self.push(table.clone(), caption, Some(document.clone()), vec![], NodeData::Table(data));
        for (row, (subject, values)) in rows.iter().enumerate() {
            self.relate(subject, "related_to", &table, vec![]);
            for (col, (column, value)) in columns.iter().zip(values.iter()).enumerate() {
                let mut span = Span::in_text(document.clone(), 0, 1, *value);
                span.cell = Some(CellRef { row: row as u32 + 1, col: col as u32 + 1 });
                span.table = Some(table.clone());
                let object = match value.replace(',', "").parse() {
                    Ok(value) => AssertionObject::Quantity(Quantity {
                        value,
                        unit: Unit(column.unit.into()),
                        scale: column.scale,
                        precision: column.precision,
                    }),
                    Err(_) => AssertionObject::Text((*value).to_owned()),
                };
                let qualifiers = Qualifiers {
                    period: column.period.map(str::to_owned),
                    scenario: column.estimate.then_some(Scenario::Estimate),
                    ..Qualifiers::default()
                };
                self.assert(subject, column.metric, object, qualifiers, span, &table);
            }
        }
        table
    }

    /// A formula whose symbols stand for metrics; related to the entities that have them.
    pub fn formula(&mut self, document: &Key, latex: &str, symbols: &[(&str, &str, Option<&str>)], of: &[&Key]) -> Key {
        let key = Key::content(Kind::Formula, document, latex.as_bytes(), 0);
        let span = Span::in_text(document.clone(), 0, 1, latex);
        let symbols = symbols
            .iter()
            .map(|(symbol, meaning, predicate)| Symbol {
                symbol: (*symbol).to_owned(),
                meaning: (*meaning).to_owned(),
                predicate: predicate.map(str::to_owned),
                span: span.clone(),
            })
            .collect();
        let data = NodeData::Formula {
            latex: Some(latex.into()),
            text: latex.into(),
            label: None,
            symbols,
            blob: None,
            described: None,
        };
        self.push(key.clone(), latex, Some(document.clone()), vec![span], data);
        for entity in of {
            self.relate(entity, "related_to", &key, vec![]);
        }
        key
    }

    pub fn knowledge(&self) -> Knowledge {
        Knowledge::new(self.nodes.clone(), self.relations.clone())
    }
}

/// A template of one shape: hops between start and answer, kinds of evidence.
pub fn template(id: &str, hops: [u32; 2], evidence: &[Kind]) -> Template {
    let slot = |id: &str, kind: Kind, role: Role| Slot {
        id: id.into(),
        kinds: vec![kind],
        role,
        instances: [1, 1],
        filters: vec![],
        show: false,
        blur: false,
    };
    let mut slots = vec![];
    if hops[1] > 0 {
        slots.push(slot("start", Kind::Entity, Role::Start));
    }
    slots.push(slot("answer", Kind::Entity, Role::Answer));
    for (place, kind) in evidence.iter().enumerate() {
        slots.push(slot(&format!("evidence{place}"), *kind, Role::Evidence));
    }
    Template {
        id: id.into(),
        aliases: vec![],
        group: String::new(),
        title: Text2::default(),
        about: Text2::default(),
        slot: slots,
        link: vec![Link {
            from: "start".into(),
            to: "answer".into(),
            relations: Relations::Any,
            direction: Direction::Out,
            hops,
            between: vec![Kind::Entity],
        }],
        constraints: vec![],
        caps: Caps::default(),
    }
}

/// Every match of such a template, in the order of keys.
pub fn matches(knowledge: &Knowledge, template: &Template) -> Vec<Match> {
    let hops = template.link[0].hops;
    let evidence: Vec<Kind> =
        template.slot.iter().filter(|slot| slot.role == Role::Evidence).map(|slot| slot.kinds[0]).collect();
    let entities: Vec<Key> =
        knowledge.nodes().filter(|node| node.kind() == Kind::Entity).map(|node| node.key.clone()).collect();
    let mut chains: Vec<Vec<Key>> = entities.iter().map(|key| vec![key.clone()]).collect();
    let mut all = if hops[0] == 0 { chains.clone() } else { vec![] };
    for length in 1..=hops[1] {
        let mut longer = vec![];
        for chain in &chains {
            let last = chain.last().expect("chains have an end");
            let mut next: Vec<Key> = knowledge
                .relations_from(last)
                .filter(|relation| relation.to.kind() == Kind::Entity && !chain.contains(&relation.to))
                .map(|relation| relation.to.clone())
                .collect();
            next.dedup();
            longer.extend(next.into_iter().map(|key| chain.iter().cloned().chain([key]).collect::<Vec<Key>>()));
        }
        if length >= hops[0] {
            all.extend(longer.clone());
        }
        chains = longer;
    }
    let mut found = vec![];
    for chain in all {
        with_evidence(knowledge, template, &chain, &evidence, &mut vec![], &mut found);
    }
    found
}

fn with_evidence(
    knowledge: &Knowledge,
    template: &Template,
    chain: &[Key],
    kinds: &[Kind],
    bound: &mut Vec<Key>,
    found: &mut Vec<Match>,
) {
    let answer = chain.last().expect("chains have an end");
    let Some((kind, rest)) = kinds.split_first() else {
        found.push(a_match(knowledge, template, chain, bound));
        return;
    };
    let mut next: Vec<Key> =
        knowledge.relations_from(answer).filter(|r| r.to.kind() == *kind).map(|r| r.to.clone()).collect();
    next.dedup();
    for key in next {
        let earlier = bound.iter().rev().find(|bound| bound.kind() == *kind);
        if earlier.is_none_or(|earlier| *earlier < key) {
            bound.push(key);
            with_evidence(knowledge, template, chain, rest, bound, found);
            bound.pop();
        }
    }
}

fn a_match(knowledge: &Knowledge, template: &Template, chain: &[Key], evidence: &[Key]) -> Match {
    let answer = chain.last().expect("chains have an end").clone();
    let mut bindings = vec![];
    for slot in &template.slot {
        let nodes = match slot.role {
            Role::Start if chain.len() == 1 => continue,
            Role::Start => vec![chain[0].clone()],
            Role::Answer => vec![answer.clone()],
            _ => vec![evidence[slot.id["evidence".len()..].parse::<usize>().expect("a number")].clone()],
        };
        bindings.push(Binding { slot: slot.id.clone(), nodes });
    }
    let ends = chain.windows(2).map(|pair| (pair[0].clone(), pair[1].clone(), true));
    let ends = ends.chain(evidence.iter().map(|key| (answer.clone(), key.clone(), false)));
    let hops = ends
        .enumerate()
        .map(|(place, (from, to, on_chain))| {
            let mut relations: Vec<path::HopRelation> = knowledge
                .relations_from(&from)
                .filter(|relation| relation.to == to)
                .map(|relation| path::HopRelation { name: relation.name.clone(), forward: true })
                .collect();
            relations.sort();
            relations.dedup();
            PathHop { number: place as u32 + 1, from, to, relations, on_chain }
        })
        .collect();
    let keys: Vec<&Key> = chain.iter().chain(evidence).collect();
    let fingerprint = fingerprint::fingerprint(template, keys.into_iter().map(Some));
    Match { bindings, chain: chain.to_vec(), hops, fingerprint }
}

/// Companies, plants, people and cities with two tables of figures, one of plants, and sentences.
pub fn english() -> Knowledge {
    let mut w = World::default();
    let (report, notes, list) = (w.document("review.md"), w.document("notes.md"), w.document("plants.csv"));
    let names = [
        ("Brennholm AB", "Halvorsen Dahl", "Uddevalla"),
        ("Castellan SpA", "Livia Morandi", "Modena"),
        ("Dunmore Ltd", "Aileen Fraser", "Paisley"),
        ("Eskelund A/S", "Mette Sorensen", "Horsens"),
        ("Feldbach GmbH", "Konrad Aust", "Siegen"),
        ("Grevling AS", "Tor Bakke", "Hamar"),
        ("Hornsund Oy", "Satu Lahti", "Lahti"),
        ("Ilmatar Oy", "Esa Niemi", "Vaasa"),
    ];
    let mut companies = vec![];
    for (name, head, city) in names {
        let (company, person, place) = (w.entity(name, "Company"), w.entity(head, "Person"), w.entity(city, "City"));
        let led = format!("{name} is led by {head}.");
        let seat = format!("{name} is headquartered in {city}.");
        w.chunk(&notes, &[(&company, "led_by", &person, &led)]);
        w.chunk(&report, &[(&company, "headquartered_in", &place, &seat)]);
        companies.push(company);
    }
    let c = |place: usize| companies[place].clone();
    for (from, relation, to, sentence) in [
        (0, "supplies", 4, "Brennholm AB supplies Feldbach GmbH."),
        (1, "supplies", 4, "Castellan SpA supplies Feldbach GmbH."),
        (2, "acquired", 3, "Dunmore Ltd acquired Eskelund A/S."),
        (4, "acquired", 5, "Feldbach GmbH acquired Grevling AS."),
        (6, "supplies", 1, "Hornsund Oy supplies Castellan SpA."),
        (7, "supplies", 0, "Ilmatar Oy supplies Brennholm AB."),
        (3, "supplies", 2, "Eskelund A/S supplies Dunmore Ltd."),
    ] {
        w.chunk(&notes, &[(&c(from), relation, &c(to), sentence)]);
    }
    let money = |metric, period| column(metric, period, "EUR", 6);
    let columns = [
        money("Revenue", "FY22"),
        money("Revenue", "FY23"),
        money("Revenue", "FY24"),
        money("EBITDA", "FY24"),
        column("Employees", "FY24", "", 0),
    ];
    let revenue: [&[&str]; 8] = [
        &["612", "704", "668", "87", "3,460"],
        &["388", "431", "402", "46", "1,840"],
        &["246", "297", "281", "38", "1,290"],
        &["173", "198", "184", "17", "1,010"],
        &["524", "583", "547", "93", "2,710"],
        &["297", "318", "305", "43", "1,360"],
        &["410", "462", "489", "71", "2,480"],
        &["95", "101", "118", "9", "530"],
    ];
    let rows: Vec<(&Key, &[&str])> = companies.iter().zip(revenue).collect();
    w.table(&report, "Revenue, EBITDA and employees by company", &columns, &rows);
    let columns = [money("Order backlog", "FY23"), money("Order backlog", "FY24"), money("Net debt", "FY24")];
    let backlog: [&[&str]; 8] = [
        &["296", "241", "212"],
        &["158", "133", "118"],
        &["121", "128", "74"],
        &["63", "52", "41"],
        &["214", "187", "96"],
        &["104", "97", "61"],
        &["152", "164", "105"],
        &["33", "37", "22"],
    ];
    let rows: Vec<(&Key, &[&str])> = companies.iter().zip(backlog).collect();
    w.table(&notes, "Order backlog and net debt by company", &columns, &rows);
    let plants = [
        "Arvike Works",
        "Bodal Plant",
        "Cerreto Plant",
        "Drammen Works",
        "Ebersburg Works",
        "Falun Plant",
        "Gavle Works",
        "Hamina Plant",
    ];
    let output: [&[&str]; 8] = [
        &["75", "66", "88.0"],
        &["32", "24", "75.0"],
        &["60", "51", "85.0"],
        &["20", "13", "65.0"],
        &["50", "41", "82.0"],
        &["25", "18", "72.0"],
        &["80", "58", "72.5"],
        &["62", "43", "69.4"],
    ];
    let units = |metric, period: Option<&'static str>| Column {
        metric,
        period,
        unit: "units",
        scale: 3,
        precision: 0,
        estimate: false,
    };
    let columns = [
        units("Capacity", Some("FY24")),
        units("Output", Some("FY24")),
        Column { precision: 1, ..column("Utilisation", "FY24", "%", 0) },
    ];
    let mut keys = vec![];
    for (place, plant) in plants.into_iter().enumerate() {
        let key = w.entity(plant, "Plant");
        let owner = names[place / 2].0;
        let sentence = format!("{owner} operates {plant}.");
        w.chunk(&notes, &[(&c(place / 2), "operates", &key, &sentence)]);
        keys.push(key);
    }
    let rows: Vec<(&Key, &[&str])> = keys.iter().zip(output).collect();
    w.table(&list, "Capacity and output by plant", &columns, &rows);
    let symbols = [
        ("I", "the order intake", None),
        ("R", "the revenue", Some("Revenue FY24")),
        ("B_1", "the closing order backlog", Some("Order backlog FY24")),
        ("B_0", "the opening order backlog", Some("Order backlog FY23")),
    ];
    w.formula(&report, r"I = R + B_1 - B_0", &symbols, &companies.iter().collect::<Vec<_>>());
    w.knowledge()
}

/// The same kind of world in Chinese.
pub fn chinese() -> Knowledge {
    let mut w = World::default();
    let report = w.document("简报.pdf");
    let names = [
        ("蓝岳压缩机", "宁波"),
        ("海川电控", "苏州"),
        ("北辰热能", "沈阳"),
        ("云杉换热", "青岛"),
        ("远帆阀门", "温州"),
    ];
    let mut companies = vec![];
    for (name, city) in names {
        let (company, place) = (w.entity(name, "Company"), w.entity(city, "City"));
        let seat = format!("{name}的总部位于{city}。");
        w.chunk(&report, &[(&company, "headquartered_in", &place, &seat)]);
        companies.push(company);
    }
    let pairs = [(0, 2, "supplies"), (1, 2, "supplies"), (3, 0, "supplies"), (4, 3, "supplies"), (2, 4, "acquired")];
    for (from, to, relation) in pairs {
        let verb = if relation == "supplies" { "向" } else { "收购了" };
        let sentence = match relation {
            "supplies" => format!("{}{verb}{}供货。", names[from].0, names[to].0),
            _ => format!("{}{verb}{}。", names[from].0, names[to].0),
        };
        w.chunk(&report, &[(&companies[from], relation, &companies[to], &sentence)]);
    }
    let columns = [
        Column { precision: 1, ..column("营业收入", "2022", "元", 8) },
        Column { precision: 1, ..column("营业收入", "2023", "元", 8) },
        Column { precision: 1, ..column("营业收入", "2024", "元", 8) },
        column("员工人数", "2024", "人", 0),
    ];
    let values: [&[&str]; 5] = [
        &["32.1", "35.4", "38.9", "2480"],
        &["12.6", "13.9", "13.2", "860"],
        &["45.0", "47.7", "51.3", "3105"],
        &["8.4", "9.1", "9.9", "645"],
        &["5.2", "5.0", "5.8", "410"],
    ];
    let rows: Vec<(&Key, &[&str])> = companies.iter().zip(values).collect();
    w.table(&report, "各公司营业收入与员工人数", &columns, &rows);
    w.knowledge()
}
