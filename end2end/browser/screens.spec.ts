import { join, resolve } from 'node:path';
import { expect, test } from '../support/test.ts';

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
      await expect(async () => {
        await page.goto(`${demo.url}/search?q=4711`);
        expect(page.url()).toContain('/orders/');
      }).toPass({ timeout: 60_000 });
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
  }
}
