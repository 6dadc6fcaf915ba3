// What single texts of a definition hold: hidden characters, marks of chat templates, comments, secrets.
import type { Budget } from '../budget.ts'
import { invisibleIn } from '../detectors/invisible.ts'
import { scanText } from '../scan.ts'
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
const LEFT_BY_EDITORS = new Set(['\u00ad', '\ufeff'])

function hiddenIn({ text, path, role }: DefinitionString, budget: Budget): DefinitionFinding[] {
  if (role === 'name') return []
  const [first, ...others] = invisibleIn(text, budget)
  if (first === undefined) return []
  const isStrong = [first, ...others].some(({ kind }) => kind !== 'invisible.hidden')
  const isLeftover = others.length === 0 && LEFT_BY_EDITORS.has(text.slice(first.start, first.end))
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
