// What somebody enters to make an account: who they are, and what they choose to sign in with.
import { isVisible } from '@countersign/terms'
import * as z from 'zod'
import { parsePart } from '../reading.ts'
import { PASSWORD_CHARACTERS } from './better-auth.ts'

const { least, most } = PASSWORD_CHARACTERS

export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must be one line')
  .refine((text) => text === '' || isVisible(text), 'must have a character that can be seen')
export const EmailAddress = z.email('must be an e-mail address').max(254).toLowerCase()
export const Password = z
  .string()
  .min(least, `must have at least ${least} characters`)
  .max(most, `must have at most ${most} characters`)

const named = { name: PersonName, email: EmailAddress }
const Named = z.strictObject(named)
const WithPassword = z
  .strictObject({ ...named, password: Password })
  .refine(({ email, password }) => password.toLowerCase() !== email, {
    path: ['password'],
    message: 'must not be your e-mail address',
  })

export type Named = z.output<typeof Named>

/** A password, or what the browser whose forms have this token answered when it was asked for a passkey. */
export type Chosen = { password: string } | { response: string; seed: string }

export type Person = Named & { chosen: Chosen }

type Typed = { name: string; email: string }

export function parseNamed(typed: Typed): Named {
  return parsePart(Named, typed, 'body')
}

/** Throws what is wrong with it, field by field. */
export function parsePerson(typed: Typed, chosen: Chosen): Person {
  if ('response' in chosen) return { ...parseNamed(typed), chosen }
  const { password, ...person } = parsePart(WithPassword, { ...typed, ...chosen }, 'body')
  return { ...person, chosen: { password } }
}

export function parsePassword(password: string): string {
  return parsePart(z.strictObject({ password: Password }), { password }, 'body').password
}
