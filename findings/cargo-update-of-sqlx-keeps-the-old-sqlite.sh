#!/usr/bin/env bash
# crate sqlx 0.9.0: going from 0.8.6 to 0.9.0 by `cargo update -p sqlx` keeps SQLite 3.46.0.
# 0.9.0 takes a range of libsqlite3-sys (0.30.1 up to 0.37), and an update of sqlx alone leaves the 0.30.1 of the lock file, which
# bundles SQLite 3.46.0, where 0.37.0 bundles 3.51.3. The write-ahead log of versions before 3.51.3 can lose committed pages when
# one connection starts it over while another checkpoints it (https://sqlite.org/releaselog/3_51_3.html).
# What to do: `cargo update -p sqlx -p libsqlite3-sys`, and a test that asks `select sqlite_version()`.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir src
: >src/lib.rs
manifest() {
    printf '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nsqlx = { version = "%s", default-features = false, features = ["%s"] }\n' "$1" "$2" >Cargo.toml
}
linked() { sed -n '/name = "libsqlite3-sys"/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock; }
manifest '=0.8.6' sqlite
cargo generate-lockfile -q
before=$(linked)
manifest '=0.9.0' sqlite-bundled
cargo update -q -p sqlx
after=$(linked)
cargo update -q -p libsqlite3-sys
both=$(linked)
printf 'sqlx 0.8.6: libsqlite3-sys %s\nafter cargo update -p sqlx: %s\nafter cargo update -p libsqlite3-sys: %s\n' "$before" "$after" "$both"
[ "$before $after" = '0.30.1 0.30.1' ] && [ "$both" != 0.30.1 ] || { echo 'changed'; exit 1; }
