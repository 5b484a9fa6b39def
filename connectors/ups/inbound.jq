# UPS: an answer of the Track API, or a push of Track Alert, to canonical events. README.md says what is read and why.

def known: with_entries(select(.value != null and .value != ""));
# Text or a number; anything else is not there.
def text: if type == "number" then tostring elif type == "string" and . != "" then . else null end;
def refuse($position; $message): {refuse: {code: "MAPPING_REFUSED", message: $message}, position: $position};
def digits: (explode | all(. > 47 and . < 58));
def number3: text | if . != null and length < 3 and digits then ("00" + .)[-3:] else . end;

# Times: date and time are the place's own. The offset is in gmtOffset ("-05:00", Track Alert: "-05.00"), or is the
# difference to the GMT date and time beside them; without either, the place decides the zone.
def date: text | if . != null and length == 8 and digits then "\(.[0:4])-\(.[4:6])-\(.[6:8])" else null end;
def clock: text | if . == null then null else . / ":" | add | if length == 5 then "0" + . elif length == 4 then . + "00" else . end
  | if length == 6 and digits then "\(.[0:2]):\(.[2:4]):\(.[4:6])" else null end end;
def local($date; $time): ($date | date) as $d | ($time | clock) as $t | if $d == null then null else "\($d)T\($t // "00:00:00")" end;
def pair: tostring | if length == 1 then "0" + . else . end;
def seconds: try (strptime("%Y-%m-%dT%H:%M:%S") | mktime) catch null;
def difference($local; $gmt):
  ($local | if . == null then null else seconds end) as $l | ($gmt | if . == null then null else seconds end) as $g
  | if $l == null or $g == null then null
    else ($l - $g) as $s | (if $s < 0 then -$s else $s end) as $a
      | if $a > 50400 or $a % 900 != 0 then null
        else "\(if $s < 0 then "-" else "+" end)\(($a / 3600) | floor | pair):\((($a % 3600) / 60) | floor | pair)" end
    end;
def offset($written; $local; $gmt):
  ($written | text | if . != null and length == 6 and (.[0:1] == "+" or .[0:1] == "-") and (.[1:3] + .[4:6] | digits) then "\(.[0:3]):\(.[4:6])" else null end)
  // difference($local; $gmt);
