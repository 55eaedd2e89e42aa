//! Prepares the window's configuration and refuses to build without the interface that goes into the binary.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=ui/dist");
    if !Path::new("ui/dist/index.html").is_file() {
        println!("cargo:error=The interface is not built yet: run `cargo xtask ui` (or `./dev ui`), then build again.");
        std::process::exit(1);
    }
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:error=The window's configuration was refused: {error:#}");
        std::process::exit(1);
    }
}
