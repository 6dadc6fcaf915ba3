// Imports governance.json of Aegis: boundaries, autonomy, sensitive patterns and quality gates.
import type { JsonObject } from '@countersign/json'
import { addLine, addPolicy, addZone } from '../draft.ts'
import { kindOf, listOf, memberOf, objectOf, partOf, shown, textOf } from '../members.ts'
import { globsOf } from './globs.ts'
import { type Aegis, unlessOf } from './project.ts'
import { importPatterns } from './sensitive.ts'

function importBoundaries(aegis: Aegis, boundaries: JsonObject | undefined, source: string): void {
  const { draft } = aegis
  function read(name: string, side: 'forbid' | 'permit') {
    return globsOf(draft, memberOf(boundaries, name), `${source}.${name}`, side)
  }
  const [forbidden, readOnly] = [read('forbidden', 'forbid'), read('read_only', 'forbid')]
  aegis.writable = read('writable', 'permit')
  aegis.barred.push(...forbidden, ...readOnly)
  if (forbidden.length > 0) {
    const zone = addZone(draft, 'aegis-forbidden', { include: forbidden })
    const id = addPolicy(draft, {
      id: ['aegis.forbidden'],
      effect: 'forbid',
      reason: 'the path is forbidden to everyone',
      when: [`context.paths.zones_any.contains("${zone}")`],
      ...unlessOf(aegis, 'governance permissions.boundaries.forbidden'),
    })
    addLine(
      draft,
      'carried',
      `${source}.forbidden`,
      'for every call that names such a path, commands included',
      id,
    )
  }
  if (readOnly.length > 0) {
    const exclude = aegis.writable
    const zone = addZone(draft, 'aegis-read-only', {
      include: readOnly,
      ...(exclude.length > 0 && { exclude }),
    })
    const id = addPolicy(draft, {
      id: ['aegis.read-only'],
      effect: 'forbid',
      reason: 'the path is read-only',
      when: ['context.effect != "read"', `context.paths.zones_any.contains("${zone}")`],
      ...unlessOf(aegis, 'governance permissions.boundaries.read_only'),
    })
    addLine(draft, 'carried', `${source}.read_only`, 'except where it is writable as well', id)
  }
  if (aegis.writable.length > 0)
    addLine(draft, 'carried', `${source}.writable`, "every role's writing stays within it", 'settings.zones')
}

const AUTONOMY: Readonly<Record<string, readonly string[]>> = {
  file_deletion: ['destructive'],
  code_modification: ['change'],
  file_creation: ['change'],
  infrastructure_changes: ['outward'],
}

function importAutonomy({ draft }: Aegis, autonomy: JsonObject | undefined, source: string): void {
  for (const [domain, level] of Object.entries(partOf(autonomy, 'domains') ?? {})) {
    const place = `${source}.domains.${domain}`
    const effects = Object.hasOwn(AUTONOMY, domain) ? AUTONOMY[domain] : undefined
    if (level !== 'conservative' || effects === undefined) {
      addLine(draft, 'inert', place, 'autonomy was never enforced')
      continue
    }
    const id = addPolicy(draft, {
      id: ['aegis.autonomy', domain],
      effect: 'forbid',
      reason: `autonomy in ${domain} is conservative`,
      when: [`context.effect == "${effects[0]}"`],
      unless: ['context.approved'],
      mode: 'shadow',
    })
    addLine(
      draft,
      'inert',
      place,
      `was never enforced; \`${id}\` asks a human, in shadow mode until you promote it`,
      id,
    )
  }
  if (memberOf(autonomy, 'default_level') !== undefined)
    addLine(draft, 'inert', `${source}.default_level`, 'autonomy was never enforced')
}

const FLAGS: Readonly<Record<string, string>> = {
  must_pass_tests: 'test',
  must_pass_lint: 'lint',
  must_pass_typecheck: 'typecheck',
}

function importGates(
  { draft }: Aegis,
  gates: JsonObject | undefined,
  commands: JsonObject | undefined,
  source: string,
) {
  for (const [name, value] of Object.entries(gates ?? {})) {
    const place = `${source}.${name}`
    const command = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined
    if (value === false) addLine(draft, 'note', place, 'is switched off')
    else if (command !== undefined && textOf(commands, command) === undefined)
      addLine(
        draft,
        'inert',
        place,
        `there is no build command \`${command}\`, so the gate was skipped silently`,
      )
    else if (command !== undefined || name === 'custom_checks')
      addLine(draft, 'lost', place, 'commands are not run here; keep the check in CI')
    else addLine(draft, 'inert', place, 'was never enforced')
  }
}

const NEVER: Readonly<Record<string, string>> = {
  escalation: 'escalation rules were never enforced',
  cross_domain_rules: 'the check existed, but nothing called it',
  required_checks: 'an extension that was never read',
  data_directory_policy: 'an extension that was never read',
}

const KNOWN = new Set([
  'version',
  'permissions',
  'autonomy',
  'quality_gate',
  'override_protocol',
  'conventions',
])

function reportRest({ draft }: Aegis, governance: JsonObject, source: string): void {
  for (const [at, convention] of (listOf(governance, 'conventions') ?? []).entries()) {
    const id = textOf(objectOf(convention), 'id') ?? `${at}`
    addLine(draft, 'inert', `${source}: conventions[${at}] ${shown(id)}`, 'conventions were never enforced')
  }
  for (const name of Object.keys(governance))
    if (!KNOWN.has(name))
      addLine(
        draft,
        'inert',
        `${source}: ${name}`,
        Object.hasOwn(NEVER, name) ? NEVER[name] : 'not part of the format, and nothing read it',
      )
}

/** governance.json: what holds for every role. */
export function importGovernance(
  aegis: Aegis,
  governance: JsonObject,
  commands: JsonObject | undefined,
  source: string,
): void {
  const permissions = partOf(governance, 'permissions')
  if (permissions === undefined)
    addLine(
      aegis.draft,
      'lost',
      `${source}: permissions`,
      `is ${kindOf(memberOf(governance, 'permissions'))}`,
    )
  importBoundaries(aegis, partOf(permissions, 'boundaries'), `${source}: permissions.boundaries`)
  importPatterns(
    aegis,
    memberOf(permissions, 'sensitive_patterns'),
    `${source}: permissions.sensitive_patterns`,
  )
  importAutonomy(aegis, partOf(governance, 'autonomy'), `${source}: autonomy`)
  importGates(
    aegis,
    partOf(partOf(governance, 'quality_gate'), 'pre_commit'),
    commands,
    `${source}: quality_gate.pre_commit`,
  )
  reportRest(aegis, governance, source)
}
