import { check } from '../support/axe.ts';
import { orderCreated, names } from '../support/messages.ts';
import { eachWay, expect, test } from '../support/test.ts';

eachWay('signing in at the identity provider', (scripting) => {
  test('leads back to where one wanted to go, and signing out ends it', async ({ page, site, signIn, allow }) => {
    allow(/404/);
    await page.goto(`${site.url}/search?q=nothing-like-this`);
    await expect(page).toHaveURL(/\/signin\?return_to=/);
    await signIn('agent');
    await expect(page).toHaveURL(`${site.url}/search?q=nothing-like-this`);
    await expect(page.getByText('Maria Lopez')).toBeVisible();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'You are signed out', level: 1 })).toBeVisible();
    await page.goto(`${site.url}/`);
    await expect(page).toHaveURL(/\/signin/);
  });

  test('leads on to signing out there, and back', async ({ page, site, signIn, allow }) => {
    // The provider's own page asks for a font of the internet.
    allow(/Failed to load resource/);
    await signIn('agent');
    await page.getByRole('button', { name: 'Sign out' }).click();
    if (scripting) await check(page, 'signed out');
    const there = page.getByRole('link', { name: 'Sign out of Example Ltd too' });
    const asked = new URL((await there.getAttribute('href')) ?? '').searchParams;
    expect(asked.get('post_logout_redirect_uri')).toBe(`${site.url}/auth/signed-out`);
    expect(site.log()).not.toContain(asked.get('id_token_hint') ?? '');
    await there.click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await expect(page).toHaveURL(`${site.url}/signin?why=signed-out-there`);
    await expect(page.getByRole('status')).toContainText('here and at your identity provider');
    await page.getByRole('link', { name: 'Continue with Example Ltd' }).click();
    await expect(page.getByLabel('User'), 'it asks again who it is').toBeVisible();
    await page.goto(`${site.url}/auth/signed-out?state=${asked.get('state')}`);
    await expect(page, 'an answer is good once').toHaveURL(`${site.url}/signin?why=signed-out`);
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
