// Lint rules on a whole set: duplicates, unused areas, unknown modes, and sets that permit nothing.
import { modeOf } from '../../sets/policy-set.ts'
import { allOf, operand, operatorOf, pathOf } from '../expression.ts'
import type { Problem } from '../problem.ts'
import { AREAS } from '../vocabulary.ts'
import { comparisonOf } from './comparisons.ts'
import { type Finding, type Linted, type LintWorld, listed } from './rule.ts'

/** Policies of one effect, head and conditions, by the later one's id. */
export function duplicates(policies: readonly Linted[]): Map<string, Finding> {
  const seen = new Map<string, string>()
  const found = new Map<string, Finding>()
  for (const { id, json } of policies) {
    const { annotations: _, ...rest } = json
    const key = JSON.stringify(rest)
    const first = seen.get(key)
    if (first === undefined) seen.set(key, id)
    else
      found.set(id, {
        code: 'lint.duplicate',
        message: `this duplicates \`${first}\`; remove one of them`,
      })
  }
  return found
}

/** Where areas are used: by name, and whether some use is not of a literal. */
function usesOf(policies: readonly Linted[]): { names: Set<string>; isOpen: boolean } {
  const names = new Set<string>()
  let isOpen = false
  for (const part of policies.flatMap(({ json }) => json.conditions.flatMap(({ body }) => allOf(body)))) {
    const comparison = comparisonOf(part)
    const area = comparison === undefined ? undefined : AREAS[comparison.path]
    if (comparison !== undefined && area !== undefined)
      for (const value of comparison.values) names.add(`${area} ${value}`)
    else if (operatorOf(part).name.startsWith('contains'))
      isOpen ||= AREAS[pathOf(operand(part, 'left')) ?? ''] !== undefined
  }
  return { names, isOpen }
}

function unusedAreas(policies: readonly Linted[], { settings }: LintWorld): Problem[] {
  const { names, isOpen } = usesOf(policies)
  if (isOpen) return []
  return (['zones', 'hosts'] as const).flatMap((area) =>
    Object.keys(settings[area] ?? {})
      .filter((name) => !names.has(`${area} ${name}`))
      .map(
        (name): Problem => ({
          severity: 'warning',
          code: 'lint.unused_area',
          message: `no policy uses ${area === 'zones' ? 'the zone' : 'the group of hosts'} \`${name}\`; use it, or remove it`,
          pointer: `/settings/${area}/${name}`,
        }),
      ),
  )
}

function unknownModes(policies: readonly Linted[], { settings }: LintWorld): Problem[] {
  return Object.keys(settings.modes ?? {})
    .filter((id) => !policies.some((policy) => policy.id === id))
    .map((id) => ({
      severity: 'error',
      code: 'settings.unknown_policy',
      message: `the settings set a mode for \`${id}\`, which is not a policy; the ids are ${listed(policies.map((policy) => policy.id))}`,
      pointer: `/settings/modes/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    }))
}

function nothingPermitted(policies: readonly Linted[], { settings }: LintWorld): Problem[] {
  return policies.some(({ id, json }) => json.effect === 'permit' && modeOf(settings, id) === 'enforce')
    ? []
    : [
        {
          severity: 'warning',
          code: 'lint.nothing_permitted',
          message: 'no policy that is enforced permits anything, so every request is denied; add a permit',
          line: 1,
          column: 1,
        },
      ]
}

/** What is wrong with the policies taken together. */
export function wholeProblems(policies: readonly Linted[], world: LintWorld): Problem[] {
  return [
    ...unknownModes(policies, world),
    ...unusedAreas(policies, world),
    ...nothingPermitted(policies, world),
  ]
}
