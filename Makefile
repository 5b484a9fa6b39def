# Thin: the steps are in .config/build.
.PHONY: run test check explore crash release audit apex-rules bench lighthouse screens

# The demo world at http://127.0.0.1:3000
run:
	@exec .config/build/run

# Everything: format, lints, rules, tests, browser tests
test:
	@exec .config/build/test

# The quick part of it, for between two edits
check:
	cargo fmt --all --check
	cargo clippy -p waypost -p app --all-targets -- -D warnings

# The rules of the domain over far more scenes, and other ones, than `make test` tries; optimised, some ten minutes
explore:
	@exec .config/build/explore

# A hundred kills under load (`make test` does a few); under the program WAYPOST_LOAD too, where that is set
crash:
	WAYPOST_KILLS=$${WAYPOST_KILLS:-100} cargo nextest run -p waypost --test crash --no-capture $(if $(WAYPOST_LOAD),--run-ignored all)

# The optimised build, in target/dist
release:
	@exec .config/build/release

# Known vulnerabilities; fetches the advisory database
audit:
	@exec .config/build/deny advisories

# PMD's rules for Apex and AppExchange's over salesforce/; needs Java
apex-rules:
	@exec .config/build/apex-rules

# Measures the optimised build; WAYPOST_REFERENCE names the folder of the programs that ingest is measured beside
bench:
	@exec .config/build/bench

# Lighthouse over the optimised build's demo world
lighthouse:
	@exec .config/build/lighthouse

# Pictures of the demo world, in target/screens
screens:
	@cargo build -q -p waypost --bin waypost && .config/build/site && SCREENS=1 .config/build/browser --grep @screens
