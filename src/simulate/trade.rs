//! Who buys what from us, and who carries it. All names are made up; the carriers' are real, for their codes are.

use super::geography::{self as geo, City};

/// A customer of one sales organisation.
#[derive(Debug)]
pub struct Customer {
    pub number: &'static str,
    pub name: &'static str,
    /// The scope of its purchase orders.
    pub party: &'static str,
    /// `key` or `standard`.
    pub tier: &'static str,
    pub sales_org: &'static str,
    pub region: &'static str,
    pub currency: &'static str,
    pub domain: &'static str,
    pub phone: &'static str,
    /// How its places of delivery are called; a number follows where it has several.
    pub place: &'static str,
    pub cities: &'static [&'static City],
    /// The shop's name where orders come from a storefront.
    pub shop: Option<&'static str>,
}

/// Something we sell.
#[derive(Debug)]
pub struct Item {
    pub number: &'static str,
    pub text: &'static str,
    /// Of one piece, in grams.
    pub grams: u32,
    /// Length, width, height in centimetres.
    pub size: [u32; 3],
    /// Price of one piece in cents.
    pub cents: u32,
    /// UN number and class of dangerous goods.
    pub hazmat: Option<(&'static str, &'static str)>,
    /// Whether it goes on pallets.
    pub bulky: bool,
}

/// Who carries, and whose numbers its tracking numbers are.
#[derive(Debug)]
pub struct Carrier {
    pub scac: &'static str,
    pub name: &'static str,
    pub mode: &'static str,
    pub services: &'static [&'static str],
    pub hubs: &'static [&'static City],
}

pub static UPS: Carrier = Carrier {
    scac: "UPSN",
    name: "UPS",
    mode: "parcel",
    services: &["ground", "2nd_day_air", "next_day_air"],
    hubs: &[&geo::LOUISVILLE, &geo::DALLAS, &geo::PHILADELPHIA, &geo::ONTARIO],
};
pub static UPS_EU: Carrier = Carrier {
    scac: "UPSN",
    name: "UPS",
    mode: "parcel",
    services: &["standard", "express_saver"],
    hubs: &[&geo::COLOGNE, &geo::NUREMBERG, &geo::LYON],
};
pub static FEDEX: Carrier = Carrier {
    scac: "FDEG",
    name: "FedEx",
    mode: "parcel",
    services: &["ground", "standard_overnight", "2day"],
    hubs: &[&geo::MEMPHIS, &geo::INDIANAPOLIS, &geo::OAKLAND],
};
pub static ODFL: Carrier = Carrier {
    scac: "ODFL",
    name: "Old Dominion",
    mode: "ltl",
    services: &["ltl_standard", "ltl_guaranteed"],
    hubs: &[&geo::MEMPHIS, &geo::ATLANTA, &geo::COLUMBUS, &geo::DENVER],
};
pub static DHL: Carrier = Carrier {
    scac: "DHLC",
    name: "DHL",
    mode: "parcel",
    services: &["paket", "express"],
    hubs: &[&geo::LEIPZIG, &geo::BRUSSELS, &geo::MILAN],
};
pub static DSV: Carrier = Carrier {
    scac: "DSVF",
    name: "DSV Road",
    mode: "ltl",
    services: &["groupage"],
    hubs: &[&geo::ROTTERDAM, &geo::NUREMBERG, &geo::LYON],
};

pub static PARCEL_US: &[&Carrier] = &[&UPS, &UPS, &FEDEX];
pub static PARCEL_EU: &[&Carrier] = &[&UPS_EU, &UPS_EU, &DHL];

pub static WIDGET: Item = item("WID-1", "Widget, zinc 40 mm", 2_500, [30, 20, 10], 5_250);
pub static BATTERY: Item =
    Item { hazmat: Some(("UN3480", "9")), ..item("BAT-26", "Battery pack 26 Wh", 1_350, [24, 18, 9], 16_000) };
