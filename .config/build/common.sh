# Sourced by the scripts beside it: where things are, how a phase is announced and timed, how a missing tool is installed.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
build=.config/build
# Everything goes below target/, wherever cargo would put it otherwise.
unset CARGO_TARGET_DIR

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() {
    printf '==> %s\n' "$*" >&2
    exit 1
}

# phase NAME COMMAND… runs the command and remembers how long it took; `phases` tells all of them.
phase_times=()
phase() {
    local name=$1 start=$SECONDS
    shift
    say "$name"
    "$@"
    phase_times+=("$name $((SECONDS - start)) s")
}
phases() {
    local IFS=,
    printf '%s' "${phase_times[*]}" | sed 's/,/, /g'
}

# apt_install PACKAGE… : through apt, as root or with a sudo that asks nothing. Elsewhere it says what to install.
apt_install() {
    local as=()
    command -v apt-get >/dev/null || die "please install: $*"
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || die "please install (as root): apt-get install --no-install-recommends $*"
        as=(sudo -n)
    fi
    say "installing $*"
    if ! "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
        "${as[@]}" apt-get update -qq
        "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    fi
}

# pypi_tool COMMAND PACKAGE : prints the command's path; from the PATH, else from a prebuilt package in a virtual environment.
pypi_tool() {
    local command=$1 package=$2 venv=target/tools
    if command -v "$command"; then return; fi
    if [ ! -x "$venv/bin/$command" ]; then
        command -v python3 >/dev/null || apt_install python3 python3-venv
        [ -x "$venv/bin/pip" ] || python3 -m venv "$venv" >&2 || {
            apt_install python3-venv
            python3 -m venv "$venv" >&2
        }
        say "installing $command"
        "$venv/bin/pip" install -q --disable-pip-version-check "$package" >&2
    fi
    echo "$root/$venv/bin/$command"
}

# node_20 : sees to a Node of version 20 or newer.
node_20() {
    local major
    { command -v node && command -v npm; } >/dev/null || apt_install nodejs npm
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge 20 ] || die "Node $major is too old: 20 or newer is wanted"
}

# find_chromium : sets CHROMIUM to the system's browser, installing one where apt can; empty where there is none.
find_chromium() {
    [ -z "${CHROMIUM:-}" ] || return 0
    CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
    if [ -z "$CHROMIUM" ] && command -v apt-get >/dev/null; then
        apt_install chromium
        CHROMIUM=$(command -v chromium)
    fi
}
