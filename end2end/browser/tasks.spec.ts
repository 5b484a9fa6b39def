import { delayed, milestone, names, orderCreated, shipmentCreated } from '../support/messages.ts';
import { eachWay, expect, test } from '../support/test.ts';

eachWay('tasks across orders', () => {
  test('are opened on an order, found in the list, and done from there', async ({ page, site, signIn, openOrder }) => {
    const order = names();
    await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP'), delayed(order));
    await signIn();
    await openOrder(order);
    const address = new URL(page.url()).pathname;
    // Looked for again and again, and pressed once: each press opens a task.
    const button = page.locator('.do-list button[value=follow_up]');
    await expect(async () => {
      await page.reload();
      await expect(button).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 15_000 });
    await button.click();
    await page.getByRole('link', { name: 'Tasks' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your tasks');
    const row = page.locator('tbody tr', { has: page.locator(`a[href="${address}"]`) });
    await expect(row).toHaveCount(1);
    await page.getByRole('link', { name: 'Everybody’s' }).click();
    await expect(row).toHaveCount(1);
    await row.getByRole('button', { name: /^Done/ }).click();
    await expect(page).toHaveURL(/\/tasks\?who=all$/);
    await expect(row).toHaveCount(0);
  });
});
