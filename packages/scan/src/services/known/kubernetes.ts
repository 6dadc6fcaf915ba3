// The API of Kubernetes, on the hosts of managed clusters and within a cluster.
import type { Service } from '../model.ts'

/** The API of Kubernetes, on the hosts of managed clusters and within a cluster. */
export const kubernetes: Service = {
  name: 'kubernetes',
  hosts: [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
    '*.eks.amazonaws.com',
    '*.azmk8s.io',
    '*.gke.goog',
    '*.k8s.ondigitalocean.com',
    '*.k8s.scw.cloud',
  ],
  calls: `
    GET /api/v1/namespaces/{ns}/secrets/** secrets.get admin
    GET /api/v1/secrets secrets.list admin
    GET /api/v1/watch/namespaces/{ns}/secrets/** secrets.get admin
    GET /api/v1/watch/secrets secrets.list admin
    ANY /api/v1/nodes/{_}/proxy/** nodes.proxy admin
    ANY /api/v1/namespaces/{ns}/pods/{pod}/proxy/** pods.proxy admin
    ANY /api/v1/namespaces/{ns}/services/{_}/proxy/** services.proxy admin
    PUT|PATCH /api/v1/namespaces/{ns}/pods/{pod}/ephemeralcontainers pods.exec admin
    POST|PUT|PATCH|DELETE /api/v1/namespaces/{ns}/secrets/** secrets.change admin
    GET|POST /api/v1/namespaces/{ns}/pods/{pod}/exec pods.exec admin
    GET|POST /api/v1/namespaces/{ns}/pods/{pod}/attach pods.attach admin
    GET|POST /api/v1/namespaces/{ns}/pods/{pod}/portforward pods.forward admin
    GET /api/v1/namespaces/{ns}/pods/{pod}/log pods.log read
    POST /api/v1/namespaces/{ns}/pods/{pod}/eviction pods.evict write
    POST /api/v1/namespaces/{ns}/pods pods.create write
    DELETE /api/v1/namespaces/{ns}/pods/{pod} pods.delete write
    POST /api/v1/namespaces/{ns}/serviceaccounts/{_}/token tokens.create admin
    POST|PUT|PATCH|DELETE /api/v1/namespaces/{ns}/serviceaccounts/** accounts.change admin
    POST /api/v1/namespaces namespaces.create admin
    DELETE /api/v1/namespaces/{ns} namespaces.delete admin
    POST|PUT|PATCH|DELETE /apis/rbac.authorization.k8s.io/** rbac.change admin
    POST|PUT|PATCH|DELETE /apis/certificates.k8s.io/** certificates.change admin
    POST|PUT|PATCH|DELETE /apis/admissionregistration.k8s.io/** admission.change admin
    POST|PUT|PATCH|DELETE /apis/apiextensions.k8s.io/** extensions.change admin
    POST /apis/authorization.k8s.io/{_}/selfsubjectaccessreviews access.review read
    POST|PUT|PATCH /apis/apps/v1/namespaces/{ns}/{_}/** workloads.change write
    DELETE /apis/apps/v1/namespaces/{ns}/** workloads.delete write
    POST|PUT|PATCH|DELETE /api/v1/nodes/** nodes.change admin
  `,
}
