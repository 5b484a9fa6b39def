//! Where the demo world takes place: cities with their zones, our distribution centres, the carriers' hubs.

/// A city as addresses and scans name it.
#[derive(Debug)]
pub struct City {
    pub name: &'static str,
    /// State, canton or county where addresses name one.
    pub region: &'static str,
    pub postal: &'static str,
    pub country: &'static str,
    /// IANA zone.
    pub zone: &'static str,
    /// Degrees north and east.
    pub lat: &'static str,
    pub lon: &'static str,
}

/// A distribution centre of ours.
#[derive(Debug)]
pub struct Site {
    pub number: &'static str,
    pub name: &'static str,
    pub street: &'static str,
    pub city: &'static City,
}

macro_rules! cities {
    ($($id:ident = $name:literal, $region:literal, $postal:literal, $country:literal, $zone:literal, $lat:literal, $lon:literal;)+) => {
        $(pub static $id: City = City {
            name: $name, region: $region, postal: $postal, country: $country, zone: $zone, lat: $lat, lon: $lon,
        };)+
        /// Every city of the demo world.
        pub static CITIES: &[&City] = &[$(&$id),+];
    };
}

cities! {
    MEMPHIS = "Memphis", "TN", "38103", "US", "America/Chicago", "35.15", "-90.05";
    DALLAS = "Dallas", "TX", "75201", "US", "America/Chicago", "32.78", "-96.80";
    LITTLE_ROCK = "Little Rock", "AR", "72201", "US", "America/Chicago", "34.75", "-92.29";
    CHICAGO = "Chicago", "IL", "60607", "US", "America/Chicago", "41.88", "-87.63";
    MINNEAPOLIS = "Minneapolis", "MN", "55401", "US", "America/Chicago", "44.98", "-93.27";
    NASHVILLE = "Nashville", "TN", "37203", "US", "America/Chicago", "36.16", "-86.78";
    ST_LOUIS = "St. Louis", "MO", "63101", "US", "America/Chicago", "38.63", "-90.20";
    AUSTIN = "Austin", "TX", "78701", "US", "America/Chicago", "30.27", "-97.74";
    LOUISVILLE = "Louisville", "KY", "40202", "US", "America/Kentucky/Louisville", "38.25", "-85.76";
    ATLANTA = "Atlanta", "GA", "30303", "US", "America/New_York", "33.75", "-84.39";
    COLUMBUS = "Columbus", "OH", "43215", "US", "America/New_York", "39.96", "-83.00";
    BOSTON = "Boston", "MA", "02110", "US", "America/New_York", "42.36", "-71.06";
    PHILADELPHIA = "Philadelphia", "PA", "19103", "US", "America/New_York", "39.95", "-75.17";
    NORFOLK = "Norfolk", "VA", "23510", "US", "America/New_York", "36.85", "-76.29";
    INDIANAPOLIS = "Indianapolis", "IN", "46204", "US", "America/Indiana/Indianapolis", "39.77", "-86.16";
    DENVER = "Denver", "CO", "80202", "US", "America/Denver", "39.74", "-104.99";
    PHOENIX = "Phoenix", "AZ", "85004", "US", "America/Phoenix", "33.45", "-112.07";
    ONTARIO = "Ontario", "CA", "91761", "US", "America/Los_Angeles", "34.06", "-117.65";
    OAKLAND = "Oakland", "CA", "94607", "US", "America/Los_Angeles", "37.80", "-122.27";
    SEATTLE = "Seattle", "WA", "98101", "US", "America/Los_Angeles", "47.61", "-122.33";
    EL_PASO = "El Paso", "TX", "79901", "US", "America/Denver", "31.76", "-106.49";
    RAPID_CITY = "Rapid City", "SD", "57701", "US", "America/Denver", "44.08", "-103.23";
    PENSACOLA = "Pensacola", "FL", "32502", "US", "America/Chicago", "30.41", "-87.22";
    EVANSVILLE = "Evansville", "IN", "47708", "US", "America/Chicago", "37.97", "-87.57";
    CHATTANOOGA = "Chattanooga", "TN", "37402", "US", "America/New_York", "35.05", "-85.31";
    VENLO = "Venlo", "", "5928 LX", "NL", "Europe/Amsterdam", "51.37", "6.17";
    ROTTERDAM = "Rotterdam", "", "3011 AA", "NL", "Europe/Amsterdam", "51.92", "4.48";
    LEIPZIG = "Leipzig", "SN", "04109", "DE", "Europe/Berlin", "51.34", "12.37";
    COLOGNE = "Köln", "NW", "50667", "DE", "Europe/Berlin", "50.94", "6.96";
    MUNICH = "München", "BY", "80331", "DE", "Europe/Berlin", "48.14", "11.58";
    HAMBURG = "Hamburg", "HH", "20095", "DE", "Europe/Berlin", "53.55", "9.99";
    NUREMBERG = "Nürnberg", "BY", "90402", "DE", "Europe/Berlin", "49.45", "11.08";
    VIENNA = "Wien", "", "1010", "AT", "Europe/Vienna", "48.21", "16.37";
    ZURICH = "Zürich", "ZH", "8001", "CH", "Europe/Zurich", "47.38", "8.54";
    BASEL = "Basel", "BS", "4051", "CH", "Europe/Zurich", "47.56", "7.59";
    LYON = "Lyon", "", "69002", "FR", "Europe/Paris", "45.76", "4.84";
    PARIS = "Paris", "", "75011", "FR", "Europe/Paris", "48.86", "2.35";
    BRUSSELS = "Bruxelles", "", "1000", "BE", "Europe/Brussels", "50.85", "4.35";
    MILAN = "Milano", "MI", "20121", "IT", "Europe/Rome", "45.46", "9.19";
    MADRID = "Madrid", "MD", "28013", "ES", "Europe/Madrid", "40.42", "-3.70";
    LONDON = "London", "", "SE1 9TG", "GB", "Europe/London", "51.51", "-0.13";
    DOVER = "Dover", "", "CT16 1JA", "GB", "Europe/London", "51.13", "1.31";
    OSLO = "Oslo", "", "0154", "NO", "Europe/Oslo", "59.91", "10.75";
}

