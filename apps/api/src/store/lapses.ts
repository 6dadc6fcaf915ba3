// Grants that lapse because a member leaves, or may not decide any more: the approval waits for another one.
import { isApprover, type MemberRole } from '@countersign/terms'
import { LAPSED } from '../ports/webhooks.ts'
import { NOW } from './clock.ts'
import type { Client } from './pool.ts'

/** A member as a change leaves them; without a role they are gone. */
type Left = { id: string; role?: MemberRole; groups?: readonly string[] }

/** The groups that an approval asks for; leaving any other group does not undo a grant. */
const ASKED = `jsonb_path_query_array(r.asked, '$.**.group')`

/** `$2`: the member, `$3`: whether they still decide approvals, `$4`: their groups. */
const LAPSES = `(made ->> 'decision' = 'grant' and not made ? 'lapsed' and (
    (not $3::boolean and $2 in (made ->> 'member', made ->> 'for'))
    or (coalesce(made ->> 'for', made ->> 'member') = $2 and exists (
      select 1 from jsonb_array_elements_text(made -> 'groups') as held
       where not $4::jsonb ? held and ${ASKED} ? held))))`

/** How many lapsed grants of one member are sent, the latest first; the inbox shows all. */
const TOLD_MAX = 200

/** A granted approval waits again, with its gate, until its original time. Those who may decide are notified. */
const STATEMENT = `
with lapsed as (
  update approvals a
     set status = 'pending',
         expires_at = (r.asked ->> 'expires_at')::bigint,
         decisions = (select jsonb_agg(case when ${LAPSES} then made || '{"lapsed":true}' else made end order by place)
                        from jsonb_array_elements(a.decisions) with ordinality as each (made, place))
    from (select o.id, o.asked, o.status as was
            from approvals o
           where o.org_id = $1 and o.status in ('pending', 'granted')
             and (o.decisions @> jsonb_build_array(jsonb_build_object('member', $2::text))
               or o.decisions @> jsonb_build_array(jsonb_build_object('for', $2::text)))) r
   where a.org_id = $1 and a.id = r.id
     and exists (select 1 from jsonb_array_elements(a.decisions) as each (made) where ${LAPSES})
  returning a.id, a.gate_seq, a.expires_at, r.was
), gone as (
  delete from decided where org_id = $1 and approval_id in (select id from lapsed)
), told as (
  insert into outbox (org_id, seq, channel, at, attempts)
  select $1, gate_seq, '${LAPSED}' || ${NOW}, ${NOW}, 0 from lapsed where was = 'granted' order by gate_seq desc limit ${TOLD_MAX}
  on conflict do nothing
), sooner as (
  insert into due (org_id, at) select $1, min(expires_at) from lapsed having count(*) > 0
  on conflict (org_id) do update set at = excluded.at where due.at > excluded.at
)
update gates g set expires_at = lapsed.expires_at from lapsed
 where g.org_id = $1 and g.seq = lapsed.gate_seq and g.expires_at <> lapsed.expires_at`

export function lapseGrants(client: Client, orgId: string, { id, role, groups = [] }: Left) {
  const decides = role !== undefined && isApprover(role)
  return client.query({
    name: 'approvals_lapse',
    text: STATEMENT,
    values: [orgId, id, decides, JSON.stringify(groups)],
  })
}
