// Lint rules on literals: unknown words, numbers out of range, wrong case, unknown areas.
import { KNOWN_ZONES } from '../../facts/paths/known-zones.ts'
import { FORMS } from '../forms.ts'
import { AREAS, RANGES, SPELLINGS, WORDS } from '../vocabulary.ts'
import { type Comparison, comparisonsIn } from './comparisons.ts'
import { type Finding, listed, quoted, type Rule } from './rule.ts'

/** Whether a zone holds on every machine, so that no settings have to define it. */
function isKnown(area: 'zones' | 'hosts', value: string): boolean {
  return area === 'zones' && KNOWN_ZONES.some(({ name }) => name === value)
}

function wrongWords({ path, values }: Comparison): Finding[] {
  const words = Object.hasOwn(WORDS, path) ? WORDS[path] : undefined
  if (words === undefined) return []
  return values
    .filter((value) => typeof value === 'string' && !words.includes(value))
    .map((value) => ({
      code: 'lint.unknown_word',
      message: `${path} is never ${quoted(value)}, so this never matches; use one of ${listed(words)}`,
      near: quoted(value),
    }))
}

function outOfRange({ path, values }: Comparison): Finding[] {
  const range = Object.hasOwn(RANGES, path) ? RANGES[path] : undefined
  if (range === undefined) return []
  const [least, greatest] = range
  const words = greatest === Number.POSITIVE_INFINITY ? 'never below 0' : `${least} to ${greatest}`
  return values
    .filter((value) => typeof value === 'number' && (value < least || value > greatest))
    .map((value) => ({
      code: 'lint.out_of_range',
      message: `${path} is ${words}, so comparing it with ${value} always has the same result; correct the number`,
      near: String(Math.abs(Number(value))),
    }))
}

function misspelt({ path, values }: Comparison): Finding[] {
  const spelling = Object.hasOwn(SPELLINGS, path) ? SPELLINGS[path] : undefined
  if (spelling === undefined) return []
  function right(value: string) {
    return spelling === 'lower' ? value.toLowerCase() : value.toUpperCase()
  }
  return values
    .filter((value) => typeof value === 'string' && value !== right(value))
    .map((value) => ({
      code: 'lint.unknown_word',
      message: `${path} is always in ${spelling} case, so it is never ${quoted(value)}; write ${quoted(right(String(value)))}`,
      near: quoted(value),
    }))
}

function notOfForm({ path, values }: Comparison): Finding[] {
  const complain = Object.hasOwn(FORMS, path) ? FORMS[path] : undefined
  return values.flatMap((value) => {
    const complaint = typeof value === 'string' ? complain?.(value) : undefined
    if (complaint === undefined) return []
    return [
      {
        code: 'lint.unknown_word' as const,
        message: `${path} never contains ${quoted(value)}: ${complaint}`,
        near: quoted(value),
      },
    ]
  })
}

const clauses: (comparison: Comparison) => Finding[] = (comparison) => [
  ...wrongWords(comparison),
  ...outOfRange(comparison),
  ...misspelt(comparison),
  ...notOfForm(comparison),
]

/** Comparisons with words and numbers that the vocabulary never has. */
export const unknownWords: Rule = ({ json }) =>
  json.conditions.flatMap(({ body }) => comparisonsIn(body).flatMap(clauses))

/** Zones and groups of hosts that the settings do not define: such a forbid would never hold. */
export const unknownAreas: Rule = ({ json }, { settings }) =>
  json.conditions.flatMap(({ body }) =>
    comparisonsIn(body).flatMap(({ path, values }) => {
      const area = Object.hasOwn(AREAS, path) ? AREAS[path] : undefined
      if (area === undefined) return []
      const defined = settings[area] ?? {}
      return values
        .filter(
          (value) => typeof value === 'string' && !Object.hasOwn(defined, value) && !isKnown(area, value),
        )
        .map((value) => ({
          severity: 'error' as const,
          code: area === 'zones' ? 'policy.unknown_zone' : 'policy.unknown_group',
          message: `the settings define no ${area === 'zones' ? 'zone' : 'group of hosts'} ${quoted(value)} (only ${listed(Object.keys(defined))}); define it in settings.${area}, or correct the name`,
          near: quoted(value),
        }))
    }),
  )
