// The widget inside the pages of other systems: another site, the real headers, third-party cookies blocked.
import type { FrameLocator, Page } from '@playwright/test';
import { axe, none } from '../support/axe.ts';
import { startHost, type Host } from '../support/host.ts';
import { delayed, milestone, names, orderCreated, pdf, proofOfDelivery, shipmentCreated, type Names } from '../support/messages.ts';
import { freePort } from '../support/process.ts';
import { startSite, type Site } from '../support/site.ts';
import { expect, test as base } from '../support/test.ts';

const USER = '0055e000001AbCdEAF';
const CONSUMER_SECRET = 'consumer-secret-of-the-canvas-app';

interface Consoles {
  site: Site;
  host: Host;
  /** On a site that is not configured. */
  stranger: Host;
  /** An API token that reads orders: to see when one is known. */
  reader: string;
}

const test = base.extend<object, { consoles: Consoles }>({
  consoles: [
    async ({}, use) => {
      const [port, other] = [await freePort('localhost'), await freePort('localhost')];
      const site = await startSite({
        env: {
          WAYPOST_EMBED__HOSTS: JSON.stringify([`http://localhost:${port}`]),
          WAYPOST_EMBED__CANVAS_SECRETS: JSON.stringify(['the secret that it replaces', CONSUMER_SECRET]),
          WAYPOST_EMBED__CANVAS_ORGANISATIONS: `{${USER}=["1010"]}`,
          WAYPOST_LIMITS__LIVE_CHECK_SECONDS: '1',
        },
      });
      const credential = await site.credential('embed:issue', '1010');
      const options = { waypost: site.url, credential, consumerSecret: CONSUMER_SECRET, user: USER };
      const host = await startHost({ ...options, port });
      const stranger = await startHost({ ...options, port: other });
      await use({ site, host, stranger, reader: await site.credential('orders:read') });
      await host.stop();
      await stranger.stop();
      await site.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test.use({ launchOptions: async ({ launchOptions }, use) => {
  await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--test-third-party-cookie-phaseout'] });
} });

const widget = (page: Page): FrameLocator => page.frameLocator('iframe');
const answer = (page: Page) => widget(page).locator('[data-live=answer]');
/** A widget whose ticket was lost (the machine was busy, say) asks again after a second, then after two and so on. */
const CONNECTS = { timeout: 30_000 };
const live = (page: Page) => widget(page).locator('header [role=status]', { hasText: /, live$/ });

/** An order that is known: accepted is not yet applied. */
async function known({ site, reader }: Consoles, ...more: ((order: Names) => Parameters<Site['send']>[0])[]): Promise<Names> {
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP'), ...more.map((message) => message(order)));
  await expect(async () => {
    const asked = await fetch(`${site.url}/api/v1/orders?ref=tracking::${order.tracking}`, { headers: { authorization: `Bearer ${reader}` } });
    expect(((await asked.json()) as { orders: unknown[] }).orders).toHaveLength(1);
  }).toPass({ timeout: 20_000 });
  return order;
}

/** Opens a host's page and sees the order in its frame. */
async function opened(page: Page, address: string, order: Names): Promise<void> {
  await page.goto(address);
  await expect(widget(page).getByRole('heading', { level: 1 })).toHaveText(`Order ${order.order}`);
}

const height = (page: Page) => page.locator('iframe').evaluate((frame) => frame.getBoundingClientRect().height);

for (const host of ['console', 'lightning', 'element', 'canvas'] as const) {
  test(`${host}: the answer stands in a frame of another site, without a cookie, and follows what happens`, async ({ page, consoles, context }) => {
    const order = await known(consoles);
    // Somebody is signed in at the server in this very browser: the frame knows nothing of it.
    await context.addCookies([{ name: 'waypost', value: 'x', url: consoles.site.url }]);
    const cookies: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/embed/')) void request.allHeaders().then((headers) => headers.cookie && cookies.push(request.url()));
    });
    await opened(page, `${consoles.host.url}/${host}?order=${order.order}`, order);
    await expect(answer(page)).toContainText(/on its way|on track|moving/i);
    await expect(live(page)).toBeVisible(CONNECTS);
    await consoles.site.send(milestone(order, 'OUT_FOR_DELIVERY', new Date().toISOString()));
    await expect(answer(page)).toContainText(/out for delivery/i);
    await expect(widget(page).locator('.ms')).toContainText('Out for delivery');
    await consoles.site.send(milestone(order, 'DELIVERED', new Date().toISOString()));
    await expect(answer(page)).toContainText(/delivered/i);
    expect(cookies).toEqual([]);
    expect(consoles.site.log()).not.toContain('wpe1.');
  });
}

for (const host of ['lightning', 'element'] as const) {
  test(`${host}: the frame is as high as what it shows`, async ({ page, consoles }) => {
    const order = await known(consoles, (of) => delayed(of));
    await opened(page, `${consoles.host.url}/${host}?order=${order.order}`, order);
    await expect(answer(page)).toContainText(/weather/i);
    await expect(async () => {
      const content = await widget(page).locator('main').evaluate((main) => Math.ceil(main.getBoundingClientRect().height));
      expect(await height(page)).toBe(content);
      expect(content).toBeGreaterThan(200);
    }).toPass();
  });
}

test('the frame follows the theme of its console, not of the system', async ({ page, consoles }) => {
  const order = await known(consoles);
  await page.emulateMedia({ colorScheme: 'light' });
  const ground = () => widget(page).locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  await opened(page, `${consoles.host.url}/lightning?order=${order.order}&theme=dark`, order);
  await expect(async () => expect(await ground()).toBe('rgb(24, 27, 31)')).toPass();
  await page.evaluate(() => (window as unknown as { say: (word: object) => void }).say({ theme: 'light' }));
  await expect(async () => expect(await ground()).toBe('rgb(255, 255, 255)')).toPass();
  await opened(page, `${consoles.host.url}/element?order=${order.order}&theme=light`, order);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(async () => expect(await ground()).toBe('rgb(255, 255, 255)')).toPass();
  await page.locator('waypost-order').evaluate((element) => element.setAttribute('theme', 'dark'));
  await expect(async () => expect(await ground()).toBe('rgb(24, 27, 31)')).toPass();
});

test('the whole page is opened by the console, and by the browser where there is none', async ({ page, consoles, context }) => {
  const order = await known(consoles);
  await opened(page, `${consoles.host.url}/element?order=${order.order}`, order);
  await expect(live(page)).toBeVisible(CONNECTS);
  const link = widget(page).getByRole('link', { name: 'Full page' });
  const address = await link.getAttribute('href');
  expect(address).toMatch(new RegExp(`^${consoles.site.url}/orders/\\d+$`));
  await link.click();
  const wanted = await page.evaluate(() => (window as unknown as { opened: unknown[] }).opened);
  expect(wanted).toEqual([{ url: address, label: `Order ${order.order}` }]);
  await opened(page, `${consoles.host.url}/canvas?order=${order.order}`, order);
  const tab = context.waitForEvent('page');
  await widget(page).getByRole('link', { name: 'Full page' }).click();
  await expect(await tab).toHaveURL(/\/(orders\/\d+|signin)/);
});

test('a host that is not configured cannot frame it', async ({ page, consoles, allow }) => {
  allow(/frame-ancestors|Framing|refused to connect|violates the following/i);
  const order = await known(consoles);
  await opened(page, `${consoles.host.url}/lightning?order=${order.order}`, order);
  for (const host of ['lightning', 'console', 'element', 'canvas']) {
    await page.goto(`${consoles.stranger.url}/${host}?order=${order.order}`);
    await expect(page.locator('iframe')).toBeVisible();
    await page.waitForTimeout(500);
    await expect(widget(page).getByText(order.order)).toHaveCount(0);
    await expect(widget(page).locator('main.wp')).toHaveCount(0);
  }
});

test('nothing but the widget can be framed, not even by a host that may frame that', async ({ page, consoles, allow }) => {
  allow(/frame-ancestors|Framing|refused to connect|violates the following/i);
  await page.goto(`${consoles.host.url}/lightning?order=1&gives=no`);
  await page.locator('iframe').evaluate((frame, address) => frame.setAttribute('src', address), `${consoles.site.url}/signin`);
  await page.waitForTimeout(500);
  await expect(widget(page).getByText('Sign in')).toHaveCount(0);
});

test('a token for another order, one that was changed and one that ended say what to do', async ({ page, consoles, allow }) => {
  allow(/40[13]/);
  const [one, two] = [await known(consoles), await known(consoles)];
  await opened(page, `${consoles.host.url}/console?order=${one.order}`, one);
  await page.goto(`${consoles.host.url}/console?order=${one.order}&for=${two.order}`);
  await expect(widget(page).getByRole('heading', { name: 'This view is for another order' })).toBeVisible();
  await check(page, 'another order');
  await page.goto(`${consoles.host.url}/lightning?order=${one.order}&for=${two.order}`);
  await expect(widget(page).getByRole('heading', { name: 'This view is for another order' })).toBeVisible();

  // A console that sends the same wrong token again and again is asked three times, and then told.
  await page.goto(`${consoles.host.url}/lightning?order=${one.order}&gives=no`);
  await expect(widget(page).getByRole('heading', { name: 'Waiting for the console' })).toBeVisible();
  await check(page, 'waiting');
  const asked: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
  await page.evaluate(() => (window as unknown as { say: (word: object) => void }).say({ token: 'wpe1.changed.x' }));
  await expect(widget(page).getByRole('heading', { name: 'This view cannot be opened' })).toBeVisible();
  await check(page, 'forged');
  expect(asked).toHaveLength(1);
});

test('canvas: a request that was changed, used again or not ours says what to do', async ({ page, consoles, allow }) => {
  allow(/40[134]/);
  const order = await known(consoles);
  const request = consoles.host.sign({ order: order.order });
  await opened(page, `${consoles.host.url}/canvas?order=${order.order}`, order);
  const address = (signed: string) => `${consoles.host.url}/canvas?request=${encodeURIComponent(signed)}`;
  await page.goto(address(request));
  await expect(widget(page).getByRole('heading', { name: `Order ${order.order}` })).toBeVisible();
  await page.goto(address(request));
  await expect(widget(page).getByRole('heading', { name: 'This request was used before' })).toBeVisible();
  await expect(widget(page).getByText('open it again')).toBeVisible();
  await check(page, 'used before');
  for (const wrong of [request.replace(/..$/, 'AA'), consoles.host.sign({ order: order.order, secret: 'another' })]) {
    await page.goto(address(wrong));
    await expect(widget(page).getByRole('heading', { name: 'do not know each other' })).toBeVisible();
  }
  await check(page, 'not ours');
  await page.goto(address(consoles.host.sign({ order: order.order, user: '0055e000009StRange' })));
  await expect(widget(page).getByRole('heading', { name: 'You see no orders here yet' })).toBeVisible();
  await page.goto(address(consoles.host.sign({ order: 'no-such-number' })));
  await expect(widget(page).getByRole('heading', { name: 'No such order in your organisations' })).toBeVisible();
  expect(consoles.site.log()).not.toContain('oauthToken');
});

test('a renewed token keeps a widget alive', async ({ page, consoles }) => {
  const order = await known(consoles);
  await opened(page, `${consoles.host.url}/lightning?order=${order.order}`, order);
  await expect(live(page)).toBeVisible(CONNECTS);
  const before = await widget(page).locator('#self [name=token]').inputValue();
  // What the console sends when it is asked: a new token, with which the widget goes on. Of one second it is the same.
  let token = before;
  await expect(async () => {
    token = await (await page.request.get(`${consoles.host.url}/token?order=${order.order}`)).text();
    expect(token).not.toBe(before);
  }).toPass();
  await page.evaluate((fresh) => (window as unknown as { say: (word: object) => void }).say({ token: fresh }), token);
  await expect(widget(page).locator('#self [name=token]')).not.toHaveValue(before);
  await consoles.site.send(milestone(order, 'OUT_FOR_DELIVERY', new Date().toISOString()));
  await expect(answer(page)).toContainText(/out for delivery/i);
});

test('what to say is copied, and a proof is opened', async ({ page, consoles, context }) => {
  const order = await known(consoles, (of) => milestone(of, 'DELIVERED'), (of) => proofOfDelivery(of, 'application/pdf', pdf('Signed')));
  await opened(page, `${consoles.host.url}/console?order=${order.order}`, order);
  await expect(widget(page).locator('.pod')).toContainText('signed by J. Doe');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const text = await widget(page).locator('blockquote').innerText();
  await widget(page).getByRole('button', { name: 'Copy' }).click();
  await expect(widget(page).getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  const response = context.waitForEvent('response', (one) => one.url().includes('/embed/document/'));
  await widget(page).getByRole('button', { name: /^Open/ }).click();
  expect((await response).status()).toBe(200);
  expect((await response).headers()['content-type']).toBe('application/pdf');
});

test('what was said is noted from the widget, and stands on the page', async ({ page, consoles }) => {
  const order = await known(consoles, (of) => delayed(of));
  await opened(page, `${consoles.host.url}/lightning?order=${order.order}`, order);
  await expect(live(page)).toBeVisible(CONNECTS);
  await widget(page).getByLabel('By which way').selectOption('email');
  await widget(page).getByRole('button', { name: 'Note it as said' }).click();
  await expect(widget(page).locator('.told')).toContainText('Told before', { timeout: 10_000 });
  await expect(live(page)).toBeVisible(CONNECTS);
});

test.describe('with JavaScript off', () => {
  test.use({ javaScriptEnabled: false });

  test('a console posts its token into the frame, and Canvas its request', async ({ page, consoles }) => {
    const order = await known(consoles, (of) => delayed(of));
    for (const host of ['console', 'canvas']) {
      await page.goto(`${consoles.host.url}/${host}?order=${order.order}`);
      await page.getByRole('button', { name: 'Open' }).click();
      await expect(widget(page).getByRole('heading', { level: 1 })).toHaveText(`Order ${order.order}`);
      await expect(answer(page)).toContainText(/weather/i);
      await expect(widget(page).locator('blockquote')).toBeVisible();
      await expect(widget(page).getByRole('button', { name: 'Copy' })).toHaveCount(0);
      await widget(page).getByRole('button', { name: 'Note it as said' }).click();
      await expect(widget(page).getByRole('heading', { level: 1 })).toHaveText(`Order ${order.order}`);
      await expect(widget(page).locator('.told')).toBeVisible();
    }
  });
});

test('the demonstration shows it as three consoles do', async ({ page, demo, allow }) => {
  allow(/404/);
  await expect(async () => {
    await page.goto(`${demo.url.replace('127.0.0.1', 'localhost')}/demo/hosts?theme=dark`);
    for (const frame of ['iframe[name=posted]', 'waypost-order iframe', 'iframe[name=canvas]']) {
      await expect(page.frameLocator(frame).getByRole('heading', { level: 1 })).toHaveText('Order 4711', { timeout: 3_000 });
    }
  }).toPass({ timeout: 60_000 });
  // Canvas is told the height in its own language; the other two in ours.
  for (const frame of ['iframe[name=posted]', 'waypost-order iframe', 'iframe[name=canvas]']) {
    await expect.poll(() => page.locator(frame).evaluate((one) => one.getBoundingClientRect().height)).not.toBe(320);
  }
});

async function check(page: Page, what: string): Promise<void> {
  // A frame that was only just filled may not answer axe yet.
  await expect(async () => {
    const { violations, passes } = await axe(page).include('iframe').analyze();
    expect(passes.some((rule) => rule.nodes.some((node) => node.target.length > 1)), 'the frame itself is examined').toBe(true);
    none(violations, what);
  }).toPass({ timeout: 20_000 });
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 600]) {
    test(`nothing stands in anybody's way (${colorScheme}, ${width} px)`, async ({ page, consoles }, info) => {
      await page.setViewportSize({ width: width + 40, height: 1_000 });
      await page.emulateMedia({ colorScheme });
      const late = await known(consoles, (of) => delayed(of));
      const there = await known(consoles, (of) => milestone(of, 'DELIVERED'), (of) => proofOfDelivery(of, 'application/pdf', pdf('x')));
      for (const [name, order] of Object.entries({ late, there })) {
        await opened(page, `${consoles.host.url}/lightning?order=${order.order}&theme=${colorScheme}&width=${width}`, order);
        await expect(live(page)).toBeVisible(CONNECTS);
        await expect(widget(page).locator('h2', { hasText: name === 'there' ? 'Proof of delivery' : 'What to say' })).toBeVisible();
        await check(page, name);
        const wider = await widget(page).locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
        expect(wider, 'it does not scroll sideways').toBeLessThanOrEqual(0);
        await info.attach(`${name}-${width}-${colorScheme}`, { body: await page.screenshot({ fullPage: true }), contentType: 'image/png' });
      }
    });
  }
}
