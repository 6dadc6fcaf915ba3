// Lint rules on text patterns: sentences, missing wildcards, and parts of names.
import { allOf, literalOf, operand, pathOf } from '../expression.ts'
import { patternsIn } from './comparisons.ts'
import { type Finding, type Linted, quoted, type Rule } from './rule.ts'

const PROSE = /[\p{L}']{2,}(?:\s+[\p{L}']{2,}){2}/u
const NAMES = new Set(['context.action', 'context.tool'])

function isSentence(text: string): boolean {
  return PROSE.test(text)
}

function sentence(text: string): Finding {
  return {
    code: 'lint.sentence',
    message: `${quoted(text.slice(0, 80))} is a sentence, and patterns compare letter by letter: it matches that wording and nothing that means the same; use effects, words or names`,
    near: text.slice(0, 20),
  }
}

/** A sentence where letters are compared: it never matches what it means. */
export const sentences: Rule = ({ json }) => {
  const bodies = json.conditions.map(({ body }) => body)
  const patterns = bodies
    .flatMap(patternsIn)
    .flatMap(({ pieces }) => pieces.filter((piece) => piece !== undefined))
  const equals = bodies
    .flatMap(allOf)
    .filter((part) => Object.hasOwn(part, '==') && pathOf(operand(part, 'left')) !== undefined)
    .map((part) => String(literalOf(operand(part, 'right')) ?? ''))
  return [...patterns, ...equals].filter(isSentence).map(sentence)
}

/** `like` without a star compares the whole text, which its reader hardly expects. */
export const noWildcard: Rule = ({ json }) =>
  json.conditions
    .flatMap(({ body }) => patternsIn(body))
    .flatMap(({ pieces }) =>
      pieces.includes(undefined)
        ? []
        : [
            {
              code: 'lint.no_wildcard',
              message: `the pattern ${quoted(pieces.join(''))} contains no \`*\` and matches that text alone; use \`==\`, or add \`*\``,
              near: `"${pieces.join('')}"`,
            },
          ],
    )

function cutsWord(pieces: readonly (string | undefined)[]): boolean {
  const first = pieces[0]
  const last = pieces.at(-1)
  const cutsEnd = last === undefined && /[\p{L}]$/u.test(pieces.at(-2) ?? '')
  const cutsStart = first === undefined && /^[\p{L}]/u.test(pieces[1] ?? '')
  return cutsEnd || cutsStart
}

function shownPattern(pieces: readonly (string | undefined)[]): string {
  return `"${pieces.map((piece) => piece ?? '*').join('')}"`
}

/** A permit by a part of a name: `read*` is `readjust`, too. */
export const partOfName: Rule = ({ json }: Linted) =>
  json.effect === 'forbid'
    ? []
    : json.conditions
        .flatMap(({ kind, body }) => (kind === 'when' ? patternsIn(body) : []))
        .filter(({ path, pieces }) => NAMES.has(path) && cutsWord(pieces))
        .map(({ path, pieces }) => ({
          code: 'lint.part_of_name',
          message: `${shownPattern(pieces)} permits every ${path.slice(8)} that begins or ends like this, whatever it does; use context.effect, or end the pattern at a separator such as \`:\` or \`_\``,
          near: shownPattern(pieces),
        }))
