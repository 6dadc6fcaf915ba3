// Tests which telephone numbers, addresses and dates of birth are told by the words around them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanText } from '../../scan.ts'

function foundIn(text: string): readonly string[] {
  return scanText(text, { categories: ['personal'] }).findings.map(
    ({ kind, start, end }) => `${kind.slice('personal.'.length)} ${text.slice(start, end)}`,
  )
}

/** What is told, with what stands around it; numbers are of ranges for films, or invented. */
const TOLD = [
  ['call me on ', 'phone 020 7946 0958', ''],
  ['text me on ', 'phone 07701 900123', ' when you land'],
  ['bel mij op ', 'phone 06-12345678', ''],
  ['Natel ', 'phone 079 123 45 67', ''],
  ['Sie ist unter ', 'phone 030 23125 014', ' erreichbar'],
  ['Durchwahl ', 'phone 0221 4710999', ''],
  ['mon numéro est le ', 'phone 06 39 98 12 34', ''],
  ['ring mig på ', 'phone 070-174 06 05', ''],
  ['llámame al ', 'phone 612 345 678', ' por la tarde'],
  ['meu celular: ', 'phone (11) 91234-5678', ''],
  ['Llámame al ', 'phone 612 34 56 78', ''],
  ['zap: ', 'phone (11) 91234-5678', ''],
  ['ruf mich an: ', 'phone 030/23125014', ', Bernd'],
  ['call her on ', 'phone 020 7946 0958', ''],
  ['手机号 ', 'phone 13800138000', ''],
  ['携帯 ', 'phone 090-1234-5678', ''],
  ['전화 ', 'phone 010-1234-5678', ''],
  ['mob: ', 'phone 0491 570 156', ''],
  ['моб. ', 'phone 8 916 123-45-67', ''],
  ['født ', 'birth_date 12. juni 1988', ''],
  ['ur. ', 'birth_date 12.06.1988', ' w Gdyni'],
  ['', 'address 12 Rue Victor Hugo, 69002 Lyon', ''],
  ['', 'address Av. Paulista, 1578, São Paulo - SP, 01310-200', ''],
  ['geboren am ', 'birth_date 14. Juli 1985', ', Aufnahme heute'],
  ['geb. ', 'birth_date 03.11.1969', ''],
  ['née le ', 'birth_date 11 juin 1984', ' à Tours'],
  ['nata il ', 'birth_date 3 maggio 1972', ''],
  ['nacida el ', 'birth_date 5 de mayo de 1990', ''],
  ['nascido em ', 'birth_date 12/03/1990', ''],
  ['born ', 'birth_date 2 March 1961', ' in Leeds'],
  ['D.O.B. ', 'birth_date 02/02/1991', ''],
  ['生年月日：', 'birth_date 1985年7月14', '日'],
  ['дата рождения ', 'birth_date 14.07.1985', ''],
  ['født ', 'birth_date 14.07.1985', ''],
  ['at ', 'address 18 Harcombe Road, Exeter EX4 6QP', ' last month'],
  ['to ', 'address Lindenstraße 27, 34117 Kassel', ''],
  ['wohnhaft ', 'address Lindenstraße 27, Kassel', ''],
  ['nach ', 'address Mariahilfer Gasse 4, 1060 Wien', ''],
  ['chez Mme X, ', 'address 14 bis rue des Tanneurs, 37000 Tours', ''],
  ['vive en ', 'address Calle Mayor 8, 28013 Madrid', ''],
  ['', 'address Rua das Flores, 21, 1200-195', ' Lisboa'],
  ['in ', 'address Via Garibaldi 31, 50123 Firenze', ''],
  ['aan ', 'address Prinsengracht 412-hs, 1016 JC Amsterdam', ''],
  ['', 'address ul. Polna 3/12, 00-625 Warszawa', ''],
  ['till ', 'address Storgatan 5, 111 51 Stockholm', ''],
  ['', 'address 〒152-0035 東京都目黒区自由が丘2丁目14', ''],
] as const

test('what words of many languages lead to is found', () => {
  for (const [before, told, after] of TOLD) {
    const [kind = '', ...rest] = told.split(' ')
    const text = before + rest.join(' ') + after
    assert.deepEqual(foundIn(text), [`${kind} ${rest.join(' ')}`], text)
  }
})

const NEAR = [
  'the mobile layout since 2026-02-11 and 12.05.2026',
  'unter 0815 verstehen wir 12 345 Dinge',
  'die Nummer 4711 00815 gibt es nicht',
  'le 11 juin 1984 fut un lundi',
  'la livraison le 12 mars 2026',
  'the idea was born in 1999, version 1.2.3',
  'stubborn 12/03/1990',
  'released on 14 July 1985',
  'via port 8080 and 50123 more',
  'via HTTP 2, 50123 Requests',
  'on the road to 1.0, 94016 commits later',
  'ring buffer of 070 321 entries',
  'rappel: 12 34 tests',
  'cellular automaton 110 of 256',
  'press 0 for room 12, floor 3',
  'SMS 160 characters, 2 parts',
  'order 0123456789 shipped',
  'the key is 90 x 42 mm, 070-321',
  '订单号 13808841188 已发货',
  '出生 2023 1.09',
  'born in 2019, paid 900.00. 11 items',
]

test('what such words do not lead to is left alone', () => {
  assert.deepEqual(
    NEAR.map((text) => [text, ...foundIn(text)]).filter(({ length }) => length > 1),
    [],
  )
})
