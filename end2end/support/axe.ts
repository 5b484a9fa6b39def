// axe over the page as it is now: no violation, whatever the state.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** `under`: what lies half under something open, and is no target as long as that is. */
export async function check(page: Page, what: string, under?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  if (under) axe.exclude(under);
  const { violations } = await axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const told = violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html).join(' ')}`);
  expect(told).toEqual([]);
}
