// What single texts of a definition hold: hidden characters, marks of chat templates, comments, secrets.
import { type Budget, spend } from '../budget.ts'
import { scanText } from '../scan.ts'
import { type Mark, marksIn, reveal } from '../text/reveal.ts'
import type { DefinitionFinding } from './model.ts'
import type { DefinitionString } from './strings.ts'

/** Marks of chat templates: in a definition only an attack has them. */
const TEMPLATE =
  /<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|start_header_id|eot_id)\|>|\[\/?INST\]|\[(?:assistant|system)\]:|<<\/?SYS>>|<\/?(?:human|assistant)>|\n(?:### )?(?:system|human|assistant): ?\S/i
const ESCAPES = /\u001b\[|\\x1b\[|\\u001b\[/i

/** The findings in one string. */
export function textFindings(string: DefinitionString, budget: Budget): DefinitionFinding[] {
  return [...hiddenIn(string, budget), ...signsIn(string), ...secretsIn(string, budget)]
}

function secretsIn({ text, path }: DefinitionString, budget: Budget): DefinitionFinding[] {
  const { findings } = scanText(text, { budget, categories: ['secret'] })
  if (findings.length === 0) return []
  return [finding('secret.hardcoded', 'secret', 'high', path, 'a secret is written into the definition')]
}

/** A soft hyphen or a byte order mark by itself is what an editor left. */
const LEFT_BY_EDITORS = new Set(['U+00AD', 'U+FEFF'])

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
/** So many of them tell as much as more. */
const UNSEEN_MAX = 200
const AROUND = 4
const PER_UNSEEN = 100

function hiddenIn({ text, path, role }: DefinitionString, budget: Budget): DefinitionFinding[] {
  if (role === 'name') return []
  const marks = unseenIn(text, budget)
  if (marks.length === 0) return []
  const isStrong = marks.some(({ kind }) => kind !== 'invisible')
  const isLeftover = marks.length === 1 && LEFT_BY_EDITORS.has(marks[0]?.code ?? '')
  const severity = isStrong ? 'high' : isLeftover ? 'low' : 'medium'
  return [finding('hidden.characters', 'hidden', severity, path, 'characters that nobody sees')]
}

/** What hides, looked at with its neighbours: between two pictures a joiner makes one of them. */
function unseenIn(text: string, budget: Budget): Mark[] {
  const marks: Mark[] = []
  const shown = text.replace(FLAG, ' ')
  for (const { 0: character, index } of shown.matchAll(UNSEEN)) {
    if (!spend(budget, PER_UNSEEN)) break
    const before = Array.from(shown.slice(Math.max(0, index - AROUND), index)).at(-1) ?? ''
    const [after = ''] = Array.from(shown.slice(index + character.length, index + character.length + AROUND))
    if (isSpelling(character, before, after)) continue
    const around = `${before}${character}${after}`.toWellFormed()
    marks.push(...marksIn(reveal(around)).filter(({ kind }) => HIDING.has(kind)))
    if (marks.length >= UNSEEN_MAX) break
  }
  return marks
}

/** The flags of parts of countries are spelled with tags. */
const FLAG = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f}/gu
const JOINERS = new Set(['\u200c', '\u200d'])
const JOINED =
  /^[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Sinhala}\p{Script=Khmer}\p{M}]$/u

/** Some scripts are written with joiners, and a selector makes a key of a digit. */
function isSpelling(character: string, before: string, after: string): boolean {
  if (character === '\ufe0f') return after === '\u20e3'
  return JOINERS.has(character) && JOINED.test(before) && JOINED.test(after)
}

const HIDING = new Set<Mark['kind']>(['invisible', 'bidi', 'tag'])

function signsIn({ text, path }: DefinitionString): DefinitionFinding[] {
  const findings: DefinitionFinding[] = []
  if (TEMPLATE.test(text.slice(0, 20_000))) {
    findings.push(finding('injection.template', 'injection', 'high', path, 'marks of a chat template'))
  }
  if (holdsComment(text)) {
    findings.push(finding('hidden.comment', 'hidden', 'medium', path, 'a comment that people do not see'))
  }
  if (pushesAway(text)) {
    findings.push(finding('hidden.blanks', 'hidden', 'medium', path, 'so many blanks push text out of sight'))
  }
  if (ESCAPES.test(text)) {
    findings.push(finding('hidden.escapes', 'hidden', 'high', path, 'control sequences of a terminal'))
  }
  return findings
}

const COMMENT_MIN = 12

function holdsComment(text: string): boolean {
  const from = text.indexOf('<!--')
  return from !== -1 && text.indexOf('-->', from + '<!--'.length + COMMENT_MIN) !== -1
}

const BLANKS_MAX = 60
const LINES_MAX = 20

/** Whether something stands behind so many blanks or empty lines that nobody sees it. */
function pushesAway(text: string): boolean {
  let [blanks, lines] = [0, 0]
  for (const character of text) {
    if (character === '\n') {
      lines += 1
      blanks = 0
    } else if (character === ' ' || character === '\t' || character === '\u00a0') blanks += 1
    else if (blanks >= BLANKS_MAX || lines >= LINES_MAX) return true
    else [blanks, lines] = [0, 0]
  }
  return false
}

function finding(
  code: string,
  category: DefinitionFinding['category'],
  severity: DefinitionFinding['severity'],
  path: string,
  message: string,
): DefinitionFinding {
  return { code, category, severity, path, message }
}
