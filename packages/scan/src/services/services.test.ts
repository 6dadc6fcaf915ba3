// What calls are to their services, one by one; look-alike hosts are generic.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { SERVICES } from './all.ts'
import { serviceCall } from './service.ts'

/** Method, URL, then service, operation, access and resource. */
const CALLS = `
GET https://api.github.com/repos/a/b github repos.get read a/b
DELETE https://api.github.com/repos/a/b github repos.delete admin a/b
PUT https://api.github.com/repos/a/b/collaborators/eve github collaborators.add admin a/b
PUT https://api.github.com/Repos/a/b/Collaborators/eve github collaborators.add admin a/b
PUT https://api.github.com/repos/a/b/pulls/7/merge github pulls.merge write a/b
POST https://api.github.com/repos/a/b/issues github issues.create write a/b
GET https://api.github.com/repos/a/b/contents/src/x.ts github contents.get read a/b
GET https://gitlab.com/api/v4/projects/g%2Fp gitlab projects.get read g/p
POST https://gitlab.com/api/v4/projects/9/members gitlab members.change admin 9
POST https://gitlab.com/api/v4/projects/9/issues gitlab issues.create write 9
POST https://slack.com/api/chat.postMessage slack chat.postMessage write
GET https://slack.com/api/chat.postMessage slack chat.postMessage write
POST https://slack.com/api/conversations.history slack conversations.history read
POST https://slack.com/api/admin.users.invite slack other admin
POST https://slack.com/api/bookmarks.list slack bookmarks.list read
POST https://hooks.slack.com/services/T1/B1/xyz slack webhooks.post write T1
POST https://discord.com/api/v10/channels/5/messages discord messages.create write 5
POST https://discord.com/api/webhooks/5/secret discord webhooks.post write
PUT https://discord.com/api/v10/guilds/5/members/6/roles/7 discord members.change admin 5
POST https://graph.microsoft.com/v1.0/teams/t/channels/c/messages teams messages.create write t
POST https://graph.microsoft.com/v1.0/teams/t/members teams members.change admin t
GET https://graph.microsoft.com/v1.0/chats/c/messages teams chats.get read c
POST https://acme.atlassian.net/rest/api/3/issue jira issues.create write
POST https://acme.atlassian.net/rest/api/3/search jira issues.search read
DELETE https://acme.atlassian.net/rest/api/3/project/P jira projects.change admin P
PUT https://acme.atlassian.net/wiki/rest/api/content/12 confluence pages.update write 12
GET https://acme.atlassian.net/wiki/api/v2/pages/12 confluence pages.get read 12
POST https://acme.atlassian.net/wiki/rest/api/space/S/permission confluence permissions.change admin S
GET https://www.googleapis.com/drive/v3/files/f drive files.get read f
POST https://www.googleapis.com/drive/v3/files/f/permissions drive permissions.create admin f
POST https://www.googleapis.com/upload/drive/v3/files drive files.create write
POST https://gmail.googleapis.com/gmail/v1/users/me/messages/send gmail messages.send write
GET https://www.googleapis.com/gmail/v1/users/me/messages gmail messages.list read
POST https://gmail.googleapis.com/gmail/v1/users/me/settings/forwardingAddresses gmail settings.change admin
PATCH https://api.notion.com/v1/pages/p notion pages.update write p
POST https://api.notion.com/v1/databases/d/query notion databases.query read d
POST https://api.notion.com/v1/oauth/token notion oauth admin
GET https://acme.my.salesforce.com/services/data/v60.0/query salesforce records.query read
POST https://acme.my.salesforce.com/services/data/v60.0/sobjects/Account salesforce records.create write Account
POST https://acme.my.salesforce.com/services/data/v60.0/sobjects/User salesforce users.change admin
POST https://api.hubapi.com/crm/v3/objects/contacts/search hubspot records.search read contacts
PATCH https://api.hubapi.com/crm/v3/objects/contacts/1 hubspot records.update write contacts
POST https://api.hubapi.com/settings/v3/users hubspot users.change admin
POST https://acme.zendesk.com/api/v2/tickets.json zendesk tickets.create write
GET https://acme.zendesk.com/api/v2/tickets/5 zendesk tickets.get read 5
PUT https://acme.zendesk.com/api/v2/users/5 zendesk users.change admin
POST https://api.stripe.com/v1/refunds stripe refunds.create write
GET https://api.stripe.com/v1/customers/c stripe customers.get read c
POST https://api.stripe.com/v1/webhook_endpoints stripe hooks.change admin
POST https://api.twilio.com/2010-04-01/Accounts/A/Messages.json twilio messages.send write A
GET https://api.twilio.com/2010-04-01/Accounts/A/Messages.json twilio messages.list read A
POST https://api.twilio.com/2010-04-01/Accounts/A/Keys.json twilio keys.change admin A
POST https://api.sendgrid.com/v3/mail/send sendgrid mail.send write
GET https://api.sendgrid.com/v3/stats sendgrid other.get read
POST https://api.sendgrid.com/v3/api_keys sendgrid keys.change admin
GET https://kubernetes.default.svc/api/v1/namespaces/n/secrets kubernetes secrets.get admin n
POST https://abc.gr7.eu-west-1.eks.amazonaws.com/api/v1/namespaces/n/pods kubernetes pods.create write n
GET https://abc.hcp.westeurope.azmk8s.io/api/v1/namespaces/n/pods/p/log kubernetes pods.log read n/p
PUT https://kubernetes/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/x kubernetes rbac.change admin
POST https://api.cloudflare.com/client/v4/zones/z/dns_records cloudflare dns.create admin z
GET https://api.cloudflare.com/client/v4/zones cloudflare zones.list read
POST https://api.cloudflare.com/client/v4/zones/z/purge_cache cloudflare cache.purge write z
POST https://api.vercel.com/v13/deployments vercel deployments.create write
GET https://api.vercel.com/v9/projects/p/env vercel env.get admin p
GET https://api.vercel.com/v6/deployments vercel deployments.list read
POST https://api.netlify.com/api/v1/sites/s/deploys netlify deploys.create write s
DELETE https://api.netlify.com/api/v1/sites/s netlify sites.delete admin s
GET https://api.netlify.com/api/v1/sites/s netlify sites.get read s
GET https://abc.supabase.co/rest/v1/todos supabase rows.select read todos
DELETE https://abc.supabase.co/rest/v1/todos supabase rows.delete write todos
GET https://abc.supabase.co/auth/v1/admin/users supabase users.admin admin
POST https://api.supabase.com/v1/projects/p/database/query supabase database.query admin p
GET https://firestore.googleapis.com/v1/projects/p/databases/(default)/documents/c/d firebase documents.get read p
POST https://firestore.googleapis.com/v1/projects/p/databases/(default)/documents:commit firebase documents.change write p
PUT https://acme.firebaseio.com/.settings/rules.json firebase rules.change admin
POST https://api.openai.com/v1/chat/completions openai completions.create write
GET https://api.openai.com/v1/models openai other.get read
GET https://api.openai.com/v1/organization/admin_api_keys openai organization.admin admin
POST https://api.anthropic.com/v1/messages anthropic messages.create write
POST https://api.anthropic.com/v1/messages/count_tokens anthropic messages.count read
GET https://api.anthropic.com/v1/organizations/users anthropic organization.admin admin
POST https://api.datadoghq.eu/api/v2/logs/events/search datadog logs.search read
POST https://api.datadoghq.com/api/v1/monitor datadog monitors.create write
POST https://api.datadoghq.com/api/v2/users datadog users.change admin
PUT https://api.pagerduty.com/incidents/I pagerduty incidents.update write I
POST https://events.pagerduty.com/v2/enqueue pagerduty events.send write
DELETE https://api.pagerduty.com/users/U pagerduty users.change admin
GET https://bucket.s3.eu-west-1.amazonaws.com/key aws s3:GET read bucket
PUT https://bucket.s3.amazonaws.com/key aws s3:PUT write bucket
PUT https://bucket.s3.amazonaws.com/?policy aws s3:PUT admin bucket
GET https://ec2.eu-west-1.amazonaws.com/?Action=DescribeInstances aws ec2:DescribeInstances read
GET https://ec2.eu-west-1.amazonaws.com/?Action=TerminateInstances aws ec2:TerminateInstances write
POST https://iam.amazonaws.com/?Action=CreateUser aws iam:CreateUser admin
POST https://iam.amazonaws.com/ aws iam:unknown admin
POST https://sts.amazonaws.com/?Action=AssumeRole aws sts:AssumeRole admin
GET https://api.example.com/v1/things generic get read
POST https://api.example.com/v1/things generic post write
POST https://www.googleapis.com/batch/drive/v3 drive batch.send admin
POST https://www.googleapis.com/batch/gmail/v1 gmail batch.send admin
POST https://graph.microsoft.com/v1.0/$batch teams batch.send admin
POST https://acme.my.salesforce.com/services/data/v60.0/composite salesforce batch.send admin
PATCH https://identitytoolkit.googleapis.com/admin/v2/projects/p/config firebase projects.change admin
POST https://identitytoolkit.googleapis.com/v1/projects/p/tenants/t/accounts:update firebase accounts.admin admin p
POST https://firebase.googleapis.com/v1/projects/p:addFirebase firebase projects.change admin p:addFirebase
POST https://abc.supabase.co/pg/query supabase database.query admin
POST https://abc.supabase.co/graphql/v1 supabase graphql.unknown admin
GET https://kubernetes/api/v1/nodes/n/proxy/exec/ns/p/c kubernetes nodes.proxy admin
GET https://kubernetes/api/v1/namespaces/n/services/s:80/proxy/x kubernetes services.proxy admin n
GET https://kubernetes/api/v1/watch/namespaces/n/secrets kubernetes secrets.get admin n
PATCH https://kubernetes/api/v1/namespaces/n/pods/p/ephemeralcontainers kubernetes pods.exec admin n/p
POST https://kubernetes/apis/certificates.k8s.io/v1/certificatesigningrequests kubernetes certificates.change admin
GET https://api.github.com/repos/a/b/commits github other.get read a/b
POST https://api.github.com/repos/a/user-service/issues/3/labels github other.post write a/user-service
POST https://api.github.com/app/installations/1/access_tokens github other.post admin
POST https://api.github.com/repos/a/b/actions/runners/registration-token github other.post admin a/b
PUT https://api.github.com/repos/a/b/environments/prod github other.put admin a/b
GET https://api.github.com/repos/a/b/actions/secrets github secrets.list read a/b
GET https://gitlab.com/api/v4/projects/9/merge_requests gitlab other.get read 9
GET https://gitlab.com/api/v4/projects/9/variables gitlab variables.get admin 9
PUT https://gitlab.com/api/v4/projects/9/approval_rules/1 gitlab other.put admin 9
POST https://gitlab.com/api/v4/projects/9/share gitlab members.change admin 9
POST https://slack.com/api/apps.manifest.update slack apps.manifest.update admin
POST https://slack.com/api/users.setPresence slack users.setPresence write
POST https://graph.microsoft.com/v1.0/applications/A/addPassword teams other.post admin
POST https://acme.my.salesforce.com/services/data/v60.0/sobjects/PermissionSet salesforce permissions.change admin
POST https://acme.zendesk.com/api/v2/organization_memberships zendesk other.post admin
PUT https://acme.zendesk.com/api/v2/tickets/5.json zendesk tickets.update write 5
POST https://api.stripe.com/v1/account_links stripe accounts.link admin
GET https://api.twilio.com/2010-04-01/Accounts/A.json twilio accounts.get admin A
PUT https://api.cloudflare.com/client/v4/accounts/a/workers/scripts/s/secrets cloudflare secrets.change admin a
GET https://api.datadoghq.com/api/v1/api_key datadog other.get admin
GET https://s3.eu-west-1.amazonaws.com/bucket/key aws s3:GET read bucket
GET https://my.bucket.s3-eu-west-1.amazonaws.com/key aws s3:GET read my.bucket
`
  .trim()
  .split('\n')

