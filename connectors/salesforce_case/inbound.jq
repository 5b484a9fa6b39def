# A Case of Salesforce to a canonical `case` statement: the record as the REST interface gives it, alone, in an array or in
# {"records": […]}; or a Change Data Capture event, as it is or in the envelope of a relay. README.md says which fields are read.

def text: numbers_as_text | if type == "string" and . != "" then . else null end;
def refuse($position; $message; $remedy): {refuse: {code: "MAPPING_REFUSED", message: $message, remedy: $remedy}, position: $position};

# Their times: 2026-05-14T08:31:00.000+0000 in records (an offset without a colon), milliseconds since 1970 in change events.
def digits($from; $to): .[$from:$to] | length == ($to - $from) and all(explode[]; . >= 48 and . <= 57);
def three: tostring | ("00" + .)[-3:];
def millis: (. / 1000 | floor) as $seconds | {seconds: ($seconds | todateiso8601 | .[0:19]), rest: (. - $seconds * 1000 | floor | three)};
def moment:
  if type == "number" then millis | "\(.seconds).\(.rest)Z"
  elif type == "string" and length > 5 and (.[-5:-4] == "+" or .[-5:-4] == "-") and digits(length - 4; length) then "\(.[:-2]):\(.[-2:])"
  elif type == "string" and . != "" then .
  else null end;

# When a change was committed. Changes of one transaction bear one time and are numbered: the number stands in the microseconds, so
# that the later one holds.
def committed:
  .sequenceNumber as $sequence
  | .commitTimestamp | if type == "string" and digits(0; length) and . != "" then tonumber else . end
  | if type == "number" and ($sequence | type) == "number" and $sequence >= 0 and $sequence < 1000
    then millis | "\(.seconds).\(.rest)\($sequence | floor | three)Z"
    else moment end;

