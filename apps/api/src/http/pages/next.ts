// Where a page may send the browser afterwards: only to a path of this service.

const PATH = /^\/(?![/\\])[\x21-\x7e]{0,499}$/

/** The path, or the front page for whatever could lead elsewhere. */
export function safeNext(path: string | undefined): string {
  if (path === undefined || !PATH.test(path) || path.includes('\\')) return '/'
  const url = URL.parse(path, 'http://here.invalid')
  if (url?.origin !== 'http://here.invalid') return '/'
  // Dots in a path are resolved away, and what is left may begin as another host does.
  const resolved = url.pathname + url.search
  return PATH.test(resolved) ? resolved : '/'
}

/** Why somebody signs in again: to be known anew, or with more than the password. */
export type Again = 'again' | 'second'

export function signInPath(next: string, again?: Again): string {
  return `/sign-in?${again === undefined ? '' : `again=${again}&`}next=${encodeURIComponent(next)}`
}