function callOf(method: string, url: string, more: object = {}) {
  const [, host = '', path = '', query] = /^https:\/\/([^/]+)([^?]*)(?:\?(.*))?$/.exec(url) ?? []
  return serviceCall({ host, path, methods: [method], ...(query !== undefined && { query }), ...more })
}

describe('each call is what it is', () => {
  for (const line of CALLS) {
    const [method = '', url = '', service, operation, access, resource] = line.split(' ')
    test(`${method} ${url}`, () => {
      assert.deepEqual(callOf(method, url), {
        service,
        operation,
        access,
        ...(resource !== undefined && { resource }),
      })
    })
  }

  test('every service has at least three of them', () => {
    for (const name of [...SERVICES.map((service) => service.name).filter((one) => one !== 'linear'), 'aws'])
      assert.ok(CALLS.filter((line) => line.split(' ')[2] === name).length >= 3, name)
  })
})

test('what is admin in a cluster is admin on any host, and no path makes a call of an unknown host milder', () => {
  const at = 'https://k8s.acme.example:6443'
  for (const [method, path] of [
    ['GET', '/api/v1/namespaces/n/secrets/db'],
    ['GET', '/api/v1/secrets'],
    ['POST', '/api/v1/namespaces/n/pods/p/exec'],
    ['POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'],
  ] as const) {
    const { service, access } = callOf(method, at + path)
    assert.deepEqual([service, access], ['kubernetes', 'admin'], path)
  }
  for (const path of [
    '/api/v1/namespaces/n/pods/p/log',
    '/api/v1/namespaces/n/pods',
    '/api/v1/things',
    '/apis/x',
  ])
    for (const method of ['GET', 'POST'])
      assert.equal(callOf(method, at + path).service, 'generic', `${method} ${path}`)
})

