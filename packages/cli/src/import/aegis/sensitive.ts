// Imports the sensitive patterns of Aegis as forbidden zones or as redaction.
import type { JsonValue } from '@countersign/json'
import { addLine, addPolicy, addZone } from '../draft.ts'
import { kindOf, objectOf, shown, textOf } from '../members.ts'
import { globsOf } from './globs.ts'
import { kindOfPattern, wasSkipped } from './patterns.ts'
import { type Aegis, unlessOf } from './project.ts'

function anywhere(glob: string): string {
  return glob.includes('/') ? glob : `**/${glob}`
}

function importGlob(aegis: Aegis, pattern: string, reason: string, source: string): void {
  const { draft } = aegis
  const globs = globsOf(draft, [anywhere(pattern)], source, 'forbid')
  aegis.barred.push(...globs)
  const zone = addZone(draft, 'aegis-sensitive', { include: globs })
  const id = addPolicy(draft, {
    id: ['aegis.sensitive', pattern],
    effect: 'forbid',
    reason,
    when: [`context.paths.zones_any.contains("${zone}")`],
    ...unlessOf(aegis, 'governance permissions.sensitive_patterns'),
  })
  const how = wasSkipped(pattern)
    ? 'as a regular expression it is invalid, so it was skipped silently'
    : 'as a regular expression it was searched for in the content and not in the path'
  addLine(
    draft,
    'inert',
    source,
    `${shown(pattern)} is a file glob: ${how}; here it is a zone that is forbidden`,
    id,
  )
}

const REDACTED = { secret: 'secrets', personal: 'pii' } as const

function importContent(aegis: Aegis, kind: 'secret' | 'personal', pattern: string, source: string): void {
  aegis.redacted.add(REDACTED[kind])
  addLine(
    aegis.draft,
    'changed',
    source,
    `policies cannot search content for ${shown(pattern)}; what the service itself knows as ${REDACTED[kind]} is redacted before it is written`,
    '@sanitize of the roles',
  )
}

function importPattern(aegis: Aegis, value: JsonValue, source: string): void {
  const { draft } = aegis
  const entry = objectOf(value)
  const pattern = typeof value === 'string' ? value : textOf(entry, 'pattern')
  if (pattern === undefined || pattern === '') {
    addLine(draft, 'lost', source, 'has no pattern that is a string')
    return
  }
  const reason = textOf(entry, 'reason') ?? 'the path is sensitive'
  const kind = kindOfPattern(pattern)
  if (kind === 'glob') {
    importGlob(aegis, pattern, reason, source)
    return
  }
  if (kind === 'secret' || kind === 'personal') {
    importContent(aegis, kind, pattern, source)
    return
  }
  const why = {
    sentence: 'is a sentence: as a regular expression it is found only in content that says exactly this',
    invalid: 'is not a valid regular expression, so it was skipped silently',
    regex: 'is a regular expression on content, which policies cannot search; check it in CI',
  }[kind]
  addLine(draft, kind === 'regex' ? 'lost' : 'inert', source, `${shown(pattern)} ${why}`)
}

/** Content patterns: never run, only looked at as text. */
export function importPatterns(aegis: Aegis, list: JsonValue | undefined, source: string): void {
  if (list === undefined) return
  if (!Array.isArray(list)) {
    addLine(aegis.draft, 'lost', source, `is ${kindOf(list)}, not a list`)
    return
  }
  for (const [at, value] of list.entries()) importPattern(aegis, value, `${source}[${at}]`)
}
