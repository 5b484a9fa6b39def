import { deliveryCreated, names, orderCreated, shipmentCreated, type Names } from '../support/messages.ts';
import { eachWay, expect, test } from '../support/test.ts';

// Whatever a customer can read out, and what it is called in the list.
const numbers: [string, (n: Names) => string][] = [
  ['order', (n) => n.order],
  ['purchase order', (n) => n.purchaseOrder],
  ['storefront order', (n) => n.storefrontOrder],
  ['delivery', (n) => n.delivery],
  ['shipment', (n) => n.shipment],
  ['PRO', (n) => n.pro],
  ['bill of lading', (n) => n.billOfLading],
  ['tracking', (n) => n.tracking],
  ['SSCC', (n) => n.sscc],
  ['container', (n) => n.container],
];
const words: [string, (n: Names) => string][] = [
  ['customer name', (n) => n.customer],
  ['e-mail', (n) => n.email],
];

eachWay('search', () => {
  test('opens an order at once by each kind of number', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order), deliveryCreated(order), shipmentCreated(order));
    await signIn();
    await openOrder(order);
    const address = new URL(page.url()).pathname;
    for (const [kind, number] of numbers) {
      await expect(async () => {
        await page.goto(`${site.url}/search?q=${encodeURIComponent(number(order))}`);
        expect(new URL(page.url()).pathname, kind).toBe(address);
      }).toPass({ timeout: 10_000 });
    }
    await page.goto(`${site.url}/search?q=${encodeURIComponent(` ${order.tracking.toLowerCase().replace(/(.{4})/g, '$1 ')} `)}`);
    expect(new URL(page.url()).pathname, 'spaces and case do not matter').toBe(address);
  });

  test('lists an order by its customer, a prefix and several pasted numbers', async ({ page, site, signIn, openOrder }) => {
    const [one, two] = [names(), names()];
    await site.send(orderCreated(one), orderCreated(two));
    await signIn();
    await openOrder(one);
    const address = new URL(page.url()).pathname;
    await openOrder(two);
    for (const [kind, word] of [...words, ['prefix', (n: Names) => n.purchaseOrder.slice(0, -2)] as const]) {
      await page.goto(`${site.url}/`);
      await page.getByRole('combobox').or(page.locator('#q')).first().fill(word(one));
      await page.keyboard.press('Escape');
      await page.locator('#q').press('Enter');
      await page.waitForURL(/\/search\?q=|\/orders\//);
      if (page.url().includes('/search')) {
        await expect(page.locator(`a.hit[href="${address}"]`).first(), kind).toBeVisible();
      } else {
        expect(new URL(page.url()).pathname, kind).toBe(address);
      }
    }
    await page.goto(`${site.url}/search?q=${encodeURIComponent(`${one.order}, ${two.order}`)}`);
    await expect(page.locator(`a.hit`)).toHaveCount(2);
  });

  test('finds a number by its last characters', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order), shipmentCreated(order));
    await signIn();
    await openOrder(order);
    const address = new URL(page.url()).pathname;
    const ending = order.tracking.slice(-8);
    await page.goto(`${site.url}/search?q=${ending}`);
    const group = page.locator('.hit-list', { hasText: `Ends with ${ending}` });
    await expect(group.locator(`a.hit[href="${address}"]`)).toContainText(order.tracking);
    await expect(group.locator('mark')).toHaveText(ending);
    await page.goto(`${site.url}/search?q=${ending.slice(-3)}`);
    await expect(page.locator('.hit-list', { hasText: 'Ends with' })).toHaveCount(0);
  });

  test('says so when nothing is called that', async ({ page, site, signIn }) => {
    await signIn();
    await page.goto(`${site.url}/search?q=no-such-number`);
    await expect(page.getByText('No results for no-such-number')).toBeVisible();
  });
});

test('type-ahead shows the kind of match and opens by keyboard', async ({ page, site, signIn, openOrder }) => {
  const order = names();
  await site.send(orderCreated(order));
  await signIn();
  await openOrder(order);
  const address = page.url();
  await page.goto(`${site.url}/`);
  await page.locator('body').press('/');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(order.purchaseOrder);
  const option = page.getByRole('option').first();
  await expect(option).toContainText(order.purchaseOrder);
  await expect(option).toContainText(/purchase order|PO/i);
  await page.keyboard.press('ArrowDown');
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(address);
});

test('what was looked at last stands on the search page', async ({ page, site, signIn, openOrder }) => {
  const order = names();
  await site.send(orderCreated(order));
  await signIn();
  await openOrder(order);
  const address = new URL(page.url()).pathname;
  await page.goto(`${site.url}/`);
  await expect(page.locator(`main a[href="${address}"]`)).toBeVisible();
});
