// Where a member types the code of a program that wants to act as them, sees what asks, and answers.
import type { Devices } from '../../identity/devices.ts'
import type { Sessions } from '../../identity/session.ts'
import { ApiError } from '../../operations/refusal.ts'
import type { Membership, SignedIn } from '../../ports/accounts.ts'
import type { Store } from '../../ports/store.ts'
import { shareOf } from '../address.ts'
import type { Attempts } from './attempts.ts'
import type { Form } from './form.ts'
import { type Html, html } from './html.ts'
import type { Answer, Attempt, Kit, Visit } from './kit.ts'
import { errorBox, field, type Page, tokenField } from './layout.ts'
import { signInPath } from './next.ts'

type Parts = {
  devices: Devices
  sessions: Pick<Sessions, 'memberships'>
  store: Pick<Store, 'config'>
  attempts: Attempts
}

type Org = Membership & { name: string }

const SIGN_IN_LASTS_MS = 10 * 60_000
const WRONG = 'No program is waiting with this code. Check the code, or start again in your terminal.'
const TOO_MANY = 'There were too many wrong codes. Wait fifteen minutes.'

export function devicePages(kit: Kit, { devices, sessions, store, attempts }: Parts): void {
  /** A code that is not open counts against the member and the place that it was typed at. */
  async function found(visit: Visit, who: SignedIn, code: string) {
    const [name, share] = [`device ${who.account.id}`, shareOf(visit.request.ip)]
    if (!(await attempts.mayTry(name, share))) return { error: TOO_MANY, status: 429 }
    const asking = await devices.asking(code)
    if (asking !== undefined) {
      await attempts.succeeded(name, share)
      return { asking }
    }
    return { error: WRONG, status: 404 }
  }

  async function orgsOf({ account }: SignedIn): Promise<Org[]> {
    const all = await sessions.memberships(account.id)
    return Promise.all(
      all.map(async (one) => ({ ...one, name: (await store.config(one.orgId, {}))?.org.name ?? '' })),
    )
  }

  async function show(visit: Visit, { error }: Attempt): Promise<Answer> {
    return error === undefined ? signedIn(visit, async () => codePage(visit)) : codePage(visit, error)
  }
  kit.page('/device', show)

  kit.form(
    '/device',
    async (visit, form) =>
      signedIn(visit, async (who) => {
        requireLately(who)
        const code = form.text('code')
        const { asking, error, status } = await found(visit, who, code)
        if (asking === undefined) return { ...codePage(visit, error), status }
        return askPage(visit, { code, ...asking, orgs: await orgsOf(who) })
      }),
    show,
  )

  kit.form(
    '/device/answer',
    async (visit, form) => signedIn(visit, (who) => answered(visit, who, form)),
    show,
  )

  async function answered(visit: Visit, who: SignedIn, form: Form): Promise<Answer> {
    const answer = form.text('answer')
    if (answer !== 'allow' && answer !== 'refuse') return codePage(visit, 'Choose one of the two.')
    if (answer === 'allow') requireLately(who)
    const code = form.text('code')
    const { error, status } = await found(visit, who, code)
    if (error !== undefined) return { ...codePage(visit, error), status }
    const as = answer === 'allow' ? await membershipFor(who, form.text('org')) : undefined
    const isFirst = await devices.answer(code, who, as)
    return isFirst ? donePage(as !== undefined) : { ...codePage(visit, WRONG), status: 404 }
  }

  async function membershipFor({ account }: SignedIn, orgId: string): Promise<Membership> {
    const found = (await sessions.memberships(account.id)).find((one) => one.orgId === orgId)
    if (found === undefined) throw new ApiError('not_found')
    return found
  }
}

async function signedIn(visit: Visit, then: (who: SignedIn) => Promise<Answer>): Promise<Answer> {
  return visit.who === undefined ? { redirect: signInPath('/device') } : then(visit.who)
}

/** A stranger at an open browser must not be able to take a session away. */
function requireLately({ session }: SignedIn): void {
  if (Date.now() - session.signedInAt > SIGN_IN_LASTS_MS) throw new ApiError('approval.sign_in')
}

function codePage({ token }: Visit, error?: string): Page {
  return {
    title: 'Sign a program in',
    narrow: true,
    body: html`${errorBox(error)}
<p>Type the code that your terminal shows. Never type one that somebody sent you.</p>
<form method="post" action="/device">${tokenField(token)}
${field('code', 'Code', { maxlength: 32, hint: 'Eight letters, such as BCDF-GHJK.' })}
<button>Continue</button></form>`,
  }
}

type DeviceRequest = { code: string; client: string; address: string; askedAt: number; orgs: readonly Org[] }

function askPage({ token, who }: Visit, { code, client, address, askedAt, orgs }: DeviceRequest): Page {
  const seconds = Math.max(0, Math.round((Date.now() - askedAt) / 1000))
  return {
    title: 'A program wants to act as you',
    narrow: true,
    body: html`<dl>
<dt>It calls itself</dt><dd>${client}</dd>
<dt>It asks from</dt><dd>${address}, ${seconds} s ago</dd>
<dt>It would act as</dt><dd>${who?.account.name} (${who?.account.email}), for seven days</dd>
</dl>
<p class="note" role="status">Allow it only if you have just started this yourself, on the machine in front of you. Whoever else gave you the code
could then do everything that you can do.</p>
<form method="post" action="/device/answer">${tokenField(token)}
<input type="hidden" name="code" value="${code}">
${orgFields(orgs)}
<button name="answer" value="allow"${orgs.length === 0 && html` disabled`}>Allow it</button>
<button class="plain" name="answer" value="refuse">Refuse</button></form>`,
  }
}

function orgFields(orgs: readonly Org[]): Html {
  const [only, ...others] = orgs
  if (only === undefined)
    return html`<p>You are not a member of any org, so there is nothing that it could do.</p>`
  if (others.length === 0) {
    return html`<p>In the org ${only.name}.</p><input type="hidden" name="org" value="${only.orgId}">`
  }
  return html`<label for="org">In the org</label>
<select id="org" name="org" required>${orgs.map(({ orgId, name }) => html`<option value="${orgId}">${name}</option>`)}</select>`
}

function donePage(isAllowed: boolean): Page {
  return isAllowed
    ? {
        title: 'The program is signed in',
        narrow: true,
        body: html`<p>Go back to your terminal. <code>countersign logout</code> there ends it.</p>`,
      }
    : {
        title: 'The program was refused',
        narrow: true,
        body: html`<p>It got nothing. If somebody sent you the code, tell the owner of your org.</p>`,
      }
}