test('a host that only looks like that of a service is generic', () => {
  for (const host of [
    'api.github.com.evil.example',
    'evilapi.github.com',
    'api-github.com',
    'github.com',
    'api.github.co',
    'xapi.stripe.com',
    'slack.com.example',
    'notslack.com',
    'atlassian.net',
    'amazonaws.com.example',
    'evilamazonaws.com',
    'my.salesforce.com.example',
    'api.openai.com@evil.example',
  ])
    assert.equal(callOf('GET', `https://${host}/api/v1/x`).service, 'generic', host)
  assert.equal(callOf('GET', 'https://api.github.com./user').service, 'github')
})

test('GraphQL: what changes something is found in the body, and a hidden body is the strictest', () => {
  const at = 'https://api.linear.app/graphql'
  function asked(query: string) {
    return callOf('POST', at, { body: { query } })
  }
  assert.deepEqual(asked('{ issues { nodes { id } } }'), {
    service: 'linear',
    operation: 'graphql.query',
    access: 'read',
  })
  assert.deepEqual(asked('mutation { issueCreate(input: {title: "a"}) { success } }'), {
    service: 'linear',
    operation: 'graphql.issueCreate',
    access: 'write',
  })
  assert.equal(asked('query { a }\n# x\nmutation M { webhookCreate { id } }').access, 'admin')
  assert.equal(asked('mutation{ok: issueCreate{id} x: userSuspend{id}}').access, 'admin')
  assert.equal(
    callOf('POST', at, { body: [{ query: '{a}' }, { query: 'mutation {issueDelete}' }] }).access,
    'write',
  )
  for (const body of [undefined, 'mutation {a}', { query: 7 }, [{}]])
    assert.equal(callOf('POST', at, { body }).access, 'admin')
  assert.equal(callOf('POST', at, { body: { query: '{a}' }, isBodyHidden: true }).access, 'admin')
  // Whoever asks about many calls reads their body once.
  const shared = callOf('POST', at, { graphql: () => ({ operation: 'graphql.shared', access: 'write' }) })
  assert.equal(shared.operation, 'graphql.shared')
})

