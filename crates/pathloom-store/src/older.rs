//! Takes the graph of an older project, which was rows of JSON with keys as text, into the tables of today.

use crate::StoreError;
use crate::error::damaged;
use crate::table::graph_writer::GraphWriter;
use pathloom_model::{Node, NodeData, Relation, Span};
use rusqlite::Transaction;
use std::collections::HashMap;

pub(crate) fn take_over(transaction: &Transaction) -> Result<(), StoreError> {
    if !transaction.prepare("SELECT 1 FROM nodes")?.exists([])? {
        return Ok(());
    }
    let mut writer = GraphWriter::new(transaction)?;
    // Spans of assertions, so that relations that have the same ones need not keep them again.
    let mut stated: HashMap<_, Vec<Span>> = HashMap::new();
    let mut statement = transaction.prepare("SELECT node FROM nodes ORDER BY key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let node: Node = serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default()).map_err(damaged("node"))?;
        writer.node(&node)?;
        if matches!(node.data, NodeData::Assertion(_)) {
            stated.insert(node.key, node.spans);
        }
    }
    let mut statement = transaction.prepare("SELECT relation FROM relations ORDER BY head, name, tail")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str().unwrap_or_default();
        let relation: Relation = serde_json::from_str(text).map_err(damaged("relation"))?;
        let source = match relation.assertions.as_slice() {
            [] => Some(&relation.from),
            [only] => Some(only),
            _ => None,
        };
        match source.filter(|source| stated.get(*source) == Some(&relation.spans)) {
            Some(assertion) => writer.relation_of(&relation.from, &relation.name, &relation.to, assertion)?,
            None => writer.relation(&relation)?,
        }
    }
    writer.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::schema::{APPLICATION_ID, MIGRATIONS};
    use crate::{Project, table::graph_writer::GraphWriter};
    use pathloom_model::{
        Assertion, AssertionObject, CellRef, Key, Kind, Node, NodeData, Qualifiers, Rect, Relation, Span, TableData,
    };
    use rusqlite::Connection;

    fn entity(name: &str, document: &Key, spans: Vec<Span>) -> Node {
        let data = NodeData::Entity {
            entity_type: "Company".into(),
            aliases: vec!["Á".into()],
            description: "".into(),
            about: String::new(),
            unverified: None,
        };
        Node {
            key: Key::entity(name, "Company", document),
            name: name.into(),
            document: Some(document.clone()),
            spans,
            data,
        }
    }

    /// An assertion of two entities with its three relations, read in two documents; a table; a relation to it.
    fn graph() -> (Vec<Node>, Vec<Relation>) {
        let [one, two] = [b"one", b"two"].map(|bytes| Key::document(bytes));
        let spans = vec![
            Span::on_page(one.clone(), 3, Rect::new(0.1, 2.0, 30.5, 4.0), "A owns B"),
            Span::in_text(two, 0, 8, "A owns B"),
        ];
        let cell = Span {
            cell: Some(CellRef { row: 1, col: 0 }),
            table: Some(Key::content(Kind::Table, &one, b"t", 0)),
            ..Span::on_page(one.clone(), 4, Rect::default(), "A")
        };
        let (a, b) = (entity("A", &one, vec![cell.clone()]), entity("B", &one, vec![]));
        let data = NodeData::Assertion(Assertion {
            subject: a.key.clone(),
            predicate: "owns".into(),
            object: AssertionObject::Entity(b.key.clone()),
            qualifiers: Qualifiers { period: Some("FY24".into()), ..Qualifiers::default() },
            method: "sentence pattern".into(),
            confidence: 0.7,
            unverified: None,
        });
        let key = Key::of(Kind::Assertion, &[b"a owns b"]);
        let document = Some(one.clone());
        let stated =
            Node { key, name: "A · owns · B".into(), document: document.clone(), spans: spans.clone(), data };
        let table = TableData::default();
        let table = Node {
            key: Key::content(Kind::Table, &one, b"t", 0),
            name: "Table 1".into(),
            document,
            spans: vec![cell.clone()],
            data: NodeData::Table(table),
        };
        let relation = |from: &Node, name: &str, to: &Node, assertions: &[&Node], spans: &[Span]| Relation {
            from: from.key.clone(),
            to: to.key.clone(),
            name: name.into(),
            assertions: assertions.iter().map(|node| node.key.clone()).collect(),
            spans: spans.to_vec(),
        };
        let mut relations = vec![
            relation(&a, "owns", &b, &[&stated], &spans),
            relation(&a, "related_to", &table, &[], std::slice::from_ref(&cell)),
            relation(&stated, "has_object", &b, &[], &spans),
            relation(&stated, "has_subject", &a, &[], &spans),
            relation(&stated, "belongs_to", &table, &[], &[cell]),
        ];
        relations.sort_by(|a, b| (&a.from, &a.name, &a.to).cmp(&(&b.from, &b.name, &b.to)));
        let mut nodes = vec![a, b, stated, table];
        nodes.sort_by(|a, b| a.key.cmp(&b.key));
        (nodes, relations)
    }

    #[test]
    fn a_project_of_an_older_format_opens_with_the_graph_it_had() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let old = Connection::open(place.path().join("project.db")).expect("opens");
        MIGRATIONS[..4].iter().for_each(|sql| old.execute_batch(sql).expect("the older schema"));
        old.pragma_update(None, "user_version", 4).expect("marks");
        old.pragma_update(None, "application_id", APPLICATION_ID).expect("marks");
        let (nodes, relations) = graph();
        for node in &nodes {
            let text = serde_json::to_string(node).expect("JSON");
            let row = (node.key.as_str(), node.kind().index() as u32, &node.name, text);
            old.execute("INSERT INTO nodes VALUES (?, ?, ?, NULL, ?)", row).expect("inserts");
        }
        for relation in &relations {
            let text = serde_json::to_string(relation).expect("JSON");
            let row = (relation.from.as_str(), relation.to.as_str(), &relation.name, text);
            old.execute("INSERT INTO relations (head, tail, name, relation) VALUES (?, ?, ?, ?)", row)
                .expect("inserts");
        }
        drop(old);
        let project = Project::open(place.path()).expect("opens");
        assert_eq!(project.graph().expect("reads"), (nodes.clone(), relations), "nothing is lost or different");
        assert_eq!(project.graph_counts().expect("counts"), ([0, 0, 2, 1, 0, 1, 0], 5));
        assert_eq!(project.node(&nodes[0].key).expect("reads").as_ref(), Some(&nodes[0]));
        let found = project.search_nodes("tab", &[], 5).expect("searches");
        assert_eq!(found.iter().map(|hit| hit.name.as_str()).collect::<Vec<_>>(), ["Table 1"]);
        assert!(place.path().join("backup-format-4.db").exists(), "and what it was lies beside it");
    }

    fn put(project: &Project, nodes: &[Node], relations: &[Relation]) -> crate::table::graph_writer::GraphChange {
        let write = |graph: &mut GraphWriter| {
            nodes.iter().try_for_each(|node| graph.node(node))?;
            relations.iter().try_for_each(|relation| graph.relation(relation))
        };
        project.put_graph(write).expect("writes")
    }

    #[test]
    fn only_what_differs_is_written_and_told() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let project = Project::create(&place.path().join("p")).expect("creates");
        let (mut nodes, mut relations) = graph();
        assert!(put(&project, &nodes, &relations).too_much, "all of it is new");
        let version = project.graph_version().expect("asks");
        assert!(put(&project, &nodes, &relations).is_empty(), "the same again is no change");
        assert_eq!(project.graph_version().expect("asks"), version);

        let gone = nodes.iter().position(|node| node.name == "B").map(|place| nodes.remove(place)).expect("B");
        relations.retain(|relation| relation.to != gone.key);
        let last = nodes.last_mut().expect("a node");
        last.name = "Table 2".into();
        let renamed = last.clone();
        relations[0].spans.clear();
        let change = put(&project, &nodes, &relations);
        assert_eq!((change.nodes.as_slice(), change.removed_nodes.as_slice()), (&[renamed][..], &[gone.key][..]));
        assert_eq!((change.relations.len(), change.removed_relations.len(), change.other_evidence), (0, 2, 1));
        assert_eq!(change.version, version + 1);
        assert_eq!(project.graph().expect("reads"), (nodes, relations));
        let named = |text: &str| project.search_nodes(text, &[], 5).expect("searches").len();
        assert_eq!((named("Table 2"), named("Table 1")), (1, 0), "it is found by its new name alone");
    }

    #[test]
    fn rows_that_a_stranger_wrote_are_damage_and_never_a_crash() {
        let node = "INSERT INTO graph_nodes VALUES (1, 2, zeroblob(16), 'a', NULL, NULL, NULL, NULL, NULL);";
        for sql in [
            "INSERT INTO graph_nodes VALUES (1, 99, zeroblob(16), 'a', NULL, NULL, NULL, NULL, NULL)".to_owned(),
            "INSERT INTO graph_nodes VALUES (1, 2, zeroblob(3), 'a', NULL, NULL, NULL, NULL, NULL)".to_owned(),
            "INSERT INTO graph_nodes VALUES (-1, 2, zeroblob(16), 'a', NULL, NULL, NULL, NULL, NULL)".to_owned(),
            "INSERT INTO graph_nodes VALUES (4294967295, 2, zeroblob(16), 'a', 9, 9, 9, 9, 9)".to_owned(),
            format!("{node} INSERT INTO contents VALUES (1, '[]')"),
            format!(
                "{node} INSERT INTO contents VALUES (1, '{{\"data\":{{\"kind\":\"Document\",\"pages\":1}},\"spans\":[]}}')"
            ),
            format!("{node} INSERT INTO graph_relations VALUES (1, 7, 1, {})", i64::MIN),
            format!("{node} INSERT INTO graph_relations VALUES (1, 7, 5000000000, 4)"),
        ] {
            let place = tempfile::tempdir().expect("a temporary folder");
            drop(Project::create(&place.path().join("p")).expect("creates"));
            let stranger = Connection::open(place.path().join("p/project.db")).expect("opens");
            stranger.execute_batch(&sql).unwrap_or_else(|problem| panic!("{problem}: {sql}"));
            drop(stranger);
            let project = Project::open(&place.path().join("p")).expect("the schema is ours");
            let rows = project.graph_rows(|rows| {
                rows.words()?;
                rows.nodes(|_| ())?;
                rows.relations(|_| ())
            });
            let (nodes, relations) = graph();
            let all = project.graph().map(|(nodes, _)| nodes.len());
            let write = |graph: &mut GraphWriter| {
                nodes.iter().try_for_each(|node| graph.node(node))?;
                relations.iter().try_for_each(|relation| graph.relation(relation))
            };
            // Each is refused or passed over; what matters is that all three come back.
            let told = [rows.err(), all.err(), project.put_graph(write).err()];
            assert!(told.iter().flatten().all(|problem| !problem.to_string().is_empty()), "{sql}");
        }
    }
}
