// Tests that the files which a patch changes are found in each of its forms.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../model/budget.ts'
import { leavesOf } from '../leaves.ts'
import { nameOf } from '../name.ts'
import { candidatesOf } from './candidates.ts'
import { filesOfPatch, isPatch } from './patch.ts'

test('every file that a patch names is told, whichever form it is written in', () => {
  for (const [patch, files] of [
    [
      'rename from a/keys.ts\nrename to b/keys.ts\n*** Begin Patch\n*** Update File: b/.env\n+x',
      ['a/keys.ts', 'b/keys.ts', 'b/.env'],
    ],
    [
      '*** Begin Patch\n*** Add File: .env\n+x\n*** Update File: src/a.ts\n*** Move to: dist/a.ts',
      ['.env', 'src/a.ts', 'dist/a.ts'],
    ],
    ['--- a/src/a.ts\t2026-01-01\n+++ b/package.json\n@@ -1 +1 @@', ['src/a.ts', 'package.json']],
    [
      'diff --git a/x.ts b/.git/hooks/pre-push\nrename from x.ts\nrename to .git/hooks/pre-push',
      ['x.ts', '.git/hooks/pre-push'],
    ],
    ['--- /dev/null\n+++ "b/a b.md"\n', ['a b.md']],
    ['Index: trunk/a.c\n', ['trunk/a.c']],
  ] as const) {
    assert.ok(isPatch(patch), patch)
    assert.deepEqual(filesOfPatch(patch), files)
  }
  assert.ok(!isPatch('a list\n-- of things\n++ and more'))
})

test('only a tool that applies patches is asked for the files in one', () => {
  const patch = '*** Begin Patch\n*** Update File: .github/workflows/ci.yml\n+run: id'
  function pathsOf(action: string, args: object): string[] {
    const facts = { action, arguments: args } as Parameters<typeof candidatesOf>[0]
    const budget = createBudget()
    return candidatesOf(facts, leavesOf(facts.arguments, budget, false, nameOf), budget, nameOf).map(
      ({ text }) => text,
    )
  }
  assert.deepEqual(pathsOf('apply_patch', { input: patch }), ['.github/workflows/ci.yml'])
  assert.deepEqual(pathsOf('write_file', { path: 'docs/a.md', content: patch }), ['docs/a.md'])
})
