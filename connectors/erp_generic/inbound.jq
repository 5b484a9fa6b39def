# One CloudEvent of a generic ERP to canonical events. README.md describes the payload, field by field.

# Numbers by their digits, as text: a document, a line or a customer that comes as 4711.0 is 4711, and a quantity is exact.
def text: numbers_as_text;
def scope: .system // "erp";
def refuse($position; $message): {refuse: {code: "MAPPING_REFUSED", message: $message}, position: $position};

def reference($kind; $scope; $number): if $number == null then empty else {kind: $kind, scope: ($scope // ""), value: $number} end;

# Statements carry the sections that are there: an absent one leaves what was said before.
def stated: known | if . == {} then null else . end;
# What is not as expected stays as it is: the event that holds it is refused, and says where.
# One element alone is read like a list of one: converters of XML write it so.
def listed: if type == "object" then [.] else . end;
def each(f): listed | if type == "array" then map(if type == "object" then f else . end) else . end;
def lines: each({line, quantity, unit} | known);
def list: if . == null then empty elif type == "array" then .[] elif type == "object" then . else error("a list is expected, and this is \(in_words)") end;
def texts: if type == "string" then [.] else . end;

# A happening is the same happening however often it is repeated: its key is what it is about, what and when.
def milestone($subject; $name; $at; $raw):
  if $at == null then empty
  else {type: "milestone", of: $subject.of, refs: $subject.refs, milestone: $name, at: $at, raw: $raw, position: $subject.position,
        key: "\($subject.of)/\($subject.refs[0].scope)/\($subject.refs[0].value)/\($name)/\($at)"} | known
  end;

def cancelled($subject; $now):
  (.cancelled_at // $now) as $at
  | milestone($subject; "CANCELLED"; $at; if .cancel_reason == null then null else {element: "cancel_reason"} + .cancel_reason end);

# An order whose status says so is cancelled from the first such statement on: its key has no time.
def cancelled_by_status($subject; $now):
  if .cancelled_at == null and (.status | type == "string" and test("^ *cancell?ed *$"; "i"))
  then milestone($subject; "CANCELLED"; $now; {element: "status", code: .status}) | .key = "order/\(.refs[0].scope)/\(.refs[0].value)/CANCELLED/status"
  else empty end;

def held($subject; $now):
  .held // empty
  | $codes["order.held"][.code // ""] as $row
  | (.at // $now) as $at
  | {of: $subject.of, refs: $subject.refs, at: $at, position: "\($subject.position)/held",
     key: "\($subject.of)/\($subject.refs[0].scope)/\($subject.refs[0].value)/held/\(.code)/\($at)",
     raw: ({element: "order.held", code, text} | known)}
  + if $row == null then {type: "milestone", milestone: "UNMAPPED"}
    else {type: "exception", exception: $row.target, reason: $row.reason, party: $row.party} end;

def order($now; $act):
  {of: "order", position: "/data/order",
   refs: [reference("order"; scope; .number),
          (.purchase_order // empty | reference("purchase_order"; .party; .number)),
          (.storefront_order // empty | reference("storefront_order"; .shop; .number))]} as $subject
  | ({header: ({customer, sales_org, region, status, blocks: (.blocks | texts), value, tax} | stated), promise, ship_from, ship_to,
      lines: (.lines | each(if .constraints == null then . else .constraints |= texts end))} | stated) as $sections
  | (if $sections == null then empty else {type: "order", at: $now} + $subject + $sections end),
    milestone($subject; "ORDER_CREATED"; .created_at // (if $act == "created" then $now else null end); null),
    milestone($subject; "ORDER_RELEASED"; .released_at; null),
    cancelled($subject; if $act == "cancelled" then $now else null end),
    (if $act == "cancelled" then empty else cancelled_by_status($subject; $now) end),
    held($subject; $now);

def short($subject; $now):
  (.at // $now) as $at | [.short | list] | to_entries[]
  | {type: "exception", of: $subject.of, refs: $subject.refs, exception: "SHORT_SHIPPED", reason: "SHORT", at: $at,
     position: "\($subject.position)/short/\(.key)", raw: ({element: "delivery.short", code: .value.line, text: .value.text} | known),
     key: "delivery/\($subject.refs[0].scope)/\($subject.refs[0].value)/short/\(.value.line)/\($at)"};

def delivery($now; $act):
  scope as $scope
  | {of: "delivery", position: "/data/delivery", refs: [reference("delivery"; $scope; .number)]} as $subject
  | [.orders | list | {relation: "carries", of: "order", ref: reference("order"; .system // $scope; .number), lines: (.lines | lines)} | known] as $links
  | ({planned, status} | stated) as $sections
  | (if $sections == null and $links == [] then empty else {type: "delivery", at: $now, links: $links} + $subject + ($sections // {}) end),
    milestone($subject; "PICKING"; .picking_at; null),
    milestone($subject; "PACKED"; .packed_at; null),
    milestone($subject; "PICKED_UP"; .shipped_at; null),
    milestone($subject; "DELIVERED"; .delivered_at; null),
    milestone($subject; "GOODS_ISSUE_POSTED"; .goods_issue_posted_at; null),
    cancelled($subject; if $act == "cancelled" then $now else null end),
    try short($subject; $now) catch refuse("/data/delivery/short"; tostring);

def master($kind; $now; $sections):
  {type: $kind, of: $kind, refs: [reference($kind; scope; .number)], at: $now, position: "/data/\($kind)"} + ($sections | known);

def address: {site, name, street, city, region, postal, country} | stated;

def subject($kind): .data | if type == "object" then .[$kind] else null end | if type == "object" then text else null end;
def instead($kind): .data | if type == "object" then .[$kind] else . end | in_words;

def acts:
  {created: 1, changed: 1, cancelled: 1} as $documents | {changed: 1} as $master
  | {order: $documents, delivery: $documents, item: $master, site: $master, party: $master};

.time as $now
| try ((.type / "." | if length == 5 and .[0] == "waypost" and .[1] == "erp" and .[4] == "v1" then {kind: .[2], act: .[3]} else null end
   | if . == null or acts[.kind][.act] == null then null else . end) as $type
| if $type == null then refuse("/type"; "`\(.type)` is not a type that this connector takes")
  elif $now == null then refuse(""; "`time` is missing: nothing says when the ERP said this")
  elif subject($type.kind) == null then refuse("/data"; "an object `\($type.kind)` is expected here, and this is \(instead($type.kind))")
  elif $type.kind == "order" then subject("order") | order($now; $type.act)
  elif $type.kind == "delivery" then subject("delivery") | delivery($now; $type.act)
  elif $type.kind == "item" then subject("item") | master("item"; $now; {item: ({text, unit, weight, dimensions, hazmat} | stated)})
  elif $type.kind == "site" then subject("site") | master("site"; $now; {address: address, zone})
  else subject("party") | master("party"; $now; {customer: ({number, name, email, phone, tier} | known), address: (.address // null | if . == null then null else address end)})
  end) catch refuse("/data"; tostring)
