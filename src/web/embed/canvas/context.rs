//! From what Salesforce says of a user and a record to who looks at what here. Nobody sees anything that the
//! configuration does not name.

use serde_json::Value;

use super::signed::{Context, Fields};
use crate::{config::Embed, web::embed::about::About};

/// A Salesforce id has 15 characters; the longer form adds three that repair lost case.
const ID: usize = 15;
/// Longer than any number is.
const LONGEST: usize = 120;

/// The sales organisations of whoever opened it: by user, else role, else profile, else org. The first that has a row
/// decides, so that a row for a user can also take away.
pub(super) fn organisations(context: &Context, embed: &Embed) -> Vec<String> {
    let user = &context.user;
    let ids = [
        Some(user.id.as_str()),
        user.role_id.as_deref(),
        user.profile_id.as_deref(),
        Some(context.organization.organization_id.as_str()),
    ];
    let row = |id: &str| {
        let rows = embed.canvas_organisations.iter();
        rows.filter(|(known, _)| same_id(known, id)).map(|(_, organisations)| organisations.clone()).next()
    };
    ids.into_iter().flatten().find_map(row).unwrap_or_default()
}

/// Whether two ids name the same, each in either form. The first 15 characters tell upper from lower case.
fn same_id(one: &str, other: &str) -> bool {
    let short = |id: &str| id.get(..ID).map(str::to_owned).filter(|_| matches!(id.len(), 15 | 18) && id.is_ascii());
    matches!((short(one), short(other)), (Some(one), Some(other)) if one == other)
}

/// What is looked at: an order by one of the fields for it, else the orders of a case.
pub(super) fn about(context: &Context, embed: &Embed) -> Option<About> {
    let places = [&context.environment.parameters, &context.environment.record];
    let first = |names: &[String]| names.iter().find_map(|name| places.iter().find_map(|fields| text(fields, name)));
    if let Some(number) = first(&embed.canvas_order_fields) {
        return Some(About::Number { number, system: None });
    }
    first(&embed.canvas_case_fields).map(|number| About::Case { number, system: None })
}

fn text(fields: &Fields, name: &str) -> Option<String> {
    let text = match fields.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.chars().count() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Config;

    fn context(environment: Value) -> Context {
        serde_json::from_value(json!({
            "user": {"userId": "0055e000001AbCdEAF", "roleId": "00E5e000001XyZaEAK", "profileId": "00e5e000000PrFlAAK"},
            "organization": {"organizationId": "00D5e000000HZSaEAO"},
            "environment": environment,
        }))
        .unwrap()
    }

    fn seen(rows: &[(&str, &[&str])]) -> Vec<String> {
        let mut embed = Config::defaults().unwrap().embed;
        for (id, organisations) in rows {
            let organisations = organisations.iter().map(ToString::to_string).collect();
            embed.canvas_organisations.insert((*id).to_owned(), organisations);
        }
        organisations(&context(json!({})), &embed)
    }

    #[test]
    fn the_nearest_row_decides_and_none_is_nothing() {
        assert!(seen(&[]).is_empty());
        assert!(seen(&[("0055e000001OtHer", &["1010"])]).is_empty());
        assert_eq!(seen(&[("00D5e000000HZSa", &["2000"])]), ["2000"], "15 characters are the same as 18");
        assert_eq!(seen(&[("00D5e000000HZSaEAO", &["2000"]), ("00E5e000001XyZa", &["1010"])]), ["1010"]);
        assert_eq!(seen(&[("00e5e000000PrFlAAK", &["3000"]), ("00D5e000000HZSa", &["2000"])]), ["3000"]);
        assert!(seen(&[("0055e000001AbCd", &[]), ("00D5e000000HZSa", &["2000"])]).is_empty(), "taken away");
        assert!(seen(&[("0055E000001ABCD", &["1010"])]).is_empty(), "case matters");
        assert!(seen(&[("", &["1010"]), ("0", &["1010"])]).is_empty());
    }

    #[test]
    fn the_order_is_found_in_parameters_then_in_the_record() {
        let embed = Config::defaults().unwrap().embed;
        let of = |environment| about(&context(environment), &embed);
        let number = |number: &str| Some(About::Number { number: number.into(), system: None });
        assert_eq!(of(json!({"parameters": {"orderNumber": " 4711 "}, "record": {"CaseNumber": "1"}})), number("4711"));
        assert_eq!(of(json!({"record": {"Order_Number__c": 4711}})), number("4711"));
        assert_eq!(
            of(json!({"parameters": {"orderNumber": ""}, "record": {"CaseNumber": "00048213"}})),
            Some(About::Case { number: "00048213".into(), system: None })
        );
        assert_eq!(of(json!({"parameters": {"orderNumber": "x".repeat(121)}})), None);
        assert_eq!(of(json!({"parameters": {"orderNumber": {"a": 1}}, "record": null})), None);
    }
}
