// The fact `content`: what the detectors find in target, arguments and headers, and never what it says.
import {
  CATEGORIES,
  type Finding,
  NO_PATTERNS,
  namesSecret,
  type Patterns,
  scanValue,
} from '@countersign/scan'
import { LEVELS, type Level } from '@countersign/terms'
import { readOnce } from '../evaluate/data.ts'
import { type Budget, createBudget, isExceeded, spend, spentOf } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Facts, WithheldFacts } from '../model/facts.ts'

/** The fact where no policy reads it, or nothing is found. */
export const NOTHING_FOUND: CedarValue = Object.freeze(
  readOnce({ found: Object.freeze([]), kinds: Object.freeze([]), severity: 'none', unclear: false }),
)

/** What may be there where it was not seen to its end: everything. */
const ANYTHING: CedarValue = Object.freeze({
  found: CATEGORIES,
  kinds: Object.freeze([]),
  severity: LEVELS.at(-1) ?? 'critical',
  unclear: true,
})

/** What is left for the other facts of the request, however much there is to scan. */
const SHARE = 3 / 4

/** What is found in a request. It takes no more than a share of the work, so that scanning alone never leaves all else unknown. */
export function contentOf(
  { hash_only, target, arguments: given, withheld }: Facts,
  budget: Budget,
  patterns: Patterns = NO_PATTERNS,
): CedarValue {
  if (hash_only === true || withheld?.complete === false || isExceeded(budget)) return ANYTHING
  const share = createBudget(Math.floor(budget.left * SHARE))
  const { findings, complete } = scanValue(
    { target: { ...target }, arguments: given ?? {} },
    { budget: share, ...(patterns.compiled.length > 0 && { patterns }) },
  )
  spend(budget, Math.ceil(spentOf(share)))
  return complete ? factOf(findings.filter(isUnexpected), withheld) : ANYTHING
}

/** What is found in headers of which nothing is kept; undefined where that is nothing but what belongs there. */
export function withheldIn(headers: Readonly<Record<string, string>>): WithheldFacts | undefined {
  const { findings, complete } = scanValue({ headers })
  const unexpected = findings.filter(isUnexpected)
  if (complete && unexpected.length === 0) return undefined
  return { kinds: kindsOf(unexpected), severity: severestOf(unexpected), complete }
}

const CREDENTIAL_HEADER =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|apikey|x-auth-token|x-csrf-token|x-amz-security-token|x-goog-iap-jwt-assertion)$/i

/** Whether a header carries a credential by its name. */
export function isCredentialHeader(name: string): boolean {
  return CREDENTIAL_HEADER.test(name) || namesSecret(name)
}

const HEADER = /\/headers?\/([^/]+)$/i

/** A credential is expected in the header that is for it. A private key does not belong in any. */
function isUnexpected({ category, kind, path }: Finding): boolean {
  if (category !== 'secret' || kind === 'secret.private_key') return true
  const header = HEADER.exec(path)?.[1]
  return header === undefined || !isCredentialHeader(header)
}

function kindsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ kind }) => kind))].sort()
}

function severestOf(findings: readonly Pick<Finding, 'severity'>[]): Level {
  const [lowest] = LEVELS
  return LEVELS[Math.max(0, ...findings.map(({ severity }) => LEVELS.indexOf(severity)))] ?? lowest
}

function factOf(findings: readonly Finding[], withheld: WithheldFacts | undefined): CedarValue {
  if (findings.length === 0 && withheld === undefined) return NOTHING_FOUND
  const kinds = [...new Set([...kindsOf(findings), ...(withheld?.kinds ?? [])])].sort()
  return {
    found: CATEGORIES.filter((category) => kinds.some((kind) => kind.startsWith(`${category}.`))).sort(),
    kinds,
    severity: severestOf([...findings, ...(withheld === undefined ? [] : [withheld])]),
    unclear: false,
  }
}
