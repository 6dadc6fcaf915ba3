// Tests which words tell a number of a person, in which scripts, and what only looks like such a number.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanText } from '../../scan.ts'

function kindsIn(text: string): readonly string[] {
  return scanText(text, { categories: ['personal'] }).findings.map(({ kind }) => kind)
}

/** Of invented digits, with the check digits that the published rules make of them. */
const CHECKED = [
  ['personal.at_insurance', 'SV-Nummer 6621 040571'],
  ['personal.de_insurance', 'Versichertennummer K301682521'],
  ['personal.de_pension', 'Rentenversicherungsnummer 65 040571 M 949'],
  ['personal.de_vat', 'Kleinunternehmerin, USt-IdNr. DE651431621'],
  ['personal.nl_vat', 'btw-id NL514091319B02'],
  ['personal.is_id', 'kennitala 040571-6639'],
  ['personal.jmbg', 'JMBG 0405971710713'],
  ['personal.jmbg', 'ЈМБГ 0405971715693'],
  ['personal.jmbg', 'EMŠO: 0405971505516'],
  ['personal.pt_card', 'Cartão de Cidadão 12345673 6ZX6'],
  ['personal.ru_snils', 'СНИЛС 169-436-740 10'],
  ['personal.ru_tax', 'ИНН 770883794300'],
  ['personal.ua_tax', 'РНОКПП 2623863961'],
  ['personal.kz_id', 'ИИН 710504300167'],
  ['personal.es_insurance', 'Nº Seguridad Social 28/33710063/78'],
  ['personal.fr_tax', 'numéro fiscal 30 74 677 050 270'],
  ['personal.uk_utr', 'UTR 2363011688'],
  ['personal.uk_chi', 'CHI number 0405711964'],
  ['personal.lv_id', 'personas kods 040571-19618'],
  ['personal.hu_insurance', 'TAJ 880 840 228'],
  ['personal.hu_tax', 'adóazonosító jel 8962799790'],
  ['personal.gr_tax', 'ΑΦΜ 175084053'],
  ['personal.pl_card', 'seria dowodu osobistego ABX 715357'],
  ['personal.tr_tax', 'vergi no 3655328446'],
  ['personal.do_id', 'Cédula 402-1412587-0'],
  ['personal.ec_id', 'cédula 1712000403'],
  ['personal.uy_id', 'C.I. 4.713.302-4'],
  ['personal.co_nit', 'NIT 52.011.493-4'],
  ['personal.ar_cbu', 'CBU 2850590940090418134130'],
  ['personal.mx_clabe', 'CLABE 032180000118352376'],
  ['personal.mx_rfc', 'RFC VECJ880326898'],
  ['personal.mx_insurance', 'NSS 69 76 55 1220 2'],
  ['personal.ca_health', 'PHN 9385 872 225'],
  ['personal.ca_health', 'OHIP 7213-822-567-AB'],
  ['personal.br_pis', 'PIS 173.00633.23-2'],
  ['personal.br_health', 'Cartão Nacional de Saúde 734 5889 5115 3554'],
  ['personal.br_driver', 'CNH 19310636211'],
  ['personal.gt_id', 'DPI 2735 17376 0101'],
  ['personal.sv_id', 'DUI 03938409-1'],
  ['personal.hk_id', 'HKID C141512(1)'],
  ['personal.tw_id', '身分證字號 A224843706'],
  ['personal.nz_ird', 'IRD 47-316-693'],
  ['personal.nz_health', 'NHI ZGT6243'],
  ['personal.ae_id', 'Emirates ID 784-1971-3009038-0'],
  ['personal.sa_id', 'iqama 2304211341'],
  ['personal.kw_id', 'civil ID 271050874878'],
  ['personal.ir_id', 'کد ملی 4349255427'],
  ['personal.au_ihi', 'IHI 8003 6059 7327 8829'],
  ['personal.za_id', 'SA ID 7105040058083'],
  ['personal.id_tax', 'NPWP 09.270.169.7-091.000'],
  ['personal.th_id', 'เลขประจำตัวประชาชน 1-1017-77730-91-8'],
  ['personal.il_id', 'תעודת זהות 63670605-3'],
  ['personal.bg_egn', 'ЕГН 7105049421'],
  ['personal.cz_birth', 'r. č. 715504/1290'],
  ['personal.gr_amka', 'ΑΜΚΑ 04057195887'],
  ['personal.se_id', 'inskriven 19710504-7349'],
] as const

test('a number whose check is right is found behind a word of its country', () => {
  for (const [kind, text] of CHECKED) assert.deepEqual(kindsIn(text), [kind], text)
})

