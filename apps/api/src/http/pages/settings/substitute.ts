// The form with which a member names who decides approvals for them while they are away.
import { hasScope } from '@countersign/contract'
import { isApprover } from '@countersign/terms'
import type { Substitutes } from '../../../identity/substitutes.ts'
import { ApiError } from '../../../operations/refusal.ts'
import { html, type Value } from '../html.ts'
import type { Kit, OrgVisit } from '../kit.ts'
import { tokenField } from '../layout.ts'
import { dayOf, everyMember } from '../members.ts'
import type { Operate } from '../operate.ts'
import { type AgainParts, againFor, PATH, type Show, settingsOf } from './place.ts'

type Parts = AgainParts & { substitutes: Substitutes }

const DAYS_MAX = 90

export function substituteForm(kit: Kit, { substitutes, ...parts }: Parts, show: Show): void {
  kit.orgForm(
    `${PATH}/substitute`,
    async (visit, form) => {
      const redirect = await againFor(parts, visit)
      if (redirect !== undefined) return { redirect }
      const [member, days] = [form.text('member'), Number(form.text('days'))]
      if (member === '') {
        await substitutes.name(visit, null)
        return { redirect: settingsOf(visit, 'substitute_off') }
      }
      if (!Number.isInteger(days) || days < 1 || days > DAYS_MAX) {
        const message = `must be a whole number from 1 to ${DAYS_MAX}`
        throw new ApiError('request.invalid', { errors: [{ code: 'days', pointer: '/days', message }] })
      }
      await substitutes.name(visit, { member, days })
      return { redirect: settingsOf(visit, 'substitute') }
    },
    show,
  )
}

/** Only for those who decide approvals, of whom one may stand in for another. */
export async function substituteSection(visit: OrgVisit, operate: Operate): Promise<Value> {
  const { caller, org, token } = visit
  if (!isApprover(caller.role) || !hasScope(caller.scopes, 'members:read')) return undefined
  const members = await everyMember(visit, operate)
  const own = members.find(({ id }) => id === caller.memberId)?.substitute
  const isNamed = own !== undefined && own.until > Date.now()
  const others = members.filter(({ id, role }) => id !== caller.memberId && isApprover(role))
  const name = members.find(({ id }) => id === own?.member)?.name ?? own?.member
  return html`<h2>While you are away</h2>
<p>${isNamed ? html`<strong>${name}</strong> decides approvals for you until ${dayOf(own.until)}, as a member of your groups.` : 'Somebody else may decide approvals for you, as a member of your groups. The receipt names you both.'}</p>
<form method="post" action="/o/${org.id}/settings/substitute">${tokenField(token)}
<label for="substitute">Who decides for you</label>
<select id="substitute" name="member"><option value="">nobody</option>${others.map(
    (one) =>
      html`<option value="${one.id}"${isNamed && one.id === own.member && html` selected`}>${one.name} (…${one.id.slice(-6)})</option>`,
  )}</select>
<label for="days">For how many days from now</label>
<input id="days" name="days" inputmode="numeric" autocomplete="off" maxlength="2" value="7">
<button>Save</button></form>`
}
