#!/bin/sh
# Prints Warren's recording rules and alerts for the Prometheus operator:
#
#   deploy/kubernetes/prometheus-rule.sh | kubectl apply -f -
#
# from the files that Prometheus itself reads, so that there is one copy of them. The label release is
# what the operator's own chart selects rules by; another one: RELEASE=name prometheus-rule.sh
set -eu
cd "$(dirname -- "$0")/../prometheus"

cat <<EOF
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: warren
  namespace: warren
  labels:
    app.kubernetes.io/part-of: warren
    release: ${RELEASE:-kube-prometheus-stack}
spec:
  groups:
EOF
for file in recording.rules.yml alert.rules.yml; do
  # What is below `groups:`, two columns further in.
  sed -n '/^groups:/,$ { /^groups:/d; s/^\(.\)/  \1/; p }' "$file"
done
