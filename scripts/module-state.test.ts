// Pure packages keep nothing from one call to the next that could change what a later one answers.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './checks.ts'

/** What is written nevertheless, and why it is not state. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'packages/json/src/base64url.ts: VALUES': 'filled while the module is loaded, and only read afterwards',
  'packages/json/src/canonicalize.ts: lists':
    'room for the names of one object at each depth, emptied after each',
  'packages/json/src/parse.ts: NUMBER': 'a sticky pattern, whose `lastIndex` is set before each use',
  'packages/policy/src/facts/request.ts: lasting': 'what a frozen agent is as an entity, which cannot change',
  'packages/scan/src/clean-names.ts: clean':
    'names in which nothing is found; answers and charges are the same',
  'packages/scan/src/definition/plain.ts: becomes': 'what becomes of a character, which is always the same',
  'packages/scan/src/definition/plain.ts: parts': 'what becomes of a character, which is always the same',
  'packages/scan/src/definition/plain.ts: units': 'room for one text, written before it is read',
  'packages/scan/src/definition/terms.ts: last':
    'where the next word is kept; who finds another word there works it out anew',
  'packages/scan/src/definition/words.ts: letterTerms': 'what a letter counts as, which is always the same',
  'packages/scan/src/definition/words.ts: tokens': 'what a word counts as, which is always the same',
  'packages/scan/src/weighed/weigh.ts: isOnlyEnglish': 'what a word is, which is always the same',
  'packages/scan/src/weighed/weigh.ts: numbersOf': 'what a word is, which is always the same',
  'packages/scan/src/weighed/weigh.ts: partsOf': 'what a word is, which is always the same',
  'packages/scan/src/definition/tokens.ts: known': 'what a character is, which is always the same',
  'packages/terms/src/ids.ts: lastPlace': 'the text of the last place, made anew for any other',
  'packages/terms/src/ids.ts: lastTime': 'the text of the last time, made anew for any other',
  'packages/scan/src/text/decode.ts: BASE64': 'a sticky pattern, whose `lastIndex` is set before each use',
  'packages/scan/src/text/decode.ts: ESCAPES': 'a global pattern, whose `lastIndex` is set before each use',
  'packages/scan/src/detectors/instructions.ts: oddTokens': 'room for one text, which each begins anew',
  'packages/scan/src/detectors/instructions.ts: oddWriter': 'room for one text, which each begins anew',
  'packages/scan/src/detectors/instructions.ts: plainTokens': 'room for one text, which each begins anew',
  'packages/scan/src/detectors/instructions.ts: plainWriter': 'room for one text, which each begins anew',
  'packages/scan/src/detectors/instructions/tokens.ts: known':
    'what short words mean, which is always the same',
  'packages/scan/src/detectors/instructions/tokens.ts: short': 'room for one word, written before it is read',
  'packages/scan/src/detectors/instructions/worth.ts: meant':
    'room for one sentence, written before it is read',
  'packages/scan/src/text/kept.ts: copied': 'room for one word, written before it is read',
  'packages/scan/src/detectors/instructions/letters.ts: NEW_PART':
    'a sticky pattern, whose `lastIndex` is set before each use',
  'packages/policy/src/publish/tokens.ts: STRING_STOP': 'a pattern whose `lastIndex` is set before each use',
}

const files = globSync('packages/{merkle,receipt,policy,scan,contract,terms,json}/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

const VARIABLE = /^(?:export )?(?:let|var) (\w+)/gm
const CONSTANT = /^(?:export )?const (\w+)[^\n=]*=\s*([^\n]*)/gm
/** Values that exist to be changed, however far from their declaration. */
const STATEFUL = /^new (?:WeakMap|WeakSet|WeakRef|LRUCache)\b|^(?:memo|keep|perTerm|create[A-Z]\w*)\b/
const CONTAINER = /^(?:new \w|\[|\{|\/|Object\.create|Array\.from)/
const MUTATORS = 'set|add|push|pop|shift|unshift|splice|sort|reverse|fill|delete|clear|copyWithin'

function isWritten(name: string, text: string): boolean {
  const written = new RegExp(
    `(?<![\\w.])${name}(?:\\.(?:${MUTATORS})\\(|(?:\\.\\w+|\\[[^\\]\\n]+\\])+ (?:[-+*|&?]{0,2})=(?!=))`,
  )
  return written.test(text)
}

/** The names of what a module can alter after it was loaded. */
function stateOf(text: string): string[] {
  const variables = [...text.matchAll(VARIABLE)].map(([, name]) => name ?? '')
  const constants = [...text.matchAll(CONSTANT)].flatMap(([, name = '', value = '']) =>
    STATEFUL.test(value) || (CONTAINER.test(value) && isWritten(name, text)) ? [name] : [],
  )
  return [...variables, ...constants]
}

test('no module of a pure package holds state', () => {
  assert.ok(files.length > 150)
  const found = files.flatMap(({ file, text }) => stateOf(text).map((name) => `${file}: ${name}`))
  assert.deepEqual(found.sort(), Object.keys(EXCEPTIONS).sort())
})

test('state is found however it is written', () => {
  const held = [
    'let count = 0',
    'export let count = 0',
    'const count = new Map<string, number>()\nfunction add() {\n  count.set("a", 1)\n}',
    'const count: number[] = []\nfunction add() {\n  count.push(1)\n}',
    'const count = { n: 0 }\nfunction add() {\n  count.n += 1\n}',
    'const count = { n: 0 }\nfunction add() {\n  count["n"] = 1\n}',
    'const count = /a/g\nfunction add() {\n  count.lastIndex = 1\n}',
    'const count = new WeakMap<object, string>()',
    'export const count = memo<number>(10, 10)',
    'const count = keep(kindOf)',
    'const count = new LRUCache({ max: 1 })',
  ]
  for (const text of held) assert.deepEqual(stateOf(text), ['count'], text)
  const free = [
    'const NAMES = new Set(["a"])\nconst isName = (name: string) => NAMES.has(name)',
    'function count() {\n  let at = 0\n  const found = new Map()\n  found.set(1, at)\n}',
    'const NUMBERS = [1, 2]\nconst same = NUMBERS.n === 1',
  ]
  for (const text of free) assert.deepEqual(stateOf(text), [], text)
})
