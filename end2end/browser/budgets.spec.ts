// How many bytes a reader waits for, as they travel: gzipped. The module itself is weighed where it is built for release
// (.config/build/release): the one that is built for tests is another.
import { gunzipSync } from 'node:zlib';
import { expect, openTold, test } from '../support/test.ts';

const kilobytes = (n: number) => n * 1_024;

test('pages and what they load are small', async ({ page, demo }) => {
  test.slow();
  await page.goto(`${demo.url}/signin`);
  await page.getByRole('button', { name: /Priya Nair/ }).click();
  await page.waitForURL(`${demo.url}/`);
  // The page of an order with three shipments is the large one.
  await openTold(page, demo);
  const order = new URL(page.url()).pathname;
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  // `fetch` unpacks what it gets: the bytes are counted on the way, by a request that says nothing of unpacking.
  const weigh = async (path: string): Promise<[number, string]> => {
    const { request } = await import('node:http');
    const body = await new Promise<Buffer>((resolve, reject) => {
      const asked = request(`${demo.url}${path}`, { headers: { cookie, 'accept-encoding': 'gzip', accept: 'text/html' } }, (answer) => {
        expect(answer.headers['content-encoding'], path).toBe('gzip');
        expect(answer.statusCode, path).toBe(200);
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)));
      });
      asked.on('error', reject).end();
    });
    return [body.length, gunzipSync(body).toString()];
  };
  const budgets: [string, number][] = [['/', 8], ['/search?q=47', 12], [order, 20], ['/worklist', 16], ['/insights', 16], ['/tasks', 8]];
  const measured: string[] = [];
  for (const [path, most] of budgets) {
    const [bytes] = await weigh(path);
    measured.push(`${path} ${(bytes / 1_024).toFixed(1)} kB`);
    expect(bytes, `${path}, in bytes`).toBeLessThanOrEqual(kilobytes(most));
  }
  const [, text] = await weigh(order);
  const linked = [...text.matchAll(/(?:href|src)="(\/pkg[^"]+\.(?:css|js))"|"(\/pkg[^"]+\.js)"|import\("?'?(\/pkg[^"')]+\.js)/g)];
  const files = new Set(linked.map((found) => found[1] ?? found[2] ?? found[3]).filter((file) => file !== undefined));
  expect([...files].some((file) => file.endsWith('.css')) && [...files].some((file) => file.endsWith('.js')), [...files].join()).toBe(true);
  for (const file of files) {
    const [bytes] = await weigh(file);
    measured.push(`${file} ${(bytes / 1_024).toFixed(1)} kB`);
    expect(bytes, `${file}, in bytes`).toBeLessThanOrEqual(kilobytes(12));
  }
  console.log(measured.join('\n'));
});
