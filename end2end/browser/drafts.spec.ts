import type { Page } from '@playwright/test';
import { names, orderCreated, shipmentCreated } from '../support/messages.ts';
import { expect, test } from '../support/test.ts';

// What an agent is writing is not lost, whatever happens to the page or the session.
const note = (page: Page) => page.locator('#note');

test('a note being written survives a reload and signing out, and goes with Ctrl+Enter', async ({ page, context, site, signIn, openOrder }) => {
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order));
  await signIn();
  await openOrder(order);
  const address = page.url();
  await expect(page.locator('html')).toHaveAttribute('data-keys', 'on');
  await note(page).fill('Gate code 4711, call before 9');
  await page.reload();
  await expect(note(page)).toHaveValue('Gate code 4711, call before 9');

  // Signed out in another tab: the form leads to the sign-in, and the text is there again behind it.
  const other = await context.newPage();
  await other.goto(address);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/sign|auth.out/);
  await other.close();
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(page).toHaveURL(/\/signin/);
  await signIn();
  await page.goto(address);
  await expect(note(page)).toHaveValue('Gate code 4711, call before 9');

  await note(page).press('Control+Enter');
  await expect(page.locator('#main')).toContainText('Gate code 4711, call before 9');
  await expect(note(page)).toHaveValue('');
  await page.reload();
  await expect(note(page)).toHaveValue('');
});

test('a draft is shown to nobody else who signs in in the same tab', async ({ page, site, signIn, openOrder }) => {
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order));
  await signIn();
  await openOrder(order);
  const address = page.url();
  await expect(page.locator('html')).toHaveAttribute('data-keys', 'on');
  await note(page).fill('Only mine');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${site.url}/signin`);
  await signIn('supervisor');
  await page.goto(address);
  await expect(note(page)).toHaveValue('');
});
