// What somebody sees who has just made an org: its first key, and what to paste.
import { fileURLToPath } from 'node:url'
import { scopesOfRole } from '@countersign/contract'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { homeOf, type Page } from './layout.ts'

/** The key is shown this once: the page is made of the answer to a form, and kept nowhere. */
export function firstSteps({ orgId, adminKey }: { orgId: string; adminKey: string }, url: string): Page {
  return {
    title: 'Your org is ready',
    body: html`<h2 id="key">Its first key</h2>
<p>It may do everything in the org, and is shown this once. Keep it where you keep passwords.</p>
<pre aria-labelledby="key" id="first-key">${adminKey}</pre>
<h2>A first call</h2>
<p>Register an agent, and ask before it acts:</p>
<pre id="first-call">${firstCall(url, adminKey)}</pre>
<h2>For an agent with MCP</h2>
${mcpBlock(url, adminKey)}
<p>Give each agent <a href="/o/${orgId}/keys">a key of its own</a> before it does anything that matters: it can then hold only what an agent needs.</p>
<p><a class="button" href="${homeOf(orgId, scopesOfRole('owner'))}">To your org</a></p>`,
  }
}

function firstCall(url: string, key: string): string {
  return `KEY=${key}
AGENT=$(curl -s ${url}/v1/agents -H "authorization: Bearer $KEY" \\
  -H 'content-type: application/json' -d '{"name":"my first agent"}' | sed 's/.*"id":"\\(agt_[a-z0-9]*\\)".*/\\1/')
curl -s ${url}/v1/gate -H "authorization: Bearer $KEY" -H 'content-type: application/json' \\
  -d '{"agent_id":"'$AGENT'","action":"read_file","arguments":{"path":"README.md"}}'`
}

/** Where the machine that reads the page is the one that serves it, the block works as it is pasted. */
const CLONE = fileURLToPath(new URL('../../../../../', import.meta.url)).replace(/\/$/, '')
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

export function mcpBlock(url: string, key: string): Html {
  const isHere = LOOPBACK.has(new URL(url).hostname)
  const clone = isHere ? CLONE : '/path/to/countersign'
  const settings = {
    mcpServers: {
      countersign: {
        command: 'node',
        args: [`${clone}/scripts/run.mjs`, 'node', `${clone}/packages/mcp/src/main.ts`],
        env: { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key },
      },
    },
  }
  return html`<pre id="mcp">${JSON.stringify(settings, null, 2)}</pre>
${!isHere && html`<p class="quiet">Put the path of a clone of the repository in place of <code>/path/to/countersign</code>.</p>`}`
}
