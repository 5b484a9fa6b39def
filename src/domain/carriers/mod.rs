//! Carriers: how to reach one, and which of its many names stand for it. Data.

mod names;

use std::{collections::HashMap, sync::LazyLock};

use csv::ReaderBuilder;

use super::{
    event::Carrier,
    reference::{RefKind, Reference},
};

/// The table that comes with the product.
const TABLE: &str = include_str!("../data/carriers.csv");

/// What systems call carriers.
const ALIASES: &str = include_str!("../data/carrier_aliases.csv");
/// Carriers that hand parcels over to the post, under a number of the post.
const HAND_OVER: [&str; 3] = ["UPSN", "FDEG", "DHLC"];
/// The post that they hand over to.
const POST: &str = "USPS";
/// A number of the post that others may print: at least so many digits (USPS Publication 199), beginning with these.
const POST_DIGITS: usize = 20;
const POST_PREFIXES: [&str; 4] = ["92", "93", "94", "95"];

/// One carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierContact {
    /// Its Standard Carrier Alpha Code.
    pub scac: String,
    /// Its name.
    pub name: String,
    /// How it is reached, by country.
    ways: Vec<Way>,
}

/// How a carrier is reached in some countries.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    /// ISO 3166-1 alpha-2; none: anywhere.
    countries: Vec<String>,
    /// Its telephone number for customers.
    phone: Option<String>,
    /// A page of its own; `{number}` stands for a tracking number.
    track: Option<String>,
}

/// Between which countries somebody is to be reached: ISO 3166-1 alpha-2, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Countries {
    /// Where the goods are delivered.
    pub delivery: Option<String>,
    /// From where the carrier is called.
    pub caller: Option<String>,
}

impl CarrierContact {
    /// The carrier's telephone number, where it is known to be right for the delivery and for who calls. None rather than a wrong one.
    pub fn phone(&self, countries: &Countries) -> Option<&str> {
        let known: Vec<&String> = [&countries.delivery, &countries.caller].into_iter().flatten().collect();
        let fits = |way: &&Way| known.iter().all(|country| way.countries.contains(country));
        self.ways.iter().filter(|_| !known.is_empty()).find(fits)?.phone.as_deref()
    }

    /// The carrier's page for the country of delivery, else for that of the reader, else its page for everywhere: about that number
    /// where it takes one. Letters and digits of the number only.
    pub fn page(&self, countries: &Countries, number: Option<&str>) -> Option<String> {
        let country = countries.delivery.as_ref().or(countries.caller.as_ref());
        let local = |way: &&Way| way.track.is_some() && country.is_some_and(|country| way.countries.contains(country));
        let anywhere = |way: &&Way| way.countries.is_empty();
        let way = self.ways.iter().find(local).or_else(|| self.ways.iter().find(anywhere))?;
        let page = way.track.as_deref()?;
        let number: String = number.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        (!page.contains("{number}") || !number.is_empty()).then(|| page.replace("{number}", &number))
    }
}

/// The carrier of that SCAC, code or name.
pub fn of_scac(scac: &str) -> Option<&'static CarrierContact> {
    static CARRIERS: LazyLock<Vec<CarrierContact>> = LazyLock::new(read);
    let code = code(scac);
    CARRIERS.iter().find(|carrier| carrier.scac == code)
}

/// What a carrier is looked up by, in every table: its SCAC, else its name, whichever the table of names knows; the SCAC where it
/// knows neither. Blank ones are not there.
pub fn known_as(carrier: &Carrier) -> Option<&str> {
    let given = || {
        let texts = [&carrier.scac, &carrier.name].into_iter().flatten().map(|text| text.trim());
        texts.filter(|text| !text.is_empty())
    };
    given().find(|name| is_known(name)).or_else(|| given().next())
}

