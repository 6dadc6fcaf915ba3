// The sections of an approval's page, from what the review answers.
import type { Output } from '@countersign/contract'
import { canonicalize } from '@countersign/json'
import { type Html, html, type Value } from '../html.ts'
import type { Shown } from './json-text.ts'
import { labelOf, numberOf, shown, shownLines, shownWithCode } from './marks.ts'
import { approversOf, duration, plural, reversibility, STATUS_WORDS, time, VIA_WORDS } from './words.ts'

export type Review = Output<'approvals.review'>

/** A section with its heading. */
function section(id: string, title: string, content: Value): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}</section>
`
}

function rows(...found: readonly (readonly [string, Value])[]): Html {
  const present = found.filter(([, value]) => value !== undefined && value !== false)
  return html`<dl>${present.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

export function memberName({ members }: Pick<Review, 'members'>, id: string): Html {
  const name = members.find((member) => member.id === id)?.name
  return name === undefined ? html`<code>${id}</code>` : html`${shown(name)} <span class="quiet">${id}</span>`
}

export function stateSection(review: Review, base: string): Html {
  const { status, expires_at: end, now, given, uses, decisions } = review
  const isOpen = status === 'pending' || status === 'granted'
  return html`<div class="card state ${status}" role="status">
<p><strong>${STATUS_WORDS[status]}</strong></p>
${rows(
  ['Needs', html`${approversOf(review)}; ${given} of them so far`],
  [
    isOpen ? 'Until' : 'Was open until',
    html`${time(end)}${isOpen && html` (${duration(Math.max(0, end - now))} left)`}`,
  ],
  ['Uses', uses && html`${uses.used} of ${uses.max}`],
)}
${status === 'pending' && html`<p><a href="#decide">To your decision</a></p>`}
${decisions.length > 0 && html`<ul>${decisions.map((made) => decisionItem(review, made, base))}</ul>`}</div>
`
}

const REASON_MAX = 2000

function decisionItem(review: Review, made: Review['decisions'][number], base: string): Html {
  return html`<li>${memberName(review, made.member)} ${made.decision === 'grant' ? 'approved' : 'rejected'} it as ${made.role}${made.for !== undefined && html` for ${memberName(review, made.for)}`}, ${VIA_WORDS[made.via]}, ${time(made.at)}${
    made.hurried === true && html` <strong class="hurried">in under two seconds</strong>`
  }${made.lapsed === true && html` <strong>(counts no longer)</strong>`}${made.grant && html`, ${plural(made.grant.uses, 'use')} within ${plural(made.grant.minutes, 'minute')}`}${
    made.reason !== undefined && html`: <span class="lines">${shownLines(made.reason, REASON_MAX)}</span>`
  } <a href="${base}/receipts/${made.receipt.id}">receipt</a></li>`
}

/** More than any has. */
const TARGET_MAX = 4096

const BY_DIGEST = 'What would be approved is known by its digest alone.'
const ABSENT: Record<NonNullable<Review['arguments_absent']>, string> = {
  none: 'The call has no arguments.',
  kept: `The arguments are not here: the agent's side kept them. ${BY_DIGEST}`,
  erased: `The arguments are not here: they were erased. ${BY_DIGEST}`,
}

export function callSection(review: Review, args: Shown | undefined, next: (part: number) => string): Html {
  const { tool, action, environment, target, session_id: session } = review
  return section(
    'call',
    'The exact call',
    html`${rows(
      ['Tool', tool !== undefined && html`<code>${tool}</code>`],
      ['Action', html`<code>${action}</code>`],
      ['Environment', html`<code>${environment}</code>`],
      ['Target', target && html`${target.method} ${shown(target.url ?? target.path ?? '', TARGET_MAX)}`],
      ['Path', target?.url !== undefined && target.path !== undefined && shown(target.path, TARGET_MAX)],
      ['Session', session !== undefined && html`<code>${session}</code>`],
    )}
${args === undefined ? html`<p class="error">${ABSENT[review.arguments_absent ?? 'kept']}</p>` : argumentsBlock(args, next)}`,
  )
}

function argumentsBlock(args: Shown, next: (part: number) => string): Html {
  return html`<h3 id="arguments">Arguments</h3>
${findingsBox(args)}
${textBlock(args, 'Arguments', next)}`
}

/** A part of a text, and how to get to the others. */
export function textBlock(text: Shown, name: string, next: (part: number) => string): Html {
  const { part, parts, left } = text
  return html`<div class="json" role="region" aria-label="${name}${parts > 1 && `, part ${part} of ${parts}`}" tabindex="0">${text.html}</div>
${
  parts > 1 &&
  html`<p class="parts">This is part ${part} of ${parts}: ${numberOf(left)} of ${numberOf(text.characters)} characters are in other parts.
${part > 1 && html`<a href="${next(part - 1)}">Part ${part - 1}</a> `}${part < parts && html`<a href="${next(part + 1)}">Part ${part + 1} of ${parts}</a>`}</p>`
}`
}

/** What a reader would not have seen. */
function findingsBox({ marks, hosts, characters }: Shown): Html {
  if (marks.length === 0)
    return html`<p class="quiet">${plural(characters, 'character')}; nothing hidden was found in them.</p>`
  const listed = marks.slice(0, 20)
  return html`<div class="error findings"><p><strong>${plural(marks.length, 'kind')} of hidden or misleading characters</strong> in these arguments, each shown by name where it stands:</p>
<ul>${listed.map((mark) => html`<li>${labelOf(mark)}</li>`)}${marks.length > listed.length && html`<li>and ${plural(marks.length - listed.length, 'more kind')}</li>`}</ul>
${
  hosts.length > 0 &&
  html`<p>Hosts that are not what they look like:</p>
<ul>${hosts.map(({ host, looksLike, ascii }) => html`<li>${shown(host)} looks like <strong>${looksLike}</strong> and is <code>${ascii}</code></li>`)}</ul>`
}</div>`
}

const DIFFERENCES_MAX = 20

/** Each place with what was approved before and what is asked for now. */
export function differenceItems(differences: Review['differences']): readonly (() => Html)[] {
  return (differences ?? []).slice(0, DIFFERENCES_MAX).map(
    ({ path, was, now }) =>
      () =>
        html`<li><code>${shown(path === '' ? 'everything' : path)}</code>
<p><span class="was">was</span> ${was === undefined ? html`<em>not there</em>` : shown(canonicalize(was), DIFFERENCE_MAX)}</p>
<p><span class="now">now</span> ${now === undefined ? html`<em>not there</em>` : shown(canonicalize(now), DIFFERENCE_MAX)}</p></li>`,
  )
}

const DIFFERENCE_MAX = 200

export function differenceSection(review: Review, items: readonly Html[], base: string): Html {
  const { previous, differences } = review
  if (previous === undefined) {
    const none = html`<p>No call of this tool and action has been approved before.</p>`
    return section('before', 'Compared with the last approval', none)
  }
  const by = previous.granted_by.map((id, at) => html`${at > 0 && ', '}${memberName(review, id)}`)
  const left = (differences?.length ?? 0) - items.length
  return section(
    'before',
    'Compared with the last approval',
    html`<p>Approved last by ${by}${previous.granted_at !== undefined && html`, ${time(previous.granted_at)}`}: <a href="${base}/approvals/${previous.approval_id}">that approval</a>${
      previous.agent_id !== review.agent_id &&
      html`, <strong>for another agent</strong> <code>${previous.agent_id}</code>`
    }.</p>
${differences === undefined && html`<p>The arguments cannot be compared.</p>`}
${differences?.length === 0 && html`<p>The arguments are the same.</p>`}
${items.length > 0 && html`<ul class="differences">${items}${left > 0 && html`<li>and ${plural(left, 'more place')}</li>`}</ul>`}`,
  )
}

export function agentSection({ agent, record, now }: Review): Html {
  const { gates, approvals, actions } = record
  return section(
    'agent',
    'Who asks',
    rows(
      ['Agent', html`${shown(agent.name ?? 'an agent that is gone')} <span class="quiet">${agent.id}</span>`],
      ['Owner', agent.owner === undefined ? 'none is named' : shown(agent.owner)],
      ['Status', agent.status],
      [
        `In the last ${duration(Math.max(0, now - record.since))}`,
        html`${plural(gates.allowed, 'call')} allowed, ${numberOf(gates.denied)} denied, ${numberOf(gates.pending)} held; ${plural(approvals.granted, 'approval')} given, ${numberOf(approvals.rejected)} rejected, ${numberOf(approvals.expired)} expired; ${plural(actions.completed, 'action')} completed, ${numberOf(actions.failed)} failed`,
      ],
    ),
  )
}

const RULE_MAX = 1500
const RULES_MAX = 6

export function whySection(review: Review): Html {
  const { rules, risk, effect, policy } = review
  return section(
    'why',
    'Why it needs you',
    html`<ul class="rules">${rules
      .slice(0, RULES_MAX)
      .map(
        ({ policy_id: id, why, reason, text }) =>
          html`<li>${shownWithCode(why ?? reason ?? id)}${
            text !== undefined &&
            html`<details><summary>The rule <code>${id}</code></summary><pre>${shownLines(text, RULE_MAX)}</pre></details>`
          }</li>`,
      )}${rules.length > RULES_MAX && html`<li>and ${rules.length - RULES_MAX} more</li>`}</ul>
${rows(
  ['Risk', html`<strong class="risk ${risk.band}">${risk.band}</strong>, ${risk.score} of 100`],
  [
    'Made up of',
    risk.contributions !== undefined &&
      risk.contributions.length > 0 &&
      html`<ul class="plain">${risk.contributions.map(({ source, points }) => html`<li>${source}: ${points}</li>`)}</ul>`,
  ],
  [
    'Can it be undone?',
    html`${reversibility(effect)} <span class="quiet">By its name: ${effect.effects.join(', ')}${!effect.tool_registered && '; the tool is not registered'}.</span>`,
  ],
  ['Policy', policy && html`version ${policy.version} <span class="quiet">${policy.digest}</span>`],
)}`,
  )
}

export function wordsSection(words: Shown | undefined, next: (part: number) => string): Value {
  return (
    words !== undefined &&
    section(
      'words',
      "The agent's own words",
      html`<div class="fence"><p><strong>Not to be trusted.</strong> The agent wrote this about itself. Do not approve because of it.</p>
${textBlock(words, "The agent's own words", next)}</div>`,
    )
  )
}

export function receiptSection(review: Review, base: string): Html {
  const { will_sign: sign, receipt, digest, grant, stands_in_for: absent = [] } = review
  function nameOf(id: string): Html {
    return memberName(review, id)
  }
  const { type, approval, decision } = sign.grant
  return section(
    'receipt',
    'What your decision signs',
    html`<p>One receipt in the log, <code>${type}</code> or <code>${sign.reject.type}</code>, with your member id and this digest of the exact call:</p>
<p class="digest"><code>${digest}</code></p>
<details><summary>What it will hold</summary><pre>${JSON.stringify({ type, approval, decision }, null, 1)}</pre>
<p>What you choose in the form is signed as well:</p><ul><li>a reason, if you give one, as <code>decision.reason</code>: a commitment to it, not the text</li>${grant !== undefined && html`<li>several uses, if you let it through more than once, as <code>approval.grant</code>: at most ${grant.uses} uses within ${grant.minutes} minutes</li>`}${decision.via === 'passkey' && html`<li>what your passkey signs, as <code>decision.assertion</code>: a commitment to it</li>`}${absent.map((id) => html`<li>for ${nameOf(id)}, as <code>decision.for</code>, with their groups in place of yours</li>`)}</ul></details>
<p class="quiet">It was asked for in receipt <a href="${base}/receipts/${receipt.id}">${receipt.id}</a>.</p>`,
  )
}