/// Our distribution centres; Dallas and Chicago, Ontario and Columbus ship for the American organisation, the others for the European one.
pub static DC_DALLAS: Site = Site { number: "DC-DAL", name: "Dallas DC", street: "1 Freight Rd", city: &DALLAS };
pub static DC_CHICAGO: Site =
    Site { number: "DC-CHI", name: "Chicago DC", street: "4200 S Kedzie Ave", city: &CHICAGO };
pub static DC_ONTARIO: Site =
    Site { number: "DC-ONT", name: "Ontario DC", street: "1905 S Archibald Ave", city: &ONTARIO };
pub static DC_COLUMBUS: Site = Site { number: "DC-CMH", name: "Columbus DC", street: "2560 Port Rd", city: &COLUMBUS };
pub static DC_VENLO: Site = Site { number: "DC-VEN", name: "Venlo DC", street: "Columbusweg 12", city: &VENLO };
pub static DC_LEIPZIG: Site = Site { number: "DC-LEJ", name: "Leipzig DC", street: "Poststraße 40", city: &LEIPZIG };

pub static SITES: &[&Site] = &[&DC_DALLAS, &DC_CHICAGO, &DC_ONTARIO, &DC_COLUMBUS, &DC_VENLO, &DC_LEIPZIG];
pub static SITES_US: &[&Site] = &[&DC_DALLAS, &DC_CHICAGO, &DC_ONTARIO, &DC_COLUMBUS];
pub static SITES_EU: &[&Site] = &[&DC_VENLO, &DC_LEIPZIG];

pub static STREETS_US: &[&str] = &[
    "Union Ave",
    "Main St",
    "Commerce St",
    "Market St",
    "Lakeview Dr",
    "Industrial Blvd",
    "2nd St",
    "Harbor Rd",
    "College Ave",
];
pub static STREETS_DE: &[&str] =
    &["Hauptstraße", "Bahnhofstraße", "Lindenallee", "Am Markt", "Werkstraße", "Gartenweg"];
pub static STREETS_FR: &[&str] = &["Rue de la Gare", "Avenue du Port", "Rue Victor Hugo", "Quai Saint-Antoine"];
pub static STREETS_OTHER: &[&str] =
    &["Havenstraat", "Via Dante", "Calle Mayor", "Storgata", "Bridge Street", "Kerkstraat"];

impl City {
    /// Streets of its language.
    pub fn streets(&self) -> &'static [&'static str] {
        match self.country {
            "US" => STREETS_US,
            "DE" | "AT" | "CH" => STREETS_DE,
            "FR" | "BE" => STREETS_FR,
            _ => STREETS_OTHER,
        }
    }

    /// Whether goods from our European centres pass customs on the way there.
    pub fn is_outside_customs_union(&self) -> bool {
        matches!(self.country, "CH" | "GB" | "NO")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_exists() {
        for city in CITIES {
            assert!(crate::domain::tzdb::is_known(city.zone), "{}", city.zone);
        }
    }
}
