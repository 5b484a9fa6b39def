// Every text that a user reads is a custom label, so that an org can translate and change it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { directories, files, short, text } from './project.mjs';

const all = directories.flatMap(files);
const defined = [...text(all.find((path) => path.endsWith('.labels-meta.xml'))).matchAll(/<fullName>(\w+)<\/fullName>/g)].map(
  ([, name]) => name,
);
const used = new Set(
  all
    .filter((path) => /\.(js|cls)$/.test(path))
    .flatMap((path) => [...text(path).matchAll(/(?:label\/c\.|System\.Label\.)(\w+)/g)].map(([, name]) => name)),
);

test('labels that are used are defined, and the other way round', () => {
  assert.deepEqual([...used].sort(), [...defined].sort());
});

test('the template holds no text of its own', () => {
  for (const path of all.filter((file) => file.endsWith('.html'))) {
    const template = text(path);
    const between = template.replace(/<[^>]*>/g, '').replace(/\{[^}]*\}/g, '').trim();
    assert.equal(between, '', short(path));
    for (const [, name, value] of template.matchAll(/\b(label|title|alternative-text|placeholder)=(\S+)/g)) {
      assert.match(value, /^\{labels\./, `${short(path)}: ${name}`);
    }
  }
});

test('no error that a user reads is written in Apex', () => {
  for (const path of all.filter((file) => file.endsWith('.cls') && !file.endsWith('Test.cls'))) {
    const literals = [...text(path).matchAll(/new (?:WaypostException|AuraHandledException)\(\s*'/g)];
    assert.deepEqual(literals.map(([found]) => found), [], short(path));
  }
});
