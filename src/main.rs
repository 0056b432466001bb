//! The page: starts the playground in the browser.

#[cfg(target_arch = "wasm32")]
fn main() {
    dynamo_playground::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("The playground runs in a browser. Start it with: cargo xtask play");
}