pub static STAND: Item = Item { bulky: true, ..item("STD-9", "Display stand, oak", 24_300, [120, 60, 45], 36_000) };
pub static ITEMS: &[&Item] = &[
    &WIDGET,
    &BATTERY,
    &STAND,
    &item("PMP-3", "Infusion pump", 1_900, [28, 22, 16], 41_900),
    &item("LMP-12", "Desk lamp, brass", 1_100, [38, 18, 18], 7_400),
    &item("TNT-2", "Trail tent, two persons", 2_900, [52, 18, 18], 18_900),
    &item("DRL-5", "Cordless drill 18 V", 2_200, [34, 26, 12], 12_900),
    &item("CBL-30", "Patch cable 3 m, ten pieces", 640, [22, 16, 6], 2_450),
    &item("FLT-8", "Water filter cartridge", 480, [26, 9, 9], 1_990),
    &item("TRM-1", "Handheld terminal", 560, [20, 10, 5], 54_000),
];
pub static PALLETS: &[&Item] = &[
    &STAND,
    &Item { bulky: true, ..item("SHL-4", "Steel shelving bay", 31_000, [200, 60, 30], 21_900) },
    &Item { bulky: true, ..item("CPR-2", "Compressor 50 l", 28_500, [70, 40, 65], 32_500) },
];

const fn item(number: &'static str, text: &'static str, grams: u32, size: [u32; 3], cents: u32) -> Item {
    Item { number, text, grams, size, cents, hazmat: None, bulky: false }
}

const AMERICAN: Customer = Customer {
    number: "",
    name: "",
    party: "",
    tier: "standard",
    sales_org: "1010",
    region: "us",
    currency: "USD",
    domain: "",
    phone: "+1 312 555 0142",
    place: "",
    cities: &[],
    shop: None,
};
const EUROPEAN: Customer =
    Customer { sales_org: "2000", region: "eu", currency: "EUR", phone: "+49 30 5550 142", ..AMERICAN };

/// The company with many stores. Store 7 is in Memphis.
pub static ACME: Customer = Customer {
    number: "100042",
    name: "Acme",
    party: "ACME",
    tier: "key",
    domain: "acme.example",
    phone: "+1 901 555 0100",
    place: "Acme Store",
    cities: &[
        &geo::DALLAS,
        &geo::AUSTIN,
        &geo::ST_LOUIS,
        &geo::NASHVILLE,
        &geo::LITTLE_ROCK,
        &geo::ATLANTA,
        &geo::MEMPHIS,
        &geo::DENVER,
        &geo::PHOENIX,
        &geo::SEATTLE,
        &geo::BOSTON,
        &geo::MEMPHIS,
    ],
    ..AMERICAN
};

pub static AMERICANS: &[Customer] = &[
    Customer {
        number: "100077",
        name: "Brightwater Clinic",
        party: "BRIGHTWATER",
        domain: "brightwater.example",
        place: "Brightwater Clinic",
        cities: &[&geo::MINNEAPOLIS, &geo::CHICAGO],
        ..AMERICAN
    },
    Customer {
        number: "100103",
        name: "Northgate Hardware",
        party: "NORTHGATE",
        tier: "key",
        domain: "northgate.example",
        place: "Northgate Hardware",
        cities: &[&geo::DENVER, &geo::PHOENIX, &geo::OAKLAND, &geo::SEATTLE, &geo::AUSTIN],
        ..AMERICAN
    },
    Customer {
        number: "100118",
        name: "Tidewater Marine",
        party: "TIDEWATER",
        domain: "tidewater.example",
        place: "Tidewater Marine",
        cities: &[&geo::NORFOLK, &geo::BOSTON],
        ..AMERICAN
    },
    Customer {
        number: "100126",
        name: "Halden Outdoor",
        party: "HALDEN",
        domain: "halden.example",
        place: "Halden Outdoor",
        cities: &[&geo::SEATTLE, &geo::DENVER, &geo::NASHVILLE, &geo::ATLANTA],
        shop: Some("halden-us"),
        ..AMERICAN
    },
    Customer {
        number: "100131",
        name: "Pinecrest Schools",
        party: "PINECREST",
        domain: "pinecrest.example",
        place: "Pinecrest School",
        cities: &[&geo::COLUMBUS, &geo::INDIANAPOLIS, &geo::ST_LOUIS],
        ..AMERICAN
    },
    Customer {
        number: "100149",
        name: "Blue Mesa Robotics",
        party: "BLUEMESA",
        tier: "key",
        domain: "bluemesa.example",
        place: "Blue Mesa Robotics",
        cities: &[&geo::PHOENIX],
        ..AMERICAN
    },
];