/// The code of a carrier, whatever a sender calls it; a SCAC that is in no table as it was sent.
pub fn code_of(carrier: &Carrier) -> Option<String> {
    let name = known_as(carrier)?;
    (is_known(name) || carrier.scac.as_deref().is_some_and(|scac| scac.trim() == name)).then(|| code(name))
}

/// What people read: the name as it was sent, else that of the table, else the SCAC.
pub fn shown_as(carrier: &Carrier) -> Option<String> {
    let name = carrier.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let known = || of_shipment(carrier).map(|known| known.name.clone());
    name.map(str::to_owned).or_else(known).or_else(|| known_as(carrier).map(str::to_owned))
}

/// The carrier of a shipment.
pub fn of_shipment(carrier: &Carrier) -> Option<&'static CarrierContact> {
    known_as(carrier).and_then(of_scac)
}

/// The carrier of a number, where it is the number of a carrier that the table knows.
pub fn of_number(reference: &Reference) -> Option<&'static CarrierContact> {
    let trackable = matches!(reference.kind, RefKind::Tracking | RefKind::Pro);
    of_scac(&code_of_number(&reference.scope, &reference.norm())).filter(|_| trackable)
}

/// The code that stands for a carrier whatever it is called: `UPSN` for `UPS`, `upsdap` or `United Parcel Service`. What is in no
/// table stays as it is, in upper case and without the form of the company.
pub fn code(name: &str) -> String {
    alias(name).map_or_else(|| names::without_form(name).to_uppercase(), str::to_owned)
}

/// Whether the table knows a carrier by that name.
pub fn is_known(name: &str) -> bool {
    alias(name).is_some()
}

/// The code under which a number of a carrier is kept. A parcel that is handed over to the post bears the post's number, and both
/// tell of it.
pub fn code_of_number(carrier: &str, norm: &str) -> String {
    let code = code(carrier);
    let is_posts = norm.len() >= POST_DIGITS
        && norm.bytes().all(|byte| byte.is_ascii_digit())
        && POST_PREFIXES.iter().any(|prefix| norm.starts_with(prefix));
    if is_posts && HAND_OVER.contains(&code.as_str()) { POST.to_owned() } else { code }
}

fn alias(name: &str) -> Option<&'static str> {
    static CODES: LazyLock<HashMap<String, String>> = LazyLock::new(|| aliases().collect());
    let of = |name: &str| CODES.get(name).map(String::as_str);
    of(&letters(name)).or_else(|| names::beginnings(name).iter().find_map(|name| of(name)))
}

/// A name as it is compared: upper case, letters and digits.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn aliases() -> impl Iterator<Item = (String, String)> {
    let rows = ALIASES.lines().filter(|row| !row.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split_once(',')).map(|(name, code)| (letters(name), code.trim().to_owned()))
}

