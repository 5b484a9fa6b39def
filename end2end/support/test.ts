// `test` with a running site (one a worker), sign-in, and a silent console: a page that warns or errs fails its test.
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { people, startSite, type Site } from './site.ts';
import type { Names } from './messages.ts';

interface Tools {
  /** Lines that the console may say in this test, as a page that is not found does. */
  allow(pattern: RegExp): void;
  /** Signs in at the provider, from wherever the page then is sent to the sign-in. */
  signIn(who?: keyof typeof people, page?: Page): Promise<void>;
  /** Opens the page of an order by its number, as soon as it is known. */
  openOrder(names: Names, page?: Page): Promise<void>;
}

interface Heard {
  said: string[];
  allowed: RegExp[];
}

export const test = base.extend<Tools & { browserConsole: Heard }, { site: Site; demo: Site }>({
  site: [async ({}, use) => run(await startSite(), use), { scope: 'worker', timeout: 90_000 }],
  demo: [async ({}, use) => run(await startSite({ demo: true }), use), { scope: 'worker', timeout: 180_000 }],

  browserConsole: [
    async ({ context, javaScriptEnabled }, use) => {
      // With scripting off a browser remarks that the module it was told of went unused.
      const heard: Heard = { said: [], allowed: javaScriptEnabled ? [] : [/was preloaded using link preload but not used/] };
      listen(context, heard.said);
      await use(heard);
      expect(heard.said.filter((line) => !heard.allowed.some((pattern) => pattern.test(line)))).toEqual([]);
    },
    { auto: true },
  ],

  allow: async ({ browserConsole }, use) => {
    await use((pattern) => void browserConsole.allowed.push(pattern));
  },

  signIn: async ({ page: main, site }, use) => {
    await use(async (who = 'agent', page = main) => {
      if (!page.url().includes('/signin')) await page.goto(`${site.url}/signin`);
      // The provider forgets who was there before; the application is not touched.
      await page.context().clearCookies({ domain: 'localhost' });
      await page.getByRole('link', { name: 'Continue with Example Ltd' }).click();
      await page.getByLabel('User').fill(people[who].login);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL((url) => url.origin === site.url);
    });
  },

  openOrder: async ({ page: main, site }, use) => {
    await use(async (names, page = main) => {
      // Accepted is not yet applied: the search finds it when it is.
      await expect(async () => {
        await page.goto(`${site.url}/search?q=${encodeURIComponent(names.order)}`);
        expect(new URL(page.url()).pathname).toMatch(/^\/orders\//);
      }).toPass({ timeout: 15_000 });
    });
  },
});

async function run(site: Site, use: (site: Site) => Promise<void>): Promise<void> {
  await use(site);
  const code = await site.stop();
  if (code !== 0) throw new Error(`the server ended with ${code} instead of draining:\n${site.log()}`);
}

function listen(context: BrowserContext, said: string[]): void {
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => said.push(`exception: ${error.error().message}`));
}

/** Opens order 4711 once the demo world has told all of it; a server built for tests takes its time to apply the past. */
export async function openTold(page: Page, demo: Site): Promise<void> {
  await expect(async () => {
    await page.goto(`${demo.url}/search?q=4711`);
    expect(page.url()).toContain('/orders/');
    await expect(page.locator('[data-live=answer]')).toContainText('2 of 3 delivered', { timeout: 1_000 });
  }).toPass({ timeout: 200_000 });
}

/** Everything is said twice: once with scripting, once without. */
export function eachWay(title: string, body: (scripting: boolean) => void): void {
  for (const scripting of [true, false]) {
    test.describe(scripting ? title : `${title}, with JavaScript off`, () => {
      test.use({ javaScriptEnabled: scripting });
      body(scripting);
    });
  }
}

export { expect };
