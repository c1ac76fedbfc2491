#!/bin/sh
# Jetty 6.1.26 (org.mortbay.jetty:jetty, jetty-util, servlet-api 2.5-20081211), embedded; Java 11 or newer.
# Expected: an answer of unknown length to an HTTP/1.1 request is chunked, whether the client keeps the connection or
# says `Connection: close`, so that a client can tell a whole answer from one that broke off.
# Seen: with `Connection: close` there is neither a length nor chunks: the end of the connection is the end of the
# answer. A proxy that asks with `Connection: close` hands half an answer of a dead server on as a whole one.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
for jar in org.mortbay.jetty:jetty:6.1.26 org.mortbay.jetty:jetty-util:6.1.26 org.mortbay.jetty:servlet-api:2.5-20081211; do
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy -Dartifact="$jar" -DoutputDirectory="$t/lib" >/dev/null
done
cat >"$t/Seen.java" <<'J'
import java.io.*;
import java.net.Socket;
import javax.servlet.http.*;
import org.mortbay.jetty.*;
import org.mortbay.jetty.handler.AbstractHandler;

public class Seen {
    public static void main(String[] words) throws Exception {
        Server server = new Server();
        org.mortbay.jetty.nio.SelectChannelConnector connector = new org.mortbay.jetty.nio.SelectChannelConnector();
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new AbstractHandler() {
            public void handle(String target, HttpServletRequest in, HttpServletResponse out, int dispatch) throws IOException {
                ((Request) in).setHandled(true);
                out.getWriter().print("one half,");
                out.flushBuffer();
                out.getWriter().print(" the other");
            }
        });
        server.start();
        String kept = ask(connector.getLocalPort(), ""), closed = ask(connector.getLocalPort(), "Connection: close\r\n");
        System.out.println("kept:   chunked " + kept.contains("chunked") + ", length " + kept.contains("content-length"));
        System.out.println("closed: chunked " + closed.contains("chunked") + ", length " + closed.contains("content-length"));
        server.stop();
        boolean same = kept.contains("chunked") && !closed.contains("chunked") && !closed.contains("content-length");
        System.exit(same ? 0 : 1);
    }

    static String ask(int port, String header) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: a\r\n" + header + "\r\n").getBytes("US-ASCII"));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), "US-ASCII"));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) head.append(line.toLowerCase()).append('\n');
            return head.toString();
        }
    }
}
J
java -cp "$t/lib/*" "$t/Seen.java" 2>/dev/null || { echo CHANGED; exit 1; }
