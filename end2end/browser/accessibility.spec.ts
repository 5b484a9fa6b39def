import { check, wider } from '../support/axe.ts';
import { delayed, milestone, names, orderCreated, pdf, proofOfDelivery, shipmentCreated } from '../support/messages.ts';
import { expect, test } from '../support/test.ts';

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
      await page.goto(`${site.url}/ownership`);
      await check(page, 'ownership');
      await page.goto(`${site.url}/styleguide`);
      await check(page, 'style guide');
      await page.goto(`${site.url}/no-such-page`);
      await check(page, 'no such page');
    });
  }
}
