// What the members of the vocabulary can be and which annotations are read, for the lint rules.
import { CATEGORIES, SERVICE_ACCESSES, SERVICE_NAMES } from '@countersign/scan'
import { DEFINITION_STATES, LEVELS } from '@countersign/terms'
import { EFFECT_KINDS, EFFECTS, RUNS } from '../model/cedar.ts'

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** What the members of the vocabulary can be, where that is a closed set of words. */
export const WORDS: Readonly<Record<string, readonly string[]>> = {
  'context.effect': EFFECTS,
  'context.effects': [...EFFECTS, ...EFFECT_KINDS],
  'context.runs': RUNS,
  'context.sql.reaches': ['files', 'network', 'rights'],
  'context.declared.effect': EFFECTS,
  'context.declared.effects': EFFECTS,
  'context.time.weekday': DAYS,
  'context.tool_definition': DEFINITION_STATES,
  'context.service.access': ['none', ...SERVICE_ACCESSES],
  'context.service.names': SERVICE_NAMES,
  'context.content.found': CATEGORIES,
  'context.content.severity': ['none', ...LEVELS],
  'resource.risk': [...LEVELS, 'unknown'],
  // Of an agent in any other state no policy is asked.
  'principal.status': ['active'],
}

/** The least and the greatest that the numbers of the vocabulary can be. */
export const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  'context.time.hour': [0, 23],
  'context.time.minute': [0, 59],
  'context.hosts.count': [0, Number.POSITIVE_INFINITY],
  'context.hosts.ports': [0, 65_535],
  'context.paths.count': [0, Number.POSITIVE_INFINITY],
  'context.numbers.count': [0, Number.POSITIVE_INFINITY],
  'context.calls.minute': [0, Number.POSITIVE_INFINITY],
  'context.calls.agent_minute': [0, Number.POSITIVE_INFINITY],
  'context.calls.repeated': [0, Number.POSITIVE_INFINITY],
  'context.exposure.seconds': [0, Number.POSITIVE_INFINITY],
  'context.calls.paid_minute': [0, Number.POSITIVE_INFINITY],
  'context.calls.same_payment': [0, Number.POSITIVE_INFINITY],
}

/** Members that are always written one way. */
export const SPELLINGS: Readonly<Record<string, 'lower' | 'upper'>> = {
  'context.hosts.names': 'lower',
  'context.sql.kinds': 'lower',
  'context.sql.tables': 'lower',
  'context.sql.functions': 'lower',
  'context.shell.programs': 'lower',
  'context.hosts.schemes': 'lower',
  'context.target.method': 'upper',
}

/** The members that name what the settings define. */
export const AREAS: Readonly<Record<string, 'zones' | 'hosts'>> = {
  'context.paths.zones_any': 'zones',
  'context.paths.zones_all': 'zones',
  'context.hosts.groups_any': 'hosts',
  'context.hosts.groups_all': 'hosts',
}

/** The annotations that are read. */
export const ANNOTATIONS = [
  'id',
  'reason',
  'severity',
  'approvers',
  'ttl',
  'grant',
  'escalate',
  'defer',
  'sanitize',
  'taint',
  'duplicate_by',
] as const
