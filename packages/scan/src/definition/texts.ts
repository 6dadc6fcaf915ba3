// What single texts of a definition hold: hidden characters, marks of chat templates, comments, secrets.
import type { Budget } from '../budget.ts'
import { scanText } from '../scan.ts'
import { marksIn, reveal } from '../text/reveal.ts'
import type { DefinitionFinding } from './model.ts'
import type { DefinitionString } from './strings.ts'

/** Marks of chat templates: in a definition only an attack has them. */
const TEMPLATE =
  /<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|start_header_id|eot_id)\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:human|assistant)>|\n(?:### )?(?:system|human|assistant): ?\S/i
const ESCAPES = /\u001b\[|\\x1b\[|\\u001b\[/i

/** The findings in single strings. */
export function textFindings(strings: readonly DefinitionString[], budget: Budget): DefinitionFinding[] {
  return strings.flatMap((string) => [...hiddenIn(string), ...signsIn(string), ...secretsIn(string, budget)])
}

function secretsIn({ text, path }: DefinitionString, budget: Budget): DefinitionFinding[] {
  const { findings } = scanText(text, { budget, categories: ['secret'] })
  if (findings.length === 0) return []
  return [finding('secret.hardcoded', 'secret', 'high', path, 'a secret is written into the definition')]
}

/** A soft hyphen or a byte order mark by itself is what an editor left. */
const LEFT_BY_EDITORS = new Set(['U+00AD', 'U+FEFF'])

function hiddenIn({ text, path, role }: DefinitionString): DefinitionFinding[] {
  if (role === 'name' || /^[\x20-\x7e\n\t]*$/.test(text)) return []
  const marks = marksIn(reveal(text)).filter(
    ({ kind }) => kind === 'invisible' || kind === 'bidi' || kind === 'tag',
  )
  if (marks.length === 0) return []
  const isStrong = marks.some(({ kind }) => kind !== 'invisible')
  const isLeftover = marks.every(({ code, count }) => LEFT_BY_EDITORS.has(code) && count === 1)
  const severity = isStrong ? 'high' : isLeftover ? 'low' : 'medium'
  return [finding('hidden.characters', 'hidden', severity, path, 'characters that nobody sees')]
}

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
  return [['<!--', '-->'] as const, ['/*', '*/'] as const].some(([open, close]) => {
    const from = text.indexOf(open)
    return from !== -1 && text.indexOf(close, from + open.length + COMMENT_MIN) !== -1
  })
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
