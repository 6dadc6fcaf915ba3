// The answers of cedar-wasm's validation, and their errors as messages of one line.
import { LIMITS } from './limits.ts'

/** An error as cedar-wasm reports it; places are byte offsets. */
export type CedarError = {
  message: string
  help?: string | null
  sourceLocations?: readonly { start: number; label?: string | null }[]
}

/** What `validate` answers, as far as it is read here. */
export type Validation =
  | { type: 'failure'; errors: readonly CedarError[] }
  | {
      type: 'success'
      validationErrors: readonly { policyId: string; error: CedarError }[]
      validationWarnings: readonly { policyId: string; error: CedarError }[]
    }

const PREFIX = /^(?:for policy `[^`]*`, |failed to parse policy from string: )/

/** No longer than a problem may be, and of one line. */
export function shortened(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ')
  return line.length > LIMITS.messageCharacters ? `${line.slice(0, LIMITS.messageCharacters - 1)}…` : line
}

/** The message, what was expected and what helps, in one line. */
export function messageOf({ message, help, sourceLocations }: CedarError): string {
  const label = sourceLocations?.[0]?.label
  function clean(text: string) {
    return text.replace(PREFIX, '')
  }
  const parts = [message, label, help].filter((text) => typeof text === 'string' && text !== '')
  return shortened(parts.map((text) => clean(String(text))).join('; '))
}
