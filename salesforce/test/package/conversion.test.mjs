// Salesforce's own library turns each package directory into what a deployment sends. What it does not know, or would leave out,
// is found here.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { directories, files, project, root, short } from './project.mjs';

const ADDRESS = 'https://waypost.test.example';
process.chdir(root);
process.env.SF_APPLY_REPLACEMENTS_ON_CONVERT = 'true';
process.env.SFDX_PROJECT_JSON_VALIDATION = 'true';
process.env.WAYPOST_ADDRESS = ADDRESS;
process.env.WAYPOST_CONTACT = 'someone@test.example';
const { ComponentSet, MetadataConverter } = (await import('@salesforce/source-deploy-retrieve')).default;
const { SfProject } = (await import('@salesforce/core')).default;

const folder = mkdtempSync(join(tmpdir(), 'waypost-'));
after(() => rmSync(folder, { recursive: true }));

const converted = new Map();
for (const directory of directories) {
  const components = ComponentSet.fromSource(join(root, directory));
  components.sourceApiVersion = project.sourceApiVersion;
  const output = { type: 'directory', outputDirectory: join(folder, directory), genUniqueDir: false };
  // Awaited one by one: they share the working folder.
  await new MetadataConverter().convert(components, 'metadata', output);
  converted.set(directory, components);
}
const sent = (directory) =>
  readdirSync(join(folder, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

test('the project file and the scratch definition are valid by their schemas', async () => {
  const known = await SfProject.resolve(root);
  await known.getSfProjectJson().schemaValidate();
  assert.equal(known.getPackageDirectories().length, directories.length);
  const { ScratchOrgDefSchema } = createRequire(import.meta.url)(
    join(root, 'node_modules/@salesforce/core/lib/schema/project-scratch-def/scratchOrgDef.js'),
  );
  const { definitionFile } = project.packageDirectories.find(({ package: name }) => name === 'Waypost');
  ScratchOrgDefSchema.parse(JSON.parse(readFileSync(join(root, definitionFile), 'utf8')));
  assert.throws(() => ScratchOrgDefSchema.parse({ edition: 'Nonsense' }));
});

for (const directory of directories) {
  test(`${directory}: every file belongs to a component of a known type`, () => {
    const taken = new Set();
    for (const component of converted.get(directory).getSourceComponents()) {
      [component.xml, ...component.walkContent()].filter(Boolean).forEach((path) => taken.add(path));
      component.getChildren().forEach((child) => taken.add(child.xml));
    }
    assert.deepEqual(files(directory).filter((path) => !taken.has(path)).map(short), []);
  });

  test(`${directory}: package.xml names what is sent, at the project's version`, () => {
    const manifest = readFileSync(join(folder, directory, 'package.xml'), 'utf8');
    assert.match(manifest, new RegExp(`<version>${project.sourceApiVersion}</version>`));
    const types = new Set([...converted.get(directory).getSourceComponents()].map(({ type }) => type.name));
    for (const type of types) assert.ok(manifest.includes(`<name>${type}</name>`), type);
    assert.ok(!types.has('ConnectedApp'), 'new connected apps cannot be created');
  });

  test(`${directory}: the address is set in one place, when it is deployed`, () => {
    const texts = sent(directory).map((path) => readFileSync(path, 'utf8'));
    assert.ok(texts.some((text) => text.includes(ADDRESS)));
    assert.deepEqual(texts.filter((text) => text.includes('example.com')), []);
  });
}

test('what a deployment sends is all that there should be', () => {
  const names = [...converted].flatMap(([directory, components]) =>
    [...components.getSourceComponents()].map(({ type, fullName }) => `${directory} ${type.name} ${fullName}`),
  );
  assert.deepEqual(names.sort(), [
    'canvas-app ExternalClientApplication Waypost',
    'canvas-app ExtlClntAppCanvasSettings Waypost_canvasSettings',
    'canvas-app ExtlClntAppGlobalOauthSettings Waypost_glbloauth',
    'canvas-app ExtlClntAppOauthSettings Waypost_oauth',
    'force-app ApexClass WaypostClient',
    'force-app ApexClass WaypostEmbedToken',
    'force-app ApexClass WaypostEmbedTokenTest',
    'force-app ApexClass WaypostException',
    'force-app ApexClass WaypostOrderNumber',
    'force-app CspTrustedSite Waypost',
    'force-app CustomLabels CustomLabels',
    'force-app CustomObject Waypost_Access__c',
    'force-app CustomTab Waypost',
    'force-app ExternalCredential Waypost',
    'force-app FlexiPage Waypost_Case',
    'force-app LightningComponentBundle waypostOrder',
    'force-app NamedCredential Waypost',
    'force-app PermissionSet Waypost_Administrator',
    'force-app PermissionSet Waypost_Agent',
  ]);
});
