//! Units of measure by a table of equals (`data/units.csv`): ERP and TMS name one unit by different codes.

use std::{collections::HashMap, sync::LazyLock};

use rust_decimal::Decimal;

use super::decimal::Dec;

/// The table that comes with the product.
const TABLE: &str = include_str!("data/units.csv");

/// What a code stands for: what it measures, and how much of the first unit of that measure one of it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unit {
    measure: String,
    factor: Decimal,
}

/// Decimals of a converted weight, length, area or volume.
const PLACES: u32 = 6;
/// By how much of it two measurements of one quantity may differ: partners round to what their scales show, and then convert.
const TOLERANCE: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// A measured quantity (a weight, a length, an area, a volume) is taken for the one that was ordered where the two differ by half a
/// percent at most. Counted ones are never rounded.
pub fn near(quantity: Dec, ordered: Dec, unit: Option<&str>) -> Dec {
    let is_measured = stated(unit).and_then(known).is_some_and(Unit::is_measured);
    let is_near = || Some(quantity.0.checked_sub(ordered.0)?.abs() <= ordered.0.abs().checked_mul(TOLERANCE)?);
    if is_measured && is_near() == Some(true) { ordered } else { quantity }
}

/// Whether a unit counts pieces, or nothing is said of it.
pub fn counts_pieces(unit: Option<&str>) -> bool {
    stated(unit).is_none_or(|unit| known(unit).is_some_and(|unit| unit.measure == "piece"))
}

/// A unit of measure as people write it.
pub fn written(unit: &str) -> &str {
    match unit {
        "KGM" | "KG" => "kg",
        "GRM" => "g",
        "LBR" | "LB" => "lb",
        "TNE" => "t",
        "MTR" => "m",
        "LTR" => "l",
        "CT" => "cartons",
        "PX" | "PF" => "pallets",
        other => other,
    }
}

/// Whether two units are the same one: written alike, equals by the table, or one of them not stated.
pub fn same(one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (stated(one), stated(other)) else { return true };
    code(one) == code(other) || known(one).is_some_and(|unit| Some(unit) == known(other))
}

/// `quantity` of `from`, counted in `to`; weights and the like with six decimals. `None` where the units measure different things, one
/// of them is not known, or a count is no exact decimal.
pub fn convert(quantity: Dec, from: Option<&str>, to: Option<&str>) -> Option<Dec> {
    if same(from, to) {
        return Some(quantity);
    }
    let (from, to) = (known(from?)?, known(to?)?);
    if from.measure != to.measure {
        return None;
    }
    let whole = quantity.0.checked_mul(from.factor)?;
    let result = whole.checked_div(to.factor)?;
    if to.is_measured() {
        return Some(Dec(result.round_dp(PLACES).normalize()));
    }
    // A third of a dozen is no decimal: what does not multiply back is not shown as if it were exact.
    (result.checked_mul(to.factor)? == whole).then(|| Dec(result.normalize()))
}

impl Unit {
    /// Whether it is measured, not counted.
    fn is_measured(&self) -> bool {
        ["mass", "length", "area", "volume"].contains(&self.measure.as_str())
    }
}

fn stated(unit: Option<&str>) -> Option<&str> {
    unit.map(str::trim).filter(|unit| !unit.is_empty())
}

/// A code as it is compared: upper case, without a full stop behind an abbreviation.
fn code(unit: &str) -> String {
    unit.trim().trim_end_matches('.').to_uppercase()
}

fn known(unit: &str) -> Option<&'static Unit> {
    static UNITS: LazyLock<HashMap<String, Unit>> = LazyLock::new(|| rows().collect());
    UNITS.get(&code(unit))
}

fn rows() -> impl Iterator<Item = (String, Unit)> {
    TABLE.lines().filter(|row| !row.starts_with('#')).skip(1).filter_map(row)
}

fn row(text: &str) -> Option<(String, Unit)> {
    let mut cells = text.split(',').map(str::trim);
    let (code, measure, factor) = (cells.next()?, cells.next()?, cells.next()?);
    Some((code.to_owned(), Unit { measure: measure.to_owned(), factor: factor.parse().ok()? }))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn converted(quantity: &str, from: &str, to: &str) -> Option<String> {
        convert(quantity.parse().unwrap(), Some(from), Some(to)).map(|dec| dec.to_string())
    }

    #[test]
    fn every_row_is_read_and_no_code_stands_twice() {
        let written = TABLE.lines().filter(|row| !row.starts_with('#')).count() - 1;
        let rows: Vec<_> = rows().collect();
        assert_eq!(rows.len(), written);
        let codes: HashSet<_> = rows.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), rows.len());
        assert!(rows.iter().all(|(code, unit)| *code == code.to_uppercase() && unit.factor > Decimal::ZERO));
    }

    #[test]
    fn a_piece_has_several_codes() {
        for code in ["EA", "ea", "PCE", "PC", "PCS", "ST", "C62", "H87", "UN", " Stk. ", "Stück", ""] {
            assert!(same(Some("EA"), Some(code)), "{code}");
        }
        assert!(same(Some("kg"), Some("KGM")) && same(Some("LB"), Some("LBR")) && same(Some("XYZ"), Some("xyz")));
        assert!(same(None, Some("EA")));
        for code in ["CS", "CT", "BX", "KGM", "PR", "DZN", "XYZ"] {
            assert!(!same(Some("EA"), Some(code)), "{code}");
        }
        assert!(!same(Some("CS"), Some("CT")), "a case is no carton");
    }

    #[test]
    fn a_weight_that_was_rounded_is_the_one_that_was_ordered() {
        let dec = |text: &str| -> Dec { text.parse().unwrap() };
        let near = |quantity: &str, unit: &str| near(dec(quantity), dec("5"), Some(unit)).to_string();
        assert_eq!(near("4.999949", "KG"), "5");
        assert_eq!(near("4.98", "KGM"), "5");
        assert_eq!(near("4.97", "KG"), "4.97");
        assert_eq!(near("4.99", "EA"), "4.99", "pieces are counted");
        assert_eq!(near("4.99", "XYZ"), "4.99");
        assert!(counts_pieces(Some("ST")) && counts_pieces(None) && !counts_pieces(Some("KG")));
    }

    #[test]
    fn quantities_convert_where_that_is_exact() {
        assert_eq!(converted("2500", "GRM", "KGM").as_deref(), Some("2.5"));
        assert_eq!(converted("0.25", "TNE", "KG").as_deref(), Some("250"));
        assert_eq!(converted("2", "DZN", "EA").as_deref(), Some("24"));
        assert_eq!(converted("1", "LB", "KG").as_deref(), Some("0.453592"));
        assert_eq!(converted("5", "KG", "LB").as_deref(), Some("11.023113"));
        assert_eq!(converted("1", "EA", "DZN"), None, "a twelfth is no decimal");
        assert_eq!(converted("1", "CS", "EA"), None, "a case holds what it holds");
        assert_eq!(converted("1", "EA", "KGM"), None);
        assert_eq!(converted("79228162514264337593543950335", "TNE", "GRM"), None, "too large to count");
    }
}
