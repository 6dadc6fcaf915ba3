// What makes a page: who looks at it, whether a form came from here, and how it is sent.
import { randomBytes } from 'node:crypto'
import { type ErrorCode, errorEntry } from '@countersign/contract'
import { ID_PATTERNS } from '@countersign/terms'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookiePrefix, cookieValue, sessionCookie } from '../../identity/cookies.ts'
import type { Sessions } from '../../identity/session.ts'
import type { MemberCaller } from '../../operations/call.ts'
import { ApiError } from '../../operations/refusal.ts'
import type { Browser, SignedIn } from '../../ports/accounts.ts'
import type { Store } from '../../ports/store.ts'
import { shareOf } from '../address.ts'
import type { Forms } from '../forms.ts'
import { toApiError } from '../problem.ts'
import { enforce, type RateLimiter } from '../rate-limit.ts'
import { emptyForm, FORM_BYTES_MAX, type Form, readForm } from './form.ts'
import { documentOf, type Page, type Viewer } from './layout.ts'
import { signInPath } from './next.ts'
import { pageRemedyOf, pageTitleOf } from './remedies.ts'

/** Somebody with a browser. */
export type Visit = {
  request: FastifyRequest
  browser: Browser
  /** For the forms of the page. */
  token: string
  who: SignedIn | undefined
}

/** A signed-in member of the org that the path names. */
export type OrgVisit = Visit & {
  who: SignedIn
  caller: MemberCaller
  requestId: string
  org: { id: string; name: string }
}

/** Where the browser goes next, what it shows, or what its script receives. */
export type Answer = (Page | { redirect: string } | { json: object }) & { setCookies?: readonly string[] }

/** What a form said, and why it was not taken. */
export type Attempt = { form: Form; error?: string }

type Show<V> = (visit: V, attempt: Attempt) => Promise<Answer>
type Submit<V> = (visit: V, form: Form) => Promise<Answer>

export type Kit = {
  /** A page for anybody. */
  page(path: string, show: Show<Visit>): void
  /** A form for anybody; `show` shows it again with what was typed and what is wrong. */
  form(path: string, submit: Submit<Visit>, show: Show<Visit>): void
  /** A page of an org, `/o/:org_id/…`, for its members; others sign in first, or find nothing. */
  orgPage(path: string, show: Show<OrgVisit>): void
  orgForm(path: string, submit: Submit<OrgVisit>, show: Show<OrgVisit>): void
  /** After all others: whoever opens the address of a form, as reloading a refused one may, gets to the page that shows it. */
  leadBack(): void
}

export type KitParts = {
  sessions: Sessions
  store: Pick<Store, 'config'>
  forms: Forms
  limiter: RateLimiter
  publicUrl: () => string
}

export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'cache-control': 'no-store',
  // Not `no-referrer`: with it browsers hide the origin of our own forms from us.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

type Entering = { visit: Visit; seed: string }
type Handle<V> = { show: Show<V>; submit?: Submit<V> }

export function createKit(app: FastifyInstance, parts: KitParts): Kit {
  const visitOf = visitor(parts)
  const orgVisitOf = orgVisitor(parts)
  const shown = { pages: new Map<unknown, string>(), forms: new Map<string, unknown>() }

  async function anybody(visit: Visit) {
    return visit
  }

  function requireOwnForm(request: FastifyRequest, seed: string, form: Form): void {
    const isOwn = parts.forms.isOwnOrigin(request) && parts.forms.isToken(seed, form.raw('csrf'))
    if (!isOwn) throw new ApiError('auth.forged', { detail: 'open the page again and repeat what you did' })
  }

  function route<V extends Visit>(
    path: string,
    handle: Handle<V>,
    enter: (visit: Visit) => Promise<V | undefined>,
  ): void {
    const isPost = handle.submit !== undefined
    if (isPost) shown.forms.set(path, handle.show)
    else shown.pages.set(handle.show, path)
    app.route({
      method: isPost ? 'POST' : 'GET',
      url: path,
      bodyLimit: FORM_BYTES_MAX,
      handler: async (request, reply) => {
        const { visit, seed } = await visitOf(request, reply)
        const form = isPost ? readForm(request) : emptyForm()
        if (isPost) requireOwnForm(request, seed, form)
        const entered = await enter(visit)
        if (entered === undefined) {
          return send(
            reply,
            { redirect: signInPath(isPost ? backOf(request) : request.url) },
            viewerOf(visit),
          )
        }
        return send(reply, await answerOf(entered, form, handle), viewerOf(entered))
      },
    })
  }

  return {
    page: (path, show) => route(path, { show }, anybody),
    form: (path, submit, show) => route(path, { show, submit }, anybody),
    orgPage: (path, show) => route(path, { show }, orgVisitOf),
    orgForm: (path, submit, show) => route(path, { show, submit }, orgVisitOf),
    leadBack() {
      for (const [path, show] of shown.forms) {
        if ([...shown.pages.values()].includes(path)) continue
        const page = shown.pages.get(show) ?? '/'
        app.get(path, ({ params }, reply) => reply.redirect(filled(page, params as Params), 303))
      }
    },
  }
}

