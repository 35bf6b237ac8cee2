#!/usr/bin/env bash
# Makes what compose.yaml wants in secrets/, for trying out: certificates, a shared secret and a token, which is printed once.
set -euo pipefail

case "${1:-}" in
  -h | --help)
    echo "Usage: deploy/compose/secrets.sh [FOLDER]; default: secrets beside this file. What is there already stays."
    exit 0
    ;;
esac
here="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)"
out="${1:-$here/secrets}"
mkdir -p -- "$out"
chmod 700 -- "$out"
umask 077

# authority NAME: a key and a certificate that signs others.
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=$1" \
    -keyout "$out/$1.key" -out "$out/$1.crt" 2>/dev/null
}

# signed NAME AUTHORITY SUBJECT-ALTERNATIVE-NAMES
signed() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" \
    -keyout "$out/$1.key" -out "$out/$1.csr" 2>/dev/null
  openssl x509 -req -in "$out/$1.csr" -CA "$out/$2.crt" -CAkey "$out/$2.key" -CAcreateserial -days 365 \
    -extfile <(echo "subjectAltName=$3") -out "$out/$1.crt" 2>/dev/null
  rm -- "$out/$1.csr"
}

[[ -f "$out/cluster-ca.crt" ]] || authority cluster-ca
[[ -f "$out/cluster.crt" ]] || signed cluster cluster-ca "IP:172.30.77.11,IP:172.30.77.12,IP:172.30.77.13"
if [[ ! -f "$out/balancer.pem" ]]; then
  signed balancer cluster-ca "DNS:localhost,IP:127.0.0.1"
  cat -- "$out/balancer.crt" "$out/balancer.key" >"$out/balancer.pem"
  # The balancer's image has a user of its own; on this machine the folder is closed.
  chmod 644 -- "$out/balancer.pem"
fi
[[ -f "$out/cluster.secret" ]] || head -c 64 /dev/urandom >"$out/cluster.secret"
if [[ ! -f "$out/tokens" ]]; then
  echo "token:"
  "$here/../../scripts/token" make me --scopes read,write --file "$out/tokens"
fi
# The user of the image reads them.
if [[ $EUID -eq 0 ]]; then chown -R 1000:1000 -- "$out"; fi
