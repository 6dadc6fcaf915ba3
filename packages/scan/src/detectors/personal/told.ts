// Numbers of persons that the words before them tell: which words, and which check or form.
import type { List } from '../../text/keywords.ts'
import * as america from './american.ts'
import type { Check } from './checks.ts'
import * as checks from './checks.ts'
import * as eastern from './eastern.ts'
import * as europe from './european.ts'

/** A number that words before it tell. */
export type Told = {
  readonly kind: string
  /** In lower case, parted by `|`. What follows is looked at only where one of them stands. */
  readonly words: string
  readonly check: Check
  /** Whether no letter may stand before a word, since words of other meanings end with it. */
  readonly whole?: true
  /** Whether the number must come next, since its form says little. */
  readonly next?: true
  /** How the number is written where it does not begin with a digit behind a few letters. */
  readonly pattern?: RegExp
}

/** In capitals and digits, in one to four parts. */
const SIGNS = /(?<![A-Za-z\d])[A-Z\d]{1,12}(?:[ -][A-Z\d]{1,12}){0,3}(?![A-Za-z\d])/g
const DOCUMENT = /(?<![A-Za-z\d])[A-Z][A-Z\d]{8,9}(?![A-Za-z\d])/g
const CARD_OF_LETTERS = /(?<![A-Za-z\d])[A-Z]{2}\d{5}[A-Z]{2}(?![A-Za-z\d])/g
const PENSION = /(?<![A-Za-z\d])\d{2} ?\d{6} ?[A-Z] ?\d{3}(?!\d)/g
const VENEZUELAN = /(?<![A-Za-z\d])[VE]-? ?\d{1,2}\.?\d{3}\.?\d{3}(?!\d)/g
const QUEBEC = /(?<![A-Za-z\d])[A-Z]{4}[ -]?\d{4}[ -]?\d{4}(?!\d)/g

