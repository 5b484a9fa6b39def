// What those see who keep the flows running: how the sources stand, names that two things claim, and messages that run again.
import type { Page } from '@playwright/test';
import { check as examine, wider } from '../support/axe.ts';
import { ago, deliveryCreated, hours, milestone, names, orderCreated, shipmentCreated, type Message, type Names } from '../support/messages.ts';
import { startSite, type Site } from '../support/site.ts';
import { eachWay, expect, test } from '../support/test.ts';

/** Two orders whose shipments both claim one tracking number. */
async function dispute(site: Site): Promise<[Names, Names]> {
  const has = names();
  const claims = { ...names(), tracking: has.tracking };
  await site.send(orderCreated(has), shipmentCreated(has), orderCreated(claims));
  await site.send(shipmentCreated(claims));
  return [has, claims];
}

/** Opens an address until what it waits for is there: accepted is not yet applied. */
async function until(page: Page, address: string, wanted: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await wanted();
  }).toPass({ timeout: 30_000 });
}

/** The page of a dispute over that number. */
async function openDispute(page: Page, site: Site, of: Names): Promise<void> {
  const link = page.getByRole('link', { name: `Tracking ${of.tracking}` });
  await until(page, `${site.url}/operations/identity`, () => expect(link).toHaveCount(1, { timeout: 500 }));
  await link.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Tracking ${of.tracking}`);
}

const decide = async (page: Page, name: string, reason: string): Promise<void> => {
  const form = page.locator('form', { has: page.getByRole('button', { name }) });
  await form.getByLabel('Why').fill(reason);
  await form.getByRole('button', { name }).click();
};

/** The page of what bears that number, looked up as soon as it is known. */
async function lookUp(page: Page, site: Site, number: string, name: string): Promise<void> {
  const link = page.getByRole('region', { name: 'What bears it' }).getByRole('link', { name, exact: true });
  await expect(async () => {
    await page.goto(`${site.url}/operations/identity`);
    await page.getByLabel('Any number of').fill(number);
    await page.getByRole('button', { name: 'Look up' }).click();
    await expect(link).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await link.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
}

/** Another order under the key of the first message: it is kept in quarantine. */
function underTheSameKey(first: Message, second: Message): Message {
  const body = { ...JSON.parse(second.body), id: JSON.parse(first.body).id };
  return { connector: second.connector, body: JSON.stringify(body) };
}

/** Asks for a dry run of everything that was refused since its key was taken. */
async function tryDry(page: Page, site: Site): Promise<void> {
  await page.goto(`${site.url}/operations/replays`);
  await page.getByLabel('Refused with code').fill('KEY_REUSED');
  await page.getByRole('button', { name: 'Try it dry' }).click();
  await expect(page).toHaveURL(`${site.url}/operations/replays`);
}

eachWay('an operator', (scripting) => {
  /** axe runs in the page: where scripting is off it was examined the other way. */
  const check = async (page: Page, what: string): Promise<void> => {
    if (scripting) await examine(page, what);
  };

  test('sees how each source stands', async ({ page, site, signIn, allow }) => {
    allow(/404/);
    await site.send(orderCreated(names()));
    await signIn('agent');
    await page.goto(`${site.url}/operations/health`);
    await expect(page.getByRole('heading', { name: 'No such page', level: 1 })).toHaveCount(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn('operator');
    await page.getByRole('link', { name: 'Operations' }).click();
    const erp = page.getByRole('row', { name: /^ERP/ });
    await until(page, page.url(), () => expect(erp).toContainText('On schedule', { timeout: 500 }));
    await expect(erp).toContainText('expected at least every 60 min');
    await expect(page.getByRole('row', { name: /^CRM/ })).toContainText('no schedule expected');
    await check(page, 'integration health');
    await page.setViewportSize({ width: 360, height: 800 });
    await check(page, 'integration health, narrow');
    // Every name of the menus stands in one line of its own.
    for (const link of await page.locator('ul.nav a').all()) {
      expect(await link.evaluate((a) => a.getClientRects().length * a.getBoundingClientRect().height), await link.innerText()).toBeLessThan(40);
    }
    if (scripting) expect(await wider(page)).toBeLessThanOrEqual(0);
  });

  test('finds a parked message, why it waits, and what is in it', async ({ page, site, signIn, allow }) => {
    allow(/404/);
    const scanned = names();
    const order = orderCreated(names());
    await site.send(milestone(scanned, 'PICKED_UP', ago(hours(1))), order, underTheSameKey(order, orderCreated(names())));
    await signIn('supervisor');
    await page.goto(`${site.url}/operations/messages`);
    await expect(page.getByRole('heading', { name: 'No such page', level: 1 })).toHaveCount(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn('operator');
    await page.goto(`${site.url}/operations/health`);
    await page.getByRole('link', { name: /^Parked/ }).click();
    const row = page.locator('tbody tr', { hasText: scanned.tracking });
    await until(page, page.url(), () => expect(row).toContainText('Waits for the order of', { timeout: 500 }));
    await check(page, 'parked messages');
    await page.getByLabel('Number or message key').fill(scanned.tracking);
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(row).toHaveCount(1);
    await row.getByRole('link').click();
    await expect(page.getByRole('heading', { name: 'Waits for', level: 2 })).toHaveCount(1);
    await page.getByRole('link', { name: 'Show body' }).click();
    await expect(page.getByRole('region', { name: 'Body' }).last()).toContainText(scanned.tracking);
    await check(page, 'a message');
    await page.setViewportSize({ width: 360, height: 800 });
    await check(page, 'a message, narrow');
    if (scripting) expect(await wider(page)).toBeLessThanOrEqual(0);
    await until(page, `${site.url}/operations/messages?state=quarantined`, () =>
      expect(page.locator('tbody tr', { hasText: 'KEY_REUSED' })).not.toHaveCount(0, { timeout: 500 }));
    await check(page, 'refused messages, narrow');
    if (scripting) expect(await wider(page)).toBeLessThanOrEqual(0);
    await page.getByRole('link', { name: 'Unmapped codes' }).click();
    await expect(page.getByRole('heading', { name: 'Unmapped codes', level: 1 })).toHaveCount(1);
    await check(page, 'unmapped codes, narrow');
  });

  test('takes a package from the shipment that has it wrongly', async ({ page, site, signIn, openOrder }) => {
    const [has, claims] = await dispute(site);
    await signIn('operator');
    await openDispute(page, site, has);
    await expect(page.getByRole('main')).toContainText(`is in shipment ${claims.shipment}`);
    await expect(page.getByRole('link', { name: has.order })).toHaveCount(1);
    await check(page, 'a name in dispute');
    await decide(page, 'Take it away', 'The label was printed twice');
    await expect(page.locator('.said-so')).toContainText('taken away');
    await expect(page.getByRole('link', { name: `Tracking ${has.tracking}` })).toHaveCount(0);
    await check(page, 'names in dispute');
    await site.send(shipmentCreated(claims), milestone(claims, 'PICKED_UP', ago(hours(1))));
    await openOrder(claims);
    await until(page, page.url(), () => expect(page.getByRole('main')).toContainText('Picked up', { timeout: 500 }));
  });

  test('makes one of two, and who comes second is told who was first', async ({ page, browser, site, signIn, allow }) => {
    allow(/40[049]/);
    const [has, claims] = await dispute(site);
    await signIn('operator');
    await openDispute(page, site, has);
    const elsewhere = await browser.newContext({ javaScriptEnabled: scripting });
    const other = await elsewhere.newPage();
    await other.goto(`${site.url}/signin`);
    await signIn('otherOperator', other);
    await other.goto(page.url());
    await page.getByRole('radio', { name: `Shipment ${claims.shipment}` }).check();
    await decide(page, 'They are one: merge', 'Booked twice');
    await expect(page.locator('.said-so')).toContainText('They are one now');
    await decide(other, 'They are one: merge', 'Booked twice');
    await expect(other.getByRole('heading', { name: 'Somebody else was faster', level: 1 })).toHaveCount(1);
    await expect(other.getByRole('main')).toContainText('made one of the two');
    await check(other, 'somebody else was faster');
    await elsewhere.close();
  });

  test('leaves what is right as it is', async ({ page, site, signIn }) => {
    const [has] = await dispute(site);
    await signIn('operator');
    await openDispute(page, site, has);
    await decide(page, 'Leave it as it is', 'Two parcels, one label <b>');
    const left = page.getByRole('region', { name: 'Left as it is' });
    await expect(left.getByRole('listitem').filter({ hasText: has.tracking })).toContainText('left by Olga Ivanova: Two parcels, one label <b>');
  });

  test('takes back a link that nobody disputes', async ({ page, browser, site, signIn, allow }) => {
    allow(/40[09]/);
    const sent = names();
    await site.send(orderCreated(sent), deliveryCreated(sent), shipmentCreated(sent));
    await signIn('operator');
    await lookUp(page, site, sent.shipment, `Shipment ${sent.shipment}`);
    await expect(page.getByRole('row', { name: new RegExp(sent.pro) })).toContainText('TMS');
    await expect(page.getByRole('link', { name: sent.order, exact: true })).toHaveCount(1);
    const link = page.getByRole('listitem').filter({ hasText: `carries delivery ${sent.delivery}` });
    await link.getByText('Take this link back').first().click();
    await check(page, 'a thing with a link to take back');
    await page.setViewportSize({ width: 360, height: 800 });
    await check(page, 'a thing, narrow');
    if (scripting) expect(await wider(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });

    const elsewhere = await browser.newContext({ javaScriptEnabled: scripting });
    const other = await elsewhere.newPage();
    await other.goto(`${site.url}/signin`);
    await signIn('otherOperator', other);
    await other.goto(page.url());
    for (const at of [page, other]) {
      const form = at.getByRole('listitem').filter({ hasText: `carries delivery ${sent.delivery}` });
      if (at === other) await form.getByText('Take this link back').first().click();
      await form.getByLabel('Why').fill('Booked for another order');
      await form.getByRole('button', { name: 'Take this link back' }).click();
    }
    await expect(page.locator('.said-so')).toContainText('The link is taken back');
    await expect(link).toHaveCount(0);
    await expect(page.getByRole('main')).toContainText('unlink of');
    await expect(other.getByRole('heading', { name: 'It changed meanwhile', level: 1 })).toHaveCount(1);
    await expect(other.getByRole('main')).toContainText('took it away');
    await check(other, 'it changed meanwhile');
    await elsewhere.close();
  });

  test('makes one of two that nobody disputes, and sees both before', async ({ page, site, signIn }) => {
    const [one, two] = [names(), names()];
    await site.send(orderCreated(one), shipmentCreated(one), orderCreated(two), shipmentCreated(two));
    await signIn('operator');
    await lookUp(page, site, two.pro, `Shipment ${two.shipment}`);
    await lookUp(page, site, one.pro, `Shipment ${one.shipment}`);
    await page.getByLabel('A number of the other one').fill(one.order);
    await page.getByRole('button', { name: 'Show both' }).click();
    await expect(page.getByRole('main')).toContainText('two kinds and can never be one');
    await check(page, 'two things that cannot be one');
    await page.getByLabel('A number of the other one').fill(two.pro);
    await page.getByRole('button', { name: 'Show both' }).click();
    await expect(page.getByRole('region', { name: `Shipment ${two.shipment}` })).toContainText(two.pro);
    await page.getByRole('radio', { name: `Shipment ${one.shipment}` }).check();
    await check(page, 'both sides before they are merged');
    await page.getByLabel('Why').fill('Booked twice');
    await page.getByRole('button', { name: 'Merge them' }).click();
    await expect(page.locator('.said-so')).toContainText('They are one now');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Shipment ${one.shipment}`);
    await expect(page.getByRole('row', { name: new RegExp(two.pro) })).toHaveCount(1);
  });

  test('tries a replay dry, sees what would change, and does it for real', async ({ page, site, signIn, openOrder }) => {
    const [first, second] = [names(), names()];
    const taken = orderCreated(first);
    await site.send(taken, underTheSameKey(taken, orderCreated(second)));
    await signIn('operator');
    await tryDry(page, site);
    const dry = page.getByRole('region', { name: /^Dry run/ }).first();
    await until(page, page.url(), () => expect(dry).toContainText('Done', { timeout: 500 }));
    await expect(dry).toContainText(/Events: [1-9]\d* would be added/);
    await expect(dry).toContainText('a new order');
    await check(page, 'replays');
    await page.goto(`${site.url}/search?q=${second.order}`);
    await expect(page).toHaveURL(/\/search/);

    await page.goto(`${site.url}/operations/replays`);
    await dry.getByRole('button', { name: 'Replay for real' }).click();
    const real = page.getByRole('region', { name: /^Replay/ }).first();
    await until(page, page.url(), () => expect(real).toContainText('Done', { timeout: 500 }));
    await expect(real).toContainText(/Events: [1-9]\d* added/);
    await openOrder(second);
  });

  test('pauses a replay, goes on with it and stops it', async ({ page }) => {
    test.slow();
    // One message at a time, and a pause of up to five seconds after each: the run does not end while it is looked at.
    const site = await startSite({ env: { WAYPOST_REPLAY__IDLE_PERCENT: '1', WAYPOST_REPLAY__ROUND: '1' } });
    try {
      const taken = orderCreated(names());
      await site.send(taken, ...Array.from({ length: 20 }, () => underTheSameKey(taken, orderCreated(names()))));
      await page.goto(`${site.url}/signin`);
      await page.getByRole('link', { name: 'Continue with Example Ltd' }).click();
      await page.getByLabel('User').fill('olga');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL((url) => url.origin === site.url);
      await tryDry(page, site);
      const run = page.getByRole('region', { name: /^Dry run/ });
      await expect(run).toContainText('Running');
      await run.getByRole('button', { name: 'Pause' }).click();
      await expect(run).toContainText('Paused');
      await check(page, 'a paused replay');
      await run.getByRole('button', { name: 'Go on' }).click();
      await expect(run).toContainText('Running');
      await run.getByRole('button', { name: 'Stop' }).click();
      await expect(run).toContainText('Stopped');
      await expect(run.getByRole('button')).toHaveCount(0);
    } finally {
      await site.stop();
    }
  });
});
