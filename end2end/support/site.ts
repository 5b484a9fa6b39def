// The real server with a data folder of its own, the partners' secrets, and people at a real identity provider.
import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Message } from './messages.ts';
import { freePort, start } from './process.ts';
import { startProvider, type IdentityProvider, type Person } from './provider.ts';
import { signedHeaders } from './sign.ts';

const root = resolve(import.meta.dirname, '../..');
const binary = join(root, 'target/debug/waypost');

export const people = {
  agent: person('maria', 'Maria Lopez', ['agent'], ['1010']),
  otherAgent: person('jens', 'Jens Brandt', ['agent'], ['2000']),
  supervisor: person('sam', 'Sam Carter', ['supervisor'], ['1010']),
  otherSupervisor: person('lena', 'Lena Vogt', ['supervisor'], ['1010', '2000']),
  operator: person('olga', 'Olga Ivanova', ['operator'], []),
  otherOperator: person('omar', 'Omar Haddad', ['operator'], []),
  stranger: person('nora', 'Nora Nobody', [], ['1010']),
} satisfies Record<string, Person>;

function person(login: string, name: string, roles: string[], organisations: string[]): Person {
  return { login, name, email: `${login}@waypost.example`, roles, organisations };
}

export interface Site {
  url: string;
  provider: IdentityProvider;
  /** Sends a partner's message, signed, and wants it accepted. */
  send(...messages: Message[]): Promise<void>;
  /** Makes an API token. */
  credential(scope: string, ...organisations: string[]): Promise<string>;
  log(): string;
  stop(): Promise<number | null>;
}

export async function startSite(options: { demo?: boolean; env?: Record<string, string> } = {}): Promise<Site> {
  const data = await mkdtemp(join(tmpdir(), 'waypost-'));
  const port = await freePort('127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const provider = await startProvider(Object.values(people), `${url}/auth/callback`);
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const env = {
    WAYPOST_SERVER__PUBLIC_URL: url,
    WAYPOST_OIDC__ISSUER: provider.issuer,
    WAYPOST_OIDC__NAME: 'Example Ltd',
    WAYPOST_OIDC__CLIENT_ID: provider.clientId,
    WAYPOST_OIDC__CLIENT_SECRET: provider.clientSecret,
    WAYPOST_CONNECTORS__DIR: join(root, 'connectors'),
    WAYPOST_CONNECTORS__SECRETS__ERP_GENERIC: JSON.stringify([secret]),
    WAYPOST_CONNECTORS__SECRETS__TMS_GENERIC: JSON.stringify([secret]),
    WAYPOST_CONNECTORS__SECRETS__UPS: JSON.stringify([secret]),
    WAYPOST_CONNECTORS__SECRETS__SALESFORCE_CASE: JSON.stringify([secret]),
    // Many people sign in from one address here.
    WAYPOST_LIMITS__ATTEMPTS_PER_MINUTE: '0',
    WAYPOST_LIMITS__PAGES_PER_SECOND: '0',
    ...options.env,
  };
  const args = ['serve', '--listen', `127.0.0.1:${port}`, '--data', data, ...(options.demo ? ['--demo'] : [])];
  const ready = /listening on (http:\S+)/;
  const server = await start(binary, args, { env, ready, cwd: root });
  return {
    url,
    provider,
    send: async (...messages) => {
      for (const message of messages) await deliver(url, secret, message);
    },
    credential: async (scope, ...organisations) => {
      const own = organisations.flatMap((organisation) => ['--organisation', organisation]);
      const args = ['token', 'create', `browser tests ${scope}`, '--scope', scope, ...own, '--data', data];
      const made = await promisify(execFile)(binary, args, { cwd: root, env: { ...process.env, ...env } });
      const secret = /wpt_\S+/.exec(made.stdout)?.[0];
      if (!secret) throw new Error(`no token in: ${made.stdout}${made.stderr}`);
      return secret;
    },
    log: server.log,
    stop: async () => {
      const code = await server.stop();
      await provider.stop();
      await rm(data, { recursive: true, force: true });
      return code;
    },
  };
}

function proof(connector: string, secret: string, body: string): Record<string, string> {
  if (connector === 'ups') return { 'x-api-key': secret };
  if (connector === 'salesforce_case') return { 'x-waypost-signature': createHmac('sha256', secret).update(body).digest('base64') };
  return signedHeaders(secret, body);
}

async function deliver(url: string, secret: string, { connector, body }: Message): Promise<void> {
  const type = connector === 'erp_generic' ? 'application/cloudevents+json' : 'application/json';
  const answer = await fetch(`${url}/ingest/${connector}`, {
    method: 'POST',
    headers: { 'content-type': type, ...proof(connector, secret, body) },
    body,
  });
  if (answer.status !== (['ups', 'salesforce_case'].includes(connector) ? 200 : 202)) throw new Error(`${connector} was answered ${answer.status}: ${await answer.text()}`);
}
