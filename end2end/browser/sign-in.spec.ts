import { orderCreated, names } from '../support/messages.ts';
import { eachWay, expect, test } from '../support/test.ts';

eachWay('signing in at the identity provider', () => {
  test('leads back to where one wanted to go, and signing out ends it', async ({ page, site, signIn, allow }) => {
    allow(/404/);
    await page.goto(`${site.url}/search?q=nothing-like-this`);
    await expect(page).toHaveURL(/\/signin\?return_to=/);
    await signIn('agent');
    await expect(page).toHaveURL(`${site.url}/search?q=nothing-like-this`);
    await expect(page.getByText('Maria Lopez')).toBeVisible();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/signin/);
    await page.goto(`${site.url}/`);
    await expect(page).toHaveURL(/\/signin/);
  });

  test('is refused kindly to somebody without a role', async ({ page, site, signIn }) => {
    await signIn('stranger');
    await expect(page).toHaveURL(new RegExp(`^${site.url}/signin`));
    await expect(page.getByText(/has no role here/)).toBeVisible();
  });

  test('never leads to another site', async ({ page, site, signIn }) => {
    await page.goto(`${site.url}/signin?return_to=//localhost:1/evil`);
    await signIn('agent');
    await expect(page).toHaveURL(`${site.url}/`);
  });
});

eachWay('signing in as a demo person', () => {
  test('takes one click in the demo world', async ({ page, demo }) => {
    await page.goto(`${demo.url}/`);
    await expect(page.getByRole('heading', { name: 'Demo people' })).toBeVisible();
    await page.locator('button[name=person]').first().click();
    await expect(page).toHaveURL(`${demo.url}/`);
    await expect(page.getByRole('heading', { name: 'Find an order' })).toBeVisible();
  });

  test('is neither offered nor accepted without the demo world', async ({ page, site }) => {
    await page.goto(`${site.url}/signin`);
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(page.locator('button[name=person]')).toHaveCount(0);
    const answer = await page.request.post(`${site.url}/auth/demo`, {
      form: { person: 'agent', return_to: '/' },
      headers: { origin: site.url },
      maxRedirects: 0,
    });
    expect([403, 404]).toContain(answer.status());
  });
});

test('the session id is renewed at sign-in and hidden from scripts', async ({ page, context, site, signIn }) => {
  const session = async () => (await context.cookies(site.url)).filter((cookie) => cookie.httpOnly && cookie.sameSite === 'Lax');
  await page.goto(`${site.url}/signin`);
  const before = await session();
  await signIn('agent');
  await expect(page).toHaveURL(`${site.url}/`);
  const after = await session();
  expect(after).toHaveLength(1);
  expect(before.map((cookie) => cookie.value)).not.toContain(after[0]?.value);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('a post from another site changes nothing', async ({ page, site, signIn }) => {
  await site.send(orderCreated(names()));
  await signIn('agent');
  await expect(page).toHaveURL(`${site.url}/`);
  const answer = await page.request.post(`${site.url}/auth/out`, {
    headers: { origin: 'http://localhost:1', 'sec-fetch-site': 'cross-site' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
  await page.goto(`${site.url}/`);
  await expect(page).toHaveURL(`${site.url}/`);
});
