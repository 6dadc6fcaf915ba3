// What `@sanitize` can name: classes of data, and members by JSON pointer.
/** What `@sanitize` can name besides JSON pointers: personal data, and credentials. */
export const CLASSES = ['pii', 'secrets'] as const

/** A class of things to take out of texts. */
export type SanitizeClass = (typeof CLASSES)[number]

const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/
const PARTS = 32
const LENGTH = 256

/** Whether a part of `@sanitize` names a class. */
export function isClass(part: string): part is SanitizeClass {
  return CLASSES.some((known) => known === part)
}

function isPart(part: string): boolean {
  return isClass(part) || (part.length <= LENGTH && POINTER.test(part))
}

/** The parts of `@sanitize("pii secrets /customer/name")`; undefined when it cannot be obeyed. */
export function sanitizeParts(text: string): readonly string[] | undefined {
  const parts = text.split(/\s+/).filter((part) => part !== '')
  return parts.length > 0 && parts.length <= PARTS && parts.every(isPart) ? [...new Set(parts)] : undefined
}

/** The members that an RFC 6901 pointer goes through. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
