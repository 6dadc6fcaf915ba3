// Prose as sentences of plain words: what a model reads, whatever characters it is written in.
import { heldOf, keep } from '../text/kept.ts'
import { type Term, termOf } from './terms.ts'
import { EMPTY_LINE, isPlain, tokensOf, trimmed } from './tokens.ts'

/** A word of a text. */
export type Word = {
  readonly term: Term
  readonly isQuoted: boolean
  /** Its place; there is a leap between two sentences, which no phrase reaches over. */
  readonly at: number
  /** The number of its sentence, or of a part of one that is very long. */
  readonly sentence: number
}

const DIGIT_LETTERS: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  $: 's',
  '@': 'a',
}

/** Digits and signs that stand for letters, as letters. */
export function lettersFor(text: string): string {
  return text.replace(/[013457$@]/g, (digit) => DIGIT_LETTERS[digit] ?? digit)
}

const SENSITIVE_FILE =
  /(?:^|[/\\~.])(?:\.?ssh(?:[/\\]|$)|id_(?:rsa|ed25519|ecdsa|dsa)|\.env(?:\.[a-z]+)?$|\.aws|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.git-credentials|\.gitconfig|\.kube|kubeconfig|\.docker|\.gnupg|\.bash_history|\.zsh_history|\.bashrc|\.zshrc|\.cursor|mcp\.json|claude_desktop_config|credentials(?:\.[a-z]+)?$|secrets?\.(?:json|ya?ml|toml|txt|env)$|passwd$|shadow$|wallet\.dat|keystore|login data$|cookies(?:\.sqlite)?$|authorized_keys|private[_-]?key|.*\.(?:pem|key|kdbx|pfx|p12|ppk)$)/
/** One of these that nobody but its owner has any use for. */
const KEY_FILE =
  /(?:^|[/\\~.])(?:id_(?:rsa|ed25519|ecdsa|dsa)$|\.?aws[/\\]credentials$|etc[/\\]shadow$|\.git-credentials$|\.pgpass$|\.netrc$|wallet\.dat$)/
