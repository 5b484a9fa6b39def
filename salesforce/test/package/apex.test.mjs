// Every Apex class is Apex by its grammar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexErrorListener, ApexParserFactory } from '@apexdevtools/apex-parser';

import { directories, files, short, text } from './project.mjs';

class Faults extends ApexErrorListener {
  found = [];
  apexSyntaxError(line, column, message) {
    this.found.push(`${line}:${column}: ${message}`);
  }
}

function faults(source) {
  const listener = new Faults();
  const parser = ApexParserFactory.createParser(source);
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.compilationUnit();
  return listener.found;
}

test('what is no Apex is found', () => {
  assert.notDeepEqual(faults('public class X { void f( { } }'), []);
});

for (const path of directories.flatMap(files).filter((file) => file.endsWith('.cls'))) {
  test(`${short(path)}: is Apex`, () => assert.deepEqual(faults(text(path)), []));

  test(`${short(path)}: says how it shares, and every query how it runs`, () => {
    const source = text(path);
    // An exception holds no data and asks for none.
    assert.match(source, /@IsTest|(with|without|inherited) sharing class|class \w+ extends Exception/);
    for (const [query] of source.matchAll(/\[\s*SELECT[^\]]*\]/g)) assert.match(query, /WITH (USER|SYSTEM)_MODE/);
    for (const [call] of source.matchAll(/Database\.(query|queryWithBinds|insert|update|delete|upsert)\([^;]*;/g)) {
      assert.match(call, /AccessLevel\.(USER|SYSTEM)_MODE/);
    }
    for (const [statement] of source.matchAll(/^\s*(insert|update|delete|upsert)\s+[^;]*;/gm)) {
      assert.match(statement, /as (user|system)/);
    }
  });
}