test('GraphQL: neither strings nor comments, aliases or fragments hide what changes something', () => {
  function asked(query: string) {
    const { operation, access } = callOf('POST', 'https://api.github.com/graphql', { body: { query } })
    return `${operation} ${access}`
  }
  for (const [query, expected] of Object.entries({
    '{ search(q: "#") { id } } mutation M { deleteRepository(input: {}) { id } }':
      'graphql.deleteRepository admin',
    '{ a(q: """ # \\""" " """) } mutation { deleteRepository }': 'graphql.deleteRepository admin',
    '# "\nmutation { deleteRepository } # "': 'graphql.deleteRepository admin',
    'mutation { createIssue(title: "(") { id } deleteRepository { id } }': 'graphql.mutation admin',
    'mutation { createIssue(title: "}") { id } deleteRepository { id } }': 'graphql.mutation admin',
    'mutation { createIssue: deleteRepository { id } }': 'graphql.deleteRepository admin',
    'mutation { createIssue ,\n: deleteRepository { id } }': 'graphql.deleteRepository admin',
    'mutation { ... on Mutation { deleteRepository { id } } }': 'graphql.deleteRepository admin',
    'mutation { ... @include(if: true) { ... { deleteRepository { id } } } }':
      'graphql.deleteRepository admin',
    'mutation { ...F } fragment F on Mutation { ...G } fragment G on Mutation { deleteRepository }':
      'graphql.deleteRepository admin',
    'mutation fragment { deleteRepository { id } }': 'graphql.deleteRepository admin',
    'mutation { createIssue { id } addStar { id } }': 'graphql.mutation write',
    'mutation { createIssue @skip(if: false) { issue { user { key } ...F } } } fragment F on Issue { owner }':
      'graphql.createIssue write',
    [`mutation { ${Array.from({ length: 51 }, (_, at) => `addStar${at}`).join()} deleteRepository }`]:
      'graphql.mutation admin',
    '{ search(q: "mutation { deleteRepository }") { id } }': 'graphql.query read',
    '{ a(q: "open) } mutation { b }': 'graphql.unknown admin',
    '{ a(q: """open) } mutation { b }': 'graphql.unknown admin',
  }))
    assert.equal(asked(query), expected, query)
  const batch = [{ query: '{ a } """' }, { query: 'mutation { deleteRepository } #"""' }]
  assert.equal(callOf('POST', 'https://api.github.com/graphql', { body: batch }).access, 'admin')
})

