import { join, resolve } from 'node:path';
import { names, orderCreated, shipmentCreated } from '../support/messages.ts';
import { expect, openTold, test } from '../support/test.ts';

// Pictures of the demo world, to be looked at: `make screens` puts them into target/screens. They assert nothing about looks.
const folder = resolve(import.meta.dirname, '../../target/screens');

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`@screens ${colorScheme} ${width}`, async ({ page, demo, allow }) => {
      allow(/404/);
      const picture = async (name: string) => {
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      };
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(`${demo.url}/`);
      await picture('signin');
      await page.getByRole('button', { name: /Priya Nair/ }).click();
      await expect(page).toHaveURL(`${demo.url}/`);
      await openTold(page, demo);
      await picture('order');
      await page.goto(`${page.url()}?scans=all`);
      await picture('order-scans');
      await page.goto(`${demo.url}/`);
      await picture('search');
      await page.getByRole('combobox').fill('47');
      await expect(page.getByRole('option').first()).toBeVisible();
      await picture('search-typing');
      await page.goto(`${demo.url}/search?q=Acme`);
      await picture('results');
      await page.goto(`${demo.url}/search?q=no-such-number`);
      await picture('nothing');
      for (const path of ['tasks', 'worklist', 'insights', 'styleguide']) {
        await page.goto(`${demo.url}/${path}`);
        await picture(path);
      }
      await page.goto(`${demo.url}/orders/999999999`);
      await picture('no-order');
    });

    test(`@screens of an administrator, ${colorScheme} ${width}`, async ({ page, demo }) => {
      const picture = async (name: string) => {
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      };
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(`${demo.url}/`);
      await page.getByRole('button', { name: /Ana Silva/ }).click();
      await openTold(page, demo);
      await page.getByLabel('Note for the next colleague').fill('The dock is closed on Friday afternoon; call Dana before.');
      await page.getByRole('button', { name: 'Add note' }).click();
      for (const fold of await page.locator('summary', { hasText: 'Erase' }).all()) await fold.click();
      await picture('order-erasing');
      await page.goto(`${demo.url}/worklist`);
      await page.locator('a[href^="/worklist/"]').first().click();
      await picture('worklist-item');
      await page.goto(`${demo.url}/operations/health`);
      await picture('health');
      await page.goto(`${demo.url}/operations/identity?q=4711`);
      await picture('identity-found');
      await page.getByRole('region', { name: 'What bears it' }).getByRole('link').first().click();
      await page.getByText('Take this link back').first().click();
      await picture('object');
    });

    test(`@screens of names in dispute, ${colorScheme} ${width}`, async ({ page, site, signIn }) => {
      const picture = async (name: string) => {
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      };
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const has = names();
      const claims = { ...names(), tracking: has.tracking };
      await site.send(orderCreated(has), shipmentCreated(has), orderCreated(claims));
      await site.send(shipmentCreated(claims));
      await signIn('operator');
      const link = page.getByRole('link', { name: `Tracking ${has.tracking}` });
      await expect(async () => {
        await page.goto(`${site.url}/operations/identity`);
        await expect(link).toHaveCount(1, { timeout: 500 });
      }).toPass({ timeout: 30_000 });
      await picture('identity');
      await link.click();
      await picture('dispute');
      await page.goto(`${site.url}/operations/identity?q=${has.shipment}`);
      await page.getByRole('region', { name: 'What bears it' }).getByRole('link').first().click();
      await picture('object-shipment');
      await page.getByLabel('A number of the other one').fill(claims.pro);
      await page.getByRole('button', { name: 'Show both' }).click();
      await picture('merge');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await picture('signed-out');
    });
  }
}
