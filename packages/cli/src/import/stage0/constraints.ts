// Turns the constraints of Stage0 requests into policies.
import { NAME_PATTERN } from '@countersign/terms'
import { decimal, quote, quoteAll } from '../cedar.ts'
import { addLine, addPolicy, type Draft } from '../draft.ts'
import { shown } from '../members.ts'

/** What a constraint does to a call, which the tests of the requests depend on. */
export type Kind = 'approval' | 'bound' | 'counter'

/** A constraint that became a policy. */
export type Constraint = {
  kind: Kind
  /** Empty when it is for every call. */
  tools: readonly string[]
}

type Rule = {
  kind: Kind
  reason: string
  when?: string[]
  unless?: string[]
  question?: string
  /** Why its meaning changed. */
  changed?: string
}

const APPROVED = ['context.approved']

function whole(text: string): number | undefined {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
}

function seen(name: string, condition: string): string {
  return `(context has session && context.session.${name} ${condition} || context has run && context.run.${name} ${condition})`
}

function counted(name: string, n: number, reason: string, question: string, condition = `>= ${n}`): Rule {
  return {
    kind: 'counter',
    reason,
    when: [seen(name, condition)],
    question,
    changed: 'counted by the service per session_id or run_id, not by the caller',
  }
}

const COST = ['cost_usd', 'session_cost_usd', 'run_cost_usd']

function costs(value: string): Rule | undefined {
  const most = decimal(Number(value))
  if (most === undefined || !/^[0-9]+(?:\.[0-9]+)?$/.test(value)) return undefined
  const over = COST.map(
    (name) => `(context.declared has ${name} && context.declared.${name}.greaterThan(${most}))`,
  )
  return {
    kind: 'counter',
    reason: `costs more than ${value} dollars`,
    when: ['context has declared', `(${over.join(' || ')})`],
    unless: APPROVED,
    changed: 'a higher cost waits for a human; the sums are of what the agent declared',
  }
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

function daysOf(from: string, to: string): string[] {
  const [first, last] = [from, to].map((day) => DAYS.findIndex((name) => name.startsWith(day.toLowerCase())))
  const start = first ?? 0
  const count = (((last ?? 0) - start + 7) % 7) + 1
  return Array.from({ length: count }, (_, at) => DAYS[(start + at) % 7] ?? '')
}

const WINDOW =
  /^(?:(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))? )?([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])$/i

function changeWindow(value: string): Rule {
  const [, from, to, hour, minute, endHour, endMinute] = WINDOW.exec(value) ?? []
  if (hour === undefined)
    return {
      kind: 'approval',
      reason: `changes only in the window ${value}`,
      unless: APPROVED,
      changed: 'the window cannot be read as `mon-fri 09:00-17:00`; a human decides',
    }
  const [start, end] = [Number(hour) * 60 + Number(minute), Number(endHour) * 60 + Number(endMinute)]
  const now = '(context.time.hour * 60 + context.time.minute)'
  const isOvernight = end <= start
  const inside = `(${now} >= ${start} ${isOvernight ? '||' : '&&'} ${now} < ${end})`
  const days =
    from === undefined ? [] : [`${quoteAll(daysOf(from, to ?? from))}.contains(context.time.weekday)`]
  return {
    kind: 'bound',
    reason: `changes only in the window ${value}`,
    when: ['context.effect != "read"'],
    unless: [...days, inside],
    changed: 'the time is that of the database, in the time zone of the settings (UTC without one)',
  }
}

