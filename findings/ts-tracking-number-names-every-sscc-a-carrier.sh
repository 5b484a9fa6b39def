#!/usr/bin/env bash
# npm ts-tracking-number 1.0.17: a pallet label (SSCC) of any company is "USPS 20", or "FedEx Ground (SSCC-18)" where its check digit
# is wrong. A Serial Shipping Container Code (GS1 General Specifications, AI 00) says which company packed the goods, not who carries
# them. 200 valid codes of one company prefix, as scanned with AI 00, are all given to USPS; 18 digits whose last is no
# check digit of GS1 are given to FedEx.
# What to do: check for an SSCC (length and check digit) before any look at shapes of carriers, and name no carrier.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts ts-tracking-number@1.0.17
seen=$(node -e '
const { getTracking } = require("ts-tracking-number");
const withCheckDigit = (digits) => {
  const sum = [...digits].reverse().reduce((sum, digit, at) => sum + Number(digit) * (at % 2 ? 1 : 3), 0);
  return digits + ((10 - (sum % 10)) % 10);
};
const names = new Set();
for (let serial = 0; serial < 200; serial++) {
  const sscc = withCheckDigit("04012345" + String(100000000 + serial * 7919));
  names.add(getTracking("00" + sscc)?.name);
}
console.log("AI 00 and a valid SSCC:", [...names].join());
console.log("18 digits, check digit wrong:", getTracking("040123451000000000")?.name);
')
echo "$seen"
[ "$seen" = $'AI 00 and a valid SSCC: USPS 20\n18 digits, check digit wrong: FedEx Ground (SSCC-18)' ] || { echo 'changed'; exit 1; }
