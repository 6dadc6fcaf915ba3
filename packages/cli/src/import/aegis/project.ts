// The state of an Aegis import, and the overrides that apply to all of its rules.
import type { JsonObject } from '@countersign/json'
import { addLine, type Draft } from '../draft.ts'
import { kindOf, listOf, memberOf, partOf, shown } from '../members.ts'

/** What the rules of a project have in common. */
export type Aegis = {
  draft: Draft
  /** The ids of the roles that were imported. */
  roles: string[]
  /** Whether a human could override a blocked action; then every forbid but the immutable ones waits for approval. */
  isOverridable: boolean
  /** Globs that every role's writing must stay within; unlimited when empty. */
  writable: string[]
  /** Globs under some forbid, for choosing the paths of tests. */
  barred: string[]
  immutable: { name: string; source: string; used: boolean }[]
  /** The classes that @sanitize names, taken from content patterns. */
  redacted: Set<string>
}

/** A project without rules. */
export function newAegis(draft: Draft): Aegis {
  return {
    draft,
    roles: [],
    isOverridable: true,
    writable: [],
    barred: [],
    immutable: [],
    redacted: new Set(),
  }
}

/** What lifts a forbid: an approval where there was an override, and nothing for an immutable rule. */
export function unlessOf(aegis: Aegis, label: string): { unless?: string[] } {
  const named = aegis.immutable.filter(({ name }) => {
    const text = name.trim().toLowerCase()
    return text.length >= 4 && label.includes(text)
  })
  for (const name of named) name.used = true
  return aegis.isOverridable && named.length === 0 ? { unless: ['context.approved'] } : {}
}

/** Reads how blocked actions could be overridden; must come before the rules. */
export function importOverrides(aegis: Aegis, governance: JsonObject, source: string): void {
  const { draft } = aegis
  const override = partOf(governance, 'override_protocol')
  const place = `${source}: override_protocol`
  const behavior = memberOf(override, 'behavior') ?? 'warn_confirm_and_log'
  aegis.isOverridable = behavior === 'warn_confirm_and_log'
  if (aegis.isOverridable)
    addLine(
      draft,
      'changed',
      `${place}.behavior`,
      'there the agent itself claimed that a human had confirmed; here a blocked call waits for an approver',
    )
  else if (behavior === 'block_and_log')
    addLine(draft, 'carried', `${place}.behavior`, 'what is forbidden is denied')
  else
    addLine(
      draft,
      'inert',
      `${place}.behavior`,
      behavior === 'log_only'
        ? 'log_only was never implemented; here what is forbidden is denied'
        : `${shown(behavior)} is not a behavior; what is forbidden is denied`,
    )
  for (const member of ['log_path', 'log_entry_schema'])
    if (memberOf(override, member) !== undefined)
      addLine(
        draft,
        'inert',
        `${place}.${member}`,
        'never implemented; every decision is a signed receipt here',
      )
  for (const [at, name] of (listOf(override, 'immutable_policies') ?? []).entries()) {
    const where = `${place}.immutable_policies[${at}]`
    if (typeof name === 'string') aegis.immutable.push({ name, source: where, used: false })
    else addLine(draft, 'lost', where, `is ${kindOf(name)}, not a string`)
  }
}

/** Reports which immutable names matched a rule; must come after all rules. */
export function reportImmutable({ draft, immutable }: Aegis): void {
  for (const { name, source, used } of immutable)
    if (used) addLine(draft, 'carried', source, 'the rules of this name are denied without an approval')
    else
      addLine(
        draft,
        'inert',
        source,
        `${shown(name)} is part of no rule's label, so it never protected anything; remove \`unless\` from the policies it should have meant`,
      )
}