/** A text with one of its digits changed, in all ways. */
function changesOf(text: string): string[] {
  return Array.from(text.matchAll(/\d/g)).flatMap(({ 0: digit, index }) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
      (more) => text.slice(0, index) + ((Number(digit) + more) % 10) + text.slice(index + 1),
    ),
  )
}

test('one wrong digit is seen wherever the check covers it', () => {
  for (const [kind, text] of CHECKED) {
    const changes = changesOf(text)
    const share = changes.filter((changed) => kindsIn(changed).includes(kind)).length / changes.length
    // Part of some numbers is not checked, and in a few kinds a sum of ten is written as zero or one.
    assert.ok(share < 0.45, `${text}: ${share}`)
  }
})

/** Those that have a form and no check, which only a word can tell. */
const FORMED = [
  ['personal.us_medicare', 'Medicare beneficiary 1EG4-TE5-MK73'],
  ['personal.us_medicare', 'MBI: 1EG4TE5MK73'],
  ['personal.us_health_plan', 'Member ID XYQ204681357'],
  ['personal.medical_record', 'MRN 00482913'],
  ['personal.passport', 'Reisepassnummer C01X00T47'],
  ['personal.passport', 'Personalausweis LZXCVKTP2'],
  ['personal.driving_licence', 'driving licence MORGA753116SM9IJ'],
  ['personal.id_nik', 'NIK 3171014405900003'],
  ['personal.my_id', 'MyKad 710504-14-5566'],
  ['personal.pk_id', 'CNIC 42101-1234567-1'],
  ['personal.dk_cpr', 'CPR-nr. 040571-1234'],
  ['personal.lk_id', 'NIC 712544567V'],
  ['personal.vn_id', 'CCCD 079071012345'],
  ['personal.eg_id', 'الرقم القومي 27105040112345'],
  ['personal.ke_pin', 'KRA PIN A012345678Z'],
  ['personal.in_voter', 'voter ID ABC1234567'],
  ['personal.ng_id', 'BVN 22345678901'],
  ['personal.ve_id', 'Cédula V-12345678'],
  ['personal.co_id', 'cédula de ciudadanía 1.020.304.050'],
  ['personal.latin_dni', 'DNI 30.123.456'],
  ['personal.it_card', "carta d'identità CA00000AA"],
] as const

test('a number without a check is found behind its word when it has the form', () => {
  for (const [kind, text] of FORMED) assert.deepEqual(kindsIn(text), [kind], text)
})

test('without its word, a number that has only a form is nothing', () => {
  for (const [, text] of FORMED) {
    const bare = text.replace(/^.*? (?=[A-Z\d.-]*\d[A-Z\d.-]*$)/, 'the value ')
    assert.deepEqual(kindsIn(bare), [], bare)
  }
})

const NEAR = [
  'order no. 9244020391 was shipped',
  'tracking 1Z999AA10123456784, then RR123456785GB',
  'ISBN 978-3-16-148410-0 and ISSN 2049-3630',
  'at 1767225600123 ms, built as 20260211-1201',
  'version 12.34.567-8 of 2026.02.11',
  'RFC 2616 section 10.4.5, then RFC 9110 and 20230615',
  'the total is 1.234.567,89 and 24.990.000',
  '{"id": 285071839846, "row": 9102021852, "seq": "38507146216"}',
  'npm run unit 209221958 tests',
  'a third 10776741 of all birds',
  'the module 00143480581 was loaded',
  'Medicare plan 2026-01-15 in 48 states',
  'cpr training on 12.05.2026 for 1200 people',
  'pis 12345678901 and nit: 12345678',
  'batch LOTX250314A01',
  'ИНН 774034998484',
  'СНИЛС 131-026-153 91',
  '身分證字號 F290872262',
  'EIN-like 12-34, member id 42',
  'HKID Z132168(6)',
  'mrn: 12, utr 1234567890',
]

test('what only looks like a number of a person is left alone', () => {
  assert.deepEqual(
    NEAR.map((text) => [text, ...kindsIn(text)]).filter(({ length }) => length > 1),
    [],
  )
})

function digits(seed: number, length: number): string {
  let [state, text] = [seed, '']
  while (text.length < length) {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    text += String(state >> 16).slice(-3)
  }
  return text.slice(0, length)
}

test('digits that no word stands before are hardly ever a number of a person', () => {
  let found = 0
  let count = 0
  for (let length = 4; length <= 24; length += 1)
    for (let seed = 1; seed <= 200; seed += 1) {
      count += 1
      if (kindsIn(`job ${digits(seed * 7919 + length, length)} done`).length > 0) found += 1
    }
  // Cards have the most of it: each tenth of those that begin like one.
  assert.ok(found / count < 0.02, `${found} of ${count}`)
})
