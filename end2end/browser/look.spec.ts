import { eachWay, expect, test } from '../support/test.ts';

eachWay('the look', () => {
  test('is chosen at the foot of a page, kept, and there before the sign-in', async ({ page, site, signIn }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await signIn();
    await page.goto(`${site.url}/search?q=no-such-number`);
    const html = page.locator('html');
    const ground = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect(page, 'back where it was chosen').toHaveURL(`${site.url}/search?q=no-such-number`);
    await expect(html).toHaveAttribute('data-theme', 'dark');
    expect(await ground()).not.toBe(light);
    await page.getByRole('button', { name: 'Compact rows' }).click();
    await expect(html).toHaveAttribute('data-density', 'compact');
    await expect(html, 'one does not undo the other').toHaveAttribute('data-theme', 'dark');
    await expect(page.getByRole('button', { name: 'Compact rows' })).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/(signin|auth\/out)/);
    await expect(html).toHaveAttribute('data-theme', 'dark');
    await signIn();
    await page.getByRole('button', { name: 'As the system' }).click();
    await expect(html).not.toHaveAttribute('data-theme');
  });
});
