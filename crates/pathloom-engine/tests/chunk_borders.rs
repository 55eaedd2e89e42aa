//! Borders of chunks that a user sets by hand: seen before they are taken, kept when the file is read again, undone.

use pathloom_engine::{Session, Unheard};
use pathloom_ipc::chunks::{ChunkEdit, ChunkPreviewRequest, ChunkingRequest, ChunkingView};
use pathloom_ipc::sources::ImportRequest;
use pathloom_model::{Key, NodeData};
use std::fs;
use std::path::Path;
use std::sync::Arc;

const TEXT: &str = "# Terms\n\nThe tenant pays rent. The rent is due in May. The landlord keeps the roof.\n";

fn chunks(session: &Session) -> Vec<String> {
    let (nodes, _) = session.project.graph().expect("a graph");
    let mut chunks: Vec<(u32, String)> = nodes
        .into_iter()
        .filter_map(|node| match &node.data {
            NodeData::Chunk(chunk) => Some((TEXT.find(&chunk.text[..9]).unwrap_or(0) as u32, chunk.text.clone())),
            _ => None,
        })
        .collect();
    chunks.sort();
    chunks.into_iter().map(|(_, text)| text).collect()
}

fn import(session: &Session, file: &Path) {
    let paths = vec![file.to_string_lossy().into_owned()];
    let request = ImportRequest { paths, triples: false, password: None, convert: false };
    session.import_here(&request).expect("it is read");
}

#[test]
fn a_border_set_by_hand_is_kept_when_the_file_is_read_again_and_can_be_undone() {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("lease.md");
    fs::write(&file, TEXT).expect("writes");
    let session = Session::create(&place.path().join("p.pathloom"), Arc::new(Unheard), || 0).expect("a project");
    let session = Arc::new(session);
    import(&session, &file);
    let whole = ["The tenant pays rent. The rent is due in May. The landlord keeps the roof."];
    assert_eq!(chunks(&session), whole);

    let document: Key = session.sources().expect("sources").documents[0].key.clone().expect("a key");
    let now = session.chunking(&ChunkingRequest { document: Some(document.clone()) }).expect("settings");
    let preview = |edits: Vec<ChunkEdit>| {
        let request = ChunkPreviewRequest { document: document.clone(), settings: now.settings, edits };
        session.chunk_preview(&request).expect("a preview")
    };
    let sentences = &preview(vec![]).chunks[0].sentences;
    let (words, nth) = sentences[2].border.clone().expect("a sentence has a border");
    let edits = vec![ChunkEdit { words, nth, begins: true }];
    let seen: Vec<String> = preview(edits.clone())
        .chunks
        .iter()
        .map(|chunk| chunk.sentences.iter().map(|sentence| sentence.text.as_str()).collect())
        .collect();
    assert_eq!(chunks(&session), whole, "a preview changes nothing");

    assert!(session.change_chunks(&ChunkingView { edits, ..now.clone() }).expect("it is kept"));
    session.build_here().expect("it builds");
    let cut = ["The tenant pays rent. The rent is due in May.", "The landlord keeps the roof."];
    assert_eq!(chunks(&session), cut);
    assert_eq!(seen.iter().map(|text| text.trim()).collect::<Vec<_>>(), cut, "as the preview showed it");

    fs::write(&file, TEXT.replace("in May", "in June")).expect("writes");
    import(&session, &file);
    assert_eq!(chunks(&session), ["The tenant pays rent. The rent is due in June.", cut[1]], "read again");
    fs::write(&file, TEXT.replace("The landlord keeps", "Someone keeps")).expect("writes");
    import(&session, &file);
    assert_eq!(
        preview(session.chunking(&ChunkingRequest { document: Some(document.clone()) }).expect("it").edits).lost,
        1
    );

    fs::write(&file, TEXT).expect("writes");
    import(&session, &file);
    session.undo().expect("undone");
    session.build_here().expect("it builds");
    assert_eq!(chunks(&session), whole, "after undo");
}
