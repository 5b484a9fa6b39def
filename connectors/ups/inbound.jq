# UPS: an answer of the Track API, or a push of Track Alert, to canonical events. README.md says what is read and why.

def known: with_entries(select(.value != null and .value != ""));
# Text or a number by its digits; anything else is not there.
def text: numbers_as_text | if type == "string" and . != "" then . else null end;
def refuse($position; $message): {refuse: {code: "MAPPING_REFUSED", message: $message}, position: $position};
def digits: (explode | all(. > 47 and . < 58));
def number3: text | if . != null and length < 3 and digits then ("00" + .)[-3:] else . end;
def two: if length == 1 then "0" + . else . end;

# Whoever makes JSON of XML sends one element as itself and several as a list: each is read both ways, everywhere.
def list: if . == null or . == "" then [] elif type == "array" then . else [.] end;
def one: if type == "array" then .[0] else . end;
def items($at): if . == null or . == "" then empty elif type == "array" then to_entries[] | {at: "\($at)/\(.key)", value} else {at: $at, value: .} end;

# Times: date and time are the place's own. A date is YYYYMMDD or YYYY-MM-DD. A time is HHMMSS, HH:MM:SS or HHMM, also without its
# leading zeros (74700, 14:58:1). What is there and cannot be read refuses the scan: it would stand at another time.
def date:
  text | if . == null then null
  elif length == 8 and digits then "\(.[0:4])-\(.[4:6])-\(.[6:8])"
  elif length == 10 and (.[4:5] + .[7:8] | . == "--" or . == "//") and (.[0:4] + .[5:7] + .[8:10] | digits) then "\(.[0:4])-\(.[5:7])-\(.[8:10])"
  else null end;
def clock:
  text | if . == null then null
  else (. / "." | .[0] / ":") as $parts
    | if all($parts[]; digits and length > 0) | not then null
      elif ($parts | length) == 1 and ($parts[0] | length) <= 6 then
        ($parts[0] | if length == 4 and .[0:2] < "24" and .[2:4] < "60" then . + "00" else ("00000" + .)[-6:] end) | "\(.[0:2]):\(.[2:4]):\(.[4:6])"
      elif ($parts | length) > 1 and ($parts | length) < 4 and all($parts[]; length < 3) then ($parts + ["00"])[0:3] | map(two) | join(":")
      else null end
  end;
def local($date; $time): ($date | date) as $d | ($time | clock) as $t | if $d == null then null else "\($d)T\($t // "00:00:00")" end;
def is_there: . != null and . != "";
def fault($at; $date; $time):
  if (.[$date] | is_there and (date == null)) then refuse("\($at)/\($date)"; "`\(.[$date] | text // in_words)` is not a date: YYYYMMDD is expected")
  elif (.[$time] | is_there and (clock == null)) then refuse("\($at)/\($time)"; "`\(.[$time] | text // in_words)` is not a time of day: HHMMSS is expected")
  else null end;
def seconds: try (strptime("%Y-%m-%dT%H:%M:%S") | mktime) catch null;
def next_day: . as $local | seconds | if . == null then $local else . + 86400 | todateiso8601 | .[0:19] end;

# The offset is in gmtOffset (-05:00, in Track Alert -05.00; also -0500, -5, +5:30, Z), or is the difference to the GMT date and
# time beside them; without either, the place decides the zone.
def quarter: {"00": "00", "0": "00", "15": "15", "25": "15", "30": "30", "5": "30", "50": "30", "45": "45", "75": "45"}[.];
def offset_parts:
  if contains(":") then . / ":" elif contains(".") then . / "." | [.[0], (.[1] | quarter)]
  elif length > 2 then [.[:-2], .[-2:]] else [., "00"] end;
