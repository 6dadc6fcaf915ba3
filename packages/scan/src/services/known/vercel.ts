// Vercel's API.
import type { Service } from '../model.ts'

/** Vercel's API. */
export const vercel: Service = {
  name: 'vercel',
  hosts: ['api.vercel.com'],
  calls: `
    GET /{v}/deployments deployments.list read
    GET /{v}/deployments/** deployments.get read
    POST /{v}/deployments deployments.create write
    DELETE /{v}/deployments/{deployment} deployments.delete write
    PATCH /{v}/deployments/{deployment}/cancel deployments.cancel write
    POST /{v}/projects projects.create write
    PATCH /{v}/projects/{project} projects.update admin
    DELETE /{v}/projects/{project} projects.delete admin
    GET /{v}/projects/{project}/env/** env.get admin
    POST|PATCH|DELETE /{v}/projects/{project}/env/** env.change admin
    POST /{v}/projects/{project}/domains domains.change admin
    DELETE /{v}/projects/{project}/domains/** domains.change admin
    POST|PATCH|DELETE /{v}/domains/** domains.change admin
    POST|PATCH|DELETE /{v}/teams/** teams.change admin
    POST|DELETE /{v}/user/tokens/** tokens.change admin
    POST|DELETE /{v}/webhooks/** hooks.change admin
  `,
}
