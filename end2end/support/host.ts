// Pages of other systems that show the widget, on another site than the server's (`localhost` against `127.0.0.1`): a
// console that posts its token into the frame, one that answers the frame's messages as the Lightning component does, a
// page with <waypost-order>, and Salesforce Canvas. Their server holds the credential, and signs as Salesforce does.
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Host {
  /** `http://localhost:PORT`: a site of its own. */
  url: string;
  /** Makes a signed request as Canvas posts it. */
  sign(request: Canvas): string;
  stop(): Promise<void>;
}

export interface Canvas {
  order?: string;
  user?: string;
  secret?: string;
}

export interface HostOptions {
  port: number;
  /** Where the server is: `http://127.0.0.1:PORT`. */
  waypost: string;
  /** An API token with `embed:issue`. */
  credential: string;
  consumerSecret: string;
  /** The Salesforce user that the server's configuration knows. */
  user: string;
}

export async function startHost(options: HostOptions): Promise<Host> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(options.port, 'localhost');
  await once(server, 'listening');
  return {
    url: `http://localhost:${options.port}`,
    sign: (request) => sign(options, request),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function sign({ consumerSecret, waypost, user }: HostOptions, canvas: Canvas): string {
  const context = {
    user: { userId: canvas.user ?? user, fullName: 'Marta Reyes', timeZone: 'America/Chicago' },
    organization: { organizationId: '00D5e000000HZSaEAO' },
    environment: { displayLocation: 'ServiceDesk', uiTheme: 'Theme3', parameters: { orderNumber: canvas.order ?? '' }, record: {} },
    links: {},
    application: { canvasUrl: `${waypost}/embed/canvas` },
  };
  const client = { oauthToken: randomUUID(), refreshToken: randomUUID(), instanceId: '_:waypost:j_id0', targetOrigin: 'https://acme.my.salesforce.com' };
  const json = JSON.stringify({ algorithm: 'HMACSHA256', issuedAt: Math.floor(Date.now() / 1000), userId: user, client, context });
  const envelope = Buffer.from(json).toString('base64');
  return `${createHmac('sha256', canvas.secret ?? consumerSecret).update(envelope).digest('base64')}.${envelope}`;
}

async function token({ waypost, credential }: HostOptions, order: string): Promise<string> {
  const answer = await fetch(`${waypost}/api/v1/embed-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      user: { id: 'marta', name: 'Marta Reyes', zone: 'America/Chicago' },
      sales_organisations: ['1010'],
      order: { number: order },
    }),
  });
  if (answer.status !== 201) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token;
}

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// Listens as the Lightning component does: to its own frame and to one address only.
const listener = (waypost: string, theme: string | null, gives: boolean) => `<script>
  const frame = document.querySelector('iframe');
  window.heard = [];
  let asked = 0;
  addEventListener('message', async ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== '${waypost}') return;
    window.heard.push(data);
    const say = (word) => frame.contentWindow.postMessage({ waypost: 'host', ...word }, '${waypost}');
    window.say = say;
    if (data.waypost === 'ready') say({ theme: ${JSON.stringify(theme)} ?? undefined, opens: true });
    if ((data.waypost === 'ready' && data.needs) || data.waypost === 'renew') {
      if (${gives}) say({ token: await (await fetch('/token' + location.search)).text() });
    }
    if (data.waypost === 'height') frame.style.height = data.height + 'px';
  });
</script>`;

const page = (title: string, width: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>:root{color-scheme:light dark}body{margin:0}main{width:${width}px}iframe{width:100%;height:20rem;border:0;display:block}</style></head>
<body><main><h1 style="font:600 16px sans-serif;margin:8px">${title}</h1>${body}</main></body></html>`;

async function answer(options: HostOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { waypost } = options;
  const url = new URL(request.url ?? '/', waypost);
  const asked = (name: string) => url.searchParams.get(name);
  const order = asked('order') ?? '';
  const [width, theme] = [String(Number(asked('width') ?? '400')), asked('theme')];
  const frame = (attributes: string) => `<iframe title="Waypost" allow="clipboard-write" ${attributes}></iframe>`;
  const posted = (action: string, fields: Record<string, string>) => {
    const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`);
    return `<form method="post" target="widget" action="${action}">${inputs.join('')}<button>Open</button></form>`;
  };
  const submits = '<script>document.querySelector("form").submit()</script>';
  const html = async (): Promise<string | undefined> => {
    switch (url.pathname) {
      case '/token':
        return token(options, asked('for') ?? order);
      case '/console': {
        const fields = { token: asked('token') ?? (await token(options, asked('for') ?? order)), theme: theme ?? '' };
        const form = posted(`${waypost}/embed/order/${order}`, fields);
        return page('Console', width, form + frame('name="widget"') + listener(waypost, theme, true) + submits);
      }
      case '/lightning':
        return page('Lightning', width, frame(`src="${waypost}/embed/order/${order}"`) + listener(waypost, theme, asked('gives') !== 'no'));
      case '/element': {
        const element = `<waypost-order order="${escape(order)}"${theme ? ` theme="${theme}"` : ''}></waypost-order>`;
        const script = `<script src="${waypost}/embed/waypost-order.js"></script><script>
          const element = document.querySelector('waypost-order');
          window.opened = [];
          element.addEventListener('waypost-open', (e) => { e.preventDefault(); window.opened.push(e.detail); });
          element.token = async () => (await fetch('/token' + location.search)).text();</script>`;
        return page('Any console', width, element + script);
      }
      case '/canvas': {
        const request = asked('request') ?? sign(options, { order, user: asked('user') ?? undefined, secret: asked('secret') ?? undefined });
        return page('Salesforce', width, posted(`${waypost}/embed/canvas`, { signed_request: request }) + frame('name="widget"') + submits);
      }
      default:
        return undefined;
    }
  };
  const body = await html();
  const type = url.pathname === '/token' ? 'text/plain' : 'text/html; charset=utf-8';
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body ?? '');
}
