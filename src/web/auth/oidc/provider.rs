//! The provider: found by its discovery document, asked for tokens, its tokens verified.

use std::collections::HashMap;

use app::{model::Viewer, paths};
use jiff::SignedDuration;
use openidconnect::{
    AdditionalClaims, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, Client, ClientId, ClientSecret,
    CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse,
    StandardTokenResponse, SubjectIdentifier, TokenResponse as _, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::{
    claims::{self, Claims},
    discovery::{self, Discovered},
    http::{Http, HttpError},
    pending::Pending,
};
use crate::config::{Config, Oidc};

/// The discovery document and the keys are read again after this time.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// Every claim beyond the standard ones.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Other(HashMap<String, Value>);

impl AdditionalClaims for Other {}

type Fields = IdTokenFields<
    Other,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Connected = Client<
    Other,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why somebody did not come in.
#[derive(Debug)]
pub(super) enum Failure {
    /// The provider, or what it said, does not let them in.
    Refused(String),
    /// The provider does not answer, or not in a way that can be used.
    Unavailable(String),
}

/// The configured identity provider.
pub(in crate::web) struct Provider {
    issuer: IssuerUrl,
    oidc: Oidc,
    zone: String,
    redirect: RedirectUrl,
    /// Where somebody comes back to who has signed out there.
    out: Url,
    http: Http,
    /// What discovery said, and when. Read when first needed: the provider may start after us.
    known: Mutex<Option<(Discovered, i64)>>,
}

impl Provider {
    /// The provider of this configuration, if there is one.
    ///
    /// # Errors
    /// An address that is not one, or a client that cannot be built: in words.
    pub fn of(config: &Config, public_url: Option<Url>) -> Result<Option<Self>, String> {
        let Some(issuer) = &config.oidc.issuer else { return Ok(None) };
        let back =
            public_url.and_then(|url| Some((url.join("/auth/callback").ok()?, url.join(paths::SIGNED_OUT).ok()?)));
        let (callback, out) = back.ok_or("server.public_url is needed for sign-in")?;
        Ok(Some(Self {
            issuer: IssuerUrl::new(issuer.clone()).map_err(|error| error.to_string())?,
            oidc: config.oidc.clone(),
            zone: config.sessions.zone.clone(),
            redirect: RedirectUrl::from_url(callback),
            out,
            http: Http::new().map_err(|error| error.to_string())?,
            known: Mutex::new(None),
        }))
    }

    /// Where to send somebody who wants to sign in.
    pub(super) async fn address(&self, pending: &Pending, now: i64) -> Result<Url, Failure> {
        let client = self.client(now).await?;
        let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
        let verifier = PkceCodeVerifier::new(pending.verifier.clone());
        let request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(self.oidc.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        Ok(request.url().0)
    }

    /// Who came back with this code, and the ID token that said so.
    pub(super) async fn person(&self, code: String, pending: Pending, now: i64) -> Result<(Viewer, String), Failure> {
        let client = self.client(now).await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Failure::Unavailable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| exchange_failed(&error))?;
        let mut claims = self.verified(client, &tokens, &Nonce::new(pending.nonce), now).await?;
        if !claims::decide(&claims, &self.oidc) {
            self.add_user_information(&tokens, &mut claims, now).await?;
        }
        let viewer = claims::viewer(&claims, self.issuer.as_str(), &self.oidc, &self.zone);
        let viewer = viewer.ok_or_else(|| Failure::Refused("no claim grants a role".into()))?;
        Ok((viewer, tokens.id_token().map(ToString::to_string).unwrap_or_default()))
    }

    /// Where somebody signs out of the provider too; `None` where it names no such place, or does not answer.
    pub(in crate::web::auth) async fn way_out(&self, hint: &str, state: &str, now: i64) -> Option<Url> {
        let known = self.metadata(now).await;
        let known = known.inspect_err(|failure| {
            let (Failure::Refused(why) | Failure::Unavailable(why)) = failure;
            tracing::warn!(why, "where to sign out of the provider could not be looked up");
        });
        let way = known.ok()?.additional_metadata().way_out(self.issuer.url())?;
        Some(discovery::leaving(way, &self.oidc.client_id, &self.out, hint, state))
    }

    /// The claims of a good ID token. A key we do not know may be newer than what we know: then we look once more.
    async fn verified(&self, client: Connected, tokens: &Tokens, nonce: &Nonce, now: i64) -> Result<Claims, Failure> {
        let token = tokens.id_token().ok_or_else(|| Failure::Refused("no ID token".into()))?;
        let refused = |error: &ClaimsVerificationError| Failure::Refused(error.to_string());
        let claims = match token.claims(&client.id_token_verifier(), nonce) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                *self.known.lock().await = None;
                let client = self.client(now).await?;
                serde_json::to_value(token.claims(&client.id_token_verifier(), nonce).map_err(|error| refused(&error))?)
            }
            Err(error) => return Err(refused(&error)),
            Ok(claims) => serde_json::to_value(claims),
        };
        match claims {
            Ok(Value::Object(claims)) => Ok(claims),
            _ => Err(Failure::Refused("the ID token holds no claims".into())),
        }
    }

    /// Some providers keep roles out of the ID token. The library holds that the subject is the same.
    async fn add_user_information(&self, tokens: &Tokens, claims: &mut Claims, now: i64) -> Result<(), Failure> {
        let client = self.client(now).await?;
        let subject = claims.get("sub").and_then(Value::as_str).map(|text| SubjectIdentifier::new(text.to_owned()));
        let Ok(request) = client.user_info(tokens.access_token().clone(), subject) else { return Ok(()) };
        let more: UserInfoClaims<Other, CoreGenderClaim> =
            request.request_async(&self.http).await.map_err(|error| Failure::Unavailable(error.to_string()))?;
        if let Ok(Value::Object(more)) = serde_json::to_value(more) {
            // What the signed token says stands.
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(())
    }

    async fn client(&self, now: i64) -> Result<Connected, Failure> {
        let secret = self.oidc.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned()));
        let id = ClientId::new(self.oidc.client_id.clone());
        let metadata = self.metadata(now).await?;
        Ok(Client::from_provider_metadata(metadata, id, secret).set_redirect_uri(self.redirect.clone()))
    }

    async fn metadata(&self, now: i64) -> Result<Discovered, Failure> {
        let mut known = self.known.lock().await;
        if let Some((metadata, at)) = &*known
            && SignedDuration::from_micros(now - at) < FRESH
        {
            return Ok(metadata.clone());
        }
        let found = Discovered::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = found.map_err(|error| Failure::Unavailable(format!("discovery: {error}")))?;
        *known = Some((metadata.clone(), now));
        Ok(metadata)
    }
}

type ExchangeError = openidconnect::RequestTokenError<HttpError, StandardErrorResponse<CoreErrorResponseType>>;

fn exchange_failed(error: &ExchangeError) -> Failure {
    use openidconnect::RequestTokenError;
    match error {
        RequestTokenError::ServerResponse(said) => Failure::Refused(format!("token endpoint: {}", said.error())),
        RequestTokenError::Request(error) => Failure::Unavailable(format!("token endpoint: {error}")),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            Failure::Unavailable("token endpoint: an answer that cannot be read".into())
        }
    }
}