const URL_LIKE = /^[a-z][a-z0-9+.-]{1,15}:\/\/|^www\.|^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?:\/|$)/
/** The address of a link or a picture in Markdown, and a socket that a shell opens. */
const INNER_URL = /\]\(https?:\/\/|^\/dev\/(?:tcp|udp)\//
const PHONE_LIKE = /^\+\d[\d-]{6,17}$/
const ACCOUNT_LIKE =
  /^[a-z]{2}\d{2}(?=[a-z]{0,6}\d{6})[a-z0-9]{10,30}$|^0x[0-9a-f]{40}$|^bc1[a-z0-9]{25,60}$|^\d{9,20}$/
const MAIL_LIKE = /^[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,}$/
const HOST_LIKE =
  /^(?:[a-z0-9-]{1,63}\.){1,6}(?:com|net|org|io|dev|xyz|ru|cn|app|site|online|top|info|sh|me|ai|co|us|uk|de|link|biz|cloud|tech|example|test)(?::\d+)?(?:\/\S*)?$/
const IDENTIFIER = /^[a-z][a-z0-9]*(?:[_.:-][a-z0-9]+)+(?:\(\))?$|^[a-z]+\(\)$/
const SENTENCE_ENDS = '.!?\u3002\uff01\uff1f'
const WORDS_MAX = 80
const LEAP = 100

const ADDRESS_SIGN = /[.:/]/
const ACCOUNT_MIN = 9
const DIGIT = /\d/

/** What a word counts as besides itself. */
function kindsOf(token: string): string[] {
  const kinds: string[] = []
  if (ADDRESS_SIGN.test(token) && isAddress(token)) kinds.push('#url')
  if (token.includes('@') && MAIL_LIKE.test(token)) kinds.push('#mail')
  if (token.startsWith('+') && PHONE_LIKE.test(token)) kinds.push('#phone')
  if (token.length >= ACCOUNT_MIN && DIGIT.test(token) && ACCOUNT_LIKE.test(token)) kinds.push('#account')
  if (token.length < 200) kinds.push(...filesOf(token))
  if (token.endsWith('_api_key') && /^[a-z][a-z0-9]{1,20}_api_key$/.test(token)) kinds.push('#apikey')
  if (/^(?:~|\.{0,2})\/\S|^[a-z]:\\/.test(token)) kinds.push('#path')
  if (kinds.length === 0 && IDENTIFIER.test(token)) kinds.push('#tool')
  return kinds
}

function filesOf(token: string): readonly string[] {
  if (!SENSITIVE_FILE.test(token)) return []
  return KEY_FILE.test(token) ? ['#secretfile', '#keyfile'] : ['#secretfile']
}

function isAddress(token: string): boolean {
  return URL_LIKE.test(token) || HOST_LIKE.test(token) || INNER_URL.test(token)
}

const APOSTROPHE = /['’]/

function keysOf(token: string): readonly string[] {
  if (isPlain(token)) return [token]
  const bare = APOSTROPHE.test(token) ? token.replace(/['’]s$/, '').replaceAll(/['’]/g, '') : token
  const keys = [bare, ...kindsOf(token)]
  const isSpelled = bare.length < 32 && /[013457$@]/.test(bare) && /[a-z]/.test(bare)
  for (const key of [bare.replaceAll('-', ''), isSpelled ? lettersFor(bare) : bare])
    if (!keys.includes(key)) keys.push(key)
  return keys
}

/** The end of what somebody is called by, or of a clause. */
const COLON = /[:\u2013\u2014]["'”’»)\]*]*$/
const COMMA = /,["'”’»)\]*]*$/
/** `verify=false` */
const ASSIGNED = /^[`'"([]*[a-z_][\w.-]*=[`'"]?[\w*@.-]+/
/** An option of a command line. */
const FLAG = /^[`'"([]*--[a-z]/
/** A single identifier in quotes. */
const ARGUMENT = /^[`'"][a-z_][\w.-]*[`'"][,.;:)]*$/
const OPENING = /^[("'`“‘«[]*["'`“‘«]/
const CLOSING = /["'`”’»][)\].,;:!?]*$/

type Reading = {
  readonly words: Word[]
  at: number
  sentence: number
  /** Words of the sentence so far. */
  length: number
  isQuoted: boolean
  /** Letters that stand apart, which may spell a word. */
  letters: string
}

/** A tag stands by itself, however close the words around it are. */
const TAG = /(<\/?[a-z][a-z0-9_-]{0,30})(?:\s[^<>]{0,100})?>/g

/** The words of a text that `plainText` returned. */
export function wordsOf(plain: string): Word[] {
  const reading: Reading = { words: [], at: 0, sentence: 0, length: 0, isQuoted: false, letters: '' }
  const lined = plain.includes('\\n') ? plain.replaceAll('\\n', '\n') : plain
  const text = lined.includes('<') ? lined.replaceAll(TAG, ' $1> ') : lined
  for (const token of tokensOf(text, tokens)) readToken(reading, token)
  flushLetters(reading)
  return reading.words
}

/** What a token is, whatever stands around it. */
type Token = {
  /** A letter that stands apart; else empty. */
  readonly letter: string
  readonly isEmptyLine: boolean
  /** Its word, if it has one. */
  readonly term: Term | undefined
  readonly opensQuote: boolean
  readonly closesQuote: boolean
  readonly endsSentence: boolean
}

const tokens = keep(tokenOf)

const NOTHING: Token = {
  letter: '',
  isEmptyLine: false,
  term: undefined,
  opensQuote: false,
  closesQuote: false,
  endsSentence: false,
}
const LETTER = /^\p{L}$/u

function tokenOf(token: string): Token {
  if (token.length <= 2 && LETTER.test(token)) return { ...NOTHING, letter: token }
  // Lines are wrapped: only an empty one ends a sentence.
  if (token === EMPTY_LINE) return { ...NOTHING, isEmptyLine: true }
  if (isPlain(token)) return { ...NOTHING, term: termOf([token]) }
  const word = trimmed(token)
  const opensQuote = OPENING.test(token)
  return {
    ...NOTHING,
    term: word === '' ? undefined : termOf(markedKeys(word, token)),
    opensQuote,
    closesQuote: CLOSING.test(token) && (!opensQuote || token.length > 2),
    endsSentence: SENTENCE_ENDS.includes(token.charAt(token.length - 1)),
  }
}

function readToken(reading: Reading, token: Token): void {
  if (token.letter !== '') {
    reading.letters += token.letter
    return
  }
  flushLetters(reading)
  if (token.opensQuote) reading.isQuoted = true
  if (token.term !== undefined) push(reading, token.term)
  if (token.closesQuote) reading.isQuoted = false
  if (token.endsSentence || token.isEmptyLine) endSentence(reading)
}

/** What the word of a token counts as, with the signs around it. */
function markedKeys(word: string, token: string): readonly string[] {
  const isWord = isPlain(word) && token.startsWith(word)
  // With no more than the end of a sentence behind it, it is the word.
  if (isWord && SENTENCE_ENDS.includes(token.slice(word.length))) return [word]
  return [
    ...keysOf(word),
    ...(isWord ? [] : signsOf(token)),
    ...(COLON.test(token) ? ['#:', `${word}:`] : COMMA.test(token) ? ['#,', `${word},`] : []),
  ]
}

function signsOf(token: string): string[] {
  return [
    ...(ARGUMENT.test(token) ? ['#arg'] : []),
    ...(FLAG.test(token) ? ['#flag'] : []),
    ...(ASSIGNED.test(token) ? ['#assign'] : []),
  ]
}

const SPELLED_MIN = 4

/** `i g n o r e` is read as the word that it spells. */
function flushLetters(reading: Reading): void {
  const { letters } = reading
  if (letters === '') return
  reading.letters = ''
  if (letters.length >= SPELLED_MIN) push(reading, termOf([letters]))
  else for (const letter of letters) push(reading, heldOf(letterTerms, letter, 0, letter.length))
}

const letterTerms = keep((letter) => termOf([letter]))

function push(reading: Reading, term: Term): void {
  reading.words.push({ term, isQuoted: reading.isQuoted, at: reading.at, sentence: reading.sentence })
  reading.at += 1
  reading.length += 1
  if (reading.length < WORDS_MAX) return
  reading.sentence += 1
  reading.length = 0
}

function endSentence(reading: Reading): void {
  if (reading.length === 0) return
  reading.at += LEAP
  reading.sentence += 1
  reading.length = 0
}