def written_offset:
  text | if . == null then null
  else ascii_upcase | ltrimstr("UTC") | ltrimstr("GMT") | if startswith("\u2212") then "-" + .[1:] else . end
    | if . == "" or . == "Z" then "+00:00"
      elif .[0:1] != "+" and .[0:1] != "-" then null
      else .[0:1] as $sign | (.[1:] | offset_parts) as $parts
        | if ($parts | length) < 4 and all($parts[]; type == "string" and digits and length > 0 and length < 3) and ($parts[0] | two) < "15" and (["00", "15", "30", "45"] | any(. == $parts[1]))
          then "\($sign)\($parts[0] | two):\($parts[1])" else null end
      end
  end;
def difference($local; $gmt):
  ($local | if . == null then null else seconds end) as $l | ($gmt | if . == null then null else seconds end) as $g
  | if $l == null or $g == null then null
    else ($l - $g) as $s | (if $s < 0 then -$s else $s end) as $a
      | if $a > 50400 or $a % 900 != 0 then null
        else "\(if $s < 0 then "-" else "+" end)\(($a / 3600) | floor | tostring | two):\((($a % 3600) / 60) | floor | tostring | two)" end
    end;
def moment($date; $time; $gmt_date; $gmt_time; $written):
  local($date; $time) as $local
  | if $local == null then null
    elif ($time | clock) == null then $local + ($written | written_offset // "")
    else $local + (($written | written_offset) // difference($local; if ($gmt_time | clock) == null then null else local($gmt_date; $gmt_time) end) // "") end;

def street: [.addressLine1, .addressLine2, .addressLine3] | map(select(. != null and . != "")) | if . == [] then null else join(", ") end;
def place($slic):
  if . == null then {} else {street: street, city: (.city | numbers_as_text), region: (.stateProvince | numbers_as_text), postal: (.postalCode | text), country: (.countryCode // .country)} end
  | . + {site: ($slic | text)} | known | if . == {} then null else . end;

# Codes. The letters mean another thing under another type, so they are looked up by both. Letters that UPS publishes under another
# type only count where their meaning fits the type.
def fits($type):
  {D: {DELIVERED: 1, READY_FOR_COLLECTION: 1, DELIVERY_ATTEMPTED: 1, REFUSED_GOODS: 1},
   I: {PICKED_UP: 1, IN_TRANSIT: 1, HUB_ARRIVED: 1, HUB_DEPARTED: 1, CUSTOMS_CLEARED: 1, OUT_FOR_DELIVERY: 1},
   X: {ON_HOLD: 1, DELAYED: 1, LOST: 1, DAMAGED: 1, REFUSED_GOODS: 1, SHORT_SHIPPED: 1, DELIVERY_ATTEMPTED: 1, RETURNING: 1, RETURNED: 1},
   M: {BOOKED: 1, CANCELLED: 1}, MV: {CANCELLED: 1}, P: {PICKED_UP: 1}, O: {OUT_FOR_DELIVERY: 1}, RS: {RETURNING: 1, RETURNED: 1}}[$type // ""] as $set
  | $set == null or $set[.] != null;
def published($type; $code): ("\($type)/\($code | two)") as $key
  | $codes["status.code"][$key] | if . == null then null else . + {corrects: $codes.corrects[$key].target} end;
def letters($type; $code):
  if $code == null then null
  else published($type; $code) // $codes["status.code"][$code]
    // ([("X", "D", "I", "M", "U") as $other | published($other; $code) | select(. != null and (.target | fits($type)))]
        | . as $rows | if $rows != [] and all($rows[]; .target == $rows[0].target) then $rows[0] else null end)
  end;
def is_known($code): $code != null and any(("X", "D", "I", "M", "U"); published(.; $code) != null);

def is_exception: {ON_HOLD: 1, DELAYED: 1, LOST: 1, DAMAGED: 1, REFUSED_GOODS: 1, SHORT_SHIPPED: 1}[. // ""] != null;
def is_attempt: . == "DELIVERY_ATTEMPTED";
def is_return: . == "RETURNING" or . == "RETURNED";
def says: . != null and .target != "UNMAPPED" and .target != "NOTE";

# Letters and a number together. The number decides, as UPS's own page shows it: AG is a wrong address for parcels and the road for
# freight, and only 029 or 005 tells which. The letters decide where
# - the number says nothing (UNMAPPED), or is one of the manifest beside a scan of another type (SR beside 003);
# - they take back what was scanned by mistake;
# - they say the same, or more of the same: a hub within "on the way", a reason within "delay", a delivery within a general "on the way".
def letters_decide($type; $code; $letters; $number; $numbered):
  $letters.corrects != null or ($letters | says) and (
    ($numbered | says | not) or $numbered.target == $letters.target
    or (($numbered.target == "BOOKED" or $numbered.target == "CANCELLED") and ($type | . == null or . == "M" or . == "MV" or . == "NA" | not))
    or ($numbered.target == "IN_TRANSIT" and ($letters.target | . == "HUB_ARRIVED" or . == "HUB_DEPARTED" or . == "CUSTOMS_CLEARED" or . == "PICKED_UP") and $number != "072")
    or ($numbered.target == "IN_TRANSIT" and $type == "D" and $letters.target == "DELIVERED" and any(("005", "010", "047", "087", "158", "159", "164", "165"); . == $number))
    or ($letters.target == "RESOLVED" and ($numbered.target | is_exception))
    or ($numbered.target == "DELAYED" and $numbered.reason == "OTHER" and ($letters.target | is_exception or is_attempt or is_return)));

# Where the number decides, the letters may still say why.
def with_reason($letters):
  (.reason == null or .reason == "OTHER") as $open
  | (.target | if is_exception then ($letters.target | is_exception) elif is_attempt then ($letters.target | is_attempt or . == "DELAYED" or . == "REFUSED_GOODS")
       elif is_return then ($letters.target | is_return or is_attempt or . == "REFUSED_GOODS" or . == "DAMAGED" or . == "SHORT_SHIPPED") else false end) as $fits
  | if $open and $fits and $letters.reason != null then . + {reason: $letters.reason, party: $letters.party} else . end;

# Letters that end a hold beside a number that moves the goods: both count.
def resolving($letters): if $letters.target == "RESOLVED" and .target != "RESOLVED" then . + {resolves: {reason: $letters.reason}} else . end;

def row($type; $code; $number):
  letters($type; $code) as $letters
  | (if $number == null then null else $codes["status.statusCode"][$number] end) as $numbered
  | (if $number == null or $letters != null then null else $codes["status.statusCode.alone"][$number] end) as $alone
  | if $alone != null then {element: "status.statusCode", code: $number, row: $alone}
    elif letters_decide($type; $code; $letters; $number; $numbered) then
      {element: "status.code", code: $code, row: ($letters | if .reason == null and $numbered.target == .target then . + {reason: $numbered.reason, party: $numbered.party} else . end)}
    elif $numbered | says then {element: "status.statusCode", code: $number, row: ($numbered | with_reason($letters) | resolving($letters))}
    elif $letters != null then {element: "status.code", code: $code, row: $letters}
    elif $code != null and $type != "X" and is_known($code) and ($codes["status.type"][$type // ""] | says) then {element: "status.code", code: $code, row: $codes["status.type"][$type]}
    elif $numbered != null and $code == null then {element: "status.statusCode", code: $number, row: $numbered}
    elif $code != null then {element: "status.code", code: $code, row: ($numbered // {target: "UNMAPPED"})}
    elif $number != null then {element: "status.statusCode", code: $number, row: {target: "UNMAPPED"}}
    else {element: "status.type", code: $type, row: ($codes["status.type"][$type // ""] // {target: "UNMAPPED"})} end;

def overlay: if . == "REFUSED" then "REFUSED_GOODS" elif . == "DAMAGE" then "DAMAGED" elif . == "SHORT" or . == "CONTENTS_MISSING" then "SHORT_SHIPPED" else "DELAYED" end;
def sibling($name): if .key == null then . else . + {key: "\(.key)/\($name)"} end;

# One scan: its milestone or exception, and beside an attempt, a return or a wait for the customer the reason as an exception. What
# ends a hold is an exception that is resolved. A logical event of UPS is no
# scan of the parcel: its milestone is marked.
def over($reason): {type: "exception", exception: "ON_HOLD", reason: $reason, resolved: true} | known;
def scan($refs): .found as $found | $found.row as $row
  | ({of: "package", refs: $refs, at: .at, day_only: .day_only, key: .key, place: .place, position: .position,
    raw: ({element: $found.element, code: $found.code, text: (.words | text | if . == null then null else trim end)} | known)} | known) as $base
  | if $row.target == "RESOLVED" then $base + over($row.reason)
    elif $row.target | is_exception
    then $base + {type: "exception", exception: $row.target, reason: $row.reason, party: $row.party}
    else $base + ({type: "milestone", milestone: $row.target, corrects: $row.corrects, collect_by: .collect_by} | known)
        + (if .logical then {logical: true} else {} end),
      if $row.reason == null then empty
      else ($base | sibling("reason")) + {type: "exception", reason: $row.reason, party: $row.party,
        exception: (if $row.target == "READY_FOR_COLLECTION" then "ON_HOLD" else $row.reason | overlay end)}
      end,
      if $row.resolves == null then empty else ($base | sibling("resolved")) + over($row.resolves.reason) end
    end;
def is_logical: .logicalScan == true or .logicalScan == "true";

# A window that ends before it begins ends on the next day.
def estimate($refs; $said; $place; $from; $to; $position):
  (if $from != null and $to != null and $to < $from then $to | next_day else $to end) as $to
  | {type: "milestone", of: "package", refs: $refs, milestone: "DELIVERED", classifier: "estimated", at: $said, place: $place,
     expected: ({from: $from, to: $to} | known), position: $position} | known;
# What is said with a scan is said when that was: of some scans only the day is known.
def with_day($day_only): if $day_only == true then . + {day_only: true} else . end;

# Bytes stay as sent; whoever stores them looks at what they are. The media type is told from how they begin.
def media: if startswith("JVBER") then "application/pdf" elif startswith("/9j/") then "image/jpeg" elif startswith("iVBOR") then "image/png"
  elif startswith("R0lGOD") then "image/gif" elif startswith("SUkq") or startswith("TU0A") then "image/tiff"
  elif startswith("PCFET") or startswith("PGh0b") or startswith("PCFkb") or startswith("PEhUT") then "text/html" else "application/octet-stream" end;
# Who signed is said by a document of its own where the bytes are of no kind that is kept: then only the bytes are lost.
# `receivedBy` is who took possession. Only beside a signature is it who signed; else, with where the goods were left, a receipt.
def is_kept: media | . == "application/pdf" or . == "image/jpeg" or . == "image/png" or . == "image/gif" or . == "image/tiff";
def document($kind; $refs; $at; $place; $signer; $bytes; $position):
  {type: "document", of: "package", refs: $refs, document: $kind, at: $at, place: $place, signed_by: $signer, position: $position,
   content: (if $bytes == null then null else {media: ($bytes | media), base64: $bytes} end)} | known;

def receipt($refs; $at; $place; $received_by; $left_at; $position):
  if $received_by == null and $left_at == null then empty
  else {type: "document", of: "package", refs: $refs, document: "receipt", at: $at, place: $place, received_by: $received_by, left_at: $left_at, position: $position} | known end;

def tracking($number): {kind: "tracking", scope: "UPSN", value: ($number | text)};
def other_names: [list[] | select(.number != null and .number != "")
  | {kind: "tracking", scope: (if (.type // "" | startswith("USPS")) then "USPS" else "UPSN" end), value: (.number | text)}];

# Track API: shipment[].package[].activity[], the newest first. They are told oldest first.
def activity($position):
  if type != "object" then refuse($position; "an activity is expected here, and this is \(in_words)")
  else fault($position; "date"; "time") as $fault
  | if $fault != null then $fault
    else (.status | one) as $status | (.location | one) as $location
      | {found: row($status.type | text; $status.code | text; $status.statusCode | number3),
         at: moment(.date; .time; .gmtDate; .gmtTime; .gmtOffset), place: ($location.address | one | place($location.slic)),
         type: $status.type, words: $status.description, logical: is_logical, position: $position,
         day: (.date | date), has_time: (.time | is_there)}
    end
  end;

# A scan without a time of day stands where the list has it: a second after the scan before it, else a second before the one after it,
# of the same day. Alone on its day it stands at midnight, which says that nothing is known. It has a key of its own, since asking
# again must not make another scan of it.
def a_second($later): .[0:10] as $day | (.[0:19] | seconds) as $at
  | if $at == null then . else (($at + $later | todateiso8601 | .[0:19]) as $new | if $new[0:10] == $day then $new + .[19:] else . end) end;
def timeless: .day != null and .has_time == false;
def key($refs): "day/\($refs[0].value)/\(.day)/\(.type // "")/\(.found.element)/\(.found.code)/\(.place.city // "")";
def placed($refs):
  . as $all | reduce range(length) as $i ([];
    . as $before | $all[$i] as $one
    | if $one.refuse != null or ($one | timeless | not) then . + [$one]
      else ([$before[] | select(.refuse == null and .day == $one.day)] | last) as $older
        | ([$all[$i + 1:][] | select(.refuse == null and .day == $one.day and .has_time)] | .[0]) as $newer
        | (if $older != null and ($older.has_time or $older.at[11:19] != "00:00:00") then $older.at | a_second(1)
           elif $newer != null then $newer.at | a_second(-1) else $one.at end) as $at
        | . + [$one + {at: $at, day_only: true, key: ($one | key($refs))}]
      end);
# A delivery whose time stands beside the scans only.
def delivered_at($days; $time):
  if .refuse == null and timeless and .found.row.target == "DELIVERED" and ($time.type == "DEL") and ($time.endTime | clock) != null
    and (.day as $day | any($days[]; .type == "DEL" and (.date | date) == $day))
  then .day as $day | . + {has_time: true, at: (local($day; $time.endTime) + .at[19:])} else . end;
# The last day to collect it belongs to the latest word that it waits.
def waiting($until):
  ([to_entries[] | select(.value.refuse == null and .value.found.row.target == "READY_FOR_COLLECTION")] | last | if . == null then null else .key end) as $last
  | if $until == null or $last == null then . else .[$last] += {collect_by: $until} end;

def told($refs): scan($refs);

# An update that says no more than the estimate or the document beside it.
def is_silent: .found.code as $code | (.found.row.target == "UNMAPPED" or .found.row.target == "NOTE") and (.type == "U" or any("153", "154", "155"; . == $code));

def delivery_times($when): if $when.type == "EDW" or $when.type == "CDW" or $when.type == "IDW" then [$when.startTime, $when.endTime]
  elif $when.type == "CMT" then [null, $when.endTime] elif $when.type == "EOD" then [null, "235959"] else [null, null] end;

# What deliveryDate and deliveryTime say and cannot be read is refused where it stands; the scans beside it are taken.
def is_day: .type == "SDD" or .type == "RDD" or .type == "DEL";
def is_read: .type as $type | any("EDW", "CDW", "IDW", "CMT", "DEL"; . == $type);
def delivery_faults($position):
  (.deliveryDate | items("\($position)/deliveryDate") | .at as $at | .value | select(type == "object" and is_day) | fault($at; "date"; "none")),
  (.deliveryTime | one | select(type == "object" and is_read) | fault("\($position)/deliveryTime"; "none"; ("startTime", "endTime")))
  | select(. != null);

def destination: [.packageAddress | list[] | select(.type == "DESTINATION") | .address | one | place(null)] | .[0];

def expected($refs; $said; $position):
  (.currentStatus | one | if type == "object" then "\(.type | text)-\(.code | text)-\(.statusCode | text)" else "" end) as $status
  | (.deliveryDate | list) as $all
  | [$all[] | select((.type == "SDD" or .type == "RDD") and (.date | date) != null)] as $dates
  | ([$dates[] | select(.type == "RDD")] + $dates | .[0]) as $day
  | any($all[]; .type == "DEL") as $delivered
  | destination as $place
  | delivery_times(.deliveryTime | one // {}) as [$from, $to]
  | if $day == null or $delivered then empty
    else estimate($refs; $said; $place; if ($from | clock) == null then null else local($day.date; $from) end;
                  local($day.date; if ($to | clock) == null then "235959" else $to end); $position)
      # Without a time it is told anew with each status: one that was there before the parcel moved is not the one of a parcel that moves.
      | if $said != null then . else . + {key: "\($refs[0].value)/expected/\(.expected.from)/\(.expected.to)/\($status)"} end
    end;

# What the head of an answer says where no activity does. The status has no time of its own: it is as old as the answer. The day
# of delivery (DEL) has one.
def delivered_on($refs; $activities; $position):
  ([.deliveryDate | list[] | select(.type == "DEL" and (.date | date) != null)] | .[0]) as $day
  | (.deliveryTime | one // {} | if .type == "DEL" then .endTime else null end) as $time
  | if $day == null or any($activities[]; .found.row.target | . == "DELIVERED" or is_return) then empty
    else {type: "milestone", of: "package", refs: $refs, milestone: "DELIVERED", at: local($day.date; $time), place: destination,
          raw: {element: "deliveryDate.type", code: "DEL"}, position: "\($position)/deliveryDate"} | known end;

def current($refs; $activities; $position):
  (.currentStatus | one) as $status
  | if $activities != [] or ($status | type) != "object" then empty
    else ($status.code | text) as $code | (($status.statusCode | text) // (if $code != null and ($code | digits) and ($code | length) == 3 then $code else null end) | number3) as $number
      | row($status.type | text; if $number == $code then null else $code end; $number) as $found
      | if $found.code == null then empty else {found: $found, words: $status.description, position: "\($position)/currentStatus"} | scan($refs) end
    end;

def proofs($refs; $activities; $position):
  (.deliveryInformation | one) as $delivery
  | ([$activities[] | select(.found.row.target == "DELIVERED")] | last) as $scan
  | if $delivery == null or $delivery == "" then empty
    else ($delivery.receivedBy | text) as $signer | ($delivery.pod | one | .content | text) as $pod | ($delivery.signature | one | .image | text) as $signature
      | ($delivery.deliveryPhoto | one | .photo | text) as $photo
      | ([$pod, $signature] | any(. != null and is_kept)) as $signed | ($signature != null) as $is_signed
      | (if $signer == null or $signed or ($is_signed | not) then empty else document("signature"; $refs; $scan.at; $scan.place; $signer; null; $position) end),
        (if $pod == null then empty else document("pod"; $refs; $scan.at; $scan.place; if $signed and $is_signed then $signer else null end; $pod; $position) end),
        (if $signature == null then empty else document("signature"; $refs; $scan.at; $scan.place; if $signed then $signer else null end; $signature; $position) end),
        (if $photo == null then empty else document("photo"; $refs; $scan.at; $scan.place; null; $photo; $position) end),
        (if $scan == null then empty
         else receipt($refs; $scan.at; $scan.place; if $is_signed then null else $signer end; $delivery.location | text; $position) end)
    end;

def package($inquired; $position):
  ([tracking(.trackingNumber | text // $inquired)] + (.alternateTrackingNumber | other_names)) as $refs
  | (.deliveryDate | list) as $days | (.deliveryTime | one // {}) as $time | (.accessPointInformation | one // {} | .pickupByDate | date) as $until
  | ([[.activity | items("\($position)/activity")] | reverse[] | .at as $at | .value | try activity($at) catch refuse($at; tostring)]
    | map(delivered_at($days; $time)) | placed($refs) | waiting($until)) as $all
  | [$all[] | select(.refuse == null)] as $activities
  | ($activities | last) as $latest
  | ([$activities[] | select(.found.row.target == "DELIVERED")] | last) as $last_delivered
  | [expected($refs; $latest.at; $position) | with_day($latest.day_only)] as $estimates
  | [proofs($refs; $activities; "\($position)/deliveryInformation") | with_day($last_delivered.day_only)] as $documents
  | [delivered_on($refs; $activities; $position)] as $delivered
  | ($all[] | if .refuse != null then . elif is_silent and ($estimates + $documents) != [] then empty else told($refs) end),
    (if $delivered == [] then current($refs; $all; $position) else empty end), $delivered[], delivery_faults($position), $estimates[], $documents[];

def track_response:
  .trackResponse | one | .shipment | items("/trackResponse/shipment")
  | .at as $at | .value | (.inquiryNumber | text) as $inquired
  | .package | items("\($at)/package") | .at as $position | .value
  | try package($inquired; $position) catch refuse($position; tostring);

# Track Alert: one scan a push. scheduledDeliveryDate is the estimate until the parcel is delivered. A delivery without a time of its
# own took place at actualDeliveryTime.
def alert_scan($found; $place; $tracking):
  (.localActivityTime | is_there | not) as $timeless
  | if $timeless and $found.row.target == "DELIVERED" and (.actualDeliveryTime | clock) != null
    then {date: (if (.actualDeliveryDate | date) != null then .actualDeliveryDate else .localActivityDate end), time: .actualDeliveryTime}
    else {date: .localActivityDate, time: .localActivityTime} end as $when | $when.date as $date | $when.time as $time
  | {found: $found, type: (.activityStatus | one | .type), place: $place, day: ($date | date), has_time: ($time | is_there),
     at: moment($date; $time; .gmtActivityDate; .gmtActivityTime; .gmtOffset)}
  | if timeless then . + {day_only: true, key: key([{value: $tracking}])} else . end;

def track_alert:
  ([tracking(.trackingNumber)] + ([{number: .alternateTrackingNumber}] | other_names)) as $refs
  | (.activityStatus | one) as $status
  | row($status.type | text; $status.code | text; $status.descriptionCode | number3) as $found
  | (.activityLocation | one | place(null)) as $place
  | alert_scan($found; $place; $refs[0].value) as $scan | $scan.at as $at
  | ($found.row.target == "DELIVERED") as $delivered | (.receivedBy | text) as $taker | (.deliveryPhoto | text) as $photo
  | [if $delivered or (.actualDeliveryDate | date) != null or (.scheduledDeliveryDate | date) == null then empty
     else estimate($refs; $at; $place; if (.deliveryStartTime | clock) == null then null else local(.scheduledDeliveryDate; .deliveryStartTime) end;
                   local(.scheduledDeliveryDate; if (.deliveryEndTime | clock) == null then "235959" else .deliveryEndTime end); "/scheduledDeliveryDate") end
     | with_day($scan.day_only)] as $estimates
  | [(if $photo == null then empty else document("photo"; $refs; $at; $place; null; $photo; "/deliveryPhoto") end),
     receipt($refs; $at; $place; $taker; null; "/receivedBy")
     | with_day($scan.day_only)] as $documents
  | ({found: $found, type: $status.type} | is_silent and ($estimates + $documents) != []) as $silent
  | fault(""; "localActivityDate"; "localActivityTime") as $fault
  | if $fault != null then $fault
    else (if $silent then empty else $scan + {words: $status.description, logical: is_logical, position: "/activityStatus"} | scan($refs) end),
      $estimates[], $documents[] end;

def odd: refuse(""; "neither a Track answer nor a Track Alert push: this is \(in_words)");

if type != "object" then odd
elif .trackResponse != null then try track_response catch refuse("/trackResponse"; tostring)
elif (.response | type) == "object" and (.response.errors | type | . == "array" or . == "object") then .response.errors | items("/response/errors") | select(.value | type == "object")
  | {refuse: {code: "UPSTREAM_ERROR", message: "UPS \(.value.code): \(.value.message)"}, position: .at}
elif .trackingNumber != null and .activityStatus != null then try track_alert catch refuse(""; tostring)
else odd
end