type Params = Record<string, string>

/** A path with the names in it replaced, as the router would read them again. */
function filled(path: string, params: Params): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

/** Finds out who has the browser, within the limits of who asks. */
function visitor({ sessions, forms, limiter, publicUrl }: KitParts) {
  /** The secret of a browser in which nobody is signed in. */
  function seedOf(reply: FastifyReply, cookie: string): string {
    const name = `${cookiePrefix(publicUrl())}.form`
    const known = cookieValue(cookie, name)
    if (known !== undefined && /^[A-Za-z0-9_-]{32}$/.test(known)) return known
    const seed = randomBytes(24).toString('base64url')
    const secure = publicUrl().startsWith('https://') ? '; Secure' : ''
    reply.header('set-cookie', `${name}=${seed}; Path=/; HttpOnly; SameSite=Lax${secure}`)
    return seed
  }
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Entering> => {
    const cookie = request.headers.cookie ?? ''
    const signed = cookieValue(cookie, sessionCookie(publicUrl()))
    const who = signed === undefined ? undefined : await sessions.signedIn(signed, 'cookie')
    enforce(who === undefined ? limiter.address(shareOf(request.ip)) : limiter.key(who.account.id))
    const browser = { cookie, userAgent: request.headers['user-agent'] ?? '' }
    const seed = who !== undefined && signed !== undefined ? signed : seedOf(reply, cookie)
    return { visit: { request, browser, token: forms.token(seed), who }, seed }
  }
}

/** The member that a visitor is in the org of the path; undefined where nobody is signed in. */
function orgVisitor({ sessions, store }: KitParts) {
  return async (visit: Visit): Promise<OrgVisit | undefined> => {
    const { who, request } = visit
    if (who === undefined) return undefined
    const { org_id: id = '' } = request.params as { org_id?: string }
    const caller = ID_PATTERNS.org.test(id) ? await sessions.memberOf(who, id, { fresh: true }) : undefined
    const config = caller && (await store.config(id, {}))
    if (caller === undefined || config === undefined) throw new ApiError('not_found')
    return { ...visit, who, caller, requestId: request.id, org: { id, name: config.org.name } }
  }
}

const NEEDS_SIGN_IN: ReadonlySet<ErrorCode> = new Set(['approval.sign_in', 'auth.sign_in'])

/** A form that is refused is shown again, with what was typed and what is wrong. */
async function answerOf<V extends Visit>(visit: V, form: Form, { show, submit }: Handle<V>): Promise<Answer> {
  if (submit === undefined) return show(visit, { form })
  try {
    return await submit(visit, form)
  } catch (error) {
    const known = toApiError(error)
    const { status } = errorEntry(known.code)
    if (status >= 500 || known.code === 'not_found') throw error
    if (NEEDS_SIGN_IN.has(known.code)) return { redirect: signInPath(backOf(visit.request), 'again') }
    return { status, ...(await show(visit, { form, error: messageOf(known) })) }
  }
}

export function send(reply: FastifyReply, answer: Answer, viewer: Viewer): FastifyReply {
  for (const cookie of answer.setCookies ?? []) reply.header('set-cookie', cookie)
  if ('redirect' in answer) return reply.code(303).header('location', answer.redirect).send()
  if ('json' in answer) return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.json))
  return reply
    .code(answer.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(documentOf(answer, viewer))
}

function viewerOf(visit: Visit & Partial<Pick<OrgVisit, 'org' | 'caller'>>): Viewer {
  const { token, who, org, caller } = visit
  return {
    token,
    ...(who && { name: who.account.name }),
    ...(org && { org }),
    ...(caller && { scopes: caller.scopes }),
  }
}

/** The page on which the form stands. */
function backOf({ headers, url }: FastifyRequest): string {
  const from = URL.parse(headers.referer ?? '')
  return from === null ? url : from.pathname + from.search
}

/** What a person reads of an error: what is wrong, in the place where they can do something about it. */
export function messageOf(error: ApiError): string {
  const what = error.errors?.map(({ pointer, parameter, message }) => {
    const name = fieldOf(pointer ?? parameter ?? '')
    return name === '' ? message : `${name} ${message}`
  })
  if (what !== undefined && what.length > 0) return sentence(what.join('; '))
  const [title, next] = [pageTitleOf(error.code), error.detail ?? pageRemedyOf(error.code)]
  return title === '' ? sentence(next) : `${sentence(title)} ${sentence(next)}`
}

/** The last name of a pointer, as its field is called. */
function fieldOf(pointer: string): string {
  const names = pointer.split('/').filter((part) => !/^\d*$/.test(part))
  return (names.at(-1) ?? '').replaceAll('_', ' ')
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}
