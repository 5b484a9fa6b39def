// What the checks of the package share: where things are.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const project = JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8'));
export const directories = project.packageDirectories.map(({ path }) => path);

/** All files below a folder that would be deployed. */
export function files(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.includes('/__tests__/'))
    .sort();
}

export const text = (path) => readFileSync(path, 'utf8');
export const short = (path) => path.slice(root.length + 1);
