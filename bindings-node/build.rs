//! Linker flags that a Node module needs on macOS and Windows.

fn main() {
    napi_build::setup();
}
