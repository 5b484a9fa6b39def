# A Case of Salesforce to a canonical `case` statement: the record as the REST interface gives it, alone, in an array or in
# {"records": […]}; or a Change Data Capture event. README.md says which fields are read.

def text: if type == "string" then (if . == "" then null else . end) elif type == "number" then tostring else null end;
def refuse($position; $message; $remedy): {refuse: {code: "MAPPING_REFUSED", message: $message, remedy: $remedy}, position: $position};

# Their times: 2026-05-14T08:31:00.000+0000 in records (an offset without a colon), milliseconds since 1970 in change events.
def digits($from; $to): .[$from:$to] | length == ($to - $from) and all(explode[]; . >= 48 and . <= 57);
def moment:
  if type == "number" then (. / 1000 | floor | todateiso8601)
  elif type == "string" and length > 5 and (.[-5:-4] == "+" or .[-5:-4] == "-") and digits(length - 4; length) then "\(.[:-2]):\(.[-2:])"
  elif type == "string" and . != "" then .
  else null end;

# An id comes in 15 characters, of which capitals count, and in 18, of which the last three tell the capitals: always the longer one.
def capitals: [explode | to_entries[] | if .value >= 65 and .value <= 90 then [1, 2, 4, 8, 16][.key] else 0 end] | add;
def id:
  text | if . != null and length == 15
    then . + ([.[0:5], .[5:10], .[10:15]] | map(capitals | "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[.:. + 1]) | add)
    else . end;
def name: if type == "object" then (.Name // .Alias | text) else null end;

# The case itself: its number, and its id where it has one.
def refs: $meta.values.org as $org
  | [(.CaseNumber | text), (.Id | id)] | map(select(. != null) | {kind: "case", scope: ($org // ""), value: .});

# What it is about, by the fields that the connector names.
def links: . as $case
  | [$meta.values.fields[]? | . as $field | ($case[$field.field] | text) as $number | select($number != null)
     | (if $field.scope_field then ($case[$field.scope_field] | text) else $field.scope end) as $scope
     | {relation: "about", of: $field.of, ref: {kind: $field.kind, scope: ($scope // ""), value: $number}}];

# Where the record does not say whether it is closed, its status does.
def is_closed: if .IsClosed | type == "boolean" then .IsClosed else (.Status | text) == "Closed" end;

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
  if type != "object" then refuse($position; "an object is expected here"; "Send a Case record.")
  else (.attributes.type? // "Case") as $type
  | if $type != "Case" then refuse($position; "`\($type)` is no Case"; "Send Case records only.")
    else statement($position; (.LastModifiedDate // .SystemModstamp // .CreatedDate | moment))
    end
  end;

# A change event tells what changed; with the channel enriched it tells the rest of the record too.
def change($position):
  .ChangeEventHeader as $header
  | ($header.commitTimestamp | moment) as $at | ($header.changeType // "") as $change
  | if ($header | type) != "object" or ($header.entityName // "Case") != "Case" then
      refuse($position; "no change of a Case"; "Subscribe to CaseChangeEvent only.")
    elif $change == "DELETE" then
      ($header.recordIds[]? | id | select(. != null)) as $id
      | {type: "case", of: "case", refs: [{kind: "case", scope: ($meta.values.org // ""), value: $id}], status: "cancelled", at: $at, closed_at: $at, position: $position} | known
    elif ["CREATE", "UPDATE", "UNDELETE"] | any(. == $change) then
      . + {Id: ($header.recordIds[0]? // null)} | statement($position; $at)
    else refuse($position; "a change event of type `\($change)` does not say what changed"; "Read the records and send them whole.")
    end;

def one($position):
  if type == "object" and (.payload | type) == "object" and (.payload | has("ChangeEventHeader")) then .payload | change("\($position)/payload")
  elif type == "object" and has("ChangeEventHeader") then change($position)
  else record($position)
  end;

# One bad part never costs its neighbours.
def each($position): to_entries[] | "\($position)/\(.key)" as $at | .value | try one($at) catch refuse($at; tostring; "Compare with the README of the connector.");

if type == "array" then each("")
elif type == "object" and (.records | type) == "array" then .records | each("/records")
else try one("") catch refuse(""; tostring; "Compare with the README of the connector.")
end
