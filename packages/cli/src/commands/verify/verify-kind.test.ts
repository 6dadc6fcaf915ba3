// A file's own top-level members decide what it is, never words inside it that an agent may have chosen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { add, bundleOf, createLog, evidenceOf, keySetOf, signCommit } from '../../../test/log.ts'
import { countersign, files } from '../../../test/run.ts'
import { bundle, verifyJson } from '../../../test/verify.ts'

const MARKS = [
  '"format":"countersign-bundle/1"',
  '{"checkpoint":',
  '"format":"countersign-bundle/',
  '\n{"format":"countersign-bundle/1"}\n',
  '{"format":"countersign-bundle/1","org":"x"}',
]

/** A log whose last receipt discloses these arguments. */
function logWith(value: unknown) {
  const log = createLog()
  add(
    log,
    'observation',
    { action: { name: 'send' }, mode: 'full', outcome: { status: 'unknown', observed: 'reported' } },
    { 'action.arguments': value as never },
  )
  signCommit(log)
  return log
}

const SHAPES: ((mark: string) => unknown)[] = [
  (mark) => mark,
  (mark) => ({ [mark]: mark }),
  (mark) => ({ format: 'countersign-bundle/1', checkpoint: [mark] }),
]

test('no disclosed value turns evidence into a bundle, however the file is written', async (t) => {
  const at = await files(t, { keys: keySetOf(createLog()) })
  let tried = 0
  for (const mark of MARKS) {
    for (const [n, shape] of SHAPES.entries()) {
      const evidence = evidenceOf(logWith({ filling: 'x'.repeat(n * 40_000), value: shape(mark) }), 2)
      for (const indent of [undefined, 1]) {
        const text = JSON.stringify(evidence, null, indent)
        const stdin = [text.slice(0, 10 + n), text.slice(10 + n)]
        const argv = ['verify', '-', '--trust', at.keys, '--json']
        const { exitCode, out } = await countersign(argv, { stdin })
        assert.equal(exitCode, 0, out)
        assert.equal(JSON.parse(out).from, undefined)
        tried++
      }
    }
  }
  assert.equal(tried, 30)
})

test('no disclosed value keeps a bundle from being one', async (t) => {
  for (const value of MARKS) {
    const log = logWith({ value })
    const at = await files(t, { keys: keySetOf(log), bundle: bundleOf(log) })
    const { exitCode, report } = await verifyJson([at.bundle, '--trust', at.keys])
    assert.deepEqual([exitCode, report.from, report.to], [0, 0, 3])
  }
})

test('a bundle whose first line is damaged anywhere is still reported as one', async () => {
  const end = bundle.indexOf('\n')
  for (const place of [100, Math.floor(end / 2), end]) {
    const damaged = `${bundle.slice(0, place)}}${bundle.slice(place + 1)}`
    const { exitCode, out } = await countersign(['verify', '-', '--json'], { stdin: [damaged] })
    const failed = JSON.parse(out).axes.find(({ status }: { status: string }) => status === 'failed')
    assert.deepEqual([exitCode, failed.name], [1, 'structure'])
    assert.match(failed.code, /^bundle\./)
  }
})

const texts = fc
  .array(fc.oneof(fc.constantFrom(...MARKS, 'countersign-bundle/1', 'format', 'checkpoint'), fc.string()), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''))
const names = fc.oneof(texts, fc.constantFrom('format', 'checkpoint', 'payload', 'disclosures'))
const values = fc.oneof(
  texts,
  fc.object({ key: names, values: [texts, fc.integer(), fc.constant(null)], maxDepth: 3 }),
  fc.array(fc.dictionary(names, texts)),
)
const others = fc.dictionary(
  names.filter((name) => name !== 'format'),
  values,
)
const VERSION = 'countersign-bundle/'
const formats = {
  bundle: texts.map((text) => VERSION + text),
  evidence: fc.oneof(
    fc.constant(undefined),
    values.filter((value) => typeof value !== 'string' || !value.startsWith(VERSION)),
  ),
}

/** A file with these members of its own, `format` anywhere among them, written on one line or on many. */
const written = fc
  .constantFrom('bundle' as const, 'evidence' as const)
  .chain((kind) =>
    fc.tuple(fc.constant(kind), formats[kind], others, fc.nat(), fc.constantFrom(0, 1, 4), texts),
  )
  .map(([kind, format, members, place, indent, rest]) => {
    const own = Object.entries(members)
    if (format !== undefined) own.splice(place % (own.length + 1), 0, ['format', format])
    const file = Object.fromEntries(own)
    const text = kind === 'bundle' ? `${JSON.stringify(file)}\n${rest}` : JSON.stringify(file, null, indent)
    return { kind, text, cut: place % text.length }
  })

test('whatever a file holds, only its own `format` makes it a bundle', async () => {
  await fc.assert(
    fc.asyncProperty(written, async ({ kind, text, cut }) => {
      const stdin = [text.slice(0, cut), text.slice(cut)]
      const { exitCode, out } = await countersign(['verify', '-', '--json'], { stdin })
      const [structure] = JSON.parse(out).axes
      assert.deepEqual([exitCode, structure.name, structure.status], [1, 'structure', 'failed'])
      assert.ok(structure.code.startsWith(`${kind}.`), `${structure.code}: ${text}`)
    }),
    { numRuns: 500 },
  )
})
