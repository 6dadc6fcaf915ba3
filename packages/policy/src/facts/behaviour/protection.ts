// What protects, and is taken away by a switch, by nothing in its place or by the name of a setting.
import { spend } from '../../model/budget.ts'
import { plain } from '../name.ts'
import { wordsOf } from '../names/words.ts'
import { addText, noTexts } from '../texts.ts'
import { readLock } from './guarded.ts'
import { addEffects, PER_NAME, PER_NAME_CHARACTER, type Reader } from './reader.ts'
import { readPrivacy } from './settings.ts'

// What protects as long as it is there.
const PROTECTION =
  /^(?:mfa|2fa|totp|sso|saml|audit|auditing|review|reviews|reviewer|reviewers|approval|approvals|approver|protection|protected|verification|encryption|encrypted|logging|signed|signature|signatures|firewall|antivirus|backup|backups|captcha|tls|ssl|https|rls|waf|csrf|csp|hsts|dnssec|factor|sandbox|guardrail|guardrails|moderation|immutability|dlp|scrub|scrubber|scrubbing|redact|redaction|masking|auth|authentication|authorization)$/
// Of these nothing at all, where a reviewer or a backup may only not be named.
const GUARD =
  /^(?:protection|mfa|2fa|totp|sso|saml|encryption|firewall|antivirus|captcha|tls|ssl|waf|rls|csrf|csp)$/
// How much security there is, and not what is asked or sent about it.
const LEVEL = /^(?:security|level|mode|enabled|checks?|headers)$/
const NO_PROTECTION = /^(?:false|no|off|none|disabled?|essentially_off|permissive|bypass(?:ed)?)$/i

function protects(words: readonly string[], isNothing: boolean): boolean {
  if (isNothing) return words.some((word) => GUARD.test(word))
  if (words.some((word) => PROTECTION.test(word))) return true
  return words.includes('security') && LEVEL.test(words.at(-1) ?? '')
}

/** A protection that is taken away: `sso_required: false`, `required_reviews: 0`. */
export function readProtection(reader: Reader, text: string, value: unknown): void {
  const isNone = value === 0 || value === '0'
  const isOff = value === false || value === null || (typeof value === 'string' && NO_PROTECTION.test(value))
  if ((!isOff && !isNone) || reader.isReading) return
  reader.weakFlags ??= noTexts()
  if (!addText(reader.weakFlags, `${value === null ? '?' : '!'}${text}`)) return
  if (!spend(reader.budget, PER_NAME + text.length * PER_NAME_CHARACTER)) return
  if (isOff && value !== null) {
    readPrivacy(reader, plain(text))
    readLock(reader, plain(text))
  }
  const words = wordsOf(text)
  if (!protects(words, value === null)) return
  // None of them there may be a count, and none of them needed is not.
  if (isOff || words.some((word) => /^(?:requir|min|need|enforc)/.test(word))) addEffects(reader, ['rights'])
}