/** Numbers that say nothing by themselves. */
export const TOLD: readonly Told[] = [
  {
    kind: 'personal.us_ssn',
    words: 'ssn|social security|socialsecurity|social_security',
    check: checks.isSocial,
  },
  { kind: 'personal.us_itin', words: 'itin|taxpayer', check: checks.isItin },
  { kind: 'personal.us_ein', words: 'ein:|ein |employer identification|fein|tax id', check: checks.isEin },
  { kind: 'personal.us_routing', words: 'routing|aba ', check: checks.isRouting },
  { kind: 'personal.uk_nhs', words: 'nhs', check: checks.isNhs },
  { kind: 'personal.uk_nino', words: 'nino|national insurance', check: checks.isNino },
  { kind: 'personal.de_tax', words: 'steuer|idnr|tin|tax', check: checks.isSteuerId },
  {
    kind: 'personal.de_insurance',
    words: 'versichertennummer|versicherten-nr|krankenversich|kvnr|gesundheitskarte',
    check: europe.isGermanInsured,
  },
  {
    kind: 'personal.de_pension',
    words: 'sozialversicherungsn|rentenversich|versicherungsnummer|sv-nummer|sv-nr|rv-nr|rvnr|svnr',
    check: europe.isGermanPension,
    pattern: PENSION,
  },
  {
    kind: 'personal.at_insurance',
    words: 'sozialversicherungsn|versicherungsnummer|sv-nummer|sv-nr|svnr|e-card',
    check: europe.isAustrianInsurance,
  },
  {
    kind: 'personal.de_vat',
    words: 'freiberuf|einzelunternehm|kleinunternehm|selbstst',
    check: europe.isGermanVat,
  },
  { kind: 'personal.nl_bsn', words: 'bsn|burgerservice|sofinummer', check: checks.isBsn },
  { kind: 'personal.pl_pesel', words: 'pesel', check: checks.isPesel },
  { kind: 'personal.br_cpf', words: 'cpf', check: checks.isCpf },
  { kind: 'personal.br_cnpj', words: 'cnpj', check: checks.isCnpj },
  { kind: 'personal.in_aadhaar', words: 'aadhaar|aadhar|uidai|uid', check: checks.isAadhaar },
  { kind: 'personal.in_pan', words: 'pan |pan:|pan_|permanent account|income tax', check: checks.isPan },
  { kind: 'personal.tr_id', words: 'kimlik|tckn|tc no|t.c.', check: checks.isTurkishId },
  { kind: 'personal.se_id', words: 'personnummer|swedish|samordningsnummer', check: checks.isLuhnNumber },
  {
    kind: 'personal.ca_sin',
    words: 'sin |sin:|sin#|sin_|social insurance|canad',
    check: checks.isLuhnNumber,
  },
  {
    kind: 'personal.za_id',
    words: 'south african|za id|id number',
    check: (digits) => digits.length === 13 && checks.isLuhnNumber(digits),
  },
  { kind: 'personal.au_medicare', words: 'medicare', check: checks.isAustralianMedicare },
  { kind: 'personal.au_abn', words: 'abn|australian business', check: checks.isAbn },
  { kind: 'personal.it_vat', words: 'partita iva|p.iva|p. iva|p.i.', check: checks.isItalianVat },
  { kind: 'personal.fi_id', words: 'henkil|hetu|finnish', check: checks.isFinnishId },
  { kind: 'personal.sg_nric', words: 'nric|singapore', check: checks.isNric },
  { kind: 'personal.au_tfn', words: 'tfn|tax file', check: checks.isTfn },
  {
    kind: 'personal.be_id',
    words: 'rijksregister|registre national|national register|rrn',
    check: checks.isBelgianId,
  },
  { kind: 'personal.no_id', words: 'dselsnummer|personnummer|norwegian|fnr', check: checks.isNorwegianId },
  {
    kind: 'personal.jp_id',
    words: 'my number|mynumber|my_number|individual number|individual_number',
    check: checks.isMyNumber,
  },
  { kind: 'personal.kr_id', words: 'resident registration|rrn|jumin', check: checks.isKoreanId },
  { kind: 'personal.ch_ahv', words: 'ahv|avs', check: checks.isAhv },
  { kind: 'personal.cn_id', words: 'resident id|id card', check: checks.isChineseId },
  { kind: 'personal.es_dni', words: 'dni|nie|nif', check: checks.isDni },
  { kind: 'personal.cl_rut', words: 'rut:|rut |rut_|chile', check: checks.isRut },
  { kind: 'personal.mx_curp', words: 'curp', check: checks.isCurp },
  { kind: 'personal.ar_cuil', words: 'cuil|cuit:|cuit |cuit_', check: checks.isCuil },
  { kind: 'personal.th_id', words: 'thai', check: checks.isThaiId },
  { kind: 'personal.pt_nif', words: 'nif:|nif |nif_|contribuinte', check: checks.isPortugueseTax },
  { kind: 'personal.ro_cnp', words: 'cnp', check: checks.isRomanianId },
  { kind: 'personal.bg_egn', words: 'egn |egn:|egn_', check: checks.isBulgarianId },
  { kind: 'personal.cz_birth', words: 'rodn', check: checks.isBirthNumber },
  { kind: 'personal.ie_pps', words: 'ppsn|pps', whole: true, check: checks.isPps },
  { kind: 'personal.hr_oib', words: 'oib', check: checks.isOib },
  { kind: 'personal.ee_lt_id', words: 'isikukood|asmens kod', check: checks.isBalticId },
  { kind: 'personal.gr_amka', words: 'amka', check: checks.isAmka },
  { kind: 'personal.il_id', words: 'teudat|israeli id|zehut', check: checks.isIsraeliId },
  { kind: 'personal.pl_nip', words: 'nip:|nip |nip_', check: checks.isNip },
  {
    kind: 'personal.passport',
    words: 'passport|reisepass|passeport|pasaporte|passaporto|paspoort|paszport',
    check: (number) => /^[A-Z]{0,3}\d{5,9}[A-Z]?$|^(?=(?:\D*\d){4})[CFGHJKLMNPRTVWXYZ\d]{9}$/.test(number),
  },
  {
    kind: 'personal.driving_licence',
    words: "driver's licen|drivers licen|driver licen|driving licen|hrerschein",
    check: (number) =>
      europe.isBritishDriver(number) || /^[A-Z]{1,5}\d{5,12}[A-Z\d]{0,4}$|^\d{7,9}$/.test(number),
  },
  {
    kind: 'personal.passport',
    words: 'reisepass|personalausweis|ausweisnummer|ausweis-nr',
    check: europe.isGermanDocument,
    pattern: DOCUMENT,
  },
  { kind: 'personal.nl_vat', words: 'btw-id|zzp|eenmanszaak', check: europe.isDutchVat },
  { kind: 'personal.us_medicare', words: 'medicare|mbi', check: america.isMbi, pattern: SIGNS },
  {
    kind: 'personal.us_health_plan',
    words: 'member id|memberid|member_id|member no|subscriber id|subscriber_id',
    check: america.isPlanMember,
    next: true,
  },
  {
    kind: 'personal.medical_record',
    words: 'mrn|medical record n',
    check: america.isMedicalRecord,
    next: true,
    whole: true,
  },
  { kind: 'personal.uk_utr', words: 'utr|taxpayer ref', check: europe.isUtr, whole: true },
  { kind: 'personal.uk_chi', words: 'chi number|chi no|chi:', check: europe.isChi, whole: true },
  {
    kind: 'personal.es_insurance',
    words: 'seguridad social|nuss|afiliaci',
    check: europe.isSpanishInsurance,
  },
  { kind: 'personal.fr_tax', words: 'fiscal|spi:|avis d', check: europe.isFrenchTax },
  { kind: 'personal.pt_card', words: 'o de cidad', check: europe.isPortugueseCard },
  { kind: 'personal.it_card', words: "carta d'identit|carta di identit", check: europe.isItalianCard },
  {
    kind: 'personal.it_card',
    words: "carta d'identit|carta di identit",
    check: europe.isItalianCard,
    pattern: CARD_OF_LETTERS,
  },
  { kind: 'personal.is_id', words: 'kennitala', check: europe.isKennitala },
  { kind: 'personal.jmbg', words: 'jmbg|emso|embg', check: europe.isJmbg },
  { kind: 'personal.ru_snils', words: 'snils', check: europe.isSnils },
  { kind: 'personal.ru_tax', words: 'inn:|inn ', check: europe.isRussianTax, whole: true },
  { kind: 'personal.ua_tax', words: 'rnokpp|rntrc', check: europe.isUkrainianTax },
  { kind: 'personal.lv_id', words: 'personas kod', check: europe.isLatvianId },
  {
    kind: 'personal.dk_cpr',
    words: 'cpr-n|cpr n|cpr:|cpr |cpr_|personnummer',
    check: europe.isCpr,
    next: true,
    whole: true,
  },
  { kind: 'personal.hu_insurance', words: 'taj', check: europe.isTaj, whole: true },
  { kind: 'personal.hu_tax', words: 'azonosito jel', check: europe.isHungarianTax },
  { kind: 'personal.gr_tax', words: 'afm', check: europe.isAfm, whole: true },
  { kind: 'personal.pl_card', words: 'osobist', check: europe.isPolishCard },
  { kind: 'personal.tr_tax', words: 'vergi|vkn', check: europe.isTurkishTax },
  { kind: 'personal.do_id', words: 'cedula|dula |dula:', check: america.isDominicanId },
  { kind: 'personal.ec_id', words: 'cedula|dula |dula:', check: america.isEcuadorianId },
  {
    kind: 'personal.ve_id',
    words: 'cedula|dula |dula:|c.i.',
    check: america.isVenezuelanId,
    next: true,
    pattern: VENEZUELAN,
  },
  { kind: 'personal.uy_id', words: 'cedula|dula |dula:|c.i.|ci:', check: america.isUruguayanId, whole: true },
  { kind: 'personal.co_id', words: 'de ciudadan', check: america.isPlainId, next: true },
  { kind: 'personal.co_nit', words: 'nit |nit:|nit.', check: america.isNit, whole: true },
  {
    kind: 'personal.latin_dni',
    words: 'dni |dni:|dni.|dni n',
    check: (digits) => /^[1-9]\d{7}$/.test(digits),
    next: true,
    whole: true,
  },
  { kind: 'personal.ar_cbu', words: 'cbu|cvu', check: america.isCbu, whole: true },
  { kind: 'personal.mx_clabe', words: 'clabe', check: america.isClabe },
  { kind: 'personal.mx_rfc', words: 'rfc', check: america.isRfc, whole: true },
  {
    kind: 'personal.mx_insurance',
    words: 'nss|imss|seguro social',
    check: america.isMexicanInsurance,
    whole: true,
  },
  {
    kind: 'personal.ca_health',
    words: 'phn|personal health',
    check: america.isBritishColumbianHealth,
    whole: true,
  },
  { kind: 'personal.ca_health', words: 'ohip|health card', check: america.isOntarioHealth },
  {
    kind: 'personal.ca_health',
    words: 'ramq|assurance maladie|health insurance|maladie',
    check: america.isQuebecHealth,
    pattern: QUEBEC,
  },
  { kind: 'personal.br_pis', words: 'pis |pis:|pis/|pasep|nis:|nit:', check: america.isPis, whole: true },
  { kind: 'personal.br_health', words: 'cns|nacional de sa', check: america.isBrazilianHealth, whole: true },
  { kind: 'personal.br_driver', words: 'cnh', check: america.isCnh, whole: true },
  { kind: 'personal.gt_id', words: 'dpi|cui', check: america.isGuatemalanId, whole: true },
  { kind: 'personal.sv_id', words: 'dui', check: america.isSalvadoranId, whole: true },
  { kind: 'personal.id_nik', words: 'nik|ktp', check: eastern.isNik, whole: true },
  { kind: 'personal.id_tax', words: 'npwp', check: eastern.isNpwp },
  {
    kind: 'personal.my_id',
    words: 'kad pengenalan|mykad|nric|ic no|ic number|no. kp|no kp',
    check: eastern.isMyKad,
  },
  { kind: 'personal.hk_id', words: 'hkid|hong kong i', check: eastern.isHkid },
  { kind: 'personal.tw_id', words: 'taiwan|national id|roc id', check: eastern.isTaiwaneseId },
  { kind: 'personal.pk_id', words: 'cnic|nicop|nadra', check: eastern.isCnic },
  { kind: 'personal.nz_ird', words: 'ird|inland revenue', check: eastern.isIrd, whole: true },
  { kind: 'personal.nz_health', words: 'nhi', check: eastern.isNhi, whole: true },
  { kind: 'personal.kz_id', words: 'iin', check: eastern.isIin, whole: true },
  { kind: 'personal.ae_id', words: 'emirates id', check: eastern.isEmiratesId },
  { kind: 'personal.sa_id', words: 'iqama|saudi|national id', check: eastern.isSaudiId },
  { kind: 'personal.kw_id', words: 'civil id|kuwait', check: eastern.isKuwaitiId },
  { kind: 'personal.ir_id', words: 'melli', check: eastern.isIranianId },
  { kind: 'personal.eg_id', words: 'egypt|national id', check: eastern.isEgyptianId },
  {
    kind: 'personal.lk_id',
    words: 'nic |nic:|nic no|sri lanka',
    check: eastern.isSriLankanId,
    next: true,
    whole: true,
  },
  { kind: 'personal.vn_id', words: 'cccd|cmnd', check: eastern.isVietnameseId, next: true },
  { kind: 'personal.ng_id', words: 'nin |nin:|bvn', check: eastern.isElevenDigits, next: true, whole: true },
  { kind: 'personal.ke_pin', words: 'kra pin|kra', check: eastern.isKraPin, whole: true },
  { kind: 'personal.in_voter', words: 'voter|epic no', check: eastern.isVoterId },
  { kind: 'personal.au_ihi', words: 'ihi', check: eastern.isIhi, whole: true },
  {
    kind: 'personal.za_id',
    words: 'sa id|rsa id|identity number',
    check: eastern.isSouthAfricanId,
    whole: true,
  },
]

const entries = TOLD.flatMap((told) => told.words.split('|').map((word) => ({ word, told })))
const words = [...new Set(entries.map(({ word }) => word))]

/** What each word of the list tells, and which of them stand by themselves. */
export const TOLD_BY: readonly {
  readonly length: number
  readonly anywhere: readonly Told[]
  readonly whole: readonly Told[]
}[] = words.map((word) => {
  const told = entries.filter((entry) => entry.word === word).map((entry) => entry.told)
  return { length: word.length, anywhere: told.filter(({ whole }) => whole !== true), whole: told }
})

/** What leads to a number of a person. */
export const NUMBER_WORDS: List = { words, most: 5000 }