const byName: Readonly<Record<string, (value: string) => Rule | undefined>> = {
  required_role: (role) =>
    NAME_PATTERN.test(role)
      ? {
          kind: 'bound',
          reason: `needs the role ${role}`,
          unless: [`principal.roles.contains(${quote(role)})`],
          changed: 'the role is the one an administrator gave the agent, not the one it claims',
        }
      : undefined,
  allowed_environment: (text) => {
    const names = text.split(',').map((name) => name.trim())
    return names.every((name) => NAME_PATTERN.test(name))
      ? {
          kind: 'bound',
          reason: `allowed only in ${names.join(', ')}`,
          unless: [`${quoteAll(names)}.contains(context.environment)`],
        }
      : undefined
  },
  max_iterations: (text) => {
    const n = whole(text)
    return n === undefined
      ? undefined
      : counted('calls', n, `more than ${n} steps`, 'What is left to do, and is it getting closer?')
  },
  timeout: (text) => {
    const n = whole(text.replace(/s$/, ''))
    return n === undefined
      ? undefined
      : counted(
          'seconds',
          n,
          `longer than ${n} seconds`,
          'This takes longer than planned: should it go on?',
          `> ${n}`,
        )
  },
  max_cost_usd: costs,
  same_tool_limit: (text) => {
    const n = whole(text)
    if (n === undefined) return undefined
    return {
      kind: 'counter',
      reason: `the same call more than ${n} times`,
      when: [`context.calls.repeated >= ${n}`],
      question: 'The same call was made before: what is different this time?',
      changed: 'identical calls of the last ten minutes are counted by the service',
    }
  },
  max_retries: (text) => {
    const n = whole(text)
    if (n === undefined) return undefined
    const declared = `context has declared && context.declared has retry_count && context.declared.retry_count > ${n}`
    return {
      kind: 'counter',
      reason: `more than ${n} retries`,
      when: [`(context.calls.repeated > ${n} || ${declared})`],
      question: 'What has changed since the last attempt?',
      changed: 'repeated calls are counted by the service as well',
    }
  },
  allowed_change_window: changeWindow,
}

const WAITS: Readonly<Record<string, string>> = {
  require_mfa: 'there is no second factor of an agent; a human approves',
  rollback_plan_required: 'nobody checked the plan; a human approves and looks at it',
}

/** The names under which the hosted API's documents and clients write constraints. */
export const CONSTRAINTS: readonly string[] = [
  'approval_required',
  ...Object.keys(byName),
  'timeout_seconds',
  ...Object.keys(WAITS),
]

function ruleOf(text: string): Rule | undefined {
  const [head = '', ...rest] = text.split(':')
  const written = head.trim().toLowerCase().replaceAll(' ', '_')
  const name = written === 'timeout_seconds' ? 'timeout' : written
  const value = rest.join(':').trim()
  if (name === 'approval_required')
    return { kind: 'approval', reason: 'approval is required', unless: APPROVED }
  if (Object.hasOwn(WAITS, name))
    return { kind: 'approval', reason: text, unless: APPROVED, changed: WAITS[name] ?? '' }
  return Object.hasOwn(byName, name) ? byName[name]?.(value) : undefined
}

function scopeOf(tools: readonly string[]): string[] {
  return tools.length === 0 ? [] : [`context has tool && ${quoteAll(tools)}.contains(context.tool)`]
}

/** One constraint of a request: for the tools that the request names, or for every call. */
export function importConstraint(
  draft: Draft,
  text: string,
  tools: readonly string[],
  source: string,
): Constraint | undefined {
  const rule = ruleOf(text)
  if (rule === undefined) {
    addLine(draft, 'lost', source, `${shown(text)} is not a known constraint`)
    return undefined
  }
  const { kind, reason, when = [], unless, question, changed } = rule
  const id = addPolicy(draft, {
    id: ['stage0.constraint', text.slice(0, 40)],
    effect: 'forbid',
    reason,
    when: [...scopeOf(tools), ...when],
    ...((unless ?? question) !== undefined && { unless: unless ?? APPROVED }),
    ...(question !== undefined && { annotations: { defer: question } }),
  })
  const scope = tools.length === 0 ? 'for every call, since the request names no tools' : undefined
  const why = [changed, scope].filter((part) => part !== undefined).join('; ')
  addLine(draft, why === '' ? 'carried' : 'changed', source, why === '' ? undefined : why, id)
  return { kind, tools }
}
