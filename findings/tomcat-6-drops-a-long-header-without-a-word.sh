#!/bin/sh
# Tomcat 6.0.53 (catalina, coyote, juli, annotations-api, servlet-api of Maven Central) and 7.0.109 (embedded), Java 11 or newer.
# Expected: an application whose response headers are longer than the connector's 8 kB gets a 500 from the server.
# Seen: 7.0.109 answers 500. 6.0.53 closes the connection without a byte, which a
# proxy in front cannot tell from a crash: it may send the request to every other server.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
fetch() { # folder coordinate...
    folder=$1; shift
    for jar; do
        mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy -Dartifact="$jar" -DoutputDirectory="$t/$folder" >/dev/null
    done
}
g=org.apache.tomcat
fetch six $g:catalina:6.0.53 $g:coyote:6.0.53 $g:juli:6.0.53 $g:annotations-api:6.0.53 $g:servlet-api:6.0.53
fetch seven $g.embed:tomcat-embed-core:7.0.109 $g.embed:tomcat-embed-logging-juli:7.0.109 $g:tomcat-annotations-api:7.0.109
cat >"$t/Big.java" <<'J'
import javax.servlet.http.*;

public class Big extends HttpServlet {
    protected void doGet(HttpServletRequest in, HttpServletResponse out) {
        out.setHeader("X-Long", new String(new char[Integer.parseInt(in.getQueryString())]).replace('\0', 'x'));
    }
}
J
cat >"$t/Asked.java" <<'J'
import java.io.*;
import java.net.Socket;

class Asked {
    static String answer(int port, int size) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(("GET /?" + size + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").getBytes("US-ASCII"));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), "US-ASCII")).readLine();
            return line == null ? "closed without a byte" : line.split(" ")[1];
        }
    }
}
J
cat >"$t/Six.java" <<'J'
import org.apache.catalina.*;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.*;
import org.apache.catalina.startup.Embedded;

public class Six {
    public static void main(String[] words) throws Exception {
        Embedded server = new Embedded();
        server.setCatalinaHome(words[0]);
        Engine engine = server.createEngine();
        Host host = server.createHost("localhost", words[0]);
        Context context = server.createContext("", words[0]);
        context.setLoader(server.createLoader(Six.class.getClassLoader()));
        Wrapper wrapper = context.createWrapper();
        wrapper.setName("big");
        wrapper.setServletClass("Big");
        context.addChild(wrapper);
        context.addServletMapping("/", "big");
        host.addChild(context);
        engine.addChild(host);
        engine.setDefaultHost("localhost");
        server.addEngine(engine);
        Connector connector = server.createConnector("127.0.0.1", Integer.parseInt(words[1]), false);
        server.addConnector(connector);
        server.start();
        System.out.println("6.0.53: " + Asked.answer(Integer.parseInt(words[1]), 100) + ", " + Asked.answer(Integer.parseInt(words[1]), 9000));
        System.exit(0);
    }
}
J
cat >"$t/Seven.java" <<'J'
public class Seven {
    public static void main(String[] words) throws Exception {
        org.apache.catalina.startup.Tomcat server = new org.apache.catalina.startup.Tomcat();
        server.setBaseDir(words[0]);
        server.setHostname("localhost");
        server.setPort(Integer.parseInt(words[1]));
        org.apache.catalina.Context context = server.addContext("", words[0]);
        org.apache.catalina.startup.Tomcat.addServlet(context, "big", new Big());
        context.addServletMapping("/", "big");
        server.start();
        System.out.println("7.0.109: " + Asked.answer(Integer.parseInt(words[1]), 100) + ", " + Asked.answer(Integer.parseInt(words[1]), 9000));
        System.exit(0);
    }
}
J
opens="--add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED"
ran() { # Main folder port
    mkdir -p "$t/$1/work"; javac -d "$t/$1" -cp "$t/$2/*" "$t/Big.java" "$t/Asked.java" "$t/$1.java" 2>/dev/null
    # shellcheck disable=SC2086
    timeout 60 java $opens -cp "$t/$1:$t/$2/*" "$1" "$t/$1/work" "$3" 2>"$t/log"
}
six=$(ran Six six 18096); seven=$(ran Seven seven 18097)
printf '%s\n%s\n' "$six" "$seven"
[ "$six" = "6.0.53: 200, closed without a byte" ] && [ "$seven" = "7.0.109: 200, 500" ] || { echo CHANGED; exit 1; }
