// Each metadata file against the types that Salesforce generates from its Metadata API: names of fields, values of enumerations,
// fields that must be there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { directories, files, project, root, short, text } from './project.mjs';

const types = readFileSync(join(root, 'node_modules/@salesforce/types/lib/metadata.d.ts'), 'utf8');

/** Fields of a type: name → { type, many, wanted }. */
function fields(name) {
  const found = new RegExp(`export type ${name} = (?:(\\w+) & )?\\{([^}]*)\\};`).exec(types);
  if (!found) return undefined;
  const [, base, body] = found;
  const own = [...body.matchAll(/^ +(\w+)(\??): (.+?)(\[\])?;$/gm)].map(([, field, optional, type, many]) => [
    field,
    { type, many: Boolean(many), wanted: !optional && !many },
  ]);
  return { ...(base ? fields(base) : {}), ...Object.fromEntries(own) };
}

function values(name) {
  const found = new RegExp(`export type ${name} = ('[^;]*');`).exec(types);
  return found && [...found[1].matchAll(/'([^']*)'/g)].map(([, value]) => value);
}

function faults(node, type, path) {
  const known = fields(type);
  if (!known) return [];
  const wrong = Object.entries(known)
    .filter(([field, { wanted }]) => wanted && !(field in node) && field !== 'content')
    .map(([field]) => `${path}: ${field} is missing`);
  for (const [name, found] of Object.entries(node)) {
    if (name.startsWith('@_') || name === '#text') continue;
    const field = known[name];
    if (!field) {
      wrong.push(`${path}: ${type} has no ${name}`);
      continue;
    }
    const entries = Array.isArray(found) ? found : [found];
    if (entries.length > 1 && !field.many) wrong.push(`${path}.${name}: is there ${entries.length} times`);
    for (const entry of entries) {
      const allowed = values(field.type);
      if (allowed && !allowed.includes(entry)) wrong.push(`${path}.${name}: ${entry} is none of ${allowed.join(', ')}`);
      if (field.type === 'boolean' && !['true', 'false'].includes(entry)) wrong.push(`${path}.${name}: ${entry}`);
      if (typeof entry === 'object') wrong.push(...faults(entry, field.type, `${path}.${name}`));
    }
  }
  return wrong;
}

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, processEntities: true });

test('the types are read', () => {
  assert.ok(fields('NamedCredential').label.wanted && fields('NamedCredential').fullName);
  assert.deepEqual(values('AccessMethod'), ['Get', 'Post']);
  assert.deepEqual(faults({ label: 'x', nothing: '1' }, 'PermissionSet', 'x'), ['x: PermissionSet has no nothing']);
});

for (const path of directories.flatMap(files).filter((file) => file.endsWith('-meta.xml'))) {
  test(`${short(path)}: fields and values are of the Metadata API`, () => {
    assert.equal(XMLValidator.validate(text(path)), true);
    const [type, node] = Object.entries(parser.parse(text(path))).find(([name]) => !name.startsWith('?'));
    assert.ok(fields(type), `${type} is a type`);
    assert.deepEqual(faults(node, type, type), []);
    if ('apiVersion' in node) assert.equal(node.apiVersion, project.sourceApiVersion);
  });
}

test('a header that holds a formula is allowed to, and agents reach the credential', () => {
  const of = (name) => parser.parse(text(directories.flatMap(files).find((path) => path.endsWith(name))));
  const header = of('Waypost.externalCredential-meta.xml').ExternalCredential.externalCredentialParameters;
  assert.ok(header.some(({ parameterType, parameterValue }) => parameterType === 'AuthHeader' && parameterValue.startsWith('{!')));
  assert.equal(of('Waypost.namedCredential-meta.xml').NamedCredential.allowMergeFieldsInHeader, 'true');
  for (const name of ['Waypost_Agent', 'Waypost_Administrator']) {
    const set = of(`${name}.permissionset-meta.xml`).PermissionSet;
    assert.equal(set.objectPermissions.object, 'UserExternalCredential');
    assert.equal(set.objectPermissions.allowRead, 'true');
    assert.equal(set.externalCredentialPrincipalAccesses.externalCredentialPrincipal, 'Waypost-Console');
    assert.equal(set.externalCredentialPrincipalAccesses.enabled, 'true');
  }
});
