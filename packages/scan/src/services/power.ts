// Words of paths and operations that mean power: what is changed there decides who may do what.

const POWER = new Set(
  `user member membership role permission policy group team key token apikey secret hook webhook invite invitation admin acl oauth
  sso saml scim setting billing domain dns access collaborator organization account credential password passwd certificate
  rule ruleset protection runner variable env environment owner delegate forwarding share manifest mfa identity`
    .trim()
    .split(/\s+/),
)

const WORDS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g

/** Whether a part of a path names something of power: by its last word, since `user-service` is a service. */
export function meansPower(part: string): boolean {
  const last = (part.replace(/\.(?:json|xml)$/, '').match(WORDS) ?? []).at(-1)?.toLowerCase() ?? ''
  return POWER.has(last) || POWER.has(last.replace(/s$/, '')) || POWER.has(last.replace(/ies$/, 'y'))
}

/** What hands over secrets to whoever reads it, as the whole part of a path. */
const SECRETS = new Set(
  `secret secrets variable variables env env_vars environment_variables credential credentials password passwords api_key api_keys
  api-key api-keys apikey apikeys application_key application_keys`
    .trim()
    .split(/\s+/),
)

/** Whether what stands under a part of a path are secrets. */
export function holdsSecrets(part: string): boolean {
  return SECRETS.has(part.replace(/\.(?:json|xml)$/, '').toLowerCase())
}

const POWER_NAMES = new Set(
  'admin auth oauth apps manifest tokens permissions usergroups approvals'.split(' '),
)

/** Whether the name of an operation, such as `apps.manifest.update`, is one of power. */
export function namesPower(operation: string): boolean {
  return operation.split('.').some((part) => POWER_NAMES.has(part.toLowerCase()))
}
