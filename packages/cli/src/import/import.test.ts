// Each product's fixture becomes the reviewed folder, which would be published and passes its tests.
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { countersign, folder } from '../../test/run.ts'
import { checkFolder } from '../commands/policy/check.ts'
import { readFolder } from '../commands/policy/folder.ts'
import { PRODUCT_NAMES } from './names.ts'

function here(name: string): string {
  return fileURLToPath(new URL(`../../test/import/vectors/${name}`, import.meta.url))
}

for (const product of PRODUCT_NAMES) {
  test(`${product}: the fixture becomes exactly the folder that was reviewed`, async (t) => {
    const out = join(await folder(t), 'policies')
    const { exitCode, err } = await countersign(['import', product, here(`input/${product}`), '--out', out])
    assert.equal(exitCode, 1, err)
    const golden = here(`golden/${product}`)
    const names = await readdir(golden)
    assert.deepEqual(await readdir(out), names)
    for (const name of names)
      assert.equal(await readFile(join(out, name), 'utf8'), await readFile(join(golden, name), 'utf8'), name)
  })

  test(`${product}: the result could be published, and its tests pass`, async () => {
    const checked = checkFolder(await readFolder(here(`golden/${product}`)))
    assert.deepEqual(
      checked.problems.filter(({ severity }) => severity === 'error'),
      [],
    )
    assert.ok(checked.ok)
    assert.ok(checked.tests.length > 0)
    assert.ok(checked.tests.every(({ passed }) => passed))
  })

  test(`${product}: with --allow-unmatched it is published as well, with a permit that says so`, async (t) => {
    const out = join(await folder(t), 'policies')
    const path = here(`input/${product}`)
    const answer = await countersign(['import', product, path, '--out', out, '--allow-unmatched'])
    assert.match(answer.out, /→ import\.unmatched: WARNING: /)
    const checked = checkFolder(await readFolder(out))
    assert.ok(checked.ok)
    assert.ok(checked.policies.some(({ id }) => id === 'import.unmatched'))
  })
}

test('without --out nothing is written, and the report says what would be', async () => {
  const { exitCode, out, err } = await countersign(['import', 'aegis', here('input/aegis')])
  assert.deepEqual([exitCode, err], [1, 'nothing was written; name a folder with --out\n'])
  for (const title of ['Carried over', 'Changed in meaning', 'Not carried over', 'Never worked there'])
    assert.match(out, new RegExp(`^${title} \\([0-9]+\\)$`, 'm'))
})

test('an existing folder is not changed without --force', async (t) => {
  const out = join(await folder(t), 'policies')
  const argv = ['import', 'stage0', here('input/stage0'), '--out', out]
  await countersign(argv)
  const before = await readFile(join(out, 'policy.cedar'), 'utf8')
  const again = await countersign(['import', 'asqav', here('input/asqav'), '--out', out])
  assert.equal(again.exitCode, 2)
  assert.match(again.err, /exists/)
  assert.equal(await readFile(join(out, 'policy.cedar'), 'utf8'), before)
  const forced = await countersign(['import', 'asqav', here('input/asqav'), '--out', out, '--force'])
  assert.equal(forced.exitCode, 1)
  assert.notEqual(await readFile(join(out, 'policy.cedar'), 'utf8'), before)
})

test('--json counts every line of the report under its outcome', async () => {
  const { out } = await countersign(['import', 'interven', here('input/interven'), '--json'])
  const report = JSON.parse(out)
  const counts: Record<string, number> = {}
  for (const { outcome } of report.lines) counts[outcome] = (counts[outcome] ?? 0) + 1
  assert.deepEqual({ ...{ carried: 0, changed: 0, lost: 0, inert: 0, note: 0 }, ...counts }, report.counts)
  assert.equal(report.lossless, false)
})

test('an unknown product or a missing path is a usage error', async () => {
  for (const argv of [['acme', '.'], ['asqav'], []])
    assert.equal((await countersign(['import', ...argv])).exitCode, 2)
})
