// Tests that the limits on a text are exact, and keep it from crashing cedar-wasm.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { scanText } from './scan.ts'
import { piecesOf } from './split.ts'

function policy(condition: string) {
  return `@id("a") permit (principal, action, resource) when { ${condition} };`
}

function codeOf(text: string) {
  return scanText(text)?.code
}

test('what is allowed in depth and length is parsed by cedar-wasm, all at once too', () => {
  const chain = `true${' && true'.repeat(200)}`
  const texts = [
    policy(`${'('.repeat(31)}true${')'.repeat(31)}`),
    policy(`true${' || true'.repeat(254)}`),
    policy(`${'('.repeat(31)}${chain}${')'.repeat(31)}`),
    policy(`${'if true then '.repeat(100)}true${' else false'.repeat(100)}`),
    policy(`${'{"a": '.repeat(31)}1${'}'.repeat(31)} == context`),
    policy(`[${'['.repeat(30)}1${']'.repeat(30)}].contains(1)`),
  ]
  for (const text of texts) {
    assert.equal(scanText(text), undefined)
    assert.equal(wasm.policySetTextToParts(text).type, 'success')
    assert.equal(wasm.policyToJson(text).type, 'success')
  }
})

test('one step more is refused, at its place, wherever it hides', () => {
  const deep = policy(`${'('.repeat(32)}true${')'.repeat(32)}`)
  assert.deepEqual([codeOf(deep), deep[scanText(deep)?.at ?? 0]], ['policy.too_deep', '('])
  const texts = [
    policy(`true${' || true'.repeat(256)}`),
    policy(`1 == 1${' + 1'.repeat(256)}`),
    policy(`context${'.a'.repeat(260)}`),
    policy(`context${'["a"]'.repeat(260)}`),
    policy(`${'if true then true else '.repeat(130)}true`),
    policy(`${'!'.repeat(300)}true`),
    // Deep on the left, and then long on the right of it.
    policy(`(true${' && true'.repeat(130)})${' && true'.repeat(130)}`),
    policy(`(((true${' && true'.repeat(90)})${' && true'.repeat(90)})${' && true'.repeat(90)})`),
    policy(`"//" == "a" && ${'('.repeat(40)}true${')'.repeat(40)}`),
    policy(`"\\"" == "a" && ${'['.repeat(40)}`),
    // To Cedar, a comment ends at a carriage return.
    `// hidden\r${policy(`${'('.repeat(40)}true${')'.repeat(40)}`)}`,
  ]
  for (const text of texts) assert.equal(codeOf(text), 'policy.too_deep', text.slice(0, 90))
})

test('brackets in strings and comments do not count', () => {
  assert.equal(
    codeOf(`// ${'('.repeat(99)}\n${policy(`"${'(['.repeat(99)}" == "\\"${'{'.repeat(99)}"`)}`),
    undefined,
  )
})

test('policies are counted, annotations and texts are not', () => {
  const one = 'permit (principal, action, resource);'
  assert.equal(codeOf(one.repeat(1000)), undefined)
  assert.equal(codeOf(one.repeat(1001)), 'policy.too_many')
  assert.equal(codeOf(`@permit("forbid") @id("permit") ${one}`.repeat(1000)), undefined)
})

test('a text is at most 256 KiB of UTF-8', () => {
  assert.equal(codeOf(`//${'ü'.repeat(131_071)}`), undefined)
  assert.equal(codeOf(`//${'ü'.repeat(131_072)}`), 'text.too_large')
  assert.equal(codeOf('x'.repeat(10_000_000)), 'text.too_large')
})

test('characters that deceive are refused, those of any language are not', () => {
  for (const character of ['\ud800', '\udc00', '\0', '\u202e', '\u2066', '\u200b', '\ufeff'])
    assert.equal(codeOf(policy(`"${character}" == "a"`)), 'text.characters')
  assert.equal(codeOf(policy('"Überweisung 送金 😀" == "a"')), undefined)
})

test('an open string and a stray bracket are told apart from deep nesting', () => {
  assert.deepEqual([codeOf('@id("a) permit'), scanText('@id("a) permit')?.at], ['policy.syntax', 4])
  assert.deepEqual(
    [codeOf(policy('true)')), policy('true)')[scanText(policy('true)'))?.at ?? 0]],
    ['policy.syntax', ')'],
  )
})

test('a text is split where its policies end', () => {
  const text = `// a;\n@id("x;") permit (principal, action, resource) when { ";" == "}" // ;\n };\n\npermit (principal, action, resource);`
  assert.deepEqual(
    piecesOf(text).map(({ id, text: own }) => [id, own.slice(0, 4), own.at(-1)]),
    [
      ['x;', '@id(', ';'],
      ['#2', 'perm', ';'],
    ],
  )
})
