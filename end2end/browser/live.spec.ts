import { milestone, names, orderCreated, shipmentCreated, type Names } from '../support/messages.ts';
import { expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';
import type { Site } from '../support/site.ts';

const badge = (page: Page) => page.locator('[data-live=answer]');
const live = (page: Page) => page.locator('[role=status].live', { hasText: /^\s*Live\./ });

async function underWay(site: Site): Promise<Names> {
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP'));
  return order;
}

/** Marks the page, so that a reload would show. */
const mark = (page: Page) => page.evaluate(() => void ((window as unknown as { marked: boolean }).marked = true));
const marked = (page: Page) => page.evaluate(() => (window as unknown as { marked?: boolean }).marked === true);

test('an open page follows what happens, without a reload', async ({ page, site, signIn, openOrder }) => {
  const order = await underWay(site);
  await signIn();
  await openOrder(order);
  await expect(live(page)).toBeVisible();
  await mark(page);
  await site.send(milestone(order, 'OUT_FOR_DELIVERY', new Date().toISOString()));
  await expect(badge(page)).toContainText(/out for delivery/i);
  await site.send(milestone(order, 'DELIVERED', new Date().toISOString()));
  await expect(badge(page)).toContainText(/delivered/i);
  expect(await marked(page)).toBe(true);
});

test('what happens between rendering and connecting is not lost', async ({ page, site, signIn, openOrder }) => {
  const order = await underWay(site);
  await signIn();
  await openOrder(order);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  // The browser's code arrives late: the page is rendered, and nothing is connected yet.
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await expect(page.locator('main[data-order]')).toBeVisible();
  await mark(page);
  const version = await page.locator('main[data-order]').getAttribute('data-version');
  await site.send(milestone(order, 'OUT_FOR_DELIVERY', new Date().toISOString()));
  // The page as it would be now: so it was applied before this one connects.
  await expect(async () => {
    expect(await (await page.request.get(page.url())).text()).toMatch(/out for delivery/i);
  }).toPass({ timeout: 10_000 });
  expect(await page.locator('main[data-order]').getAttribute('data-version')).toBe(version);
  release();
  await expect(badge(page)).toContainText(/out for delivery/i);
  expect(await marked(page)).toBe(true);
});

test('the seventh tab lives too', async ({ page, context, site, signIn, openOrder }) => {
  const orders = [await underWay(site), await underWay(site)] as const;
  await signIn();
  const tabs: [Page, Names][] = [];
  for (let i = 0; i < 7; i++) {
    const tab = i === 0 ? page : await context.newPage();
    const order = orders[i % 2]!;
    await openOrder(order, tab);
    await expect(live(tab)).toBeVisible();
    tabs.push([tab, order]);
  }
  for (const order of orders) await site.send(milestone(order, 'OUT_FOR_DELIVERY', new Date().toISOString()));
  for (const [tab] of tabs) await expect(badge(tab)).toContainText(/out for delivery/i);

  // The tab that held the stream goes; the others go on.
  const [first] = tabs.shift()!;
  await first.close();
  for (const order of orders) await site.send(milestone(order, 'DELIVERED', new Date().toISOString()));
  for (const [tab] of tabs) await expect(badge(tab)).toContainText(/delivered/i);
});

test('signing out in one tab ends the stream of the others', async ({ page, context, site, signIn, openOrder }) => {
  const order = await underWay(site);
  await signIn();
  await openOrder(order);
  await expect(live(page)).toBeVisible();
  const other = await context.newPage();
  await openOrder(order, other);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/\/auth\/out/);
  await expect(live(page)).toHaveCount(0, { timeout: 20_000 });
});
