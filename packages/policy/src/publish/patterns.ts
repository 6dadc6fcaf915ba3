// Checks the globs, host patterns, sought patterns and time zone in the settings of a policy document.
import { readPatterns } from '@countersign/scan'
import { address6 } from '../facts/hosts/address.ts'
import { LIMITS } from './limits.ts'

const STARS_MAX = 16
const CONTROL = /[\0-\x1f\x7f]/

/** What is wrong with a glob of a zone. */
export function globComplaint(glob: string): string | undefined {
  if (glob === '' || glob.length > LIMITS.globCharacters)
    return `must be a glob of 1 to ${LIMITS.globCharacters} characters`
  if (CONTROL.test(glob) || !glob.isWellFormed()) return 'holds a character that no path has'
  if (glob.includes('\\')) return 'must part folders by `/`, not by a backslash'
  const segments = glob.split('/')
  if (segments.includes('..')) return 'must not hold `..`: paths are compared after it was resolved'
  if (segments.some((segment) => segment !== '**' && segment.includes('**')))
    return '`**` must stand alone between slashes, as in `src/**/test.ts`'
  if (glob.split('*').length - 1 > STARS_MAX) return `must hold at most ${STARS_MAX} stars`
  return undefined
}

const HOST =
  /^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/

/** What is wrong with a pattern of a host group. */
export function hostComplaint(pattern: string): string | undefined {
  if (pattern.length > 253 || pattern === '') return 'must be a host name of 1 to 253 characters'
  if (/[/@?#]/.test(pattern) || pattern.includes('://')) return 'must be a host name alone, not a URL'
  if (/[^\x20-\x7e]/.test(pattern)) return 'must be in its ASCII form (`xn--…`), as in DNS'
  if (pattern.slice(1).includes('*') || pattern === '*')
    return 'may hold `*` only as its whole first label, as in `*.example.com`'
  if (/^[^:]+:[0-9]*$/.test(pattern)) return 'must be a host name alone, without a port'
  const isAddress =
    pattern.includes(':') && address6(pattern.replace(/^\[(.*)\]$/, '$1').toLowerCase()) !== undefined
  return isAddress || HOST.test(pattern) ? undefined : 'must read like `api.example.com` or `*.example.com`'
}

/** What is wrong with a pattern that the detectors are to look for. */
export function soughtComplaint(pattern: string): string | undefined {
  const read = readPatterns([{ name: 'one', category: 'secret', severity: 'high', pattern }])
  return 'problem' in read ? read.problem.replace(/^the pattern /, '') : undefined
}

/** What is wrong with the name of a time zone. */
export function timeZoneComplaint(zone: string): string | undefined {
  const message = 'must be an IANA time zone such as `Europe/Berlin`, or UTC'
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return message
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return undefined
  } catch {
    return message
  }
}
