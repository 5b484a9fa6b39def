//! What is known of a connector before its first message comes: looked up once, not with every message.

use std::{collections::HashMap, io, sync::Arc};

use axum::http::StatusCode;
use metrics::{Counter, counter};

use super::super::{body::Limits, rates::Rate};
use crate::{
    config::Config,
    connector::{Connector, Registry, Secret},
    domain::id::SourceId,
    store::Accepted,
    telemetry::names,
};

/// One connector's door.
pub(super) struct Door {
    pub connector: Arc<Connector>,
    pub source: SourceId,
    pub secrets: Vec<Secret>,
    /// How large a message may be and how long it may take.
    pub limits: Limits,
    /// What one connector may send in a second.
    pub per_second: u32,
    pub rate: Rate,
    /// The success that its sender wants.
    pub status: StatusCode,
    new: Counter,
    again: Counter,
    reused: Counter,
    bytes: Counter,
}

/// The doors of all connectors, by name.
pub(super) fn all(connectors: &Registry, config: &Config) -> io::Result<HashMap<String, Door>> {
    connectors.iter().map(|connector| Ok((connector.name().to_owned(), Door::of(connector, config)?))).collect()
}

impl Door {
    fn of(connector: &Arc<Connector>, config: &Config) -> io::Result<Self> {
        let name = connector.name();
        let secrets = config.connectors.secrets_of(name)?;
        if secrets.is_empty() {
            tracing::warn!(connector = name, "no secret is configured: every message of it will be refused");
        }
        let own = |map: &std::collections::BTreeMap<String, u32>| map.get(name).copied();
        let per_second = own(&config.connectors.rates).unwrap_or(config.limits.ingest_per_second);
        let (limits, bytes) = (Limits::of(config), config.connectors.body_bytes.get(name).copied());
        let outcome = |outcome: &'static str| counter!(names::INGEST_MESSAGES, "connector" => name.to_owned(), "outcome" => outcome);
        Ok(Self {
            connector: Arc::clone(connector),
            source: SourceId::from(connector.source()),
            secrets: secrets.iter().map(|secret| Secret::new(secret.expose())).collect(),
            limits: Limits { bytes: bytes.unwrap_or(limits.bytes), ..limits },
            per_second,
            rate: Rate::per_second(per_second),
            status: StatusCode::from_u16(connector.settings().answer).unwrap_or(StatusCode::ACCEPTED),
            new: outcome("accepted"),
            again: outcome("again"),
            reused: outcome("key_reused"),
            bytes: counter!(names::INGEST_BYTES, "connector" => name.to_owned()),
        })
    }

    /// Counts a message that is kept.
    pub fn accepted(&self, accepted: Accepted, bytes: usize) {
        match accepted {
            Accepted::New(_) => self.new.increment(1),
            Accepted::Again(_) => self.again.increment(1),
            Accepted::KeyReused(_) => self.reused.increment(1),
        }
        self.bytes.increment(bytes as u64);
    }

    /// Counts one that is not.
    pub fn refused(&self, code: &'static str) {
        counter!(names::INGEST_MESSAGES, "connector" => self.connector.name().to_owned(), "outcome" => code)
            .increment(1);
    }
}
