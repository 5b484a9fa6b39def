//! The CRM speaks of cases: the record, as a flow of Salesforce sends it when a case is opened or changed
//! (`connectors/salesforce_case/README.md`).

use jiff::Timestamp;
use serde_json::json;

use super::{Message, Office, Partner, Put as _};
use crate::simulate::truth::{Case, Deed, Step, Story};

/// What the CRM says about a step.
pub fn say(office: &Office, story: &Story, step: &Step) -> Option<Message> {
    let (position, status) = match step.deed {
        Deed::CaseOpened { case } => (case, "New"),
        Deed::CaseChanged { case, status } => (case, status),
        Deed::CaseClosed { case } => (case, "Closed"),
        _ => return None,
    };
    let case = story.cases.get(position)?;
    let closed = matches!(step.deed, Deed::CaseClosed { .. });
    let opened =
        story.steps.iter().find(|other| matches!(other.deed, Deed::CaseOpened { case } if case == position))?;
    let order = story.orders.get(case.order)?;
    let mut record = json!({
        "attributes": {"type": "Case", "url": format!("/services/data/v62.0/sobjects/Case/{}", id(case))},
        "Id": id(case), "CaseNumber": case.number, "Status": status, "IsClosed": closed,
        "Subject": case.subject, "Origin": "Phone", "CreatedDate": written(opened.at), "LastModifiedDate": written(step.at),
        "Owner": {"attributes": {"type": "User"}, "Name": case.owner}, "Order_Number__c": order.number,
    });
    if closed {
        record.put("ClosedDate", written(step.at));
    }
    let name = format!("{}-{}", case.number, step.id);
    Some(office.message(Partner::Crm, &name, "application/json", &record, step.said))
}

/// Fifteen characters, as the interface for programs writes them.
fn id(case: &Case) -> String {
    format!("500Hs00{}", case.number)
}

/// As Salesforce writes times: in UTC, with milliseconds, the offset without a colon.
fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_always_written() {
        let at = |text: &str| written(text.parse().unwrap());
        assert_eq!(at("2026-05-14T13:40:00Z"), "2026-05-14T13:40:00.000+0000");
        assert_eq!(at("2026-05-14T13:40:00.64Z"), "2026-05-14T13:40:00.640+0000");
    }
}
