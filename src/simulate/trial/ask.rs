//! Asks the product as any program would: over HTTP, with a token, reading the JSON of its answers and nothing else.

use std::{collections::BTreeMap, fmt, time::Duration};

use reqwest::{Client, StatusCode, header};
use serde_json::Value;
use url::Url;

use crate::simulate::send::{AT_ONCE, wait};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a question is asked before it is given up.
const TRIES: u32 = 60;

/// Whoever asks.
#[derive(Clone)]
pub struct Asker {
    base: Url,
    token: String,
    client: Client,
}

impl fmt::Debug for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asker").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("{path}: {source}")]
    Unreachable { path: String, source: reqwest::Error },
    #[error("{path} is answered {status}: {answer}")]
    Refused { path: String, status: StatusCode, answer: String },
    #[error("{path} was busy {TRIES} times in a row")]
    Busy { path: String },
    #[error("{0} is no address to ask")]
    Address(String),
}

impl Asker {
    /// The product at that address; the token needs `orders:read` and every organisation.
    pub fn new(base: Url, token: String) -> Result<Self, AskError> {
        let client = Client::builder().no_proxy().timeout(PATIENCE).tcp_nodelay(true).pool_max_idle_per_host(AT_ONCE);
        let client = client.build().map_err(|_| AskError::Address(base.to_string()))?;
        Ok(Self { base, token, client })
    }

    /// The whole answer about the order of that number of the ERP; `None` where the product knows none.
    pub async fn order(&self, system: &str, number: &str) -> Result<Option<Value>, AskError> {
        let found = self.get(&format!("/api/v1/orders?ref=order:{system}:{number}")).await?;
        let id = found.as_ref().and_then(|found| found.pointer("/orders/0/id")).and_then(Value::as_str);
        match id {
            Some(id) => self.get(&format!("/api/v1/orders/{id}")).await,
            None => Ok(None),
        }
    }

    /// What a search for that text answers.
    pub async fn search(&self, text: &str) -> Result<Option<Value>, AskError> {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish();
        self.get(&format!("/api/v1/search?{query}")).await
    }

    /// How many messages wait to be applied.
    pub async fn backlog(&self) -> Result<u64, AskError> {
        let path = "/readyz";
        let answer = self.request(path)?.send().await;
        // It is not ready while much waits, and says so with 503.
        let answer = answer.map_err(|source| AskError::Unreachable { path: path.to_owned(), source })?;
        let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
        let backlog = serde_json::from_str::<Value>(&text).ok().and_then(|body| body.get("backlog")?.as_u64());
        backlog.ok_or_else(|| AskError::Refused { path: path.to_owned(), status, answer: beginning(&text) })
    }

    /// How many messages the product has in each state, by its metrics; empty where it does not tell.
    pub async fn states(&self) -> BTreeMap<String, u64> {
        let answer = match self.request("/metrics") {
            Ok(request) => request.send().await,
            Err(_) => return BTreeMap::new(),
        };
        let Some(answer) = answer.ok().filter(|answer| answer.status().is_success()) else { return BTreeMap::new() };
        let text = answer.text().await.unwrap_or_default();
        text.lines().filter_map(state).collect()
    }

    fn request(&self, path: &str) -> Result<reqwest::RequestBuilder, AskError> {
        let url = self.base.join(path).map_err(|_| AskError::Address(path.to_owned()))?;
        Ok(self.client.get(url).bearer_auth(&self.token))
    }

    async fn get(&self, path: &str) -> Result<Option<Value>, AskError> {
        let unreachable = |source| AskError::Unreachable { path: path.to_owned(), source };
        for attempt in 0..TRIES {
            let answer = match self.request(path)?.send().await {
                Ok(answer) => answer,
                Err(_) if attempt < 3 => {
                    tokio::time::sleep(wait(attempt, None)).await;
                    continue;
                }
                Err(source) => return Err(unreachable(source)),
            };
            let status = answer.status();
            match status {
                StatusCode::NOT_FOUND => return Ok(None),
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                    let asked = answer.headers().get(header::RETRY_AFTER);
                    let asked = asked.and_then(|value| value.to_str().ok()?.parse().ok());
                    tokio::time::sleep(wait(attempt, asked)).await;
                }
                _ if status.is_success() => {
                    let text = answer.text().await.map_err(unreachable)?;
                    let refused = |_| AskError::Refused { path: path.to_owned(), status, answer: beginning(&text) };
                    return serde_json::from_str(&text).map(Some).map_err(refused);
                }
                _ => {
                    let answer = beginning(&answer.text().await.unwrap_or_default());
                    return Err(AskError::Refused { path: path.to_owned(), status, answer });
                }
            }
        }
        Err(AskError::Busy { path: path.to_owned() })
    }
}

/// `waypost_inbox_messages{state="applied"} 12`
fn state(line: &str) -> Option<(String, u64)> {
    let (name, count) = line.strip_prefix("waypost_inbox_messages{state=\"")?.split_once("\"} ")?;
    Some((name.to_owned(), count.trim().parse().ok()?))
}

fn beginning(text: &str) -> String {
    text.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_of_messages_are_read_from_metrics() {
        assert_eq!(state("waypost_inbox_messages{state=\"parked\"} 12"), Some(("parked".to_owned(), 12)));
        assert_eq!(state("# TYPE waypost_inbox_messages gauge"), None);
        assert_eq!(state("waypost_inbox_messages{state=\"parked\"} many"), None);
    }
}
