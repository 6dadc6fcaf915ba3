// GitHub's REST and GraphQL API.
import type { Service } from '../model.ts'

/** GitHub's REST and GraphQL API. */
export const github: Service = {
  name: 'github',
  hosts: ['api.github.com', 'uploads.github.com'],
  graphql: '/graphql',
  calls: `
    GET /user user.get read
    GET /repos/{owner}/{repo} repos.get read
    PATCH /repos/{owner}/{repo} repos.update admin
    DELETE /repos/{owner}/{repo} repos.delete admin
    POST /repos/{owner}/{repo}/transfer repos.transfer admin
    POST /repos/{owner}/{repo}/forks repos.fork write
    POST /user/repos repos.create write
    POST /orgs/{org}/repos repos.create write
    GET /repos/{owner}/{repo}/collaborators/** collaborators.get read
    PUT /repos/{owner}/{repo}/collaborators/{_} collaborators.add admin
    DELETE /repos/{owner}/{repo}/collaborators/{_} collaborators.remove admin
    PUT|PATCH|POST|DELETE /repos/{owner}/{repo}/branches/{_}/protection/** branches.protect admin
    POST|PUT|PATCH|DELETE /repos/{owner}/{repo}/rulesets/** rulesets.change admin
    POST|PATCH|DELETE /repos/{owner}/{repo}/hooks/** hooks.change admin
    POST|DELETE /repos/{owner}/{repo}/keys/** keys.change admin
    PUT|DELETE /repos/{owner}/{repo}/actions/secrets/{_} secrets.change admin
    PUT|DELETE /orgs/{org}/actions/secrets/{_} secrets.change admin
    GET /repos/{owner}/{repo}/actions/secrets/** secrets.list read
    GET /orgs/{org}/actions/secrets/** secrets.list read
    GET /repos/{owner}/{repo}/actions/variables/** variables.get read
    PUT|PATCH|DELETE /repos/{owner}/{repo}/actions/permissions/** permissions.change admin
    POST /repos/{owner}/{repo}/actions/workflows/{_}/dispatches workflows.run write
    POST /repos/{owner}/{repo}/dispatches workflows.run write
    GET /repos/{owner}/{repo}/contents/** contents.get read
    PUT /repos/{owner}/{repo}/contents/** contents.put write
    DELETE /repos/{owner}/{repo}/contents/** contents.delete write
    POST|PATCH|DELETE /repos/{owner}/{repo}/git/** git.change write
    POST /repos/{owner}/{repo}/merges branches.merge write
    GET /repos/{owner}/{repo}/issues/** issues.get read
    POST /repos/{owner}/{repo}/issues issues.create write
    PATCH /repos/{owner}/{repo}/issues/{_} issues.update write
    POST /repos/{owner}/{repo}/issues/{_}/comments comments.create write
    POST /repos/{owner}/{repo}/pulls pulls.create write
    PATCH /repos/{owner}/{repo}/pulls/{_} pulls.update write
    PUT /repos/{owner}/{repo}/pulls/{_}/merge pulls.merge write
    POST /repos/{owner}/{repo}/pulls/{_}/reviews pulls.review write
    POST /repos/{owner}/{repo}/releases releases.create write
    PUT|DELETE /orgs/{org}/memberships/{_} members.change admin
    DELETE /orgs/{org}/members/{_} members.change admin
    PUT|DELETE /orgs/{org}/teams/** teams.change admin
    PUT|DELETE /teams/** teams.change admin
    POST /orgs/{org}/invitations members.invite admin
    PATCH /orgs/{org} orgs.update admin
    POST|DELETE /user/keys/** keys.change admin
    POST /gists gists.create write
    GET /search/{_} search read
    POST /markdown markdown.render read
  `,
}
