// Tests that what stands in a view is found in the text that was given, however the view was made.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builderOn, endIn, startIn, viewOf } from './view.ts'

test('units that stand for one each are found one by one, and others as a whole', () => {
  const builder = builderOn(viewOf('ab%41cd'))
  builder.copy(0, 2)
  builder.add('AA', 2, 5)
  builder.each('xy', 5, 7)
  const view = builder.view('escaped', 1)
  assert.equal(view.text, 'abAAxy')
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((at) => [startIn(view, at), endIn(view, at + 1)]),
    [
      [0, 1],
      [1, 2],
      [2, 5],
      [2, 5],
      [5, 6],
      [6, 7],
    ],
  )
  assert.equal(startIn(view, 6), 7)
  assert.equal(endIn(view, 0), 0)
})

test('a view of a view leads back over both', () => {
  const first = builderOn(viewOf('__%61bc'))
  first.copy(0, 2)
  first.add('a', 2, 5)
  first.copy(5, 7)
  const inner = builderOn(first.view('escaped', 1))
  inner.backwards('cba__', 0, 5)
  const view = inner.view('turned', 2)
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => [view.text.charAt(at), startIn(view, at), endIn(view, at + 1)]),
    [
      ['c', 6, 7],
      ['b', 5, 6],
      ['a', 2, 5],
      ['_', 1, 2],
    ],
  )
})
