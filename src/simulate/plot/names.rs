//! Stories in which partners name one thing differently: numbers with zeros before them, another unit, another name of the carrier, a
//! delivery of which only the TMS tells.

use super::{
    Script,
    kinds::{any_proof, travel, under_way},
    script::workday,
    setting::{Days, Setting},
};
use crate::simulate::{spelling::Spelling, truth::Deed};

/// What systems write for a piece in place of `EA`.
const PIECES: &[&str] = &["PCE", "PC", "ST", "C62"];
/// What systems call UPS in place of `UPSN`.
const UPS: &[&str] = &["UPS", "UPSDAP", "United Parcel Service"];

/// On its way, or delivered in the last days.
fn on_its_way_or_there(script: &mut Script, setting: &mut Setting) -> Days {
    if script.chance.percent(50) {
        return under_way(script, setting);
    }
    setting.due(workday(script.today(setting.to.city), -2))
}

/// The TMS writes order, delivery and lines with zeros, pieces by another code, and the carrier by another name than its own.
pub fn other_names(script: &mut Script, mut setting: Setting) -> Option<()> {
    let days = on_its_way_or_there(script, &mut setting);
    let (unit, carrier) = (*script.chance.pick(PIECES), *script.chance.pick(UPS));
    script.story.spelling = Spelling { zeros: true, unit: Some(unit), carrier: Some(carrier), ..Spelling::default() };
    let shipment = setting.prepare(script, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

/// The warehouse ships without a word of the ERP: the TMS alone names the delivery.
pub fn only_the_tms(script: &mut Script, mut setting: Setting) -> Option<()> {
    let days = on_its_way_or_there(script, &mut setting);
    script.story.spelling.zeros = script.chance.percent(50);
    let shipment = setting.prepare(script, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)?;
    let of_delivery = |deed: &Deed| {
        matches!(deed, Deed::Allocated { .. } | Deed::Picking { .. } | Deed::Packed { .. } | Deed::Issued { .. })
    };
    script.story.steps.retain(|step| !of_delivery(&step.deed));
    Some(())
}
