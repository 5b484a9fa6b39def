//! The CRM speaks of cases: the record, as a flow of Salesforce sends it when a case is opened or changed
//! (`connectors/salesforce_case/README.md`).

use jiff::Timestamp;
use serde_json::json;

use super::{Message, Office, Partner, Put as _};
use crate::simulate::truth::{Case, Deed, Step, Story};

/// What the CRM says about a step.
pub fn say(office: &Office, story: &Story, step: &Step) -> Option<Message> {
    let (Deed::CaseOpened { case: position } | Deed::CaseClosed { case: position }) = step.deed else { return None };
    let case = story.cases.get(position)?;
    let closed = matches!(step.deed, Deed::CaseClosed { .. });
    let opened =
        story.steps.iter().find(|other| matches!(other.deed, Deed::CaseOpened { case } if case == position))?;
    let order = story.orders.get(case.order)?;
    let mut record = json!({
        "attributes": {"type": "Case", "url": format!("/services/data/v62.0/sobjects/Case/{}", id(case))},
        "Id": id(case), "CaseNumber": case.number, "Status": if closed { "Closed" } else { "New" }, "IsClosed": closed,
        "Subject": case.subject, "Origin": "Phone", "CreatedDate": written(opened.at), "LastModifiedDate": written(step.said),
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
    at.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}