test('GraphQL: a text that is never closed is read once', () => {
  for (const query of ['"""', '"'].map((quote) => quote + `\\${quote}`.repeat(90_000 / (quote.length + 1))))
    assert.equal(callOf('POST', 'https://api.github.com/graphql', { body: { query } }).access, 'admin')
})

test('Amazon: an action beside another one, or one that is written otherwise, hides nothing', () => {
  const list = '?Action=ListUsers'
  for (const [query, more] of [
    ['?%41ction=DeleteUser', {}],
    ['?Action=Delete%55ser', {}],
    [list, { body: 'Version=1&Action=DeleteUser' }],
    [list, { body: `Padding=${'x'.repeat(30_000)}&Action=DeleteUser` }],
    [list, { body: { Action: 'DeleteUser' } }],
    [list, { isBodyHidden: true }],
    ['', { body: 'Action=DeleteUser', targets: ['X.ListUsers'] }],
    ['', { targets: ['X.ListUsers', 'X.DeleteUser'] }],
  ] as const)
    assert.equal(callOf('POST', `https://iam.amazonaws.com/${query}`, more).access, 'admin', query)
  const read = callOf('POST', 'https://dynamodb.amazonaws.com/', {
    targets: ['DynamoDB_20120810.Query'],
    body: { Action: 'events:PutEvents' },
  })
  assert.deepEqual([read.operation, read.access], ['dynamodb:Query', 'read'])
  assert.equal(callOf('PUT', 'https://bucket.s3.amazonaws.com/?%70olicy').access, 'admin')
})

test('an encoded slash may part two names, and what climbs behind one is unclear', () => {
  const issues = 'https://api.github.com/repos/a/b'
  assert.equal(callOf('PUT', `${issues}%2Fcollaborators%2feve`).operation, 'collaborators.add')
  assert.equal(callOf('POST', `${issues}/issues/..%2Fhooks`).operation, 'unclear')
  assert.equal(callOf('POST', `${issues}/issues/%2e%2e%2fhooks`).operation, 'unclear')
  const project = callOf('POST', 'https://gitlab.com/api/v4/projects/g%2Fp/issues')
  assert.deepEqual([project.operation, project.access], ['issues.create', 'write'])
})

test('of several methods the strictest counts, and a path that leads nobody knows where is the strictest', () => {
  const url = { host: 'api.github.com', path: '/repos/a/b' }
  assert.equal(serviceCall({ ...url, methods: ['POST', 'DELETE'] }).operation, 'repos.delete')
  for (const path of [
    '/repos/a/b/../../x',
    '/repos/a/%2e%2e/x',
    '/repos/a%252fb',
    '/repos\\a',
    '/repos/a/b;x=1',
    `/${'a'.repeat(5000)}`,
  ])
    assert.deepEqual(
      [
        serviceCall({ ...url, path, methods: ['GET'] }).operation,
        serviceCall({ ...url, path, methods: ['GET'] }).access,
      ],
      ['unclear', 'admin'],
      path,
    )
})

test('whatever is called, there is an answer', () => {
  const hosts = [
    ...SERVICES.flatMap((service) => service.hosts.map((host) => host.replace('*', 'a'))),
    'iam.amazonaws.com',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...hosts),
      fc.webPath(),
      fc.string(),
      fc.anything(),
      (host, path, method, body) => {
        const { service, access } = serviceCall({ host, path, methods: [method], body, query: path })
        assert.ok(service.length > 0 && access.length > 0)
      },
    ),
    { numRuns: 500 },
  )
})
