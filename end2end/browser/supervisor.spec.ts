// The day of a supervisor, from the first look at the lists to the figures; the same with JavaScript off.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { check, wider } from '../support/axe.ts';
import { ago, delayed, hours, milestone, names, orderCreated, shipmentCreated, type Message, type Names } from '../support/messages.ts';
import type { Site } from '../support/site.ts';
import { eachWay, expect, test } from '../support/test.ts';

/** The same shipment with a carrier of its own, by which a list of these orders alone is found. */
function carriedBy(carrier: string, { connector, body }: Message): Message {
  const message = JSON.parse(body);
  message.data.transport.carrier = { scac: 'ZZZZ', name: carrier };
  return { connector, body: JSON.stringify(message) };
}

/** Orders that weather holds up, with a carrier that nobody else has. */
async function heldUp(site: Site, count: number): Promise<{ carrier: string; orders: Names[] }> {
  const orders = Array.from({ length: count }, () => names());
  const carrier = `Couriers of ${orders[0]?.order}`;
  for (const order of orders) {
    await site.send(orderCreated(order), carriedBy(carrier, shipmentCreated(order)), milestone(order, 'PICKED_UP', ago(hours(5))), delayed(order));
  }
  return { carrier, orders };
}

const row = (page: Page, order: Names | undefined) => page.locator('tr', { has: page.getByRole('link', { name: order?.order, exact: true }) });

/** Opens an address until what it waits for is there: accepted is not yet applied. */
async function until(page: Page, address: string, wanted: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await wanted();
  }).toPass({ timeout: 20_000 });
}

