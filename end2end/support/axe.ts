// axe over the page as it is now: no violation, whatever the state.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What is looked for, and in what. The size of targets is a rule that has to be asked for by its name. */
export const axe = (page: Page) => new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

/** No violation: each is told with the elements it is about. */
export function none(violations: Violations, what: string): void {
  expect(violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

/** `under`: what lies half under something open, and is no target as long as that is. */
export async function check(page: Page, what: string, under?: string): Promise<void> {
  const { violations } = await (under ? axe(page).exclude(under) : axe(page)).analyze();
  none(violations, what);
}

/** By how many pixels the page is wider than its window. */
export const wider = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
