// What the name of a member says about the value under it: whether that is a path, a host, a sum of money.
import { singularOf } from './names/effect-stems.ts'
import { wordsOf } from './names/words.ts'

/** The lists of words below, as bits. */
export const MEANS = {
  path: 1,
  pathIfLikely: 1 << 1,
  folder: 1 << 2,
  notPath: 1 << 3,
  files: 1 << 4,
  url: 1 << 5,
  host: 1 << 6,
  hostIfLikely: 1 << 7,
  notHost: 1 << 8,
  hostItself: 1 << 9,
  money: 1 << 10,
  moneyIfLikely: 1 << 11,
  notMoney: 1 << 12,
  partOfMoney: 1 << 13,
  cents: 1 << 14,
  micros: 1 << 15,
  currency: 1 << 16,
  content: 1 << 17,
  search: 1 << 18,
  command: 1 << 19,
  times: 1 << 20,
  exponent: 1 << 21,
  asset: 1 << 22,
  lessens: 1 << 23,
  identified: 1 << 24,
  comesOnTop: 1 << 25,
} as const

const WORDS: Readonly<Record<keyof typeof MEANS, string>> = {
  // Of a member of this name, the text is a path whatever it looks like.
  path: `path paths pathname file files filename filenames filepath filepaths dir dirs directory directories dirname
    folder folders src dst dest cwd root roots workdir workspace subdir subdirectory basedir symlink glob globs`,
  // Of these it is one when it looks like one, or when the tool works on files.
  pathIfLikely: 'source sources destination destinations from to target targets origin input output location',
  // A folder that relative paths beside it may be meant from.
  folder: 'cwd root roots dir directory folder workdir workspace base basedir',
  // A word at the end that makes something else of the name: file_id, source_code.
  notPath: `id ids type types size sizes format encoding mode content contents hash digest checksum count counts limit
    language languages lang code text body description url urls uri mime owner permissions created modified`,
  files: `file files path paths dir directory directories folder folders move mv copy cp rename link symlink archive
    extract zip unzip tar mount rsync scp`,
  url: 'url urls uri uris href endpoint endpoints webhook webhooks link links redirect proxy origin callback',
  host: 'host hosts hostname hostnames ip',
  hostIfLikely: 'domain domains server servers site sites website address addr remote registry upstream',
  notHost: 'id ids name names type types text title count limit status label labels description method kind',
  hostItself: 'host',
  money: `amount amounts total totals subtotal price prices sum sums cost costs fee fees budget budgets payment payments
    refund refunds balance charge charges deposit deposits withdrawal payout payouts salary wage wages tip tips donation
    bid bids spend credit debit discount tax invoice transfer usd eur gbp cents net gross due amt sum rate installment instalment
    settlement grand principal premium payable payables principal loan rent toll tolls fare fares levy levies surcharge surcharges supplement supplements gratuity gratuities
    bonus bonuses commission commissions royalty royalties goodwill gesture compensation cashback incentive incentives allowance allowances
    stipend stipends reward rewards contribution contributions severance
    betrag summe preis kosten montant prix somme importe precio monto valor importo prezzo bedrag prijs belopp pris kwota cena`,
  // Of these, a text is a sum of money only when it begins like one.
  moneyIfLikely: 'value values limit limits shipping postage freight handling customs vat gst',
  notMoney: `id ids type types currency method status date reference description note name title count address provider
    account url number numbers no num code ref period month year week day days index sequence version percent percentage after before`,
  partOfMoney: 'value values units decimal gross net major minor max min usd eur gbp jpy chf cad aud',
  cents: 'cents cent minor pence pennies',
  micros: 'micros micro',
  currency: 'currency currencies ccy denomination denom',
  // How often or how many of it is paid.
  times: `quantity quantities qty multiplier multiple repeat repeats times installments instalments units hours days weeks nights
    months people seats copies occurrences iterations recurrences count pax periods cycles terms tickets pieces shares lots contracts licenses`,
  exponent: 'exponent power magnitude',
  // What is paid in that is not the currency of a country.
  asset: 'asset assets token coin symbol ticker unit crypto chain network',
  // Of these a text may be the id of one that was made before.
  identified: `charge charges invoice invoices payment payments refund refunds transfer deposit payout settlement loan credit debit
    donation bid withdrawal`,
  // What is paid beside a sum.
  comesOnTop: `fee fees tip tips surcharge surcharges supplement supplements gratuity gratuities commission commissions toll tolls levy levies
    bonus bonuses shipping postage freight handling customs addon addons extra extras additional further supplementary supplemental
    goodwill gesture compensation cashback incentive incentives allowance allowances stipend stipends reward rewards contribution contributions severance`,
  // Deductions from a sum, and numbers that are not about what is paid.
  lessens: 'discount credit adjustment tax balance offset rebate change',
  // What is written or said, not what is reached: nothing in it is a path or a host.
  content: `content contents text texts note notes message messages comment comments description title summary caption
    prompt code markdown html svg css snippet string str patch diff question answer subject reason namespace xmlns schema
    replacement excerpt quote bio`,
  // What is searched for: it may name a place, and does not say where the call goes.
  search:
    'query queries q search pattern patterns regex regexp keyword keywords term terms phrase needle find',
  // What runs.
  command: `command commands cmd cmds exec shell script scripts entrypoint run cmdline bash powershell args argv eval
    program executable`,
}

