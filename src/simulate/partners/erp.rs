//! The ERP speaks of orders, deliveries and master data, as CloudEvents (`connectors/erp_generic/README.md`).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Message, Office, Partner, Put as _, parts, place};
use crate::simulate::spelling::Spelling;
use crate::{
    domain::milestone::Milestone,
    simulate::{
        geography::{SITES, Site},
        trade::{self, Customer, Item},
        truth::{Deed, Delivery, Line, Order, Step, Story},
    },
};

/// Whose numbers the ERP's are.
pub const SYSTEM: &str = "S4";
const SOURCE: &str = "/erp/S4";
const ONE: &str = "application/cloudevents+json";
const MANY: &str = "application/cloudevents-batch+json";

/// What the ERP says about a step.
pub fn say(office: &Office, story: &Story, step: &Step) -> Option<Message> {
    let (kind, subject, data) = match &step.deed {
        Deed::Ordered { order } => {
            about_order(story.orders.get(*order)?, "created", created(story.orders.get(*order)?, step.at))
        }
        Deed::Released { order } => {
            let order = story.orders.get(*order)?;
            let mut data = header(order, "released", &[]);
            data.put("released_at", written(order, step.at));
            about_order(order, "changed", data)
        }
        Deed::Held { order, code, text } => {
            let order = story.orders.get(*order)?;
            let mut data = header(order, "blocked", &[code]);
            data.put("held", json!({"code": code, "text": text, "at": written(order, step.at)}));
            about_order(order, "changed", data)
        }
        Deed::Cancelled { order, code, text } => {
            let order = story.orders.get(*order)?;
            let mut data = header(order, "cancelled", &[]);
            data.put("cancelled_at", written(order, step.at));
            data.put("cancel_reason", json!({"code": code, "text": text}));
            about_order(order, "cancelled", data)
        }
        Deed::Allocated { delivery } => about_delivery(story, *delivery, "created", allocated)?,
        Deed::Picking { delivery } => about_delivery(
            story,
            *delivery,
            "changed",
            |order, _| json!({"status": "picking", "picking_at": written(order, step.at)}),
        )?,
        Deed::Packed { delivery } => about_delivery(
            story,
            *delivery,
            "changed",
            |order, _| json!({"status": "packed", "packed_at": written(order, step.at)}),
        )?,
        Deed::Issued { delivery } => about_delivery(
            story,
            *delivery,
            "changed",
            |order, _| json!({"status": "closed", "goods_issue_posted_at": written(order, step.at)}),
        )?,
        Deed::Claimed { delivery, milestone } => about_delivery(story, *delivery, "changed", |order, _| {
            let (status, field) = match milestone {
                Milestone::Delivered => ("delivered", "delivered_at"),
                _ => ("shipped", "shipped_at"),
            };
            let mut data = json!({"status": status});
            data.put(field, written(order, step.at));
            data
        })?,
        Deed::Short { delivery, line, text } => about_delivery(
            story,
            *delivery,
            "changed",
            |order, _| json!({"status": "packed", "short": [{"line": line, "text": text}], "at": written(order, step.at)}),
        )?,
        _ => return None,
    };
    let id = format!("{subject}-{}", step.id);
    let event = envelope(&format!("{}-{id}", office.edition), kind, &subject, step.said, data);
    Some(office.message(Partner::Erp, &id, ONE, &event, step.said))
}

/// The master data, as one batch: sites with their zones, items, customers.
pub fn master_data(office: &Office, at: Timestamp) -> Message {
    let event = |kind: &'static str, number: &str, data: Value| {
        envelope(
            &format!("{}-{kind}-{number}", office.edition),
            format!("waypost.erp.{kind}.changed.v1"),
            number,
            at,
            data,
        )
    };
    let sites = SITES.iter().map(|s| event("site", s.number, json!({"site": site(s)})));
    let items = trade::items().map(|i| event("item", i.number, json!({"item": item(i)})));
    let parties = trade::customers().map(|c| event("party", c.number, json!({"party": party(c)})));
    let batch: Value = sites.chain(items).chain(parties).collect();
    office.message(Partner::Erp, "master-data", MANY, &batch, at)
}

fn envelope(id: &str, kind: String, subject: &str, time: Timestamp, data: Value) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": SOURCE, "type": kind, "subject": subject,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), "datacontenttype": "application/json", "data": data,
    })
}

type Said = (String, String, Value);

fn about_order(order: &Order, change: &str, mut data: Value) -> Said {
    data.put("system", SYSTEM);
    data.put("number", order.number.as_str());
    (format!("waypost.erp.order.{change}.v1"), order.number.clone(), json!({"order": data}))
}

