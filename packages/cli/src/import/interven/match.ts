// Turns tools, operations, methods and URLs that an Interven rule matches into Cedar.
import type { JsonValue } from '@countersign/json'
import type { PolicyTest } from '@countersign/policy/publish'
import { NAME_PATTERN } from '@countersign/terms'
import { anyOf, globPattern, pattern, quote, quoteAll } from '../cedar.ts'
import { addLine, type Draft } from '../draft.ts'
import { shown } from '../members.ts'

/** The conditions of one rule in Cedar, as far as Cedar can express them. */
export type Conditions = {
  when: string[]
  /** Members that Cedar cannot express: they make a forbid wider, and a permit is left out. */
  unsupported: string[]
  /** Data classes that @sanitize names. */
  classes: string[]
  /** A request that matches; undefined when none can be constructed. */
  sample: PolicyTest['request'] | undefined
}

/** Where and for what conditions are written. */
export type Reader = {
  draft: Draft
  source: string
  isPermit: boolean
  /** Whether it becomes a permit without approval: then in doubt it is narrower. */
  opens: boolean
  into: Conditions
}

/** Writes one member of a rule as conditions. */
export type Write = (reader: Reader, value: JsonValue, member: string) => void

/** The strings of a value that is one or a list of them; none when it holds anything else. */
export function textsOf(value: JsonValue): string[] {
  const items = Array.isArray(value) ? value : [value]
  const texts = items.filter((text) => typeof text === 'string' && text !== '')
  return texts.length === items.length ? (texts as string[]) : []
}

/** Reports that Cedar cannot express a member. */
export function unsupported({ draft, source, isPermit, into }: Reader, member: string, why: string): void {
  into.unsupported.push(member)
  const then = isPermit ? 'so the rule permits nothing here' : 'so the rule covers more and a human decides'
  addLine(draft, 'changed', `${source}.${member}`, `${why}, ${then}`)
}

/** The hosts of the services that Interven's normalisers know. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  github: ['github.com', '*.github.com'],
  gitlab: ['gitlab.com', '*.gitlab.com'],
  slack: ['slack.com', '*.slack.com'],
  discord: ['discord.com', '*.discord.com'],
  stripe: ['*.stripe.com'],
  sendgrid: ['*.sendgrid.com'],
  twilio: ['*.twilio.com'],
  notion: ['*.notion.com'],
  dropbox: ['*.dropboxapi.com', '*.dropbox.com'],
  aws: ['*.amazonaws.com'],
  drive: ['www.googleapis.com', 'drive.google.com'],
  google_drive: ['www.googleapis.com', 'drive.google.com'],
  openai: ['api.openai.com'],
  anthropic: ['api.anthropic.com'],
}

/** Extends the sample request, or drops it when none can be constructed. */
export function addToSample({ into }: Reader, more: PolicyTest['request'] | undefined): void {
  into.sample = into.sample && more && { ...into.sample, ...more }
}

const MARKS = [':', '_', '.', '/', '-']

function toolTexts(name: string): string[] {
  return name.includes('*')
    ? [`context.tool like ${globPattern(name)}`]
    : [
        `context.tool == ${quote(name)}`,
        ...MARKS.map((mark) => `context.tool like ${pattern(name + mark, '')}`),
      ]
}

function groupsOf(draft: Draft, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const hosts = Object.hasOwn(HOSTS, name) ? HOSTS[name] : undefined
    if (hosts === undefined) return []
    draft.hosts.set(`interven-${name}`, hosts)
    return [`interven-${name}`]
  })
}

/** A forbid reaches the service's hosts under any name; a permit of the name reaches no other hosts. */
const tools: Write = (reader, value, member) => {
  const names = textsOf(value)
  if (names.length === 0 || names.length > 20)
    return unsupported(reader, member, `${shown(value)} names no tools, or too many`)
  if (names.includes('*')) return
  const plain = names.find((name) => NAME_PATTERN.test(name))
  addToSample(reader, plain === undefined ? undefined : { tool: plain })
  const named = `context has tool && ${anyOf(names.flatMap(toolTexts))}`
  const groups = groupsOf(reader.draft, names)
  if (groups.length === 0) reader.into.when.push(named)
  else if (reader.opens)
    reader.into.when.push(
      named,
      `(context.hosts.count == 0 || context.hosts.groups_all.containsAny(${quoteAll(groups)}))`,
    )
  else reader.into.when.push(`(${named} || context.hosts.groups_any.containsAny(${quoteAll(groups)}))`)
}

