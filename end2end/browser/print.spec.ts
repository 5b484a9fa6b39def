import { delayed, milestone, names, orderCreated, pdf, proofOfDelivery, shipmentCreated } from '../support/messages.ts';
import { expect, test } from '../support/test.ts';

test('an order prints on one sheet, without controls, in ink on white', async ({ page, site, signIn, openOrder }) => {
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP'), delayed(order));
  await site.send(milestone(order, 'DELIVERED'), proofOfDelivery(order, 'application/pdf', pdf('Received')));
  await signIn();
  await openOrder(order);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('button:visible, textarea:visible, input:visible, select:visible')).toHaveCount(0);
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What to say' }).locator('blockquote')).toBeVisible();
  const ground = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  expect(ground).toBe('rgb(255, 255, 255)');
  for (const format of ['A4', 'Letter']) {
    const sheets = (await page.pdf({ format })).toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? [];
    expect(sheets, format).toHaveLength(1);
  }
});
