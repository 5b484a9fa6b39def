import { ago, delayed, deliveryCreated, hours, milestone, names, orderCreated, pdf, proofOfDelivery, shipmentCreated } from '../support/messages.ts';
import { png } from '../support/picture.ts';
import { eachWay, expect, test } from '../support/test.ts';

eachWay('the order page', () => {
  test('answers first: where it is, why it is late, what to say', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order), deliveryCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP', ago(hours(20))));
    await site.send(milestone(order, 'IN_TRANSIT', ago(hours(8))), delayed(order));
    await signIn();
    await openOrder(order);
    await expect(async () => {
      await page.reload();
      await expect(page.locator('p.answer')).toContainText(/weather/i, { timeout: 500 });
    }).toPass({ timeout: 10_000 });
    const say = page.getByRole('region', { name: 'What to say' });
    await expect(say).toBeVisible();
    await expect(say, 'no code and no jargon for the customer').not.toContainText(/WEATHER|DELAYED|TMS|exception/);
    for (const part of ['Timeline', 'Milestones', 'References', 'Lines', 'Packages']) {
      await expect(page.getByRole('heading', { name: part, exact: true })).toBeVisible();
    }
    for (const number of [order.purchaseOrder, order.delivery, order.shipment, order.pro, order.billOfLading, order.tracking]) {
      await expect(page.getByText(number).filter({ visible: true }).first()).toBeVisible();
    }
  });

  test('keeps its tables in their columns on every width of a screen', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order), deliveryCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP', ago(hours(20))), delayed(order));
    await signIn();
    await openOrder(order);
    await page.goto(`${page.url().split('?')[0]}?scans=all`);
    for (const width of [1920, 1440, 1366, 1280, 1279, 1100, 900, 768, 600, 360]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.locator('main table').evaluateAll((tables) =>
        tables.map((table) => {
          const around = table.closest('section')?.getBoundingClientRect().right ?? Infinity;
          return { table: table.className, over: Math.round(table.getBoundingClientRect().right - around) };
        }),
      );
      expect(over.filter((one) => one.over > 1), `${width} px`).toEqual([]);
    }
  });

  test('keeps a code that no table knows, as it was sent', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'TELEPORTED'));
    await signIn();
    await openOrder(order);
    await expect(async () => {
      await page.goto(`${page.url().split('?')[0]}?scans=all`);
      await expect(page.getByText('TELEPORTED').first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 10_000 });
  });

  test('shows what was said of a parcel before anybody knew its order', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(milestone(order, 'PICKED_UP'));
    await site.send(orderCreated(order), shipmentCreated(order));
    await signIn();
    await openOrder(order);
    await expect(async () => {
      await page.reload();
      await expect(page.locator('#main')).toContainText(/picked up/i, { timeout: 500 });
    }).toPass({ timeout: 10_000 });
  });

  test('opens a proof of delivery: a PDF and a picture', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    const receipt = pdf('Delivered to J. Doe');
    await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'DELIVERED'));
    await site.send(proofOfDelivery(order, 'application/pdf', receipt), proofOfDelivery(order, 'image/png', png(240, 120), 'photo'));
    await signIn();
    await openOrder(order);
    const proof = page.getByRole('region', { name: 'Proof of delivery' });
    await expect(async () => {
      await page.reload();
      await expect(proof.locator('figure')).toHaveCount(2, { timeout: 500 });
    }).toPass({ timeout: 10_000 });
    await expect(proof).toContainText('J. Doe');

    const picture = proof.locator('img').first();
    await picture.scrollIntoViewIfNeeded();
    await expect(async () => {
      expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth).catch(() => 240)).toBe(240);
    }).toPass();

    const links = await proof.locator('a.btn').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    const answers = await Promise.all(links.map((link) => page.request.get(link)));
    const document = answers.find((answer) => answer.headers()['content-type']?.startsWith('application/pdf'));
    expect(document, 'one of the links is the PDF').toBeDefined();
    expect(Buffer.compare((await document?.body()) ?? Buffer.alloc(0), receipt), 'byte for byte what the carrier sent').toBe(0);
    for (const answer of answers) {
      expect(answer.headers()['x-content-type-options']).toBe('nosniff');
      expect(answer.headers()['content-security-policy']).toContain('sandbox');
    }
  });
});

test('a link to a proof is of no use to somebody else', async ({ page, browser, site, signIn, openOrder }) => {
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'DELIVERED'), proofOfDelivery(order, 'application/pdf', pdf('x')));
  await signIn();
  await openOrder(order);
  const link = page.getByRole('region', { name: 'Proof of delivery' }).locator('a.btn').first();
  await expect(link).toBeVisible();
  const address = await link.evaluate((a: HTMLAnchorElement) => a.href);
  expect((await page.request.get(address)).status()).toBe(200);

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  expect((await elsewhere.request.get(address, { maxRedirects: 0 })).status(), 'without a session').not.toBe(200);
  await signIn('supervisor', await at(other, `${site.url}/signin`));
  await expect(other).toHaveURL(`${site.url}/`);
  expect([403, 404, 410], 'with a colleague’s session').toContain((await elsewhere.request.get(address, { maxRedirects: 0 })).status());
  await elsewhere.close();
});

test('a number is copied by its button, and what to say by a key', async ({ page, context, site, signIn, openOrder }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP'));
  await signIn();
  await openOrder(order);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: `Copy purchase order ${order.purchaseOrder}` }).first().click();
  await expect.poll(clipboard).toBe(order.purchaseOrder);
  const wording = await page.getByRole('region', { name: 'What to say' }).locator('blockquote').innerText();
  await page.locator('body').press('c');
  await expect.poll(clipboard).toBe(wording);
});

async function at(page: import('@playwright/test').Page, address: string) {
  await page.goto(address);
  return page;
}
