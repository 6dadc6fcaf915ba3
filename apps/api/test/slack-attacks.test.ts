// Slack: nobody who sets an app, or knows its secret, gets a voice besides their own with it.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createHandlers } from '../src/operations/handlers.ts'
import { createInteract } from '../src/operations/slack/interact.ts'
import { ask, type Decided, makeWorld, read, requireValidLog, type World } from './approvals-world.ts'
import { newPerson, type TestPerson } from './people.ts'
import {
  type Button,
  link,
  madeUp,
  POLICIES,
  pathTold,
  press as pressIn,
  SIGNING_SECRET,
  type Slack,
  setApp,
  startSlack,
  TOKEN,
  ticket,
} from './slack-world.ts'

const ADA = 'U061F7AUR'
const MO = 'U0MO00000'
const OTHER_SECRET = 'ab'.repeat(16)
const OTHER_TOKEN = 'xoxb-another'

describe('an admin who sets an app in Slack', () => {
  let slack: Slack
  let world: World
  /** Sets the app, and knows its secrets. */
  let mo: TestPerson
  let ada: TestPerson
  let hook: string
  before(async () => {
    slack = await startSlack('postgres')
  })
  after(() => slack?.close())
  beforeEach(async () => {
    slack.forget()
    world = await makeWorld(slack.app, POLICIES)
    const { orgId } = world
    mo = await newPerson(slack.app, 'admin', { orgId })
    ada = await newPerson(slack.app, 'approver', { orgId, groups: ['sre'] })
    hook = await setApp(slack, mo.bearer, [{ user: ADA, member: ada.memberId }])
  })

  function patch(slackSettings: object, more: object = {}, key = mo.bearer): Promise<unknown> {
    const body = { slack: slackSettings, ...more }
    return slack.app.must(`/v1/webhooks/${hook}`, { key, method: 'PATCH', body })
  }

  /** What whoever knows the secret can send, as any Slack user. */
  function forge(button: Button, { user = ADA, secret = SIGNING_SECRET } = {}): Promise<number> {
    return pressIn(slack, button, { org: world.orgId, hook, user, secret })
  }

  /** Ada shows that this Slack user is hers. */
  async function linked(secret = SIGNING_SECRET): Promise<void> {
    const first = await madeUp(world, await ticket(world))
    await link(slack, first, { org: world.orgId, hook, user: ADA, secret }, ada)
  }

  async function requirePending({ approval }: Pick<Decided, 'approval'>, why: RegExp): Promise<void> {
    const { status, decisions } = await read(world, approval.id)
    assert.deepEqual([status, decisions], ['pending', []])
    assert.match(slack.told.at(-1)?.text ?? '', why)
  }

  function asPerson(person: TestPerson, path: string, body: object): Promise<{ id: string }> {
    return slack.app.must(path, { key: person.bearer, body })
  }

  it('decides as nobody by naming them: they confirm it first, and others cannot', async () => {
    const asked = await ticket(world)
    const button = await madeUp(world, asked)
    assert.equal(await forge(button), 200)
    await requirePending(asked, /because it is not known yet that this is your Slack user/)
    const path = pathTold(slack)
    // The secret gets Mo the link, and his session does not open it.
    assert.equal((await mo.browser.get(path)).status, 404)
    assert.equal((await mo.browser.post(path)).status, 404)
    await forge(button)
    await requirePending(asked, /not known yet/)
  })

  it('a link that is too old, or of another user, app or setting, links nothing', async () => {
    const other = await setApp(slack, mo.bearer, [{ user: ADA, member: ada.memberId }])
    await patch({
      users: [
        { slack_user: ADA, member_id: ada.memberId },
        { slack_user: MO, member_id: ada.memberId },
      ],
    })
    await forge(await madeUp(world, await ticket(world)))
    const path = pathTold(slack)
    const [code = '', user, webhook] = path.split('/').reverse()
    const [until = '', mac = ''] = code.split('.')
    const forged = [
      path.replace(`/${user}/`, `/${MO}/`),
      path.replace(`/${webhook}/`, `/${other}/`),
      path.replace(until, String(Number(until) + 60_000)),
      path.replace(until, String(Date.now() - 1000)),
      path.replace(mac, mac.split('').reverse().join('')),
      path.replace(mac, ''),
    ]
    for (const one of forged) {
      assert.equal((await ada.browser.get(one)).status, 404, one)
      assert.equal((await ada.browser.post(one)).status, 404, one)
    }
    assert.equal((await ada.browser.get(path)).status, 200)
    await patch({ signing_secret: OTHER_SECRET })
    assert.equal((await ada.browser.post(path)).status, 404)
  })

  it('who is linked decides under their own Slack user only, whoever else is named as them', async () => {
    await linked()
    await patch({
      users: [
        { slack_user: ADA, member_id: ada.memberId },
        { slack_user: MO, member_id: ada.memberId },
      ],
    })
    const asked = await ticket(world)
    const button = await madeUp(world, asked)
    await forge(button, { user: MO })
    await requirePending(asked, /not known yet/)
    await forge(button)
    assert.equal((await read(world, asked.approval.id)).status, 'granted')
    assert.ok((await requireValidLog(world)).includes('member.slack_linked'))
  })

  it('every change of token, secret or address ends the links, also with the same values', async () => {
    const changes: [object, object?, string?][] = [
      [{ signing_secret: OTHER_SECRET }, {}, OTHER_SECRET],
      [{ signing_secret: OTHER_SECRET }, {}, OTHER_SECRET],
      [{ bot_token: TOKEN }, {}, OTHER_SECRET],
      [{ bot_token: TOKEN }, { url: `${slack.base}/api/` }, OTHER_SECRET],
    ]
    await linked()
    for (const [settings, more, secret] of changes) {
      await patch(settings, more)
      const asked = await ticket(world)
      const button = await madeUp(world, asked)
      assert.equal(await forge(button), 401)
      assert.equal(await forge(button, { ...(secret && { secret }) }), 200)
      await requirePending(asked, /not known yet/)
      await linked(secret)
      await forge(button, { ...(secret && { secret }) })
      assert.equal((await read(world, asked.approval.id)).status, 'granted')
    }
    await asPerson(mo, `/v1/webhooks/${hook}/rotate`, {})
    const asked = await ticket(world)
    await forge(await madeUp(world, asked), { secret: OTHER_SECRET })
    await requirePending(asked, /not known yet/)
    // What the service refused, the verifier would have refused as well, and nothing else.
    await requireValidLog(world)
  })

  it('twenty may have set parts of it, and then both secrets are other ones', async () => {
    for (let more = 1; more < 20; more++)
      await patch(
        { bot_token: TOKEN },
        {},
        await slack.app.newKey(['webhooks:write', 'approvals:decide'], {}, world.key),
      )
    const body = { slack: { bot_token: TOKEN } }
    const refused = await slack.app.call(`/v1/webhooks/${hook}`, { key: world.key, method: 'PATCH', body })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /give `bot_token` and `signing_secret` anew/)
    await patch({ bot_token: TOKEN })
    await patch({ bot_token: OTHER_TOKEN, signing_secret: OTHER_SECRET }, {}, world.key)
    const { slack: app } = await slack.app.must<{ slack: { set_by: string[] } }>(`/v1/webhooks/${hook}`, {
      key: world.key,
    })
    assert.equal(app.set_by.length, 1)
  })

  it('a change that leaves the secrets keeps the links', async () => {
    await linked()
    await patch({ channel: 'C0OTHER' })
    await patch({ users: [{ slack_user: ADA, member_id: ada.memberId }] }, { name: 'renamed' })
    const asked = await ticket(world)
    await forge(await madeUp(world, asked))
    assert.equal((await read(world, asked.approval.id)).status, 'granted')
    await requireValidLog(world)
  })

  it('fills no quorum with it, neither with others nor beside their own decision', async () => {
    await linked()
    const asked = await ask(world, { action: 'update_pair', tool: undefined, target: undefined })
    const { id } = asked.approval
    const { digest } = await read(world, id)
    const button = await madeUp(world, asked)
    await forge(button)
    await requirePending(asked, /because more than one member must approve it/)
    await asPerson(mo, `/v1/approvals/${id}/decide`, { decision: 'grant', digest })
    await forge(button)
    assert.deepEqual(
      (await read(world, id)).decisions.map(({ member }) => member),
      [mo.memberId],
    )
    assert.equal((await read(world, id)).status, 'pending')
  })

  it('gets nothing decided there that they may not decide: their agent, their call, or once they may no more', async () => {
    const [other, sam, eve] = [
      await newPerson(slack.app, 'admin', { orgId: world.orgId }),
      await newPerson(slack.app, 'admin', { orgId: world.orgId }),
      await newPerson(slack.app, 'admin', { orgId: world.orgId }),
    ]
    async function ownedBy(owner: string): Promise<Decided> {
      const { id } = await slack.app.must<{ id: string }>('/v1/agents', {
        key: world.key,
        body: { name: 'owned', owner },
      })
      const agentKey = await slack.app.newKey(['gate'], { agent_id: id }, world.key)
      return ticket({ ...world, agentKey })
    }
    async function askedBy({ bearer }: TestPerson): Promise<Decided> {
      return ticket({ ...world, agentKey: bearer }, { agent_id: world.agent })
    }
    function role(person: TestPerson, to: string): Promise<unknown> {
      const path = `/v1/members/${person.memberId}`
      return slack.app.must(path, { key: world.key, method: 'PATCH', body: { role: to } })
    }
    const key = await slack.app.newKey(
      ['webhooks:write', 'approvals:decide', 'gate', 'keys:write'],
      {},
      world.key,
    )
    const { id: keyId } = (
      await slack.app.must<{ data: { id: string; scopes: string[] }[] }>('/v1/keys', { key: world.key })
    ).data.find(({ scopes }) => scopes.includes('webhooks:write')) as { id: string }
    type Case = [name: string, asked: () => Promise<Decided>, why: RegExp]
    const cases: Case[] = [
      ['owns the agent', () => ownedBy(mo.memberId), /owns the agent/],
      ['owns it by address', () => ownedBy(mo.email.toUpperCase()), /owns the agent/],
      ['asked for it', () => askedBy(mo), /asked for it/],
      [
        'is not in the group that it is for',
        () => ask(world, { action: 'update_team', tool: undefined, target: undefined }),
        /the approval is for members of `sre`/,
      ],
      [
        'set only the token',
        async () => {
          await patch({ bot_token: TOKEN }, {}, other.bearer)
          await linked()
          return ownedBy(other.memberId)
        },
        /owns the agent/,
      ],
      [
        'set it before, and it was set again with one of the same secrets',
        async () => {
          await patch({ bot_token: OTHER_TOKEN, signing_secret: SIGNING_SECRET }, {}, other.bearer)
          await linked()
          return ownedBy(mo.memberId)
        },
        /owns the agent/,
      ],
      [
        'set another webhook of the same app',
        async () => {
          await setApp(slack, sam.bearer, [])
          return ownedBy(sam.memberId)
        },
        /owns the agent/,
      ],
      [
        'decides no approvals any more',
        async () => {
          await patch({ bot_token: 'xoxb-3', signing_secret: OTHER_SECRET }, {}, eve.bearer)
          await patch({ bot_token: TOKEN, signing_secret: SIGNING_SECRET }, {}, eve.bearer)
          await linked()
          await role(eve, 'auditor')
          return ticket(world)
        },
        /the role `auditor` decides no approvals/,
      ],
      [
        'is removed',
        async () => {
          await role(eve, 'admin')
          await slack.app.must(`/v1/members/${eve.memberId}/remove`, { key: world.key, body: {} })
          return ticket(world)
        },
        /the member has left/,
      ],
      [
        'is a key that asked for it',
        async () => {
          await patch({ bot_token: 'xoxb-3', signing_secret: OTHER_SECRET }, {}, key)
          await patch({ bot_token: TOKEN, signing_secret: SIGNING_SECRET }, {}, key)
          await linked()
          return ticket({ ...world, agentKey: key }, { agent_id: world.agent })
        },
        /asked for it/,
      ],
      [
        'is a key that is revoked',
        async () => {
          await slack.app.must(`/v1/keys/${keyId}/revoke`, { key: world.key, body: {} })
          return ticket(world)
        },
        /the key is revoked/,
      ],
    ]
    await linked()
    for (const [name, makeAsked, why] of cases) {
      const asked = await makeAsked()
      slack.told.length = 0
      await forge(await madeUp(world, asked))
      await requirePending(asked, why).catch((error) => assert.fail(`${name}: ${error}`))
    }
    await patch({ bot_token: 'xoxb-3', signing_secret: OTHER_SECRET }, {}, mo.bearer)
    await patch({ bot_token: TOKEN, signing_secret: SIGNING_SECRET }, {}, mo.bearer)
    await linked()
    const inGroup = { key: world.key, method: 'PATCH', body: { groups: ['sre'] } } as const
    for (const { memberId } of [mo, sam]) await slack.app.must(`/v1/members/${memberId}`, inGroup)
    for (const more of [{}, { action: 'update_team', tool: undefined }]) {
      const fine = await ticket(world, more)
      await forge(await madeUp(world, fine))
      assert.equal((await read(world, fine.approval.id)).status, 'granted')
    }
  })

  it('a press counts under the secrets and the link that are in place when it is recorded', async () => {
    const { context } = slack.app
    const meanwhile: [string, () => Promise<unknown>, RegExp][] = [
      [
        'the link ends',
        () =>
          ada.browser
            .get(`/o/${world.orgId}/settings`)
            .then(() => ada.browser.post(`/o/${world.orgId}/settings/slack/end`)),
        /not linked to you any more/,
      ],
      ['the secret changes', () => patch({ signing_secret: SIGNING_SECRET }), /has changed meanwhile/],
      ['the webhook is turned off', () => patch({}, { status: 'disabled' }), /has changed meanwhile/],
    ]
    for (const [name, happens, why] of meanwhile) {
      await linked()
      const asked = await ticket(world)
      const { members } = context.store
      let isFirst = true
      const slow = {
        ...context,
        store: {
          ...context.store,
          members: {
            ...members,
            async named(...of: Parameters<typeof members.named>) {
              const found = await members.named(...of)
              if (isFirst) {
                isFirst = false
                await happens()
              }
              return found
            },
          },
        },
      }
      slack.told.length = 0
      await throughContext(slow, await madeUp(world, asked))
      await requirePending(asked, why).catch((error) => assert.fail(`${name}: ${error}`))
    }
  })

  /** The press reaches these operations and no others. */
  async function throughContext(context: Slack['app']['context'], button: Button): Promise<void> {
    const interact = createInteract(context, createHandlers(slack.app.context))
    const http = {
      inject: async (sent: { headers: Record<string, string>; payload: string }) => {
        await interact({
          orgId: world.orgId,
          webhookId: hook,
          body: Buffer.from(sent.payload),
          timestamp: sent.headers['x-slack-request-timestamp'],
          signature: sent.headers['x-slack-signature'],
          requestId: 'request',
        })
        return { statusCode: 200 }
      },
    }
    await pressIn({ ...slack, app: { ...slack.app, http } as never }, button, {
      org: world.orgId,
      hook,
      user: ADA,
    })
  }

  it('a member ends their link, and so does a reset; both are receipts', async () => {
    await linked()
    const settings = `/o/${world.orgId}/settings`
    assert.match((await ada.browser.get(settings)).text, /U061F7AUR.*approvals in Slack.*It counts until/)
    await patch({ signing_secret: SIGNING_SECRET })
    assert.match((await ada.browser.get(settings)).text, /U061F7AUR.*It counts no more/)
    assert.equal((await ada.browser.post(`${settings}/slack/end`)).location, `${settings}?done=slack_off`)
    assert.doesNotMatch((await ada.browser.get(settings)).text, /U061F7AUR/)
    const asked = await ticket(world)
    await forge(await madeUp(world, asked))
    await requirePending(asked, /not known yet/)
    await linked()
    await slack.app.must(`/v1/members/${ada.memberId}/reset`, { key: world.key, body: {} })
    await forge(await madeUp(world, asked))
    await requirePending(asked, /not known yet/)
    const types = await requireValidLog(world)
    assert.equal(types.filter((type) => type === 'member.slack_unlinked').length, 2)
  })

  it('who is gone is in no settings of an app, and the links of the others stay', async () => {
    const [bo, cy] = [
      await newPerson(slack.app, 'approver', { orgId: world.orgId }),
      await newPerson(slack.app, 'approver', { orgId: world.orgId }),
    ]
    const users = [ada, bo, cy].map(({ memberId }, at) => ({
      slack_user: at === 0 ? ADA : `U0${at}`,
      member_id: memberId,
    }))
    await patch({ users })
    await linked()
    await slack.app.must(`/v1/members/${bo.memberId}/remove`, { key: world.key, body: {} })
    await cy.browser.get(`/o/${world.orgId}/settings`)
    await cy.browser.post(`/o/${world.orgId}/settings/erase`, { confirm: cy.email })
    const now = await slack.app.must<{ slack: { users: object[] } }>(`/v1/webhooks/${hook}`, {
      key: world.key,
    })
    assert.deepEqual(now.slack.users, users.slice(0, 1))
    const asked = await ticket(world)
    await forge(await madeUp(world, asked))
    assert.equal((await read(world, asked.approval.id)).status, 'granted')
    await requireValidLog(world)
  })

  it('an app from before members confirmed decides nothing until its secrets are set again', async () => {
    await linked()
    const config = await slack.app.store.config(world.orgId, { fresh: true })
    const webhook = config?.webhooks.get(hook) ?? assert.fail('no webhook')
    const { slack: app, ...rest } = await slack.app.store.webhooks.open(world.orgId, webhook)
    const sealed = await slack.app.store.webhooks.seal(world.orgId, hook, {
      ...rest,
      slack: app && { ...app, set: undefined },
    })
    await slack.app.db.urgent.query('update webhooks set sealed = $3 where org_id = $1 and id = $2', [
      world.orgId,
      hook,
      Buffer.from(sealed),
    ])
    // Whatever configures the org has every process read it again.
    await slack.app.newAgent(world.key)
    const asked = await ticket(world)
    await forge(await madeUp(world, asked))
    await requirePending(asked, /must be set again/)
    assert.match(
      (await mo.browser.get(`/o/${world.orgId}/webhooks/${hook}`)).text,
      /set the token and the signing secret again/,
    )
    await patch({ signing_secret: SIGNING_SECRET })
    await forge(await madeUp(world, asked))
    await requirePending(asked, /must be set again/)
    await patch({ signing_secret: SIGNING_SECRET, bot_token: TOKEN })
    await linked()
    await forge(await madeUp(world, asked))
    assert.equal((await read(world, asked.approval.id)).status, 'granted')
    assert.ok(
      (await mo.browser.get(`/o/${world.orgId}/webhooks/${hook}`)).text.includes(
        `<code>${mo.memberId}</code>`,
      ),
    )
  })
})
