// The component by Salesforce's rules for Lightning web components.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';

import { root } from './project.mjs';

const eslint = new ESLint({ cwd: root });
const results = await eslint.lintFiles(['force-app/**/*.js']);

test('a fault is found', async () => {
  const [{ messages }] = await eslint.lintText('import { LightningElement } from "lwc";\nexport default class extends LightningElement { connectedCallback() { this.template.innerHTML = eval("x"); } }\n', {
    filePath: `${root}/force-app/main/default/lwc/x/x.js`,
  });
  assert.ok(messages.length > 0);
});

for (const { filePath, messages } of results) {
  test(`${filePath.slice(root.length + 1)}: no finding`, () => {
    assert.deepEqual(messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`), []);
  });
}