function operation(name: string): string {
  const method = /^method:([A-Za-z]{1,16})$/.exec(name)?.[1]
  if (method !== undefined)
    return `context has target && context.target has method && context.target.method == "${method.toUpperCase()}"`
  const likes = [':', '.', '/'].map((mark) => `context.tool like ${pattern('', mark + name)}`)
  return `context.action == ${quote(name)} || context has tool && ${anyOf([`context.tool == ${quote(name)}`, ...likes])}`
}

const operations: Write = (reader, value, member) => {
  const names = textsOf(value)
  if (names.length === 0 || names.length > 30)
    return unsupported(reader, member, `${shown(value)} names no operations, or too many`)
  if (names.some((name) => name.startsWith('category:')))
    return unsupported(reader, member, "categories of operations are Interven's own")
  const plain = names.find((name) => NAME_PATTERN.test(name) && !name.startsWith('method:'))
  if (names.includes('*')) return
  addToSample(reader, plain === undefined ? undefined : { action: plain })
  reader.into.when.push(anyOf(names.map(operation).map((one) => `(${one})`)))
}

const methods: Write = (reader, value, member) => {
  const names = textsOf(value).map((name) => name.toUpperCase())
  if (names.length === 0) return unsupported(reader, member, `${shown(value)} names no methods`)
  const [method = ''] = names
  addToSample(reader, /^[A-Z]{1,16}$/.test(method) ? { target: { method } } : undefined)
  reader.into.when.push(
    `context has target && context.target has method && ${quoteAll(names)}.contains(context.target.method)`,
  )
}

const VERBS: Readonly<Record<string, string>> = {
  READ: 'context.effect == "read"',
  WRITE: '["change", "outward", "destructive", "execute"].contains(context.effect)',
}

const verbs: Write = (reader, value, member) => {
  const names = textsOf(value).map((name) => name.toUpperCase())
  const known = names.flatMap((name) => (Object.hasOwn(VERBS, name) ? [VERBS[name] ?? ''] : []))
  const isAdmin = names.includes('ADMIN')
  if (isAdmin && reader.isPermit) return unsupported(reader, member, 'there is no effect ADMIN')
  if (isAdmin) known.push('context.effect != "read"')
  if (known.length === 0 || known.length < names.length)
    return unsupported(reader, member, `${shown(value)} is not READ, WRITE or ADMIN`)
  addToSample(reader, undefined)
  reader.into.when.push(anyOf(known.map((one) => `(${one})`)))
}

const environments: Write = (reader, value, member) => {
  const names = textsOf(value)
  if (names.length === 0) return unsupported(reader, member, `${shown(value)} names no environment`)
  addToSample(reader, undefined)
  reader.into.when.push(`${quoteAll(names)}.contains(context.environment)`)
}

const agents: Write = (reader, value, member) => {
  if (!reader.isPermit)
    return unsupported(reader, member, 'the caller named its own agent there, and ids differ')
  const names = textsOf(value)
  if (names.length === 0) return unsupported(reader, member, `${shown(value)} names no agent`)
  addToSample(reader, undefined)
  reader.into.when.push(
    `principal.hasTag("interven_${member}") && ${quoteAll(names)}.contains(principal.getTag("interven_${member}"))`,
  )
  addLine(
    reader.draft,
    'changed',
    `${reader.source}.${member}`,
    `give the agents the label \`interven_${member}\``,
  )
}

const urls: Write = (reader, value, member) => {
  const globs = textsOf(value)
  if (globs.length === 0 || globs.length > 30)
    return unsupported(reader, member, `${shown(value)} is not a URL pattern`)
  if (reader.isPermit)
    return unsupported(
      reader,
      member,
      'a pattern on the text of a URL also fits hosts that only look like it',
    )
  addToSample(reader, undefined)
  const likes = globs.map((glob) => `context.target.url like ${globPattern(`*${glob}*`)}`)
  reader.into.when.push(`context has target && context.target has url && ${anyOf(likes)}`)
  addLine(
    reader.draft,
    'note',
    `${reader.source}.${member}`,
    'compared with the URL as it was sent; groups of hosts are harder to evade',
  )
}

/** The members of `match` that Cedar can express. */
export const MATCH: Readonly<Record<string, Write>> = {
  tool_name: tools,
  tool_names: tools,
  operations,
  operation: operations,
  methods,
  method: methods,
  verbs,
  verb: verbs,
  env_name: environments,
  agent_ids: agents,
  agent_runtime_types: agents,
  url_pattern: urls,
  url_patterns: urls,
}
