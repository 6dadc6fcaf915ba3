// Makes an admin key for whoever runs the server, when an org has lost its last one.

import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { keyMembers, newKey } from './make.ts'

const BYTES = 8 * 1024

/** Recorded as an act of the service: no key and no member stands behind it. Answers the secret, shown this once. */
export async function replaceAdminKey(context: Context, orgId: string): Promise<string> {
  const { key, secret } = newKey(context, orgId, { name: 'admin key of the command line', scopes: ['admin'] })
  const name = committed(context, 'key.name', key.name)
  return context.store.record(orgId, {
    needs: {},
    bytes: BYTES,
    configures: true,
    decide: ({ now }) => ({
      entries: [
        {
          draft: { type: 'key.created', actor: 'system', key: { ...keyMembers(key), name: name.commitment } },
          disclosures: [name.disclosure],
          changes: [
            {
              kind: 'key.create',
              key: { ...key, createdAt: now },
              hash: context.store.keys.hashOf(secret),
            },
          ],
        },
      ],
      answer: () => secret,
    }),
  })
}
