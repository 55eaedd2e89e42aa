//! A reader of the demo's documents in the real window: a name that the rules missed is marked and found everywhere.
#![cfg(target_os = "linux")]

use fantoccini::key::Key;
use pathloom_tests::Trouble;
use pathloom_tests::window::Window;

const CTRL: char = '\u{E009}';

#[tokio::test]
async fn words_of_a_page_are_marked_as_an_entity() -> Result<(), Trouble> {
    let window = Window::open(&["--demo"]).await?;
    window.sees("nav", "Workspace").await?;
    window.press(&[CTRL, '1']).await?;
    window.sees("h1", "Sources").await?;
    window.click("[role=row]", "Company notes.md").await?;
    window.sees(".so__bar h2", "Company notes.md").await?;
    window.misses(".nl__i", "twin-rotary").await?;

    // Selected as with the mouse; the button beside it belongs to the selection.
    let select =
        "const text = [...document.querySelectorAll('.pg--text p')].find(p => p.innerText.includes(arguments[0]));
        const node = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
        const at = node.data.indexOf(arguments[0]);
        getSelection().setBaseAndExtent(node, at, node, at + arguments[0].length);
        window.dispatchEvent(new PointerEvent('pointerup'));
        return true";
    window.page.execute(select, vec!["twin-rotary compressor".into()]).await?;
    window.click(".mk__offer button", "Mark entity").await?;
    window.sees("[role=dialog] h2", "Mark entity").await?;
    window.press(&[Key::Enter.into()]).await?;
    window.sees(".toast", "twin-rotary compressor is marked").await?;
    window.sees(".nl__i", "twin-rotary compressor").await.map(drop)
}