def moment($date; $time; $gmt_date; $gmt_time; $written):
  local($date; $time) as $local
  | if $local == null then null
    elif ($time | clock) == null then $local
    else $local + (offset($written; $local; if ($gmt_time | clock) == null then null else local($gmt_date; $gmt_time) end) // "") end;

def street: [.addressLine1, .addressLine2, .addressLine3] | map(select(. != null and . != "")) | if . == [] then null else join(", ") end;
def place($slic):
  if . == null then {} else {street: street, city, region: .stateProvince, postal: (.postalCode | text), country: (.countryCode // .country)} end
  | . + {site: ($slic | text)} | known | if . == {} then null else . end;

# Codes: the two-letter code says most, then the number, then the type where there is neither. What is in no table is
# shown as UNMAPPED with what UPS wrote.
def row($type; $code; $number):
  if $code != null and $codes["status.code"][$code] != null then {element: "status.code", code: $code} + {row: $codes["status.code"][$code]}
  elif $number != null and $codes["status.statusCode"][$number] != null then {element: "status.statusCode", code: $number, row: $codes["status.statusCode"][$number]}
  elif $code != null then {element: "status.code", code: $code, row: {target: "UNMAPPED"}}
  elif $number != null then {element: "status.statusCode", code: $number, row: {target: "UNMAPPED"}}
  else {element: "status.type", code: $type, row: ($codes["status.type"][$type // ""] // {target: "UNMAPPED"})} end;

def is_exception: {ON_HOLD: 1, DELAYED: 1, LOST: 1, DAMAGED: 1, REFUSED_GOODS: 1, SHORT_SHIPPED: 1}[.] != null;
def overlay: if . == "REFUSED" then "REFUSED_GOODS" elif . == "DAMAGE" then "DAMAGED" elif . == "SHORT" then "SHORT_SHIPPED" else "DELAYED" end;

# One scan: its milestone or exception, and beside an attempt or a return the reason as an exception.
def scan($refs; $found; $at; $place; $words; $position):
  ({of: "package", refs: $refs, at: $at, place: $place, position: $position,
    raw: ({element: $found.element, code: $found.code, text: ($words | text | if . == null then null else trim end)} | known)} | known) as $base
  | if $found.row.target | is_exception
    then $base + {type: "exception", exception: $found.row.target, reason: $found.row.reason, party: $found.row.party}
    else $base + {type: "milestone", milestone: $found.row.target},
      if $found.row.reason == null then empty
      else $base + {type: "exception", exception: ($found.row.reason | overlay), reason: $found.row.reason, party: $found.row.party} end
    end;

def estimate($refs; $said; $place; $from; $to; $position):
  {type: "milestone", of: "package", refs: $refs, milestone: "DELIVERED", classifier: "estimated", at: $said, place: $place,
   expected: ({from: $from, to: $to} | known), position: $position} | known;

# Bytes stay as sent; whoever stores them looks at what they are. The media type is told from how they begin.
def media: if startswith("JVBER") then "application/pdf" elif startswith("/9j/") then "image/jpeg" elif startswith("iVBOR") then "image/png"
  elif startswith("R0lGOD") then "image/gif" elif startswith("SUkq") or startswith("TU0A") then "image/tiff"
  elif startswith("PCFET") or startswith("PGh0b") or startswith("PCFkb") or startswith("PEhUT") then "text/html" else "application/octet-stream" end;
# Who signed is said by a document of its own where the bytes are of no kind that is kept: then only the bytes are lost.
def is_kept: media | . == "application/pdf" or . == "image/jpeg" or . == "image/png" or . == "image/gif" or . == "image/tiff";
def document($kind; $refs; $at; $place; $signer; $bytes; $position):
  {type: "document", of: "package", refs: $refs, document: $kind, at: $at, place: $place, signed_by: $signer, position: $position,
   content: (if $bytes == null then null else {media: ($bytes | media), base64: $bytes} end)} | known;

def tracking($number): {kind: "tracking", scope: "UPSN", value: ($number | text)};
def other_names: [(. // [])[] | select(.number != null and .number != "")
  | {kind: "tracking", scope: (if (.type // "" | startswith("USPS")) then "USPS" else "UPSN" end), value: (.number | text)}];

# Track API: shipment[].package[].activity[], the newest first. They are told oldest first.
def activity($refs; $position):
  row(.status.type | text; .status.code | text; .status.statusCode | number3) as $found
  | moment(.date; .time; .gmtDate; .gmtTime; .gmtOffset) as $at
  | .location as $location | ($location.address | place($location.slic)) as $place
  | {found: $found, at: $at, place: $place, type: .status.type, words: .status.description, position: $position};

def told($refs): scan($refs; .found; .at; .place; .words; .position);

# An update that says no more than the estimate or the document beside it.
def is_silent: .found.code as $code | .found.row.target == "UNMAPPED" and (.type == "U" or any("153", "154", "155"; . == $code));

def delivery_times($when): if $when.type == "EDW" or $when.type == "CDW" or $when.type == "IDW" then [$when.startTime, $when.endTime]
  elif $when.type == "CMT" then [null, $when.endTime] elif $when.type == "EOD" then [null, "235959"] else [null, null] end;

def expected($refs; $said; $position):
  [(.deliveryDate // [])[] | select((.type == "SDD" or .type == "RDD") and (.date | date) != null)] as $dates
  | ([$dates[] | select(.type == "RDD")] + $dates | .[0]) as $day
  | any((.deliveryDate // [])[]; .type == "DEL") as $delivered
  | ([(.packageAddress // [])[] | select(.type == "DESTINATION") | .address | place(null)] | .[0]) as $place
  | delivery_times(.deliveryTime // {}) as [$from, $to]
  | if $day == null or $delivered then empty
    else estimate($refs; $said; $place; if ($from | clock) == null then null else local($day.date; $from) end;
                  local($day.date; if ($to | clock) == null then "235959" else $to end); $position) end;

def proofs($refs; $activities; $position):
  .deliveryInformation as $delivery
  | ([$activities[] | select(.found.row.target == "DELIVERED")] | last) as $scan
  | if $delivery == null then empty
    else ($delivery.receivedBy | text) as $signer | ($delivery.pod.content | text) as $pod | ($delivery.signature.image | text) as $signature | ($delivery.deliveryPhoto.photo | text) as $photo
      | ([$pod, $signature] | any(. != null and is_kept)) as $signed
      | (if $signer == null or $signed then empty else document("signature"; $refs; $scan.at; $scan.place; $signer; null; $position) end),
        (if $pod == null then empty else document("pod"; $refs; $scan.at; $scan.place; if $signed then $signer else null end; $pod; $position) end),
        (if $signature == null then empty else document("signature"; $refs; $scan.at; $scan.place; if $signed then $signer else null end; $signature; $position) end),
        (if $photo == null then empty else document("photo"; $refs; $scan.at; $scan.place; null; $photo; $position) end)
    end;

def package($inquired; $position):
  ([tracking(.trackingNumber | text // $inquired)] + (.alternateTrackingNumber | other_names)) as $refs
  | [(.activity // []) | to_entries | reverse[] | "\($position)/activity/\(.key)" as $at | .value | try activity($refs; $at) catch refuse($at; tostring)] as $all
  | [$all[] | select(.refuse == null)] as $activities
  | ($activities | last | if . == null then null else .at end) as $said
  | [expected($refs; $said; $position)] as $estimates | [proofs($refs; $activities; "\($position)/deliveryInformation")] as $documents
  | ($all[] | if .refuse != null then . elif is_silent and ($estimates + $documents) != [] then empty else told($refs) end),
    $estimates[], $documents[];

def track_response:
  .trackResponse.shipment // [] | if type == "array" then . else [.] end | to_entries[]
  | "/trackResponse/shipment/\(.key)" as $at | .value | (.inquiryNumber | text) as $inquired
  | (.package // []) | if type == "array" then . else [.] end | to_entries[] | "\($at)/package/\(.key)" as $position | .value
  | try package($inquired; $position) catch refuse($position; tostring);

# Track Alert: one scan a push. scheduledDeliveryDate is the estimate until the parcel is delivered.
def track_alert:
  ([tracking(.trackingNumber)] + ([{number: .alternateTrackingNumber}] | other_names)) as $refs
  | moment(.localActivityDate; .localActivityTime; .gmtActivityDate; .gmtActivityTime; .gmtOffset) as $at
  | row(.activityStatus.type | text; .activityStatus.code | text; .activityStatus.descriptionCode | number3) as $found
  | (.activityLocation | place(null)) as $place
  | ($found.row.target == "DELIVERED") as $delivered | (.receivedBy | text) as $signer | (.deliveryPhoto | text) as $photo
  | [if $delivered or (.actualDeliveryDate | date) != null or (.scheduledDeliveryDate | date) == null then empty
     else estimate($refs; $at; $place; if (.deliveryStartTime | clock) == null then null else local(.scheduledDeliveryDate; .deliveryStartTime) end;
                   local(.scheduledDeliveryDate; if (.deliveryEndTime | clock) == null then "235959" else .deliveryEndTime end); "/scheduledDeliveryDate") end] as $estimates
  | [(if $signer == null then empty else document("signature"; $refs; $at; $place; $signer; null; "/receivedBy") end),
     (if $photo == null then empty else document("photo"; $refs; $at; $place; null; $photo; "/deliveryPhoto") end)] as $documents
  | ({found: $found, type: .activityStatus.type} | is_silent and ($estimates + $documents) != []) as $silent
  | (if $silent then empty else scan($refs; $found; $at; $place; .activityStatus.description; "/activityStatus") end), $estimates[], $documents[];

if type != "object" then refuse(""; "neither a Track answer nor a Track Alert push")
elif .trackResponse != null then try track_response catch refuse("/trackResponse"; tostring)
elif (.response | type) == "object" and (.response.errors | type) == "array" then .response.errors | to_entries[] | select(.value | type == "object")
  | {refuse: {code: "UPSTREAM_ERROR", message: "UPS \(.value.code): \(.value.message)"}, position: "/response/errors/\(.key)"}
elif .trackingNumber != null and .activityStatus != null then try track_alert catch refuse(""; tostring)
else refuse(""; "neither a Track answer nor a Track Alert push")
end
