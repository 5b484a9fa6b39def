#!/usr/bin/env bash
# PyPI python-stdnum 2.2, stdnum.gs1_128: the 18 digits of a valid SSCC, typed without their identifier, are read as other facts.
# 340123450000000123 is a valid SSCC (its check digit is right). `info` gives a logistic weight in pounds (AI 3401) and an SSCC of six
# digits, and raises nothing. The check digit of AI 00 is not looked at either.
# What to do: decide by length before element strings are looked for: 18 digits with a right check digit are an SSCC.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check python-stdnum==2.2
seen=$("$dir/v/bin/python" - <<'P'
from stdnum import gs1_128
for text in ["340123450000000123", "00340123450000000123", "00340123450000000124"]:
    print(text, {key: str(value) for key, value in gs1_128.info(text).items()})
P
)
echo "$seen"
[ "$(sed -n 1p <<<"$seen")" = "340123450000000123 {'3401': '23450.0', '00': '000123'}" ] || { echo 'changed'; exit 1; }
[ "$(sed -n 3p <<<"$seen")" = "00340123450000000124 {'00': '340123450000000124'}" ] || { echo 'changed: the check digit'; exit 1; }
