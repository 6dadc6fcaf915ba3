{{- /* Names and labels that several templates use. */ -}}
{{- define "countersign.name" -}}
{{- if contains "countersign" .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-countersign" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "countersign.selector" -}}
app.kubernetes.io/name: countersign
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "countersign.labels" -}}
{{ include "countersign.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- /* The setting and the file of each secret. */ -}}
{{- define "countersign.secrets" -}}
databaseUrl: DATABASE_URL_FILE
masterKey: COUNTERSIGN_MASTER_KEY_FILE
previousMasterKey: COUNTERSIGN_PREVIOUS_MASTER_KEY_FILE
initAdminKey: COUNTERSIGN_INIT_ADMIN_KEY_FILE
metricsToken: COUNTERSIGN_METRICS_TOKEN_FILE
smtpUrl: COUNTERSIGN_SMTP_URL_FILE
{{- end -}}
