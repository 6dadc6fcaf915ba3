// Cloudflare's API.
import type { Service } from '../model.ts'

/** Cloudflare's API. */
export const cloudflare: Service = {
  name: 'cloudflare',
  hosts: ['api.cloudflare.com'],
  bases: ['/client/{v}'],
  graphql: '/client/v4/graphql',
  calls: `
    GET /zones zones.list read
    POST /zones zones.create admin
    PATCH|DELETE /zones/{zone} zones.change admin
    GET /zones/{zone}/dns_records/** dns.get read
    POST /zones/{zone}/dns_records dns.create admin
    PUT|PATCH|DELETE /zones/{zone}/dns_records/{_} dns.change admin
    PUT|PATCH /zones/{zone}/settings/** settings.change admin
    POST|PUT|PATCH|DELETE /zones/{zone}/firewall/** firewall.change admin
    POST|PUT|PATCH|DELETE /zones/{zone}/rulesets/** firewall.change admin
    POST|DELETE /zones/{zone}/purge_cache cache.purge write
    PUT|PATCH|DELETE /accounts/{account}/workers/scripts/{_}/secrets/** secrets.change admin
    PUT|DELETE /accounts/{account}/workers/scripts/** workers.change write
    POST|PUT|DELETE /accounts/{account}/workers/** workers.change write
    POST|PUT|DELETE /accounts/{account}/members/** members.change admin
    POST|PUT|DELETE /user/tokens/** tokens.change admin
    PUT|DELETE /accounts/{account}/storage/kv/** kv.change write
    POST /accounts/{account}/d1/database/{_}/query database.query write
    POST|PUT|DELETE /accounts/{account}/access/** access.change admin
  `,
}
