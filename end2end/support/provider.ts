// A certified OpenID Connect provider on localhost: another site to the browser than the application on 127.0.0.1.
// Its users' claims carry the roles and the sales organisations that the application reads.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
// @ts-expect-error the package ships no types
import Provider from 'oidc-provider';

export interface Person {
  /** What is typed at the provider, and the `sub` of the token. */
  login: string;
  name: string;
  email: string;
  roles: string[];
  organisations: string[];
}

export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Changes what the next sign-in of that person says. */
  set(person: Person): void;
  stop(): Promise<void>;
}

/** Starts the provider with one registered client, which may be sent back to `redirectUri` only. */
export async function startProvider(people: Person[], redirectUri: string): Promise<IdentityProvider> {
  const known = new Map(people.map((person) => [person.login, person]));
  const server = createServer();
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const clientId = 'waypost';
  const clientSecret = randomBytes(24).toString('base64url');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [new URL('/auth/signed-out', redirectUri).href],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'roles', 'organisations'], email: ['email'] },
    // The claims stand in the ID token, as most companies' providers are set up.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx: unknown, interaction: { uid: string }) => `/sign-in/${interaction.uid}` },
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' }] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    findAccount: (_ctx: unknown, login: string) => {
      const person = known.get(login);
      return (
        person && {
          accountId: login,
          claims: () => ({
            sub: login,
            name: person.name,
            email: person.email,
            roles: person.roles,
            organisations: person.organisations,
          }),
        }
      );
    },
  });

  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const work = request.url?.startsWith('/sign-in/') ? signIn(provider, request, response) : answer(request, response);
    Promise.resolve(work).catch((error: Error) => {
      response.statusCode = 500;
      response.end(error.message);
    });
  });
  return {
    issuer,
    clientId,
    clientSecret,
    set: (person) => void known.set(person.login, person),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The provider's own page: a name is asked for, consent is taken as given. */
async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Identity provider</title><link rel="icon" href="data:,"><h1>Identity provider</h1>
      <form method="post"><label>User <input name="login"></label><button>Continue</button></form></html>`);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const login = new URLSearchParams(Buffer.concat(chunks).toString()).get('login') ?? '';
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: login, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: login }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
