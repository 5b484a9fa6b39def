//! Master data: it enriches, and gates nothing.

use serde_json::json;

use super::{memory::Memory, order};
use crate::{domain::view::State, store::MessageState};

fn item(text: &str, at: &str) -> serde_json::Value {
    json!({"type":"item","of":"item","refs":[{"kind":"item","scope":"S4","value":"WID-1"}],"at":at,"item":{"text":text,"hazmat":{"un":"UN3480"}}})
}

#[test]
fn an_item_stated_before_or_after_the_order_is_shown_with_it_from_its_next_change_on() {
    let mut memory = Memory::default();
    memory.tell("erp", &[order("4711", "PO-1")]);
    assert_eq!(memory.view("4711").lines[0].text, None, "an unknown item blocks nothing");
    let stated = memory.tell("erp", &[item("Widget", "2026-05-01T08:00:00Z")]);
    assert_eq!(memory.state(stated), MessageState::Applied);
    assert_eq!(memory.view("4711").lines[0].text, None);
    let called = json!({"type":"contact","of":"order","refs":[{"kind":"order","scope":"S4","value":"4711"}],"channel":"phone","direction":"in","summary":"?","at":"2026-05-12T08:00:00Z"});
    memory.tell("crm", &[called]);
    let line = &memory.view("4711").lines[0];
    assert_eq!(line.text.as_deref(), Some("Widget"));
    assert_eq!(line.hazmat.as_ref().and_then(|hazmat| hazmat.un.as_deref()), Some("UN3480"));
    memory.tell("erp", &[item("Blue widget", "2026-05-02T08:00:00Z")]);
    memory.tell("erp", &[item("Widget of old", "2026-04-01T08:00:00Z")]);
    memory.tell("erp", &[order("4712", "PO-2")]);
    assert_eq!(
        memory.view("4712").lines[0].text.as_deref(),
        Some("Blue widget"),
        "the later statement, whatever came last"
    );
    assert_eq!(memory.known.master.iter().map(|row| row.version).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_site_tells_the_zone_of_what_happens_there_whichever_comes_first() {
    let site = json!({"type":"site","of":"site","refs":[{"kind":"site","scope":"S4","value":"DC-EP"}],"zone":"America/Denver"});
    let picked = json!({"type":"milestone","of":"order","refs":[{"kind":"order","scope":"S4","value":"4711"}],"milestone":"PICKING",
        "at":"2026-05-12T08:00:00","place":{"site":"dc ep","country":"US","region":"TX"}});
    for events in [[site.clone(), picked.clone()], [picked, site]] {
        let mut memory = Memory::default();
        memory.tell("erp", &[order("4711", "PO-1")]);
        for event in events {
            memory.tell("wms", &[event]);
        }
        // Anything that folds it again.
        memory.tell("erp", &[order("4711", "PO-1")]);
        let headline = memory.view("4711").headline.clone().unwrap();
        assert_eq!((headline.at.zone_known, headline.at.offset_seconds), (true, -6 * 3_600));
        assert_eq!(memory.view("4711").state, State::Preparing);
    }
}
