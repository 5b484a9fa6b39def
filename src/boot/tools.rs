//! Commands that open the store, do one thing and close it.

use std::{collections::BTreeMap, path::PathBuf};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{BootError, chance, open_alone, open_stores, output::say};
use crate::{
    config::Config,
    domain::{
        id::{MessageId, SourceId},
        time::Moment,
    },
    ingest::{
        codes, import,
        read::API_CONNECTOR,
        receive::{self, Received},
    },
    store::{ApiToken, AuditChain, AuditEntry, MessageRow, MessageState, NewMessage, shown_headers},
    web::SCOPES,
};

/// A token to make.
pub struct TokenRequest {
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// The sales organisations it sees; none: all.
    pub organisations: Vec<String>,
    /// Days after which it ends.
    pub days: Option<u32>,
}

impl TokenRequest {
    /// Everything that is wrong with it, each with how to correct it.
    fn faults(&self) -> Vec<String> {
        let unknown = self.scopes.iter().filter(|scope| !SCOPES.contains(&scope.as_str()));
        let mut faults: Vec<_> = unknown
            .map(|scope| format!("--scope {scope}: there is no such scope. The scopes are {}.", SCOPES.join(", ")))
            .collect();
        if self.organisations.iter().any(|organisation| organisation.trim().is_empty()) {
            faults.push("--organisation: is empty. Leave it out for a token that sees all of them.".to_owned());
        }
        if self.name.trim().is_empty() {
            faults.push("NAME: is empty. Write what the audit shall call it.".to_owned());
        }
        if self.days == Some(0) {
            faults.push("--days 0: it would have ended already. Write 1 or more.".to_owned());
        }
        faults
    }
}

const MICROS_A_DAY: i64 = 86_400_000_000;

/// Brings the schema up to date.
///
/// # Errors
/// The store's.
pub async fn migrate(config: Config) -> Result<(), BootError> {
    let (_lock, _, store) = open_alone(&config).await?;
    store.close().await;
    say(&format!("{}: up to date", config.data.dir.display()))?;
    Ok(())
}

/// Walks the audit's chain and says how many rows it has and what the hash of its last one is. `expect` is such a hash of an
/// earlier day: when the chain does not have it, rows were cut off at its end.
///
/// # Errors
/// The store's; the first row that does not fit; or the expected hash is not there.
pub async fn verify_audit(config: Config, expect: Option<String>) -> Result<(), BootError> {
    let expect = expect.map(|hash| hash.trim().to_ascii_lowercase());
    let is_hash = |text: &String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(wrong) = expect.as_ref().filter(|text| !is_hash(text)) {
        return Err(BootError::Other(format!("`{wrong}` is not a hash of the audit: it has 64 hexadecimal digits")));
    }
    let (stores, store) = open_stores(&config).await?;
    let chain = stores.audit.verify(expect.as_deref()).await;
    store.close().await;
    for line in audited(&chain?, expect.as_deref()).map_err(BootError::Other)? {
        say(&line)?;
    }
    Ok(())
}

/// What is said of a chain.
fn audited(chain: &AuditChain, expect: Option<&str>) -> Result<Vec<String>, String> {
    let AuditChain { rows, hash, broken, expected } = chain;
    if let Some(row) = broken {
        return Err(format!("row {row} of the audit does not fit the rows before it; {rows} rows before it are whole"));
    }
    let last = if hash.is_empty() { "none" } else { hash };
    let mut lines = vec!["the audit is whole".to_owned(), format!("rows: {rows}"), format!("last hash: {last}")];
    match (expect, expected) {
        (None, _) => {}
        (Some(_), Some(row)) if row == rows => lines.push("it ends with the expected hash".to_owned()),
        (Some(_), Some(row)) => {
            lines.push(format!("the expected hash is that of row {row}; the audit goes on to row {rows}"));
        }
        (Some(expect), None) => {
            return Err(format!(
                "no row of the audit has the hash {expect}: rows are missing at its end, or this is another audit. \
                 It has {rows} rows, and its last hash is {last}"
            ));
        }
    }
    Ok(lines)
}

