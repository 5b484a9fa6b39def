import type { Page } from '@playwright/test';
import { join, resolve } from 'node:path';
import { check, wider } from '../support/axe.ts';
import { ago, caseRecord, delayed, hours, milestone, names, orderCreated, pdf, proofOfDelivery, shipmentCreated, type Names } from '../support/messages.ts';
import type { Site } from '../support/site.ts';
import { eachWay, expect, test } from '../support/test.ts';

// One long story, and the same forms in every width, colour and without scripting. Pictures of it are kept in target/screens.
const folder = resolve(import.meta.dirname, '../../target/screens');
const picture = (page: Page, name: string) => page.screenshot({ path: join(folder, `agent-${name}.png`), fullPage: true });

const caseNumber = (order: Names) => `000${order.order.slice(-5)}`;

/** Late by weather, with an open case that is older than the latest news. */
async function late(site: Site): Promise<Names> {
  const order = names();
  await site.send(orderCreated(order), shipmentCreated(order), milestone(order, 'PICKED_UP', ago(hours(20))), delayed(order));
  await site.send(caseRecord(order, caseNumber(order), false, ago(hours(3))));
  return order;
}

/** A key, once the page is awake and hears it. */
async function press(page: Page, key: string): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-keys', 'on');
  await page.locator('body').press(key);
}

