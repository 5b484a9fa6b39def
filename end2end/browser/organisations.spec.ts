import { milestone, names, orderCreated, shipmentCreated, type Names } from '../support/messages.ts';
import { eachWay, expect, test } from '../support/test.ts';
import type { Site } from '../support/site.ts';

async function sent(site: Site): Promise<Names> {
  const order = names();
  await site.send(orderCreated(order, '1010'), shipmentCreated(order), milestone(order, 'PICKED_UP'));
  return order;
}

eachWay('an agent of another organisation', () => {
  test('neither finds nor opens the order', async ({ page, site, signIn, openOrder, allow }) => {
    allow(/404/);
    const order = await sent(site);
    await signIn('agent');
    await openOrder(order);
    const address = page.url();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/auth\/out/);

    await signIn('otherAgent');
    await page.goto(address);
    await expect(page.getByText('No such order in your organisations').first()).toBeVisible();
    await expect(page.getByText(order.customer)).toHaveCount(0);
    for (const asked of [order.order, order.tracking, order.purchaseOrder, order.customer, order.email]) {
      await page.goto(`${site.url}/search?q=${encodeURIComponent(asked)}`);
      await expect(page.locator('a.hit')).toHaveCount(0);
      expect(page.url()).toContain('/search');
    }
  });
});

test('the other agent is told nothing by suggestions, stream and API either', async ({ page, site, signIn, openOrder }) => {
  const order = await sent(site);
  await signIn('agent');
  await openOrder(order);
  const id = new URL(page.url()).pathname.split('/').pop();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/auth\/out/);
  await signIn('otherAgent');
  await page.goto(`${site.url}/`);

  // The box suggests nothing before the page hears what is typed.
  await expect(async () => {
    await page.getByRole('combobox').fill('');
    const suggested = page.waitForResponse(/\/fn\//, { timeout: 2_000 });
    await page.getByRole('combobox').fill(order.order);
    expect(await (await suggested).text()).not.toContain(order.customer);
  }).toPass({ timeout: 30_000 });

  const api = await page.request.get(`${site.url}/api/v1/orders/${id}`);
  expect(api.status()).toBe(404);

  // Version 0 is older than any: a stream that knew the order would say so at once.
  const heard = page.evaluate(
    (address) =>
      new Promise<string[]>((resolve) => {
        const lines: string[] = [];
        const stream = new EventSource(address);
        stream.addEventListener('order', (event) => lines.push(event.data));
        stream.addEventListener('open', () => setTimeout(() => (stream.close(), resolve(lines)), 2_000));
      }),
    `/live?o=${id}@0`,
  );
  await site.send(milestone(order, 'OUT_FOR_DELIVERY'));
  expect(await heard).toEqual([]);
});
