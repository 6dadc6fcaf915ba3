// The cookies of signed-in people: their names, and the signed token in the one that counts.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** With `__Host-` a browser takes a cookie only over HTTPS, for this host alone and every path. */
export function cookiePrefix(publicUrl: string): string {
  return publicUrl.startsWith('https://') ? '__Host-countersign' : 'countersign'
}

export function sessionCookie(publicUrl: string): string {
  return `${cookiePrefix(publicUrl)}.session_token`
}

/** The value of a cookie; undefined unless the header names it exactly once. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  const found = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined
}

export function withoutCookie(header: string, name: string): string {
  return header
    .split(';')
    .filter((part) => !part.trim().startsWith(`${name}=`))
    .join(';')
}

const SIGNED = /^([A-Za-z0-9]{32})\.([A-Za-z0-9+/]{43}=)$/

/** How a session came. What a program was given does not count as a cookie: it reaches neither pages nor settings. */
export type Carrier = 'cookie' | 'bearer'

/** The token of a session as cookies and bearers carry it, `token.signature`; undefined unless the signature is ours. */
export function tokenOf(secret: string, signed: string, carrier: Carrier): string | undefined {
  const [, token, signature] = SIGNED.exec(decoded(signed)) ?? []
  if (token === undefined || signature === undefined) return undefined
  const given = Buffer.from(signature, 'base64')
  const isCookie = timingSafeEqual(given, signatureOf(secret, token))
  const isProgram = timingSafeEqual(given, signatureOf(secret, `program\0${token}`))
  return isCookie || (isProgram && carrier === 'bearer') ? token : undefined
}

function signatureOf(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}

/** What a browser keeps. */
export function signedToken(secret: string, token: string): string {
  return `${token}.${signatureOf(secret, token).toString('base64')}`
}

/** What a program sends as its bearer token. */
export function programToken(secret: string, token: string): string {
  return `${token}.${signatureOf(secret, `program\0${token}`).toString('base64')}`
}

/** Whether a bearer token has the form of a session's. */
export function isSessionToken(text: string): boolean {
  return SIGNED.test(text)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
