import { check, wider } from '../support/axe.ts';
import { delayed, milestone, names, orderCreated, pdf, proofOfDelivery, shipmentCreated } from '../support/messages.ts';
import { expect, openTold, test } from '../support/test.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`nothing stands in anybody's way (${colorScheme}, ${width} px)`, async ({ page, site, signIn, openOrder, allow }) => {
      // Nine pages are examined whole.
      test.slow();
      allow(/404/);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const [late, there] = [names(), names()];
      await site.send(orderCreated(late), shipmentCreated(late), milestone(late, 'PICKED_UP'), delayed(late));
      await site.send(orderCreated(there), shipmentCreated(there), milestone(there, 'DELIVERED'), proofOfDelivery(there, 'application/pdf', pdf('x')));
      await page.goto(`${site.url}/signin`);
      await check(page, 'sign-in');
      await signIn();
      await check(page, 'search');
      for (const order of [late, there]) {
        await openOrder(order);
        await check(page, 'order');
        expect(await wider(page), 'the page does not scroll sideways').toBeLessThanOrEqual(0);
      }
      await page.goto(`${site.url}/search?q=${late.customer.split(' ')[0]}`);
      await check(page, 'results');
      await page.goto(`${site.url}/search?q=no-such-number`);
      await check(page, 'nothing found');
      for (const tasks of ['tasks', 'tasks?who=all&show=overdue']) {
        await page.goto(`${site.url}/${tasks}`);
        await check(page, tasks);
        expect(await wider(page), `${tasks} does not scroll sideways`).toBeLessThanOrEqual(0);
      }
      await page.goto(`${site.url}/ownership`);
      await check(page, 'ownership');
      await page.goto(`${site.url}/no-such-page`);
      await check(page, 'no such page');
    });
  }
}

// Only where demo people may sign in is there a style guide.
const widgets = ['held', 'delivered', 'stale', 'disagreeing', 'empty', 'long', 'several', 'not-noted', 'waiting', 'ended', 'forged', 'unknown', 'broken'];
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`every part in every state stands in nobody's way (${colorScheme}, ${width} px)`, async ({ page, demo }) => {
      test.slow();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(`${demo.url}/signin`);
      await page.getByRole('button', { name: /Priya Nair/ }).click();
      await page.waitForURL(`${demo.url}/`);
      await page.goto(`${demo.url}/styleguide`);
      await expect(page.locator('#work .list tbody tr')).toHaveCount(5);
      await check(page, 'style guide');
      expect(await wider(page), 'the style guide does not scroll sideways').toBeLessThanOrEqual(0);
      const linked = await page.locator('#widget a').evaluateAll((links) => links.map((link) => link.textContent));
      expect(linked).toEqual(widgets);
      for (const state of widgets) {
        // As wide as consoles show it.
        await page.setViewportSize({ width: width === 360 ? 320 : 600, height: 900 });
        await page.goto(`${demo.url}/demo/widget/${state}`);
        await check(page, `widget, ${state}`);
        expect(await wider(page), `widget, ${state}`).toBeLessThanOrEqual(0);
      }
    });
  }
}

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 412, height: 823 }, isMobile: true, hasTouch: true });

  test('whatever is touched is large enough', async ({ page, demo }) => {
    test.slow();
    await page.goto(`${demo.url}/signin`);
    await page.getByRole('button', { name: /Priya Nair/ }).tap();
    await page.waitForURL(`${demo.url}/`);
    await openTold(page, demo);
    await check(page, 'order');
    await page.goto(`${page.url()}?scans=all`);
    await check(page, 'all scans');
    for (const path of ['/', '/search?q=47', '/worklist', '/insights', '/tasks', '/ownership']) {
      await page.goto(`${demo.url}${path}`);
      await check(page, path);
      expect(await wider(page), `${path} does not scroll sideways`).toBeLessThanOrEqual(0);
    }
  });
});