function bitsBy(lists: Iterable<readonly [bit: number, list: string]>): ReadonlyMap<string, number> {
  const bits = new Map<string, number>()
  for (const [bit, list] of lists)
    for (const word of list.split(/\s+/)) bits.set(word, (bits.get(word) ?? 0) | bit)
  return bits
}

const known = bitsBy(Object.entries(MEANS).map(([list, bit]) => [bit, WORDS[list as keyof typeof MEANS]]))

/** The name of a member, as far as its words are known. */
export type Name = {
  readonly text: string
  /** How many words it has; none when it is too long to be a name. */
  readonly count: number
  /** What any of its words means, as bits of `MEANS`. */
  readonly any: number
  readonly first: number
  readonly last: number
  /** The effect in its words, once that was asked. */
  about: About | undefined
}

/** A name as one word, and its words. */
export type About = {
  readonly whole: string
  /** As they are written. */
  readonly spelled: readonly string[]
  /** Each in the singular. */
  readonly words: readonly string[]
  readonly last: string
  readonly isReceiving: boolean
  readonly isVisible: boolean
  /** Whether it says who may look, and whether it may say so among much else. */
  readonly isLooking: boolean
  readonly isSomebody: boolean
  /** Whether it is about packages. */
  readonly isPackaging: boolean
  /** Whether it says how long something is kept, and whether it says who is paid. */
  readonly isKeeping: boolean
  readonly isPayee: boolean
  /** Whether it says how something was decided, and whether it is a machine that others are reached by. */
  readonly isDeciding: boolean
  readonly isRouting: boolean
  /** Whether what it holds may say by itself what a change comes to. */
  readonly isTelling: boolean
}

/** Reads names; policy sets remember what it told, since the same names come again and again. */
export type NameReader = (text: string) => Name

const LENGTH = 128

/** Reads a name; none of the words of a text that is too long to be one are read. */
export function nameOf(text: string): Name {
  if (text.length > LENGTH) return { text, count: 0, any: 0, first: 0, last: 0, about: undefined }
  const words = wordsOf(text)
  let any = 0
  for (const word of words) any |= bitsOf(word)
  return {
    text,
    count: words.length,
    any,
    first: bitsOf(words[0] ?? ''),
    last: bitsOf(words.at(-1) ?? ''),
    about: undefined,
  }
}

// `outfile`, `logdir`, `fullpath`: the last part of a word that is written in one.
const GLUED = /^(?!profile$|multifile$)[a-z]{2,}(?:file|files|filename|path|paths|dir|folder)$/

