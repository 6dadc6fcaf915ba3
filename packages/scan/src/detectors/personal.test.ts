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
  ['personal.cl_rut', 'RUT: 76086428-5'],
  ['personal.mx_curp', 'CURP HEGG560427MVZRRL04'],
  ['personal.ar_cuil', 'CUIL 20-05536168-2'],
  ['personal.th_id', 'Thai ID 1-2345-45678-78-1'],
  ['personal.pt_nif', 'NIF: 501 964 843'],
  ['personal.ro_cnp', 'CNP 1630615123457'],
  ['personal.bg_egn', 'EGN 7523169263'],
  ['personal.cz_birth', 'rodné číslo 710319/2745'],
  ['personal.ie_pps', 'my PPS 1234567T'],
  ['personal.ie_pps', 'PPSN 6433435FT'],
  ['personal.hr_oib', 'OIB 33392005961'],
  ['personal.ee_lt_id', 'isikukood 37605030299'],
  ['personal.gr_amka', 'AMKA 01013099997'],
  ['personal.il_id', 'Israeli ID 03933742-3'],
  ['personal.pl_nip', 'NIP: 856-734-62-15'],
  ['personal.driving_licence', 'Führerschein B07212345X'],
] as const

test('a number that a word before it tells is found when its check is right', () => {
  for (const [kind, text] of TOLD) assert.deepEqual(kindsIn(text), [kind], text)
})

const ALONE = [
  ['personal.cl_rut', 'signed by 12.345.678-5 yesterday'],
  ['personal.mx_curp', 'signed by HEGG560427MVZRRL04 yesterday'],
  ['personal.sg_nric', 'signed by S1234567D yesterday'],
  ['personal.fi_id', 'signed by 131052-308T yesterday'],
  ['personal.fi_id', 'signed by 131052A308T yesterday'],
  ['personal.es_dni', 'signed by 12345678Z yesterday'],
  ['personal.es_dni', 'signed by 12345678-Z yesterday'],
  ['personal.es_dni', 'signed by X1234567L yesterday'],
  ['personal.es_dni', 'signed by X1234567-L yesterday'],
  ['personal.es_dni', 'signed by X-1234567L yesterday'],
  ['personal.es_dni', 'signed by x-1234567-l yesterday'],
  ['personal.uk_nino', 'signed by AB123456C yesterday'],
  ['personal.uk_nino', 'signed by AB 12 34 56 C yesterday'],
  ['personal.uk_nino', 'signed by AB12 34 56C yesterday'],
  ['personal.uk_nino', 'signed by AB1234 56 C yesterday'],
  ['personal.uk_nino', 'signed by AB123456 C yesterday'],
  ['personal.it_fiscal', 'signed by RSSMRA85T10A562S yesterday'],
  ['personal.hk_id', 'signed by A123456(3) yesterday'],
  ['personal.hk_id', 'signed by AB123456(9) yesterday'],
  ['personal.nl_vat', 'signed by NL100000024B01 yesterday'],
  ['personal.nl_vat', 'signed by NL 100000024B01 yesterday'],
  ['personal.passport', 'signed by L898902C36UTO7408122F1204159ZE184226B<<<<<10 yesterday'],
] as const

test('a number of a form that nothing else has needs no word before it', () => {
  for (const [kind, text] of ALONE) assert.deepEqual(kindsIn(text), [kind], text)
})

test('it is found behind other numbers and names as well', () => {
  for (const [kind, text] of ALONE) {
    const [, number = ''] = /by (.*) yesterday/.exec(text) ?? []
    for (const around of [`0x3f9a81c2 ${number}, deadbeef00`, `(${number})`, `${number}\n2026`])
      assert.deepEqual(kindsIn(around), [kind], around)
  }
})

const WRONG = [
  'RUT: 12345678-6',
  'signed by 12.345.678-K yesterday',
  'CURP HEGG560427MVZRRL05',
  'CUIL 20-12345678-7',
  'NIF: 123 456 788',
  'EGN 7523169264',
  'rodné číslo 710319/2746',
  'PPS 1234567U',
  'OIB 33392005962',
  'Israeli ID 123456783',
  'the circuit 20-12345678-7 and the manifest 123456788',
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
