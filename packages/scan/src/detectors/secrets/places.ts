// Credentials that are told by where they stand: arguments of commands, members of keys, sentences.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import { classesIn, entropyOf, isNumbered, isPlaceholder, isRandom } from './randomness.ts'

/** How a value must look: drawn by a machine, drawn or chosen by a person, or only of the form that is read. */
type Look = 'drawn' | 'chosen' | 'any'

/** What leads to a place, and how it reads on from there to the value, which is the group `value`. */
export type Place = {
  readonly words: readonly string[]
  readonly kind: string
  readonly look: Look
  readonly pattern: RegExp
  /** What must stand close by, before or behind. */
  readonly near?: RegExp
}

const PER_PLACE = 100
/** What is read on for longer, from several places. */
const PER_LONG_PLACE: ReadonlyMap<string, number> = new Map([
  ['secret.seed_phrase', 1500],
  ['secret.otp_key', 400],
  ['secret.session_cookie', 600],
])
const NEAR = 600

/** A value of a command line, in quotes or without, and no variable. */
const ARGUMENT = /(?<quote>['"]?)(?<value>[^\s'"`|;&<>()$%][^\s'"`|;&<>()$]{3,255})\k<quote>(?![\w$(])/.source
/** What stands between a command and an option. */
const OPTIONS = /[\w.-]{0,16}(?:[ \t]{1,8}[^\s|;&]{1,160}){0,14}?[ \t]{1,8}/.source

function commandPlace(names: string, option: RegExp, look: Look = 'chosen'): Place {
  const pattern = new RegExp(`${OPTIONS}${option.source}${ARGUMENT}`, 'dy')
  return { words: names.split('|'), kind: 'secret.named_value', look, pattern }
}

function place(words: string, kind: string, look: Look, pattern: RegExp, near?: RegExp): Place {
  return { words: words.split('|'), kind: `secret.${kind}`, look, pattern, ...(near && { near }) }
}

/** What a password is called where the letters are not ASCII, so that no table of keywords has it. */
const OTHER_WORDS =
  /пароля?|密[码碼]|口令|パスワード|비밀번호|암호|كلمة المرور|סיסמ[הא]|κωδικός|hasło|mật khẩu|รหัสผ่าน|पासवर्ड|şifre/gi
/** A part of each of them: looking for those is free in a text of Latin letters alone. */
const OTHER_PARTS =
  'арол|密码|密碼|口令|スワード|밀번호|암호|المرور|סיסמ|ωδικός|asło|khẩu|หัสผ่าน|ासवर्ड|şifre'.split('|')
const OTHERS_MAX = 100

/** The passwords in sentences of those languages. */
export function saidElsewhere(text: string, budget: Budget): readonly Hit[] {
  if (!OTHER_PARTS.some((part) => text.includes(part))) return []
  const hits: Hit[] = []
  for (const { index, 0: word } of [...text.matchAll(OTHER_WORDS)].slice(0, OTHERS_MAX)) {
    const hit = placedValue(text, { start: index, end: index + word.length }, SENTENCE, budget)
    if (hit !== undefined) hits.push(hit)
  }
  return hits
}

/** A password in a sentence: some words about what it is for, a word or sign that says what follows, and then it. */
const SAID =
  /\p{L}{0,12}?(?:[^\S\n]?\([^()\n]{1,40}\)|[^\S\n][^\s.:;=,()"`]{1,24}){0,10}?(?:[^\S\n]{0,2}[:：][^\S\n]{0,2}|[^\S\n](?:is|was|as|to|are|be|ist|lautet|war|auf|est|était|es|era|é|è|sarà|jest|är|er|on|je|av|with|using|par|por|en)[:：]?[^\S\n]{1,2}|[^\S\n]?(?:は|是|为|為)[^\S\n]?)(?:[\w.@-]{1,40}[^\S\n]?[/|][^\S\n])?["'`„“«»「]{0,2}(?<value>[!-{}~]{8,256})/duy

const WORD = /(?:[a-z]{3,8}(?:[ \t]+|,[ \t]{0,2}|\\n|\r?\n[ \t]{0,8}))/.source
/** Twelve to twenty-four words of three to eight letters, as BIP 39 has them. */
const PHRASE = new RegExp(
  `[^\\n]{0,60}?[:=>"'\\x60\\s](?<value>${WORD}{11,23}[a-z]{3,8})(?![\\w-])(?!,? ?[a-z])`,
  'dy',
)

const ENCODED = /(?<value>[\w-]{40,2048})/.source

const SENTENCE = place(
  'password|passwort|kennwort|mdp|clave|creds|root pw|pw for|pw of|pw is|contrase|contrasena|mot de passe|senha|wachtwoord|parola|senord|adgangskode|passord|salasana|passphrase|passcode|secret|token|api key|apikey|access key|passwd',
  'named_value',
  'drawn',
  SAID,
)

/** Every place, the words that lead there in lower case. */
export const PLACES: readonly Place[] = [
  commandPlace(' login|login.exe', /(?:-p|--password|--pass)(?:[ \t]{1,2}|=)/),
  commandPlace('wandb login|vault login|snyk auth|railway login|ngrok authtoken', /(?=\S{20})(?!-)/, 'drawn'),
  commandPlace('redis-cli|valkey-cli|keydb-cli', /(?:-a|--pass)[ \t]{1,2}/),
  commandPlace('sqlcmd|bcp |osql |mosquitto_|ipmitool', /-P[ \t]{0,2}/),
  commandPlace('ldapsearch|ldapmodify|ldapadd|ldapdelete|ldapwhoami|ldappasswd|kadmin', /-w[ \t]{0,2}/),
  commandPlace('mongo|cqlsh|beeline|rdesktop|arangosh|evil-winrm|netexec|ftp ', /-p[ \t]{1,2}/),
  commandPlace('openssl ', /-[kK][ \t]{1,2}/),
  commandPlace('zip', /-P[ \t]{1,2}/),
  commandPlace('7z |7za ', /-p/),
  commandPlace('freerdp', /\/p:/),
  commandPlace('smbclient|rpcclient|winexe|smbmap|smbget', /-U[ \t]{0,2}(?:'|")?[\w\\/.-]{1,64}%/),
  commandPlace(
    'htpasswd',
    /-[a-zA-Z]{0,4}b[a-zA-Z]{0,4}(?:[ \t]+-[a-zA-Z]{1,4}){0,3}[ \t]+[^\s-]\S{0,159}[ \t]+[\w.@-]{1,64}[ \t]+/,
  ),
  commandPlace('net user|net use|net.exe user|net.exe use', /(?=\S{4,128}[ \t]+\/(?:add|user))(?![\\/])/),
  place('-passin pass:|-passout pass:|-pass pass:', 'named_value', 'chosen', new RegExp(ARGUMENT, 'dy')),
  place('<<<', 'named_value', 'drawn', new RegExp(`[ \\t]{0,2}${ARGUMENT}`, 'dy')),
  place(
    'echo |printf ',
    'named_value',
    'chosen',
    new RegExp(
      `(?:-n |'%s(?:\\\\n)?' )?${ARGUMENT}[ \\t]{0,4}(?:\\)|(?:\\||>{1,2})[ \\t]{0,4}[^\\n|]{0,60}(?:stdin|sudo -S|chpasswd|_pass|pass(?:word|phrase|wd)|\\.pass|secret|token|cred|passphrase-fd))`,
      'dy',
    ),
    /stdin|sudo -S|chpasswd|pass|secret|token|cred/i,
  ),
  place(
    'convertto-securestring',
    'named_value',
    'chosen',
    /(?:[ \t]{1,4}-(?:string|asplaintext|force)){0,3}[ \t]{1,4}(?<quote>["'])(?<value>[^"'\n$]{4,256})\k<quote>/diy,
  ),
  SENTENCE,
  place(
    'mnemonic|seed phrase|recovery phrase|backup phrase|recovery words|seed words|secret phrase|wallet phrase|seedphrase',
    'seed_phrase',
    'any',
    PHRASE,
  ),
  place(
    'setup key|2fa|totp|authenticator|two-factor|otp secret|otp key|mfa secret|mfa key',
    'otp_key',
    'any',
    /[^\n]{0,80}?[\s:="'](?<value>(?=[a-z \t-]{0,39}[2-7])(?:[a-z2-7]{4}[ \t-]){3,15}[a-z2-7]{4})(?![\w-])/diy,
  ),
  place(
    'keypair|id.json|secretkey|secret key|private key|privatekey',
    'private_key',
    'any',
    /[^\n[]{0,40}\[(?<value>(?:\s{0,8}\d{1,3}\s{0,8},){63}\s{0,8}\d{1,3})\s{0,8}\]/dy,
  ),
  place(
    'importprivkey|wif|private key|privkey|private_key|privatekey',
    'private_key',
    'any',
    /[^\n]{0,24}?[\s:="'(](?<value>[5KLc9][1-9A-HJ-NP-Za-km-z]{50,51})(?![\w])/dy,
  ),
  place(
    'wallet(|privatekeytoaccount(|from_key(|from_private_key(|new signingkey(',
    'private_key',
    'any',
    /\s{0,8}["'](?<value>(?:0x)?[\da-f]{64})["']/diy,
  ),
  place(
    'stellar|secret seed|soroban',
    'private_key',
    'any',
    /[^\n]{0,60}?[\s:="'](?<value>S[A-D][A-Z2-7]{54})(?!\w)/dy,
  ),
  place(
    'identified by |identified with ',
    'named_value',
    'chosen',
    /(?:\w{4,24} by |password )?(?<quote>['"])(?<value>[^'"\n$<]{6,128})\k<quote>/diy,
  ),
  place(
    'sp_addlogin|sp_password',
    'named_value',
    'chosen',
    /[^\n;']{0,24}'[^'\n]{1,64}',[ \t]{0,4}N?'(?<value>[^'\n$<]{6,128})'/dy,
  ),
  place(
    'requirepass |masterauth |primaryauth |sentinel auth-pass ',
    'named_value',
    'drawn',
    new RegExp(ARGUMENT, 'dy'),
  ),
  place(
    'rabbitmqctl add_user |rabbitmqctl change_password ',
    'named_value',
    'chosen',
    new RegExp(`[\\w.@-]{1,64}[ \\t]{1,2}${ARGUMENT}`, 'dy'),
  ),
  place(
    'mc alias set ',
    'named_value',
    'drawn',
    new RegExp(`[\\w-]{1,64}[ \\t]\\S{1,200}[ \\t]\\S{3,128}[ \\t]${ARGUMENT}`, 'dy'),
  ),
  place(
    ']:587 |]:465 |]:25 ',
    'named_value',
    'chosen',
    /[ \t]{0,8}[\w.@+-]{1,64}:(?<value>[^\s:]{6,128})(?!\S)/dy,
  ),
  commandPlace(
    'keyvault secret set|secretsmanager |secrets versions add',
    /(?:--value|--secret-string)(?:[ \t]{1,2}|=)/,
  ),
  place(' pass |pass = ', 'named_value', 'drawn', new RegExp(`[=:]?[ \\t]{0,2}${ARGUMENT}`, 'dy')),
  place(
    'key 7 |password 7 |secret 5 |secret 7 ',
    'named_value',
    'any',
    /(?<value>[0-9a-f]{8,64}|\$1\$\S{20,40})(?!\S)/diy,
  ),
  place('snmp-server community ', 'named_value', 'chosen', /(?<value>[^\s<>$]{6,64})/dy),
  place(
    '"d"|\\"d\\"|\'d\'',
    'private_key',
    'drawn',
    new RegExp(`\\s{0,4}:\\s{0,4}\\\\?["']${ENCODED}`, 'dy'),
    /["']kty\\?["']/,
  ),
  place(
    '"k"|\\"k\\"',
    'private_key',
    'drawn',
    /\s{0,4}:\s{0,4}\\?["'](?<value>[\w-]{20,2048})/dy,
    /["']kty\\?["']\s*:\s*\\?["']oct/,
  ),
  place(
    ':5432:|:5433:|:6432:|:*:',
    'connection_string',
    'chosen',
    /(?:\*|[\w.-]{1,64}):[\w.@-]{1,64}:(?<value>[^\s:]{6,128})(?=\s|$)/dy,
  ),
  place(
    'random_password',
    'named_value',
    'chosen',
    /[\s\S]{0,400}?\\?"result\\?"\s{0,4}:\s{0,4}\\?"(?<value>[^"\\]{6,256})/dy,
  ),
  place(
    'jdbc:oracle:',
    'connection_string',
    'any',
    /(?:thin|oci8?):[\w$#]{1,30}\/(?<value>[^@\s"'/]{4,128})@/dy,
  ),
  place(
    'sqlplus|sqlldr|expdp |impdp |rman target',
    'connection_string',
    'chosen',
    /(?:[ \t]{1,2}-\w{1,10}){0,3}[ \t]{1,2}['"]?[\w$#]{1,30}\/(?<value>[^@\s"'/]{4,128})@/dy,
  ),
  place(
    'azurewebsites.net/',
    'azure_function_key',
    'drawn',
    /[^\s"'<>]{0,200}?[?&]code=(?<value>[\w+/=%-]{20,128})/dy,
  ),
  place(
    '&signature=|?signature=',
    'signed_url',
    'any',
    /(?<value>[\w+/=%~-]{27,1024})/dy,
    /[?&](?:Expires|AWSAccessKeyId|GoogleAccessId|OSSAccessKeyId|Key-Pair-Id)=/,
  ),
  place(
    'cookie',
    'session_cookie',
    'drawn',
    /s?\\?["']?\s{0,3}[:= ,]\s{0,3}["'`]?(?:[\w.$-]{1,64}=[^\s;"']{0,512};[ \t]{0,2}){0,16}?(?!\w{0,20}(?:csrf|xsrf))[\w.$-]{0,40}(?:sess(?:ion)?(?:[_-]?id)?|sessid|_?sid|connect\.sid|aspxauth|auth|token|jwt|remember\w{0,12}|logged_in\w{0,40}|li_at|user_session)=(?<value>[^\s;"'`,]{16,512})/diy,
  ),
  place(
    'phpsessid=|jsessionid=|connect.sid=|asp.net_sessionid=|.aspxauth=|laravel_session=|wordpress_logged_in_',
    'session_cookie',
    'drawn',
    /(?<value>[^\s;"'`,&]{16,512})/dy,
  ),
]

const FUNCTION_WORDS =
  /(?:^|[\s,n])(?:the|and|for|not|are|was|from|your|must|should|which|has|have|but|its|our)(?![a-z])/

/** What may stand before a word of a sentence; a part of a name is read with the name. */
const AFTER_WORD = /[\s:a-z]|\P{ASCII}/u
const BEFORE_WORD = /[\s"'`(*>#]|\P{ASCII}/u

/** The credential at a place, if there is one. */
export function placedValue(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  at: Place,
  budget: Budget,
): Hit | undefined {
  if (!spend(budget, PER_LONG_PLACE.get(at.kind) ?? PER_PLACE)) return undefined
  if (at === SENTENCE && !isSaid(text, start, end)) return undefined
  const pattern = new RegExp(at.pattern)
  pattern.lastIndex = end
  const [from, stop] = pattern.exec(text)?.indices?.groups?.value ?? []
  if (from === undefined || stop === undefined) return undefined
  const value = text.slice(from, stop).replace(/[.,;:!?)\]}>'"`»”」]+$/, '')
  if (!isOfLook(at, value)) return undefined
  if (at.near !== undefined && !at.near.test(text.slice(Math.max(0, end - NEAR), stop + NEAR)))
    return undefined
  const isSure = at.kind === 'secret.private_key' || at.kind === 'secret.connection_string'
  return { kind: at.kind, severity: isSure ? 'critical' : 'high', start: from, end: from + value.length }
}

/** Whether a word stands in a sentence, and not within a name. */
function isSaid(text: string, start: number, end: number): boolean {
  return AFTER_WORD.test(text.charAt(end)) && (start === 0 || BEFORE_WORD.test(text.charAt(start - 1)))
}

function isOfLook({ kind, look }: Place, value: string): boolean {
  if (kind === 'secret.seed_phrase') return !FUNCTION_WORDS.test(value)
  if (look === 'any') return !isPlaceholder(value)
  if (isPlaceholder(value) || isTold(value)) return false
  if (look === 'chosen') return value.length >= 6 && isChosen(value)
  return isDrawn(value)
}

const TOLD =
  /^(?:\d{4}-\d\d-\d\d\S*|[<[{(]?[\w.+-]+@[\w-]+\.[a-z]+\S*|[a-z][a-z+.-]*:\/\/[^@]*|(?:\.{1,2}|~)?\/[\w./-]*|[\w./-]*\w\.[a-z]{1,5}|(?:[A-Za-z_][\w-]*\.)+[A-Za-z_]\w*|--?[a-z][\w-]*)$/i

/** Whether a value is a date, an address, a path or a member: what a sentence or a command names much more often. */
function isTold(value: string): boolean {
  return TOLD.test(value)
}

function isChosen(value: string): boolean {
  return isRandom(value) || (classesIn(value) >= 2 && /[\d!@#$%^&*~+?]/.test(value) && /[A-Za-z]/.test(value))
}

/** Code: a call, a member that may be missing, an item. */
const CODE = /\w[([{<]|\?\.|=>/
const DRAWN_BITS = 2.9
const JUMBLED_LENGTH = 12
const JUMBLED_TURNS = 3

/** Whether letters alone are as mixed as words and names are not. */
function isJumbled(value: string): boolean {
  return value.length >= JUMBLED_LENGTH && (value.match(/[a-z][A-Z]/g)?.length ?? 0) >= JUMBLED_TURNS
}

/** Whether a value was drawn, or is as mixed as what was; in a sentence a number with a sign is neither. */
function isDrawn(value: string): boolean {
  if (CODE.test(value) || isNumbered(value) || !/[A-Za-z]/.test(value)) return false
  if (!/\d/.test(value) && !isJumbled(value)) return false
  return isRandom(value)
    ? entropyOf(value) >= DRAWN_BITS
    : classesIn(value) >= 4 && entropyOf(value) >= DRAWN_BITS
}