fn about_delivery(
    story: &Story,
    position: usize,
    change: &str,
    data: impl Fn(&Order, &Delivery) -> Value,
) -> Option<Said> {
    let delivery = story.deliveries.get(position)?;
    let mut data = data(story.orders.get(delivery.order)?, delivery);
    data.put("system", SYSTEM);
    data.put("number", delivery.number.as_str());
    Some((format!("waypost.erp.delivery.{change}.v1"), delivery.number.clone(), json!({"delivery": data})))
}

/// A time on the clocks of the centre that ships the order.
fn written(order: &Order, at: Timestamp) -> Value {
    order.site.city.written(at).into()
}

/// The section that tells who ordered, for how much, and how it stands; sent whole each time.
fn header(order: &Order, status: &str, blocks: &[&str]) -> Value {
    let customer = order.customer;
    let sum: u64 = order.lines.iter().map(|line| u64::from(line.item.cents) * u64::from(line.quantity)).sum();
    let cents = order.cents.unwrap_or(sum);
    json!({
        "status": status, "blocks": blocks,
        "customer": {"number": customer.number, "name": customer.name, "email": order.email, "phone": customer.phone, "tier": customer.tier},
        "sales_org": customer.sales_org, "region": customer.region,
        "value": {"amount": format!("{}.{:02}", cents / 100, cents % 100), "currency": customer.currency},
        "tax": {"country": order.ship_to.city.country, "code": "I1"},
    })
}

fn created(order: &Order, at: Timestamp) -> Value {
    let mut data = header(order, "open", &[]);
    data.put("created_at", written(order, at));
    data.put("purchase_order", json!({"number": order.purchase_order, "party": order.customer.party}));
    if let (Some(number), Some(shop)) = (&order.storefront_order, order.customer.shop) {
        data.put("storefront_order", json!({"number": number, "shop": shop}));
    }
    let city = order.ship_to.city;
    let mut promise = json!({"deliver_by": order.deliver_by.to_string()});
    if order.names_zone {
        promise.put("zone", city.zone);
    }
    if let Some((from, to)) = order.window {
        let last =
            if to < from { order.deliver_by.tomorrow() } else { Ok(order.deliver_by) }.unwrap_or(order.deliver_by);
        let (from, to) = (city.at(order.deliver_by, from, 0), city.at(last, to, 0));
        promise.put("window", json!({"from": city.written(from), "to": city.written(to)}));
    }
    data.put("promise", promise);
    data.put("ship_from", json!({"site": order.site.number}));
    let mut to = place(&order.ship_to);
    if let Some(to) = to.as_object_mut() {
        to.retain(|name, _| name != "lat" && name != "lon");
    }
    data.put("ship_to", to);
    data.put("lines", order.lines.iter().map(line).collect::<Value>());
    data
}

fn line(line: &Line) -> Value {
    let mut value = json!({
        "line": line.number, "item": line.item.number, "text": line.item.text,
        "quantity": line.quantity.to_string(), "unit": "EA", "committed": line.committed.to_string(),
        "weight": super::weight(line.item.grams),
    });
    if let Some((un, class)) = line.item.hazmat {
        value.put("hazmat", json!({"un": un, "class": class}));
    }
    value
}

fn allocated(order: &Order, delivery: &Delivery) -> Value {
    json!({
        "orders": [{"system": SYSTEM, "number": order.number, "lines": parts(&delivery.parts, Spelling::default())}],
        "planned": {"goods_issue": delivery.goods_issue.to_string()}, "status": "open",
    })
}

fn site(site: &Site) -> Value {
    let city = site.city;
    let mut value = json!({
        "system": SYSTEM, "number": site.number, "name": site.name, "zone": city.zone,
        "street": site.street, "city": city.name, "postal": city.postal, "country": city.country,
    });
    if !city.region.is_empty() {
        value.put("region", city.region);
    }
    value
}

fn item(item: &Item) -> Value {
    let [l, w, h] = item.size.map(|side| side.to_string());
    let mut value = json!({
        "system": SYSTEM, "number": item.number, "text": item.text, "unit": "EA", "weight": super::weight(item.grams),
        "dimensions": {"l": l, "w": w, "h": h, "unit": "CMT"},
    });
    if let Some((un, class)) = item.hazmat {
        value.put("hazmat", json!({"un": un, "class": class}));
    }
    value
}

fn party(customer: &Customer) -> Value {
    json!({
        "system": SYSTEM, "number": customer.number, "name": customer.name, "tier": customer.tier,
        "email": format!("orders@{}", customer.domain), "phone": customer.phone,
    })
}
