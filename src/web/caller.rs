//! Who asks the API or for a document: a program with a token, or a person with a session (who may only read).

use app::model::Viewer;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};

use super::{
    Web, address,
    problem::Problem,
    session,
    token::{self, Token},
    unproven::Claim,
};
use crate::store::Scope;

/// Somebody who is known.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    /// A signed-in person.
    Person(Viewer),
    /// A program.
    Token(Token),
}

impl Caller {
    /// Which orders they see.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Person(viewer) => session::scope(viewer),
            Self::Token(token) => token.scope(),
        }
    }

    /// Whether they may read orders.
    ///
    /// # Errors
    /// 403 for a token without `orders:read`.
    pub fn may_read(&self) -> Result<(), Problem> {
        match self {
            Self::Person(_) => Ok(()),
            Self::Token(token) if token.may("orders:read") => Ok(()),
            Self::Token(_) => Err(lacks("orders:read")),
        }
    }

    /// Who it is for the audit, if they may do what concerns all organisations: operators and admins, and tokens with that
    /// scope that are not held to some organisations.
    ///
    /// # Errors
    /// 403.
    pub fn may_operate(&self, scope: &str) -> Result<String, Problem> {
        match self {
            Self::Person(viewer) if viewer.operates() => Ok(format!("user:{}", viewer.id)),
            Self::Person(_) => Err(Problem::new(StatusCode::FORBIDDEN, "NOT_AN_OPERATOR", "this is for operators")),
            Self::Token(token) if !token.may(scope) => Err(lacks(scope)),
            Self::Token(token) if token.scope() != Scope::All => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "TOKEN_OF_SOME_ORGANISATIONS",
                "this concerns all sales organisations, and the token is held to some",
            )),
            Self::Token(token) => Ok(format!("token:{}", token.name())),
        }
    }

    /// The name of the token and which orders it sees, if it may issue something in the name of others.
    ///
    /// # Errors
    /// 403 for a token without that scope, 401 for a person.
    pub fn may_issue(&self, scope: &str) -> Result<(String, Scope), Problem> {
        match self {
            Self::Token(token) if token.may(scope) => Ok((token.name().to_owned(), token.scope())),
            Self::Token(_) => Err(lacks(scope)),
            Self::Person(_) => Err(unknown()),
        }
    }

    /// The token, if it may post events.
    ///
    /// # Errors
    /// 403 for a token without `events:write`, 401 for a person.
    pub fn may_write(&self) -> Result<&Token, Problem> {
        match self {
            Self::Token(token) if token.may("events:write") => Ok(token),
            Self::Token(_) => Err(lacks("events:write")),
            Self::Person(_) => Err(unknown()),
        }
    }
}

impl FromRequestParts<Web> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let peer = || address::of_peer(&web.state, &parts.extensions, &parts.headers);
        match token::of(web, &parts.headers).await {
            Ok(Some(token)) => {
                if let Some(claim) = parts.extensions.get::<Claim>() {
                    claim.proven();
                }
                Ok(Self::Token(token))
            }
            Ok(None) => parts.extensions.get::<Viewer>().cloned().map(Self::Person).ok_or_else(unknown),
            Err(problem) => {
                web.attempts.tokens.check(&peer())?;
                Err(problem)
            }
        }
    }
}

fn lacks(scope: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "TOKEN_LACKS_SCOPE", format!("this token lacks the scope {scope}"))
}

fn unknown() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "NO_TOKEN", "send `Authorization: Bearer …` with an API token")
}
