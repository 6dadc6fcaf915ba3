// Schemas of the fields that many operations share.
import {
  DIGEST_PATTERN,
  isVisible,
  NAME_PATTERN,
  NAME_RULE,
  SESSION_ID_PATTERN,
  SHA256_PATTERN,
} from '@countersign/terms'
import * as z from 'zod'

/** A name an org gives: of an action, a tool, an environment, a role. */
export const Name = z.string().regex(NAME_PATTERN, NAME_RULE)

/** A session or run id, chosen by the caller. */
export const SessionId = z.string().regex(SESSION_ID_PATTERN, 'must be 1 to 64 letters, digits and _ . : -')

/** A SHA-256 in lower-case hex. */
export const Sha256Hex = z.string().regex(SHA256_PATTERN, 'must be 64 lower-case hex digits')

/** A SHA-256 as `sha256:` and lower-case hex. */
export const Digest = z.string().regex(DIGEST_PATTERN, 'must be `sha256:` and 64 lower-case hex digits')

/** Unpadded base64url. */
export const Base64Url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be base64url without padding')

/** A position in a log, or the size of a log. */
export const Position = z.int().min(0)

/** Free text for people: why something was done. */
export const Reason = z
  .string()
  .min(1)
  .max(2000)
  .meta({ description: 'The reason, in words; the log holds a commitment to it, not the text' })

/** The body of a change that takes nothing but a reason. */
export const ReasonBody = z.strictObject({ reason: Reason.optional() }).meta({ id: 'ReasonRequest' })

/** Free text that names an agent, a key or an org for people. */
export const Title = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !/\p{Cc}/u.test(text), 'must be one line')
  .refine((text) => text === '' || isVisible(text), 'must have a character that can be seen')

/** Groups of a member. */
export const Groups = z
  .array(Name)
  .max(64)
  .refine((groups) => new Set(groups).size === groups.length, 'must name each group only once')
  .meta({ description: 'Groups that policies name, such as `sre` in `@approvers("2 of sre")`' })

/** An e-mail address. */
export const EmailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')

function areLabels(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  if (entries.length > LABELS_MAX) return false
  return entries.every(([name, text]) => {
    return Name.safeParse(name).success && typeof text === 'string' && text.length <= LABEL_CHARACTERS_MAX
  })
}

const LABELS_MAX = 64
const LABEL_CHARACTERS_MAX = 256

/** Labels of an agent, names to text. They are counted first, so that many wrong ones cost no more than one. */
export const Labels = z
  .custom<Record<string, string>>(areLabels, {
    message: `must hold at most ${LABELS_MAX} names, each with a text of at most ${LABEL_CHARACTERS_MAX} characters`,
  })
  .meta({
    type: 'object',
    maxProperties: LABELS_MAX,
    additionalProperties: { type: 'string', maxLength: LABEL_CHARACTERS_MAX },
  })

/** Roles of an agent. */
export const Roles = z.array(Name).max(64)

/** A salted commitment: HMAC-SHA-256 over the member path, a zero byte and the value's RFC 8785 form. */
export const Commitment = z
  .strictObject({
    alg: z.literal('hmac-sha256').meta({ description: 'Always HMAC-SHA-256' }),
    c: Sha256Hex.meta({
      description:
        'The commitment: HMAC-SHA-256, keyed with the salt, over the path, a zero byte and the canonical value',
    }),
  })
  .meta({ id: 'Commitment', description: 'A salted commitment to a value that the log does not hold' })

/** The receipt a change left in the log. */
export const ReceiptRef = z
  .object({
    id: z.string().meta({ description: 'Its id' }),
    type: z.string().meta({ description: 'What it records, such as `gate.allowed`' }),
    seq: Position.meta({ description: 'Its position in the log, from 0' }),
    leaf_hash: Sha256Hex.meta({ description: 'Its hash as a leaf of the log' }),
  })
  .meta({
    id: 'ReceiptRef',
    description: 'The receipt in the log that records this; read it with GET /v1/receipts/{id}',
  })

function isIntegerText(min: number, max: number) {
  return (value: unknown): boolean => {
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text !== 'string' || !/^(0|[1-9][0-9]{0,15})$/.test(text)) return false
    return Number(text) >= min && Number(text) <= max
  }
}

/** An integer in a query string: digits only, no sign, no leading zero. */
export function queryInteger(min: number, max: number) {
  return z
    .custom<number | string>(isIntegerText(min, max), { message: `must be an integer from ${min} to ${max}` })
    .meta({ type: 'integer', minimum: min, maximum: max })
    .transform(Number)
}

/** How long an answer may wait for a decision. */
export const Wait = queryInteger(0, 60).optional().meta({
  description: 'Seconds to wait while nobody has decided, 0 to 60; whatever it is then is answered',
})

/** What says that a wait was cut short. */
export const RetryAfter = z.int().min(0).optional().meta({
  description:
    'Only if the wait was cut short, since too many wait or the service stops: ask again after so many seconds',
})

/** A yes or no in a query string. */
export const QueryBoolean = z
  .custom<boolean | 'true' | 'false'>((value) => ['true', 'false', true, false].includes(value as string), {
    message: 'must be `true` or `false`',
  })
  .meta({ type: 'boolean' })
  .transform((value) => value === true || value === 'true')