fn read() -> Vec<CarrierContact> {
    let mut rows = ReaderBuilder::new().comment(Some(b'#')).from_reader(TABLE.as_bytes());
    let mut carriers: Vec<CarrierContact> = Vec::new();
    for row in rows.records().flatten() {
        let cell = |index: usize| row.get(index).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned);
        let (Some(scac), Some(name)) = (cell(0), cell(2)) else { continue };
        let countries = cell(1).unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        let way = Way { countries, phone: cell(3), track: cell(4) };
        match carriers.iter_mut().find(|carrier| carrier.scac == scac) {
            Some(carrier) => carrier.ways.push(way),
            None => carriers.push(CarrierContact { scac, name, ways: vec![way] }),
        }
    }
    carriers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn countries(delivery: &str, caller: &str) -> Countries {
        let known = |country: &str| (!country.is_empty()).then(|| country.to_owned());
        Countries { delivery: known(delivery), caller: known(caller) }
    }

    #[test]
    fn every_row_is_whole_and_leads_to_a_page_over_tls() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count() - 1;
        let carriers = read();
        assert_eq!(carriers.iter().map(|carrier| carrier.ways.len()).sum::<usize>(), rows);
        for carrier in carriers {
            assert_eq!(code(&carrier.name), carrier.scac);
            let anywhere: Vec<_> = carrier.ways.iter().filter(|way| way.countries.is_empty()).collect();
            assert!(anywhere.len() == 1 && anywhere[0].phone.is_none() && anywhere[0].track.is_some(), "{carrier:?}");
            for way in &carrier.ways {
                let code = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
                assert!(way.countries.iter().all(code), "{carrier:?}");
                assert!(way.phone.as_deref().is_none_or(|phone| phone.starts_with('+')), "{carrier:?}");
                assert!(way.track.as_deref().is_none_or(|page| page.starts_with("https://")), "{carrier:?}");
            }
        }
    }

    #[test]
    fn a_telephone_number_is_given_only_where_it_is_right_for_the_delivery_and_the_caller() {
        let ups = |delivery, caller| of_scac("UPSN").unwrap().phone(&countries(delivery, caller)).is_some();
        assert!(ups("US", "US") && ups("CA", "US") && ups("US", "CA") && ups("US", "") && ups("", "CA"));
        assert!(
            !ups("DE", "US")
                && !ups("US", "DE")
                && !ups("DE", "DE")
                && !ups("MX", "")
                && !ups("", "GB")
                && !ups("", "")
        );
        let phone = |name| of_scac(name).unwrap().phone(&countries("US", "US"));
        assert_eq!(phone("Estes Express Lines"), Some("+1 866 378 3748"));
        assert_eq!((phone("DHL Paket"), phone("ODFL"), phone("FedEx Freight")), (None, None, None));
    }

    #[test]
    fn the_page_is_that_of_the_country_of_delivery_else_of_the_reader() {
        let page = |name, delivery, caller| {
            of_scac(name).unwrap().page(&countries(delivery, caller), Some("1Z 9")).unwrap_or_default()
        };
        assert_eq!(page("UPS", "DE", "US"), "https://www.ups.com/track?loc=de_DE&tracknum=1Z9");
        assert_eq!(page("UPS", "", "DE"), "https://www.ups.com/track?loc=de_DE&tracknum=1Z9");
        assert_eq!(page("UPS", "US", "DE"), "https://www.ups.com/track?tracknum=1Z9");
        assert_eq!(page("DHL", "FR", "DE"), "https://www.dhl.com/global-en/home/tracking.html?tracking-id=1Z9");
        assert!(page("DHL", "DE", "").starts_with("https://www.dhl.de/"));
    }

    #[test]
    fn a_carrier_is_reached_by_whatever_it_is_called() {
        let of = |scac: Option<&str>, name: Option<&str>| {
            of_shipment(&Carrier { scac: scac.map(str::to_owned), name: name.map(str::to_owned) })
        };
        for (scac, name) in
            [(Some("FDXE"), None), (Some("XXXX"), Some("FedEx Ground")), (Some(" "), Some("federal express"))]
        {
            assert_eq!(of(scac, name).unwrap().name, "FedEx", "{scac:?} {name:?}");
        }
        let known = |scac: &str, name: &str| {
            let carrier = Carrier { scac: Some(scac.to_owned()), name: Some(name.to_owned()) };
            known_as(&carrier).map(str::to_owned)
        };
        assert_eq!(known("XXXX", "Acme Trucking").as_deref(), Some("XXXX"), "a table of the house may have it");
        assert_eq!(known("", "Acme Trucking").as_deref(), Some("Acme Trucking"));
        assert_eq!(known("", " "), None);
        for (scac, name, code, shown) in [
            ("XXXX", "FedEx Ground", Some("FDEG"), Some("FedEx Ground")),
            ("UPSN", "", Some("UPSN"), Some("UPS")),
            ("xxxx", "Acme Trucking", Some("XXXX"), Some("Acme Trucking")),
            ("", "Acme Trucking", None, Some("Acme Trucking")),
            ("XXXX", "", Some("XXXX"), Some("XXXX")),
            ("", "", None, None),
        ] {
            let carrier = Carrier { scac: Some(scac.to_owned()), name: Some(name.to_owned()) };
            assert_eq!((code_of(&carrier).as_deref(), shown_as(&carrier).as_deref()), (code, shown), "{scac} {name}");
        }
        assert_eq!(of(Some("XXXX"), Some("Acme Trucking")), None);
        let number = |kind, scope: &str, value: &str| of_number(&Reference::new(kind, scope, value));
        assert_eq!(number(RefKind::Tracking, "UPSDAP", "1Z5R89390357567127").unwrap().scac, "UPSN");
        assert_eq!(number(RefKind::Tracking, "UPS", "9261290100130100000000").unwrap().scac, "USPS");
        assert_eq!(number(RefKind::BillOfLading, "UPS", "42"), None);
    }

    #[test]
    fn every_alias_leads_to_a_row_and_none_stands_twice() {
        let all: Vec<_> = aliases().collect();
        let names: std::collections::HashSet<_> = all.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), all.len());
        let rows: Vec<String> = read().into_iter().map(|carrier| carrier.scac).collect();
        assert!(all.iter().all(|(_, code)| rows.contains(code)));
        assert!(rows.iter().all(|row| code(row) == *row), "a code stands for itself");
    }

    #[test]
    fn a_carrier_is_the_same_by_scac_code_of_an_api_and_name() {
        let ups = [
            "UPS",
            "ups",
            "UPSN",
            "UPSG",
            "UPSDAP",
            "UPSS",
            " United Parcel Service ",
            "UPS Ground",
            "U.P.S.",
            "UPS, Inc.",
        ];
        for name in ups {
            assert_eq!(code(name), "UPSN", "{name}");
        }
        for name in ["FDEG", "FDXG", "fdxe", "FDEN", "FXSP", "FXNL", "FedEx", "Federal Express", "FedEx-Ground"] {
            assert_eq!(code(name), "FDEG", "{name}");
        }
        assert_eq!((code("FXFE"), code("FedEx Freight")), ("FXFE".into(), "FXFE".into()));
        assert_eq!((code("DHL Paket"), code("U.S. Postal Service")), ("DHLC".into(), "USPS".into()));
        assert_eq!((code("acme trucking"), code("")), ("ACME TRUCKING".into(), String::new()));
    }

    #[test]
    fn a_carrier_is_the_same_with_its_country_service_and_form_of_company() {
        for (name, expected) in [
            ("Old Dominion Freight Line, Inc.", "ODFL"),
            ("OLD DOMINION FREIGHT LINE LLC", "ODFL"),
            ("XPO", "CNWY"),
            ("XPO Logistics, Inc.", "CNWY"),
            ("XPO Logistics Freight, Inc.", "CNWY"),
            ("Con-way Freight", "CNWY"),
            ("CNWY", "CNWY"),
            ("R+L Carriers", "RLCA"),
            ("R & L Carriers, Inc.", "RLCA"),
            ("ABF Freight", "ABFS"),
            ("ABF Freight System, Inc.", "ABFS"),
            ("TForce Freight", "UPGF"),
            ("UPS Freight", "UPGF"),
            ("UPS Freight Canada", "UPGF"),
            ("Purolator Inc.", "PRLA"),
            ("LaserShip, Inc.", "LSHP"),
            ("TNT Express", "TNT"),
            ("TNT Express GmbH", "TNT"),
            ("TNT International", "TNT"),
            ("Hermes Germany GmbH", "HERMES"),
            ("Evri", "HERMES"),
            ("DPD Deutschland GmbH", "DPD"),
            ("DPD UK", "DPD"),
            ("DPD Switzerland", "DPD"),
            ("dpd-de", "DPD"),
            ("DPD (Poland) Sp. z o.o.", "DPD"),
            ("GLS Germany GmbH & Co. OHG", "GLS"),
            ("GLS Italy", "GLS"),
            ("GLS Denmark A/S", "GLS"),
            ("DPD CZ s.r.o.", "DPD"),
            ("DPD Local", "DPD"),
            ("Hermes/Evri", "HERMES"),
            ("General Logistics Systems Germany", "GLS"),
            ("Deutsche Post DHL", "DHLC"),
            ("DHL Express (USA), Inc.", "DHLC"),
            ("DHL Express Germany GmbH", "DHLC"),
            ("DHL International GmbH", "DHLC"),
            ("DHL Paket GmbH", "DHLC"),
            ("UPS Express Saver", "UPSN"),
            ("UPS Worldwide Expedited", "UPSN"),
            ("UPS Next Day Air Early A.M.", "UPSN"),
            ("UPS 3 Day Select", "UPSN"),
            ("UPS Access Point", "UPSN"),
            ("UPS Supply Chain Solutions, Inc.", "UPSN"),
            ("United Parcel Service Deutschland S.à r.l. & Co. OHG", "UPSN"),
            ("5X", "UPSN"),
            ("FX", "FDEG"),
            ("FedEx International Priority", "FDEG"),
            ("FedEx International Economy", "FDEG"),
            ("FedEx First Overnight", "FDEG"),
            ("FedEx International Connect Plus", "FDEG"),
            ("FedEx International Priority Freight", "FDEG"),
            ("FedEx Freight Direct", "FXFE"),
            ("USPS First-Class Package Service", "USPS"),
            ("USPS Priority Mail Express", "USPS"),
            ("FedEx Express Saver", "FDEG"),
            ("FedEx Freight Canada, Corp.", "FXFE"),
            ("Canada Post", "CANADA POST"),
            ("Royal Mail Group Ltd", "ROYAL MAIL"),
            ("Royal Mail Tracked", "ROYAL MAIL"),
            ("OnTrac", "ONTRAC"),
        ] {
            assert_eq!(code(name), expected, "{name}");
        }
    }

    #[test]
    fn another_company_of_the_group_is_not_the_parcel_carrier() {
        for name in ["DHL Freight", "DHL Global Forwarding", "Estes Forwarding Worldwide", "UPS Freight Forwarding"] {
            assert_eq!(code(name), name.to_uppercase(), "{name}");
        }
        assert_eq!(code("Acme Trucking, Inc."), "ACME TRUCKING");
        assert_eq!(code("Spedition M\u{fc}ller GmbH & Co. KG"), "SPEDITION M\u{dc}LLER");
        assert_eq!((code("Inc."), code("SE"), code("AG & Co.")), ("INC.".into(), "SE".into(), "AG & CO.".into()));
    }

    #[test]
    fn a_number_of_the_post_is_the_posts_whoever_prints_it() {
        assert_eq!(code_of_number("UPS Mail Innovations", "9261290100130100000000"), "USPS");
        assert_eq!(code_of_number("UPS", "1Z5R89390357567127"), "UPSN");
        assert_eq!(code_of_number("FDXG", "9611020987654312345672"), "FDEG");
        assert_eq!(code_of_number("SAIA", "9261290100130100000000"), "SAIA");
    }

    #[test]
    fn a_number_becomes_part_of_the_address_and_nothing_else() {
        let ups = of_scac("upsn").unwrap();
        assert_eq!(
            ups.page(&Countries::default(), Some("1Z 999&x=\"#")).as_deref(),
            Some("https://www.ups.com/track?tracknum=1Z999x")
        );
        assert_eq!(ups.page(&Countries::default(), None), None);
        assert_eq!(
            of_scac("ODFL").unwrap().page(&Countries::default(), None).as_deref(),
            Some("https://www.odfl.com/")
        );
        assert_eq!(of_scac("XXXX"), None);
    }
}
