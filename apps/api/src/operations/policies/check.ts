// Checks a document without publishing it.
import { isParsed } from '@countersign/policy/publish'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'

import { currentConfig } from '../current.ts'
import { summaries } from './answer.ts'
import { documentOf } from './document.ts'
import { findings } from './findings.ts'
import { toolsOf } from './live.ts'

export function checkPolicies(context: Context): Handler<'policies.check'> {
  return async (call, request) => {
    const config = await currentConfig(context, call)
    const document = documentOf(request)
    const checked = await context.checker.check(call.caller.orgId, { document, tools: toolsOf(config) })
    return {
      ok: checked.ok,
      digest: context.digestOf(document),
      policies: isParsed(document, checked) ? summaries(document, checked.policies) : [],
      ...(await findings(context, call, config, request.environment, document, checked)),
    }
  }
}