eachWay('the day of a supervisor', (scripting) => {
  test('is run from the worklists', async ({ page, browser, site, signIn, allow }) => {
    test.slow();
    allow(/40[049]/);
    const { carrier, orders } = await heldUp(site, 4);
    const [first, second, third, fourth] = orders;
    const list = `${site.url}/worklist?cause=late&carrier=${encodeURIComponent(carrier)}`;

    // The morning: what is there, and what is most pressing.
    await signIn('supervisor');
    await until(page, list, () => expect(page.locator('tbody tr')).toHaveCount(4, { timeout: 500 }));
    await page.goto(`${site.url}/`);
    await page.getByRole('link', { name: 'Worklists' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Everything to do');
    await page.getByRole('navigation', { name: 'Causes' }).getByRole('link', { name: /At risk or late/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('At risk or late');
    await page.getByLabel('Carrier', { exact: true }).selectOption(carrier);
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page.locator('tbody tr')).toHaveCount(4);
    await expect(row(page, first)).toContainText(/weather/i);
    await expect(row(page, first)).toContainText('Key');
    await expect(row(page, first)).toContainText(/\d (h|min)/);
    await expect(page.locator('.bulk'), 'nothing is picked').toBeHidden();

    // Two of them are mine.
    for (const order of [first, second]) await row(page, order).getByRole('checkbox').check();
    await expect(page.locator('.bulk')).toBeVisible();
    await page.getByRole('group', { name: 'With the picked items' }).getByRole('button', { name: /^Assign/ }).click();
    await expect(page.locator('.said-so')).toHaveText('2 items assigned');
    await expect(row(page, first)).toContainText('S. Carter');
    await expect(row(page, third)).toContainText('nobody');
    await page.getByLabel('With', { exact: true }).selectOption('me');
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page.locator('tbody tr')).toHaveCount(2);

    // Kept under a name, and there for colleagues.
    await page.getByText('Save this view').click();
    await page.getByLabel('Name', { exact: true }).fill('Mine, by <courier>');
    await page.getByLabel('Show it to everybody').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('navigation', { name: 'Causes' }).getByRole('link', { name: 'Mine, by <courier>' })).toBeVisible();

    // One can wait.
    await row(page, second).getByRole('checkbox').check();
    await page.getByRole('button', { name: /^Snooze/ }).click();
    await expect(page.locator('.said-so')).toHaveText('1 item put off');
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await page.getByLabel('Show', { exact: true }).selectOption('aside');
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(row(page, second)).toContainText('put off until');

    // The other is looked at, talked about and closed with a reason.
    await page.goto(list);
    await row(page, first).getByRole('link', { name: /weather/i }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(first?.order ?? '');
    await page.getByText('Comment…').click();
    await page.getByLabel('In your own words', { exact: true }).fill('Called the hub.\n<b>They wait for the road.</b>');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await expect(page.locator('.steps')).toContainText('<b>They wait for the road.</b>');
    await page.getByText('Resolve…').click();
    await page.locator('select[name=reason]').selectOption({ label: 'Customer informed' });
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await expect(page.locator('.said-so')).toHaveText('1 item resolved');
    await expect(page.locator('.steps')).toContainText('Customer informed');
    await page.getByRole('link', { name: 'Open the order' }).click();
    await expect(page).toHaveURL(/\/orders\//);
    await expect(page.getByRole('heading', { name: 'What to say' })).toBeVisible();

    // A colleague was faster.
    const elsewhere = await browser.newContext({ javaScriptEnabled: scripting });
    const other = await elsewhere.newPage();
    await other.goto(`${site.url}/signin`);
    await signIn('otherSupervisor', other);
    await page.goto(list);
    await other.goto(list);
    await expect(other.getByRole('link', { name: /Mine, by/ })).toContainText('shared by Sam Carter');
    await row(other, third).getByRole('checkbox').check();
    await other.getByText('Resolve…').click();
    await other.locator('select[name=reason]').selectOption('accepted');
    await other.getByRole('button', { name: 'Resolve', exact: true }).click();
    await expect(other.locator('.said-so')).toHaveText('1 item resolved');
    for (const order of [third, fourth]) await row(page, order).getByRole('checkbox').check();
    await page.getByRole('button', { name: /^Assign/ }).click();
    await expect(page.getByRole('heading', { level: 2 })).toHaveText('1 of 2 items were not done');
    await expect(page.locator('main')).toContainText('Lena Vogt resolved it meanwhile');
    await expect(page.locator('main')).toContainText('1 item assigned');
    // axe is a script itself.
    if (scripting) await check(page, 'what was not done');
    await page.getByRole('link', { name: 'Back', exact: true }).click();
    await expect(page).toHaveURL(list);
    await elsewhere.close();

    // The carrier delivers: the item is gone by itself.
    await expect(row(page, fourth)).toContainText('S. Carter');
    await site.send(milestone(fourth as Names, 'DELIVERED', ago(hours(0))));
    await until(page, list, () => expect(row(page, fourth)).toHaveCount(0, { timeout: 500 }));
    await expect(page.getByText('Nothing to do here')).toBeVisible();

    // What is left goes into a file.
    const file = page.waitForEvent('download');
    await page.goto(`${list}&show=aside`);
    await page.getByRole('link', { name: 'CSV' }).click();
    const text = await readFile(await (await file).path(), 'utf8');
    expect(text.split('\r\n').filter((line) => line.includes(carrier))).toHaveLength(3);
    expect(text).toContain(second?.order);

    // The evening: the figures.
    await page.getByRole('link', { name: 'Insights' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Insights' })).toBeVisible();
    await expect(page.locator('.tile', { hasText: 'Exceptions by hand' })).toContainText('%');
    await expect(page.locator('.tile', { hasText: 'Freight invoices matched' })).toContainText('not measured');
    await expect(page.getByRole('table', { name: 'Items of the worklists, by cause' })).toContainText('At risk or late');
    await page.getByRole('link', { name: '7 days' }).click();
    await expect(page.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true');
  });

  test('is nobody else’s', async ({ page, site, signIn, allow }) => {
    allow(/404/);
    await signIn('agent');
    await expect(page.getByRole('link', { name: 'Worklists' })).toHaveCount(0);
    for (const path of ['/worklist', '/insights']) {
      const answer = await page.goto(`${site.url}${path}`);
      expect(answer?.status()).toBe(404);
      await expect(page.getByText('No such page').first()).toBeVisible();
    }
  });
});

test('rows are walked, picked and acted on by keys', async ({ page, site, signIn }) => {
  const { carrier, orders } = await heldUp(site, 3);
  const list = `${site.url}/worklist?cause=late&carrier=${encodeURIComponent(carrier)}`;
  await signIn('supervisor');
  await until(page, list, () => expect(page.locator('tbody tr')).toHaveCount(3, { timeout: 500 }));
  const order = (at: number) => page.locator('tbody tr').nth(at).locator('th a');
  const body = page.locator('body');
  const press = (key: string) => page.keyboard.press(key);
  // The ear is there once the switch of the shortcuts is.
  await page.locator('#keys > summary').click();
  await expect(page.getByRole('button', { name: 'Keyboard shortcuts: on' })).toBeVisible();
  await expect(async () => {
    await body.press('j');
    await expect(order(0)).toBeFocused({ timeout: 500 });
  }).toPass();
  await press('Escape');
  await expect(page.getByRole('button', { name: 'Keyboard shortcuts: on' })).toBeHidden();
  await press('j');
  await expect(order(1)).toBeFocused();
  await press('k');
  await press('x');
  await press('j');
  await press('j');
  await press('Shift+X');
  await expect(page.locator('.pick :checked'), 'a range').toHaveCount(3);
  await press('Escape');
  await expect(page.locator('.pick :checked')).toHaveCount(0);
  await expect(page.locator('.bulk')).toBeHidden();
  await page.getByLabel('Pick all on this page').check();
  await expect(page.locator('.pick :checked')).toHaveCount(3);
  await order(0).focus();
  await press('n');
  await expect(page.getByLabel('In your own words', { exact: true })).toBeFocused();
  await page.keyboard.type('aaa rrr');
  await expect(page.getByLabel('In your own words', { exact: true })).toHaveValue('aaa rrr');
  await order(2).focus();
  await press('a');
  await expect(page.locator('.said-so')).toHaveText('3 items assigned');
  await order(0).focus();
  await press('Enter');
  await expect(page).toHaveURL(/\/orders\//);
  expect(orders).toHaveLength(3);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`nothing stands in a supervisor's way (${colorScheme}, ${width} px)`, async ({ page, site, signIn }) => {
      test.slow();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const { carrier, orders } = await heldUp(site, 2);
      const list = `${site.url}/worklist?cause=late&carrier=${encodeURIComponent(carrier)}`;
      await signIn('supervisor');
      await until(page, list, () => expect(page.locator('tbody tr')).toHaveCount(2, { timeout: 500 }));
      const fits = async (what: string, under?: string) => {
        await check(page, what, under);
        expect(await wider(page), `${what} does not scroll sideways`).toBeLessThanOrEqual(0);
      };
      await fits('a list');
      await row(page, orders[0]).getByRole('checkbox').check();
      await fits('a picked row');
      await page.getByText('Resolve…').click();
      await fits('resolving', '.filters');
      await page.getByRole('link', { name: /weather/i }).first().click();
      await fits('an item');
      await page.goto(`${site.url}/worklist?carrier=nobody`);
      await fits('an empty list');
      await page.goto(`${site.url}/worklist`);
      await fits('every list');
      await page.goto(`${site.url}/insights`);
      await fits('the figures');
    });
  }
}

test('the demo world gives a supervisor something to do', async ({ page, demo }) => {
  await page.goto(`${demo.url}/signin`);
  await page.getByRole('button', { name: /Priya Nair/ }).click();
  await page.waitForURL(`${demo.url}/`);
  const lists = page.getByRole('navigation', { name: 'Causes' }).getByRole('link');
  await expect(async () => {
    await page.goto(`${demo.url}/worklist`);
    // Everything, what is set aside, and five causes at least.
    expect(await lists.count()).toBeGreaterThanOrEqual(7);
  }).toPass({ timeout: 60_000 });
  await expect(page.locator('tbody tr').first()).toBeVisible();
});
