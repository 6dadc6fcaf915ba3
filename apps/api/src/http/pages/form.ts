// The fields of a form, as browsers send them.
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../operations/refusal.ts'

export const FORM_BYTES_MAX = 32 * 1024
const FORM_TYPE = /^application\/x-www-form-urlencoded(?:[ \t]*;[ \t]*charset=utf-8)?$/i

export type Form = {
  /** A field without the spaces around it; empty when it is missing. */
  text(name: string): string
  /** As it was typed: a password. */
  raw(name: string): string
  /** Every value of a field that may be given several times. */
  all(name: string): string[]
}

export function emptyForm(): Form {
  return formOf(new URLSearchParams())
}

export function formOf(fields: URLSearchParams): Form {
  return {
    text: (name) => (fields.get(name) ?? '').trim(),
    raw: (name) => fields.get(name) ?? '',
    all: (name) => fields.getAll(name),
  }
}

export function readForm({ headers, body }: FastifyRequest): Form {
  if (!FORM_TYPE.test(headers['content-type'] ?? '')) {
    throw new ApiError('request.invalid', { detail: 'this takes a form' })
  }
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : ''
  if (text.includes('%00') || text.includes('\u0000')) throw new ApiError('request.nul')
  return formOf(new URLSearchParams(text))
}

/** What was ticked of a list; `what` says in its own words what is to be chosen. */
export function chosenOf(form: Form, name: string, what: string): string[] {
  const chosen = form.all(name)
  if (chosen.length > 0) return chosen
  throw new ApiError('request.invalid', {
    errors: [{ code: 'none_chosen', pointer: '', message: `choose at least one ${what}` }],
  })
}

/** What a browser's passkey answered, as the script puts it into the form. */
export function responseOf(form: Form): object {
  try {
    const value: unknown = JSON.parse(form.raw('response'))
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // As below.
  }
  throw new ApiError('request.invalid', { detail: 'this needs a browser that runs scripts' })
}
