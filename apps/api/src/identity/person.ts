// What somebody says of themselves when they make an account.
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
export const EmailAddress = z.email('must be an e-mail address').max(254).toLowerCase()
export const Password = z
  .string()
  .min(least, `must have at least ${least} characters`)
  .max(most, `must have at most ${most} characters`)

const Person = z
  .strictObject({ name: PersonName, email: EmailAddress, password: Password })
  .refine(({ email, password }) => password.toLowerCase() !== email, {
    path: ['password'],
    message: 'must not be your e-mail address',
  })

export type Person = z.output<typeof Person>

/** Throws what is wrong with it, field by field. */
export function parsePerson(given: { name: string; email: string; password: string }): Person {
  return parsePart(Person, given, 'body')
}

export function parsePassword(password: string): string {
  return parsePart(z.strictObject({ password: Password }), { password }, 'body').password
}
