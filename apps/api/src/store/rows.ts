// Agents and keys: ordinary reads, and what a row means.
import type { Scope } from '@countersign/contract'
import { and, asc, eq, gt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Agent, AgentStatus, ApiKey, Page, Store } from '../ports.ts'
import { type Database, readFor } from './pool.ts'
import { agents, apiKeys } from './schema.ts'

export function agentReader(db: Database): Store['agents'] {
  return {
    list: (orgId, page) =>
      readFor(db, orgId, async (client) => {
        const found = await drizzle(client)
          .select()
          .from(agents)
          .where(
            and(
              eq(agents.orgId, orgId),
              page.after === undefined ? undefined : gt(agents.id, page.after),
              page.status === undefined ? undefined : eq(agents.status, page.status),
            ),
          )
          .orderBy(asc(agents.id))
          .limit(page.limit + 1)
        return pageOf(found.map(agentOf), page.limit)
      }),
    get: (orgId, id) =>
      readFor(db, orgId, async (client) => {
        const found = await drizzle(client)
          .select()
          .from(agents)
          .where(and(eq(agents.orgId, orgId), eq(agents.id, id)))
        return found[0] && agentOf(found[0])
      }),
  }
}

export function keyReader(db: Database): Store['keys'] {
  return {
    list: (orgId, page) =>
      readFor(db, orgId, async (client) => {
        const found = await drizzle(client)
          .select()
          .from(apiKeys)
          .where(
            and(eq(apiKeys.orgId, orgId), page.after === undefined ? undefined : gt(apiKeys.id, page.after)),
          )
          .orderBy(asc(apiKeys.id))
          .limit(page.limit + 1)
        return pageOf(found.map(keyOf), page.limit)
      }),
    get: (orgId, id) =>
      readFor(db, orgId, async (client) => {
        const found = await drizzle(client)
          .select()
          .from(apiKeys)
          .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.id, id)))
        return found[0] && keyOf(found[0])
      }),
  }
}

function pageOf<T>(rows: T[], limit: number): Page<T> {
  return { rows: rows.slice(0, limit), more: rows.length > limit }
}

export function agentOf(row: typeof agents.$inferSelect): Agent {
  const { orgId: _, status, ...rest } = row
  return { ...rest, status: status as AgentStatus }
}

export function keyOf(row: typeof apiKeys.$inferSelect): ApiKey {
  const { orgId: _, hash: __, scopes, ...rest } = row
  return { ...rest, scopes: scopes as Scope[] }
}
