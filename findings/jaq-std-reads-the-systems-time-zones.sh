#!/usr/bin/env bash
# crates jaq-std 3.0.4 and jiff 0.2.46: a program that asks jiff for the bundled time-zone database alone reads the system's files
# as soon as it also depends on jaq-std. jaq-std's feature `time` takes jiff with its default features, cargo unites the features
# of one version, and with `tzdb-zoneinfo` jiff prefers the files of the system to the ones in the program. On a system with zone
# files of 2025 local times in Manitoba and Alberta are an hour wrong from November 2026 on.
# What to do: take zones from `TimeZoneDatabase::bundled()` by name, and forbid `TimeZone::get` by a lint.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
features() {
    mkdir -p "$dir/$1/src"
    : >"$dir/$1/src/lib.rs"
    printf '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n%s\n' "$2" >"$dir/$1/Cargo.toml"
    list=$(cd "$dir/$1" && cargo tree -q -e normal,no-proc-macro -f '{p} {f}' | grep -o 'jiff v0.2.46.*' | head -1)
    case $list in
    *tzdb-zoneinfo*) echo "reads the system's files" ;;
    *tzdb-bundle-always*) echo 'bundled only' ;;
    *) echo "unexpected: $list" ;;
    esac
}
jiff='jiff = { version = "=0.2.46", default-features = false, features = ["std", "tzdb-bundle-always"] }'
alone=$(features alone "$jiff")
beside=$(features beside "$jiff"$'\njaq-std = "=3.0.4"')
printf 'jiff alone: %s\nbeside jaq-std: %s\n' "$alone" "$beside"
[ "$alone" = 'bundled only' ] && [ "$beside" = "reads the system's files" ] || { echo 'changed'; exit 1; }
