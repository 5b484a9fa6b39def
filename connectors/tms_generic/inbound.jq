# One message of a generic TMS to canonical events. README.md describes the payload, field by field.

# One element alone is read like a list of one: converters of XML write it so.
def listed: if type == "object" or type == "string" then [.] else . end;
def refuse($position; $message): {refuse: {code: "MAPPING_REFUSED", message: $message}, position: $position};
def reference($kind; $scope; $number): if $number == null then empty else {kind: $kind, scope: ($scope // ""), value: $number} end;
def lines: if . == null then null else listed | map({line, quantity, unit} | known) end;

# What the event is about: the package where one is named, else the shipment.
def shipment_refs:
  .shipment // {} | (.system // "tms") as $system | .carrier as $carrier
  | [reference("shipment"; $system; .number), reference("pro"; $carrier; .pro), reference("bill_of_lading"; $carrier; .bill_of_lading),
     reference("booking"; $system; .booking), reference("tracking"; $carrier; .tracking)];
def package_refs($carrier):
  [reference("tracking"; .carrier // $carrier; .tracking), reference("sscc"; ""; .sscc), reference("container"; ""; .container)];
def subject:
  .shipment.carrier as $carrier | (.package // {} | package_refs($carrier)) as $package
  | if $package == [] then {of: "shipment", refs: shipment_refs} else {of: "package", refs: $package} end;

# The TMS's own id of the event; what else a message says of the same event has the id with a suffix.
def key($suffix): if .event_id == null then null else "\(.event_id)\($suffix)" end;
def suffixes: "", "#reason", "#estimate", "#pod", "#booked";
def retracted: .retracts | listed | if . == null then null elif length > 10 then . else [.[] | . + suffixes] end;

def event($position; $type; $suffix; $fields):
  {type: $type, key: key($suffix), position: $position} + subject + ($fields | known) | known;
def raw($element; $code): {element: $element, code: $code, text} | known;

def estimate($position; $at; $milestone; $expected):
  if $expected == null then empty
  else event($position; "milestone"; "#estimate"; {milestone: $milestone, classifier: "estimated", at: $at, expected: ($expected | {from, to} | known)})
  end;

# Why an attempt failed or a parcel goes back: an exception beside the milestone.
def because($position):
  if .reason == null then empty
  else .reason as $reason | $codes.reason[$reason] as $row
    | event($position; if $row == null then "milestone" else "exception" end; "#reason";
        {at: .occurred_at, place, raw: raw("reason"; $reason)}
        + if $row == null then {milestone: "UNMAPPED"} else {exception: $row.target, reason: $row.reason, party: $row.party} end)
  end;

def signed($position):
  if .signed_by == null then empty
  else event($position; "document"; "#pod"; {document: "pod", signed_by, at: .occurred_at, content: {state: "pending"}})
  end;

def milestone($position; $said):
  .milestone as $code
  | if $code == null then refuse($position; "`milestone` is missing")
    else $codes.milestone[$code] as $row
    | event($position; "milestone"; "";
        {milestone: ($row.target // "UNMAPPED"), extent: (if $code == "DELIVERED_PARTIAL" then "partial" else null end),
         at: .occurred_at, place, raw: raw("milestone"; $code), retracts: retracted}),
      because($position), signed($position), estimate($position; $said; "DELIVERED"; .estimate)
    end;

def exception($position; $said):
  .exception as $code | .reason as $reason
  | if $code == null then refuse($position; "`exception` is missing")
    else $codes.exception[$code] as $row | (if $reason == null then $row else $codes.reason[$reason] end) as $why
    | event($position; if $row == null then "milestone" else "exception" end; "";
        {at: .occurred_at, place, retracts: retracted,
         raw: (if $row != null and $why == null then raw("reason"; $reason) else raw("exception"; $code) end)}
        + if $row == null then {milestone: "UNMAPPED"} else {exception: $row.target, reason: $why.reason, party: $why.party} end),
      estimate($position; $said; "DELIVERED"; .estimate)
    end;

def carried($kind; $list):
  [($list // [] | listed)[] | {relation: "carries", of: $kind, ref: reference($kind; .system // "erp"; .number), lines: (.lines | lines)} | known];
def packages: .shipment.carrier as $carrier
  | if .packages == null then null
    else .packages | listed | map({refs: package_refs($carrier), weight, lines: (.lines | lines)} | known) end;

# The place of a stop in its trip is a number, the only one in an event.
def stop: if (.sequence | type) == "string" then .sequence |= (try tonumber catch .) else . end;
def transport: .transport | if type == "object" and .stops != null then .stops |= (listed | map(if type == "object" then stop else . end)) else . end;

def shipment($position; $said):
  {of: "shipment", refs: shipment_refs} as $shipment
  | ({type: "shipment", at: $said, key: key(""), position: $position, links: (carried("delivery"; .deliveries) + carried("order"; .orders)),
      transport: transport, plan, packages: packages, status} + $shipment | known),
    if .booked_at == null then empty
    else {type: "milestone", milestone: "BOOKED", at: .booked_at, key: key("#booked"), position: $position} + $shipment | known
    end;

def document($position; $said):
  (.content // {} | {media, base64, state} | known) as $content
  | if $content == {} then refuse($position; "`content` needs media and base64, or a state")
    else event($position; "document"; ""; {document, signed_by, at: (.occurred_at // $said), place, content: $content, retracts: retracted})
    end;

def charges($position; $said):
  (if .invoice == null then null else .invoice | reference("invoice"; .system; .number) end) as $invoice
  | (.charges // [] | listed)[] as $charge
  | event($position; "charge"; "#\($charge.kind)"; {kind: $charge.kind, amount: ($charge | {amount, currency} | known), invoice: $invoice, at: (.occurred_at // $said)});

# Numbers by their digits, as text: a shipment, a line or a tracking number that comes as 4711.0 is 4711, and amounts are exact.
def one($type; $position; $said):
  numbers_as_text
  | if type != "object" then refuse($position; "an object is expected here, and this is \(in_words)")
  elif $type == "shipment.created" or $type == "shipment.updated" then shipment($position; $said)
  elif $type == "shipment.milestone" then milestone($position; $said)
  elif $type == "shipment.exception" then exception($position; $said)
  elif $type == "shipment.estimate" then estimate($position; .stated_at // $said; .milestone // "DELIVERED"; .expected // {})
  elif $type == "shipment.document" then document($position; $said)
  elif $type == "shipment.charge" then charges($position; $said)
  elif $type == "shipment.cancelled" then event($position; "milestone"; ""; {milestone: "CANCELLED", at: (.occurred_at // $said), place, raw: raw("type"; $type)})
  elif $type == "shipment.retraction" then event($position; "retraction"; ""; {at: $said, retracts: (retracted // []), reason: .text})
  else refuse($position; "`\($type)` is not a type that this connector takes")
  end;

# One bad part never costs its neighbours: each is mapped by itself.
def each($type; $position; $said):
  if type == "array" then to_entries[] | "\($position)/\(.key)" as $at | .value | try one($type; $at; $said) catch refuse($at; tostring)
  else try one($type; $position; $said) catch refuse($position; tostring)
  end;

if type != "object" then refuse(""; "a JSON object is expected, and this is \(in_words)")
elif .type == "batch" then
  .timestamp as $said
  | if .events == null then refuse(""; "`events` is missing")
    elif (.events | type) == "object" then .events | (.timestamp // $said) as $said | .type as $type | .data | each($type; "/events/data"; $said)
    elif (.events | type) != "array" then refuse("/events"; "a list is expected here, and this is \(.events | in_words)")
    else .events | to_entries[]
      | "/events/\(.key)" as $at | .value
      | if type != "object" then refuse($at; "an object is expected here, and this is \(in_words)")
        else (.timestamp // $said) as $said | .type as $type | .data | each($type; "\($at)/data"; $said) end
    end
elif .data == null then refuse(""; "`data` is missing")
else .timestamp as $said | .type as $type | .data | each($type; "/data"; $said)
end
