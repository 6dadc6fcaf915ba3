// Netlify's API.
import type { Service } from '../model.ts'

/** Netlify's API. */
export const netlify: Service = {
  name: 'netlify',
  hosts: ['api.netlify.com'],
  bases: ['/api/{v}'],
  calls: `
    GET /sites/** sites.get read
    POST /sites sites.create write
    PATCH|PUT /sites/{site} sites.update admin
    DELETE /sites/{site} sites.delete admin
    POST /sites/{site}/deploys deploys.create write
    POST /sites/{site}/deploys/{_}/restore deploys.restore write
    POST /sites/{site}/builds builds.run write
    POST /build_hooks/{_} builds.run write
    GET /accounts/{account}/env/** env.list admin
    POST|PUT|PATCH|DELETE /accounts/{account}/env/** env.change admin
    POST|PUT|DELETE /{_}/members/** members.change admin
    POST|PUT|DELETE /dns_zones/** dns.change admin
    POST|PUT|DELETE /hooks/** hooks.change admin
    POST|DELETE /deploy_keys/** keys.change admin
  `,
}
