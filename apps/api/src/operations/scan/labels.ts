// Which labels a response leaves on whoever read it.
import type { Finding } from '@countersign/scan'

/** What was found of one kind in one place, with its gravest severity and how often. */
export type Found = Pick<Finding, 'kind' | 'category' | 'severity' | 'path'> & { readonly count: number }

/** A response as far as it was looked at. */
export type ScanSummary = { readonly findings: readonly Found[]; readonly complete: boolean }

/** So many addresses of mail are a list of people, and fewer a signature. */
const MANY = 5

/** The labels of what was found; what could not be read to its end may hold anything. */
export function labelsOf({ findings, complete }: ScanSummary): string[] {
  const isSecret = findings.some(({ category, severity }) => category === 'secret' && severity !== 'low')
  const personal = findings.filter(({ category }) => category === 'personal')
  const persons = personal.reduce((sum, { count }) => sum + count, 0)
  const isSensitive = isSecret || !complete || persons >= MANY || personal.some(isGrave)
  const isOrder = findings.some((finding) => finding.category === 'instruction' && isGrave(finding))
  const isHidden = findings.some(({ kind }) => kind === 'invisible.tags')
  return [
    ...(isOrder || isHidden ? ['orders'] : []),
    ...(isSecret ? ['secret'] : []),
    ...(isSensitive ? ['sensitive'] : []),
  ]
}

function isGrave({ severity }: Found): boolean {
  return severity === 'high' || severity === 'critical'
}
