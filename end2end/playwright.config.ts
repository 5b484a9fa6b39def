import { defineConfig } from '@playwright/test';

// CHROMIUM is the system's browser; unset, Playwright's own is taken. The flags keep it from looking for its maker's hosts.
const executablePath = process.env.CHROMIUM || undefined;
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'browser',
  // Pictures are made on demand: nothing in them passes or fails.
  grepInvert: process.env.SCREENS ? undefined : /@screens/,
  outputDir: '../target/reports/browser',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '../target/reports/browser.json' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    actionTimeout: 15_000,
    locale: 'en-GB',
    timezoneId: 'America/Chicago',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: flags },
  },
});