# An id comes in 15 characters, of which capitals count, and in 18, of which the last three tell the capitals: always the longer one.
def capitals: [explode | to_entries[] | if .value >= 65 and .value <= 90 then [1, 2, 4, 8, 16][.key] else 0 end] | add;
def id:
  text | if . != null and length == 15
    then . + ([.[0:5], .[5:10], .[10:15]] | map(capitals | "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[.:. + 1]) | add)
    else . end;
def name: if type == "object" then (.Name // .Alias | text) else null end;

# Avro's own JSON writes a value that may be null with its type: {"string": "Working"}. Taken off, wherever it stands.
def is_avro_type: {string: 1, int: 1, long: 1, float: 1, double: 1, boolean: 1, bytes: 1, array: 1, map: 1}[.] != null or contains(".");
def plain:
  if type == "array" then map(plain)
  elif type == "object" then
    if length == 1 and (keys_unsorted[0] | is_avro_type) then .[] | plain else map_values(plain) end
  else . end;

# The case itself: its number, and its id where it has one.
def org: $meta.values.org // "";
def refs: [(.CaseNumber | text), (.Id | id)] | map(select(. != null) | {kind: "case", scope: org, value: .});

# What it is about, by the fields that the connector names.
def links: . as $case
  | [$meta.values.fields[]? | . as $field | ($case[$field.field] | text) as $number | select($number != null)
     | (if $field.scope_field then ($case[$field.scope_field] | text) else $field.scope end) as $scope
     | {relation: "about", of: $field.of, ref: {kind: $field.kind, scope: ($scope // ""), value: $number}}];

# Where the record does not say whether it is closed, its status does.
def is_true: . == true or . == "true";
def is_closed: if .IsClosed | type == "boolean" or . == "true" or . == "false" then (.IsClosed | is_true) else (.Status | text) == "Closed" end;

# A case that was deleted is over; one that was merged into another points to that one.
def gone($id; $master; $at; $position):
  {type: "case", of: "case", refs: [{kind: "case", scope: org, value: $id}], at: $at, closed_at: $at, position: $position}
  + if $master == null then {status: "cancelled"}
    else {status: "closed", subject: "Merged into case \($master)", links: [{relation: "about", of: "case", ref: {kind: "case", scope: org, value: $master}}]} end
  | known;

def statement($position; $at):
  if (.CaseNumber | text) == null then
    refuse($position; "`CaseNumber` is missing"; "Send the whole record; enrich the change event with CaseNumber, Status, Subject, IsClosed, ClosedDate and your number fields.")
  else is_closed as $closed | (.ClosedDate | moment) as $closed_at
  | {type: "case", of: "case", refs: refs, links: links, at: $at, position: $position,
     status: (if $closed then "closed" else (.Status | text) end), subject: (.Subject | text),
     opened_at: (.CreatedDate | moment), closed_at: (if $closed then ($closed_at // $at) else null end),
     owner: ((.Owner | name) // (.OwnerName | text))}
  | known
  end;

def record($position):
  (.attributes.type? // "Case") as $type | (.LastModifiedDate // .SystemModstamp // .CreatedDate | moment) as $at
  | if $type != "Case" then refuse($position; "`\($type)` is no Case"; "Send Case records only.")
    elif (.IsDeleted | is_true) and (.Id | id) != null then gone(.Id | id; .MasterRecordId | id; $at; $position)
    elif .CaseNumber == null and .Status == null and .Subject == null and .Id == null then
      refuse($position; "neither a Case record nor a change event: the fields here are \(keys_unsorted[0:8] | join(", "))";
        "Send the Case record, or the change event with its ChangeEventHeader, without a further envelope; EventBridge (`detail`), CometD (`data`) and Pub/Sub (`payload`) are read.")
    else statement($position; $at)
    end;

# A change event tells what changed; with the channel enriched it tells the rest of the record too.
def change($position):
  .ChangeEventHeader as $header
  | ($header.changeType // "") as $change
  | if ($header | type) != "object" or ($header.entityName // "Case") != "Case" then
      refuse($position; "no change of a Case"; "Subscribe to CaseChangeEvent only.")
    else ($header | committed) as $at | [$header.recordIds | if type == "array" then .[] else . end | id | select(. != null)] as $ids | (.MasterRecordId | id) as $master
    | if $change == "DELETE" or $change == "GAP_DELETE" or ($change == "MERGE" and $master != null) then
        if $ids == [] then refuse($position; "`recordIds` is missing"; "Send the ChangeEventHeader whole.") else gone($ids[]; $master; $at; $position) end
      elif ["CREATE", "UPDATE", "UNDELETE"] | any(. == $change) then
        . + {Id: $ids[0]} | statement($position; $at)
      else refuse($position; "a change event of type `\($change)` does not say what changed";
             "Read \(if $ids == [] then "the records" else $ids[0:5] | join(", ") end) in Salesforce and send them whole.")
      end
    end;

def encoded($position):
  if in_words | startswith("JSON") then refuse($position; "this is \(in_words)"; "Have the relay send the object itself, not its text.")
  else refuse($position; "the payload is still encoded (Avro)"; "Decode it with the schema that `schemaId` names, as a client of the Pub/Sub API does, and send the fields as JSON.") end;

# What a relay puts round an event: EventBridge `detail`, CometD `data`, Pub/Sub `payload` and `events`. One bad part never costs its
# neighbours.
def one($position):
  if type == "array" then to_entries[] | "\($position)/\(.key)" as $at | .value | one($at)
  elif type != "object" then refuse($position; "an object is expected here, and this is \(in_words)"; "Send a Case record.")
  elif length == 1 and (keys_unsorted[0] | contains(".")) then .[] | one($position)
  elif has("ChangeEventHeader") then try (plain | change($position)) catch refuse($position; tostring; "Compare with the README of the connector.")
  elif has("CaseNumber") or has("attributes") then try (plain | record($position)) catch refuse($position; tostring; "Compare with the README of the connector.")
  else . as $envelope
    | ([("records", "events", "detail", "data", "payload", "event") | select($envelope[.] | type == "object" or type == "array")] | .[0]) as $inner
    | ([("payload", "detail", "data") | select($envelope[.] | type == "string")] | .[0]) as $coded
    | if $inner != null then $envelope[$inner] | one("\($position)/\($inner)")
      elif $coded != null then $envelope[$coded] | encoded("\($position)/\($coded)")
      else try (plain | record($position)) catch refuse($position; tostring; "Compare with the README of the connector.")
      end
  end;

try one("") catch refuse(""; tostring; "Compare with the README of the connector.")
