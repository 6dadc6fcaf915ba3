// Which labels a response leaves on whoever read it.
import type { Finding, Scan } from '@countersign/scan'

/** So many addresses of mail are a list of people, and fewer a signature. */
const MANY = 5

/** The labels of what was found; what could not be read to its end may hold anything. */
export function labelsOf({ findings, complete }: Scan): string[] {
  const isSecret = findings.some(({ category, severity }) => category === 'secret' && severity !== 'low')
  const personal = findings.filter(({ category }) => category === 'personal')
  const isSensitive = isSecret || !complete || personal.length >= MANY || personal.some(isGrave)
  const isOrder = findings.some((finding) => finding.category === 'instruction' && isGrave(finding))
  const isHidden = findings.some(({ kind }) => kind === 'invisible.tags')
  return [
    ...(isOrder || isHidden ? ['orders'] : []),
    ...(isSecret ? ['secret'] : []),
    ...(isSensitive ? ['sensitive'] : []),
  ]
}

function isGrave({ severity }: Finding): boolean {
  return severity === 'high' || severity === 'critical'
}