pub static EUROPEANS: &[Customer] = &[
    Customer {
        number: "200014",
        name: "Lumen Retail",
        party: "LUMEN",
        tier: "key",
        domain: "lumen.example",
        place: "Lumen Filiale",
        cities: &[&geo::COLOGNE, &geo::MUNICH, &geo::HAMBURG, &geo::VIENNA, &geo::NUREMBERG],
        ..EUROPEAN
    },
    Customer {
        number: "200021",
        name: "Ferrand et Fils",
        party: "FERRAND",
        domain: "ferrand.example",
        phone: "+33 4 5550 1420",
        place: "Ferrand et Fils",
        cities: &[&geo::LYON, &geo::PARIS],
        ..EUROPEAN
    },
    Customer {
        number: "200035",
        name: "Oude Haven",
        party: "OUDEHAVEN",
        domain: "oudehaven.example",
        phone: "+31 10 555 0142",
        place: "Oude Haven",
        cities: &[&geo::ROTTERDAM, &geo::BRUSSELS],
        shop: Some("oudehaven-nl"),
        ..EUROPEAN
    },
    Customer {
        number: "200048",
        name: "Brennero Utensili",
        party: "BRENNERO",
        domain: "brennero.example",
        phone: "+39 02 5550 142",
        place: "Brennero Utensili",
        cities: &[&geo::MILAN],
        ..EUROPEAN
    },
    Customer {
        number: "200052",
        name: "Castellana Hogar",
        party: "CASTELLANA",
        domain: "castellana.example",
        phone: "+34 91 555 0142",
        place: "Castellana Hogar",
        cities: &[&geo::MADRID],
        ..EUROPEAN
    },
];

/// Customers beyond the customs border of our European centres.
pub static BEYOND_CUSTOMS: &[Customer] = &[
    Customer {
        number: "200067",
        name: "Alpina Sport",
        party: "ALPINA",
        tier: "key",
        domain: "alpina.example",
        phone: "+41 44 555 01 42",
        place: "Alpina Sport",
        cities: &[&geo::ZURICH, &geo::BASEL],
        ..EUROPEAN
    },
    Customer {
        number: "200071",
        name: "Harbour & Pine",
        party: "HARBOURPINE",
        domain: "harbourpine.example",
        phone: "+44 20 5550 0142",
        place: "Harbour & Pine",
        cities: &[&geo::LONDON],
        ..EUROPEAN
    },
    Customer {
        number: "200083",
        name: "Nordlys Interiør",
        party: "NORDLYS",
        domain: "nordlys.example",
        phone: "+47 22 55 01 42",
        place: "Nordlys Interiør",
        cities: &[&geo::OSLO],
        ..EUROPEAN
    },
];

/// Customers in states that keep two times.
pub static IN_TWO_TIMES: &[Customer] = &[Customer {
    number: "100163",
    name: "Two Rivers Supply",
    party: "TWORIVERS",
    domain: "tworivers.example",
    place: "Two Rivers Supply",
    cities: &[&geo::EL_PASO, &geo::RAPID_CITY, &geo::PENSACOLA, &geo::EVANSVILLE, &geo::CHATTANOOGA],
    ..AMERICAN
}];

/// Every customer.
pub fn customers() -> impl Iterator<Item = &'static Customer> {
    std::iter::once(&ACME).chain(AMERICANS).chain(EUROPEANS).chain(BEYOND_CUSTOMS).chain(IN_TWO_TIMES)
}

/// Every item once.
pub fn items() -> impl Iterator<Item = &'static Item> {
    ITEMS.iter().chain(PALLETS.iter().skip(1)).copied()
}

/// Who signs at the door.
pub static SIGNERS: &[&str] = &[
    "D. Ortiz",
    "J. Okafor",
    "M. Lindqvist",
    "P. Nair",
    "S. Keller",
    "A. Moreau",
    "T. Brandt",
    "R. Castillo",
    "L. de Vries",
    "E. Hughes",
];
/// Who ordered: the part of an e-mail address before the customer's domain.
pub static BUYERS: &[&str] =
    &["orders", "p.nair", "dock", "purchasing", "m.silva", "h.weber", "c.dubois", "store.office", "k.jansen"];