function bitsOf(word: string): number {
  const bits = known.get(word)
  return bits ?? (GLUED.test(word) ? MEANS.path : 0)
}

/** Whether any word of a name is in a list. */
export function means({ any }: Name, list: number): boolean {
  return (any & list) !== 0
}

/** Whether a name of several words ends in one of a list, which says what the others only describe. */
export function endsIn({ count, last }: Name, list: number): boolean {
  return count > 1 && (last & list) !== 0
}

/** A name as one word: `X-HTTP-Method-Override` and `http_method` are read alike. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** What else the words of a name may be about, as bits. */
const RECEIVING = 1
const VISIBLE = 2
const LOOKING = 4
const SOMEBODY = 8
const PACKAGE = 16
const REGISTRY = 32
const KEPT = 64
const TELLING = 128
const DECIDING = 256
const ROUTING = 512

const ABOUT = bitsBy([
  [
    RECEIVING,
    'to cc bcc recipient attendee guest invitee participant forward share notify copy subscriber collaborator with',
  ],
  [
    VISIBLE,
    'visibility acl access scope cors origin allowed allow audience sharing shared anyone permission privacy principal source cidr cidrs role with',
  ],
  [LOOKING, 'viewer reader editor writer commenter readable writable viewable editable grantee'],
  [SOMEBODY, 'group usergroup member principal entity audience who can grant'],
  [PACKAGE, 'package pkg library lib libs module dependency crate gem'],
  [KEPT, 'retention ttl expiry expiration lifecycle'],
  [
    TELLING,
    `status state publishstatus publicationstatus mode exist ifexist writemode savemode loadmode importmode disposition
    writedisposition strategy email scope permission privilege role attribute attributename link linkaccess linksharing linkpermission
    linkrole linkvisibility linkshare linkshareaccess linksharescope linksharerole`,
  ],
  [DECIDING, 'resolution outcome decision disposition verdict settlement ruling'],
  [ROUTING, 'proxy gateway dns nameserver resolver pac wpad'],
  // Where packages are kept.
  [REGISTRY, 'npm pypi pip yarn pnpm cargo rubygem composer nuget cdnjs unpkg jsdelivr bundlephobia'],
])

const PAID_TO =
  /^(?:payout|new|payee|beneficiary|recipient|refund|creditor|supplier|vendor)?(?:iban|bic|swift|swiftcode|routingnumber|sortcode|bankaccount(?:number|id)?|externalaccount|payout(?:account|destination|address)|walletaddress|paypalemail)$|^(?:paidby|owedto|creditor|payto|refundto|reimburseto|debitor|owedby)$/

/** Whether a word is one for a package. */
export function isPackageWord(word: string): boolean {
  return ((ABOUT.get(word) ?? 0) & PACKAGE) !== 0
}

/** The effect in the words of a name, computed once for each name that is remembered. */
export function aboutOf(name: Name): About {
  name.about ??= readWords(name.text)
  return name.about
}

function readWords(text: string): About {
  const spelled = wordsOf(text)
  const words = spelled.map(singularOf)
  const whole = plain(text)
  const isPayee = PAID_TO.test(whole)
  let about = 0
  for (const word of words) about |= ABOUT.get(word) ?? 0
  return {
    whole,
    spelled,
    words,
    last: spelled.at(-1) ?? '',
    isReceiving: (about & RECEIVING) !== 0,
    isVisible: (about & VISIBLE) !== 0,
    isLooking: (about & LOOKING) !== 0,
    isSomebody: (about & SOMEBODY) !== 0,
    isPackaging: (about & (PACKAGE | REGISTRY)) !== 0,
    isKeeping: (about & KEPT) !== 0,
    isPayee,
    isDeciding: (about & DECIDING) !== 0,
    isRouting: (about & ROUTING) !== 0,
    isTelling: isPayee || (about & (TELLING | LOOKING | SOMEBODY)) !== 0,
  }
}
