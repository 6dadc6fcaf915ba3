// GitLab's REST and GraphQL API.
import type { Service } from '../model.ts'

/** GitLab's REST and GraphQL API. */
export const gitlab: Service = {
  name: 'gitlab',
  hosts: ['gitlab.com'],
  bases: ['/api/{v}'],
  graphql: '/api/graphql',
  calls: `
    GET /projects/{project} projects.get read
    POST /projects projects.create write
    PUT /projects/{project} projects.update admin
    DELETE /projects/{project} projects.delete admin
    PUT /projects/{project}/transfer projects.transfer admin
    POST|PUT|DELETE /projects/{project}/members/** members.change admin
    POST|PUT|DELETE /groups/{group}/members/** members.change admin
    POST|DELETE /projects/{project}/protected_branches/** branches.protect admin
    GET /projects/{project}/variables/** variables.get admin
    GET /groups/{group}/variables/** variables.get admin
    POST|PUT|DELETE /projects/{project}/variables/** variables.change admin
    POST|PUT|DELETE /groups/{group}/variables/** variables.change admin
    POST|DELETE /projects/{project}/share/** members.change admin
    POST|DELETE /groups/{group}/share/** members.change admin
    POST|PUT|DELETE /projects/{project}/hooks/** hooks.change admin
    POST|PUT|DELETE /projects/{project}/deploy_keys/** keys.change admin
    POST|DELETE /projects/{project}/access_tokens/** tokens.change admin
    POST|PUT|DELETE /users/** users.change admin
    POST /projects/{project}/issues issues.create write
    PUT /projects/{project}/issues/{_} issues.update write
    POST /projects/{project}/issues/{_}/notes comments.create write
    POST /projects/{project}/merge_requests merge_requests.create write
    PUT /projects/{project}/merge_requests/{_}/merge merge_requests.merge write
    POST|PUT|DELETE /projects/{project}/repository/files/** files.change write
    POST /projects/{project}/repository/commits commits.create write
    POST /projects/{project}/pipeline pipelines.run write
    POST /projects/{project}/trigger/pipeline pipelines.run write
  `,
}