/// Makes a token and prints it once.
///
/// # Errors
/// What is wrong with the request; or the store's.
pub async fn create_token(config: Config, request: TokenRequest) -> Result<(), BootError> {
    let faults = request.faults();
    if !faults.is_empty() {
        return Err(BootError::Other(format!("no token was made\n  {}", faults.join("\n  "))));
    }
    let mut bytes = [0; 32];
    (chance::chance())(&mut bytes);
    let secret = format!("wpt_{}", URL_SAFE_NO_PAD.encode(bytes));
    let now = (chance::clock())().as_microsecond();
    let token = ApiToken {
        hash: Sha256::digest(secret.as_bytes()).into(),
        name: request.name.clone(),
        scopes: request.scopes,
        organisations: (!request.organisations.is_empty()).then_some(request.organisations),
        created: now,
        expires: request.days.map(|days| now.saturating_add(i64::from(days) * MICROS_A_DAY)),
    };
    let detail = token.scopes.join(" ");
    let (stores, store) = open_stores(&config).await?;
    let made = async {
        stores.tokens.put(token).await?;
        stores.audit.record(entry(now, "token.create", of_token(&request.name), detail)).await
    };
    let made = made.await;
    store.close().await;
    made?;
    say(&secret)?;
    Ok(())
}

/// Ends a token.
///
/// # Errors
/// The store's; or there is no such token.
pub async fn revoke_token(config: Config, name: String) -> Result<(), BootError> {
    let (stores, store) = open_stores(&config).await?;
    let now = (chance::clock())().as_microsecond();
    let ended = async {
        let ended = stores.tokens.revoke(&name).await?;
        stores.audit.record(entry(now, "token.revoke", of_token(&name), String::new())).await?;
        Ok::<_, crate::store::StoreError>(ended)
    };
    let ended = ended.await;
    store.close().await;
    if ended? { Ok(()) } else { Err(BootError::Other(format!("there is no token `{name}`"))) }
}

/// Lists the newest messages of the inbox, of one state or of all.
///
/// # Errors
/// The store's.
pub async fn list_messages(config: Config, state: Option<MessageState>, limit: usize) -> Result<(), BootError> {
    let (stores, store) = open_stores(&config).await?;
    let rows = stores.inbox.newest(state, limit).await;
    store.close().await;
    for row in rows? {
        let codes: Vec<_> = row.refusals.iter().map(|refused| refused.code.as_str()).collect();
        say(&format!(
            "{:>8}  {}  {:<11} {:<12} {}  {}",
            row.id,
            when(row.received),
            row.state.as_str(),
            row.source,
            row.key,
            codes.join(" ")
        ))?;
    }
    Ok(())
}

/// Shows one message: where it stands, what of it was refused and how to mend that, and (`body`) its bytes.
///
/// # Errors
/// The store's; or there is no such message.
pub async fn show_message(config: Config, id: MessageId, body: bool) -> Result<(), BootError> {
    let (stores, store) = open_stores(&config).await?;
    let found =
        async { Ok::<_, crate::store::StoreError>((stores.inbox.message(id).await?, stores.inbox.body(id).await?)) };
    let found = found.await;
    store.close().await;
    let (Some(row), Some(message)) = found? else { return Err(BootError::Other(format!("there is no message {id}"))) };
    describe(&row, &message)?;
    if body {
        say(&String::from_utf8_lossy(&message.body))?;
    }
    Ok(())
}

/// Puts a CSV file of master data into the inbox. The server applies it: at once when it runs, else when it starts.
///
/// # Errors
/// The file's, with every fault in it; or the store's.
pub async fn import(config: Config, kind: String, file: PathBuf) -> Result<(), BootError> {
    let kind =
        import::kind(&kind).ok_or_else(|| BootError::Other(format!("`{kind}` is none of items, sites, parties")))?;
    let text = std::fs::read(&file).map_err(|source| BootError::File { path: file.clone(), source })?;
    let parts = import::messages(kind, &text).map_err(|faults| {
        let faults: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
        BootError::Other(format!("{}: nothing of it was taken\n{}", file.display(), faults.join("\n")))
    })?;
    let now = (chance::clock())();
    let rows: usize = parts.iter().map(|(rows, _)| rows).sum();
    let (stores, store) = open_stores(&config).await?;
    let kept = async {
        for (_, body) in parts {
            let received = Received {
                source: SourceId::from("import"),
                connector: API_CONNECTOR.to_owned(),
                // The same rows again are the same message.
                key: format!("{}/{}", kind.plural, hex::encode(Sha256::digest(&body))),
                digest: None,
                headers: BTreeMap::new(),
                body: body.into(),
                correlation: format!("import-{}", now.as_microsecond()),
            };
            receive::receive(stores.inbox.as_ref(), received, now).await?;
        }
        let done = entry(now.as_microsecond(), "master.import", kind.plural.to_owned(), format!("{rows} rows"));
        stores.audit.record(done).await
    };
    let kept = kept.await;
    store.close().await;
    kept?;
    say(&format!("{rows} {} are in the inbox", kind.plural))?;
    Ok(())
}

