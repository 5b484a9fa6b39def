#!/usr/bin/env bash
# npm tracking-number-validation 2.0.2: a letter of any postal service (UPU S10) is given to USPS.
# The last two letters of an S10 number name the country of the service that issued it (UPU standard S10). The package takes every
# valid number for USPS, and a German Post or Royal Mail letter would be looked up in the United States.
# What to do: read the country from the last two letters; never choose a carrier by the shape of a number alone.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts tracking-number-validation@2.0.2
seen=$(node -e '
const { getCourier } = require("tracking-number-validation");
for (const number of ["RR123456785GB", "RR123456785DE", "CP123456785CA"]) console.log(number, getCourier(number).join());
')
echo "$seen"
[ "$seen" = $'RR123456785GB usps\nRR123456785DE usps\nCP123456785CA usps' ] || { echo 'changed'; exit 1; }
