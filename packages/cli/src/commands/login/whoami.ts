// What `countersign whoami` does: asks the service, so that an expired key or session is noticed.
import { formatTime } from '@countersign/terms'
import type { ExitCode, Io } from '../../io.ts'
import { timeText } from '../../print/print.ts'
import { isRefusal, type Service, withService } from '../../service/call.ts'
import { readList } from '../../service/lists.ts'
import { type Json, reportOne } from '../online.ts'

const MEMBERS_MAX = 1000

export async function whoami(flags: Json, io: Io): Promise<ExitCode> {
  return withService(io, { command: 'whoami', failed: 'it is not known who acts' }, async (service) => {
    const { baseUrl, orgId, session } = service.settings
    const org = await orgOf(service)
    const member = session && (await memberOf(service, session.member))
    const value = {
      url: baseUrl,
      org: orgId,
      ...(org && { org_name: org.name, org_status: org.status }),
      ...(session && { member: session.member, expires_at: formatTime(session.expires_at) }),
      ...(member && { name: member.name, role: member.role, groups: member.groups }),
    }
    reportOne(io, flags, value, [
      ['service', baseUrl],
      ['org', org === undefined ? orgId : `${orgId}, "${org.name}", ${org.status}`],
      [
        'member',
        session && [session.member, member && `"${member.name}"`, member?.role].filter(Boolean).join(', '),
      ],
      ['groups', member?.groups.join(' ')],
      ['until', session && timeText(session.expires_at)],
      ['key', session ? undefined : 'from COUNTERSIGN_API_KEY'],
    ])
    return 0
  })
}

/** A key need not be able to read its org; that it may not is an answer to who it is. */
async function orgOf({ client, options }: Service) {
  try {
    return await client.org.get({}, options)
  } catch (error) {
    if (isRefusal(error, 'auth.scope')) return undefined
    throw error
  }
}

async function memberOf({ client, options }: Service, id: string) {
  const { data } = await readList(MEMBERS_MAX, (page) => client.members.list(page, options))
  return data.find((member) => member.id === id)
}
