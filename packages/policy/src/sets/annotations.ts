// Reads and checks the annotations of policies.
import { SEVERITIES } from '@countersign/terms'
import type { PolicyInfo } from '../model/cedar.ts'
import { sanitizeParts } from '../sanitize/parts.ts'
import { obligationProblem } from './obligations.ts'

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$/
const LABELS_MAX = 16
const QUESTION_MAX = 500

function labelsOf(text: string): readonly string[] | undefined {
  const labels = text.split(/\s+/).filter((label) => label !== '')
  const usable =
    labels.length > 0 && labels.length <= LABELS_MAX && labels.every((label) => LABEL.test(label))
  return usable ? [...new Set(labels)] : undefined
}

function isQuestion(text: string): boolean {
  return text.trim() !== '' && text.length <= QUESTION_MAX
}

/** What of a policy its annotations are checked against. */
export type Annotated = Pick<PolicyInfo, 'effect' | 'annotations'>

function severityProblem({ severity }: Annotated['annotations']): string | undefined {
  return severity === undefined || SEVERITIES.some((known) => known === severity)
    ? undefined
    : `@severity must be one of ${SEVERITIES.join(', ')}, not \`${severity}\``
}

function onlyOn({ effect, annotations }: Annotated): string | undefined {
  const { defer, sanitize, taint } = annotations
  if (defer !== undefined && effect !== 'forbid') return '@defer belongs on a forbid'
  if (sanitize !== undefined && effect !== 'permit') return '@sanitize belongs on a permit'
  return taint !== undefined && effect !== 'permit' ? '@taint belongs on a permit' : undefined
}

/** What is wrong with a policy's annotations; undefined when they can be obeyed. */
export function annotationProblem(policy: Annotated): string | undefined {
  const { defer, sanitize, taint } = policy.annotations
  if (defer !== undefined && !isQuestion(defer))
    return `@defer must be a question of up to ${QUESTION_MAX} characters`
  if (sanitize !== undefined && sanitizeParts(sanitize) === undefined)
    return `@sanitize must name pii, secrets or JSON pointers like "/customer/name", not \`${sanitize}\``
  if (taint !== undefined && labelsOf(taint) === undefined)
    return `@taint must be up to ${LABELS_MAX} labels of letters, digits and _.:/-, not \`${taint}\``
  const { duplicate_by: members } = policy.annotations
  if (members !== undefined && membersOf(members) === undefined)
    return `@duplicate_by must be up to ${LABELS_MAX} names of members like "to amount currency", not \`${members}\``
  return onlyOn(policy) ?? obligationProblem(policy.annotations) ?? severityProblem(policy.annotations)
}

/** The labels that a permit puts on what is done under it. */
export function taintsOf(annotations: Readonly<Record<string, string>>): readonly string[] {
  return annotations.taint === undefined ? [] : (labelsOf(annotations.taint) ?? [])
}

const MEMBER = /^[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u

function membersOf(text: string): readonly string[] | undefined {
  const names = text.split(/\s+/).filter((name) => name !== '')
  return names.length > 0 && names.length <= LABELS_MAX && names.every((name) => MEMBER.test(name))
    ? [...new Set(names.map((name) => name.toLowerCase()))].sort()
    : undefined
}

/** The members by which policies know the same payment again: those that any of them names; undefined for payee and sum. */
export function duplicateByOf(policies: readonly PolicyInfo[]): readonly string[] | undefined {
  const named = policies.flatMap(({ mode, annotations: { duplicate_by: text } }) =>
    mode === 'off' || text === undefined ? [] : (membersOf(text) ?? []),
  )
  return named.length === 0 ? undefined : [...new Set(named)].sort()
}