/** Reloads until the page says it: what was accepted is applied in a moment. */
async function says(page: Page, text: string | RegExp): Promise<void> {
  await expect(async () => {
    if (!(await page.locator('#main').innerText()).match(text)) await page.reload();
    await expect(page.locator('#main')).toContainText(text, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
}

test('the day of an agent', async ({ page, context, site, signIn, openOrder }) => {
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const [asked, other] = [await late(site), names()];
  await site.send(orderCreated(other), shipmentCreated(other), milestone(other, 'DELIVERED'), proofOfDelivery(other, 'application/pdf', pdf('Received')));
  await signIn();
  await openOrder(asked);
  await openOrder(other);

  // A customer mails a list: two of our numbers, written as people write them, and one that nobody knows.
  await page.goto(site.url);
  const written = `${asked.tracking.replace(/(..)(...)/, '$1 $2 ')}\n${other.order}; 99887766554`;
  await page.getByRole('combobox').fill(written.replace('\n', ' '));
  await page.getByRole('combobox').press('Escape');
  await page.getByRole('combobox').press('Enter');
  const found = page.locator('.hits-page');
  await expect(found).toContainText(asked.order);
  await expect(found).toContainText(other.order);
  await expect(page.locator('#main')).toContainText('99887766554');
  await check(page, 'a pasted list');
  await picture(page, 'list');

  // The order: what to say is copied and noted as said, by keys alone.
  await found.getByRole('link').filter({ hasText: asked.order }).first().click();
  await says(page, `Case ${caseNumber(asked)}`);
  const say = page.getByRole('region', { name: 'What to say' });
  const wording = await say.locator('blockquote').innerText();
  await press(page, 'c');
  await expect.poll(clipboard).toBe(wording);
  await press(page, 'l');
  await says(page, 'Call out:');
  await expect(say).toContainText(/Told before:.*by Maria Lopez/);
  await check(page, 'the order');
  await picture(page, 'order');

  // A note for the next colleague; what is written is text, whatever it looks like.
  await press(page, 'n');
  await page.keyboard.type('No dock after 17:00 <b>really</b>');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add note' }).click();
  await says(page, 'No dock after 17:00 <b>really</b>');

  // The carrier is asked: its number, what to quote, and a task that waits for the answer.
  await press(page, 'a');
  const ask = page.locator('details.act[open]').first();
  await expect(ask).toContainText('+1 800 742 5877');
  await expect(ask).toContainText(asked.tracking);
  // The form has scrolled the page: a copy button lies half under the bar.
  await check(page, 'asking the carrier', '.refchip .copy');
  await picture(page, 'ask');
  await ask.getByRole('textbox').fill('They promise a call by noon');
  await ask.getByRole('button').last().click();
  await says(page, /Open since/);
  await expect(page.getByRole('region', { name: 'What to do next' })).toContainText('They promise a call by noon');

  // Another day is offered, the recommendation becomes a task, and one of them is done.
  await press(page, 'r');
  await page.getByRole('button', { name: 'Open a task for that day' }).click();
  await says(page, /Deliver on /);
  await press(page, 't');
  await expect(page.locator('.doing')).toHaveCount(3);
  await page.getByRole('button', { name: /^Done: Ask UPS/ }).click();
  await says(page, /Task done: Ask UPS/);

  // Scans and milestones, rows and folds, by keys.
  await press(page, '.');
  await expect(page).toHaveURL(/scans=all/);
  await press(page, '.');
  await expect(page).not.toHaveURL(/scans=all/);
  await press(page, 'j');
  await expect(page.locator('details.ship summary').first()).toBeFocused();
  const open = await page.locator('details.ship').first().getAttribute('open');
  await page.keyboard.press('e');
  expect(await page.locator('details.ship').first().getAttribute('open')).not.toBe(open);
  await press(page, '?');
  await expect(page.locator('#keys')).toHaveAttribute('open', '');
  await check(page, 'the list of keys');

  // The case is closed in the CRM: the open page hears of it.
  await site.send(caseRecord(asked, caseNumber(asked), true));
  await expect(page.locator('[data-live=talk]')).toContainText(`Case ${caseNumber(asked)} closed`, { timeout: 15_000 });

  // The proof of the other order: a link for the customer is created and copied; the history says who opened it.
  await openOrder(other);
  await says(page, 'Open PDF');
  await press(page, 'p');
  await says(page, 'Link for the customer');
  await press(page, 'p');
  await expect.poll(clipboard).toMatch(/^http.*\/proof\//);
  expect((await page.request.get(await clipboard())).headers()['content-type']).toContain('application/pdf');
  await says(page, 'Proof of delivery opened');
  await picture(page, 'proof');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await page.goto(`${site.url}/search?q=${asked.order}`);
  await expect(page, 'signed out is signed out').toHaveURL(/signin/);
});

eachWay('the forms of an order', () => {
  test('note, say, ask, offer and end', async ({ page, site, signIn, openOrder }) => {
    test.slow();
    const order = await late(site);
    await signIn();
    await openOrder(order);
    await says(page, `Case ${caseNumber(order)}`);
    await page.getByRole('button', { name: 'Note it as said' }).click();
    await says(page, 'Call out:');
    await page.getByRole('textbox', { name: 'Note for the next colleague' }).fill('Ring the bell twice');
    await page.getByRole('button', { name: 'Add note' }).click();
    await says(page, 'Ring the bell twice');
    await page.getByText('Note another call, mail or chat').click();
    await page.locator('#contact').getByRole('combobox').first().selectOption('email');
    await page.getByLabel('What was said').fill('They will wait until Friday');
    await page.getByRole('button', { name: 'Note it', exact: true }).click();
    await says(page, 'E-mail in: They will wait until Friday');
    await page.getByText(/^Ask UPS/).click();
    await page.getByRole('button', { name: /^UPS is asked/ }).click();
    await says(page, /Open since/);
    await page.getByRole('button', { name: /^Done: Ask UPS/ }).click();
    await says(page, /Task done: Ask UPS/);
    await page.goto(`${page.url().split(/[?#]/)[0]}?trouble=too-long`);
    await expect(page.getByRole('alert')).toContainText('at most 4,000 characters');
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`an order with everything on it stands in nobody's way (${colorScheme}, ${width} px)`, async ({ page, site, signIn, openOrder }) => {
      test.slow();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const order = await late(site);
      await signIn();
      await openOrder(order);
      await says(page, `Case ${caseNumber(order)}`);
      await page.getByRole('textbox', { name: 'Note for the next colleague' }).fill('A note with a word of enormous length: ' + 'x'.repeat(300));
      await page.getByRole('button', { name: 'Add note' }).click();
      await says(page, 'enormous length');
      for (const fold of await page.locator('details:not([open]) > summary').all()) if (await fold.isVisible()) await fold.click();
      await check(page, 'everything unfolded');
      expect(await wider(page), 'the page does not scroll sideways').toBeLessThanOrEqual(0);
      await picture(page, `all-${colorScheme}-${width}`);
    });
  }
}

test('what somebody is writing survives a live change', async ({ page, site, signIn, openOrder }) => {
  const order = await late(site);
  await signIn();
  await openOrder(order);
  await says(page, `Case ${caseNumber(order)}`);
  await expect(page.locator('[role=status].live', { hasText: /^\s*Live\./ })).toBeVisible();
  const remark = page.locator('details.act textarea').first();
  await press(page, 'a');
  await remark.fill('half a sentence');
  await page.getByRole('textbox', { name: 'Note for the next colleague' }).fill('and another');
  await site.send(milestone(order, 'OUT_FOR_DELIVERY', new Date().toISOString()));
  await expect(page.locator('[data-live=answer]')).toContainText(/out for delivery/i);
  await expect(remark).toHaveValue('half a sentence');
  await expect(page.getByRole('textbox', { name: 'Note for the next colleague' })).toHaveValue('and another');
});
