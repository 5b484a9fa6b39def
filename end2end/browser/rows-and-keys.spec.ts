// Rows that open by a click, keys that leave the reader where they are, and what was typed before somebody goes back.
import type { Locator, Page } from '@playwright/test';
import { ago, delayed, hours, milestone, names, orderCreated, shipmentCreated, type Names } from '../support/messages.ts';
import type { Site } from '../support/site.ts';
import { eachWay, expect, test } from '../support/test.ts';

/** More late orders than a small window shows, and the list of late ones. */
async function longList(page: Page, site: Site): Promise<Names[]> {
  const orders = Array.from({ length: 12 }, () => names());
  for (const order of orders) {
    await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP', ago(hours(5))), delayed(order));
  }
  await expect(async () => {
    await page.goto(`${site.url}/worklist?cause=late`);
    expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(12);
  }).toPass({ timeout: 30_000 });
  // The ear for keys and clicks is there.
  await expect(page.locator('html')).toHaveAttribute('data-keys', 'on');
  return orders;
}

const inWindow = (element: Locator): Promise<boolean> =>
  element.evaluate((found) => {
    const { top, bottom } = found.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

test('a key that resolves leaves the picked row in sight', async ({ page, site, signIn }) => {
  await page.setViewportSize({ width: 1280, height: 480 });
  await signIn('supervisor');
  await longList(page, site);
  const first = page.locator('tbody tr').first();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(first.getByRole('checkbox')).toBeChecked();
  const before = await page.evaluate(() => scrollY);
  await page.keyboard.press('r');
  await expect(page.getByLabel('Reason')).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(before);
  expect(await inWindow(first)).toBe(true);
  expect(await inWindow(page.getByLabel('Reason'))).toBe(true);
});

test('the list of keys opens where it is seen, and closes to where the reader was', async ({ page, site, signIn }) => {
  await page.setViewportSize({ width: 1280, height: 480 });
  await signIn('supervisor');
  await longList(page, site);
  await page.keyboard.press('j');
  const link = page.locator('tbody tr').first().locator('th a');
  await expect(link).toBeFocused();
  const list = page.locator('.keys-list');
  for (const closes of ['Escape', '?']) {
    await page.keyboard.press('?');
    await expect(list).toBeFocused();
    expect(await inWindow(list)).toBe(true);
    await page.keyboard.press(closes);
    await expect(list).toBeHidden();
    await expect(link).toBeFocused();
  }
});

test('a click on a row opens its order, unless something else is meant', async ({ page, site, signIn }) => {
  await signIn('supervisor');
  await longList(page, site);
  const address = page.url();
  const row = page.locator('tbody tr').first();
  const order = await row.locator('th a').getAttribute('href');
  await row.locator('td.pick').click({ position: { x: 2, y: 2 } });
  await expect(page).toHaveURL(address);
  const text = await row.locator('td.cust').boundingBox();
  if (!text) throw new Error('the customer is not shown');
  const middle = text.y + text.height / 2;
  await page.mouse.move(text.x + 1, middle);
  await page.mouse.down();
  await page.mouse.move(text.x + 40, middle, { steps: 4 });
  await page.mouse.up();
  expect(await page.evaluate(() => String(getSelection())), 'some text is selected').not.toBe('');
  await expect(page).toHaveURL(address);
  await row.locator('td.lane-of').click();
  await expect(page).toHaveURL(new RegExp(`${order}$`));
});

eachWay('what was typed', () => {
  test('stands in the box again when one comes back from the order', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order));
    await signIn();
    await openOrder(order);
    await page.goto(`${site.url}/`);
    await page.locator('#q').fill(order.order);
    await page.locator('#q').press('Enter');
    await expect(page).toHaveURL(/\/orders\//);
    await page.goBack();
    await expect(page.locator('#q')).toHaveValue(order.order);
    // From a list of results its address has it.
    await page.goto(`${site.url}/search?q=${order.customer.slice(0, 11)}`);
    await page.locator('main a[href^="/orders/"]').first().click();
    await page.goBack();
    await expect(page.locator('#q')).toHaveValue(order.customer.slice(0, 11).trim());
  });
});
