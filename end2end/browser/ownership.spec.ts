import { ago, hours, milestone, names, orderCreated, shipmentCreated, upsOutForDelivery } from '../support/messages.ts';
import { eachWay, expect, test } from '../support/test.ts';

eachWay('who has the word', () => {
  test('two systems that disagree: both claims, what is shown, why, and the table that decides', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP', ago(hours(30))));
    await site.send(milestone(order, 'DELIVERED', ago(hours(20))), upsOutForDelivery(order, ago(hours(8))));
    await signIn();
    await openOrder(order);
    const note = page.locator('.call.odd', { hasText: 'Two systems disagree on whether it is delivered' });
    await expect(async () => {
      await page.reload();
      await expect(note).toHaveCount(1, { timeout: 500 });
    }).toPass({ timeout: 10_000 });
    // The shipment is delivered, and so its block is folded.
    const block = page.locator('details.ship', { has: note });
    if (!(await note.isVisible())) await block.locator('summary').first().click();
    await expect(note).toContainText('UPS says');
    await expect(note).toContainText('TMS says');
    await expect(note).toContainText('Shown');
    await expect(note).toContainText('the first delivery counts until');
    await note.getByRole('link', { name: 'Who has the word on what' }).click();
    await expect(page).toHaveURL(/\/ownership#status-delivery$/);
    await expect(page.locator('#status-delivery')).toContainText('the carrier wins');
  });

  test('the table is for those who are signed in', async ({ page, site, signIn }) => {
    await page.goto(`${site.url}/ownership`);
    await expect(page).toHaveURL(/\/signin\?return_to=%2Fownership/);
    await signIn();
    await expect(page).toHaveURL(`${site.url}/ownership`);
    await expect(page.getByRole('heading', { name: 'Who has the word on what' })).toBeVisible();
    await expect(page.locator('#section-order-promise')).toContainText('the ERP wins');
  });
});
