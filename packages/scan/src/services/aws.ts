// Amazon's APIs: the service from the host, the operation from an action, a target header or the method.
import type { HttpCall, ServiceAccess, ServiceCall } from './model.ts'

const READS =
  /^(?:Get|List|Describe|Head|Search|Lookup|BatchGet|Select|Query|Scan|Check|Estimate|Preview|Test|Validate|Simulate)(?=[A-Z]|$)/
const POWER =
  /Polic(?:y|ies)|Permission|Role|User|Group(?!s?Metrics)|Key|Acl|Grant|Principal|Credential|Token|Secret|SecurityGroup|Trust|Login|Password|Mfa|Certificate|PublicAccess|Organization|Account|Trail|Logging|Guard/
const GUARDED = new Set(
  'iam organizations kms sso account cloudtrail config guardduty securityhub access-analyzer'.split(' '),
)
/** Reads that hand over what opens something else. */
const SECRETS =
  /^(?:GetSecretValue|BatchGetSecretValue|GetParameters?(?:ByPath)?|Decrypt|GenerateDataKey.*|GetSessionToken|AssumeRole.*|GetFederationToken|GetPasswordData|CreateAccessKey|GetAuthorizationToken|GetLoginProfile)$/
const REGION = /^(?:[a-z]{2}(?:-[a-z]+)+-\d|global|dualstack|fips)$/
const PARTS = new Set([
  'policy',
  'acl',
  'publicaccessblock',
  'ownershipcontrols',
  'cors',
  'website',
  'replication',
  'encryption',
  'logging',
])

/** What a call of an Amazon host is. */
export function awsCall(call: HttpCall, method: string): ServiceCall {
  const service = serviceOf(call.host)
  const [action, ...others] = actionsOf(call)
  // Which of several a server believes is for the server to say, and what is hidden may name another one.
  const isUnknown =
    others.length > 0 || (isActionExpected(call, service, method) && call.isBodyHidden === true)
  if (action !== undefined && !isUnknown) return named(service, action)
  if (isUnknown || isActionExpected(call, service, method))
    return { service: 'aws', operation: `${service}:unknown`, access: 'admin' }
  const bucket = service === 's3' ? bucketOf(call) : ''
  return {
    service: 'aws',
    operation: `${service}:${method}`,
    access: restAccess(call, service, method),
    ...(bucket !== '' && { resource: bucket }),
  }
}

const BUCKET_MAX = 200

/** In front of the host, or first in the path. */
function bucketOf({ host, path }: HttpCall): string {
  const before = /^(.+?)\.s3[.-]/.exec(host)?.[1]
  const first = path.split('/').find((part) => part !== '') ?? ''
  return (before ?? decoded(first)).slice(0, BUCKET_MAX).toWellFormed()
}

/** As it was written before regions were labels of their own. */
const OLD_S3 = /^s3-[a-z]{2}(?:-[a-z]+)+-\d$/

/** `bucket.s3.eu-west-1.amazonaws.com` is a call of `s3`. */
function serviceOf(host: string): string {
  const labels = host
    .replace(/\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/, '')
    .split('.')
    .filter((label) => !REGION.test(label))
  return (labels.at(-1) ?? 'unknown').replace(/-(?:fips|dualstack)$/, '').replace(OLD_S3, 's3')
}

/** Every action that the call names: in a header, in its query, and in its body as a form or as an object. */
function actionsOf({ query, body, targets = [] }: HttpCall): string[] {
  const found = [
    ...targets.map((target) => target.split('.').at(-1) ?? ''),
    ...(query === undefined ? [] : valuesIn(query)),
    ...(typeof body === 'string' ? valuesIn(body) : membersOf(body)),
  ]
  return [...new Set(found)].filter((name) => /^[A-Z][A-Za-z0-9]{1,63}$/.test(name))
}

const MEMBER = /(?:^|&)([^=&]{1,64})=([^&]{0,200})/g

function valuesIn(form: string): string[] {
  return [...form.matchAll(MEMBER)].flatMap(([, name = '', value = '']) =>
    decoded(name) === 'Action' ? [decoded(value)] : [],
  )
}

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function membersOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('Action' in body)) return []
  return typeof body.Action === 'string' ? [body.Action] : []
}

function named(service: string, action: string): ServiceCall {
  return { service: 'aws', operation: `${service}:${action}`, access: accessOf(service, action) }
}

function accessOf(service: string, action: string): ServiceAccess {
  if (SECRETS.test(action) || service === 'sts') return action === 'GetCallerIdentity' ? 'read' : 'admin'
  if (READS.test(action)) return 'read'
  return GUARDED.has(service) || POWER.test(action) ? 'admin' : 'write'
}

/** Services whose every call is a POST to `/` with an action. */
function isActionExpected({ path }: HttpCall, service: string, method: string): boolean {
  return method === 'POST' && (path === '' || path === '/') && service !== 's3'
}

function restAccess({ path, query = '' }: HttpCall, service: string, method: string): ServiceAccess {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')
    return service === 'secretsmanager' ? 'admin' : 'read'
  const parts = query.split('&').map((part) => decoded(part.split('=')[0] ?? '').toLowerCase())
  const isPower =
    parts.some((part) => PARTS.has(part)) ||
    (service !== 's3' && /\/(?:policy|permissions?|roles?|users?|keys?)(?:\/|$)/i.test(path))
  return GUARDED.has(service) || isPower ? 'admin' : 'write'
}
