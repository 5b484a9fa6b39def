//! `bindgen IN.wasm OUT_DIR NAME` writes `NAME.js` and `NAME_bg.wasm`, names and producers stripped (which does what `wasm-opt` would).

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, out_dir, name] = args.as_slice() else {
        eprintln!("usage: bindgen IN.wasm OUT_DIR NAME");
        return ExitCode::from(2);
    };
    match generate(input, out_dir, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn generate(input: &str, out_dir: &str, name: &str) -> Result<(), impl std::fmt::Display> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(input).out_name(name).typescript(false).remove_name_section(true).remove_producers_section(true);
    bindgen.web(true).and_then(|web| web.generate(out_dir))
}
