// Imports one role of Aegis as permits and forbids for the agents that have it.
import type { JsonObject } from '@countersign/json'
import { NAME_PATTERN } from '@countersign/terms'
import { quote, slug } from '../cedar.ts'
import { addLine, addPolicy, addTest, addZone } from '../draft.ts'
import { listOf, memberOf, partOf, shown } from '../members.ts'
import { globsOf, mayHold, sampleOf } from './globs.ts'
import { type Aegis, unlessOf } from './project.ts'

type Role = {
  id: string
  has: string
  source: string
  writable: string[]
  readable: string[]
  excluded: string[]
  /** False when a list was given and none of it could be carried over: then nothing is permitted. */
  writes: boolean
  reads: boolean
}

const WRITING = '["change", "destructive"].contains(context.effect)'
const CERTAIN = ['context.paths.count > 0', '!context.paths.unclear']

function hasItems(object: JsonObject | undefined, name: string): boolean {
  return (listOf(object, name)?.length ?? 0) > 0
}

function readRole(aegis: Aegis, id: string, role: JsonObject, source: string): Role {
  const { draft } = aegis
  const scope = partOf(role, 'scope')
  const paths = partOf(role, 'paths')
  function read(object: JsonObject | undefined, part: string, name: string, side: 'forbid' | 'permit') {
    return globsOf(draft, memberOf(object, name), `${source}: ${part}.${name}`, side)
  }
  const lists = ['primary_paths', 'secondary_paths']
  const writable = [
    ...lists.flatMap((name) => read(scope, 'scope', name, 'permit')),
    ...read(paths, 'paths', 'write', 'permit'),
  ]
  const readable = read(paths, 'paths', 'read', 'permit')
  const isBounded = lists.some((name) => hasItems(scope, name)) || hasItems(paths, 'write')
  return {
    id,
    has: `principal.roles.contains(${quote(id)})`,
    source,
    writable: [...new Set(writable)],
    readable,
    excluded: read(scope, 'scope', 'excluded_paths', 'forbid'),
    writes: writable.length > 0 || !isBounded,
    reads: readable.length > 0 || !hasItems(paths, 'read'),
  }
}

function within(aegis: Aegis, name: string, globs: string[]): string[] {
  return globs.length === 0
    ? []
    : [`context.paths.zones_all.contains("${addZone(aegis.draft, name, { include: globs })}")`]
}

function permitReading(aegis: Aegis, role: Role): void {
  if (!role.reads) return
  const id = addPolicy(aegis.draft, {
    id: ['aegis.role', role.id, 'read'],
    effect: 'permit',
    reason: `the role ${role.id} may read here`,
    when: [
      role.has,
      'context.effect == "read"',
      ...CERTAIN,
      ...within(aegis, `aegis-${slug(role.id)}-read`, role.readable),
    ],
  })
  const why =
    role.readable.length === 0
      ? 'no readable paths are named, so everything that is not forbidden'
      : undefined
  addLine(aegis.draft, 'carried', `${role.source}: reading`, why, id)
}

function permitWriting(aegis: Aegis, role: Role): void {
  if (!role.writes) return
  const labels = [...aegis.redacted].sort().join(' ')
  const id = addPolicy(aegis.draft, {
    id: ['aegis.role', role.id, 'write'],
    effect: 'permit',
    reason: `the role ${role.id} may write here`,
    when: [
      role.has,
      WRITING,
      ...CERTAIN,
      ...within(aegis, `aegis-${slug(role.id)}-write`, role.writable),
      ...within(aegis, 'aegis-writable', aegis.writable),
    ],
    ...(labels !== '' && { annotations: { sanitize: labels } }),
  })
  const why =
    role.writable.length === 0
      ? 'no writable paths are named, so everything that is not forbidden'
      : undefined
  addLine(aegis.draft, 'carried', `${role.source}: scope`, why, id)
}

function forbidExcluded(aegis: Aegis, role: Role): void {
  if (role.excluded.length === 0) return
  const zone = addZone(aegis.draft, `aegis-${slug(role.id)}-excluded`, { include: role.excluded })
  const id = addPolicy(aegis.draft, {
    id: ['aegis.role', role.id, 'excluded'],
    effect: 'forbid',
    reason: `the path is closed to the role ${role.id}`,
    when: [role.has, `context.paths.zones_any.contains("${zone}")`],
    ...unlessOf(aegis, 'role scope.excluded_paths'),
  })
  addLine(aegis.draft, 'carried', `${role.source}: scope.excluded_paths`, undefined, id)
}

function holds(globs: readonly string[], path: string): boolean {
  return globs.some((glob) => mayHold(glob, path))
}

function testRole(aegis: Aegis, { id, writable, excluded, writes }: Role): void {
  const barred = [...aegis.barred, ...excluded]
  const glob = writable[0]
  if (glob === undefined || !writes || !NAME_PATTERN.test(id)) return
  const path = sampleOf(glob)
  const isFree = !holds(barred, path) && (aegis.writable.length === 0 || aegis.writable.includes(glob))
  const isPlain = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(path) && !path.includes('..')
  if (!isFree || !isPlain) return
  const request = { tool: 'write_file', arguments: { path, content: 'hello' } }
  addTest(aegis.draft, {
    name: `${id} writes ${path}`,
    given: { agent: { roles: [id] } },
    request,
    expect: { verdict: 'allow' },
  })
  addTest(aegis.draft, {
    name: `without a role nobody writes ${path}`,
    request,
    expect: { verdict: 'deny' },
  })
}

const NEVER: Readonly<Record<string, string>> = {
  autonomy: 'autonomy was never enforced',
  autonomy_overrides: 'autonomy was never enforced',
  convention_overrides: 'conventions were never enforced',
  collaboration: 'shared resources and hand-offs were never enforced',
  forbidden_actions: 'prose that was shown to the agent; nothing enforced it',
  write_mode: 'an extension that was never read',
  validation_responsibilities: 'prose; nothing enforced it',
  escalation_triggers: 'prose; nothing enforced it',
}

const KNOWN = new Set(['version', 'role', 'scope', 'paths'])

/** One file of roles/: its agents are those with the role of the same name. */
export function importRole(aegis: Aegis, id: string, value: JsonObject, source: string): void {
  const { draft } = aegis
  if (!NAME_PATTERN.test(id)) {
    addLine(draft, 'lost', source, `${shown(id)} cannot be the name of a role here`)
    return
  }
  if (aegis.roles.includes(id)) {
    addLine(draft, 'lost', source, `another file has the role ${shown(id)} already`)
    return
  }
  if (partOf(value, 'scope') === undefined && partOf(value, 'paths') === undefined) {
    addLine(draft, 'lost', source, 'has neither scope nor paths, so the role is not given anything')
    return
  }
  aegis.roles.push(id)
  const role = readRole(aegis, id, value, source)
  forbidExcluded(aegis, role)
  permitReading(aegis, role)
  permitWriting(aegis, role)
  testRole(aegis, role)
  for (const member of Object.keys(value))
    if (!KNOWN.has(member))
      addLine(
        draft,
        'inert',
        `${source}: ${member}`,
        Object.hasOwn(NEVER, member) ? NEVER[member] : 'not part of the format, and nothing read it',
      )
}
