export function publishPolicies(context: Context): Handler<'policies.publish'> {
  return async (call, request) => publish(context, call, 'policies.publish', request, documentOf(request))
}

type Where = Pick<Input<'policies.publish'>, 'environment' | 'based_on' | 'reason'>

/** Checks a document and makes it live as a new version, or refuses. */
async function publish(
  context: Context,
  call: Call,
  operation: string,
  where: Where,
  document: PolicyDocument,
): Promise<Published> {
  const config = await currentConfig(context, call)
  const checked = await context.checker.check(call.caller.orgId, { document, tools: toolsOf(config) })
  refuse(checked)
  const digest = context.digestOf(document)
  const found = await findings(context, call, config, where.environment, document, checked)
  return goLive(context, call, operation, where, config, found, (view) => {
    const version: StoredVersion = {
      version: view.config.latestVersion + 1,
      digest,
      document,
      parsed: checked.policies,
      createdBy: call.caller.keyId,
      createdAt: view.now,
    }
    return { version, added: [{ kind: 'policy.add', version }] }
  })
}

type Chosen = { version: Pick<StoredVersion, 'version' | 'digest'>; added: Change[] }

async function goLive(
  context: Context,
  call: Call,
  operation: string,
  where: Where,
  checkedAgainst: OrgConfig,
  found: Pick<Published, 'problems' | 'tests' | 'diff'>,
  choose: (view: View) => Chosen,
): Promise<Published> {
  const environment = where.environment ?? EVERYWHERE
  const why = where.reason === undefined ? undefined : committed(context, 'change.reason', where.reason)
  const made = await change(context, call, operation, {
    make(view) {
      requireUnchanged(view.config, checkedAgainst, where)
      const { version, added } = choose(view)
      return {
        draft: {
          type: 'policy.published',
          policy: { version: version.version, digest: version.digest },
          ...(where.environment !== undefined && { environment: where.environment }),
          ...(why && { change: { reason: why.commitment } }),
        },
        committed: [why],
        changes: [...added, { kind: 'policy.live', version: version.version, environment, at: view.now }],
      }
    },
  })
  const version = 'policy' in made.payload ? (made.payload.policy?.version ?? 0) : 0
  const stored = await context.store.policies.get(call.caller.orgId, version)
  if (stored === undefined) throw new ApiError('not_found')
  return { ...versionAnswer(stored), environment, ...found, receipt: receiptRef(made) }
}

/** What was checked must be what becomes live: against these tools, and after this version. */
function requireUnchanged(now: OrgConfig, then: OrgConfig, where: Where): void {
  const live = liveIn(now, where.environment)
  if (where.based_on !== undefined && where.based_on !== live) {
    throw new ApiError('policy.conflict', {
      detail: `you started from version ${where.based_on}, and version ${live} is live`,
    })
  }
  if (JSON.stringify(toolsOf(now)) !== JSON.stringify(toolsOf(then))) {
    throw new ApiError('policy.conflict', { detail: 'the tools changed while the policies were checked' })
  }
}

/** An earlier version as it was, so it keeps its number; tools may have changed since, so it is checked again. */
export function rollbackPolicies(context: Context): Handler<'policies.rollback'> {
  return async (call, request) => {
    const config = await currentConfig(context, call)
    const { orgId } = call.caller
    const wanted = request.version ?? liveIn(config, request.environment) - 1
    const stored = await context.store.policies.get(orgId, wanted)
    if (stored === undefined) throw new ApiError('not_found', { detail: `there is no version ${wanted}` })
    const checked = await context.checker.check(orgId, { document: stored.document, tools: toolsOf(config) })
    refuse(checked, `version ${wanted}`)
    const found = await findings(context, call, config, request.environment, stored.document, checked)
    return goLive(context, call, 'policies.rollback', request, config, found, () => ({
      version: stored,
      added: [],
    }))
  }
}

/** The live version with some of its shadow policies enforced, as a new version. */
export function promotePolicies(context: Context): Handler<'policies.promote'> {
  return async (call, request) => {
    const config = await currentConfig(context, call)
    const live = liveIn(config, request.environment)
    const stored = await context.store.policies.get(call.caller.orgId, live)
    if (stored === undefined) throw new ApiError('not_found')
    const { document } = stored
    const modes = { ...document.settings?.modes }
    const shadow = Object.keys(modes).filter((id) => modes[id] === 'shadow')
    const named = request.policies ?? shadow
    const missing = named.filter((id) => !shadow.includes(id))
    if (named.length === 0 || missing.length > 0) {
      throw new ApiError('policy.no_shadow', {
        ...(missing.length > 0 && { detail: `not in shadow mode: ${missing.slice(0, 10).join(', ')}` }),
      })
    }
    for (const id of named) delete modes[id]
    const promoted = { ...document, settings: { ...document.settings, modes } }
    const where = { ...request, based_on: request.based_on ?? live }
    return publish(context, call, 'policies.promote', where, promoted)
  }
}
