// Everything that a person must see of an approval before deciding, on a terminal that shows nothing else.
import { marksIn, reveal } from '@countersign/scan/text'
import { block } from '../../print/block.ts'
import { distance, facts, timeText } from '../../print/print.ts'
import { markText, shownOf, visible } from '../../print/visible.ts'
import { needsText } from './needs.ts'
import type { ReviewedApproval } from './reviewed.ts'

type Row = readonly [name: string, value: string | undefined]

/** The arguments come first, so that nothing in them pushes the rest out of sight before it is decided. */
export function sheet(asked: ReviewedApproval, now: number, columns?: number): string {
  const parts = [
    `${visible(asked.id)} is ${asked.status}\n`,
    argumentsOf(asked, columns),
    differencesOf(asked, columns),
    declaredOf(asked, columns),
    facts([
      ...callRows(asked),
      ...agentRows(asked),
      ...ruleRows(asked),
      ...stateRows(asked, asked.now === undefined ? now : Date.parse(asked.now)),
    ]),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

const ABSENT = {
  none: 'The call has no arguments.\n',
  kept: 'The arguments are not known here: the caller kept them.\n',
  erased: 'The arguments are not known here: they were erased.\n',
}

function argumentsOf(
  { arguments: given, arguments_absent: absent = 'kept', canonical }: ReviewedApproval,
  columns: number | undefined,
): string {
  if (given === undefined) return ABSENT[absent]
  const size = (canonical ?? JSON.stringify(given)).length
  return `The exact arguments, ${size} characters:\n${shownJson(given, columns)}`
}

/** JSON in a margin, and below it everything in it that is not what it looks like. */
function shownJson(value: unknown, columns: number | undefined): string {
  // What breaks lines here is the indentation: in JSON, the text's own line feeds are written \\n.
  const lines = JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => reveal(line))
  const marks = marksIn(lines.flat())
  const rest =
    marks.length === 0
      ? ''
      : `NOT WHAT IT LOOKS LIKE, shown between \u27e6 and \u27e7: ${marks.map(markText).join('; ')}\n`
  return `${block(lines.map(shownOf).join('\n'), columns)}${rest}`
}

function differencesOf({ previous, differences }: ReviewedApproval, columns: number | undefined): string {
  if (previous === undefined) return ''
  const { approval_id: id, granted_at: at } = previous
  const before = `${visible(id)}${at === undefined ? '' : `, granted ${timeText(at)}`}`
  if (differences === undefined) return `Such a call was approved before: ${before}\n`
  if (differences.length === 0) return `The same arguments were approved before: ${before}\n`
  const title = `What differs from the last such call that was approved, ${before}:`
  return `${title}\n${shownJson(differences, columns)}`
}

function declaredOf({ declared }: ReviewedApproval, columns: number | undefined): string {
  if (declared === undefined) return ''
  return `What the agent says of itself, which nobody has checked:\n${shownJson(declared, columns)}`
}

function callRows({
  action,
  tool,
  target,
  environment,
  session_id: session,
  effect,
}: ReviewedApproval): Row[] {
  const { method, url, path } = target ?? {}
  const where = [method, url, path].filter((part) => part !== undefined).join(' ')
  return [
    ['action', visible(action)],
    ['tool', tool && visible(tool)],
    ['target', visible(where)],
    ['environment', visible(environment)],
    ['session', session && visible(session)],
    [
      'effect',
      effect && visible(`${effect.effects.join(', ')}; ${effect.reversibility.replaceAll('_', ' ')}`),
    ],
  ]
}

function agentRows({ agent_id: id, agent, record }: ReviewedApproval): Row[] {
  const { name, status, owner } = agent ?? {}
  const more = [name && `"${name}"`, status, owner && `of ${owner}`].filter((part) => part)
  return [
    ['agent', visible([id, ...more].join(', '))],
    [
      'its record',
      record &&
        `since ${timeText(record.since)}: ${counted(record.gates.allowed, 'call')} allowed, ${record.gates.denied} denied; ` +
          `${counted(record.approvals.granted, 'approval')} granted, ${record.approvals.rejected} rejected; ` +
          `${record.actions.failed} of ${record.actions.completed + record.actions.failed} actions failed`,
    ],
  ]
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function ruleRows({ risk, reasons, rules = [], policy }: ReviewedApproval): Row[] {
  const parts = (risk.contributions ?? []).map(({ source, points }) => `${points} ${source}`)
  const told = rules.map(
    ({ policy_id: policyId, reason, why = reason ?? '' }) =>
      // The sentence names the rule as well.
      `${policyId}: ${why.replace(`\`${policyId}\` `, '')}`,
  )
  const known = new Set(rules.map((rule) => rule.policy_id))
  const others = reasons.filter((reason) => reason.policy_id === undefined || !known.has(reason.policy_id))
  const coded = others.map(({ policy_id: policyId, code, severity }) =>
    [policyId, code, severity].filter((part) => part !== undefined).join(', '),
  )
  return [
    [
      'risk',
      visible(`${risk.band}, ${risk.score} of 100${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`),
    ],
    ...[...told, ...coded].map((rule) => ['rule', visible(rule)] as const),
    ['policy', policy && visible(`version ${policy.version}, ${policy.digest}`)],
  ]
}

function stateRows(asked: ReviewedApproval, now: number): Row[] {
  const { grant, decisions, uses, created_at: asked_at, expires_at: end, receipt, refusal, digest } = asked
  return [
    ['needs', visible(needsText(asked))],
    ['at most', grant && limits(grant)],
    ...decisions.map((decision) => [decision.decision, decisionText(decision)] as const),
    ['uses', uses && `${uses.used} of ${uses.max}, until ${timeText(uses.until)}`],
    ['asked', timeText(asked_at)],
    ['expires', `${timeText(end)}, ${distance(end, now)}`],
    ['receipt', visible(receipt.id)],
    ['not by you', refusal && visible(refusal)],
    ['digest', visible(digest)],
  ]
}

function decisionText({
  member,
  for: of,
  role,
  groups,
  via,
  at,
  reason,
  grant,
  lapsed,
}: ReviewedApproval['decisions'][number]): string {
  const who = [
    of === undefined ? member : `${member} for ${of}`,
    [role, ...groups].join(' '),
    `by ${via}`,
    timeText(at),
  ].join(', ')
  const much = `${grant === undefined ? '' : `, for ${limits(grant)}`}${lapsed === true ? ', counts no more' : ''}`
  return visible(`${who}${much}${reason === undefined ? '' : `: ${reason}`}`)
}

function limits({ uses, minutes }: { uses: number; minutes: number }): string {
  return `${uses} ${uses === 1 ? 'use' : 'uses'} within ${minutes} min`
}
