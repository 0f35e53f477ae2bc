#!/bin/sh
# Makes the certificates of the transport's tests anew; run once, by hand, in this folder. They are trusted by
# nothing but these tests, and so are the keys, which is why they may lie here.
set -e
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
: > "$work/index"
cat > "$work/ca.conf" <<CONFIGURATION
[ca]
default_ca = tests
[tests]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[leaf]
subjectAltName = DNS:exchange.test, IP:127.0.0.1
CONFIGURATION

# certificate NAME LAST-YEAR EXTENSIONS SIGNING-OPTIONS…
certificate() {
  name=$1 year=$2 extensions=$3
  shift 3
  openssl req -new -key "$name.key" -subj "/CN=$name" -out "$work/$name.csr"
  openssl ca -batch -notext -config "$work/ca.conf" -extensions "$extensions" -in "$work/$name.csr" \
    -startdate 20200101000000Z -enddate "${year}0101000000Z" -out "$name.pem" "$@"
}
for name in authority exchange expired; do
  openssl ecparam -name prime256v1 -genkey -noout -out "$name.key"
done
certificate authority 2120 authority -selfsign -keyfile authority.key
certificate exchange 2120 leaf -cert authority.pem -keyfile authority.key
certificate expired 2021 leaf -cert authority.pem -keyfile authority.key
rm authority.key
