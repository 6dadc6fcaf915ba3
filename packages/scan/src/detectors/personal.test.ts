// Tests which numbers of persons and accounts are found, and which only look like some.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanText } from '../scan.ts'

function kindsIn(text: string): readonly string[] {
  return scanText(text, { categories: ['personal'] }).findings.map(({ kind }) => kind)
}

const TOLD = [
  ['personal.au_abn', 'ABN: 51 824 753 556'],
  ['personal.au_medicare', 'Medicare card 2123 45670 1'],
  ['personal.it_vat', 'Partita IVA 00743110157'],
  ['personal.it_vat', 'P.IVA IT00743110157'],
  ['personal.fi_id', 'henkilötunnus 010594Y9032'],
  ['personal.no_id', 'fødselsnummer 151086 95088'],
  ['personal.driving_licence', 'Führerschein B07212345X'],
] as const

test('a number that a word before it tells is found when its check is right', () => {
  for (const [kind, text] of TOLD) assert.deepEqual(kindsIn(text), [kind], text)
})

const ALONE = [
  ['personal.sg_nric', 'signed by S1234567D yesterday'],
  ['personal.fi_id', 'signed by 131052-308T yesterday'],
] as const

test('a number of a form that nothing else has needs no word before it', () => {
  for (const [kind, text] of ALONE) assert.deepEqual(kindsIn(text), [kind], text)
})

const WRONG = [
  'ABN: 51 824 753 557',
  'Medicare card 2123 45680 1',
  'Partita IVA 00743110158',
  'signed by S1234567E yesterday',
  'signed by 131052-308U yesterday',
  'signed by 411352-308T yesterday',
]

test('a number whose check is wrong is left alone', () => {
  for (const text of WRONG) assert.deepEqual(kindsIn(text), [], text)
})

test('no card is seen in a mistyped number of an account', () => {
  assert.deepEqual(kindsIn('pay to RS35 4539 1488 0343 6467 now'), [])
  assert.deepEqual(kindsIn('pay with 4539 1488 0343 6467 now'), ['personal.payment_card'])
})