fn describe(row: &MessageRow, message: &NewMessage) -> Result<(), BootError> {
    say(&format!("message {} of {} by connector {}, {} bytes", row.id, row.source, row.connector, message.body.len()))?;
    say(&format!("key {}  correlation {}", row.key, message.correlation))?;
    say(&format!(
        "received {}, {}{}",
        when(row.received),
        row.state.as_str(),
        row.settled.map(|at| format!(" {}", when(at))).unwrap_or_default()
    ))?;
    for line in headers(&message.headers) {
        say(&line)?;
    }
    for refused in &row.refusals {
        say(&format!("{} at `{}`: {}", refused.code, refused.position, refused.message))?;
        if let Some(page) = codes::explain(&refused.code) {
            say(&format!("  cause:  {}", page.cause))?;
        }
        say(&format!("  remedy: {}", refused.remedy))?;
    }
    Ok(())
}

/// The headers that were kept, one a line: the attributes of a `CloudEvents` event in binary mode stand nowhere else.
fn headers(kept: &BTreeMap<String, String>) -> Vec<String> {
    shown_headers(kept).into_iter().map(|(name, value)| format!("header {name}: {value}")).collect()
}

pub(super) fn when(micros: i64) -> String {
    let moment = Moment { micros, offset_seconds: 0, zone_known: true, day_only: false };
    format!("{:.0}", moment.timestamp())
}

fn of_token(name: &str) -> String {
    format!("token:{name}")
}

/// What a command did, for the audit: whoever may run it on this machine is the system.
pub(super) fn entry(at: i64, action: &str, subject: String, detail: String) -> AuditEntry {
    AuditEntry { at, actor: "system".into(), action: action.into(), subject, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_could_do_nothing_is_not_made() {
        let faults = |name: &str, scopes: &[&str], organisations: &[&str], days| {
            let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
            let request = TokenRequest {
                name: name.to_owned(),
                scopes: texts(scopes),
                organisations: texts(organisations),
                days,
            };
            request.faults()
        };
        assert!(faults("shop", &SCOPES, &["1010"], Some(1)).is_empty());
        let all = faults(" ", &["orders:raed", "orders:read", "admin"], &[""], Some(0));
        assert_eq!(all.len(), 5, "{all:?}");
        assert!(all[0].starts_with("--scope orders:raed") && all[0].contains("orders:read, events:write"), "{all:?}");
        assert!(all[1].starts_with("--scope admin"), "{all:?}");
    }

    #[test]
    fn headers_are_shown_and_credentials_are_not() {
        let kept = [
            ("ce-id", "Auftrag-Ä\u{1b}"),
            ("content-type", "application/json"),
            ("x-api-key", "s3cret"),
            ("x-signature", "abc"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let shown = headers(&kept.into());
        assert_eq!(
            shown,
            [
                "header ce-id: Auftrag-Ä\\u{1b}",
                "header content-type: application/json",
                "header x-api-key: (not shown)",
                "header x-signature: (not shown)"
            ]
        );
    }

    fn chain(rows: i64, broken: Option<i64>, expected: Option<i64>) -> AuditChain {
        AuditChain { rows, hash: if rows > 0 { "ab".repeat(32) } else { String::new() }, broken, expected }
    }

    #[test]
    fn a_chain_is_said_with_its_end_and_a_missing_end_is_an_error() {
        let said = |chain: AuditChain, expect: Option<&str>| audited(&chain, expect).map(|lines| lines.join("\n"));
        let hash = "ab".repeat(32);
        assert_eq!(
            said(chain(3, None, None), None).unwrap(),
            format!("the audit is whole\nrows: 3\nlast hash: {hash}")
        );
        assert_eq!(said(chain(0, None, None), None).unwrap(), "the audit is whole\nrows: 0\nlast hash: none");
        assert!(said(chain(3, None, Some(3)), Some(&hash)).unwrap().ends_with("it ends with the expected hash"));
        assert!(
            said(chain(3, None, Some(1)), Some("cd")).unwrap().ends_with("that of row 1; the audit goes on to row 3")
        );
        let missing = said(chain(3, None, None), Some("cd")).unwrap_err();
        assert!(missing.contains("rows are missing at its end") && missing.contains(&hash), "{missing}");
        assert!(said(chain(1, Some(2), None), None).unwrap_err().starts_with("row 2 of the audit does not fit"));
    }
}
